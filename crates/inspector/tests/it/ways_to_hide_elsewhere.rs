//! Ways to hide in other files than Office's that need more than one look, and what looks alike and is plain.

use inspector::{InspectPolicy, Purpose, inspect};

use crate::files::{gzip, xlsx, zip};
use crate::old_office::{biff, compound};
use crate::pdfs::{pdf, pdf_page};
use crate::ways_to_hide::check;

#[test]
fn a_pdf_that_says_something_else_or_keeps_more_than_it_shows_asks_out_17() {
    let span = |says: &str, shown: &str| {
        pdf_page(&format!("/Span << /ActualText ({says}) >> BDC BT /F1 12 Tf 20 50 Td ({shown}) Tj ET EMC"))
    };
    let square = "<< /Type /Annot /Subtype /Square /Rect [10 40 190 80] /IC [0 0 0] >>";
    check(
        &[
            ("hidden_text", "a.pdf", span("the secret values 1023", "x")),
            ("hidden_text", "a.pdf", span("1023", "1020")),
            ("hidden_text", "a.pdf", pdf("", "", &["<< /Type /Page /Contents 5 0 R >>"])),
            ("covered_text", "a.pdf", pdf("", "/Annots [6 0 R]", &[square])),
            ("tiny_text", "a.pdf", pdf("", "/UserUnit 0.1", &[])),
            ("trailing_data", "a.pdf", [b"a,b,c\n".as_slice(), &pdf("", "", &[])].concat()),
        ],
        &[("a.pdf", span("ffi", "x")), ("a.pdf", span("120", "120")), ("a.pdf", pdf("", "/UserUnit 10", &[]))],
    );
}

#[test]
fn white_and_tiny_letters_of_an_old_workbook_are_found_out_17() {
    let book = |font: &[u8], fill: u8| {
        let plain = [200, 0, 0, 0, 8, 0];
        let mut format = vec![0u8; 20];
        format[0] = 1;
        format[17] = fill << 2;
        format[18] = 18;
        let number = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x40];
        let records = [
            biff(0x809, &[0, 6, 5, 0, 0, 0, 0, 0]),
            biff(0x31, &plain),
            biff(0x31, font),
            biff(0xe0, &format),
            biff(0x203, &number),
        ];
        compound("Workbook", &records.concat())
    };
    check(
        &[
            ("white_text", "a.xls", book(&[200, 0, 0, 0, 9, 0], 0)),
            ("tiny_text", "a.xls", book(&[20, 0, 0, 0, 8, 0], 0)),
        ],
        &[("a.xls", book(&[200, 0, 0, 0, 9, 0], 1)), ("a.xls", book(&[200, 0, 0, 0, 8, 0], 0))],
    );
}

#[test]
fn the_last_row_that_there_can_be_is_hidden_like_any_other_out_17() {
    let mut row = [0; 16];
    row[..2].copy_from_slice(&[0xff, 0xff]);
    row[12] = 0x20;
    let book = compound("Workbook", &[biff(0x809, &[0, 6, 5, 0, 0, 0, 0, 0]), biff(0x208, &row)].concat());
    check(&[("hidden_rows", "a.xls", book)], &[]);
}

#[test]
fn the_address_of_a_file_names_a_server_a_drive_or_somebodys_folder_out_08() {
    let program = |address: &str| format!("page = open('{address}')\n").into_bytes();
    let named = |address: &str| ("server_path", "a.py", program(address));
    check(
        &[named("file://stats01/share/a.html"), named("file:///home/anwen/a.html"), named("file:///C:/results/a.html")],
        &[("a.py", program("file:///tmp/a.html")), ("a.py", program("https://www.ons.gov.uk/a/b"))],
    );
}

