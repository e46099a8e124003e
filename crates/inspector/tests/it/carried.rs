//! What formats carry beside what a page shows, one place after the other: with a list of people in it each is asked about or refused,
//! and with what programs write there by themselves it is not.

use inspector::{InspectPolicy, Purpose, Severity, inspect};

use crate::files::{docx, output, pptx, xlsx, zip};

/// A record a line.
pub fn people() -> Vec<String> {
    const NAMES: [&str; 6] = ["Jane Doe", "John Smith", "Mary Jones", "Ali Khan", "Sian Evans", "Tom Price"];
    let row =
        |n: usize| format!("{} {} {}-0{}-1{}", 10_200 + n * 7, NAMES[n % 6], 1931 + n * 13 % 70, 1 + n % 9, n % 10);
    (0..24).map(row).collect()
}

pub type Make = fn(&[String]) -> Vec<u8>;

/// Where it stands, the file's name, the file with such values in it, and values of the sort that programs write there.
pub type Case = (&'static str, &'static str, Make, &'static [&'static str]);

pub fn each(values: &[String], one: impl Fn(&str) -> String) -> String {
    values.iter().map(|value| one(value)).collect()
}

pub fn lines(values: &[String]) -> String {
    values.join("\n")
}

pub fn silent(cases: &[Case]) -> Vec<String> {
    let asks = |name: &str, bytes: &[u8]| {
        let purpose = if name.ends_with(".ipynb") { Purpose::Syntax } else { Purpose::Output };
        let report = inspect(name, bytes, purpose, &InspectPolicy::default());
        let asked = report.findings.iter().filter(|f| f.severity >= Severity::Ask);
        asked.map(|f| format!("{} {}", f.id, f.evidence)).collect::<Vec<_>>()
    };
    let mut wrong = Vec::new();
    for (what, name, make, plain) in cases {
        if asks(name, &make(&people())).is_empty() {
            wrong.push(format!("{what}: a list of people passes"));
        }
        let plain: Vec<String> = plain.iter().map(|value| (*value).to_owned()).collect();
        let said = asks(name, &make(&plain));
        if !said.is_empty() {
            wrong.push(format!("{what}: what is usual there asks: {said:?}"));
        }
    }
    wrong
}

pub fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub fn text(body: &str) -> String {
    format!("<w:p><w:r><w:t>{body}</w:t></w:r></w:p>")
}

#[test]
fn what_word_keeps_beside_its_pages_out_18() {
    none(silent(&[
        (
            "smart tags",
            "a.docx",
            |all| {
                docx(
                    &each(all, |value| {
                        format!(
                            "<w:p><w:smartTag w:element='PersonName'><w:smartTagPr><w:attr w:name='ProductID' w:val='{value}'/></w:smartTagPr>\
                             <w:r><w:t>5 miles</w:t></w:r></w:smartTag></w:p>"
                        )
                    }),
                    &[],
                )
            },
            &["5 miles"],
        ),
        (
            "custom XML within the text",
            "a.docx",
            |all| {
                docx(
                    &each(all, |value| {
                        format!(
                            "<w:customXml w:element='row'><w:customXmlPr><w:placeholder w:val='{value}'/><w:attr w:name='a' w:val='{value}'/>\
                             </w:customXmlPr>{}</w:customXml>",
                            text("Wales")
                        )
                    }),
                    &[],
                )
            },
            &["Wales"],
        ),
        (
            "names of styles",
            "a.docx",
            |all| {
                let styles = each(all, |value| format!("<w:style w:styleId='a'><w:name w:val='{value}'/></w:style>"));
                docx(&text("x"), &[("word/styles.xml", format!("<w:styles>{styles}</w:styles>").as_bytes())])
            },
            &["heading 1", "heading 2", "Medium Grid 1 Accent 2", "List Bullet 5", "Table Grid"],
        ),
        (
            "names of fonts",
            "a.docx",
            |all| {
                let fonts =
                    each(all, |value| format!("<w:font w:name='{value}'><w:altName w:val='{value}'/></w:font>"));
                docx(&text("x"), &[("word/fontTable.xml", format!("<w:fonts>{fonts}</w:fonts>").as_bytes())])
            },
            &["Times New Roman", "Helvetica 55 Roman", "Calibri Light"],
        ),
        (
            "the text of a part that no page shows",
            "a.docx",
            |all| {
                let part = format!("<w:extra xmlns:w='w'>{}</w:extra>", each(all, text));
                docx(&text("x"), &[("word/extra.xml", part.as_bytes())])
            },
            &["x"],
        ),
        (
            "a part of nobody",
            "a.docx",
            |all| {
                let part = format!("<all>{}</all>", each(all, |value| format!("<a>{value}</a>")));
                docx(&text("x"), &[("extra/data.xml", part.as_bytes())])
            },
            &["x"],
        ),
        (
            "a part of nobody, in attributes",
            "a.docx",
            |all| {
                let part = format!("<all>{}</all>", each(all, |value| format!("<a b='{value}'/>")));
                docx(&text("x"), &[("extra/data.xml", part.as_bytes())])
            },
            &["x"],
        ),
        (
            "the settings of a printer",
            "a.xlsx",
            |all| xlsx("<sheetData/>", &[("xl/printerSettings/printerSettings1.bin", lines(all).as_bytes())]),
            &["winspool", "HP LaserJet 400 M401 PCL 6"],
        ),
        (
            "folders of a package",
            "a.docx",
            |all| {
                let names: Vec<String> = all.iter().map(|value| format!("word/{value}/")).collect();
                let more: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
                docx(&text("x"), &more)
            },
            &["media"],
        ),
        ("the first page's header, where none is another", "a.docx", |all| unseen_header(&each(all, text)), &["3"]),
    ]));
}

