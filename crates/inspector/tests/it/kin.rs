//! What is like the faults that were reported, one step further: records told in words, in names, in fields and in attributes; what stands
//! behind the pixels; models and single values as other programs print them.

use inspector::{InspectPolicy, Purpose, Report, Severity, Verdict, inspect};

use crate::files::{docx, ids, output, pptx, xlsx, zip};
use crate::pdfs::pdf_of;

fn people(many: usize, row: impl Fn(usize, usize, usize) -> String) -> String {
    (0..many).map(|n| row(100_000 + n * 37, 18 + n * 29 % 70, 9_000 + n * 7_919 % 80_000)).collect()
}

/// Records told in words.
fn told() -> String {
    people(60, |id, _, pay| format!("Respondent {id} earns {pay}. "))
}

fn asked(name: &str, bytes: &[u8], id: &str) {
    let report = output(name, bytes);
    assert!(
        report.findings.iter().any(|f| f.id == id && f.severity >= Severity::Ask),
        "{name} without {id}: {:?}",
        report.findings
    );
}

fn refused(name: &str, text: &str) {
    let purpose = if name.ends_with(".R") || name.ends_with(".py") { Purpose::Syntax } else { Purpose::Output };
    let report = inspect(name, text.as_bytes(), purpose, &InspectPolicy::default());
    assert!(ids(&report).contains(&"microdata_csv"), "{name}: {report:?}");
    assert_eq!(report.verdict, Verdict::Refused, "{name}: {report:?}");
}

#[test]
fn what_a_field_says_at_length_is_asked_about_whichever_field_it_is_out_18() {
    for code in ["QUOTE", "DOCPROPERTY", "DATE \\@", "USERINITIALS", "HYPERLINK \\l", "TOC"] {
        let field = format!(
            "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{code} \"{}\"</w:instrText></w:r><w:r>\
             <w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
            told()
        );
        asked("a.docx", &docx(&field, &[]), "field_text");
    }
}

#[test]
fn names_private_fields_and_elements_that_nobody_knows_are_asked_about_out_18() {
    let words = told();
    for body in [
        format!("<w:sdt><w:sdtPr><w:alias w:val='{words}'/></w:sdtPr></w:sdt>"),
        format!("<w:p w:rsidR='{words}'/>"),
        format!("<w:p><w:r><w:t>x</w:t></w:r><x:data xmlns:x='urn:x'>{words}</x:data></w:p>"),
    ] {
        asked("a.docx", &docx(&body, &[]), "hidden_text");
    }
    let slide =
        format!("<p:sld><p:cSld name='{words}'/><p:extLst><p:ext><x:d>{words}</x:d></p:ext></p:extLst></p:sld>");
    asked("a.pptx", &pptx(&slide, &[]), "hidden_text");
    let sheet = format!("<sheetData/><extLst><ext><d>{words}</d></ext></extLst>");
    asked("a.xlsx", &xlsx(&sheet, &[]), "hidden_text");
    let list = people(60, |id, _, _| format!("A1={id},"));
    let sheet = format!(
        "<sheetData/><conditionalFormatting><cfRule><formula>OR({list}FALSE)</formula></cfRule></conditionalFormatting>"
    );
    asked("a.xlsx", &xlsx(&sheet, &[]), "formula_text");
    // What every document has says nothing.
    let plain = "<w:p w:rsidR='00A1'><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>Results</w:t></w:r></w:p>";
    assert!(!ids(&output("a.docx", &docx(plain, &[]))).contains(&"hidden_text"));
}

#[test]
fn what_is_said_in_groups_that_readers_of_rtf_pass_over_is_asked_about_out_18() {
    let of = |group: &str| format!("{{\\rtf1\\ansi Pay by region.\\par {{{group}}}}}").replace("%", &told());
    for group in [
        "\\*\\generator %;",
        "\\*\\template %",
        "\\*\\bkmkstart %",
        "\\*\\revtbl{%;}",
        "\\*\\ftnsep %",
        "\\nonshppict %",
        "\\stylesheet{\\s1 %;}",
        "\\fonttbl{\\f0 Arial{\\*\\falt %};}",
        "\\*\\listtable{\\list{\\listname %;}}",
        "\\*\\userprops{\\propname a}\\proptype30{\\staticval %}",
        "\\*\\background %",
    ] {
        asked("a.rtf", of(group).as_bytes(), "hidden_text");
    }
    let plain = "{\\rtf1{\\fonttbl{\\f0 Times New Roman;}}{\\stylesheet{\\s1 heading 1;}{\\s2 heading 2;}}{\\*\\generator Riched20 10.0.19041;}{\\*\\bkmkstart _Toc123456789}Results\\par}";
    assert!(!ids(&output("a.rtf", plain.as_bytes())).contains(&"hidden_text"));
}

