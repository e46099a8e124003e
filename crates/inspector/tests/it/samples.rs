//! One made file at least for every id that a container can have: what the collection has once or never is here.

use inspector::{InspectPolicy, Purpose, Severity, inspect};

use crate::files::{docx, gzip, ids, png, pptx, xlsx, zip};
use crate::old_office::{biff, compound, ppt_record, word};
use crate::pdfs::{pdf, pdf_page};

type Sample = (&'static str, &'static str, Vec<u8>);

fn text(id: &'static str, name: &'static str, text: &str) -> Sample {
    (id, name, text.as_bytes().to_vec())
}

fn word_documents() -> Vec<Sample> {
    let part = |id, name: &str, bytes: &str| (id, "a.docx", docx("<w:p/>", &[(name, bytes.as_bytes())]));
    let body = |id, body: &str| (id, "a.docx", docx(body, &[]));
    let run = |properties: &str| format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>secret</w:t></w:r></w:p>");
    let styled = |style: &str| {
        let styles =
            format!("<w:styles xmlns:w='w'><w:style w:styleId='S'><w:rPr>{style}</w:rPr></w:style></w:styles>");
        docx(
            "<w:p><w:r><w:rPr><w:rStyle w:val='S'/></w:rPr><w:t>secret</w:t></w:r></w:p>",
            &[("word/styles.xml", styles.as_bytes())],
        )
    };
    let cell = "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='204060'/></w:tcPr><w:p><w:r><w:rPr><w:color w:val='204060'/></w:rPr><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    vec![
        ("white_text", "a.docx", styled("<w:color w:val='FFFFFF'/>")),
        ("tiny_text", "a.docx", styled("<w:sz w:val='3'/>")),
        ("hidden_text", "a.docx", styled("<w:vanish/>")),
        body("white_text", cell),
        body("white_text", &run("<w:color w:val='auto' w:themeColor='background1'/>")),
        body("tiny_text", &run("<w:sz w:val='4'/>")),
        part(
            "hidden_text",
            "word/numbering.xml",
            "<w:numbering xmlns:w='w'><w:lvl><w:rPr><w:vanish/></w:rPr></w:lvl></w:numbering>",
        ),
        body("tracked_format", "<w:p><w:pPr><w:pPrChange w:id='1'/></w:pPr></w:p>"),
        part("ink", "word/ink/ink1.xml", "<ink/>"),
        part("mail_merge", "word/settings.xml", "<w:settings xmlns:w='w'><w:mailMerge/></w:settings>"),
        part(
            "doc_vars",
            "word/settings.xml",
            "<w:settings xmlns:w='w'><w:docVars><w:docVar w:name='n' w:val='4'/></w:docVars></w:settings>",
        ),
        body("dde_field", "<w:fldSimple w:instr='DDE Excel a'/>"),
        body(
            "dde_field",
            "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar/></w:r><w:r><w:instrText>DDEAUTO a</w:instrText></w:r></w:p>",
        ),
        body("cropped_image", "<a:srcRect l='12%'/>"),
        body("cropped_image", "<v:imagedata cropleft='6554f'/>"),
        part("glossary", "word/glossary/document.xml", "<w:glossaryDocument xmlns:w='w'/>"),
        part("header_footer", "word/header1.xml", "<w:hdr xmlns:w='w'/>"),
        part("custom_xml", "customXml/item1.xml", "<a><b>1</b></a>"),
        part("custom_props", "docProps/custom.xml", "<Properties><property name='a'/></Properties>"),
        part("author_meta", "docProps/core.xml", "<c><dc:creator>Anwen</dc:creator></c>"),
        part("thumbnail", "docProps/thumbnail.jpeg", "x"),
        part("printer_settings", "word/printerSettings/printerSettings1.bin", "x"),
        part("foreign_part", "word/media/setup.py", "print(1)\n"),
        part("av_media", "word/media/sound.mp3", "x"),
        part("unreadable", "_xmlsignatures/sig1.xml", "<Signature/>"),
    ]
}

