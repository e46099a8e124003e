//! Two versions of a file, compared.

use inspector::view::{Change, Outline, changes};

use crate::files::docx;
use crate::pdfs::pdf_page;
use crate::views::look;

fn between(name: &str, before: &[u8], now: &[u8]) -> Vec<(Change, String)> {
    let outline = |bytes| {
        let mut outline = Outline::default();
        outline.add(&look(name, bytes).pages);
        outline
    };
    changes(&outline(before), &outline(now))
}

fn line(change: Change, text: &str) -> (Change, String) {
    (change, text.to_owned())
}

#[test]
fn lines_and_rows_that_were_added_and_removed_are_told_with_those_beside_them() {
    use Change::{Added, Removed, Same};
    let before = b"one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
    let now = b"one\ntwo\nthree\nfour\nfive and a half\nsix\nseven\neight\n";
    assert_eq!(
        between("a.do", before, now),
        [
            line(Same, "three"),
            line(Same, "four"),
            line(Removed, "five"),
            line(Added, "five and a half"),
            line(Same, "six"),
            line(Same, "seven"),
            line(Added, "eight")
        ]
    );
    let row = |n: &str| {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        docx(&format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("North"), cell(n)), &[])
    };
    assert_eq!(between("a.docx", &row("4"), &row("12")), [line(Removed, "North | 4"), line(Added, "North | 12")]);
    assert_eq!(between("a.docx", &row("4"), &row("4")), []);
}

#[test]
fn every_way_from_one_text_to_another_gives_both_back() {
    // Small texts of two letters in every order: what stays and what was added is the new one, what stays and was removed the old.
    let text = |bits: u32| (0..6).map(|at| if bits >> at & 1 == 1 { "x\n" } else { "y\n" }).collect::<String>();
    for (before, now) in (0..64).flat_map(|a| (0..64).step_by(7).map(move |b| (a, b))) {
        let (before, now) = (text(before), text(now));
        let all = between("a.do", before.as_bytes(), now.as_bytes());
        let count = |change: Change| all.iter().filter(|(c, _)| *c == change).count();
        assert_eq!(count(Change::Added), count(Change::Removed), "{before:?} {now:?} {all:?}");
        assert_eq!(before == now, all.is_empty());
    }
}

#[test]
fn texts_that_have_nothing_in_common_are_bounded() {
    let text = |letter: &str| (0..8_000).map(|n| format!("{letter}{n}\n")).collect::<String>();
    let all = between("a.do", text("a").as_bytes(), text("b").as_bytes());
    assert!(all.iter().all(|(change, _)| *change != Change::Same) && all.len() <= 16_000);
}

#[test]
fn a_painted_page_that_changed_is_named() {
    let pages = between("a.pdf", &pdf_page("0 0 100 30 re f"), &pdf_page("0 0 100 31 re f"));
    assert_eq!(pages, [line(Change::PageDiffers, "1")]);
}
