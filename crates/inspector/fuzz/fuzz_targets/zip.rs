#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.zip", b"PK\x03\x04", data);
});
