//! The same for RTF, PDF, pictures, containers, notebooks and files of data.

use inspector::{InspectPolicy, Purpose, Severity, inspect};

use crate::carried::{each, lines, none, people, silent, text};
use crate::files::{docx, output, png, zip};
use crate::pdfs::pdf;

fn rtf(group: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi Pay by region.\\par {group}}}").into_bytes()
}

fn digits(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_rtf_keeps_in_groups_that_readers_skip_out_18() {
    none(silent(&[
        (
            "data of fields",
            "a.rtf",
            |all| rtf(&format!("{{\\*\\datafield {}}}", digits(&lines(all)))),
            &["_Toc123456789"],
        ),
        ("data of fields as text", "a.rtf", |all| rtf(&format!("{{\\*\\datafield {}}}", lines(all))), &[""]),
        ("a theme that is none", "a.rtf", |all| rtf(&format!("{{\\*\\themedata {}}}", digits(&lines(all)))), &[""]),
        (
            "a theme",
            "a.rtf",
            |all| {
                let part = format!(
                    "<a:theme xmlns:a='a'>{}</a:theme>",
                    each(all, |value| format!("<a:font typeface='{value}'/>"))
                );
                let packed = zip(&[("theme/theme/theme1.xml", part.as_bytes())]);
                rtf(&format!(
                    "{{\\*\\themedata {}}}",
                    packed.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
                ))
            },
            &["Times New Roman", "Office Theme 2007"],
        ),
        (
            "a store of data",
            "a.rtf",
            |all| rtf(&format!("{{\\*\\datastore {}}}", digits(&lines(all)))),
            &["Root Entry"],
        ),
        (
            "names of styles",
            "a.rtf",
            |all| rtf(&format!("{{\\*\\latentstyles {};}}", all.join(";"))),
            &["heading 1", "Medium Grid 1 Accent 2"],
        ),
        (
            "values of elements",
            "a.rtf",
            |all| rtf(&each(all, |value| format!("{{\\*\\xmlattrvalue {value}}}"))),
            &["1", "normal"],
        ),
        (
            "keys of a list",
            "a.rtf",
            |all| rtf(&each(all, |value| format!("{{\\*\\bkmkstart {value}}}"))),
            &["_Toc123456789"],
        ),
    ]));
    let report = output("a.rtf", &rtf("{\\*\\mydata Jane Doe, 12 Elm Street}"));
    let finding = report.findings.iter().find(|f| f.id == "hidden_text").expect("a group that nobody knows");
    assert_eq!((finding.severity, finding.place.as_str()), (Severity::Ask, "\\mydata"));
}

#[test]
fn what_a_pdf_keeps_in_names_and_labels_out_18() {
    none(silent(&[
        (
            "titles of an outline",
            "a.pdf",
            |all| {
                let items: Vec<String> = all.iter().map(|value| format!("<</Title({value})/Parent 6 0 R>>")).collect();
                let all: Vec<&str> =
                    std::iter::once("<</Type/Outlines/First 7 0 R>>").chain(items.iter().map(String::as_str)).collect();
                pdf("/Outlines 6 0 R", "", &all)
            },
            &["shown"],
        ),
        (
            "names of places",
            "a.pdf",
            |all| {
                pdf(
                    &format!("/Names<</Dests<</Names[{}]>>>>", each(all, |value| format!("({value})[3 0 R/Fit]"))),
                    "",
                    &[],
                )
            },
            &[
                "section.1",
                "cite.smith2020",
                "equation.2.13",
                "page.104",
                "Doc-Start",
                "figure.caption.12",
                "_Toc123456789",
            ],
        ),
        (
            "names of places as names",
            "a.pdf",
            |all| {
                pdf(
                    &format!("/Dests<<{}>>", each(all, |value| format!("/{}[3 0 R/Fit]", value.replace(' ', "#20")))),
                    "",
                    &[],
                )
            },
            &["section.1", "cite.smith2020", "equation.2.13"],
        ),
        (
            "labels of pages",
            "a.pdf",
            |all| pdf(&format!("/PageLabels<</Nums[{}]>>", each(all, |value| format!("0<</P({value})>>"))), "", &[]),
            &["i", "A-1", "Appendix 12-"],
        ),
        (
            "choices of a list",
            "a.pdf",
            |all| {
                let field = format!("<</FT/Ch/T(region)/Opt[{}]>>", each(all, |value| format!("({value})")));
                pdf("/AcroForm<</Fields[6 0 R]>>", "", &[&field])
            },
            &["North East", "Wales"],
        ),
        (
            "names of layers",
            "a.pdf",
            |all| {
                pdf(
                    "",
                    "",
                    &all.iter()
                        .map(|value| format!("<</Type/OCG/Name({value})>>"))
                        .collect::<Vec<_>>()
                        .iter()
                        .map(String::as_str)
                        .collect::<Vec<_>>(),
                )
            },
            &["Layer 1", "Background", "Layer 12"],
        ),
        (
            "remarks between objects",
            "a.pdf",
            |all| {
                let whole = String::from_utf8(pdf("", "", &[])).expect("letters");
                whole
                    .replacen("endobj\n", &format!("endobj\n{}", each(all, |value| format!("% {value}\n"))), 1)
                    .into_bytes()
            },
            &["x"],
        ),
    ]));
    // An outline that says what no page says, in a few words.
    let report = output("a.pdf", &pdf("/Outlines 6 0 R", "", &["<</First 7 0 R>>", "<</Title(shown)/Parent 6 0 R>>"]));
    assert!(!report.findings.iter().any(|f| f.id == "unseen_names"), "{report:?}");
}

fn gif(frames: usize, palette: &[u8]) -> Vec<u8> {
    let mut out = b"GIF89a\x01\0\x01\0\x80\0\0".to_vec();
    out.extend(palette);
    (0..frames).for_each(|_| out.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"));
    out.push(0x3b);
    out
}

#[test]
fn later_frames_of_a_picture_ask_whichever_format_it_has_out_17() {
    let asked = |name: &str, bytes: &[u8]| {
        let report = output(name, bytes);
        report.findings.iter().any(|f| f.id == "png_text" && f.severity == Severity::Ask)
    };
    assert!(!asked("a.gif", &gif(1, &[0; 6])));
    assert!(asked("a.gif", &gif(3, &[0; 6])));
    assert!(asked("a.png", &png(&[(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])])));
    let riff = |chunks: &[u8]| [b"RIFF".as_slice(), &(chunks.len() as u32 + 4).to_le_bytes(), b"WEBP", chunks].concat();
    let frame = b"ANMF\x04\0\0\0\0\0\0\0";
    assert!(asked("a.webp", &riff(&[frame.as_slice(), frame].concat())));
    // A second picture behind the one that is shown.
    let report = output("a.webp", &riff(b"VP8 \x02\0\0\0\0\0VP8 \x02\0\0\0\0\0"));
    assert!(report.findings.iter().any(|f| f.id == "trailing_data"), "{report:?}");
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &((data.len() + 2) as u16).to_be_bytes(), data].concat()
}

