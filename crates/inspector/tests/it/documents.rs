use inspector::Verdict;

use crate::files::{docx, ids, output, png, pptx, xlsx};

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>
    <w:style w:styleId="Deeper"><w:basedOn w:val="Secret"/></w:style></w:styles>"#;

#[test]
fn a_plain_paper_with_a_table_and_a_picture_is_allowed() {
    let body = r#"<w:p><w:r><w:t>Table 1. Employees by region</w:t></w:r></w:p><w:p><w:r><w:t>As Table 1 says.</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:rPr><w:b/><w:color w:val="000000"/><w:sz w:val="22"/></w:rPr><w:t>120</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:instrText>SEQ Table</w:instrText><w:webHidden/></w:r></w:p>"#;
    let report = output(
        "paper.docx",
        &docx(body, &[("word/media/image1.png", &png(&[])), ("word/styles.xml", STYLES.as_bytes())]),
    );
    assert_eq!((report.kind.as_str(), report.verdict, ids(&report)), ("docx", Verdict::Allowed, vec![]));
}

#[test]
fn what_a_word_document_hides_is_found() {
    let cases: &[(&str, &str)] = &[
        ("hidden_text", "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>"),
        ("hidden_text", "<w:p><w:r><w:rPr><w:rStyle w:val=\"Secret\"/></w:rPr><w:t>x</w:t></w:r></w:p>"),
        ("hidden_text", "<w:p><w:pPr><w:pStyle w:val=\"Deeper\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"),
        ("hidden_text", "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:p>"),
        ("white_text", "<w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>x</w:t></w:r>"),
        ("white_text", "<w:r><w:rPr><w:color w:val=\"auto\" w:themeColor=\"background1\"/></w:rPr><w:t>x</w:t></w:r>"),
        ("tiny_text", "<w:r><w:rPr><w:sz w:val=\"2\"/></w:rPr><w:t>x</w:t></w:r>"),
        ("tracked_insertion", "<w:ins w:id=\"1\"><w:r><w:t>x</w:t></w:r></w:ins>"),
        ("tracked_deletion", "<w:del w:id=\"1\"><w:r><w:delText>x</w:delText></w:r></w:del>"),
        ("tracked_format", "<w:r><w:rPr><w:rPrChange w:id=\"1\"/></w:rPr></w:r>"),
        ("alt_chunk", "<w:altChunk r:id=\"r9\"/>"),
        (
            "dde_field",
            "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO excel x</w:instrText></w:r></w:p>",
        ),
        ("field_include", "<w:fldSimple w:instr=\" INCLUDETEXT other.docx \"/>"),
        ("embedded_object", "<w:object><o:OLEObject ProgID=\"Excel.Sheet.12\"/></w:object>"),
        ("cropped_image", "<a:srcRect l=\"1000\"/>"),
        ("doc_vars", "<w:docVars><w:docVar w:name=\"a\" w:val=\"b\"/></w:docVars>"),
    ];
    for (id, body) in cases {
        let report = output("paper.docx", &docx(body, &[("word/styles.xml", STYLES.as_bytes())]));
        assert!(ids(&report).contains(id), "{id}: {report:?}");
        assert_eq!(report.verdict, Verdict::Refused, "{id}");
    }
    let shown = "<w:p><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>x</w:t></w:r></w:p>";
    assert_eq!(output("paper.docx", &docx(shown, &[])).verdict, Verdict::Allowed);
}

