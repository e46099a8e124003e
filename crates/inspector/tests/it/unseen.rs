//! What a file carries and its pages do not show asks or blocks by its size and by what it looks like; what every program writes by
//! itself asks nothing.

use inspector::{InspectPolicy, Purpose, Report, Severity, Verdict, inspect};

use crate::files::{docx, gzip, ids, output, png, pptx, xlsx, zip};

fn severity(report: &Report, id: &str) -> Option<Severity> {
    report.findings.iter().find(|f| f.id == id).map(|f| f.severity)
}

fn rows(many: usize, row: impl Fn(usize) -> String) -> String {
    (0..many).map(row).collect()
}

const PERSON: &str = "Patient 10234 Jane Doe, positive";

fn field(code: &str, shown: &str) -> String {
    format!(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar \
         w:fldCharType='separate'/></w:r><w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
}

#[test]
fn the_branch_of_a_field_that_is_not_shown_is_asked_about_and_the_one_that_is_shown_is_not_out_18() {
    for code in [
        format!(" IF 1 = 2 \"{PERSON}\" \"no\" "),
        format!(" SET hidden \"{PERSON}\" "),
        format!(" PRIVATE {PERSON} "),
        format!(" ADDIN SOMETHING {PERSON} "),
    ] {
        assert_eq!(
            severity(&output("a.docx", &docx(&field(&code, "no"), &[])), "field_text"),
            Some(Severity::Ask),
            "{code}"
        );
    }
    for (code, shown) in [
        (" IF 1 = 2 \"yes it is\" \"no it is not\" ".to_owned(), "yes it is"),
        (" SEQ Table \\* ARABIC ".to_owned(), "1"),
        (" REF _Ref123 \\h ".to_owned(), "Table 1"),
        (" HYPERLINK \"https://example.org/paper\" ".to_owned(), "the paper"),
    ] {
        let report = output("a.docx", &docx(&field(&code, shown), &[]));
        let asked = severity(&report, "field_text");
        assert!(asked.is_none() || code.contains("IF"), "{code}: {report:?}");
    }
    // Text that stands in the code is not shown either.
    let inside = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> IF 1=2 \"</w:instrText></w:r><w:r><w:t>Patient \
                  10234 Jane Doe</w:t></w:r><w:r><w:instrText>\" \"\"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>";
    assert!(ids(&output("a.docx", &docx(inside, &[]))).contains(&"field_text"));
}

#[test]
fn programs_for_references_are_named_for_what_they_are_and_only_where_their_records_are_such() {
    let cites = " ADDIN ZOTERO_ITEM CSL_CITATION {\"citationItems\":[{\"id\":1,\"itemData\":{\"type\":\"book\",\"title\":\"T\"}}]} ";
    let report = output("a.docx", &docx(&field(&cites.replace('"', "&quot;"), "(Smith 2020)"), &[]));
    assert_eq!((severity(&report, "reference_manager"), report.verdict), (Some(Severity::Note), Verdict::Allowed));
    let smuggles = format!(" ADDIN ZOTERO_ITEM CSL_CITATION {{{PERSON}}} ");
    assert!(ids(&output("a.docx", &docx(&field(&smuggles, "(Smith 2020)"), &[]))).contains(&"field_text"));
    let endnote = " ADDIN EN.CITE &lt;EndNote&gt;&lt;Cite&gt;&lt;/Cite&gt;&lt;/EndNote&gt;";
    assert_eq!(ids(&output("a.docx", &docx(&field(endnote, "(1)"), &[]))), ["reference_manager"]);
}

#[test]
fn what_writing_helpers_leave_in_every_document_asks_with_their_name() {
    let variables = "<w:docVars><w:docVar w:name='__Grammarly_42____i' w:val='H4sI'/></w:docVars>";
    let report = output("a.docx", &docx("<w:p/>", &[("word/settings.xml", variables.as_bytes())]));
    assert_eq!(severity(&report, "doc_vars"), Some(Severity::Ask));
    assert!(report.findings[0].evidence.contains("Grammarly"), "{report:?}");
    let own = variables.replace("__Grammarly_42____i", "n_cases");
    let report = output("a.docx", &docx("<w:p/>", &[("word/settings.xml", own.as_bytes())]));
    assert_eq!(severity(&report, "doc_vars"), Some(Severity::Blocks));
    let pane = b"<we:webextension xmlns:we='we'><we:reference id='WA200001011' store='en-GB'/></we:webextension>";
    let report = output("a.docx", &docx("<w:p/>", &[("word/webextensions/webextension1.xml", pane)]));
    assert_eq!(ids(&report), ["web_extension"]);
    assert!(report.findings[0].evidence.contains("Grammarly"));
    let rtf = br"{\rtf1 x{\*\docvar {__Grammarly_42____i}{H4sI}}}";
    assert_eq!(severity(&output("a.rtf", rtf), "doc_vars"), Some(Severity::Ask));
    assert_eq!(severity(&output("a.rtf", br"{\rtf1 x{\*\docvar {cases}{12}}}"), "doc_vars"), Some(Severity::Blocks));
}

#[test]
fn an_alternative_text_may_say_what_a_picture_shows_and_not_what_it_was_made_from() {
    let picture =
        |words: &str| docx(&format!("<w:drawing><wp:docPr id='1' name='P' descr='{words}'/></w:drawing>"), &[]);
    assert_eq!(ids(&output("a.docx", &picture("Bars of employment by region; it rose in all of them."))), [""; 0]);
    let records = rows(30, |n| format!("id {n} income {}; ", 20_000 + n * 37));
    for words in [records, "word ".repeat(200)] {
        assert_eq!(ids(&output("a.docx", &picture(&words))), ["alternative_text"]);
    }
}

#[test]
fn parts_beside_the_pages_are_judged_by_their_size_and_by_what_they_look_like() {
    let custom = |text: &str| docx("<w:p/>", &[("customXml/item1.xml", text.as_bytes())]);
    let few = output("a.docx", &custom("<p:properties xmlns:p='p'><title>Paper</title></p:properties>"));
    assert_eq!(severity(&few, "custom_xml"), Some(Severity::Note));
    let records = format!("<data>{}</data>", rows(40, |n| format!("<row id='{n}' income='{}'/>", 20_000 + n)));
    assert_eq!(severity(&output("a.docx", &custom(&records)), "custom_xml"), Some(Severity::Blocks));
    let text = format!("<data>{}</data>", "words ".repeat(1000));
    assert_eq!(severity(&output("a.docx", &custom(&text)), "custom_xml"), Some(Severity::Ask));
    let remark = format!("<w:p/><!-- {} -->", rows(20, |n| format!("{n},{};", 20_000 + n)));
    assert_eq!(severity(&output("a.docx", &docx(&remark, &[])), "hidden_text"), Some(Severity::Ask));
}

#[test]
fn a_picture_that_only_a_relationship_names_is_on_no_page() {
    let leads = br#"<Relationships><Relationship Id="rId5" Type="x/image" Target="media/image7.png"/></Relationships>"#;
    let parts: &[(&str, &[u8])] = &[("word/_rels/document.xml.rels", leads), ("word/media/image7.png", &png(&[]))];
    assert_eq!(ids(&output("a.docx", &docx("<w:p/>", parts))), ["unused_picture"]);
    let shown = "<w:drawing><a:blip r:embed=\"rId5\"/></w:drawing>";
    assert_eq!(ids(&output("a.docx", &docx(shown, parts))), [""; 0]);
}

#[test]
fn strings_that_no_cell_names_and_long_lists_in_formulas_are_asked_about() {
    let strings = |more: &str| format!("<sst><si><t>Region</t></si>{more}</sst>");
    let book = |sheet: &str, strings: &str| xlsx(sheet, &[("xl/sharedStrings.xml", strings.as_bytes())]);
    let cell = "<sheetData><row r='1'><c t='s'><v>0</v></c></row></sheetData>";
    assert_eq!(ids(&output("a.xlsx", &book(cell, &strings("")))), [""; 0]);
    let left = rows(30, |n| format!("<si><t>Person {n}, income {}</t></si>", 20_000 + n));
    assert_eq!(severity(&output("a.xlsx", &book(cell, &strings(&left))), "unused_strings"), Some(Severity::Blocks));
    let list = (0..40).map(|n| (20_000 + n).to_string()).collect::<Vec<_>>().join(";");
    let formula = format!("<sheetData><row r='1'><c><f>SUM({{{list}}})</f><v>5</v></c></row></sheetData>");
    assert!(ids(&output("a.xlsx", &xlsx(&formula, &[]))).contains(&"formula_text"));
    let plain = "<sheetData><row r='1'><c><f>IF(A1&gt;5,\"high\",\"low\")</f><v>5</v></c></row></sheetData>";
    assert_eq!(ids(&output("a.xlsx", &xlsx(plain, &[]))), [""; 0]);
}

#[test]
fn signs_without_a_shape_block_where_they_can_carry_something_and_are_noted_where_they_cannot() {
    let of = |text: &str| severity(&output("a.txt", text.as_bytes()), "hidden_text");
    assert_eq!(of("one\u{200b} break\n"), Some(Severity::Note));
    assert_eq!(of(&format!("shown{}\n", "\u{200b}\u{200c}".repeat(40))), Some(Severity::Blocks));
    assert_eq!(of("end of a paragraph\u{2029}and a line\u{2028}\n"), None);
    assert_eq!(of("if admin\u{202e} }{ \u{2066}\n"), Some(Severity::Blocks));
    let run = format!("<w:p><w:r><w:t>Results{}</w:t></w:r></w:p>", "\u{200b}\u{200c}".repeat(40));
    assert_eq!(severity(&output("a.docx", &docx(&run, &[])), "hidden_text"), Some(Severity::Blocks));
    let sheet = format!(
        "<sheetData><row r='1'><c t='inlineStr'><is><t>x{}</t></is></c></row></sheetData>",
        "\u{2060}".repeat(40)
    );
    assert_eq!(severity(&output("a.xlsx", &xlsx(&sheet, &[])), "hidden_text"), Some(Severity::Blocks));
}

#[test]
fn black_letters_under_a_black_marker_are_no_redaction_out_17() {
    let run = |marker: &str| format!("<w:p><w:r><w:rPr>{marker}</w:rPr><w:t>Jane Doe</w:t></w:r></w:p>");
    let marked = run("<w:highlight w:val='black'/>");
    assert_eq!(severity(&output("a.docx", &docx(&marked, &[])), "white_text"), Some(Severity::Blocks));
    for shown in [
        "<w:highlight w:val='yellow'/>",
        "<w:shd w:val='clear' w:fill='000000'/>",
        "<w:highlight w:val='black'/><w:color w:val='FFFFFF'/>",
    ] {
        assert_eq!(severity(&output("a.docx", &docx(&run(shown), &[])), "white_text"), None, "{shown}");
    }
    let rtf = br"{\rtf1{\colortbl;\red0\green0\blue0;}\highlight1 Jane Doe}";
    assert_eq!(severity(&output("a.rtf", rtf), "white_text"), Some(Severity::Blocks));
    let slide = "<p:sld xmlns:p='p'><p:sp><p:txBody><a:p><a:r><a:rPr><a:highlight><a:srgbClr val='000000'/></a:highlight></a:rPr><a:t>Jane \
                 Doe</a:t></a:r></a:p></p:txBody></p:sp></p:sld>";
    assert_eq!(severity(&output("a.pptx", &pptx(slide, &[])), "white_text"), Some(Severity::Blocks));
}

#[test]
fn a_destination_that_readers_skip_is_asked_about_and_those_that_word_writes_are_not() {
    let skipped = format!(r"{{\rtf1 Results.{{\*\mydata {}}}}}", "Jane Doe ".repeat(12));
    assert_eq!(severity(&output("a.rtf", skipped.as_bytes()), "hidden_text"), Some(Severity::Ask));
    let usual = br"{\rtf1{\*\generator Riched20 10.0.19041;}{\*\rsidtbl \rsid1}{\*\themedata 504b0304}{\*\latentstyles x}Results.}";
    assert_eq!(severity(&output("a.rtf", usual), "hidden_text"), None);
}

#[test]
fn what_latex_does_not_set_is_asked_about_and_a_macro_for_a_formula_is_not() {
    let tex = |before: &str, after: &str| {
        let text =
            format!("\\documentclass{{article}}\n{before}\\begin{{document}}\nWe find it.\n\\end{{document}}\n{after}");
        severity(&output("a.tex", text.as_bytes()), "hidden_text")
    };
    let data = rows(30, |n| format!("{},{},{}\n", 1000 + n, 18 + n, 20_000 + n * 37));
    assert_eq!(tex("", &data), Some(Severity::Ask));
    assert_eq!(tex(&format!("\\newcommand{{\\kept}}{{{data}}}\n"), ""), Some(Severity::Ask));
    assert_eq!(tex(&format!("\\def\\kept{{{data}}}\n"), ""), Some(Severity::Ask));
    assert_eq!(
        tex("\\newcommand{\\beq}{\\begin{equation}}\n\\newcommand{\\E}[1]{\\mathbb{E}[#1]}\n", "% end of file\n"),
        None
    );
}

#[test]
fn labels_of_marks_in_a_drawing_are_the_records_that_it_was_drawn_from() {
    let svg = |inner: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 300'>{inner}</svg>").into_bytes()
    };
    let titled = rows(20, |n| format!("<circle r='2'><title>id {n}, income {}</title></circle>", 20_000 + n));
    let labelled = rows(20, |n| format!("<path d='M0 0' aria-label='id: {n}; income: {}'/>", 20_000 + n));
    for marks in [titled, labelled] {
        assert_eq!(severity(&output("a.svg", &svg(&marks)), "svg_embedded_source"), Some(Severity::Blocks));
    }
    assert_eq!(
        severity(
            &output("a.svg", &svg("<title>Figure 1</title><text x='9' y='20'>Figure 1</text>")),
            "svg_embedded_source"
        ),
        None
    );
    for hidden in [
        "<defs><text id='t'>Jane Doe</text></defs>",
        "<mask id='m'><text>Jane Doe</text></mask>",
        "<text x='20' y='40'>Jane Doe</text><rect x='0' y='0' width='400' height='100' fill='black'/>",
        "<clipPath id='c'><rect x='300' y='200' width='20' height='20'/></clipPath><text x='20' y='40' clip-path='url(#c)'>Jane</text>",
    ] {
        assert_eq!(severity(&output("a.svg", &svg(hidden)), "svg_hidden"), Some(Severity::Blocks), "{hidden}");
    }
    for shown in [
        "<rect x='0' y='0' width='400' height='100' fill='#eee'/><text x='20' y='40'>shown</text>",
        "<defs><text id='t'>shown</text></defs><use href='#t'/>",
        "<clipPath id='c'><rect x='0' y='0' width='400' height='300'/></clipPath><text x='20' y='40' clip-path='url(#c)'>shown</text>",
        "<text x='20' y='40'>shown</text><rect x='0' y='0' width='400' height='100' fill='none' stroke='black'/>",
    ] {
        assert_eq!(severity(&output("a.svg", &svg(shown)), "svg_hidden"), None, "{shown}");
    }
}

