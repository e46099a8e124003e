//! `bench inspector`: files a second with isolation, megabytes a second, memory of a child; `--score` judges the findings
//! against the labels of both collections; `--peers` runs mat2, oletools and pikepdf over the same files.

mod kinds;
mod peers;
mod score;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{Figure, Options, process};
use crate::run::{self, say};

/// How often the collection is inspected: once would mostly measure the start.
const TURNS: u64 = 20;
const MEGABYTE: f64 = 1_000_000.0;

pub(super) fn run(root: &Path, options: &Options, score: bool, with_peers: bool) -> Result<Vec<Figure>, String> {
    let collection = options.get("--data").map_or_else(|| root.join("../shared/cases/documents"), PathBuf::from);
    if !collection.join("manifest.csv").is_file() {
        return Err(format!("there is no {}: name a folder with --data", collection.join("manifest.csv").display()));
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    // One that is there already will do to score findings.
    let program = match options.get("--program") {
        Some(program) => PathBuf::from(program),
        None => {
            let mut build = run::cargo(root);
            if !run::status(build.args(["build", "--release", "--locked", "--package", "inspector"]))? {
                return Err("building inspector for release failed".into());
            }
            target.join("release/inspector")
        }
    };
    let files = score::files(&collection)?;
    if score {
        let mut figures = score::score(&program, &collection, &files)?;
        // Beside the collection; said where it is missing.
        let second = collection.join("../documents-2");
        if second.is_dir() {
            figures.extend(kinds::score(&program, root, &second)?);
        } else {
            say(&format!("SKIPPED: {} is missing, so no kind of fault was tried", second.display()));
        }
        return Ok(figures);
    }
    let mut figures = speed(&program, &collection, &files, options.number("--runs", TURNS)?)?;
    figures.extend(large(&program, &target.join("bench"))?);
    if with_peers {
        figures.extend(peers::run(&target.join("bench/peers"), &collection, &files)?);
    }
    Ok(figures)
}

/// What the program and its children used together.
struct Used {
    cpu_seconds: f64,
    wall_seconds: f64,
    child_mib: f64,
}

fn measure(program: &Path, files: &[PathBuf]) -> Result<Used, String> {
    let mut command = Command::new(program);
    command.arg("--json").args(files).stdout(Stdio::null());
    let before = process::children_cpu_seconds().ok_or("reading /proc/self/stat")?;
    let start = Instant::now();
    let mut running = command.spawn().map_err(|e| format!("starting {}: {e}", program.display()))?;
    let pid = running.id();
    let mut child_mib = 0f64;
    while running.try_wait().map_err(|e| format!("waiting for {}: {e}", program.display()))?.is_none() {
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|word| word.parse().ok()) {
            child_mib = child_mib.max(process::peak_mib(child).unwrap_or(0.0));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let wall_seconds = start.elapsed().as_secs_f64();
    let cpu_seconds = process::children_cpu_seconds().ok_or("reading /proc/self/stat")? - before;
    Ok(Used { cpu_seconds, wall_seconds, child_mib })
}

fn speed(program: &Path, collection: &Path, files: &[String], turns: u64) -> Result<Vec<Figure>, String> {
    let once: Vec<PathBuf> = files.iter().map(|file| collection.join(file)).collect();
    let bytes: u64 = once.iter().filter_map(|file| file.metadata().ok()).map(|about| about.len()).sum();
    let all: Vec<PathBuf> = (0..turns).flat_map(|_| once.iter().cloned()).collect();
    let used = measure(program, &all)?;
    say(&format!("{} files, {:.2} MB, {turns} times, in sealed children", once.len(), bytes as f64 / MEGABYTE));
    Ok(vec![
        Figure::new("inspector, files a second of processor time", all.len() as f64 / used.cpu_seconds, "files/s"),
        Figure::new("inspector, files a second of wall time", all.len() as f64 / used.wall_seconds, "files/s"),
        Figure::new("inspector, collection", bytes as f64 * turns as f64 / MEGABYTE / used.cpu_seconds, "MB/s"),
        Figure::new("inspector, most memory of a child", used.child_mib, "MiB"),
    ])
}

/// A large document of each kind, made here.
fn large(program: &Path, folder: &Path) -> Result<Vec<Figure>, String> {
    std::fs::create_dir_all(folder).map_err(|e| format!("making {}: {e}", folder.display()))?;
    let (pdf, docx) = (folder.join("large.pdf"), folder.join("large.docx"));
    std::fs::write(&pdf, large_pdf()).map_err(|e| format!("writing {}: {e}", pdf.display()))?;
    large_docx(&docx)?;
    let mut figures = Vec::new();
    for (name, file) in [("large PDF", pdf), ("large Word document", docx)] {
        let size = file.metadata().map_err(|e| format!("reading {}: {e}", file.display()))?.len() as f64;
        let used = measure(program, std::slice::from_ref(&file))?;
        figures.push(Figure::new(format!("{name}, size"), size / MEGABYTE, "MB"));
        figures.push(Figure::new(name, size / MEGABYTE / used.cpu_seconds, "MB/s"));
        figures.push(Figure::new(format!("{name}, memory of the child"), used.child_mib, "MiB"));
        std::fs::remove_file(&file).map_err(|e| format!("removing {}: {e}", file.display()))?;
    }
    Ok(figures)
}

/// Two hundred pages, each with a page of text and a picture of 150 kB, as a report with figures has.
fn large_pdf() -> Vec<u8> {
    const PAGES: usize = 200;
    const PICTURE: usize = 150_000;
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut object = |out: &mut Vec<u8>, body: &[u8]| {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", offsets.len()).bytes());
        out.extend_from_slice(body);
        out.extend(b"\nendobj\n");
    };
    object(&mut out, b"<< /Type /Catalog /Pages 2 0 R >>");
    let kids: Vec<String> = (0..PAGES).map(|page| format!("{} 0 R", 4 + page * 3)).collect();
    object(&mut out, format!("<< /Type /Pages /Count {PAGES} /Kids [{}] >>", kids.join(" ")).as_bytes());
    object(&mut out, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    for page in 0..PAGES {
        let first = 4 + page * 3;
        let entries = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /I {} 0 R >> >> >>",
            first + 1,
            first + 2
        );
        object(&mut out, entries.as_bytes());
        let mut text = "q 300 0 0 150 50 40 cm /I Do Q\nBT /F1 10 Tf 50 800 Td 12 TL\n".to_owned();
        for line in 0..45 {
            text += &format!("(Line {line} of page {page}: employment rose in all regions but one.) Tj T*\n");
        }
        text += "ET";
        object(&mut out, format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()).as_bytes());
        let head = format!(
            "<< /Type /XObject /Subtype /Image /Width 500 /Height 300 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {PICTURE} >>\nstream\n"
        );
        let mut picture = head.into_bytes();
        picture.extend((0..PICTURE).map(|n| (n * 7 % 251) as u8));
        picture.extend(b"\nendstream");
        object(&mut out, &picture);
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).bytes());
    for offset in &offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", offsets.len() + 1).bytes());
    out
}