/// A header for first pages of a document whose first pages are as all others.
fn unseen_header(body: &str) -> Vec<u8> {
    let leads = "<Relationships><Relationship Id='rId7' Type='x/header' Target='header1.xml'/></Relationships>";
    let header = format!("<w:hdr xmlns:w='w'>{body}</w:hdr>");
    let section = "<w:sectPr><w:headerReference w:type='first' r:id='rId7'/></w:sectPr>";
    docx(
        &format!("{}{section}", text("Pay by region")),
        &[("word/_rels/document.xml.rels", leads.as_bytes()), ("word/header1.xml", header.as_bytes())],
    )
}

#[test]
fn a_short_name_in_a_tag_or_in_a_header_that_no_page_has_asks_out_18() {
    let asks = |bytes: &[u8], id: &str| {
        let report = output("a.docx", bytes);
        assert!(report.findings.iter().any(|f| f.id == id && f.severity == Severity::Ask), "{id}: {report:?}");
    };
    asks(&unseen_header(&text("Jane Doe, 12 Elm Street, Leeds")), "hidden_text");
    let tag = "<w:p><w:smartTag w:element='x'><w:smartTagPr><w:attr w:name='x' w:val='Jane Doe'/></w:smartTagPr><w:r><w:t>Wales</w:t></w:r>\
               </w:smartTag></w:p>";
    asks(&docx(tag, &[]), "field_text");
    // The parts of a date, and a header that the first page has.
    let date = "<w:p><w:smartTag w:element='date'><w:smartTagPr><w:attr w:name='Year' w:val='1999'/><w:attr w:name='Day' w:val='1'/></w:smartTagPr>\
                <w:r><w:t>1 May</w:t></w:r></w:smartTag></w:p>";
    assert!(output("a.docx", &docx(date, &[])).findings.is_empty());
    let leads = "<Relationships><Relationship Id='rId7' Type='x/header' Target='header1.xml'/></Relationships>";
    let header = format!("<w:hdr xmlns:w='w'>{}</w:hdr>", text("Institute of Elm Street, Leeds"));
    let section = "<w:p/><w:sectPr><w:headerReference w:type='first' r:id='rId7'/><w:titlePg/></w:sectPr>";
    let parts: &[(&str, &[u8])] =
        &[("word/_rels/document.xml.rels", leads.as_bytes()), ("word/header1.xml", header.as_bytes())];
    let report = output("a.docx", &docx(section, parts));
    assert!(report.findings.iter().all(|f| f.severity < Severity::Ask), "{report:?}");
}