/// A picture of eight by eight with these segments in front.
fn jpeg(more: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb([9, 9, 9]));
    image::codecs::jpeg::JpegEncoder::new(&mut out).encode_image(&pixels).expect("a picture");
    [&out[..2], more, &out[2..]].concat()
}

#[test]
fn what_pictures_keep_beside_their_pixels_out_17() {
    none(silent(&[
        ("chunks of a fixed form", "a.png", |all| png(&[(b"gIFg", all.join("\n").as_bytes())]), &["\0\0\0"]),
        (
            "the program that drew it",
            "a.png",
            |all| png(&[(b"tEXt", format!("Software\0{}", &lines(all)[..190.min(lines(all).len())]).as_bytes())]),
            &["Matplotlib version3.8.2, https://matplotlib.org/"],
        ),
        (
            "the program that drew it, packed",
            "a.png",
            |all| {
                use std::io::Write;
                let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
                packed.write_all(lines(all).as_bytes()).expect("memory takes all");
                png(&[(b"zTXt", &[b"Software\0\0".as_slice(), &packed.finish().expect("it closes")].concat())])
            },
            &["R"],
        ),
        (
            "short segments",
            "a.jpg",
            |all| jpeg(&all.iter().flat_map(|value| segment(0xe5, value.as_bytes())).collect::<Vec<_>>()),
            &["Ducky"],
        ),
        ("segments that no picture has", "a.jpg", |all| jpeg(&segment(0xf5, lines(all).as_bytes())), &[""]),
        (
            "Adobe's segment",
            "a.jpg",
            |all| {
                jpeg(&segment(0xee, [b"Adobe\0\x64\0\0\0\0\0".as_slice(), lines(all).as_bytes()].concat().as_slice()))
            },
            &[""],
        ),
        ("a field of a TIFF", "a.tif", |all| tiff(&lines(all)), &["libtiff 4.5"]),
        ("before the pixels of a bitmap", "a.bmp", |all| bmp(lines(all).as_bytes()), &["\0\0"]),
    ]));
}

