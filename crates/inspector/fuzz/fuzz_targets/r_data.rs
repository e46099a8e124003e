#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.rds", b"X\n\0\0\0\x03\0\x04\x03\x01\0\x03\x05\0\0\0\0\x05UTF-8", data);
});
