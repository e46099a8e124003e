//! Entries, keys and checkpoints as text.

use std::collections::BTreeMap;

use ledger::{
    Checkpoint, ENTRY_MAX, Entry, EntryError, FileHash, KeyError, NoteError, Place, SigningKey, Thing, VerifyingKey,
    keyed_hash, salted_hash,
};
use proptest::prelude::*;

use crate::logs::{ORIGIN, key, log_of};

fn an_entry() -> Entry {
    Entry {
        id: "0190a3c4-7b1e-7c3a-9f00-2b1d5e6f7a80".to_owned(),
        at: 1_700_000_000_123_456,
        who: "0190a3c4-0000-7000-8000-000000000001".to_owned(),
        action: "output.released".to_owned(),
        thing: Thing { kind: "output-request".to_owned(), id: "R-17".to_owned() },
        project: Some("P-3".to_owned()),
        from: Some(Place { address: Some("192.0.2.7".to_owned()), route: None }),
        why: Some("two checkers agree: “iawn”".to_owned()),
        files: vec![FileHash { role: "released".to_owned(), hash: keyed_hash(&[1; 32], b"a,b\n1,2\n") }],
        detail: BTreeMap::from([("round".to_owned(), "2".to_owned()), ("items".to_owned(), "3".to_owned())]),
        personal: BTreeMap::from([("email".to_owned(), salted_hash(b"salt of this value", "anwen@example.org"))]),
    }
}

#[test]
fn an_entry_has_one_form_and_its_bytes_never_change() {
    let bytes = an_entry().to_bytes().unwrap();
    assert_eq!(
        String::from_utf8(bytes.clone()).unwrap(),
        concat!(
            r#"{"id":"0190a3c4-7b1e-7c3a-9f00-2b1d5e6f7a80","at":1700000000123456,"#,
            r#""who":"0190a3c4-0000-7000-8000-000000000001","action":"output.released","#,
            r#""thing":{"kind":"output-request","id":"R-17"},"project":"P-3","from":{"address":"192.0.2.7"},"#,
            r#""why":"two checkers agree: “iawn”","#,
            r#""files":[{"role":"released","hash":"2854825e39dcaafcb7ee71c327d8e70c9b6e43604f9c150d243d9f67a6fe3422"}],"#,
            r#""detail":{"items":"3","round":"2"},"#,
            r#""personal":{"email":"2908833019f1d7066824c440ebbd2b59a8e7e6ee54e8e67a861d89e147dbf7c9"}}"#
        )
    );
    assert_eq!(Entry::parse(&bytes).unwrap(), an_entry());
}

