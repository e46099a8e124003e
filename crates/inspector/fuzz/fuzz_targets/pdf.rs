#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.pdf", b"%PDF-1.7\n", data);
});