#[test]
fn opendocument_frames_rows_and_single_files_hide_nothing_out_17() {
    let slides = |shapes: &str| {
        let content = format!(
            "<o:document-content><o:automatic-styles><s:style s:name='g1' s:family='graphic'><s:graphic-properties fo:clip='rect(0cm, 2cm, 0cm, 0cm)'/></s:style></o:automatic-styles><o:body><o:presentation><d:page>{shapes}</d:page></o:presentation></o:body></o:document-content>"
        );
        let styles = "<o:document-styles><s:page-layout><s:page-layout-properties fo:page-width='28cm' fo:page-height='21cm'/></s:page-layout></o:document-styles>";
        zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.presentation"),
            ("META-INF/manifest.xml", b"<manifest/>"),
            ("content.xml", content.as_bytes()),
            ("styles.xml", styles.as_bytes()),
        ])
    };
    let frame = |x: &str, more: &str| {
        slides(&format!(
            "<d:frame svg:x='{x}' svg:y='1cm' svg:width='5cm' svg:height='2cm' {more}><d:text-box><t:p>words</t:p></d:text-box></d:frame>"
        ))
    };
    let sheet = |style: &str| {
        let content = format!(
            "<o:document-content><o:automatic-styles><s:style s:name='a' s:family='table-row'><s:table-row-properties {style}/></s:style></o:automatic-styles><o:body><o:spreadsheet><table:table><table:table-row table:style-name='a'><table:table-cell><t:p>4</t:p></table:table-cell></table:table-row></table:table></o:spreadsheet></o:body></o:document-content>"
        );
        zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", b"<manifest/>"),
            ("content.xml", content.as_bytes()),
        ])
    };
    let single = "<o:document o:mimetype='application/vnd.oasis.opendocument.text'><o:automatic-styles><s:style s:name='h' s:family='text'><s:text-properties t:display='none'/></s:style></o:automatic-styles><o:body><o:text><t:p>shown <t:span t:style-name='h'>secret</t:span></t:p></o:text></o:body></o:document>";
    check(
        &[
            ("off_slide", "a.odp", frame("30cm", "")),
            ("off_slide", "a.odp", frame("-9cm", "")),
            ("hidden_slide", "a.odp", frame("1cm", "d:display='none'")),
            ("cropped_image", "a.odp", frame("1cm", "d:style-name='g1'")),
            ("hidden_rows", "a.ods", sheet("s:row-height='0cm'")),
            ("hidden_text", "a.fodt", single.as_bytes().to_vec()),
        ],
        &[("a.odp", frame("1cm", "")), ("a.ods", sheet("s:row-height='0.5cm'"))],
    );
}

#[test]
fn drawings_and_pages_hide_in_more_ways_than_display_none_out_17() {
    let svg = |inner: &str| format!("<svg xmlns='s' viewBox='0 0 100 100'>{inner}</svg>").into_bytes();
    let page = |inner: &str| format!("<!doctype html><html><body>{inner}</body></html>").into_bytes();
    check(
        &[
            ("svg_hidden", "a.svg", svg("<text style='opacity:0'>s</text>")),
            ("svg_hidden", "a.svg", svg("<text fill='none'>s</text>")),
            ("svg_hidden", "a.svg", svg("<g fill='white'><text>s</text></g>")),
            ("svg_hidden", "a.svg", svg("<text fill-opacity='0'>s</text>")),
            ("svg_hidden", "a.svg", svg("<text x='-500' y='5'>s</text>")),
            ("svg_hidden", "a.svg", svg("<style>.a{opacity:0}</style><text class='a'>s</text>")),
            ("svg_embedded_source", "a.svg", svg("<image href='data:image/svg+xml,%3Csvg%3E'/>")),
            ("external_rel", "a.svg", svg("<image href='http://example.org/x.png'/>")),
            ("html_hidden", "a.html", page("<p hidden=''>s</p>")),
            ("html_hidden", "a.html", page("<p style='position:absolute;left:-9999px'>s</p>")),
            ("html_hidden", "a.html", page("<p style='color:#fff;background:#ffffff'>s</p>")),
            ("html_hidden", "a.html", page("<p style='height:0;overflow:hidden'>s</p>")),
            ("html_hidden", "a.html", page("<template>s</template>")),
            ("html_base64", "a.html", page("<style>p{background:url(data:image/png;base64,AAAA)}</style>")),
            ("html_inline_data", "a.html", page("<a href='data:text/csv,id%0A1'>x</a>")),
            ("html_inline_data", "a.html", page("<script>d=[{\"id\":1},{\"id\":2},{\"id\":3}]</script>")),
            ("html_hidden", "a.md", b"# T\n<div style='display:none'>s</div>\n".to_vec()),
            ("html_comment", "a.md", b"# T\n<!-- n was 4 -->\n".to_vec()),
            ("html_script", "a.md", b"# T\n<script>x()</script>\n".to_vec()),
        ],
        &[
            ("a.svg", svg("<rect width='100' height='100' fill='#204060'/><text fill='white'>s</text>")),
            ("a.svg", svg("<path style='fill:none;stroke:#000' d='M0 0'/><text style='opacity:0.8'>s</text>")),
            ("a.svg", svg("<g transform='translate(500 0)'><text x='-450' y='5'>s</text></g>")),
            ("a.html", page("<p style='color:#fff;background:#204060'>s</p><p style='opacity:0.9'>s</p>")),
            ("a.md", b"# T\n\nif a < b and b > c\n".to_vec()),
        ],
    );
}

