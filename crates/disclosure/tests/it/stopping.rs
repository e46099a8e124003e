//! Long work says how far it is, and leaves nothing half written when somebody stops it.

use crate::support::request;
use arrow::array::{Int64Array, RecordBatch, RecordBatchIterator};
use disclosure::command::{Outcome, TableCommand, table};
use disclosure::{Error, Policy, Progress, TableRequest, gather, tabulate};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const FOLDER: &str = "STRONGROOM_TEST_FOLDER";

fn command(folder: &Path, progress: Progress) -> TableCommand {
    let mut asked = json!({"rows": ["r"], "cols": ["c"], "count": true, "sum": ["v"], "margins": true, "unit": "id"});
    asked["protect"] = json!("suppress");
    asked["protect_seconds"] = json!(0);
    let mut request = request(asked);
    request.progress = progress;
    let out = Some(folder.join("out"));
    TableCommand {
        data: folder.join("data.csv"),
        request,
        policy: Some("srs".into()),
        out,
        at: String::new(),
        json: false,
    }
}

fn data(folder: &Path) {
    let mut text = String::from("r,c,v,id\n");
    for id in 0..6000 {
        text += &format!("r{},c{},{},{id}\n", id % 23, id % 29 % 13, id % 97 + 1);
    }
    std::fs::write(folder.join("data.csv"), text).unwrap();
}

/// The same test program again, as a child that makes tables.
fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(FOLDER, folder).stdout(Stdio::null());
    command
}

#[test]
#[ignore = "the child of a test: makes tables until it is stopped"]
fn tables_without_end() {
    let folder = PathBuf::from(std::env::var(FOLDER).unwrap());
    while table(&command(&folder, Progress::default()), &|_| Ok(None), &mut std::io::sink(), &mut std::io::sink())
        != Outcome::Wrong
    {}
}

#[test]
#[ignore = "the child of a test: makes one table and tells how far it is"]
fn a_table_that_somebody_waits_for() {
    let folder = PathBuf::from(std::env::var(FOLDER).unwrap());
    table(&command(&folder, Progress::told()), &|_| Ok(None), &mut std::io::sink(), &mut std::io::sink());
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("out")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn what_is_stopped_leaves_no_file_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    data(folder);
    let once =
        || table(&command(folder, Progress::default()), &|_| Ok(None), &mut std::io::sink(), &mut std::io::sink());
    assert_ne!(once(), Outcome::Wrong);
    let whole: Vec<(String, Vec<u8>)> = files(folder)
        .into_iter()
        .filter(|name| name != "checksums")
        .map(|name| (name.clone(), std::fs::read(folder.join("out").join(name)).unwrap()))
        .collect();
    assert!(whole.len() >= 4, "{:?}", files(folder));
    let mut interrupted = 0;
    for at in 0..12u64 {
        let mut running = child("stopping::tables_without_end", folder).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(150 + 37 * at));
        // It ends a program as Ctrl-C does, which whoever starts these tests in the background may have turned off.
        let pid = running.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        interrupted += usize::from(!running.wait().unwrap().success());
        for (name, content) in &whole {
            // A file that is there is whole, whenever it was.
            if let Ok(found) = std::fs::read(folder.join("out").join(name)) {
                assert_eq!(found.len(), content.len(), "{name} after {at}");
            }
        }
    }
    assert_eq!(interrupted, 12);
    assert_ne!(once(), Outcome::Wrong);
    let mut after = files(folder);
    after.retain(|name| name != "checksums");
    after.sort();
    let mut before: Vec<&String> = whole.iter().map(|(name, _)| name).collect();
    before.sort();
    assert_eq!(after.iter().collect::<Vec<_>>(), before, "nothing of a stopped run stays");
}

#[test]
fn whoever_waits_is_told_how_far_it_is_on_standard_error_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    data(folder.path());
    let run = child("stopping::a_table_that_somebody_waits_for", folder.path()).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("progress: writing the files"), "{told}");
    let mut silent = Vec::new();
    table(&command(folder.path(), Progress::default()), &|_| Ok(None), &mut std::io::sink(), &mut silent);
    assert!(!String::from_utf8(silent).unwrap().contains("progress"));
}

/// A request whose contributions outgrow their memory at once, and a thousand records for it.
fn asked(progress: &Progress, scratch: &Path) -> (TableRequest, RecordBatch) {
    let mut request = request(json!({"rows": ["r"], "sum": ["v"], "margins": true, "unit": "id"}));
    request.progress = progress.clone();
    (request.scratch, request.unit_memory) = (Some(scratch.to_owned()), Some(4096));
    let numbers = |of: fn(i64) -> i64| Arc::new(Int64Array::from_iter_values((0..1000).map(of))) as _;
    let columns = [("r", numbers(|i| i % 7)), ("v", numbers(|i| i % 97)), ("id", numbers(|i| i))];
    (request, RecordBatch::try_from_iter(columns).unwrap())
}

#[test]
fn a_table_of_records_without_end_is_stopped_by_whoever_waits_for_it_and_leaves_nothing() {
    let (progress, folder) = (Progress::told(), tempfile::tempdir().unwrap());
    let (request, batch) = asked(&progress, folder.path());
    let mut given = 0;
    let (schema, of) = (batch.schema(), progress.clone());
    let endless = std::iter::repeat_with(move || {
        given += 1;
        if given == 40 {
            of.stop();
        }
        Ok(batch.clone())
    });
    let stopped = tabulate(RecordBatchIterator::new(endless, schema), &request, &Policy::named("srs").unwrap());
    assert!(matches!(stopped, Err(Error::Stopped)), "{:?}", stopped.map(|_| ()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_table_is_stopped_after_its_records_were_read_too() {
    let (progress, folder) = (Progress::told(), tempfile::tempdir().unwrap());
    let (request, batch) = asked(&progress, folder.path());
    let schema = batch.schema();
    let evidence = gather(RecordBatchIterator::new([Ok(batch)], schema), &request, 2).unwrap();
    let policy = Policy::named("srs").unwrap();
    assert!(evidence.judge(&request, &policy).is_ok());
    progress.stop();
    assert!(matches!(evidence.judge(&request, &policy), Err(Error::Stopped)));
}