#[test]
fn a_web_page_keeps_nothing_in_attributes_and_remarks_that_it_does_not_show() {
    let page = |inner: &str| {
        format!("<!doctype html><html><body>{inner}<p>Results of 1200 people.</p></body></html>").into_bytes()
    };
    let list = rows(60, |n| format!("[{}, {}], ", 1000 + n, 20_000 + n));
    assert_eq!(
        severity(&output("a.html", &page(&format!("<div data-rows='[{list}]'></div>"))), "html_inline_data"),
        Some(Severity::Blocks)
    );
    let words = "Jane Doe was in it and so was John. ".repeat(30);
    assert_eq!(
        severity(&output("a.html", &page(&format!("<meta name='d' content='{words}'>"))), "html_hidden"),
        Some(Severity::Ask)
    );
    assert_eq!(severity(&output("a.html", &page(&format!("<!-- {words} -->"))), "html_comment"), Some(Severity::Ask));
    assert_eq!(severity(&output("a.html", &page(&format!("<!-- {list} -->"))), "html_comment"), Some(Severity::Blocks));
    assert_eq!(severity(&output("a.html", &page("<!-- end of table -->")), "html_comment"), Some(Severity::Note));
    let usual = "<meta name='viewport' content='width=device-width, initial-scale=1'><table class='gt_table' data-quarto-processed='false'></table>";
    assert_eq!(severity(&output("a.html", &page(usual)), "html_hidden"), None);
}

