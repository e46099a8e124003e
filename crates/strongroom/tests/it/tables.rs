//! The commands `strongroom table --chart` and `strongroom survival`, and the files they leave.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

fn strongroom(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strongroom")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two hundred people: age, hours, months until an event or the end.
fn people(folder: &Path) -> String {
    let mut text = String::from("id,sex,age,hours,months,died\n");
    for n in 0..200 {
        let (sex, age, hours) = (["f", "m"][n % 2], 20 + n % 40, 10 + n % 30);
        let _ = writeln!(text, "{n},{sex},{age},{hours},{},{}", 1 + n % 36, u8::from(n % 3 > 0));
    }
    let file = folder.join("people.csv");
    std::fs::write(&file, text).unwrap();
    file.to_string_lossy().into_owned()
}

fn is_png(path: &Path) -> bool {
    std::fs::read(path).unwrap().starts_with(b"\x89PNG\r\n\x1a\n")
}

#[test]
fn each_chart_comes_as_a_fixed_picture_with_its_unweighted_counts() {
    let folder = tempfile::tempdir().unwrap();
    let data = people(folder.path());
    let asked = [
        ("bar", "--rows sex --mean age"),
        ("line", "--rows sex --mean age"),
        ("histogram", "--rows age --cut age=20,30,40,60 --count"),
        ("box", "--rows sex --median age --quantile age:0.1,age:0.25,age:0.75,age:0.9"),
        ("scatter", "--rows age --cols hours --cut age=20,40,60 --cut hours=10,20,40 --count"),
    ];
    for (kind, request) in asked {
        let out = folder.path().join(kind);
        let place = out.to_string_lossy();
        let mut arguments = vec!["table", &data, "--policy", "ukllc", "--out", &place, "--chart", kind];
        arguments.extend(request.split(' '));
        let output = strongroom(&arguments);
        assert!(output.status.code().is_some_and(|code| code < 2), "{kind}: {}", said(&output));
        assert!(is_png(&out.join("chart.png")), "{kind}");
        let counts = std::fs::read_to_string(out.join("counts.csv")).unwrap();
        let sum: u32 =
            counts.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse::<u32>().unwrap()).sum();
        assert_eq!(sum, 200, "{kind}: {counts}");
    }
}

