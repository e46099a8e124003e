//! The command `strongroom verify` on copies of a real record that somebody has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::running;

/// What the command said on a record's folder, and its exit status.
fn verify(record: &Path, key: &Path, known: Option<&Path>) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    command.arg("verify").arg(record).arg("--key").arg(key);
    if let Some(known) = known {
        command.arg("--known").arg(known);
    }
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// A folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|e| (e.path(), e.file_name())).unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// The bundle with the newest entries: the widest partial one of the last number.
fn newest_bundle(record: &Path) -> PathBuf {
    let partial = fs::read_dir(record.join("tile/entries")).unwrap().map(|e| e.unwrap().path());
    let last = partial.filter(|p| p.extension().is_some_and(|e| e == "p")).max().expect("a partial bundle");
    let width = |p: &PathBuf| p.file_name().unwrap().to_str().unwrap().parse::<u32>().unwrap();
    fs::read_dir(last).unwrap().map(|e| e.unwrap().path()).max_by_key(width).unwrap()
}

fn entries(bundle: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(bundle).unwrap();
    let (mut rest, mut out) = (bytes.as_slice(), Vec::new());
    while let [a, b, after @ ..] = rest {
        let (entry, next) = after.split_at(usize::from(u16::from_be_bytes([*a, *b])));
        out.push(entry.to_vec());
        rest = next;
    }
    out
}

fn write(bundle: &Path, entries: &[Vec<u8>]) {
    let framed = |e: &Vec<u8>| [&u16::try_from(e.len()).unwrap().to_be_bytes()[..], e].concat();
    fs::write(bundle, entries.iter().flat_map(framed).collect::<Vec<u8>>()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_finds_each_way_of_changing_a_record_afterwards() {
    let data = tempfile::tempdir().unwrap();
    let (record, key) = (data.path().join("ledger"), data.path().join("ledger.pub"));
    running::start(data.path(), None).stop();
    let known = tempfile::NamedTempFile::new().unwrap();
    fs::copy(record.join("checkpoint"), known.path()).unwrap();
    let (status, said) = verify(&record, &key, None);
    assert_eq!(status, 0, "{said}");
    assert!(said.starts_with("the record is whole: "), "{said}");

    let size: u64 = said.split_whitespace().nth(4).unwrap().parse().unwrap();
    let first = size / 256 * 256;
    let tampered = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let copied = tempfile::tempdir().unwrap();
        copy(&record, copied.path());
        let bundle = newest_bundle(copied.path());
        let mut all = entries(&bundle);
        assert!(all.len() > 3, "the demo's record ends {} entries after a whole bundle", all.len());
        change(&mut all);
        write(&bundle, &all);
        let (status, said) = verify(copied.path(), &key, None);
        assert_eq!(status, 1, "{said}");
        said
    };
    let said = tampered(&|all| {
        // A person of the demo under another name, so to say: one byte of one entry.
        let at = all[1].len() / 2;
        all[1][at] ^= 1;
    });
    assert!(said.contains(&format!("entry {}", first + 1)), "a changed byte: {said}");
    let said = tampered(&|all| drop(all.remove(2)));
    assert!(said.contains(&format!("entry {}", first + 2)), "a removed entry: {said}");
    let said = tampered(&|all| all.swap(0, 2));
    assert!(said.contains(&format!("entries {first} and {} were swapped", first + 2)), "two swapped entries: {said}");

    // A checkpoint that somebody without the key has written anew.
    let forged = tempfile::tempdir().unwrap();
    copy(&record, forged.path());
    let checkpoint = fs::read_to_string(forged.path().join("checkpoint")).unwrap();
    let text = checkpoint.replacen(&format!("\n{size}\n"), &format!("\n{}\n", size - 1), 1);
    assert_ne!(text, checkpoint);
    fs::write(forged.path().join("checkpoint"), text).unwrap();
    let (status, said) = verify(forged.path(), &key, None);
    assert_eq!(status, 1, "a forged checkpoint: {said}");
    assert!(said.contains("signature"), "{said}");

    // Truncated: an older state of the same record, whole in itself, whose checkpoint is signed.
    let older = tempfile::tempdir().unwrap();
    copy(&record, older.path());
    let service = running::start(data.path(), None);
    running::sign_in(&reqwest::Client::new(), &service.url, &running::people(data.path()), "support").await;
    service.stop();
    let now = tempfile::NamedTempFile::new().unwrap();
    fs::copy(record.join("checkpoint"), now.path()).unwrap();
    let (status, said) = verify(&record, &key, Some(known.path()));
    assert_eq!(status, 0, "the record continues what was known: {said}");
    let (status, said) = verify(older.path(), &key, None);
    assert_eq!(status, 0, "an older copy is whole in itself: {said}");
    let (status, said) = verify(older.path(), &key, Some(now.path()));
    assert_eq!(status, 1, "a truncated record: {said}");
    assert!(said.contains(&size.to_string()), "{said}");
}