#[test]
fn a_figure_that_is_packed_into_a_page_is_looked_into() {
    use base64::Engine;
    let page = |bytes: &[u8]| {
        let packed = base64::engine::general_purpose::STANDARD.encode(bytes);
        format!("<!doctype html><html><body><img src='data:image/png;base64,{packed}'></body></html>").into_bytes()
    };
    assert_eq!(severity(&output("a.html", &page(&png(&[]))), "html_base64"), None);
    assert_eq!(severity(&output("a.html", &page(b"PAR1....PAR1")), "html_base64"), Some(Severity::Blocks));
    let behind = [png(&[]), b"1000,20000".to_vec()].concat();
    assert_eq!(severity(&output("a.html", &page(&behind)), "trailing_data"), Some(Severity::Blocks));
}

/// A PNG of so many rows by its head, and rows that its stream really has.
fn picture(rows: u32, pixels: &[Vec<u8>], colour: u8) -> Vec<u8> {
    use std::io::Write;
    let width = (pixels[0].len() / if colour == 6 { 4 } else { 1 }) as u32;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    for row in pixels {
        packed.write_all(&[0]).and_then(|()| packed.write_all(row)).expect("memory takes all");
    }
    let packed = packed.finish().expect("the stream closes");
    let chunk = |name: &[u8], data: &[u8]| [&(data.len() as u32).to_be_bytes()[..], name, data, &[0; 4]].concat();
    let head = [&width.to_be_bytes()[..], &rows.to_be_bytes(), &[8, colour, 0, 0, 0]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &head), &chunk(b"IDAT", &packed), &chunk(b"IEND", b"")].concat()
}