#[test]
fn an_entry_in_another_form_is_refused() {
    let text = String::from_utf8(an_entry().to_bytes().unwrap()).unwrap();
    for other in [
        text.replace(r#","at""#, r#", "at""#),
        text.replace('“', r"\u201c"),
        text.replace(r#""items":"3","round":"2""#, r#""round":"2","items":"3""#),
        text.replace(r#","project":"P-3""#, r#","project":null"#),
        text.replace(r#""items":"3","#, r#""items":"2","items":"3","#),
    ] {
        assert_ne!(other, text);
        assert!(matches!(Entry::parse(other.as_bytes()), Err(EntryError::NotCanonical)), "{other}");
    }
    let more = text.replace(r#""why""#, r#""because":"","why""#);
    assert!(matches!(Entry::parse(more.as_bytes()), Err(EntryError::Malformed(_))));
}

#[test]
fn an_entry_never_carries_a_personal_value_or_a_plain_thing_where_a_hash_belongs() {
    let mut entry = an_entry();
    entry.personal.insert("email".to_owned(), "anwen@example.org".to_owned());
    let error = entry.to_bytes().unwrap_err().to_string();
    assert_eq!(
        error,
        r#"personal detail "email" in an entry must be a hash of 64 lower-case hex digits, never the value itself"#
    );
    let mut entry = an_entry();
    entry.files[0].hash = "A".repeat(64);
    assert!(matches!(entry.to_bytes(), Err(EntryError::NotAHash(_))));
    let mut entry = an_entry();
    entry.id = "17".to_owned();
    assert!(matches!(entry.to_bytes(), Err(EntryError::Id(_))));
}

#[test]
fn an_entry_that_does_not_fit_is_refused_with_its_length() {
    let mut entry = an_entry();
    let room = ENTRY_MAX - entry.to_bytes().unwrap().len() + "two checkers agree: “iawn”".len();
    entry.why = Some("x".repeat(room));
    assert_eq!(entry.to_bytes().unwrap().len(), ENTRY_MAX);
    entry.why = Some("x".repeat(room + 1));
    assert!(matches!(entry.to_bytes(), Err(EntryError::TooLong(65_536))));
}

proptest! {
    #[test]
    fn what_an_entry_says_survives_its_bytes(
        why in prop::option::of("\\PC*"), at in any::<i64>(), detail in prop::collection::btree_map("\\PC*", "(?s).*", 0..4),
        address in prop::option::of("\\PC*"), route in prop::option::of("\\PC*"),
    ) {
        let entry = Entry { why, at, detail, from: Some(Place { address, route }), ..an_entry() };
        let bytes = entry.to_bytes().unwrap();
        prop_assert_eq!(&Entry::parse(&bytes).unwrap(), &entry);
        prop_assert_eq!(Entry::parse(&bytes).unwrap().to_bytes().unwrap(), bytes);
    }
}

#[test]
fn hashes_of_details_and_files_are_hmac_sha256() {
    // RFC 4231, test case 2, and test case 1 with its key of 20 bytes.
    assert_eq!(
        salted_hash(b"Jefe", "what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    assert_eq!(
        salted_hash(&[0x0b; 20], "Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    assert_eq!(keyed_hash(&[9; 32], b"same"), salted_hash(&[9; 32], "same"));
    assert_ne!(keyed_hash(&[9; 32], b"same"), keyed_hash(&[8; 32], b"same"));
}

#[test]
fn keys_are_read_back_from_their_texts_and_a_mistyped_one_is_refused() {
    let key = key();
    let (public, secret) = (key.verifying_key().to_text(), key.to_secret_text());
    assert!(public.starts_with("research.example.org/ledger+"), "{public}");
    assert!(secret.starts_with("PRIVATE+KEY+research.example.org/ledger+"), "{secret}");
    assert_eq!(VerifyingKey::parse(&format!(" {public}\n")).unwrap(), key.verifying_key());
    assert_eq!(SigningKey::parse(&format!("{secret}\n")).unwrap().to_secret_text(), secret);
    assert!(!format!("{key:?}").contains(secret.rsplit('+').next().unwrap()), "the secret is not shown by accident");
    assert_eq!(VerifyingKey::parse(&secret).unwrap_err(), KeyError::Secret);
    assert_eq!(SigningKey::parse(&public).unwrap_err(), KeyError::NotSecret);
    for at in 0..public.len() {
        let mut bytes = public.clone().into_bytes();
        bytes[at] ^= 1;
        assert!(String::from_utf8(bytes).is_ok_and(|text| VerifyingKey::parse(&text).is_err()), "byte {at}");
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b"] {
        assert!(matches!(SigningKey::generate(name, [7; 32]), Err(KeyError::Name(_))), "{name:?}");
    }
}

#[test]
fn the_published_example_of_a_key_is_read_as_published() {
    // From the documentation of Go's note package, whose format C2SP signed-note took over.
    let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let key = VerifyingKey::parse(text).unwrap();
    assert_eq!((key.name(), key.id()), ("PeterNeumann", [0xc7, 0x4f, 0x20, 0xa3]));
    assert_eq!(key.to_text(), text);
    let note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    assert!(key.open(note).unwrap().ends_with("your problem is.\n"));
    assert!(matches!(key.open(&note.replace("answer", "problem")), Err(NoteError::Forged(_))));
    assert_eq!(Checkpoint::parse(note, &key), Err(NoteError::Malformed));
}

#[test]
fn a_checkpoint_is_five_lines_of_text() {
    let (dir, log) = log_of(&[5]);
    let text = std::fs::read_to_string(dir.path().join("checkpoint")).unwrap();
    assert_eq!(text, log.checkpoint().text());
    let lines: Vec<_> = text.split('\n').collect();
    assert_eq!((lines.len(), lines[0], lines[1], lines[3], lines[5]), (6, ORIGIN, "5", "", ""));
    assert_eq!(lines[2], log.checkpoint().root().to_string());
    assert!(lines[4].starts_with("— research.example.org/ledger "));
    assert_eq!(&Checkpoint::parse(&text, &key().verifying_key()).unwrap(), log.checkpoint());
}
