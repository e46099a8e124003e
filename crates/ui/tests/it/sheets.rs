//! Pages of documents as pictures.

use ui::picture::{Piece, Pixels, SheetCell, SheetLine, SheetPicture, SheetRow, Words, sheet_png};

fn words(text: &str, label: &str) -> Words {
    Words { text: text.into(), label: label.into() }
}

fn cell(text: &str) -> SheetCell {
    SheetCell { words: vec![words(text, "")], found: Vec::new() }
}

fn page() -> SheetPicture {
    SheetPicture {
        caption: "results.docx".into(),
        notes: vec!["Page 1 of 3.".into(), "Blocks: Text that is there and not shown. (unseen)".into()],
        pieces: vec![
            Piece::Part { title: "Sheet Back".into(), hidden: "A hidden sheet or window.".into() },
            Piece::Text {
                level: 0,
                words: vec![words("Seen <&> ", ""), words("unseen", "Text that is there and not shown.")],
                found: Vec::new(),
            },
            Piece::Table(vec![
                SheetRow { number: "1".into(), cells: vec![cell("Region"), cell("n")], ..SheetRow::default() },
                SheetRow {
                    number: "2".into(),
                    cells: vec![cell(&"a long name of a region ".repeat(12)), cell("4")],
                    hidden: "Hidden, collapsed or filtered rows.".into(),
                    found: vec!["A small cell.".into()],
                },
            ]),
            Piece::Code(vec![SheetLine {
                number: "12".into(),
                text: "use \"x.dta\"".into(),
                found: vec!["A path.".into()],
            }]),
            Piece::Note("A picture that is not in the file.".into()),
        ],
    }
}

fn grey(width: u32, height: u32) -> Pixels {
    Pixels { width, height, rgb: vec![128; (width * height * 3) as usize] }
}

/// Width, height, and the pixels as red, green, blue, alpha.
fn pixels(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let pixmap = resvg::tiny_skia::Pixmap::decode_png(png).unwrap();
    (pixmap.width(), pixmap.height(), pixmap.data().to_vec())
}

#[test]
fn a_page_is_drawn_the_same_again_and_with_a_watermark_differently() {
    let plain = sheet_png(&page(), None).unwrap();
    // Kept in the target folder, so that people can look at what the tests saw.
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sheet.png"), &plain.png).unwrap();
    assert_eq!(plain, sheet_png(&page(), None).unwrap());
    assert_ne!(plain.png, sheet_png(&page(), Some("Dai 12 March 2026")).unwrap().png);
    assert_eq!(plain.width, 920);
}

#[test]
fn what_is_marked_has_its_words_below() {
    let mut quiet = page();
    for piece in &mut quiet.pieces {
        if let Piece::Text { words, .. } = piece {
            words.iter_mut().for_each(|w| w.label.clear());
        }
    }
    // The meaning of the mark takes a line of its own.
    assert!(sheet_png(&page(), None).unwrap().height > sheet_png(&quiet, None).unwrap().height);
}

#[test]
fn pixels_are_shown_under_the_watermark_and_must_be_as_many_as_they_say() {
    let sheet = |pixels| SheetPicture {
        pieces: vec![Piece::Pixels { pixels, caption: String::new() }],
        ..SheetPicture::default()
    };
    let picture = sheet_png(&sheet(grey(400, 300)), None).unwrap();
    let (width, height, plain) = pixels(&picture.png);
    let middle = ((height / 2 * width + width / 4) * 4) as usize;
    assert_eq!(&plain[middle..middle + 4], [128, 128, 128, 255]);
    let (_, _, marked) = pixels(&sheet_png(&sheet(grey(400, 300)), Some("Anwen Rees 12 March 2026")).unwrap().png);
    let changed = plain.chunks(4).zip(marked.chunks(4)).filter(|(a, b)| a[0] == 128 && a != b).count();
    assert!(changed > 1_000, "{changed} pixels of the picture carry the watermark");
    let short = Pixels { width: 4, height: 4, rgb: vec![0; 3] };
    assert!(sheet_png(&sheet(short), None).is_err());
}

#[test]
fn a_page_that_nobody_cut_is_refused_and_not_drawn() {
    let lines = vec![SheetLine { number: "1".into(), text: "x".into(), found: Vec::new() }; 5_000];
    let sheet = SheetPicture { pieces: vec![Piece::Code(lines)], ..SheetPicture::default() };
    assert!(sheet_png(&sheet, None).is_err());
}
