//! Text and pictures that a file sets where nobody reads them, and beside each what looks alike and can be read.

use crate::files::{docx, png, pptx, xlsx, zip};
use crate::pdfs::{pdf, pdf_page, stream};
use crate::ways_to_hide::check;

/// A sentence without a number or a name: nothing but its place tells.
const SAID: &str = "The smallest hospital of the county treated three women who belong to one family";

fn run(properties: &str) -> Vec<u8> {
    docx(&format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{SAID}</w:t></w:r></w:p>"), &[])
}

fn paragraph(properties: &str) -> Vec<u8> {
    let page = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr>";
    docx(&format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{SAID}</w:t></w:r></w:p>{page}"), &[])
}

#[test]
fn letters_of_word_beyond_the_page_or_pressed_together_are_hidden_text_out_17() {
    let table = |properties: &str, cell: &str| {
        let text = format!("<w:p><w:r><w:t>{SAID}</w:t></w:r></w:p>");
        docx(
            &format!(
                "<w:tbl><w:tblPr>{properties}</w:tblPr><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{text}</w:tc></w:tr></w:tbl>"
            ),
            &[],
        )
    };
    let formula = |shown: &str| {
        let inside = format!("<m:e><m:r><m:t>{SAID}</m:t></m:r></m:e>");
        docx(
            &format!(
                "<w:p><m:oMath><m:phant><m:phantPr><m:show m:val='{shown}'/></m:phantPr>{inside}</m:phant></m:oMath></w:p>"
            ),
            &[],
        )
    };
    let shape = |style: &str| {
        docx(
            &format!(
                "<w:p><w:r><w:pict><v:shape style='{style}'><v:textbox><w:txbxContent><w:p><w:r><w:t>{SAID}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
            ),
            &[],
        )
    };
    check(
        &[
            ("hidden_text", "a.docx", paragraph("<w:ind w:left='12000'/>")),
            ("hidden_text", "a.docx", paragraph("<w:ind w:left='-12000' w:right='9000'/>")),
            ("hidden_text", "a.docx", paragraph("<w:framePr w:x='-20000' w:y='-20000'/>")),
            ("hidden_text", "a.docx", run("<w:position w:val='-3000'/>")),
            ("hidden_text", "a.docx", run("<w:spacing w:val='-240'/>")),
            ("hidden_text", "a.docx", run("<w:fitText w:val='1'/>")),
            ("hidden_text", "a.docx", table("<w:tblpPr w:tblpX='40000' w:tblpY='40000'/>", "")),
            ("hidden_text", "a.docx", table("<w:tblLayout w:type='fixed'/>", "<w:tcW w:w='1' w:type='dxa'/>")),
            ("cell_value", "a.docx", table("", "<w:vMerge/>")),
            ("hidden_text", "a.docx", formula("0")),
            ("hidden_text", "a.docx", shape("margin-left:-2000pt;width:100pt;height:100pt")),
        ],
        &[
            ("a.docx", paragraph("<w:ind w:left='1440' w:right='720'/>")),
            ("a.docx", paragraph("<w:ind w:left='-120' w:firstLine='720'/>")),
            ("a.docx", paragraph("<w:framePr w:x='1000' w:y='2000'/>")),
            ("a.docx", run("<w:position w:val='6'/><w:spacing w:val='-20'/>")),
            ("a.docx", table("<w:tblpPr w:tblpX='900' w:tblpY='700'/>", "<w:vMerge w:val='restart'/>")),
            ("a.docx", table("", "<w:tcW w:w='0' w:type='auto'/>")),
            ("a.docx", formula("1")),
            ("a.docx", shape("margin-left:20pt;width:100pt;height:100pt")),
        ],
    );
}

#[test]
fn notes_that_nothing_refers_to_and_pictures_as_large_as_a_point_are_found_out_18() {
    let picture = png(&[]);
    let note =
        format!("<w:footnotes><w:footnote w:id='2'><w:p><w:r><w:t>{SAID}</w:t></w:r></w:p></w:footnote></w:footnotes>");
    let rels =
        "<Relationships><Relationship Id='r8' Type='http://x/footnotes' Target='footnotes.xml'/></Relationships>";
    let noted = |body: &str| {
        docx(body, &[("word/_rels/document.xml.rels", rels.as_bytes()), ("word/footnotes.xml", note.as_bytes())])
    };
    let leads =
        "<Relationships><Relationship Id='r1' Type='http://x/image' Target='media/image1.png'/></Relationships>";
    let drawn = |size: u32| {
        let body = format!(
            "<w:p><w:r><w:drawing><wp:inline><wp:extent cx='{size}' cy='{size}'/><a:blip r:embed='r1'/></wp:inline></w:drawing></w:r></w:p>"
        );
        docx(&body, &[("word/_rels/document.xml.rels", leads.as_bytes()), ("word/media/image1.png", &picture)])
    };
    check(
        &[("hidden_text", "a.docx", noted("<w:p/>")), ("unused_picture", "a.docx", drawn(900))],
        &[("a.docx", noted("<w:p><w:r><w:footnoteReference w:id='2'/></w:r></w:p>")), ("a.docx", drawn(900_000))],
    );
}

#[test]
fn cells_that_a_workbook_keeps_and_shows_otherwise_are_found_out_15() {
    let cell = |name: &str, value: &str| format!("<c r='{name}' s='1'><v>{value}</v></c>");
    let rows = |all: &[(u32, &[(&str, &str)])]| {
        let row = |(number, cells): &(u32, &[(&str, &str)])| {
            let cells: String = cells.iter().map(|(name, value)| cell(name, value)).collect();
            format!("<row r='{number}'>{cells}</row>")
        };
        format!("<sheetData>{}</sheetData>", all.iter().map(row).collect::<String>())
    };
    let formatted = |code: &str, value: &str| {
        let styles = format!(
            "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='{code}'/></numFmts><cellXfs><xf/><xf numFmtId='170'/></cellXfs></styleSheet>"
        );
        xlsx(&rows(&[(1, &[("A1", value)])]), &[("xl/styles.xml", styles.as_bytes())])
    };
    let merged = |cells: &[(&str, &str)]| {
        xlsx(&format!("{}<mergeCells><mergeCell ref='A1:C2'/></mergeCells>", rows(&[(1, cells)])), &[])
    };
    let divided = |formula: &str| {
        let cells: String = (1..9)
            .map(|n| format!("<c r='A{n}'><f>{}</f><v>0.5</v></c>", formula.replace('N', &n.to_string())))
            .collect();
        xlsx(&format!("<sheetData><row r='1'>{cells}</row></sheetData>"), &[])
    };
    check(
        &[
            ("hidden_text", "a.xlsx", formatted("[&lt;10]&quot;&lt;10&quot;;0", "3")),
            ("hidden_text", "a.xlsx", formatted("&quot;suppressed&quot;", "1204")),
            ("cell_value", "a.xlsx", merged(&[("A1", "1204"), ("B1", "3")])),
            ("off_page", "a.xlsx", xlsx(&rows(&[(1, &[("A1", "1")]), (90_000, &[("A90000", "2")])]), &[])),
            ("off_page", "a.xlsx", xlsx(&rows(&[(1, &[("A1", "1"), ("ZZ1", "2")])]), &[])),
            ("formula_text", "a.xlsx", divided("3/3N")),
        ],
        &[
            ("a.xlsx", formatted("[&lt;10]&quot;&lt;10&quot;;0", "1204")),
            ("a.xlsx", formatted("[=0]&quot;-&quot;;0", "1204")),
            ("a.xlsx", formatted("[&lt;0.001]&quot;&lt;0.001&quot;;0.000", "0.0001")),
            ("a.xlsx", formatted("0&quot; %&quot;", "12")),
            ("a.xlsx", merged(&[("A1", "1204")])),
            ("a.xlsx", xlsx(&rows(&[(1, &[("A1", "1")]), (40, &[("H40", "2")])]), &[])),
            ("a.xlsx", divided("B1/CN")),
        ],
    );
}

#[test]
fn rtf_that_is_set_beside_the_page_or_into_one_point_is_hidden_text_out_17() {
    let rtf = |body: &str| format!("{{\\rtf1\\ansi {body}}}").into_bytes();
    let said = |words: &str| rtf(&format!("{{\\pard {words} {SAID}\\par}}"));
    let cell = |first: &str, second: &str| {
        rtf(&format!(
            "\\trowd{first}\\cellx5000\\intbl all\\cell\\row\\trowd{second}\\cellx5000\\intbl {SAID}\\cell\\row"
        ))
    };
    check(
        &[
            ("hidden_text", "a.rtf", said("\\up9000")),
            ("hidden_text", "a.rtf", said("\\expnd-100")),
            ("hidden_text", "a.rtf", said("\\charscalex1")),
            ("hidden_text", "a.rtf", said("\\li40000")),
            ("hidden_text", "a.rtf", said("\\posx-20000")),
            ("hidden_text", "a.rtf", said("\\sl-10\\slmult0")),
            ("hidden_text", "a.rtf", cell("", "\\trrh-10")),
            ("cell_value", "a.rtf", cell("\\clvmgf", "\\clvmrg")),
        ],
        &[
            ("a.rtf", said("\\up6\\expnd-2\\charscalex90\\li720\\sl-240\\slmult0")),
            ("a.rtf", said("\\sl240\\slmult1")),
            ("a.rtf", cell("\\clvmgf", "")),
            ("a.rtf", cell("", "\\trrh-400")),
        ],
    );
}

#[test]
fn styles_of_pages_and_drawings_that_leave_nothing_to_see_are_found_out_17() {
    let page =
        |style: &str| format!("<!DOCTYPE html><html><body><p style=\"{style}\">{SAID}</p></body></html>").into_bytes();
    let drawing = |text: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 300'><rect width='400' height='300' fill='white'/>{text}</svg>").into_bytes()
    };
    let set = |more: &str| format!("<text x='20' y='90' {more}>{SAID}</text>");
    let hides = [
        "position:absolute;clip:rect(0, 0, 0, 0)",
        "content-visibility:hidden",
        "color:rgba(0, 0, 0, 0)",
        "color:rgb(255 255 255)",
        "color:#fffffe",
        "color:hsl(0, 0%, 100%)",
        "color:#00000000",
        "width:1px;height:1px;overflow:hidden",
        "letter-spacing:-1em",
        "transform:translateX(-9999px)",
        "transform:scale(0.01)",
        "position:fixed;bottom:-5000px",
        "position:absolute;left:20000px",
        "clip-path:polygon(0 0, 0 0, 0 0)",
        "zoom:0.01",
        "scale:0",
        "mask-image:linear-gradient(transparent, transparent)",
    ];
    let mut found: Vec<(&str, &str, Vec<u8>)> = hides.map(|style| ("html_hidden", "a.html", page(style))).to_vec();
    found.push(("svg_hidden", "a.svg", drawing(&format!("<g transform='scale(0.001)'>{}</g>", set("")))));
    found.push(("svg_hidden", "a.svg", drawing(&set("textLength='1'"))));
    let shows = [
        "clip:auto",
        "color:rgba(0, 0, 0, 0.8)",
        "color:rgb(20 20 20)",
        "color:hsl(210, 60%, 40%)",
        "width:100px;overflow:hidden",
        "letter-spacing:-0.02em",
        "transform:translateX(-50%) scale(1.2)",
        "left:20px",
        "clip-path:inset(1px)",
        "zoom:1",
    ];
    let mut plain: Vec<(&str, Vec<u8>)> = shows.map(|style| ("a.html", page(style))).to_vec();
    plain.push(("a.svg", drawing(&format!("<g transform='scale(0.5)'>{}</g>", set("font-size='12'")))));
    plain.push(("a.svg", drawing(&set("textLength='180'"))));
    check(&found, &plain);
}

#[test]
fn latex_that_is_set_and_not_seen_is_asked_about_out_18() {
    let paper = |before: &str, body: &str| {
        format!("{before}\\documentclass{{article}}\n\\begin{{document}}\nWords.\n{body}\n\\end{{document}}\n")
            .into_bytes()
    };
    let of = |body: &str| paper("", &body.replace("SAID", SAID));
    check(
        &[
            ("hidden_text", "a.tex", of("\\scalebox{0.001}{SAID}")),
            ("hidden_text", "a.tex", of("\\resizebox{0.1mm}{!}{SAID}")),
            ("hidden_text", "a.tex", of("\\raisebox{9000pt}[0pt][0pt]{SAID}")),
            ("hidden_text", "a.tex", of("\\texttransparent{0}{SAID}")),
            ("hidden_text", "a.tex", of("\\hphantom{SAID}")),
            ("hidden_text", "a.tex", of("\\node[opacity=0]{SAID};")),
            ("hidden_text", "a.tex", of("\\long\\def\\q#1{}\\q{SAID}")),
            ("hidden_text", "a.tex", of("\\newif\\ifsecret\\secretfalse\\ifsecret SAID\\fi")),
            ("off_page", "a.tex", of("\\hspace{9000pt}SAID")),
            ("hidden_text", "a.tex", paper(&format!("{SAID}\n"), "")),
        ],
        &[
            ("a.tex", of("\\scalebox{0.8}{SAID}")),
            ("a.tex", of("\\resizebox{\\textwidth}{!}{SAID}")),
            ("a.tex", of("\\hphantom{0}12 SAID")),
            ("a.tex", of("\\node[opacity=0.5]{SAID};")),
            ("a.tex", of("\\newif\\ifdraft\\drafttrue\\ifdraft SAID\\fi")),
            ("a.tex", of("\\hspace{2em}SAID")),
            ("a.tex", paper("% !TeX program = pdflatex\n", "SAID")),
        ],
    );
}

#[test]
fn what_a_pdf_says_in_marks_addresses_and_pictures_is_found_out_17() {
    let people =
        (0..14).map(|n| format!("{},female,19{},{}", 10_204 + n * 7, 40 + n, 20_000 + n * 731)).collect::<Vec<_>>();
    let said = people.join(" ");
    let numbers: String = (0..60).map(|n| format!("{} ", 1000 + n * 37)).collect();
    let image = |entries: &str, bytes: usize| {
        let content: String = (0..bytes).map(|n| char::from(b'a' + (n * 7 % 25) as u8)).collect();
        stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width 60 /Height 40 /ColorSpace /DeviceGray /BitsPerComponent 8 {entries}"
            ),
            &content,
        )
    };
    let link = |address: &str| {
        pdf(
            "",
            &format!("/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI ({address}) >> >>]"),
            &[],
        )
    };
    let painted = |image: &str| {
        let page = "/Resources << /Font << /F1 4 0 R >> /XObject << /I 6 0 R >> >>";
        let bytes = pdf("", page, &[image]);
        // The picture is painted; the page's own resources stand behind those of all these pages.
        let text = String::from_utf8(bytes)
            .expect("letters")
            .replace("/Resources << /Font << /F1 4 0 R >> >> /Resources", "/Resources");
        text.replacen("BT /F1", "q 100 0 0 80 20 90 cm /I Do Q BT /F1", 1).into_bytes()
    };
    check(
        &[
            ("hidden_text", "a.pdf", pdf_page(&format!("/Foo << /MCID 0 /D ({said}) >> BDC EMC"))),
            ("hidden_text", "a.pdf", pdf_page(&format!("/Foo << /D ({said}) >> DP"))),
            ("hidden_text", "a.pdf", pdf("", &format!("/MyData [{numbers}]"), &[])),
            ("hidden_text", "a.pdf", link(&format!("https://example.org/?q={}", said.replace(' ', "%20")))),
            ("trailing_data", "a.pdf", painted(&image("", 60 * 40 + 400))),
            ("unused_picture", "a.pdf", painted(&image("/Decode [1 1]", 60 * 40))),
            ("unused_picture", "a.pdf", painted(&image("/Mask [0 255]", 60 * 40))),
            ("hidden_text", "a.pdf", pdf("", "", &[&stream("/N 3", &said)])),
        ],
        &[
            ("a.pdf", pdf_page("/P << /MCID 0 >> BDC BT /F1 12 Tf 20 50 Td (shown) Tj ET EMC")),
            ("a.pdf", link("https://doi.org/10.5255/UKDA-SN-1234-5?utm_source=list")),
            ("a.pdf", painted(&image("/Decode [1 0]", 60 * 40))),
        ],
    );
}