/// One pixel, and a field that no reader of pictures knows.
fn tiff(said: &str) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    let fields: [(u16, u16, u32, u32); 6] = [
        (256, 3, 1, 1),
        (257, 3, 1, 1),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 0),
        (305, 2, said.len() as u32, 86),
    ];
    out.extend((fields.len() as u16).to_le_bytes());
    for (tag, kind, many, value) in fields {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(many.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out.extend(said.as_bytes());
    out
}

fn bmp(between: &[u8]) -> Vec<u8> {
    let start = 54 + between.len() as u32;
    let mut out = b"BM".to_vec();
    out.extend((start + 4).to_le_bytes());
    out.extend([0; 4]);
    out.extend(start.to_le_bytes());
    out.extend(40u32.to_le_bytes());
    out.extend(1u32.to_le_bytes());
    out.extend(1u32.to_le_bytes());
    out.extend([1, 0, 24, 0]);
    out.extend([0; 24]);
    out.extend(between);
    out.extend([0; 4]);
    out
}

#[test]
fn a_scan_that_is_painted_over_by_a_later_one_asks_out_17() {
    let whole = jpeg(&[]);
    let scan = whole.windows(2).position(|two| two == b"\xff\xda").expect("its scan");
    let end = whole.len() - 2;
    assert!(output("a.jpg", &whole).findings.is_empty(), "{:?}", output("a.jpg", &whole));
    let twice = [&whole[..end], &whole[scan..]].concat();
    let report = output("a.jpg", &twice);
    assert!(report.findings.iter().any(|f| f.id == "trailing_data"), "{report:?}");
}

/// A picture of 48 by 40 in ten scans, from coarse to fine.
const PROGRESSIVE: &[&str] = &[
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYV",
    "pQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAo",
    "ADADASIAAhEBAxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAwACBAX/xAAZAQACAwEAAAAAAAAAAAAAAAACBAADBgH/2gAMAwEAAhADEAAAAfARVZ",
    "AUVONijbqc5VRJnC2qVuEipW3yLQ5/aULaboG//8QAGBABAQEBAQAAAAAAAAAAAAAAAAERAhL/2gAIAQEAAQUCnKcvKcvLykYxiRiRjGMSJEiR",
    "IxiMYxicv//EABYRAQEBAAAAAAAAAAAAAAAAAAIAAf/aAAgBAwEBPwEODg4ODg47DYbf/8QAGxEAAgMAAwAAAAAAAAAAAAAAAAECERIhIjH/2g",
    "AIAQIBAT8BTSQ2OvTQ5WbIyco8k3SsXZaP/8QAFBABAAAAAAAAAAAAAAAAAAAAQP/aAAgBAQAGPwJ3/8QAHhAAAgICAwEBAAAAAAAAAAAAAAER",
    "IUFhEDFRkbH/2gAIAQEAAT8hVkR4LQ0L4QhQhJ4UoQRR/URpEVhAip8PSaeVWexFahoVciKraYpjF31s/9oADAMBAAIAAwAAABBv2S3zOGN//8",
    "QAGBEBAQADAAAAAAAAAAAAAAAAAQAQICH/2gAIAQMBAT8QXC+ijDPKcv/EACERAAIBAwMFAAAAAAAAAAAAAAHwABEhMXGhsUFRYcHh/9oACAEC",
    "AQE/EAW2zpbiBFSAlcwzJpFT6eYKRRXvC5K2hXjpt8l+MCF0B2lwWZ//xAAjEAACAgIBBAIDAAAAAAAAAAABEQAhMUFhUXGB8KHRscHx/9oACA",
    "EBAAE/EEgaCMUPY2YJtFwoAbCMjKExEWjBkLHJ4mpfTkykuyYxHxC0u4gMDCH4ht27Ildij9f2M041AGI79e+4mItfcBoHqvn3tEALsBd5YgnB",
    "gSR+I3ts9IJBEDp0hwUdYvMCRIrYnCDkCOwvfMFoFsISihACQw//2Q==",
];

#[test]
fn what_stands_behind_a_scan_of_a_picture_from_coarse_to_fine_is_found_out_17() {
    use base64::Engine;
    let whole = base64::engine::general_purpose::STANDARD.decode(PROGRESSIVE.concat()).expect("digits");
    assert!(output("a.jpg", &whole).findings.is_empty(), "{:?}", output("a.jpg", &whole));
    let scans: Vec<usize> = (0..whole.len() - 1).filter(|at| whole[*at..].starts_with(b"\xff\xda")).collect();
    assert_eq!(scans.len(), 10);
    // The scan ends where tables or the next scan begin.
    for (number, at) in scans.iter().enumerate() {
        let ends = |at: &usize| whole[*at] == 0xff && !matches!(whole[*at + 1], 0 | 0xd0..=0xd7);
        let end = (at + 2..whole.len() - 1).find(ends).expect("the next mark");
        let more = [&whole[..end], b"id,age,income;1,34,20000", &whole[end..]].concat();
        let report = output("a.jpg", &more);
        assert!(report.findings.iter().any(|f| f.id == "trailing_data"), "{number}: {report:?}");
    }
}

#[test]
fn what_containers_and_notebooks_keep_beside_their_entries_out_17() {
    none(silent(&[
        ("fields of an entry", "a.docx", |all| with_extra(&docx(&text("x"), &[]), all[0].as_bytes()), &[""]),
        (
            "metadata of a notebook",
            "a.ipynb",
            |all| {
                notebook(
                    &format!(
                        "{{\"people\":[{}]}}",
                        all.iter().map(|v| format!("\"{v}\"")).collect::<Vec<_>>().join(",")
                    ),
                    "{}",
                )
            },
            &["python3", "Python 3"],
        ),
        (
            "metadata of a cell",
            "a.ipynb",
            |all| {
                notebook(
                    "{}",
                    &format!("{{\"tags\":[{}]}}", all.iter().map(|v| format!("\"{v}\"")).collect::<Vec<_>>().join(",")),
                )
            },
            &["parameters"],
        ),
    ]));
}

fn notebook(book: &str, cell: &str) -> Vec<u8> {
    format!(
        "{{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{book},\"cells\":[{{\"cell_type\":\"code\",\"source\":\"x = 1\",\"metadata\":{cell},\"outputs\":[]}}]}}"
    )
    .into_bytes()
}

/// The last entry's field in the directory, of a sort that nobody registered.
fn with_extra(packed: &[u8], said: &[u8]) -> Vec<u8> {
    let at = packed.windows(4).rposition(|four| four == b"PK\x01\x02").expect("the directory's last entry");
    let name = usize::from(u16::from_le_bytes([packed[at + 28], packed[at + 29]]));
    let field = if said.is_empty() {
        Vec::new()
    } else {
        [b"JD".as_slice(), &(said.len() as u16).to_le_bytes(), said].concat()
    };
    let mut out = packed[..at + 46 + name].to_vec();
    out[at + 30..at + 32].copy_from_slice(&(field.len() as u16).to_le_bytes());
    out.extend(&field);
    let end = packed.windows(4).rposition(|four| four == b"PK\x05\x06").expect("the end");
    out.extend(&packed[at + 46 + name..end + 12]);
    let size = u32::from_le_bytes([packed[end + 12], packed[end + 13], packed[end + 14], packed[end + 15]])
        + field.len() as u32;
    out.extend(size.to_le_bytes());
    out.extend(&packed[end + 16..]);
    out
}

/// Files of data are refused in an output whatever their notes, labels and attributes say.
#[test]
fn files_of_data_are_refused_whatever_they_keep_beside_their_rows_out_15() {
    for (name, start) in [
        ("a.parquet", b"PAR1".as_slice()),
        ("a.arrow", b"ARROW1\0\0"),
        ("a.h5", b"\x89HDF\r\n\x1a\n"),
        ("a.dta", b"<stata_dta><header>"),
        ("a.sav", b"$FL2@(#)"),
        ("a.xpt", b"HEADER RECORD*******LIBRARY HEADER"),
        ("a.rds", b"RDX3\n"),
    ] {
        let bytes = [start, lines(&people()).as_bytes()].concat();
        let report = inspect(name, &bytes, Purpose::Output, &InspectPolicy::default());
        assert!(
            report.findings.iter().any(|f| f.id == "data_file" && f.severity == Severity::Blocks),
            "{name}: {report:?}"
        );
    }
}
