//! Ways to hide in Office's files that need more than one look, and beside each of them what looks alike and is plain.

use inspector::{InspectPolicy, Purpose, Severity, inspect};

use crate::files::{docx, png, pptx, xlsx, zip};

/// Files that must have the finding, by id, and files that may have nothing above a note.
pub(crate) fn check(found: &[(&str, &str, Vec<u8>)], plain: &[(&str, Vec<u8>)]) {
    let look = |name: &str, bytes: &[u8]| inspect(name, bytes, Purpose::Unstated, &InspectPolicy::default());
    let mut wrong = Vec::new();
    for (turn, (id, name, bytes)) in found.iter().enumerate() {
        let report = look(name, bytes);
        if !report.findings.iter().any(|f| f.id == *id) {
            wrong.push(format!("{turn}: no {id} in {name}: {:?}", report.findings));
        }
    }
    for (turn, (name, bytes)) in plain.iter().enumerate() {
        let more: Vec<_> =
            look(name, bytes).findings.into_iter().filter(|f| f.severity > Severity::Note).map(|f| f.id).collect();
        if !more.is_empty() {
            wrong.push(format!("{turn}: {more:?} in plain {name}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn run(properties: &str) -> Vec<u8> {
    docx(&format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>secret</w:t></w:r></w:p>"), &[])
}

#[test]
fn letters_that_word_fills_with_nothing_or_with_their_ground_are_white_text_out_17() {
    let fill = |inner: &str| run(&format!("<w14:textFill>{inner}</w14:textFill>"));
    let solid = |inner: &str| fill(&format!("<w14:solidFill>{inner}</w14:solidFill>"));
    check(
        &[
            ("white_text", "a.docx", fill("<w14:noFill/>")),
            ("white_text", "a.docx", solid("<w14:srgbClr w14:val='FFFFFF'/>")),
            (
                "white_text",
                "a.docx",
                solid("<w14:srgbClr w14:val='000000'><w14:alpha w14:val='100000'/></w14:srgbClr>"),
            ),
            ("white_text", "a.docx", run("<w:color w:val='000000'/><w:highlight w:val='black'/>")),
            ("white_text", "a.docx", run("<w:color w:val='FEFEFE' w:themeColor='background1' w:themeShade='FE'/>")),
            ("tiny_text", "a.docx", run("<w:w w:val='1'/>")),
        ],
        &[
            ("a.docx", run("<w:color w:val='FFFFFF'/><w:highlight w:val='black'/>")),
            ("a.docx", run("<w:highlight w:val='yellow'/>")),
            ("a.docx", run("<w:color w:val='FFFFFF'/><w:shd w:val='pct100' w:color='000000' w:fill='auto'/>")),
            ("a.docx", run("<w:w w:val='90'/>")),
            ("a.docx", solid("<w14:srgbClr w14:val='203864'/>")),
        ],
    );
}

#[test]
fn rows_lines_and_boxes_without_a_size_or_beside_the_page_hide_their_text_out_17() {
    let row = |properties: &str| {
        docx(
            &format!(
                "<w:tbl><w:tr><w:trPr>{properties}</w:trPr><w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            ),
            &[],
        )
    };
    let boxed = |across: i64, size: i64| {
        docx(
            &format!(
                "<w:p><w:r><w:drawing><wp:anchor><wp:positionH><wp:posOffset>{across}</wp:posOffset></wp:positionH><wp:extent cx='{size}' cy='{size}'/><wps:txbx><w:txbxContent><w:p><w:r><w:t>secret</w:t></w:r></w:p></w:txbxContent></wps:txbx></wp:anchor></w:drawing></w:r></w:p>"
            ),
            &[],
        )
    };
    let line = |rule: &str| {
        docx(
            &format!(
                "<w:p><w:pPr><w:spacing w:line='2' w:lineRule='{rule}'/></w:pPr><w:r><w:t>secret</w:t></w:r></w:p>"
            ),
            &[],
        )
    };
    check(
        &[
            ("hidden_text", "a.docx", row("<w:hidden/>")),
            ("hidden_text", "a.docx", row("<w:trHeight w:val='1' w:hRule='exact'/>")),
            ("hidden_text", "a.docx", line("exact")),
            ("hidden_text", "a.docx", boxed(0, 0)),
            ("hidden_text", "a.docx", boxed(-9_000_000, 1_000_000)),
            ("hidden_text", "a.docx", boxed(90_000_000, 1_000_000)),
            (
                "hidden_text",
                "a.docx",
                docx(
                    "<w:p><w:r><w:pict><v:shape style='width:0;height:0'><v:textbox><w:txbxContent><w:p><w:r><w:t>secret</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
                    &[],
                ),
            ),
        ],
        &[
            ("a.docx", row("<w:trHeight w:val='400' w:hRule='exact'/>")),
            ("a.docx", row("<w:trHeight w:val='1'/>")),
            ("a.docx", line("auto")),
            ("a.docx", boxed(100_000, 1_000_000)),
        ],
    );
}

#[test]
fn a_part_that_no_relationship_leads_to_is_foreign_and_a_part_by_another_name_is_read_out_16() {
    let none = b"<Relationships/>".as_slice();
    let picture = png(&[]);
    let orphan = |name: &str| docx("<w:p/>", &[(name, picture.as_slice()), ("word/_rels/document.xml.rels", none)]);
    let types = "<Types><Override PartName='/content/text.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
    let rels = "<Relationships><Relationship Type='officeDocument' Target='content/text.xml'/></Relationships>";
    let moved = zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        (
            "content/text.xml",
            b"<q:document xmlns:q='q'><q:p><q:r><q:rPr><q:vanish/></q:rPr><q:t>x</q:t></q:r></q:p></q:document>",
        ),
    ]);
    check(
        &[
            ("foreign_part", "a.docx", orphan("word/media/image9.png")),
            ("foreign_part", "a.docx", orphan("image9.png")),
            ("hidden_text", "a.docx", moved),
        ],
        &[
            ("a.docx", docx("<w:p/>", &[("word/media/image9.png", picture.as_slice())])),
            ("a.docx", docx("<w:p/>", &[("word/theme/theme1.xml", b"<a/>"), ("word/_rels/document.xml.rels", none)])),
        ],
    );
}

#[test]
fn crops_are_found_however_they_are_written_out_17() {
    let vml = |crop: &str| docx(&format!("<v:imagedata {crop}/>"), &[]);
    let rtf = |inner: &str| format!("{{\\rtf1 shown {inner}}}").into_bytes();
    check(
        &[
            ("cropped_image", "a.docx", vml("croptop='.25'")),
            ("cropped_image", "a.docx", vml("croptop='0.25'")),
            ("cropped_image", "a.docx", docx("<a:stretch><a:fillRect l='-50000'/></a:stretch>", &[])),
            ("cropped_image", "a.rtf", rtf("{\\pict\\pngblip\\piccropl500 89504e47}")),
            ("cropped_image", "a.rtf", rtf("{\\shp{\\sp{\\sn cropFromTop}{\\sv 9000}}}")),
        ],
        &[
            ("a.docx", vml("croptop='0'")),
            ("a.docx", docx("<a:stretch><a:fillRect/></a:stretch>", &[])),
            ("a.rtf", rtf("{\\pict\\pngblip\\piccropl0 89504e47}")),
        ],
    );
}

#[test]
fn what_rtf_writes_by_number_hides_as_letters_do_out_18() {
    let rtf = |inner: &str| {
        format!("{{\\rtf1{{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue0;}}shown {inner}}}").into_bytes()
    };
    check(
        &[
            ("hidden_text", "a.rtf", rtf("{\\v \\'73\\'65}")),
            ("hidden_text", "a.rtf", rtf("{\\v\\u1234?}")),
            ("white_text", "a.rtf", rtf("{\\cf1\\'73}")),
            ("white_text", "a.rtf", rtf("{\\cf2\\highlight2 secret}")),
            ("hidden_text", "a.rtf", rtf("{\\shp{\\sp{\\sn fHidden}{\\sv 1}}}")),
            ("tracked_format", "a.rtf", rtf("{\\crauth1\\crdate1 x}")),
            ("tracked_deletion", "a.rtf", rtf("{\\mvf x}")),
            ("tracked_insertion", "a.rtf", rtf("{\\mvt x}")),
            ("custom_props", "a.rtf", rtf("{\\*\\userprops{\\propname a}{\\staticval b}}")),
        ],
        &[("a.rtf", rtf("{\\'73\\u1234? \\cf2 plain}"))],
    );
}

fn book(formats: &str, fonts: &str, xf: &str, cell: &str, more: &str) -> Vec<u8> {
    let styles = format!(
        "<styleSheet><numFmts>{formats}</numFmts><fonts><font/>{fonts}</fonts><fills><fill><patternFill patternType='none'/></fill></fills><cellXfs><xf/><xf {xf}/></cellXfs>{more}</styleSheet>"
    );
    let strings = "<sst><si><t>plain</t></si><si><r><rPr><color rgb='FFFFFFFF'/></rPr><t>secret</t></r></si><si><r><rPr><color rgb='FFFF0000'/></rPr><t>red</t></r></si></sst>";
    xlsx(cell, &[("xl/styles.xml", styles.as_bytes()), ("xl/sharedStrings.xml", strings.as_bytes())])
}

#[test]
fn formats_fonts_and_conditions_that_show_something_else_than_the_value_are_found_out_17() {
    let number = "<sheetData><row r='1'><c s='1'><v>4</v></c></row></sheetData>";
    let word =
        |at: u8, style: u8| format!("<sheetData><row r='1'><c s='{style}' t='s'><v>{at}</v></c></row></sheetData>");
    let coded = |code: &str, cell: &str| {
        book(&format!("<numFmt numFmtId='170' formatCode='{code}'/>"), "", "numFmtId='170'", cell, "")
    };
    let when = |dxf: &str| {
        let cell = format!(
            "{number}<conditionalFormatting><cfRule type='cellIs' dxfId='0'><formula>5</formula></cfRule></conditionalFormatting>"
        );
        book("", "", "", &cell, &format!("<dxfs><dxf>{dxf}</dxf></dxfs>"))
    };
    let white = "<font><color rgb='FFFFFFFF'/></font>";
    check(
        &[
            ("hidden_text", "a.xlsx", coded(";;;", &word(0, 1))),
            ("hidden_text", "a.xlsx", coded("&quot;*&quot;", number)),
            ("hidden_text", "a.xlsx", coded("\\c", number)),
            ("white_text", "a.xlsx", coded("[White]0", number)),
            ("white_text", "a.xlsx", book("", "", "", &word(1, 0), "")),
            ("white_text", "a.xlsx", book("", "<font><color theme='1' tint='1'/></font>", "fontId='1'", number, "")),
            ("white_text", "a.xlsx", when(white)),
            ("hidden_text", "a.xlsx", when("<numFmt numFmtId='170' formatCode=';;;'/>")),
        ],
        &[
            ("a.xlsx", coded(";;;", "<sheetData/>")),
            ("a.xlsx", coded("_-* #,##0.00_-;-* #,##0.00_-;_-* &quot;-&quot;??_-;_-@_-", number)),
            ("a.xlsx", coded("&quot;yes&quot;;&quot;yes&quot;;&quot;no&quot;", number)),
            ("a.xlsx", coded("0;-0;;@", number)),
            ("a.xlsx", coded("dd/mm/yyyy", number)),
            ("a.xlsx", book("", "", "", &word(2, 0), "")),
            ("a.xlsx", when(&format!("{white}<fill><patternFill><bgColor rgb='FF1F3864'/></patternFill></fill>"))),
        ],
    );
}

#[test]
fn formulas_that_fetch_and_rows_and_columns_as_thin_as_a_line_are_found_out_15_out_17() {
    let formula =
        |text: &str| xlsx(&format!("<sheetData><row r='1'><c><f>{text}</f><v>4</v></c></row></sheetData>"), &[]);
    check(
        &[
            ("external_link", "a.xlsx", formula("'C:\\data\\[micro.xlsx]Sheet 1'!A1")),
            ("external_link", "a.xlsx", formula("SUM([micro.xlsx]Sheet1!A1)")),
            ("dde_field", "a.xlsx", formula("cmd|'/c calc'!A0")),
            ("data_connection", "a.xlsx", formula("CUBEVALUE(\"m\",\"n\")")),
            ("data_connection", "a.xlsx", formula("_xlfn.WEBSERVICE(\"x\")")),
            ("hidden_rows", "a.xlsx", xlsx("<sheetData><row r='1' ht='0.5'><c><v>4</v></c></row></sheetData>", &[])),
            ("hidden_cols", "a.xlsx", xlsx("<cols><col min='1' max='1' width='0.05'/></cols><sheetData/>", &[])),
        ],
        &[
            ("a.xlsx", formula("SUM(Tab[a])+Other!B2+SUM(Tab[[#All],[b]])")),
            ("a.xlsx", formula("'Sheet 2'!A1*2")),
            ("a.xlsx", formula("A1&amp;\"|\"&amp;Other!B2")),
            ("a.xlsx", xlsx("<sheetData/><autoFilter><filterColumn colId='1' hiddenButton='1'/></autoFilter>", &[])),
            ("a.xlsx", xlsx("<cols><col min='1' max='1' width='0.5'/></cols><sheetData/>", &[])),
        ],
    );
}

/// A shape with these properties, style and run.
fn shape(properties: &str, style: &str, run: &str) -> String {
    format!(
        "<p:sp><p:spPr>{properties}</p:spPr>{style}<p:txBody><a:p><a:r><a:rPr>{run}</a:rPr><a:t>secret</a:t></a:r></a:p></p:txBody></p:sp>"
    )
}

fn slide(shapes: &str) -> Vec<u8> {
    pptx(&format!("<p:sld xmlns:p='p'>{shapes}</p:sld>"), &[])
}

#[test]
fn letters_of_a_slide_without_a_fill_or_in_an_inherited_colour_of_paper_are_white_text_out_17() {
    let style = "<p:style><a:fillRef idx='1'><a:schemeClr val='accent1'/></a:fillRef><a:fontRef idx='minor'><a:schemeClr val='lt1'/></a:fontRef></p:style>";
    let colour = |inner: &str| format!("<a:solidFill><a:srgbClr val='000000'>{inner}</a:srgbClr></a:solidFill>");
    check(
        &[
            ("white_text", "a.pptx", slide(&shape("", "", "<a:noFill/>"))),
            ("white_text", "a.pptx", slide(&shape("", "", &colour("<a:alpha val='2000'/>")))),
            ("white_text", "a.pptx", slide(&shape("<a:noFill/>", style, ""))),
        ],
        &[
            ("a.pptx", slide(&shape("", style, ""))),
            ("a.pptx", slide(&shape("", "", &colour("<a:alpha val='60000'/>")))),
            ("a.pptx", slide(&shape("", "", "<a:ln><a:noFill/></a:ln>"))),
        ],
    );
}

#[test]
fn text_under_a_later_shape_of_a_slide_is_covered_and_a_turned_shape_is_where_it_is_seen_out_17() {
    let at = |x: i64, y: i64, wide: i64, high: i64, turn: i64| {
        format!("<a:xfrm rot='{turn}'><a:off x='{x}' y='{y}'/><a:ext cx='{wide}' cy='{high}'/></a:xfrm>")
    };
    let text = shape(&at(100, 100, 200, 50, 0), "", "");
    let bar =
        |fill: &str| format!("<p:sp><p:spPr>{}<a:prstGeom prst='rect'/>{fill}</p:spPr></p:sp>", at(90, 90, 300, 80, 0));
    let black = "<a:solidFill><a:srgbClr val='000000'/></a:solidFill>";
    let glass = "<a:solidFill><a:srgbClr val='000000'><a:alpha val='30000'/></a:srgbClr></a:solidFill>";
    check(
        &[
            ("covered_text", "a.pptx", slide(&format!("{text}{}", bar(black)))),
            ("off_slide", "a.pptx", slide(&shape(&at(1010, 100, 400, 40, 0), "", ""))),
            // Its middle is beside the slide, and turned it no longer reaches in.
            ("off_slide", "a.pptx", slide(&shape(&at(-350, 100, 400, 40, 5_400_000), "", ""))),
        ],
        &[
            ("a.pptx", slide(&format!("{}{text}", bar(black)))),
            ("a.pptx", slide(&format!("{text}{}", bar(glass)))),
            ("a.pptx", slide(&format!("{text}{}", bar("<a:noFill/>")))),
            // Unturned it stands above the slide, turned it reaches in.
            ("a.pptx", slide(&shape(&at(300, -110, 400, 100, 5_400_000), "", ""))),
        ],
    );
}
