use inspector::{InspectPolicy, Purpose, Report, Severity, Verdict, inspect};

use crate::files::{gzip, ids, output, png, zip};

fn at(offset: usize, magic: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0u8; offset];
    bytes.extend(magic);
    bytes.extend([0u8; 64]);
    bytes
}

/// A serialised R object whose class attribute is `class`.
fn r_object(class: &str) -> Vec<u8> {
    let mut bytes = b"X\n\0\0\0\x03\0\x04\x03\x01\0\x03\x05\0".to_vec();
    bytes.extend(b"\0\x04\0\x09\0\0\0\x05class");
    bytes.extend(b"\0\x04\0\x09");
    bytes.extend((class.len() as u32).to_be_bytes());
    bytes.extend(class.as_bytes());
    bytes
}

fn safetensors() -> Vec<u8> {
    let head = br#"{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
    let mut bytes = (head.len() as u64).to_le_bytes().to_vec();
    bytes.extend(head);
    bytes.extend([0; 4]);
    bytes
}

fn dbase() -> Vec<u8> {
    let mut bytes = vec![0x03, 120, 5, 17];
    bytes.extend(1u32.to_le_bytes());
    bytes.extend(97u16.to_le_bytes());
    bytes.extend(11u16.to_le_bytes());
    bytes.resize(96, 0);
    bytes.push(0x0d);
    bytes.extend(b" some words");
    bytes
}