/// Sixty thousand paragraphs and forty pictures, packed by Python's own zip library: this crate has none.
fn large_docx(file: &Path) -> Result<(), String> {
    const MAKE: &str = r#"
import random, sys, zipfile
random.seed(1)
out = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
out.writestr("[Content_Types].xml", f"<Types><Override PartName='/word/document.xml' ContentType='{main}'/></Types>")
words = ["employment", "region", "rose", "fell", "wage", "hour", "men", "women", "share", "survey"]
paragraph = lambda: "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>" + " ".join(random.choice(words) for _ in range(20)) + "</w:t></w:r></w:p>"
body = "".join(paragraph() for _ in range(60000))
out.writestr("word/document.xml", f"<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>")
chunk = lambda name, data: len(data).to_bytes(4, "big") + name + data + bytes(4)
for n in range(40):
    picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IDAT", random.randbytes(400000)) + chunk(b"IEND", b"")
    out.writestr(f"word/media/image{n}.png", picture)
"#;
    let mut python = Command::new("python3")
        .arg("-")
        .arg(file)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|e| format!("starting python3: {e}"))?;
    if let Some(mut input) = python.stdin.take() {
        input.write_all(MAKE.as_bytes()).map_err(|e| format!("making {}: {e}", file.display()))?;
    }
    let status = python.wait().map_err(|e| format!("making {}: {e}", file.display()))?;
    if status.success() { Ok(()) } else { Err(format!("making {} failed", file.display())) }
}