#[test]
fn latex_hides_in_white_in_every_colour_model_and_draws_from_points_out_17() {
    let tex =
        |body: &str| format!("\\documentclass{{article}}\\begin{{document}}{body}\\end{{document}}\n").into_bytes();
    check(
        &[
            ("hidden_text", "a.tex", tex("\\textcolor[HTML]{FFFFFF}{s}")),
            ("hidden_text", "a.tex", tex("\\color[rgb]{1, 1, 1} s")),
            ("hidden_text", "a.tex", tex("\\definecolor{w}{RGB}{255,255,255}\\textcolor{w}{s}")),
            ("tiny_text", "a.tex", tex("\\fontsize{0.5}{1}\\selectfont s")),
            ("live_chart", "a.tex", tex("\\addplot coordinates {(1,2.31) (2,3.12) (3,4.55)};")),
        ],
        &[("a.tex", tex("12\\phantom{0} \\textcolor{red}{shown} \\fontsize{10}{12} % remark"))],
    );
}

#[test]
fn what_programs_print_and_write_down_one_record_after_the_other_is_records_out_15() {
    let rows = |row: &dyn Fn(usize) -> String| (1..=40).map(row).collect::<String>();
    let age = |n: usize| 16 + n * 37 % 60;
    let list = rows(&|n| format!("{n:3}. | {}  {} |\n", 1000 + n * 3, age(n)));
    let print = format!("   id age\n{}", rows(&|n| format!("{n} {} {}\n", 1000 + n * 3, age(n))));
    let nameless = format!("age,sex,region,income\n{}", rows(&|n| format!("{},f,w,{}.5\n", age(n), n * 713)));
    let key = |name: &str| format!("{name},a,b\n{}", rows(&|n| format!("{},{},x\n", 100_000 + n * 7, age(n))));
    let numbers = |step: usize| (1..=30).map(|n| (1000 + n * step).to_string()).collect::<Vec<_>>().join(", ");
    let objects = rows(&|n| format!("{{\"person_id\": {n}, \"age\": {}}}\n", age(n)));
    let listed = format!("[{}]", objects.trim().replace('\n', ","));
    let text = |id: &'static str, name: &'static str, text: String| (id, name, text.into_bytes());
    check(
        &[
            text("microdata_csv", "a.log", format!(". list id age\n{list}")),
            text("microdata_csv", "a.txt", print),
            text("microdata_csv", "a.csv", nameless),
            text("microdata_csv", "a.csv", key("studyid")),
            text("microdata_csv", "a.csv", key("nhs_no")),
            text("microdata_csv", "a.csv", key("participant")),
            text("microdata_csv", "a.json", listed),
            text("microdata_csv", "a.txt", objects),
            text("microdata_csv", "a.sql", rows(&|n| format!("INSERT INTO p VALUES ({n}, {});\n", age(n)))),
            text("microdata_csv", "a.R", format!("d <- data.frame(id = c({}), y = c({}))\n", numbers(7), numbers(3))),
            text("microdata_csv", "a.py", format!("d = pd.DataFrame({{\"id\": [{}]}})\n", numbers(7))),
        ],
        &[
            ("a.csv", format!("area_id,area,rate\n{}", rows(&|n| format!("W{n},Area {n},{n}.5\n"))).into_bytes()),
            ("a.csv", format!("age,males,females\n{}", rows(&|n| format!("{},120,130\n", n + 15))).into_bytes()),
            ("a.csv", format!("age,sex,region,sample\n{}", rows(&|n| format!("{},f,w,130\n", n + 15))).into_bytes()),
            ("a.txt", format!("Age Men Women\n{}", rows(&|n| format!("{n} 120 130\n"))).into_bytes()),
            ("a.txt", rows(&|n| format!("{n}. Smith, J. (2001) A paper. Journal 12, 33-44.\n")).into_bytes()),
            (
                "a.sql",
                b"SELECT region, COUNT(*) AS n FROM lfs GROUP BY region;\nINSERT INTO r (n) VALUES (1);\n".to_vec(),
            ),
            ("a.R", b"d <- data.frame(region = r, n = n)\ncut(age, c(16, 25, 35, 45))\n".to_vec()),
        ],
    );
}

