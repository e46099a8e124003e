#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for start in [&b"GIF89a"[..], b"II*\0", b"MM\0*", b"RIFF\0\0\0\0WEBP", b"BM"] {
        inspector_fuzz::after("a.gif", start, data);
    }
});