#[test]
fn what_a_page_or_a_drawing_keeps_beside_what_it_shows_is_asked_about_out_17() {
    let rows = people(60, |id, age, pay| format!("{id},{age},{pay} "));
    for part in [
        format!("<canvas>{rows}</canvas>"),
        format!("<dialog>{rows}</dialog>"),
        format!("<p class='{rows}'>x</p>"),
        format!("<p id='{rows}'>x</p>"),
        format!("<a href='http://x.org/?d={rows}'>x</a>"),
        format!("<p style='--d: \"{rows}\"'>x</p>"),
        format!("<p style='clip-path: inset(100%)'>{rows}</p>"),
        format!("<p style='filter: opacity(0)'>{rows}</p>"),
        format!("<font color=white>{rows}</font>"),
        format!("<select>{}</select>", people(60, |id, age, _| format!("<option>{id} M {age}</option>"))),
    ] {
        asked("a.html", format!("<html><body><p>Pay</p>{part}</body></html>").as_bytes(), "html_hidden");
    }
    let marks = people(9, |id, age, pay| format!("<circle r='2' cx='{age}'><title>{id}: {pay}</title></circle>"));
    asked("a.html", format!("<html><body><svg>{marks}</svg></body></html>").as_bytes(), "html_inline_data");
    let drawing = |part: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='300'>{part}<text x='5' y='20'>Pay</text></svg>"
        )
    };
    for (part, id) in [
        (format!("<metadata>{}</metadata>", rows.replace(' ', "\n")), "svg_metadata"),
        (format!("<x:d xmlns:x='urn:x'>{}</x:d>", told()), "hidden_text"),
        (format!("<g xmlns:x='urn:x' x:d='{}'/>", told()), "hidden_text"),
        (format!("<style>:root{{}}</style><g style='--d:\"{}\"'/>", told()), "hidden_text"),
        (format!("<text x='-5000' y='50'>{}</text>", told()), "svg_hidden"),
        (format!("<switch><g systemLanguage='xx'><text x='9' y='9'>{}</text></g></switch>", told()), "svg_hidden"),
    ] {
        asked("a.svg", drawing(&part).as_bytes(), id);
    }
}

#[test]
fn what_latex_markdown_and_lists_of_papers_leave_out_is_asked_about_out_18() {
    let rows = people(60, |id, age, pay| format!("{id},{age},{pay}\n"));
    let left_out =
        format!("\\excludecomment{{z}}\\begin{{document}}Pay\\begin{{z}}\n{rows}\\end{{z}}\\end{{document}}");
    asked("a.tex", left_out.as_bytes(), "hidden_text");
    asked("a.md", format!("---\ntitle: Pay\ndata: |\n{rows}\n---\n\nText.\n").as_bytes(), "hidden_text");
    asked("a.bib", format!("@comment{{{}}}\n@article{{a,title={{Pay}}}}\n", told()).as_bytes(), "hidden_text");
    asked("a.bib", format!("@article{{a,title={{Pay}},annote={{{}}}}}\n", told()).as_bytes(), "hidden_text");
    let plain = "---\ntitle: Pay by region\nauthor: A\noutput: html_document\n---\n\nText.\n";
    assert_eq!(ids(&output("a.md", plain.as_bytes())).iter().filter(|id| **id == "hidden_text").count(), 0);
}

/// A picture of 64 by 64 whose parts differ.
fn jpeg() -> Vec<u8> {
    let mut out = Vec::new();
    let pixels =
        image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([(x * 4) as u8, (y * 4) as u8, ((x * y) % 251) as u8]));
    image::codecs::jpeg::JpegEncoder::new(&mut out).encode_image(&pixels).expect("a picture");
    out
}

