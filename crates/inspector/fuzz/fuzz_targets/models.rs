#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for start in [&b"\x80\x04"[..], b"X\n\0\0\0\x03", b"\x08\x07", b"\x1f\x8b\x08\0", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"] {
        inspector_fuzz::after("a.pkl", start, data);
    }
});