#[test]
fn pictures_that_say_the_place_or_keep_a_small_picture_in_xmp_photoshop_or_heif_are_found_out_17() {
    let segment =
        |marker: u8, data: &[u8]| [&[0xff, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat();
    let jpeg = |segment: Vec<u8>| [&b"\xff\xd8"[..], &segment, b"\xff\xda\0\x02ab\xff\xd9"].concat();
    let xmp =
        |inner: &str| segment(0xe1, format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{inner}</x:xmpmeta>").as_bytes());
    let part = |name: &[u8], data: &[u8]| [&(data.len() as u32 + 8).to_be_bytes(), name, data].concat();
    let exif = b"\0\0\0\x06Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    let heif = [part(b"ftyp", b"heic\0\0\0\0mif1"), part(b"meta", &[0; 8]), part(b"mdat", exif)].concat();
    check(
        &[
            ("exif_gps", "a.jpg", jpeg(xmp("<r exif:GPSLatitude='51,2N'/>"))),
            ("exif_thumbnail", "a.jpg", jpeg(xmp("<xmpGImg:image>/9j/</xmpGImg:image>"))),
            ("exif_thumbnail", "a.jpg", jpeg(segment(0xed, b"Photoshop 3.0\x008BIM\x04\x0c\0\0"))),
            ("exif_gps", "a.heic", heif.clone()),
            ("trailing_data", "a.heic", [heif, b"id,age\n1,33\n".to_vec()].concat()),
        ],
        &[("a.jpg", jpeg(xmp("<r/>")))],
    );
}

#[test]
fn models_of_more_libraries_are_told_by_their_content_ml_02() {
    let r = |class: &[u8]| {
        let words = |text: &[u8]| [&[0, 4, 0, 9][..], &(text.len() as u32).to_be_bytes(), text].concat();
        gzip(&[b"X\n\0\0\0\x03".to_vec(), vec![0; 20], words(b"class"), words(class)].concat())
    };
    let text = |text: &str| text.as_bytes().to_vec();
    // A pickle of a model, then an array between the opcodes, as joblib writes it.
    let joblib = b"\x80\x04\x95\x20\0\0\0\0\0\0\0\x8c\x17sklearn.linear_model._r\x94\xff\xff\xff".to_vec();
    check(
        &[
            ("ml_model", "a.joblib", joblib),
            ("ml_model", "a.zip", zip(&[("model.ini", b"algo = gbm"), ("trees/t00.bin", b"\x01\x02\xff")])),
            (
                "ml_model",
                "a.zip",
                zip(&[("m/metadata/part-00000", b"{\"class\":\"org.apache.spark.ml.feature.PCAModel\"}")]),
            ),
            ("ml_model", "a.zip", zip(&[("MLmodel", b"flavors:\n")])),
            ("ml_model", "a.json", text("{\"class_name\":\"Sequential\",\"keras_version\":\"2\",\"config\":{}}")),
            ("ml_model", "a.json", text("{\"nodes\":[],\"arg_nodes\":[0],\"heads\":[[1,0]]}")),
            ("ml_model", "a.xml", text("<net name='m' version='11'><layers/></net>")),
            ("ml_model", "a.model", text("svm_type c_svc\nkernel_type rbf\nSV\n")),
            ("ml_model", "a.bin", b"\xba\x16\x4f\x2f\x0c\0\0\0\x01\x02\xff".to_vec()),
            ("ml_model", "a.rds", r(b"feols")),
            ("ml_model", "a.rds", text("A\n3\n262912\n197888\n262153\n5\nclass\n262153\n2\nlm\n")),
            ("data_file", "a.rds", r(b"data.frame")),
            ("data_file", "a.gph", b"StataFileTM:00001:01100:GPH:\0\x01\xff".to_vec()),
            ("data_file", "a.shp", [b"\0\0\x27\x0a".as_slice(), &[0; 40]].concat()),
        ],
        &[],
    );
}

#[test]
fn what_repeats_its_beginnings_a_million_times_ends_in_time() {
    let many = |word: &str| word.repeat(200_000).into_bytes();
    // Of the processor, which other work does not lengthen: nanoseconds that this thread has run.
    let ran = || -> u64 {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        text.split(' ').next().unwrap().parse().unwrap()
    };
    let start = ran();
    for (name, bytes) in [
        ("a.tex", many("\\phantom{")),
        ("a.tex", many("\\definecolor{")),
        ("a.html", [b"<!doctype html><p ".to_vec(), many("hidden\" style "), b">".to_vec()].concat()),
        ("a.html", many("<p style='")),
        ("a.md", many("<p style=")),
        ("a.R", many("data.frame(\n")),
        ("a.sql", many("insert into a values (\n")),
        ("a.csv", [many("x_id,"), b"\n".to_vec(), many("1,\n")].concat()),
        ("a.log", many("1. | 2\n")),
        ("a.xlsx", xlsx(&format!("<c><f>{}</f></c>", "'[".repeat(200_000)), &[])),
    ] {
        inspect(name, &bytes, Purpose::Unstated, &InspectPolicy::default());
        // A child has nine seconds, and this is the slow profile.
        assert!((ran() - start) / 1_000_000_000 < 60, "{name}");
    }
}
