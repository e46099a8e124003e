//! Hostile files through a sealed child: bounded, refused with a sentence, and the next file as fast as before.

use std::path::Path;
use std::time::{Duration, Instant};

use inspector::child::{Limits, inspect_in_child};
use inspector::{InspectPolicy, Purpose, Report, Verdict};

use crate::files::{docx, gzip, zip};

fn judge(name: &str, bytes: &[u8]) -> Report {
    let exe = Path::new(env!("CARGO_BIN_EXE_inspector"));
    inspect_in_child(exe, name, bytes, Purpose::Unstated, &InspectPolicy::default(), &Limits::default())
}

/// A zip that unpacks to itself, as far as a directory goes: its only entry is stored and holds the bytes of the whole file
/// as often as the depth allows.
fn nested(levels: usize) -> Vec<u8> {
    (0..levels).fold(zip(&[("a.txt", b"words\n")]), |inner, _| zip(&[("again.zip", &inner)]))
}

/// Many names in the directory for the same bytes.
fn overlapping() -> Vec<u8> {
    let one = zip(&[("a.txt", &vec![b'a'; 500_000])]);
    let at = one.windows(4).position(|w| w == b"PK\x01\x02").expect("a directory");
    let end = one.windows(4).rposition(|w| w == b"PK\x05\x06").expect("its end");
    let mut out = one[..at].to_vec();
    let entry = &one[at..end];
    let count = 3000u16;
    for n in 0..count {
        let mut entry = entry.to_vec();
        entry[46..51].copy_from_slice(format!("{n:05}").as_bytes());
        out.extend(entry);
    }
    let size = out.len() - at;
    let mut tail = one[end..].to_vec();
    tail[8..10].copy_from_slice(&count.to_le_bytes());
    tail[10..12].copy_from_slice(&count.to_le_bytes());
    tail[12..16].copy_from_slice(&(size as u32).to_le_bytes());
    out.extend(tail);
    out
}

/// A PDF of very many pages, all of them the same object or each its own.
pub fn many_pages(pages: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n".to_vec();
    let kids: String = (0..pages).map(|n| format!("{} 0 R ", n + 3)).collect();
    out.extend(format!("2 0 obj\n<< /Type /Pages /Count {pages} /Kids [{kids}] >>\nendobj\n").bytes());
    for n in 0..pages {
        out.extend(format!("{} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n", n + 3).bytes());
    }
    out.extend(b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n");
    out
}

/// A page whose content is drawn by a form that draws itself twice.
fn drawing_itself() -> Vec<u8> {
    let form = "/F Do /F Do /F Do";
    format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>\nendobj\n4 0 obj\n<< /Length 5 >>\nstream\n/F Do\nendstream\nendobj\n5 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length {} >>\nstream\n{form}\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n",
        form.len()
    )
    .into_bytes()
}

#[test]
fn hostile_files_are_refused_within_ten_seconds_and_the_next_file_is_as_fast_as_before() {
    let plain = docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>", &[]);
    let quick = |bytes: &[u8]| {
        let start = Instant::now();
        assert_eq!(judge("plain.docx", bytes).verdict, Verdict::Allowed);
        start.elapsed()
    };
    quick(&plain);
    let wide = format!("{}{}", "a,".repeat(2_000_000), "1,".repeat(2_000_000));
    let hostile: Vec<(&str, Vec<u8>)> = vec![
        ("nested.zip", nested(40)),
        ("overlap.zip", overlapping()),
        ("bomb.docx", docx("<w:p/>", &[("word/media/image1.png", &vec![0; 120 << 20])])),
        ("bomb.gz", gzip(&vec![b'a'; 150 << 20])),
        ("deep.docx", docx(&"<w:p>".repeat(300_000), &[])),
        ("deep.json", "[".repeat(2_000_000).into_bytes()),
        ("deep.rtf", "{\\rtf1".repeat(200_000).into_bytes()),
        ("deep.svg", format!("<svg>{}", "<g>".repeat(300_000)).into_bytes()),
        ("pages.pdf", many_pages(10_000)),
        ("itself.pdf", drawing_itself()),
        ("rows.csv", "id,a,b\n1,2,3\n".repeat(2_000_000).into_bytes()),
        ("large.csv", vec![b'1'; 51 << 20]),
        ("wide.csv", wide.into_bytes()),
        ("braces.pdf", [b"%PDF-1.7\n1 0 obj\n".to_vec(), b"<<".repeat(200_000)].concat()),
    ];
    for (name, bytes) in hostile {
        let start = Instant::now();
        let report = judge(name, &bytes);
        let took = start.elapsed();
        if !matches!(name, "wide.csv" | "itself.pdf") {
            assert_eq!(report.verdict, Verdict::Refused, "{name}: {report:?}");
            assert!(!report.findings[0].message.is_empty(), "{name}");
        }
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
        // The first after a broken child pays for a new one.
        let next = quick(&plain).min(quick(&plain));
        assert!(next < Duration::from_millis(500), "after {name}: {next:?}");
    }
}
