//! What a person sees of a file: its text in order, with everything that it hides marked.

use inspector::view::{Block, Sheet, View, Wanted, fixed_image, view};
use inspector::{InspectPolicy, Purpose};

use crate::files::{docx, pptx, xlsx, zip};
use crate::pdfs::{pdf, pdf_page};

pub const ALL: Wanted = Wanted { first: 1, most: 1000 };

pub fn look(name: &str, bytes: &[u8]) -> View {
    view(name, bytes, Purpose::Unstated, &InspectPolicy::default(), ALL)
}

fn blocks(view: &View) -> Vec<&Block> {
    let mut all = Vec::new();
    for page in &view.pages {
        if let Sheet::Blocks(blocks) = &page.sheet {
            all.extend(blocks);
        }
    }
    all
}

/// Every piece of text with its mark, in order: `text` or `text|mark`.
fn said(view: &View) -> Vec<String> {
    let run = |run: &inspector::view::Run| {
        if run.mark.is_empty() { run.text.clone() } else { format!("{}|{}", run.text, run.mark) }
    };
    let mut out = Vec::new();
    for block in blocks(view) {
        match block {
            Block::Title(title) => out.push(format!("# {:?} {}|{}", title.what, title.name, title.mark)),
            Block::Text { runs, .. } => out.extend(runs.iter().map(run)),
            Block::Table { rows } => {
                for row in rows {
                    let cells: Vec<String> =
                        row.cells.iter().map(|cell| cell.runs.iter().map(run).collect::<String>()).collect();
                    out.push(format!(
                        "{}{}",
                        cells.join(" / "),
                        if row.mark.is_empty() { String::new() } else { format!(" !{}", row.mark) }
                    ));
                }
            }
            Block::Code { lines } => out.extend(lines.iter().map(|line| format!("{} {}", line.number, line.text))),
            Block::Picture { name, .. } => out.push(format!("[{name}]")),
            Block::NoPicture { name, reason } => out.push(format!("[{name}: {reason}]")),
        }
    }
    out
}

/// A PNG of so many grey pixels.
pub fn grey(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a size that PNG has");
    writer.write_image_data(&vec![0x80; (width * height) as usize]).expect("memory takes all");
    writer.finish().expect("memory takes all");
    out
}

#[test]
fn a_word_document_is_shown_in_order_with_what_it_hides_marked_out_18() {
    let body = r#"<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Results &amp; method</w:t></w:r></w:p>
        <w:p><w:r><w:t>Seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>
        <w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Region</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>n</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    let comments =
        br#"<w:comments xmlns:w="w"><w:comment><w:p><w:r><w:t>said aside</w:t></w:r></w:p></w:comment></w:comments>"#;
    let shown = look("a.docx", &docx(body, &[("word/comments.xml", comments)]));
    assert_eq!(
        said(&shown),
        [
            "Results & method",
            "Seen ",
            "unseen|hidden_text",
            "gone|tracked_deletion",
            "new|tracked_insertion",
            "Region / n",
            "# Part word/comments.xml|comments",
            "said aside|comments"
        ]
    );
    assert!(matches!(blocks(&shown)[0], Block::Text { level: 2, .. }));
}

#[test]
fn a_hidden_sheet_its_rows_and_columns_are_shown_and_marked_out_17() {
    let workbook = br#"<workbook><sheets><sheet name="Front" sheetId="1" r:id="r2" xmlns:r="r"/><sheet name="Back" state="hidden" sheetId="2" r:id="r1" xmlns:r="r"/></sheets></workbook>"#;
    let rels = br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
    let front = br#"<worksheet><cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="3" hidden="1"><c r="C3"><v>3</v></c></row></sheetData></worksheet>"#;
    let back = r#"<sheetData><row r="1"><c r="A1"><v>99</v></c></row></sheetData>"#;
    let more: &[(&str, &[u8])] =
        &[("xl/workbook.xml", workbook), ("xl/_rels/workbook.xml.rels", rels), ("xl/worksheets/sheet2.xml", front)];
    let shown = look("a.xlsx", &xlsx(back, more));
    assert_eq!(
        said(&shown),
        ["# Sheet Front|", "1 / 2|hidden_cols / ", " /  / 3 !hidden_rows", "# Sheet Back|hidden_sheet", "99"]
    );
}