#[test]
fn what_excel_and_powerpoint_keep_beside_their_pages_out_18() {
    none(silent(&[
        (
            "names of ranges",
            "a.xlsx",
            |all| {
                let names = each(all, |value| format!("<definedName name='{value}'>Sheet1!$A$1</definedName>"));
                let book = format!("<workbook><sheets/><definedNames>{names}</definedNames></workbook>");
                xlsx("<sheetData/>", &[("xl/workbook.xml", book.as_bytes())])
            },
            &["_xlnm.Print_Area", "rates_2019"],
        ),
        (
            "constants under a name",
            "a.xlsx",
            |all| {
                let names = each(all, |value| format!("<definedName name='a'>\"{value}\"</definedName>"));
                let book = format!("<workbook><sheets/><definedNames>{names}</definedNames></workbook>");
                xlsx("<sheetData/>", &[("xl/workbook.xml", book.as_bytes())])
            },
            &["low"],
        ),
        (
            "texts that cells are compared with",
            "a.xlsx",
            |all| {
                let rules = each(all, |value| {
                    format!("<cfRule type='containsText' text='{value}'><formula>1</formula></cfRule>")
                });
                xlsx(&format!("<sheetData/><conditionalFormatting>{rules}</conditionalFormatting>"), &[])
            },
            &["low", "high"],
        ),
        (
            "readings of letters",
            "a.xlsx",
            |all| {
                let strings = each(all, |value| format!("<si><t>x</t><rPh sb='0' eb='1'><t>{value}</t></rPh></si>"));
                let cells = (0..all.len()).map(|n| format!("<c t='s'><v>{n}</v></c>")).collect::<String>();
                let sheet = format!("<sheetData><row r='1'>{cells}</row></sheetData>");
                xlsx(&sheet, &[("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes())])
            },
            &["トウキョウ"],
        ),
        (
            "values behind linked types",
            "a.xlsx",
            |all| {
                let part = format!("<rvData>{}</rvData>", each(all, |value| format!("<rv><v>{value}</v></rv>")));
                xlsx("<sheetData/>", &[("xl/richData/rdrichvalue.xml", part.as_bytes())])
            },
            &["0"],
        ),
        (
            "headers of first pages that are none",
            "a.xlsx",
            |all| {
                let said = all.join(" ");
                xlsx(&format!("<sheetData/><headerFooter><firstHeader>{said}</firstHeader></headerFooter>"), &[])
            },
            &["1"],
        ),
        (
            "properties of sheets",
            "a.xlsx",
            |all| xlsx("<sheetData/>", &[("xl/customProperty1.bin", lines(all).as_bytes())]),
            &["1"],
        ),
        (
            "authors of comments that are gone",
            "a.pptx",
            |all| {
                let part = each(all, |value| format!("<p:cmAuthor id='1' name='{value}' initials='A'/>"));
                pptx(
                    "<p:sld/>",
                    &[("ppt/commentAuthors.xml", format!("<p:cmAuthorLst>{part}</p:cmAuthorLst>").as_bytes())],
                )
            },
            &["A. Author"],
        ),
        (
            "tags of slides",
            "a.pptx",
            |all| {
                let part = each(all, |value| format!("<p:tag name='A' val='{value}'/>"));
                pptx("<p:sld/>", &[("ppt/tags/tag1.xml", format!("<p:tagLst>{part}</p:tagLst>").as_bytes())])
            },
            &["TRUE", "16.0"],
        ),
        (
            "names of shapes",
            "a.pptx",
            |all| {
                let shapes =
                    each(all, |value| format!("<p:sp><p:nvSpPr><p:cNvPr id='1' name='{value}'/></p:nvSpPr></p:sp>"));
                pptx(&format!("<p:sld xmlns:p='p'>{shapes}</p:sld>"), &[])
            },
            &["Text Box 12", "Rectangle: Rounded Corners 14", "Google Shape;54;p13"],
        ),
    ]));
}

fn ods(cells: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version='1.0'?><o:document-content xmlns:o='o' xmlns:office='o' xmlns:text='t' xmlns:table='tb'><o:body><o:spreadsheet>\
         <table:table table:name='A'>{cells}</table:table></o:spreadsheet></o:body></o:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", content.as_bytes()),
    ])
}

fn odt(body: &str, settings: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version='1.0'?><o:document-content xmlns:o='o' xmlns:text='t' xmlns:draw='d' xmlns:script='s'><o:body><o:text><text:p>Pay</text:p>\
         {body}</o:text></o:body></o:document-content>"
    );
    let settings = format!("<?xml version='1.0'?><o:document-settings xmlns:o='o'>{settings}</o:document-settings>");
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", content.as_bytes()),
        ("settings.xml", settings.as_bytes()),
    ])
}

