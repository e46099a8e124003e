//! "Open this for me": files that are made to take the machine down or to get out of where they are read.

use std::io::{Cursor, Write};
use std::process::{Command, Stdio};

use super::house::program;

/// A workbook of these cells, as small as it can be.
fn workbook(cells: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>"#),
        ),
    ];
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The most memory that the program takes for it and its children together, in MiB, and whether it ended by itself.
fn cost(args: &[&str], bytes: &[u8], name: &str) -> (u64, std::process::ExitStatus) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    let mut child = Command::new(program());
    let mut child = child.args(args).arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut most = 0;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (most, status);
        }
        most = most.max(memory(child.id()));
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// What a process and its children hold now, in MiB.
fn memory(process: u32) -> u64 {
    let read = |path: String| std::fs::read_to_string(path).unwrap_or_default();
    let status = read(format!("/proc/{process}/status"));
    let own = status
        .lines()
        .find_map(|l| l.strip_prefix("VmRSS:"))
        .and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
    let children = read(format!("/proc/{process}/task/{process}/children"));
    let theirs: u64 = children.split_whitespace().filter_map(|c| c.parse().ok()).map(memory).sum();
    own.unwrap_or(0) / 1024 + theirs
}

const TWO_CORNERS: &str =
    r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;

attacks! {
    /// A workbook of five kilobytes whose two cells are as far apart as they can be.
    async fn a_small_workbook_asks_check_for_half_a_terabyte() {
        let (most, status) = cost(&["check"], &workbook(TWO_CORNERS), "table.xlsx");
        assert!(most < 700, "{most} MiB");
        assert!(status.code().is_some(), "it was killed: {status}");
    }

    /// The same file where the service looks into what people hand in.
    async fn a_small_workbook_asks_inspect_for_half_a_terabyte() {
        let (most, status) = cost(&["inspect"], &workbook(TWO_CORNERS), "table.xlsx");
        assert!(most < 700, "{most} MiB");
        assert!(status.code().is_some(), "it was killed: {status}");
    }

    /// A kilobyte that unpacks to gigabytes, again and again.
    async fn zeros_in_zeros_fill_the_memory_or_the_disk() {
        let mut inner = vec![0u8; 64 << 20];
        for round in 0..3 {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for n in 0..4 {
                zip.start_file(format!("{round}-{n}.zip"), zip::write::SimpleFileOptions::default()).unwrap();
                zip.write_all(&inner).unwrap();
            }
            inner = zip.finish().unwrap().into_inner();
        }
        let (most, status) = cost(&["inspect"], &inner, "all.zip");
        assert!(most < 700, "{most} MiB");
        assert_ne!(status.code(), Some(0), "what cannot be looked through is not let pass");
        assert!(status.code().is_some(), "it was killed: {status}");
    }

    /// An entry of an archive that would be written above the folder it is unpacked in.
    async fn an_archive_writes_outside_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("written");
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let names = ["../../../../../../../../tmp/strongroom-written".to_owned(), target.display().to_string()];
        for name in &names {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(b"x").unwrap();
        }
        let (_, status) = cost(&["inspect"], &zip.finish().unwrap().into_inner(), "a.zip");
        assert_ne!(status.code(), Some(0));
        assert!(!target.exists() && !std::path::Path::new("/tmp/strongroom-written").exists());
    }
}
