#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.png", b"\x89PNG\r\n\x1a\n", data);
});