#[test]
fn a_part_s_name_or_content_gives_it_away() {
    let external = br#"<Relationships><Relationship Type="x/attachedTemplate" Target="http://h/t.dotm" TargetMode="External"/></Relationships>"#;
    let link = br#"<Relationships><Relationship Type="x/hyperlink" Target="http://h/" TargetMode="External"/></Relationships>"#;
    let chart = b"<c:chart xmlns:c='c'><c:numCache><c:v>12</c:v></c:numCache></c:chart>";
    let workbook = br#"<Relationships><Relationship Type="x/package" Target="../embeddings/w.xlsx"/></Relationships>"#;
    let cases: &[(&str, &str, &[u8])] = &[
        ("vba_macro", "word/vbaProject.bin", b"x"),
        ("embedded_object", "word/embeddings/oleObject1.bin", b"x"),
        ("live_chart", "word/charts/chart1.xml", chart),
        ("chart_workbook", "word/charts/_rels/chart1.xml.rels", workbook),
        ("comments", "word/comments.xml", b"<w:comments xmlns:w='w'><w:comment/></w:comments>"),
        ("external_rel", "word/_rels/settings.xml.rels", external),
        ("foreign_part", "word/media/setup.py", b"print(1)\n"),
        ("foreign_part", "word/blob.bin", b"x"),
        ("data_file", "word/media/data.dta", b"<stata_dta><header>"),
        ("foreign_part", "word/media/image2.png", b"PAR1....PAR1"),
        ("av_media", "word/media/sound.mp3", b"x"),
        ("bomb", "word/settings.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
        ("unreadable", "word/settings.xml", b"<a><b></a>"),
        ("unreadable", "word/settings.xml", b"\xff\xff\xff"),
        ("png_text", "word/media/image2.png", &png(&[(b"tEXt", b"Comment\0x")])),
    ];
    for (id, name, bytes) in cases {
        let report = output("paper.docx", &docx("<w:p/>", &[(name, bytes)]));
        assert!(ids(&report).contains(id), "{id} in {name}: {report:?}");
        assert_ne!(report.verdict, Verdict::Allowed, "{id}");
    }
    assert_eq!(
        output("paper.docx", &docx("<w:p/>", &[("word/_rels/document.xml.rels", link)])).verdict,
        Verdict::Allowed
    );
}

#[test]
fn what_a_workbook_hides_is_found() {
    assert_eq!(
        output("t.xlsx", &xlsx("<sheetData><row r='1'><c><v>12</v></c></row></sheetData>", &[])).verdict,
        Verdict::Allowed
    );
    for (id, sheet) in [
        ("hidden_rows", "<x:row xmlns:x='x' r='1' hidden='1'/>"),
        ("hidden_rows", "<row ht='0'/>"),
        ("hidden_rows", "<autoFilter><filterColumn colId='0'><filters/></filterColumn></autoFilter>"),
        ("hidden_cols", "<col min='1' max='1' hidden='true'/>"),
        ("hidden_cols", "<col width='0'/>"),
    ] {
        assert!(ids(&output("t.xlsx", &xlsx(sheet, &[]))).contains(&id), "{id}: {sheet}");
    }
    for (id, name, part) in [
        ("hidden_sheet", "xl/workbook.xml", "<workbook><sheet name='s' state='veryHidden'/></workbook>"),
        ("hidden_name", "xl/workbook.xml", "<workbook><definedName name='n' hidden='1'/></workbook>"),
        ("pivot_cache", "xl/pivotCache/pivotCacheRecords1.xml", "<a/>"),
        ("external_link", "xl/externalLinks/externalLink1.xml", "<a/>"),
        ("data_connection", "xl/connections.xml", "<a/>"),
        ("xlm_macro", "xl/macrosheets/sheet1.xml", "<a/>"),
    ] {
        let report = output("t.xlsx", &xlsx("<row/>", &[(name, part.as_bytes())]));
        assert!(ids(&report).contains(&id), "{id}: {report:?}");
    }
    let filter = "<workbook><definedName name='_xlnm._FilterDatabase' hidden='1'/><definedName name='_xlfn.IFERROR' hidden='1'/></workbook>";
    assert_eq!(output("t.xlsx", &xlsx("<row/>", &[("xl/workbook.xml", filter.as_bytes())])).verdict, Verdict::Allowed);
}

#[test]
fn what_a_presentation_hides_is_found() {
    let shape = |x: i64, y: i64| {
        format!(
            "<p:sld xmlns:p='p'><p:sp><p:spPr><a:xfrm><a:off x='{x}' y='{y}'/><a:ext cx='10' cy='10'/></a:xfrm></p:spPr></p:sp></p:sld>"
        )
    };
    assert_eq!(output("t.pptx", &pptx(&shape(5, 5), &[])).verdict, Verdict::Allowed);
    for slide in [shape(1000, 5), shape(5, 500), shape(-10, 5), shape(5, -10)] {
        assert!(ids(&output("t.pptx", &pptx(&slide, &[]))).contains(&"off_slide"), "{slide}");
    }
    assert!(ids(&output("t.pptx", &pptx("<p:sld show='0'/>", &[]))).contains(&"hidden_slide"));
    let notes = b"<p:notes xmlns:p='p'><a:t>say that n was 4</a:t></p:notes>";
    assert!(
        ids(&output("t.pptx", &pptx("<p:sld/>", &[("ppt/notesSlides/notesSlide1.xml", notes)]))).contains(&"notes")
    );
}
