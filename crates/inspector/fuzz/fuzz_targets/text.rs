#![no_main]

// The first byte says what the rest is called: LaTeX, Markdown, tables and programs are told apart by their names.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let names = ["a.tex", "a.md", "a.log", "a.R", "a.py", "a.sas", "a.sps", "a.sql", "a.Rmd", "a.tsv", "a.json", "a.xml"];
    inspector_fuzz::file(names[usize::from(*first) % names.len()], rest);
});
