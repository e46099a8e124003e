#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::file("a.do", data);
    inspector_fuzz::file("a.csv", data);
});