#[test]
fn slides_come_in_their_order_with_notes_and_what_lies_beside_them_out_17() {
    let slide = r#"<p:sld xmlns:p="p" xmlns:a="a" show="0"><p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>Title</a:t></a:r></a:p></p:txBody></p:sp>
        <p:sp><p:spPr><a:xfrm><a:off x="5000" y="0"/><a:ext cx="9" cy="9"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>aside</a:t></a:r></a:p></p:txBody></p:sp></p:sld>"#;
    let notes = br#"<p:notes xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>spoken</a:t></a:r></a:p></p:notes>"#;
    let shown = look("a.pptx", &pptx(slide, &[("ppt/notesSlides/notesSlide1.xml", notes)]));
    assert_eq!(
        said(&shown),
        [
            "# Slide ppt/slides/slide1.xml|hidden_slide",
            "Title",
            "aside|off_slide",
            "# Part ppt/notesSlides/notesSlide1.xml|notes",
            "spoken|notes"
        ]
    );
}

#[test]
fn an_open_document_and_rtf_are_shown_too() {
    let content = br#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="tb"><office:body><office:text><text:h text:outline-level="1">Head</text:h><text:p>One<text:s text:c="2"/>two</text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>"#;
    let odt = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
        ("META-INF/manifest.xml", b"<manifest/>"),
    ]);
    assert_eq!(said(&look("a.odt", &odt)), ["Head", "One  two", "a / b"]);
    let rtf = b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}Caf\\'e9 {\\v unseen}\\par\\trowd\\intbl a\\cell b\\cell\\row\\pard End\\par}";
    assert_eq!(said(&look("a.rtf", rtf)), ["Café ", "unseen|hidden_text", "a / b", "End"]);
}

#[test]
fn a_program_has_numbered_lines_and_its_findings_stand_at_them_out_08() {
    let shown = look("a.do", b"use \"x.dta\"\nuse \"\\\\server9\\share\\x.dta\"\n* done\n");
    let [Block::Code { lines }] = blocks(&shown)[..] else { panic!("{shown:?}") };
    let found: Vec<(usize, &[String])> = lines.iter().map(|line| (line.number, &line.found[..])).collect();
    assert_eq!(found, [(1, &[][..]), (2, &["server_path".to_owned()][..]), (3, &[][..])]);
}

#[test]
fn a_csv_is_a_table_and_quoted_cells_keep_their_separators() {
    let shown = look("a.csv", b"Region,n\n\"North, East\",12\r\n\"said \"\"so\"\"\",3\n");
    assert_eq!(said(&shown), ["Region / n", "North, East / 12", "said \"so\" / 3"]);
}

#[test]
fn letters_without_a_shape_get_one() {
    assert_eq!(said(&look("a.txt", "a\u{200b}b\u{202e}c".as_bytes())), ["1 a\u{fffd}b\u{fffd}c"]);
}

#[test]
fn a_small_cell_is_marked_where_it_stands() {
    let body = "<w:p><w:r><w:t>Table 1. Persons by region and sex</w:t></w:r></w:p><w:tbl>".to_owned()
        + &[["Region", "Count"], ["North", "120"], ["South", "4"]]
            .map(|row| {
                let cells = row.map(|cell| format!("<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>")).concat();
                format!("<w:tr>{cells}</w:tr>")
            })
            .concat()
        + "</w:tbl>";
    let shown = view("a.docx", &docx(&body, &[]), Purpose::Output, &InspectPolicy::default(), ALL);
    let rows =
        blocks(&shown).into_iter().find_map(|block| if let Block::Table { rows } = block { Some(rows) } else { None });
    let rows = rows.expect("a table");
    assert_eq!(rows[2].cells[1].found, ["small_cell"], "{:?}", shown.report.findings);
    assert!(rows[1].cells[1].found.is_empty());
}

#[test]
fn a_notebook_is_shown_cell_by_cell_with_its_outputs() {
    let book = br#"{"nbformat":4,"cells":[{"cell_type":"code","source":["x = 1\n","print(x)"],"outputs":[{"output_type":"stream","text":"1\n"}]}]}"#;
    assert_eq!(said(&look("a.ipynb", book)), ["# Cell 1|", "1 x = 1", "2 print(x)", "# Cell 1.1|nb_outputs", "1 1"]);
}

#[test]
fn a_picture_in_a_document_stands_where_it_is_placed() {
    let body = r#"<w:p><w:r><w:t>Before</w:t></w:r></w:p><w:p><w:r><w:drawing><a:blip r:embed="p1" xmlns:a="a" xmlns:r="r"/></w:drawing></w:r></w:p><w:p><w:r><w:t>After</w:t></w:r></w:p>"#;
    let rels = br#"<Relationships><Relationship Id="p1" Type="x/image" Target="media/image1.png"/></Relationships>"#;
    let picture = grey(8, 4);
    let more: &[(&str, &[u8])] = &[("word/_rels/document.xml.rels", rels), ("word/media/image1.png", &picture)];
    let shown = look("a.docx", &docx(body, more));
    assert_eq!(said(&shown), ["Before", "[word/media/image1.png]", "After"]);
}