fn workbooks() -> Vec<Sample> {
    let styles = |fonts: &str, formats: &str, xf: &str| {
        format!(
            "<styleSheet><numFmts>{formats}</numFmts><fonts>{fonts}</fonts><fills><fill><patternFill patternType='none'/></fill></fills><cellXfs><xf/>{xf}</cellXfs></styleSheet>"
        )
    };
    let sheet = "<sheetData><row r='1'><c s='1'><v>4</v></c></row></sheetData>";
    let with = |id, styles: String| (id, "a.xlsx", xlsx(sheet, &[("xl/styles.xml", styles.as_bytes())]));
    let part = |id, name: &str, bytes: &str| (id, "a.xlsx", xlsx("<sheetData/>", &[(name, bytes.as_bytes())]));
    let record = |kind: &[u8], data: &[u8]| [kind, &[data.len() as u8], data].concat();
    let binary = |id, name: &str, record: Vec<u8>| {
        let types = "<Types><Override ContentType='application/vnd.ms-excel.sheet.binary.macroEnabled.main'/></Types>";
        (id, "a.xlsb", zip(&[("[Content_Types].xml", types.as_bytes()), (name, &record)]))
    };
    let mut row = vec![0u8; 17];
    row[11] = 0x10;
    let mut column = vec![0u8; 18];
    column[16] = 1;
    vec![
        with("white_text", styles("<font/><font><color rgb='FFFFFFFF'/></font>", "", "<xf fontId='1' fillId='0'/>")),
        with("tiny_text", styles("<font/><font><sz val='1'/></font>", "", "<xf fontId='1' fillId='0'/>")),
        with("hidden_text", styles("<font/>", "<numFmt numFmtId='164' formatCode=';;;'/>", "<xf numFmtId='164'/>")),
        part(
            "custom_view",
            "xl/worksheets/sheet2.xml",
            "<worksheet><customSheetViews><customSheetView/></customSheetViews></worksheet>",
        ),
        part("dde_field", "xl/externalLinks/externalLink1.xml", "<externalLink><ddeLink/></externalLink>"),
        part("hidden_name", "xl/worksheets/sheet2.xml", "<worksheet><scenarios><scenario/></scenarios></worksheet>"),
        part("pivot_cache", "xl/slicerCaches/slicerCache1.xml", "<a/>"),
        part("data_connection", "xl/model/item.data", "x"),
        part("data_connection", "customXml/item1.xml", "<DataMashup>AAAA</DataMashup>"),
        part("shared_revisions", "xl/revisions/revisionLog1.xml", "<a/>"),
        part("xlm_macro", "xl/macrosheets/sheet1.xml", "<a/>"),
        binary("xlsb", "xl/workbook.bin", record(&[0x83, 0x01], &[])),
        binary("hidden_sheet", "xl/workbook.bin", record(&[0x9c, 0x01], &[2, 0, 0, 0])),
        binary("hidden_rows", "xl/worksheets/sheet1.bin", record(&[0], &row)),
        binary("hidden_cols", "xl/worksheets/sheet1.bin", record(&[60], &column)),
        binary("pivot_cache", "xl/pivotCache/pivotCacheRecords1.bin", record(&[0], &[])),
    ]
}

fn presentations() -> Vec<Sample> {
    let shape = |properties: &str, run: &str| {
        let slide = format!(
            "<p:sld xmlns:p='p'><p:sp><p:spPr>{properties}</p:spPr><p:txBody><a:p><a:r><a:rPr {run}</a:rPr><a:t>secret</a:t></a:r></a:p></p:txBody></p:sp></p:sld>"
        );
        pptx(&slide, &[])
    };
    let group = "<p:sld xmlns:p='p'><p:grpSp><p:grpSpPr><a:xfrm><a:off x='0' y='0'/><a:ext cx='100' cy='100'/><a:chOff x='0' y='0'/><a:chExt cx='10' cy='10'/></a:xfrm></p:grpSpPr><p:sp><p:spPr><a:xfrm><a:off x='150' y='1'/><a:ext cx='1' cy='1'/></a:xfrm></p:spPr></p:sp></p:grpSp></p:sld>";
    vec![
        ("white_text", "a.pptx", shape("", "><a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill>")),
        (
            "white_text",
            "a.pptx",
            shape("", "><a:solidFill><a:srgbClr val='000000'><a:alpha val='0'/></a:srgbClr></a:solidFill>"),
        ),
        ("tiny_text", "a.pptx", shape("", "sz='100'>")),
        ("hidden_slide", "a.pptx", pptx("<p:sld xmlns:p='p'><p:cNvPr hidden='1'/></p:sld>", &[])),
        ("off_slide", "a.pptx", pptx(group, &[])),
        (
            "comments",
            "a.pptx",
            pptx("<p:sld/>", &[("ppt/comments/comment1.xml", b"<p:cmLst xmlns:p='p'><p:cm/></p:cmLst>")]),
        ),
    ]
}

