//! Receipts, made by a log and checked without it.

use std::fs;

use ledger::{
    Entry, NotVerified, OpenedReceipt, Receipt, ReceiptError, SigningKey, Thing, salted_hash, verify_receipt_command,
};
use proptest::prelude::*;

use crate::logs::{ORIGIN, entries, key, log_of};

#[test]
fn a_receipt_is_a_small_text_that_anyone_with_the_public_key_can_check() {
    let (_dir, log) = log_of(&[300]);
    let receipt = log.receipt(5).unwrap();
    let text = receipt.to_text();
    assert!(text.len() < 1000, "{} bytes", text.len());
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[..3], ["c2sp.org/tlog-proof@v1", "extra ZW50cnkgNSB4eHh4eA==", "index 5"]);
    assert_eq!(lines[3..].iter().position(|line| line.is_empty()), Some(9), "nine hashes lead to the root of 300");
    assert!(text.ends_with(log.checkpoint().text()));
    let read = Receipt::parse(&text).unwrap();
    assert_eq!(read, receipt);
    assert_eq!(read.entry, entries(5, 6)[0]);
    assert_eq!(&read.verify(&key().verifying_key()).unwrap(), log.checkpoint());
}

#[test]
fn the_receipt_of_a_log_of_one_entry_has_no_hashes() {
    let (_dir, log) = log_of(&[1]);
    let receipt = Receipt::parse(&log.receipt(0).unwrap().to_text()).unwrap();
    assert_eq!(receipt.hashes, []);
    receipt.verify(&key().verifying_key()).unwrap();
}

#[test]
fn a_receipt_outlives_the_growth_of_its_log() {
    let (_dir, mut log) = log_of(&[300]);
    let receipt = log.receipt(299).unwrap();
    log.append(&entries(300, 700)).unwrap();
    assert_eq!(receipt.verify(&key().verifying_key()).unwrap().size(), 300);
    assert_eq!(log.receipt(299).unwrap().verify(&key().verifying_key()).unwrap().size(), 700);
}

#[test]
fn every_byte_of_a_receipt_matters() {
    let (_dir, log) = log_of(&[300]);
    let text = log.receipt(123).unwrap().to_text();
    let key = key().verifying_key();
    for at in 0..text.len() {
        for flip in [1, 2, 4, 8, 16, 32, 64, 128, 255u8] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= flip;
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            let holds = Receipt::parse(&changed).is_ok_and(|receipt| receipt.verify(&key).is_ok());
            assert!(!holds, "byte {at}:\n{changed}");
        }
        let cut = text.get(..at).unwrap_or_default();
        assert!(!Receipt::parse(cut).is_ok_and(|receipt| receipt.verify(&key).is_ok()), "cut at {at}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_reading_a_receipt_panic(text in "(c2sp.org/tlog-proof@v1\n)?(extra [a-zA-Z0-9+/=]{0,9}\n)?(index [0-9]{1,22}\n)?\\PC{0,60}(\n\n)?\\PC{0,60}") {
        if let Ok(receipt) = Receipt::parse(&text) {
            prop_assert!(receipt.verify(&key().verifying_key()).is_err());
        }
    }
}

#[test]
fn a_receipt_says_what_is_wrong_with_it() {
    let (_dir, log) = log_of(&[300]);
    let receipt = log.receipt(5).unwrap();
    let key = key().verifying_key();
    let mut other = receipt.clone();
    other.entry = b"something else".to_vec();
    assert_eq!(
        other.verify(&key).unwrap_err().to_string(),
        "the receipt does not prove its entry 5: the hashes of the proof do not lead to the root of the tree; \
         the entry, its number or the proof was changed"
    );
    let mut elsewhere = receipt.clone();
    elsewhere.index = 300;
    assert!(elsewhere.verify(&key).unwrap_err().to_string().contains("the tree has only 300 entries"));
    let stranger = SigningKey::generate(ORIGIN, [8; 32]).unwrap().verifying_key();
    assert!(matches!(receipt.verify(&stranger), Err(ReceiptError::Checkpoint(_))));
    assert!(matches!(Receipt::parse("hello"), Err(ReceiptError::Malformed(_))));
}

