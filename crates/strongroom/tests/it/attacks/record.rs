//! "I have the disk: what is not written there has not happened."

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::house::{House, files, own_demo, program};

/// Whether the service starts on this folder; if not, what it says.
pub(super) fn starts(data: &Path) -> Result<(), String> {
    let mut demo = Command::new(program());
    demo.args(["demo", "--profile", "srs", "--port", "0", "--data"]).arg(data);
    let mut child = demo.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let ready = said.into_iter().any(|line| line.starts_with("ready "));
    if ready {
        let _ = child.kill();
        let _ = child.wait();
        return Ok(());
    }
    Err(String::from_utf8_lossy(&child.wait_with_output().unwrap().stderr).into_owned())
}

/// What `strongroom verify` says of the record in this folder.
pub(super) fn verifies(data: &Path, known: Option<&Path>) -> bool {
    let mut verify = Command::new(program());
    verify.arg("verify").arg(data.join("ledger")).arg("--key").arg(data.join("ledger.pub"));
    if let Some(known) = known {
        verify.arg("--known").arg(known);
    }
    verify.output().unwrap().status.success()
}

/// A demo that is stopped, with a record that verifies.
fn stopped() -> House {
    let mut house = own_demo();
    house.stop();
    assert!(verifies(&house.data, None), "before anything is done to it");
    house
}

/// The bundle of entries that was written last.
fn last_entries(house: &House) -> std::path::PathBuf {
    let all = files(&house.data.join("ledger/tile/entries")).into_iter();
    all.max_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap()).unwrap()
}

attacks! {
    /// One byte of one entry is another.
    async fn a_byte_of_the_record_is_changed() {
        let house = stopped();
        let bundle = last_entries(&house);
        let mut bytes = std::fs::read(&bundle).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&bundle, bytes).unwrap();
        assert!(!verifies(&house.data, None));
    }

    /// The last entries are cut off, and the record put back to what it was before them.
    async fn the_end_of_the_record_is_cut_off() {
        let house = own_demo();
        let before = tempfile::tempdir().unwrap();
        crate::verify::copy(&house.data.join("ledger"), before.path());
        // Something happens that should not have.
        house.post("/sign-in", "email=anwen.price%40service.example&password=guess+guess", &[]).await;
        std::thread::sleep(std::time::Duration::from_secs(3));
        let mut house = house;
        house.stop();
        let now = tempfile::NamedTempFile::new().unwrap();
        std::fs::copy(house.data.join("ledger/checkpoint"), now.path()).unwrap();
        std::fs::remove_dir_all(house.data.join("ledger")).unwrap();
        crate::verify::copy(before.path(), &house.data.join("ledger"));
        assert!(!verifies(&house.data, Some(now.path())), "a checkpoint kept elsewhere shows it");
        // Whoever starts on it finds the entries again, or is refused: they are not forgotten.
        if starts(&house.data).is_ok() {
            assert!(verifies(&house.data, Some(now.path())), "a false history has been signed");
        }
    }

    /// The record is taken away, to be begun afresh.
    async fn the_record_is_taken_away_and_begun_afresh() {
        let house = stopped();
        std::fs::remove_dir_all(house.data.join("ledger")).unwrap();
        let said = starts(&house.data).expect_err("it starts, and signs another history");
        assert!(said.contains("entries are gone"), "{said}");
    }

    /// A spoilt key is replaced by a new one, with which anything can be signed.
    async fn a_spoilt_key_is_replaced_without_a_word() {
        let house = stopped();
        let (key, public) = (house.data.join("keys/record.key"), std::fs::read(house.data.join("ledger.pub")).unwrap());
        let mut bytes = std::fs::read(&key).unwrap();
        bytes[4] = 0xff;
        std::fs::write(&key, &bytes).unwrap();
        starts(&house.data).expect_err("it starts with another key");
        assert_eq!(std::fs::read(&key).unwrap(), bytes, "the key is as it was");
        std::fs::remove_file(&key).unwrap();
        starts(&house.data).expect_err("it starts with another key");
        assert_eq!(std::fs::read(house.data.join("ledger.pub")).unwrap(), public);
    }

    /// Another's public key stands where people look for the service's.
    async fn anothers_public_key_stands_beside_the_record() {
        let house = stopped();
        std::fs::write(house.data.join("ledger.pub"), "strongroom+00000000+AQ==\n").unwrap();
        assert!(!verifies(&house.data, None));
        starts(&house.data).expect_err("it starts, and nobody is told");
    }

    /// The key that seals entries and mails is another: what was sealed is read as if nothing had been.
    async fn a_second_service_writes_into_the_record_of_the_first() {
        let house = own_demo();
        let said = starts(&house.data).expect_err("two write one record");
        assert!(said.contains("stop the other process first"), "{said}");
        assert!(house.is_well().await);
    }
}