#[test]
fn data_files_are_found_by_their_content_whatever_their_name() {
    let sas = b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11";
    let old_stata = [&[0x72, 2, 1, 0][..], &[0; 80]].concat();
    let files: [(&str, Vec<u8>); 22] = [
        ("stata", at(0, b"<stata_dta><header><release>118")),
        ("stata", old_stata),
        ("spss", at(0, b"$FL2@(#) SPSS DATA FILE")),
        ("spss", at(0, b"$FL3@(#) SPSS DATA FILE")),
        ("sas", at(12, sas)),
        ("sas-xport", at(0, b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!")),
        ("sas-xport", at(0, b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!")),
        ("rds", gzip(&r_object("data.frame"))),
        ("rds", gzip(b"RDX3\nX\n\0\0\0\x03")),
        ("rds", r_object("data.frame")),
        ("parquet", at(0, b"PAR1")),
        ("arrow", at(0, b"ARROW1\0\0")),
        ("hdf5", at(0, b"\x89HDF\r\n\x1a\n")),
        ("hdf5", at(512, b"\x89HDF\r\n\x1a\n")),
        ("matlab", at(0, b"MATLAB 5.0 MAT-file, Platform: GLNXA64")),
        ("sqlite", at(0, b"SQLite format 3\0")),
        ("duckdb", at(8, b"DUCK")),
        ("access", at(4, b"Standard ACE DB\0")),
        ("dbase", dbase()),
        ("netcdf", at(0, b"CDF\x01")),
        ("matlab", [&[0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0][..], b"x\0", &[0; 8]].concat()),
        ("npz", zip(&[("x.npy", b"\x93NUMPY\x01\0")])),
    ];
    for (kind, bytes) in files {
        let report = output("Table 1.docx", &bytes);
        assert_eq!((report.kind.as_str(), report.verdict), (kind, Verdict::Refused));
        assert!(ids(&report).contains(&"data_file"), "{kind}: {report:?}");
        assert!(ids(&report).contains(&"extension_mismatch"), "{kind}: {report:?}");
    }
}

#[test]
fn models_and_pickles_are_found_by_their_content() {
    let onnx = [&[0x08, 0x07, 0x12, 0x02, b'p', b'y', 0x3a, 0x03, 1, 2, 3][..]].concat();
    let sklearn = b"\x80\x04\x95\x30\0\0\0\0\0\0\0\x8c\x14sklearn.linear_model\x94\x8c\x05Ridge\x94\x93\x94.";
    let text_pickle = b"(lp0\nI1\naI2\na.";
    let joblib = {
        use std::io::Write;
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(b"\x80\x04]\x94(K\x01K\x02e.").expect("memory takes all");
        out.finish().expect("the stream closes")
    };
    let files: [(&str, &str, Vec<u8>); 18] = [
        ("safetensors", "ml_model", safetensors()),
        ("gguf", "ml_model", at(0, b"GGUF")),
        ("tflite", "ml_model", at(4, b"TFL3")),
        ("catboost", "ml_model", at(0, b"CBM1")),
        ("onnx", "ml_model", onnx),
        ("keras-hdf5", "ml_model", at(0, b"\x89HDF\r\n\x1a\n....keras_version")),
        ("keras", "ml_model", zip(&[("config.json", b"{}"), ("metadata.json", b"{}"), ("model.weights.h5", b"x")])),
        ("torch", "ml_model", zip(&[("m/data.pkl", b"\x80\x02."), ("m/version", b"3"), ("m/data/0", b"0")])),
        ("r-model", "ml_model", gzip(&r_object("glm"))),
        ("r-model", "ml_model", gzip(&r_object("randomForest"))),
        ("xgboost", "ml_model", br#"{"learner":{"x":1},"version":[2,0,0]}"#.to_vec()),
        ("lightgbm", "ml_model", b"tree\nversion=v4\nnum_class=1\n".to_vec()),
        ("pmml", "ml_model", br#"<?xml version="1.0"?><!-- x --><PMML version="4.4"></PMML>"#.to_vec()),
        ("pickled-model", "ml_model", sklearn.to_vec()),
        ("pickle", "pickle", b"\x80\x04\x95\x05\0\0\0\0\0\0\0]\x94(K\x01e.".to_vec()),
        ("pickle", "pickle", text_pickle.to_vec()),
        ("pickle", "pickle", b"cos\nsystem\n(S'ls'\ntR.more bytes".to_vec()),
        ("pickle", "pickle", joblib),
    ];
    for (kind, id, bytes) in files {
        let report = output("Table 1.docx", &bytes);
        assert_eq!((report.kind.as_str(), report.verdict), (kind, Verdict::Refused));
        assert!(ids(&report).contains(&id), "{kind}: {report:?}");
    }
}

#[test]
fn archives_ask_and_programs_are_refused() {
    for (kind, bytes) in
        [("7z", &b"7z\xbc\xaf\x27\x1c"[..]), ("rar", b"Rar!\x1a\x07\0"), ("xz", b"\xfd7zXZ\0"), ("bzip2", b"BZh91AY")]
    {
        let report = output("a.txt", &at(0, bytes));
        assert_eq!(report.kind, kind);
        assert!(ids(&report).contains(&"archive") && ids(&report).contains(&"extension_mismatch"), "{report:?}");
    }
    for (kind, bytes) in [
        ("elf", at(0, b"\x7fELF")),
        ("exe", at(0, b"MZ")),
        ("wasm", at(0, b"\0asm")),
        ("script", b"#!/bin/sh\nrm -r x\n".to_vec()),
    ] {
        let report = output("a.txt", &bytes);
        assert_eq!((report.kind.as_str(), report.verdict), (kind, Verdict::Refused));
        assert!(ids(&report).contains(&"blocked_type"), "{report:?}");
    }
}

#[test]
fn an_extension_must_agree_with_the_content() {
    assert_eq!(output("figure.png", &png(&[])).verdict, Verdict::Allowed);
    assert_eq!(output("FIGURE.PNG", &png(&[])).verdict, Verdict::Allowed);
    for name in ["figure.jpg", "figure.docx", "figure", "figure.png.exe"] {
        assert_eq!(ids(&output(name, &png(&[]))), ["extension_mismatch"], "{name}");
    }
}

#[test]
fn what_is_of_no_known_type_is_never_nothing() {
    let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes) in [("a.docx", noise.as_slice()), ("a.txt", b"text\0with a zero"), ("a.bin", &[0u8; 100])] {
        let report = output(name, bytes);
        assert_eq!(
            (report.kind.as_str(), ids(&report), report.verdict),
            ("unknown", vec!["unreadable"], Verdict::Refused)
        );
    }
}

#[test]
fn what_is_not_looked_into_is_asked_about() {
    let heif = [&b"\0\0\0\x18ftypheic"[..], &[0; 40]].concat();
    let report = inspect("a.heic", &heif, Purpose::Unstated, &InspectPolicy::default());
    assert_eq!((ids(&report), report.verdict), (vec!["unreadable"], Verdict::Ask));
    assert!(report.findings[0].message.contains("not looked into"), "{report:?}");
}

#[test]
fn pictures_say_what_stands_beside_their_pixels() {
    let with = |name: &[u8; 4], data: &[u8]| output("a.png", &png(&[(name, data)]));
    assert_eq!(ids(&with(b"pHYs", b"123456789")), [""; 0]);
    assert_eq!(ids(&with(b"tEXt", b"Software\0a plotting library")), [""; 0]);
    assert_eq!(ids(&with(b"tEXt", b"Comment\x001234,5678")), ["png_text"]);
    assert_eq!(ids(&with(b"prVt", b"1234,5678")), ["png_text"]);
    let gps = b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    assert_eq!(ids(&with(b"eXIf", gps)), ["exif_gps", "exif"]);
    let after = [png(&[]), b"1234,5678".to_vec()].concat();
    assert_eq!(ids(&output("a.png", &after)), ["trailing_data"]);
    assert_eq!(ids(&output("a.png", &png(&[])[..40])), ["unreadable"]);
}

fn syntax(text: &str) -> Report {
    inspect("analysis.do", text.as_bytes(), Purpose::Syntax, &InspectPolicy::default())
}

#[test]
fn syntax_names_no_server_and_holds_no_data() {
    assert_eq!(
        syntax("use data/lfs\ntab a/b\nlocal x = 3\n* see https://example.org/home/x\n").verdict,
        Verdict::Allowed
    );
    for line in
        ["use \\\\srv01\\share\\lfs.dta", "cd /home/anwen/work", "use \"C:\\data\\lfs.dta\"", "include '/mnt/x'"]
    {
        let report = syntax(&format!("* a program\n{line}\n"));
        assert_eq!((ids(&report), report.findings[0].severity), (vec!["server_path"], Severity::Blocks), "{line}");
        assert_eq!(report.findings[0].place, "line 2");
    }
    assert_eq!(ids(&syntax("data x; input a b; datalines;\n1 2\n;")), ["microdata_csv"]);
    let prose = output("a.txt", b"we read /home/anwen/x\n");
    assert_eq!(prose.verdict, Verdict::Ask);
}

#[test]
fn many_rows_are_records_and_not_results() {
    let table =
        |rows: usize| (0..rows).fold("region,age,n\n".to_owned(), |text, row| text + &format!("W{row},16,20\n"));
    assert_eq!(output("a.csv", table(500).as_bytes()).verdict, Verdict::Allowed);
    assert_eq!(ids(&output("a.csv", table(501).as_bytes())), ["microdata_csv"]);
}

#[test]
fn data_may_come_in_and_models_may_not() {
    let ingest = |name: &str, bytes: &[u8]| inspect(name, bytes, Purpose::Ingest, &InspectPolicy::default());
    assert_eq!(ingest("a.parquet", &at(0, b"PAR1")).verdict, Verdict::Allowed);
    assert_eq!(ingest("a.rds", &gzip(&r_object("lm"))).verdict, Verdict::Refused);
    assert_eq!(ingest("a.sqlite", &at(0, b"SQLite format 3\0")).verdict, Verdict::Refused);
    assert_eq!(ingest("a.safetensors", &safetensors()).verdict, Verdict::Refused);
}

#[test]
fn a_policy_changes_severities_types_and_limits() {
    let policy = InspectPolicy::from_toml(
        "name = \"strict\"\n[severity]\nexif = \"blocks\"\n[types]\noutput = [\"docx\"]\n[inside]\nentries = 2\n",
    )
    .expect("the policy is well formed");
    let picture = inspect("a.png", &png(&[]), Purpose::Output, &policy);
    assert_eq!(ids(&picture), ["blocked_type"]);
    let three = zip(&[("a", b"1"), ("b", b"2"), ("c", b"3")]);
    assert!(ids(&inspect("a.zip", &three, Purpose::Output, &policy)).contains(&"bomb"));
    let error = InspectPolicy::from_toml("name = \"x\"\nsize = 3\n").expect_err("there is no such key").to_string();
    assert!(error.contains("line 2") && error.contains("size"), "{error}");
}
