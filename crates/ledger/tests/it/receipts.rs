//! Receipts, made by a log and checked without it.

use std::fs;

use ledger::{NotVerified, Receipt, ReceiptError, SigningKey, verify_receipt_command};
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
    assert!(matches!(verify_receipt_command(&receipt, &public), Err(NotVerified::Request(_))));
    let text = log.receipt(7).unwrap().to_text();
    fs::write(&receipt, &text).unwrap();
    let verified = verify_receipt_command(&receipt, &public).unwrap();
    assert_eq!((verified.index, verified.size, verified.origin.as_str()), (7, 300, ORIGIN));
    assert_eq!(verified.entry.as_bytes(), entries(7, 8)[0]);
    fs::write(&receipt, text.replace("index 7", "index 8")).unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public), Err(NotVerified::Fault(_))));
    fs::write(&receipt, [0xff]).unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public), Err(NotVerified::Fault(_))));
    fs::write(&receipt, text).unwrap();
    fs::write(&public, "no key").unwrap();
    assert!(matches!(verify_receipt_command(&receipt, &public), Err(NotVerified::Request(_))));
}