#[test]
fn rows_beyond_a_picture_and_colours_under_clear_pixels_are_found_out_17() {
    let grey = |rows: usize| (0..rows).map(|_| vec![128u8; 60]).collect::<Vec<_>>();
    assert_eq!(ids(&output("a.png", &picture(40, &grey(40), 0))), [""; 0]);
    assert_eq!(severity(&output("a.png", &picture(40, &grey(200), 0)), "trailing_data"), Some(Severity::Blocks));
    let clear = |colour: fn(usize) -> u8| {
        let row = |_| (0..60).flat_map(|x| [colour(x), colour(x), colour(x), 0]).collect();
        (0..40).map(row).collect::<Vec<Vec<u8>>>()
    };
    assert_eq!(ids(&output("a.png", &picture(40, &clear(|_| 255), 6))), [""; 0]);
    let written = picture(40, &clear(|x| if x % 3 == 0 { 0 } else { 255 }), 6);
    assert_eq!(ids(&output("a.png", &written)), ["transparent_pixels"]);
}

#[test]
fn a_small_picture_in_the_head_of_a_jpeg_is_found_and_so_is_a_profile_that_is_none() {
    let jpeg = |segment: Vec<u8>| [&b"\xff\xd8"[..], &segment, b"\xff\xd9"].concat();
    let segment =
        |marker: u8, data: &[u8]| [&[0xff, marker][..], &((data.len() + 2) as u16).to_be_bytes(), data].concat();
    let jfif = |wide: u8, high: u8| {
        let rest = vec![7u8; usize::from(wide) * usize::from(high) * 3];
        segment(0xe0, &[&b"JFIF\0\x01\x02\0\0\x48\0\x48"[..], &[wide, high], &rest].concat())
    };
    assert_eq!(ids(&output("a.jpg", &jpeg(jfif(0, 0)))), [""; 0]);
    assert_eq!(ids(&output("a.jpg", &jpeg(jfif(9, 9)))), ["exif_thumbnail"]);
    let profile = segment(0xe2, &[&b"ICC_PROFILE\0\x01\x01"[..], &[b'7'; 300]].concat());
    assert_eq!(severity(&output("a.jpg", &jpeg(profile)), "trailing_data"), Some(Severity::Ask));
    let says = |text: &str| severity(&output("a.jpg", &jpeg(segment(0xfe, text.as_bytes()))), "jpeg_comment");
    assert_eq!(says("CREATOR: a library"), Some(Severity::Note));
    assert_eq!(says(&rows(20, |n| format!("{n},{};", 20_000 + n))), Some(Severity::Ask));
}

