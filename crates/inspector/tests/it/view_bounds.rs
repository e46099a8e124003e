//! Files that are made to overwhelm: a view of them ends, in the sealed child, within its limits.

use std::path::Path;
use std::time::{Duration, Instant};

use inspector::child::{Limits, fixed_image_in_child, view_in_child};
use inspector::view::{MOST_PIXELS, Sheet, View, Wanted};
use inspector::{InspectPolicy, Purpose};

use crate::bounded::many_pages;
use crate::files::{docx, xlsx};
use crate::pdfs::pdf_page;
use crate::views::{grey, look};

const ONE: Wanted = Wanted { first: 1, most: 1 };

fn ours() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_inspector"))
}

fn sealed(name: &str, bytes: &[u8], wanted: Wanted) -> View {
    let policy = InspectPolicy::default();
    view_in_child(ours(), name, bytes, Purpose::Unstated, &policy, wanted, &Limits::default())
}

/// A PNG with this head and hardly any pixels.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut out = grey(1, 1);
    out[16..20].copy_from_slice(&width.to_be_bytes());
    out[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&out[12..29]);
    out[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    out
}

#[test]
fn a_child_shows_what_the_library_shows() {
    let bytes = docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>", &[]);
    for (name, bytes) in [("a.docx", bytes), ("a.pdf", pdf_page("0 0 100 30 re f")), ("a.png", grey(40, 20))] {
        assert_eq!(sealed(name, &bytes, Wanted { first: 1, most: 1000 }), look(name, &bytes), "{name}");
    }
    let fixed = fixed_image_in_child(ours(), "a.png", &grey(3, 2), &Limits::default()).expect("a picture");
    assert_eq!((fixed.width, fixed.height), (3, 2));
    assert_eq!(fixed_image_in_child(ours(), "a.txt", b"words", &Limits::default()), Err("kind".into()));
}

#[test]
fn pixels_that_nobody_can_hold_are_not_decoded() {
    for (width, height) in [(65_535, 65_535), (19_999, 19_999), (1, 2_000_000_000)] {
        let shown = sealed("a.png", &claims(width, height), ONE);
        assert!(shown.pages.is_empty() && ["pixels", "broken"].contains(&shown.problem.as_str()), "{shown:?}");
    }
    let gif = b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;";
    assert!(sealed("a.gif", gif, ONE).pages.len() <= 1);
}

#[test]
fn a_large_page_is_painted_small_and_a_page_of_no_size_is_not() {
    let page = |size: &str| {
        let plain = String::from_utf8(pdf_page("0 0 100 30 re f")).expect("all text");
        plain.replace("[0 0 200 200]", size).into_bytes()
    };
    for size in ["[0 0 14400 14400]", "[0 0 9e9 9e9]", "[0 0 1 99999]", "[0 0 0 0]", "[5 5 4 4]"] {
        let shown = sealed("a.pdf", &page(size), ONE);
        if let Some(Sheet::Pixels(raster)) = shown.pages.first().map(|page| &page.sheet) {
            assert!(raster.width * raster.height <= MOST_PIXELS, "{size}");
        }
    }
}

#[test]
fn ten_thousand_pages_show_the_first_and_say_so() {
    let began = Instant::now();
    let shown = sealed("a.pdf", &many_pages(10_000), ONE);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!((shown.shown, shown.of, shown.pages.len()), (200, 10_000, 1), "{}", shown.problem);
    let past = sealed("a.pdf", &many_pages(10_000), Wanted { first: 201, most: 1 });
    assert_eq!(past.pages, []);
}

#[test]
fn drawings_that_draw_themselves_end() {
    let levels: String =
        (1..30).map(|n| format!("<g id=\"g{n}\">{}</g>", format!("<use href=\"#g{}\"/>", n - 1).repeat(10))).collect();
    let bomb = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><defs><g id=\"g0\"><rect width=\"1\" height=\"1\"/></g>{levels}</defs><use href=\"#g29\"/></svg>"
    );
    let itself = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g></svg>";
    let deep = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}{}</svg>", "<g>".repeat(400), "</g>".repeat(400));
    let huge = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1e30\" height=\"1e30\"><rect width=\"9\" height=\"9\"/></svg>";
    for svg in [bomb.as_str(), itself, &deep, huge] {
        let began = Instant::now();
        let shown = sealed("a.svg", svg.as_bytes(), ONE);
        assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
        assert!(!shown.pages.is_empty() || !shown.problem.is_empty());
    }
    // And the next file is shown as before.
    assert_eq!(sealed("a.png", &grey(4, 4), ONE).pages.len(), 1);
}

#[test]
fn a_sheet_as_wide_as_it_can_be_is_cut_and_says_so() {
    let rows: String = (1..20_000).map(|n| format!("<row r=\"{n}\"><c r=\"XFD{n}\"><v>1</v></c></row>")).collect();
    let shown = sealed("a.xlsx", &xlsx(&format!("<sheetData>{rows}</sheetData>"), &[]), ONE);
    assert!(shown.cut && shown.pages.len() == 1 && shown.shown <= 200, "{}", shown.problem);
}

#[test]
fn text_without_an_end_is_bounded() {
    let line = "x".repeat(20 << 20);
    let shown = sealed("a.txt", line.as_bytes(), ONE);
    assert!(shown.pages.len() <= 1 && shown.shown <= 200);
    let lines = format!("{}\n", "nothing to find here ".repeat(25)).repeat(10_000);
    // In this process: an unoptimised child on a busy machine may need more than its nine seconds for five megabytes.
    let last = Wanted { first: 200, most: 1 };
    let shown = inspector::view::view("a.log", lines.as_bytes(), Purpose::Unstated, &InspectPolicy::default(), last);
    assert!(shown.cut && shown.pages.len() == 1 && shown.of > 200, "{} {}", shown.of, shown.problem);
}

#[test]
fn a_file_cut_short_never_stops_a_view() {
    let word = docx("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", &[]);
    for (name, bytes) in [("a.docx", word), ("a.pdf", pdf_page("0 0 9 9 re f")), ("a.png", grey(9, 9))] {
        for cut in (1..bytes.len()).step_by(7) {
            let shown = look(name, &bytes[..cut]);
            assert!(!shown.pages.is_empty() || !shown.problem.is_empty(), "{name} {cut}");
        }
    }
}

#[test]
fn every_file_of_the_collection_ends_in_a_view_or_a_reason() {
    let began = Instant::now();
    for case in crate::cases::cases() {
        let name = case.file.rsplit('/').next().unwrap_or_default();
        let shown = sealed(name, &case.bytes, Wanted { first: 1, most: 2 });
        assert!(!shown.pages.is_empty() || !shown.problem.is_empty(), "{name}");
        assert!(!shown.problem.starts_with("child-"), "{name}: {}", shown.problem);
    }
    assert!(began.elapsed() < Duration::from_secs(300));
}

#[test]
fn a_file_over_the_limit_is_refused_with_its_true_size() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    let file = std::fs::File::create(&path).expect("the folder is ours");
    file.set_len(1 << 30).expect("a file with a hole");
    let policy = InspectPolicy::default();
    let report = inspector::child::inspect_file_in_child(ours(), &path, Purpose::Output, &policy, &Limits::default());
    assert!(report.findings[0].evidence.starts_with("1073741824 > "), "{report:?}");
}