#[test]
fn pixels_behind_those_of_the_picture_are_found_in_a_jpeg_too_out_17() {
    let whole = jpeg();
    assert!(!ids(&output("a.jpg", &whole)).contains(&"trailing_data"), "{:?}", output("a.jpg", &whole));
    let head = whole.windows(2).position(|two| two == b"\xff\xc0").expect("its head");
    for (at, size) in [(head + 5, 16u16), (head + 7, 24)] {
        let mut cut = whole.clone();
        cut[at..at + 2].copy_from_slice(&size.to_be_bytes());
        asked("a.jpg", &cut, "trailing_data");
    }
    // What was put behind the last pixels.
    let mut more = whole[..whole.len() - 2].to_vec();
    more.extend(b"\xff\xd0person_id,age,income\n1,34,20000\n\xff\xd9");
    asked("a.jpg", &more, "trailing_data");
}

#[test]
fn records_are_found_in_whichever_way_they_are_written_down_out_15() {
    refused("a.txt", &people(600, |id, age, pay| format!("{id}^{age}^{pay}^NE\n")));
    refused("a.txt", &people(600, |id, age, pay| format!("{id}~{age}~{pay}~NE\n")));
    refused("a.txt", &people(600, |id, age, pay| format!("pid={id} age={age} income={pay} region=NE\n")));
    refused(
        "a.txt",
        &people(60, |id, age, pay| format!("{id}M{age}{pay:05}{}\n", if age % 2 == 0 { "NE" } else { "LDN" })),
    );
    refused("a.txt", &people(600, |id, age, pay| format!("1 1:{id} 2:{age} 3:{pay}\n")));
    let page = people(60, |id, age, pay| format!("{id},{age},{pay}\n"));
    refused("a.html", &format!("<html><body><pre>person_id,age,income\n{page}</pre></body></html>"));
    let lists = people(600, |id, age, _| format!("<dl><dt>pid<dd>{id}<dt>age<dd>{age}</dl>"));
    refused("a.html", &format!("<html><body>{lists}</body></html>"));
    let places = people(600, |id, age, _| {
        format!("<Placemark><name>{id}</name><Point><coordinates>{age}.1,51.2</coordinates></Point></Placemark>")
    });
    refused("a.kml", &format!("<?xml version=\"1.0\"?><kml><Document>{places}</Document></kml>"));
    // A vector that R printed, and what a program says of its progress: somebody looks.
    let printed = people(200, |_, age, pay| format!("[{age}] {pay} {age} {pay}\n"));
    asked("a.txt", printed.as_bytes(), "microdata_csv");
    let progress: String = (0..600).map(|n| format!("epoch={n} loss=0.{} accuracy=0.9\n", n + 100)).collect();
    let report: Report = output("train.log", progress.as_bytes());
    assert_eq!(report.verdict, Verdict::Ask, "{report:?}");
}

#[test]
fn models_as_more_programs_write_them_ask_ml_02() {
    let number = |n: usize| format!("0.{:06}", n * 7919 % 1_000_000);
    let vectors: String = (0..40)
        .map(|w| format!("word{w} {}\n", (0..30).map(|n| number(w * 31 + n)).collect::<Vec<_>>().join(" ")))
        .collect();
    asked("a.txt", format!("40 30\n{vectors}").as_bytes(), "ml_model");
    let layers: Vec<String> =
        (0..20).map(|l| format!("[{}]", (0..20).map(|n| number(l * 21 + n)).collect::<Vec<_>>().join(","))).collect();
    asked("a.json", format!("{{\"config\": {{}}, \"weights\": [{}]}}", layers.join(",")).as_bytes(), "ml_model");
    let code: String = (0..40)
        .map(|n| format!("    if input[{}] <= {}5:\n        var0 = {}\n", n % 4, number(n), number(n + 1)))
        .collect();
    let program = inspect(
        "score.py",
        format!("def score(input):\n{code}").as_bytes(),
        Purpose::Syntax,
        &InspectPolicy::default(),
    );
    assert!(ids(&program).contains(&"ml_model"), "{program:?}");
    let rules: String = (1..20)
        .map(|n| format!("Rule {n}: [{n} cases, mean {n}.5]\n  if\n    age <= {n}\n  then\n    outcome = {n}.5\n"))
        .collect();
    asked("a.txt", rules.as_bytes(), "ml_model");
    // A program with a few limits of its own is none.
    let plain = "for (i in 1:3) {\n  if (x[i] > 0.5) {\n    y <- 1\n  }\n}\n";
    assert_eq!(inspect("a.R", plain.as_bytes(), Purpose::Syntax, &InspectPolicy::default()).verdict, Verdict::Allowed);
}