#[test]
fn a_pdf_is_painted_and_what_it_hides_stands_behind_its_pages_out_18() {
    let shown = look("a.pdf", &pdf_page("BT /F1 12 Tf 20 50 Td (shown) Tj 3 Tr (unseen) Tj ET 0 0 100 30 re f"));
    assert_eq!((shown.shown, shown.of), (2, 2), "{shown:?}");
    let Sheet::Pixels(raster) = &shown.pages[0].sheet else { panic!("{:?}", shown.pages[0]) };
    assert_eq!((raster.width, raster.height), (400, 400));
    let pixel = |x: usize, y: usize| raster.rgb[(y * 400 + x) * 3];
    assert_eq!((pixel(20, 380), pixel(300, 20)), (0, 255), "the box is black and the ground is white");
    assert_eq!(shown.pages[0].found.iter().map(|mark| mark.id.as_str()).collect::<Vec<_>>(), ["invisible_text_Tr3"]);
    assert_eq!(said(&shown), ["# Hidden |", "page 1: ", "unseen|invisible_text_Tr3"]);
    let noted = pdf("", "/Annots [6 0 R]", &["<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (a note) >>"]);
    assert_eq!(said(&look("a.pdf", &noted)), ["# Hidden |", "a note|annotations"]);
}

#[test]
fn a_picture_is_pixels_and_nothing_else() {
    let shown = look("a.png", &grey(40, 20));
    let Sheet::Pixels(raster) = &shown.pages[0].sheet else { panic!("{shown:?}") };
    assert_eq!((raster.width, raster.height, raster.rgb.len(), raster.rgb[0]), (40, 20, 2400, 0x80));
    let large = look("a.png", &grey(4000, 3000));
    let Sheet::Pixels(raster) = &large.pages[0].sheet else { panic!("{large:?}") };
    assert_eq!((raster.width, raster.height, raster.of), (2000, 1500, Some((4000, 3000))));
}

#[test]
fn a_drawing_is_painted_without_fetching_anything() {
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="100" height="50"><rect width="50" height="50" fill="#ff0000"/><image x:href="file:///etc/passwd" width="50" height="50"/><text x="60" y="20">n</text></svg>"##;
    let shown = look("a.svg", svg);
    let Sheet::Pixels(raster) = &shown.pages[0].sheet else { panic!("{shown:?}") };
    assert_eq!(&raster.rgb[..3], [255, 0, 0]);
}

#[test]
fn a_fixed_image_has_the_pixels_and_no_more_out_10() {
    let mut noted = grey(3, 2);
    let end = noted.len() - 12;
    let mut text = b"tEXtComment\0the secret".to_vec();
    let mut crc = flate2::Crc::new();
    crc.update(&text);
    text.extend(crc.sum().to_be_bytes());
    noted.splice(end..end, [&18u32.to_be_bytes()[..], &text].concat());
    noted.extend(b"and more behind it");
    let fixed = fixed_image("a.png", &noted).expect("a picture");
    assert_eq!((fixed.width, fixed.height, fixed.frames), (3, 2, 1));
    let report = inspector::inspect("a.png", &fixed.png, Purpose::Output, &InspectPolicy::default());
    assert_eq!(report.findings, []);
    assert!(!fixed.png.windows(6).any(|w| w == b"secret"));
    assert_eq!(fixed_image("a.txt", b"words"), Err("kind"));
}

#[test]
fn what_cannot_be_shown_says_why() {
    for (name, bytes, why) in [
        ("a.zip", zip(&[("a.txt", b"words")]), "kind"),
        ("a.pkl", b"\x80\x04\x95.".to_vec(), "kind"),
        ("a.txt", Vec::new(), "empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n1234".to_vec(), "broken"),
        ("a.pdf", b"%PDF-1.7\nnothing".to_vec(), "broken"),
    ] {
        let shown = look(name, &bytes);
        assert_eq!((shown.problem.as_str(), shown.pages.len()), (why, 0), "{name}");
        assert_ne!(inspector::texts::no_view(foundation::Lang::Cy, why), why);
    }
}

#[test]
fn the_findings_of_a_view_are_those_of_the_inspection() {
    let bytes = docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>", &[]);
    let report = inspector::inspect("a.docx", &bytes, Purpose::Output, &InspectPolicy::default());
    let shown = view("a.docx", &bytes, Purpose::Output, &InspectPolicy::default(), ALL);
    assert_eq!(shown.report, report);
}