fn opendocument() -> Vec<Sample> {
    let odf = |kind: &str, content: &str, more: &[(&str, &[u8])]| {
        let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
        let content = format!("<office:document-content xmlns:office='o'>{content}</office:document-content>");
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("mimetype", mimetype.as_bytes()),
            ("META-INF/manifest.xml", b"<m/>"),
            ("content.xml", content.as_bytes()),
        ];
        parts.extend(more);
        zip(&parts)
    };
    let style = |family: &str, properties: &str, uses: &str| {
        format!(
            "<style:style style:name='S' style:family='{family}'>{properties}</style:style><office:body>{uses}</office:body>"
        )
    };
    let words = "<text:p><text:span text:style-name='S'>secret</text:span></text:p>";
    vec![
        (
            "hidden_text",
            "a.odt",
            odf("text", &style("text", "<style:text-properties text:display='none'/>", words), &[]),
        ),
        ("white_text", "a.odt", odf("text", &style("text", "<style:text-properties fo:color='#ffffff'/>", words), &[])),
        ("tiny_text", "a.odt", odf("text", &style("text", "<style:text-properties fo:font-size='1pt'/>", words), &[])),
        (
            "hidden_sheet",
            "a.ods",
            odf(
                "spreadsheet",
                &style(
                    "table",
                    "<style:table-properties table:display='false'/>",
                    "<table:table table:style-name='S'/>",
                ),
                &[],
            ),
        ),
        (
            "hidden_slide",
            "a.odp",
            odf(
                "presentation",
                &style(
                    "drawing-page",
                    "<style:drawing-page-properties presentation:visibility='hidden'/>",
                    "<draw:page draw:style-name='S'/>",
                ),
                &[],
            ),
        ),
        ("hidden_cols", "a.ods", odf("spreadsheet", "<table:table-column table:visibility='collapse'/>", &[])),
        ("tracked_insertion", "a.odt", odf("text", "<text:insertion/>", &[])),
        ("pivot_cache", "a.ods", odf("spreadsheet", "<table:data-pilot-table/>", &[])),
        ("macro", "a.odt", odf("text", "", &[("Basic/Standard/Module1.xml", b"<m/>")])),
        (
            "live_chart",
            "a.odt",
            odf(
                "text",
                "",
                &[("Object 1/content.xml", b"<office:document-content><office:chart/></office:document-content>")],
            ),
        ),
        ("shared_revisions", "a.odt", odf("text", "", &[("Versions/Version1", b"x")])),
        ("encrypted", "a.odt", odf("text", "", &[("META-INF/other.xml", b"<m><manifest:encryption-data/></m>")])),
    ]
}