#[test]
fn single_values_at_the_ends_are_told_in_more_listings_sdc_01() {
    for text in [
        "                  Type: Numeric (long)\n\n                 Range: [9012,90200]                  Units: 1\n",
        "  The decimal point is 4 digit(s) to the right of the |\n\n  0 | 99\n  1 | 0011\n  2 | 0123\n  8 | 05\n  9 | 0\n",
        "> boxplot.stats(d$income)$out\n [1] 90200 89001 88500\n",
    ] {
        asked("a.log", text.as_bytes(), "extremes");
    }
}

/// A page that says a few words; `catalog`, `page` and `objects` (from 6 on) are put in.
fn pdf(content: &str, catalog: &str, page: &str, objects: &[String]) -> Vec<u8> {
    let paints = if objects.iter().any(|object| object.contains("/Image")) { "/XObject<</I 6 0 R>>" } else { "" };
    let mut all = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{paints}>>{page}>>"
        ),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    all.extend_from_slice(objects);
    pdf_of(&all)
}

#[test]
fn what_a_pdf_says_under_keys_that_nobody_shows_is_asked_about_out_17() {
    const WORDS: &str = "BT /F 12 Tf 50 700 Td (Pay by region) Tj ET ";
    let told = told();
    let picture = |more: &str| {
        format!(
            "<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/Length 64{more}>>stream\n{}\nendstream",
            "0123456789abcdef".repeat(4)
        )
    };
    let plain = output("a.pdf", &pdf(WORDS, "", "", &[]));
    assert!(!ids(&plain).contains(&"hidden_text"), "{plain:?}");
    for file in [
        pdf(WORDS, "", &format!("/MyData({told})"), &[]),
        pdf(WORDS, &format!("/Names<</Dests<</Names[({told}) [3 0 R /Fit]]>>>>"), "", &[]),
        pdf(WORDS, "", "", &[format!("({told})")]),
        pdf(WORDS, "", "", &[format!("<</Length {}>>stream\n{told}\nendstream", told.len())]),
        pdf(&format!("{WORDS}\n% {told}\n"), "", "", &[]),
    ] {
        asked("a.pdf", &file, "hidden_text");
    }
    asked("a.pdf", &pdf(&format!("/P<</Alt({told})>>BDC {WORDS}EMC"), "", "", &[]), "alternative_text");
    // A picture behind a mask that lets nothing of it through.
    let clear = format!(
        "<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/Length 64>>stream\n{}\nendstream",
        "\0".repeat(64)
    );
    let content = format!("{WORDS} q 200 0 0 200 50 50 cm /I Do Q");
    asked("a.pdf", &pdf(&content, "", "", &[picture("/SMask 7 0 R"), clear]), "unused_picture");
    let shown = output("a.pdf", &pdf(&content, "", "", &[picture("")]));
    assert!(!ids(&shown).contains(&"unused_picture"), "{shown:?}");
}

#[test]
fn what_opendocument_files_keep_in_names_fields_and_settings_is_asked_about_out_18() {
    let odt = |body: &str, settings: &str| {
        let content = format!(
            "<?xml version='1.0'?><o:document-content xmlns:o='o' xmlns:text='t' xmlns:draw='d'><o:body><o:text><text:p>Pay by region.</text:p>{body}</o:text></o:body></o:document-content>"
        );
        let settings = format!(
            "<?xml version='1.0'?><o:document-settings xmlns:o='o'><o:config-item>{settings}</o:config-item></o:document-settings>"
        );
        zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", b"<m/>"),
            ("content.xml", content.as_bytes()),
            ("settings.xml", settings.as_bytes()),
        ])
    };
    let plain = output("a.odt", &odt("", "true"));
    assert!(!ids(&plain).contains(&"hidden_text"), "{plain:?}");
    let told = told();
    for body in [
        format!("<text:p><text:bookmark text:name='{told}'/></text:p>"),
        format!("<text:p><draw:frame draw:name='{told}'/></text:p>"),
        format!("<text:p><text:toc-mark text:string-value='{told}'/></text:p>"),
        format!("<text:p><text:placeholder text:description='{told}'>a</text:placeholder></text:p>"),
    ] {
        asked("a.odt", &odt(&body, "true"), "hidden_text");
    }
    asked("a.odt", &odt("", &told), "hidden_text");
}