#[test]
fn text_beyond_every_window_and_in_the_blanks_themselves_is_asked_about_out_17() {
    let marks = |n: usize| {
        format!("Region {n} rose.{}", (0..8).map(|bit| if n >> bit & 1 == 1 { '\t' } else { ' ' }).collect::<String>())
    };
    let blanks: String = (30..70).map(|n| marks(n) + "\n").collect();
    let plain: String = (30..70).map(|n| format!("Region {n} rose.  \n")).collect();
    check(
        &[
            ("off_page", "a.txt", format!("Pay rose.{}{SAID}\n", " ".repeat(3000)).into_bytes()),
            ("off_page", "a.txt", format!("Pay rose.{}{SAID}\n", "\n".repeat(3000)).into_bytes()),
            ("off_page", "a.csv", format!("North,1200{}{SAID}\n", ",".repeat(400)).into_bytes()),
            ("hidden_text", "a.log", format!("Pay rose.\u{1b}[0;8m{SAID}\u{1b}[0m\n").into_bytes()),
            ("hidden_text", "a.txt", blanks.into_bytes()),
        ],
        &[
            ("a.txt", plain.into_bytes()),
            ("a.txt", format!("Pay rose.{}{SAID}\n", " ".repeat(60)).into_bytes()),
            ("a.txt", format!("Pay rose.{}{SAID}\n", "\n".repeat(60)).into_bytes()),
            ("a.log", format!("\u{1b}[1mPay rose.\u{1b}[0m {SAID}\n").into_bytes()),
        ],
    );
}