#[test]
fn what_opendocument_keeps_beside_its_pages_out_18() {
    none(silent(&[
        (
            "a cell's own text",
            "a.ods",
            |all| {
                ods(&each(all, |value| {
                    format!(
                        "<table:table-row><table:table-cell office:value-type='string' office:string-value='{value}'><text:p>high</text:p>\
                         </table:table-cell></table:table-row>"
                    )
                }))
            },
            &["high"],
        ),
        (
            "cells under a merged one",
            "a.ods",
            |all| {
                ods(&each(all, |value| {
                    format!(
                        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:covered-table-cell><text:p>{value}</text:p>\
                         </table:covered-table-cell></table:table-row>"
                    )
                }))
            },
            &[""],
        ),
        (
            "names of bookmarks",
            "a.odt",
            |all| odt(&each(all, |value| format!("<text:p><text:bookmark text:name='{value}'/></text:p>")), ""),
            &["_Toc123456789", "Heading_20_1", "Text_20_body_20_indent", "Table 12"],
        ),
        (
            "settings",
            "a.odt",
            |all| odt("", &each(all, |value| format!("<o:config-item>{value}</o:config-item>"))),
            &["Generic Printer", "true", "1200"],
        ),
        (
            "scripts within a paragraph",
            "a.odt",
            |all| {
                let said = all.join(" ");
                odt(&format!("<text:p><text:script script:language='x'>{said}</text:script></text:p>"), "")
            },
            &[""],
        ),
        (
            "a font",
            "a.odt",
            |all| {
                let content = "<?xml version='1.0'?><o:document-content xmlns:o='o'><o:body/></o:document-content>";
                let font = [b"\0\x01\0\0\0\0\0\0".as_slice(), lines(all).as_bytes()].concat();
                zip(&[
                    ("mimetype", b"application/vnd.oasis.opendocument.text"),
                    ("META-INF/manifest.xml", b"<m/>"),
                    ("content.xml", content.as_bytes()),
                    ("Fonts/a.ttf", &font),
                ])
            },
            &["Copyright 2019 A Foundry", "Version 2.010", "Regular"],
        ),
    ]));
}

#[test]
fn a_number_that_the_text_of_its_cell_does_not_say_asks_and_a_rounded_one_does_not_out_15() {
    let of = |kind: &str, value: &str, shown: &str| {
        let cell = format!(
            "<table:table-row><table:table-cell office:value-type='{kind}' office:value='{value}'><text:p>{shown}</text:p></table:table-cell>\
             </table:table-row>"
        );
        let report = output("a.ods", &ods(&cell));
        report.findings.iter().any(|f| f.id == "cell_value" && f.severity == Severity::Ask)
    };
    for (kind, value, shown) in [
        ("float", "1234.5678", "1,234.6"),
        ("float", "1234.5678", "1.234,57"),
        ("float", "-1234.5", "(1,234.50)"),
        ("percentage", "0.12345", "12.3%"),
        ("currency", "1234.5", "£1,234.50"),
        ("float", "1234567", "1.2E+06"),
        ("float", "1234567", "1,235"),
        ("float", "1.5", "1 1/2"),
        ("float", "3", ""),
        ("float", "0", "-"),
    ] {
        assert!(!of(kind, value, shown), "{value} {shown}");
    }
    for (kind, value, shown) in [
        ("float", "10234", "34"),
        ("float", "3", "*"),
        ("float", "3", "&lt;10"),
        ("percentage", "10234", "12%"),
        ("float", "19710304", "high"),
    ] {
        assert!(of(kind, value, shown), "{value} {shown}");
    }
}

#[test]
fn cells_that_have_their_values_alone_are_read_as_what_they_show_out_15() {
    let row = |n: usize| {
        let cell = |value: usize| format!("<table:table-cell office:value-type='float' office:value='{value}'/>");
        let cells = [1000 + n * 37, 18 + n * 29 % 70, 9_000 + n * 7_919 % 80_000].map(cell).concat();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let head = ["person_id", "age", "income"]
        .map(|name| format!("<table:table-cell><text:p>{name}</text:p></table:table-cell>"));
    let rows: String = (0..600).map(row).collect();
    let report = output("a.ods", &ods(&format!("<table:table-row>{}</table:table-row>{rows}", head.concat())));
    assert!(report.findings.iter().any(|f| f.id == "microdata_csv"), "{report:?}");
}