#[test]
fn a_table_with_an_unsafe_cell_leaves_no_chart_and_takes_an_old_one_away() {
    let folder = tempfile::tempdir().unwrap();
    let data = people(folder.path());
    let out = folder.path().join("out");
    let place = out.to_string_lossy();
    let base = ["table", &data, "--count", "--policy", "ukllc", "--out", &place, "--chart", "bar"];
    strongroom(&[&base[..], &["--rows", "sex"]].concat());
    assert!(out.join("chart.png").exists());
    let output = strongroom(&[&base[..], &["--rows", "age"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!out.join("chart.png").exists() && !out.join("counts.csv").exists());
}

#[test]
fn a_chart_that_cannot_be_made_is_a_wrong_request_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = people(folder.path());
    let out = folder.path().join("out");
    let place = out.to_string_lossy();
    let output = strongroom(&[
        "table",
        &data,
        "--rows",
        "sex",
        "--count",
        "--policy",
        "ukllc",
        "--out",
        &place,
        "--chart",
        "histogram",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said(&output), "error: --chart: a histogram is a --count of 1 field in classes (--cut)\n");
    assert!(!out.exists());
    let without_folder = strongroom(&["table", &data, "--rows", "sex", "--chart", "bar"]);
    assert_eq!(without_folder.status.code(), Some(2));
}

#[test]
fn a_survival_curve_and_a_life_table_leave_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let data = people(folder.path());
    for edges in [None, Some("0,18,40")] {
        let out = folder.path().join(edges.unwrap_or("curve"));
        let place = out.to_string_lossy();
        let mut arguments = vec![
            "survival", &data, "--time", "months", "--event", "died", "--by", "sex", "--unit", "id", "--out", &place,
        ];
        arguments.extend(edges.iter().flat_map(|edges| ["--edges", edges]));
        let output = strongroom(&arguments);
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
        assert!(is_png(&out.join("chart.png")));
        let steps = std::fs::read_to_string(out.join("survival.csv")).unwrap();
        assert!(steps.starts_with("sex,from,to,entering,events,withdrawn,survival,std_error\nf,0,"), "{steps}");
        let record: serde_json::Value =
            serde_json::from_slice(&std::fs::read(out.join("record.json")).unwrap()).unwrap();
        assert_eq!(record["survival"]["data"]["name"], "people.csv");
        assert_eq!(record["survival"]["class"], "hazard-survival-tables");
    }
}

/// A file of SPSS with so many numeric variables, all of which have the same so many labels, and one record of ones.
fn labelled(variables: i32, labels: i32) -> Vec<u8> {
    let mut out = b"$FL2".to_vec();
    let int = |out: &mut Vec<u8>, n: i32| out.extend(n.to_le_bytes());
    out.extend(format!("{:60}", "@(#) SPSS DATA FILE").bytes());
    for n in [2, variables, 0, 0, 1] {
        int(&mut out, n);
    }
    out.extend(100f64.to_le_bytes());
    out.extend(format!("{:81}\0\0\0", "01 Jan 2613:00:00").bytes());
    for at in 0..variables {
        for n in [2, 0, 0, 0, 5 << 16, 5 << 16] {
            int(&mut out, n);
        }
        out.extend(format!("V{at:07}").bytes());
    }
    int(&mut out, 3);
    int(&mut out, labels);
    for code in 1..=labels {
        out.extend(f64::from(code).to_le_bytes());
        out.extend(format!("\u{7}L{code:06}").bytes());
    }
    int(&mut out, 4);
    int(&mut out, variables);
    (1..=variables).for_each(|at| int(&mut out, at));
    for n in [999, 0] {
        int(&mut out, n);
    }
    (0..variables).for_each(|_| out.extend(1f64.to_le_bytes()));
    out
}

#[test]
fn labels_that_many_variables_share_take_no_memory_for_each() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("wide.sav");
    std::fs::write(&data, labelled(100_000, 10_000)).unwrap();
    // A copy of the labels for each variable would be a thousand million of them.
    let limited = Command::new("sh")
        .args([
            "-c",
            "ulimit -v 4000000 && exec \"$0\" table \"$1\" --rows V0000007 --count --labels --policy bundesbank --json",
        ])
        .args([env!("CARGO_BIN_EXE_strongroom"), &data.to_string_lossy()])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&limited.stdout);
    assert!(text.contains(r#""keys":["L000001"]"#), "{text} {}", said(&limited));
}

/// A Word document with these tables, each under a title line across it.
fn report(tables: &[&[&[&str]]]) -> Vec<u8> {
    const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let cell = |text: &&str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |row: &&[&str]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    let one = |rows: &&[&[&str]]| {
        format!("<w:tbl><w:tr>{}</w:tr>{}</w:tbl><w:p/>", cell(&"A title"), rows.iter().map(row).collect::<String>())
    };
    let hidden =
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let body: String = tables.iter().map(one).collect();
    let document = format!("<w:document xmlns:w='{W}'><w:body>{body}{hidden}</w:body></w:document>");
    let types = "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
    let rels = "<Relationships><Relationship Id='r1' Type='http://x/officeDocument' Target='word/document.xml'/></Relationships>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", types), ("_rels/.rels", rels), ("word/document.xml", &document)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn tables_of_a_document_are_judged_by_the_counts_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, tables: &[&[&[&str]]]| {
        let path = folder.path().join(name);
        std::fs::write(&path, report(tables)).unwrap();
        path.to_string_lossy().into_owned()
    };
    let shown: &[&[&str]] = &[&["region", "young", "old"], &["N", "10 %", "20 %"], &["S", "25 %", "45 %"]];
    let behind: &[&[&str]] = &[&["region", "young", "old"], &["N", "4", "12"], &["S", "30", "50"]];
    let both = write("report.docx", &[shown, behind]);
    let check = |arguments: &[&str]| strongroom(&[&["check", "--policy", "bundesbank"], arguments].concat());

    let output = check(&[&format!("{both}#1"), "--counts", &format!("{both}#2"), "--json"]);
    let judged: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{judged}");
    assert_eq!(judged["marks"][0]["table"], "report.docx, table 1");
    assert_eq!(judged["marks"][0]["rule"], "threshold");
    assert_eq!(judged["marks"][0]["cell"], serde_json::json!(["N", "young"]));
    // All tables of a document; what is hidden in it is none.
    let counts = folder.path().join("counts.csv");
    std::fs::write(&counts, "region,young,old\nN,20,40\nS,50,90\n").unwrap();
    let output = check(&[&write("one.docx", &[shown]), "--counts", &counts.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let output = check(&[&write("title.docx", &[shown, &[]]), "--counts", &counts.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("table 2: a table needs a line of column names"), "{}", said(&output));
    assert!(said(&output).contains("title.docx#1"), "{}", said(&output));
    for (asked, why) in [(format!("{both}#9"), "there is no table 9 in it; it has 2"), (format!("{both}x#1"), "x#1")] {
        let output = check(&[&asked, "--counts", &counts.to_string_lossy()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(why), "{}", said(&output));
    }
}

#[test]
fn whoever_asks_or_sits_at_a_terminal_is_told_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = people(folder.path());
    let shown = folder.path().join("shown.csv");
    std::fs::write(&shown, "g,n\nx,40\ny,50\n").unwrap();
    let shown = shown.to_string_lossy().into_owned();
    let commands: [(&[&str], &str); 3] = [
        (&["table", &data, "--rows", "sex", "--policy", "ukllc"], "progress: writing the files"),
        (
            &["survival", &data, "--time", "months", "--event", "died", "--edges", "0,12,24,40", "--policy", "ukllc"],
            "progress: writing the files",
        ),
        (&["check", &shown, "--counts", &shown], "progress: working out what the tables tell together"),
    ];
    let script = Command::new("script").arg("--version").output().is_ok();
    if !script {
        eprintln!("SKIPPED: script(1) is not installed, so no command was tried at a terminal");
    }
    for (words, line) in commands {
        let asked = strongroom(&[words, &["--progress"]].concat());
        assert!(said(&asked).contains(line), "{words:?}: {}", said(&asked));
        let silent = strongroom(words);
        assert!(!said(&silent).contains("progress"), "{words:?}: {}", said(&silent));
        assert_eq!(asked.stdout, silent.stdout, "{words:?}");
        if script {
            // A line that is written over and gone at the end.
            let all = [&[env!("CARGO_BIN_EXE_strongroom")][..], words].concat().join(" ");
            let output = Command::new("script").args(["-qec", &all, "/dev/null"]).output().unwrap();
            let seen = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(seen.contains("\r\x1b[K") && !seen.contains("progress:"), "{words:?}: {seen}");
        }
    }
}

#[test]
fn evidence_is_encrypted_to_whoever_merges_it_and_opens_with_no_other_key() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let house = |name: &str, from: usize| {
        let lines: String = (from..from + 12).map(|id| format!("x,{},unit-{id}\n", id % 7 + 1)).collect();
        std::fs::write(at(name), format!("g,v,id\n{lines}")).unwrap();
    };
    house("a.csv", 0);
    house("b.csv", 100);
    for key in ["key", "other"] {
        assert_eq!(strongroom(&["evidence-key", &at(key)]).status.code(), Some(0));
    }
    let gather = |house: &str, to: &str| {
        let (data, file) = (at(&format!("{house}.csv")), at(&format!("{house}.sealed")));
        let to = at(to);
        let what = ["table", &data, "--rows", "g", "--sum", "v", "--unit", "id", "--evidence", &file];
        strongroom(&[&what[..], &["--to", &to]].concat())
    };
    for one in ["a", "b"] {
        let output = gather(one, "key.pub");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(said(&output).contains("encrypted: only whoever has the secret key"), "{}", said(&output));
        let bytes = std::fs::read(at(&format!("{one}.sealed"))).unwrap();
        assert!(bytes.starts_with(b"strongroom sealed evidence 1\n"));
    }
    let (a, b, key) = (at("a.sealed"), at("b.sealed"), at("key"));
    let merge = |more: &[&str]| strongroom(&[&["merge", &a, &b, "--policy", "ukllc", "--json"], more].concat());
    let output = merge(&["--key", &key]);
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
    let made: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(made["cells"][0]["n"], 24, "{made}");
    let (other, public) = (at("other"), at("key.pub"));
    for (more, why) in [
        (vec![], "it is encrypted; name the secret key with --key"),
        (vec!["--key", &other], "encrypted to another key"),
        (vec!["--key", &public], "holds no secret key for evidence"),
    ] {
        let output = merge(&more);
        assert_eq!(output.status.code(), Some(2), "{why}");
        assert!(said(&output).contains(why), "{}", said(&output));
    }
    // Every byte counts, and nothing may be cut off.
    let whole = std::fs::read(&a).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 40 + 1) {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 1;
        std::fs::write(&a, &spoilt).unwrap();
        assert_eq!(merge(&["--key", &key]).status.code(), Some(2), "byte {at}");
    }
    std::fs::write(&a, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(merge(&["--key", &key]).status.code(), Some(2));
    // Neither with the secret key nor with one for backups.
    assert_eq!(gather("b", "key").status.code(), Some(2));
    assert_eq!(strongroom(&["backup-key", &at("backups")]).status.code(), Some(0));
    let output = gather("b", "backups.pub");
    assert!(said(&output).contains("holds no public key for evidence"), "{}", said(&output));
    // A pair is never written over.
    assert_eq!(strongroom(&["evidence-key", &key]).status.code(), Some(2));
}