fn old_files() -> Vec<Sample> {
    let sheet = |state: u8, kind: u8| biff(0x85, &[0, 0, 0, 0, state, kind, 1, 0, b'A']);
    let mut row = vec![0u8; 16];
    row[12] = 0x20;
    let mut column = vec![0u8; 12];
    column[8] = 1;
    let xls = |id, record: Vec<u8>| {
        (id, "a.xls", compound("Workbook", &[biff(0x809, &[0, 6, 5, 0, 0, 0, 0, 0]), record].concat()))
    };
    let blank = [
        biff(0x41e, &[0xa4, 0, 3, 0, 0, b';', b';', b';']),
        biff(0xe0, &[0, 0, 0xa4, 0]),
        biff(0x203, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]
    .concat();
    let slide_info = |flags: u16| {
        let mut data = vec![0; 16];
        data[10..12].copy_from_slice(&flags.to_le_bytes());
        ppt_record(0, 0x3f9, &data)
    };
    let ppt = |id, bytes: Vec<u8>| (id, "a.ppt", compound("PowerPoint Document", &bytes));
    let notes =
        ppt_record(15, 0x3f0, &[ppt_record(0, 0x3f1, &[1, 0, 0, 0]), ppt_record(0, 0xfa8, b"n was 4")].concat());
    vec![
        xls("hidden_sheet", sheet(1, 0)),
        xls("xlm_macro", sheet(0, 1)),
        xls("hidden_rows", biff(0x208, &row)),
        xls("hidden_cols", biff(0x7d, &column)),
        xls("comments", biff(0x1c, &[0; 12])),
        xls("external_link", biff(0x1ae, &[1, 0, 9, 0, 0, 1])),
        xls("encrypted", biff(0x2f, &[0; 4])),
        xls("hidden_name", biff(0x18, &[&[1, 0, 0, 1][..], &[0; 11], b"secret"].concat())),
        xls("live_chart", biff(0x809, &[0, 6, 0x20, 0, 0, 0, 0, 0])),
        xls("custom_view", biff(0x1a9, &[0; 4])),
        xls("hidden_text", blank),
        ppt("hidden_slide", slide_info(4)),
        ppt("notes", notes),
        ppt("comments", ppt_record(15, 0x2ee0, &[])),
        ppt("embedded_object", ppt_record(0, 0x1011, b"x")),
        ("hidden_text", "a.doc", word(&[0x3c, 0x08, 1])),
        ("tracked_deletion", "a.doc", word(&[0x00, 0x08, 1])),
        ("tracked_insertion", "a.doc", word(&[0x01, 0x08, 1])),
        ("tiny_text", "a.doc", word(&[0x43, 0x4a, 2, 0])),
        ("white_text", "a.doc", word(&[0x70, 0x68, 255, 255, 255, 0])),
        text("hidden_text", "a.rtf", r"{\rtf1 shown {\v secret}}"),
        text("white_text", "a.rtf", r"{\rtf1{\colortbl;\red255\green255\blue255;} shown {\cf1 secret}}"),
        text("tiny_text", "a.rtf", r"{\rtf1 shown {\fs2 secret}}"),
        text("tracked_deletion", "a.rtf", r"{\rtf1 shown {\deleted secret}}"),
        text("tracked_insertion", "a.rtf", r"{\rtf1 shown {\revised more}}"),
        text("comments", "a.rtf", r"{\rtf1 shown {\*\annotation secret}}"),
        text("dde_field", "a.rtf", r"{\rtf1{\field{\*\fldinst DDEAUTO excel a}{\fldrslt 4}}}"),
        text("embedded_object", "a.rtf", r"{\rtf1{\object\objemb{\*\objdata 00}}}"),
        text("trailing_data", "a.rtf", "{\\rtf1 shown}1234,5678"),
        text("author_meta", "a.rtf", r"{\rtf1{\info{\author Anwen}} shown}"),
    ]
}

fn pictures() -> Vec<Sample> {
    let gif = |extra: &[u8], after: &[u8]| [b"GIF89a\x01\0\x01\0\0\0\0", extra, b"\x3b", after].concat();
    let segment =
        |marker: u8, data: &[u8]| [&[0xff, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat();
    let jpeg_with =
        |segment: Vec<u8>, after: &[u8]| [&b"\xff\xd8"[..], &segment, b"\xff\xda\0\x02ab\xff\xd9", after].concat();
    let exif = |tag: u16, next: u32| {
        let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
        tiff.extend(tag.to_le_bytes());
        tiff.extend([4, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        tiff.extend(next.to_le_bytes());
        tiff.extend([1, 0, 0, 1, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        tiff
    };
    let app1 = |tiff: Vec<u8>| segment(0xe1, &[b"Exif\0\0", tiff.as_slice()].concat());
    let riff = |chunk: &[u8], after: &[u8]| {
        let body = [b"WEBP", chunk].concat();
        [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body, after].concat()
    };
    let packed = {
        use std::io::Write;
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(&[0; 20]).expect("memory takes all");
        [out.finish().expect("the stream closes"), vec![7; 100]].concat()
    };
    vec![
        ("png_text", "a.png", png(&[(b"tEXt", b"Comment\0n=4")])),
        ("png_text", "a.gif", gif(b"\x21\xfe\x03n=4\0", b"")),
        ("trailing_data", "a.gif", gif(b"", b"1234,5678")),
        ("trailing_data", "a.png", png(&[(b"IDAT", &packed)])),
        ("jpeg_comment", "a.jpg", jpeg_with(segment(0xfe, b"n=4"), b"")),
        ("xmp", "a.jpg", jpeg_with(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"), b"")),
        ("iptc", "a.jpg", jpeg_with(segment(0xed, b"Photoshop 3.0\0"), b"")),
        ("exif", "a.jpg", jpeg_with(app1(exif(0x100, 0)), b"")),
        ("exif_gps", "a.jpg", jpeg_with(app1(exif(0x8825, 0)), b"")),
        ("exif_thumbnail", "a.jpg", jpeg_with(app1(exif(0x100, 26)), b"")),
        ("trailing_data", "a.jpg", jpeg_with(Vec::new(), b"1234,5678")),
        ("exif_gps", "a.tif", exif(0x8825, 0)),
        ("trailing_data", "a.webp", riff(b"VP8 \0\0\0\0", b"1234,5678")),
        ("xmp", "a.webp", riff(b"XMP \x04\0\0\0<x/>", b"")),
        ("trailing_data", "a.zip", [zip(&[("a.txt", b"words\n")]), b"1234,5678".to_vec()].concat()),
    ]
}

fn web_and_text() -> Vec<Sample> {
    let svg = |inner: &str| format!("<svg xmlns='http://www.w3.org/2000/svg'>{inner}</svg>");
    let page = |inner: &str| format!("<!doctype html><html><body>{inner}</body></html>");
    let book = |cell: &str, metadata: &str| format!(r#"{{"nbformat":4,"metadata":{{{metadata}}},"cells":[{cell}]}}"#);
    vec![
        text("svg_script", "a.svg", &svg("<script>1</script>")),
        text("svg_script", "b.svg", &svg("<g onload='x()'/>")),
        text("svg_hidden", "a.svg", &svg("<text visibility='hidden'>4</text>")),
        text("svg_metadata", "a.svg", &svg("<metadata>4</metadata>")),
        text("svg_embedded_source", "a.svg", &svg("<image href='data:image/png;base64,AAAA'/>")),
        text("svg_embedded_source", "b.svg", &svg("<circle data-value='4.25'/>")),
        text("html_script", "a.html", &page("<p onclick='x()'>")),
        text("html_inline_data", "a.html", &page("<script>Plotly.newPlot('d', [{x:[1,2,3]}])</script>")),
        text("html_inline_data", "b.html", &page("<script type='application/json'>{\"x\":[4,5]}</script>")),
        text("html_base64", "a.html", &page("<img src='data:image/png;base64,AAAA'>")),
        text("html_hidden", "a.html", &page("<p style='display: none'>4</p>")),
        text("html_comment", "a.html", &page("<!-- n was 4 -->")),
        text("nb_outputs", "a.ipynb", &book(r#"{"outputs":[{"output_type":"stream","text":["4"]}]}"#, "")),
        text("nb_widgets", "a.ipynb", &book("", r#""widgets":{"application/vnd.jupyter.widget-state+json":{}}"#)),
        text("nb_attachment", "a.ipynb", &book(r#"{"attachments":{"a.png":{}},"source":"x"}"#, "")),
        text("server_path", "a.do", "use \\\\srv01\\share\\lfs.dta\n"),
        text("dde_field", "a.csv", "region,n\n=cmd|'/C calc'!A0,12\n"),
        text("hidden_text", "a.txt", "sh\u{200b}own\n"),
        text("hidden_text", "a.tex", "\\documentclass{article}\\iffalse secret \\fi\n"),
        text("microdata_csv", "a.sas", "data a;\ninput x y;\ndatalines;\n1 2\n;\nrun;\n"),
        text("microdata_csv", "a.do", "clear\ninput id x\n1 2\n3 4\nend\n"),
        text("microdata_csv", "a.sps", "DATA LIST FREE / a b.\nBEGIN DATA\n1 2\nEND DATA.\n"),
        text("microdata_csv", "a.R", "d <- structure(list(a = c(1, 2)), class = 'data.frame')\n"),
        text(
            "microdata_csv",
            "a.csv",
            &(0..40).fold("person_id,age,sex\n".to_owned(), |t, n| t + &format!("{n},3{n},f\n")),
        ),
    ]
}

fn data_and_models() -> Vec<Sample> {
    let at = |start: &[u8]| [start, &[0; 64]].concat();
    vec![
        ("ml_model", "a.gguf", at(b"GGUF")),
        ("ml_model", "a.keras", zip(&[("config.json", b"{}"), ("metadata.json", b"{}"), ("model.weights.h5", b"x")])),
        ("data_file", "a.feather", at(b"FEA1")),
        ("data_file", "b.feather", at(b"ARROW1\0\0")),
        ("data_file", "a.fst", at(b"fst\0")),
        ("ml_model", "a.pb", at(b"\x08\x01\x12\x20MetaGraphDef serving_default")),
        ("ml_model", "a.json", br#"{"tree_info":[],"name":"tree"}"#.to_vec()),
        ("pickle", "a.npy", at(b"\x93NUMPY\x01\0v\0{'descr': '|O', 'fortran_order': False}")),
        ("data_file", "a.csv", gzip(b"<stata_dta><header>")),
        ("archive", "a.zip", zip(&[("a.txt", b"words\n")])),
        ("nested_archive", "a.zip", zip(&[("b.zip", &zip(&[("a.txt", b"words\n")]))])),
        ("bomb", "a.gz", gzip(&vec![0; 8 << 20])),
        ("extension_mismatch", "a.docx", b"PAR1....PAR1".to_vec()),
    ]
}

fn pdf_files() -> Vec<Sample> {
    let object = |id, more: &str| (id, "a.pdf", pdf("", "", &[more]));
    let catalog = |id, entries: &str| (id, "a.pdf", pdf(entries, "", &[]));
    let page = |id, stream: &str| (id, "a.pdf", pdf_page(stream));
    let annotation = |id, entries: &str| {
        let annotation = format!("<< /Type /Annot /Rect [0 0 9 9] {entries} >>");
        (id, "a.pdf", pdf("", "/Annots [6 0 R]", &[&annotation]))
    };
    let once = pdf("", "", &[]);
    let updated = [once.as_slice(), b"\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\ntrailer\n<< /Size 7 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n"].concat();
    vec![
        object("attachment", "<< /Type /Filespec /F (a.csv) /EF << /F 5 0 R >> >>"),
        catalog("portfolio", "/Collection << /View /D >>"),
        annotation("file_attachment_annot", "/Subtype /FileAttachment"),
        catalog("javascript", "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        object("launch_action", "<< /S /Launch /F (a.exe) >>"),
        catalog("launch_action", "/OpenAction << /S /URI /URI (http://example.org) >>"),
        annotation("annotations", "/Subtype /Text /Contents (n was 4)"),
        annotation("hidden_annot", "/Subtype /Text /F 2 /Contents (n was 4)"),
        annotation("form_fields", "/Subtype /Widget /FT /Tx /T (a) /V (4)"),
        catalog("xfa", "/AcroForm << /XFA (x) /Fields [] >>"),
        catalog("ocg_layers", "/OCProperties << /OCGs [6 0 R] /D << >> >>"),
        catalog("ocg_hidden_layer", "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>"),
        page("invisible_text_Tr3", "BT /F1 12 Tf 3 Tr 20 50 Td (secret) Tj ET"),
        page("covered_text", "BT /F1 12 Tf 20 50 Td (secret) Tj ET 0.2 g 10 40 180 30 re f"),
        page("covered_text", "0 g 10 40 180 30 re f BT /F1 12 Tf 20 50 Td (secret) Tj ET"),
        page("off_page", "BT /F1 12 Tf 20 900 Td (secret) Tj ET"),
        page("white_text", "1 g BT /F1 12 Tf 20 50 Td (secret) Tj ET"),
        page("tiny_text", "BT /F1 1 Tf 20 50 Td (secret) Tj ET"),
        ("incremental_update", "a.pdf", updated),
        ("trailing_data", "a.pdf", [once.as_slice(), b"1234,5678"].concat()),
        object("piece_info", "<< /PieceInfo << /Illustrator << >> >> >>"),
        object("xmp", "<< /Type /Metadata /Subtype /XML >>"),
        annotation("av_media", "/Subtype /Movie"),
        object("thumbnail", "<< /Type /Page /Thumb 5 0 R >>"),
        ("encrypted", "a.pdf", [once.as_slice(), b"trailer << /Encrypt 9 0 R >>"].concat()),
        (
            "info_meta",
            "a.pdf",
            String::from_utf8_lossy(&pdf("", "", &["<< /Author (Anwen) >>"]))
                .replace("/Root 1 0 R", "/Root 1 0 R /Info 6 0 R")
                .into_bytes(),
        ),
    ]
}

pub fn all() -> Vec<Sample> {
    [
        word_documents(),
        workbooks(),
        presentations(),
        opendocument(),
        old_files(),
        pictures(),
        web_and_text(),
        data_and_models(),
        pdf_files(),
    ]
    .concat()
}

#[test]
fn every_made_file_has_its_finding_out_10_out_15_out_16_out_17_out_18_ml_02() {
    let mut missed = Vec::new();
    for (id, name, bytes) in all() {
        let report = inspect(name, &bytes, Purpose::Unstated, &InspectPolicy::default());
        if !ids(&report).contains(&id) {
            missed.push(format!("{id} in {name}: {} {:?}", report.kind, ids(&report)));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn plain_files_of_every_sort_pass() {
    let plain: Vec<(&str, Vec<u8>)> = vec![
        ("a.pdf", pdf_page("1 g 0 0 200 200 re f 0 g BT /F1 12 Tf 20 50 Td (shown) Tj ET")),
        ("b.pdf", pdf_page("0.1 0.2 0.4 rg 10 40 180 30 re f 1 g BT /F1 12 Tf 20 50 Td (light on dark) Tj ET")),
        (
            "a.docx",
            docx(
                "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='204060'/></w:tcPr><w:p><w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>shown</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
                &[("customXml/item1.xml", b"<b:Sources xmlns:b='b'/>")],
            ),
        ),
        ("a.xlsx", xlsx("<sheetData><row r='1'><c><v>12</v></c></row></sheetData>", &[])),
        ("a.rtf", br"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x;}\fs24 shown \b 12\b0 }".to_vec()),
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><defs><g display='none'/></defs><text>4</text></svg>".to_vec(),
        ),
        ("a.html", b"<!doctype html><html><body><p style='color: black'>shown</p></body></html>".to_vec()),
        ("a.gif", b"GIF89a\x01\0\x01\0\0\0\0\x3b".to_vec()),
        ("a.do", b"use data/lfs\ntab region sex\nregress y x if age > 16\n".to_vec()),
        ("a.csv", b"region,n,percent\nWales,120,40\nEngland,180,60\n".to_vec()),
        ("a.tex", b"\\documentclass{article}\n% a remark\n\\begin{document}shown\\end{document}\n".to_vec()),
        (
            "a.xls",
            compound(
                "Workbook",
                &[biff(0x809, &[0, 6, 5, 0, 0, 0, 0, 0]), biff(0x85, &[0, 0, 0, 0, 0, 0, 1, 0, b'A'])].concat(),
            ),
        ),
        ("a.doc", word(&[0x35, 0x08, 1])),
    ];
    for (name, bytes) in plain {
        let report = inspect(name, &bytes, Purpose::Unstated, &InspectPolicy::default());
        let more: Vec<_> = report.findings.iter().filter(|f| f.severity > Severity::Note).collect();
        assert!(more.is_empty(), "{name}: {more:?}");
    }
}
