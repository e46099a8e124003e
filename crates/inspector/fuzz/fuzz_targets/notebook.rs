#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    inspector_fuzz::after("a.ipynb", b"{\"nbformat\":4,\"cells\":[", data);
});
