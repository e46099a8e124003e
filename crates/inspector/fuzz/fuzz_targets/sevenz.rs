#![no_main]

// Without sums in front, readers look for the header from the end: what follows need not be summed right.
const HEAD: &[u8] = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.7z", HEAD, data);
});
