#![no_main]

// The first byte says what the rest is called: pictures and papers by their content, text by its name.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let names = ["a.bin", "a.csv", "a.do", "a.md", "a.svg", "a.ipynb", "a.rtf", "a.html"];
    inspector_fuzz::look(names[usize::from(*first) % names.len()], rest);
});