/// R's binary format of version 3: a head, then an item.
fn r_file(item: &[u8]) -> Vec<u8> {
    let head = [&b"X\n\0\0\0\x03\0\x04\x03\x01\0\x03\x05\0\0\0\0\x05UTF-8"[..], item].concat();
    gzip(&head)
}

#[test]
fn what_runs_when_a_data_file_is_read_does_not_come_in_ext_07() {
    let ingest = |bytes: &[u8]| inspect("a.rds", bytes, Purpose::Ingest, &InspectPolicy::default());
    // A list of two vectors, whole and with a class: data.
    let numbers =
        [&[0, 0, 0, 19, 0, 0, 0, 2][..], &[0, 0, 0, 13, 0, 0, 0, 1, 0, 0, 0, 7], &[0, 0, 0, 14, 0, 0, 0, 1], &[0; 8]]
            .concat();
    assert_eq!(
        (ids(&ingest(&r_file(&numbers))), ingest(&r_file(&numbers)).verdict),
        (vec!["data_file"], Verdict::Allowed)
    );
    for kind in [3u8, 5, 21] {
        let report = ingest(&r_file(&[0, 0, 0, kind, 0, 0, 0, 252]));
        assert_eq!(
            (severity(&report, "code_in_data"), report.verdict),
            (Some(Severity::Blocks), Verdict::Refused),
            "{kind}"
        );
    }
    // What breaks off is not understood.
    assert_eq!(severity(&ingest(&r_file(&numbers[..20])), "code_in_data"), Some(Severity::Ask));
}