#[test]
fn slides_and_open_documents_set_no_text_into_one_point_or_beyond_the_page_out_17() {
    let slide = |run: &str, body: &str, paragraph: &str| {
        let text = format!("<a:p><a:pPr{paragraph}</a:pPr><a:r><a:rPr {run}/><a:t>{SAID}</a:t></a:r></a:p>");
        pptx(
            &format!(
                "<p:sld><p:cSld><p:spTree><p:sp><p:spPr><a:xfrm><a:off x='10' y='10'/><a:ext cx='500' cy='200'/></a:xfrm></p:spPr><p:txBody><a:bodyPr {body}/>{text}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
            ),
            &[],
        )
    };
    let cell = |way: &str| {
        pptx(
            &format!(
                "<p:sld><a:tbl><a:tr><a:tc {way}><a:txBody><a:p><a:r><a:t>{SAID}</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:sld>"
            ),
            &[],
        )
    };
    let open = |family: &str, properties: &str| {
        let (element, text) = if family == "text" {
            ("text", format!("<text:p><text:span text:style-name='S'>{SAID}</text:span></text:p>"))
        } else {
            ("paragraph", format!("<text:p text:style-name='S'>{SAID}</text:p>"))
        };
        let content = format!(
            "<office:document-content><office:automatic-styles><style:style style:name='S' style:family='{family}'><style:{element}-properties {properties}/></style:style></office:automatic-styles><office:body><office:text>{text}</office:text></office:body></office:document-content>"
        );
        zip(&[("mimetype", b"application/vnd.oasis.opendocument.text".as_slice()), ("content.xml", content.as_bytes())])
    };
    check(
        &[
            ("hidden_text", "a.pptx", slide("spc='-4000'", "", ">")),
            ("hidden_text", "a.pptx", slide("baseline='-900000'", "", ">")),
            ("hidden_text", "a.pptx", slide("", "lIns='90000000'", ">")),
            ("hidden_text", "a.pptx", slide("", "", " marL='51206400'>")),
            ("hidden_text", "a.pptx", slide("", "", "><a:lnSpc><a:spcPts val='1'/></a:lnSpc>")),
            ("cell_value", "a.pptx", cell("hMerge='1'")),
            ("hidden_text", "a.odt", open("text", "style:text-position='-900% 100%'")),
            ("hidden_text", "a.odt", open("text", "style:text-scale='1%'")),
            ("hidden_text", "a.odt", open("text", "fo:letter-spacing='-20pt'")),
            ("hidden_text", "a.odt", open("paragraph", "fo:margin-left='90cm'")),
            ("hidden_text", "a.odt", open("paragraph", "fo:line-height='0.01cm'")),
        ],
        &[
            (
                "a.pptx",
                slide(
                    "spc='-50' baseline='30000'",
                    "lIns='91440'",
                    " marL='342900' indent='-342900'><a:lnSpc><a:spcPct val='90000'/></a:lnSpc>",
                ),
            ),
            ("a.pptx", cell("gridSpan='2'")),
            ("a.odt", open("text", "style:use-window-font-color='true' loext:opacity='0%'")),
            ("a.odt", open("text", "style:text-position='super 58%' fo:letter-spacing='-0.5pt'")),
            ("a.odt", open("paragraph", "fo:margin-left='2cm' fo:text-indent='-1cm' fo:line-height='150%'")),
        ],
    );
}
