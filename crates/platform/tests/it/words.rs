//! Every word that this crate says exists in both languages, and every form of it can be read.

use std::collections::BTreeSet;
use std::path::Path;

use foundation::Lang;
use regex::Regex;

use super::support::texts;

/// Words with a hyphen that are no texts: what the record, the database, the API and HTTP call things. A new word in the
/// sources is either a text of both locales or stands here.
const OTHER_WORDS: &[&str] = &[
    // a header of answers
    "clear-site-data",
    // ledger: actions and their details
    "password-link-refused",
    "password-link-sent",
    "password-set",
    "address-asked",
    "address-replaced",
    "address-undone",
    "recovery-code",
    "recovery-codes-made",
    "passkey-added",
    "passkey-removed",
    "second-factor-set",
    "session-ended",
    "sign-in-begun",
    "sign-in-failed",
    "sign-in-refused",
    "signed-in",
    "signed-out",
    "one-time-code",
    // links of an address
    "address-prove",
    "address-undo",
    // kinds of alerts
    "forged-place",
    "refused-release",
    // keys and jobs
    "given-up",
    "accounts-are-sealed",
    "password-link",
    "send-mail",
    // the API's errors; their texts are no-…-title and no-…-text
    "bad-request",
    "not-found",
    "sign-in",
    "second-factor",
    "too-many",
    // HTTP and configuration
    "clear-site-data",
    "proxy-protocol",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "same-origin",
    "sec-fetch-site",
    "x-forwarded-for",
    "no-store",
    "eu-west-2",
    "kebab-case",
    // what a telling is called; its texts are …-subject and …-body
    "mail-password",
    "told-altered",
    "told-factors",
    "told-guessing",
    "told-password",
    "mail-address-prove",
    "mail-address-undo",
    "told-address-asked",
    "told-address-replaced",
    "told-address-undone",
    "told-recovery-made",
    "told-recovery-used",
    // the texts of a page that asks are …-title, …-text and …-button
    "recovery-make",
    // forms of this crate and their fields
    "shown-at",
    "new-password",
    // uses of a key, and what the record says of keys
    "record-entry",
    "record-key-changed",
    "sealing-key-changed",
    "sessions-key-changed",
];

fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

fn source() -> String {
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    all
}

/// Every literal of the sources that is spelt like a key.
fn spelt_like_keys() -> BTreeSet<String> {
    let spelt = Regex::new("\"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\"").unwrap();
    spelt.captures_iter(&source()).map(|c| c[1].to_owned()).collect()
}

#[test]
fn every_key_of_the_sources_is_a_text_in_both_languages() {
    let texts = texts();
    let missing: Vec<String> =
        spelt_like_keys().into_iter().filter(|k| !texts.has(k) && !OTHER_WORDS.contains(&k.as_str())).collect();
    assert!(missing.is_empty(), "neither texts nor known other words: {missing:?}");
    for key in texts.keys() {
        for lang in Lang::ALL {
            assert!(!texts.text(lang, key, &[]).is_empty(), "{key} is empty in {lang:?}");
        }
    }
}

#[test]
fn every_telling_has_subject_and_body() {
    let telling = Regex::new("key: \"([a-z-]+)\"").unwrap();
    let source = source();
    let keys: Vec<&str> = telling.captures_iter(&source).filter_map(|c| c.get(1)).map(|m| m.as_str()).collect();
    assert!(!keys.is_empty());
    for key in keys {
        for end in ["subject", "body"] {
            assert!(texts().has(&format!("{key}-{end}")), "{key}-{end}");
        }
    }
}

#[test]
fn every_no_has_its_words() {
    let texts = texts();
    for word in ["sign-in", "second-factor", "not-found", "forbidden", "stale", "forged", "too-many", "away", "broken"]
    {
        for end in ["title", "text"] {
            assert!(texts.has(&format!("no-{word}-{end}")), "no-{word}-{end}");
        }
    }
    // These say their own reasons.
    for word in ["refused", "invalid", "bad-request"] {
        assert!(texts.has(&format!("no-{word}-title")), "no-{word}-title");
    }
}

#[test]
fn every_text_of_this_crate_is_said_somewhere() {
    let said = spelt_like_keys();
    let own = platform::locale();
    let keys = own.en.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_alphabetic()));
    let keys = keys.filter_map(|l| l.split_once('=')).map(|(key, _)| key.trim());
    let computed = |key: &str| key.starts_with("no-") || key.ends_with("-subject") || key.ends_with("-body");
    // A page that asks names its texts by how they begin.
    let asked = |key: &str| {
        let begins = ["-title", "-text", "-button"].iter().find_map(|end| key.strip_suffix(end));
        begins.is_some_and(|begins| said.contains(begins))
    };
    let dead: Vec<&str> = keys.filter(|k| !said.contains(*k) && !computed(k) && !asked(k)).collect();
    assert!(dead.is_empty(), "nobody says {dead:?}");
}

#[test]
fn every_form_of_this_crate_can_be_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("forms");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let form = forms::Form::from_toml(&std::fs::read_to_string(&path).unwrap());
        assert!(form.is_ok(), "{}: {:?}", path.display(), form.err());
        read += 1;
    }
    assert!(read >= 5, "the folder of forms is nearly empty");
}