#[test]
fn names_in_a_container_are_one_however_their_bars_stand() {
    let part = "<w:document xmlns:w='w'><w:body><w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p></w:body></w:document>";
    let types = "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
    let leads =
        "<Relationships><Relationship Id='r1' Type='x/officeDocument' Target='word/document.xml'/></Relationships>";
    let named = |types_at: &str, leads_at: &str, part_at: &str| {
        zip(&[(types_at, types.as_bytes()), (leads_at, leads.as_bytes()), (part_at, part.as_bytes())])
    };
    for part_at in [
        "word/document.xml",
        "word\\document.xml",
        "Word/Document.xml",
        "./word//document.xml",
        "/word/document.xml",
        "word\\/document.xml",
    ] {
        let report = output("a.docx", &named("[Content_Types].xml", "_rels/.rels", part_at));
        assert!(ids(&report).contains(&"tracked_deletion"), "{part_at}: {report:?}");
    }
    let report = output("a.docx", &named("[Content_Types].xml", "_rels\\.rels", "word\\document.xml"));
    assert!(ids(&report).contains(&"tracked_deletion"), "{report:?}");
    // A main part under another name, which only a relationship or its own first element tells.
    let elsewhere = leads.replace("word/document.xml", "a/b.xml");
    let types_of_all = types.replace("Override PartName='/word/document.xml'", "Default Extension='xml'");
    let moved = zip(&[
        ("[Content_Types].xml", types_of_all.as_bytes()),
        ("_rels/.rels", elsewhere.as_bytes()),
        ("a/b.xml", part.as_bytes()),
    ]);
    assert!(ids(&output("a.docx", &moved)).contains(&"tracked_deletion"), "{:?}", output("a.docx", &moved));
}

#[test]
fn a_container_whose_parts_do_not_agree_is_refused() {
    let types = "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
    let leads =
        "<Relationships><Relationship Id='r1' Type='x/officeDocument' Target='word/document.xml'/></Relationships>";
    let plain: &[u8] = b"<w:document xmlns:w='w'><w:body/></w:document>";
    let missing = zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", leads.as_bytes()),
        ("word/other.xml", b"<a/>"),
    ]);
    let twice = zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", leads.as_bytes()),
        ("word/document.xml", plain),
        ("word\\document.xml", plain),
    ]);
    let case = zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", leads.as_bytes()),
        ("word/document.xml", plain),
        ("word/Document.xml", plain),
    ]);
    for (bytes, reason) in [(missing, "part-missing"), (twice, "same-name"), (case, "same-name")] {
        let report = output("a.docx", &bytes);
        assert!(report.findings.iter().any(|f| f.id == "unreadable" && f.reason == reason), "{reason}: {report:?}");
        assert_eq!(report.verdict, Verdict::Refused);
    }
}
