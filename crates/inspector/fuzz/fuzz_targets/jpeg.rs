#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.jpg", b"\xff\xd8\xff", data);
});