#[test]
fn the_command_tells_a_false_receipt_from_a_wrong_request() {
    let (_dir, log) = log_of(&[300]);
    let dir = tempfile::tempdir().unwrap();
    let (receipt, public) = (dir.path().join("receipt"), dir.path().join("ledger.pub"));
    fs::write(&public, key().verifying_key().to_text()).unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public, None), Err(NotVerified::Request(_))));
    let text = log.receipt(7).unwrap().to_text();
    fs::write(&receipt, &text).unwrap();
    let verified = verify_receipt_command(&receipt, &public, None).unwrap();
    assert_eq!((verified.index, verified.size, verified.origin.as_str()), (7, 300, ORIGIN));
    assert_eq!(verified.entry.as_bytes(), entries(7, 8)[0]);
    fs::write(&receipt, text.replace("index 7", "index 8")).unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public, None), Err(NotVerified::Fault(_))));
    fs::write(&receipt, [0xff]).unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public, None), Err(NotVerified::Fault(_))));
    fs::write(&receipt, text).unwrap();
    fs::write(&public, "no key").unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public, None), Err(NotVerified::Request(_))));
}

/// SHA-256 of the text "released\n".
const RELEASED: &str = "fdc935e6a3f33abdcfb4f5d7a335d408b2b988e7a5f8411d9f73349d1fab39be";

/// The opened receipt of an entry that names one file, in a log of three.
fn opened() -> (tempfile::TempDir, OpenedReceipt) {
    let salt = [7; 16];
    let entry = Entry {
        id: "0192f0c1-2222-7000-8000-000000000001".into(),
        at: 5,
        who: "service".into(),
        action: "output-released".into(),
        thing: Thing { kind: "output".into(), id: "1".into() },
        project: None,
        from: None,
        why: None,
        files: Vec::new(),
        detail: Default::default(),
        personal: [("file-1".to_owned(), salted_hash(&salt, RELEASED))].into(),
    };
    let (dir, mut log) = log_of(&[2]);
    log.append(&[entry.to_bytes().unwrap()]).unwrap();
    let salts = [("file-1".to_owned(), "07".repeat(16))].into();
    (dir, OpenedReceipt { receipt: log.receipt(2).unwrap(), salts })
}

#[test]
fn whoever_has_the_file_and_its_receipt_sees_that_it_left_and_another_byte_did_not() {
    let (dir, opened) = opened();
    let [receipt, public, file] = ["receipt", "public", "file"].map(|name| dir.path().join(name));
    fs::write(&public, key().verifying_key().to_text()).unwrap();
    fs::write(&receipt, opened.to_text()).unwrap();
    fs::write(&file, "released\n").unwrap();
    let verified = verify_receipt_command(&receipt, &public, Some(&file)).unwrap();
    assert_eq!((verified.index, verified.file.as_deref()), (2, Some("file-1")));
    fs::write(&file, "released\r\n").unwrap();
    let no = verify_receipt_command(&receipt, &public, Some(&file)).unwrap_err();
    assert!(no.to_string().contains("does not speak of this file") && matches!(no, NotVerified::Fault(_)), "{no}");
    // Without the salt nobody can try guesses, and the answer is no.
    fs::write(&file, "released\n").unwrap();
    fs::write(&receipt, opened.receipt.to_text()).unwrap();
    assert!(verify_receipt_command(&receipt, &public, None).is_ok());
    let no = verify_receipt_command(&receipt, &public, Some(&file)).unwrap_err();
    assert!(no.to_string().contains("it opens no file") && matches!(no, NotVerified::Fault(_)), "{no}");
    fs::remove_file(&file).unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public, Some(&file)), Err(NotVerified::Request(_))));
}

#[test]
fn every_byte_of_an_opened_receipt_matters() {
    let (_dir, opened) = opened();
    let text = opened.to_text();
    assert_eq!(OpenedReceipt::parse(&text).unwrap(), opened);
    let key = key().verifying_key();
    let holds = |text: &str| {
        let read = OpenedReceipt::parse(text).ok()?;
        read.receipt.verify(&key).ok()?;
        read.field_of(RELEASED).map(str::to_owned)
    };
    assert_eq!(holds(&text).as_deref(), Some("file-1"));
    for at in 0..text.len() {
        for flip in [1, 2, 4, 8, 16, 32, 64] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= flip;
            assert_eq!(String::from_utf8(bytes).ok().and_then(|changed| holds(&changed)), None, "byte {at}");
        }
        assert_eq!(text.get(..at).and_then(holds), None, "cut at {at}");
    }
    let line = format!("file-1 {}\n", "07".repeat(16));
    assert!(OpenedReceipt::parse(&text.replace(&line, &format!("{line}{line}"))).is_err(), "a field that stands twice");
    assert!(OpenedReceipt::parse(&text.replace(&line, "file-1 07\n")).is_err(), "a salt that can be guessed");
}
