#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.html", b"<!doctype html>", data);
    inspector_fuzz::after("a.svg", b"<svg>", data);
});
