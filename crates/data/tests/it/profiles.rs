//! What the profiles bring for this crate.

use std::collections::BTreeSet;

use data::Rules;
use data::rules::publish::{BadDictionary, NotReady};
use data::rules::stipulations::BadStipulations;
use forms::Lists;
use foundation::{Refusal, Texts};
use platform::Profile;

use platform::testing::profile_files;

#[test]
fn both_profiles_have_rules_and_forms_and_every_choice_has_its_words() {
    for name in ["srs", "secure-lab"] {
        let profile = Profile::load(&profile_files(name)).unwrap();
        let rules: Rules = profile.rules("data").unwrap();
        let texts = Texts::load(&[data::locale()]).unwrap();
        for form in ["dataset", "stipulations"] {
            assert!(profile.forms.live(form).is_some(), "{name} has no form {form}");
        }
        let keys = rules.levels.iter().map(|l| format!("level-{l}"));
        let keys = keys.chain(rules.settings.iter().map(|s| format!("setting-{s}")));
        let keys = keys.chain(rules.routes.iter().map(|r| format!("data-route-{r}")));
        let keys = keys.chain(rules.schemes.iter().map(|s| format!("data-scheme-{s}")));
        let missing: BTreeSet<String> =
            keys.chain(rules.gateways.iter().map(|g| format!("data-gateway-{g}"))).filter(|k| !texts.has(k)).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
        // One way of saying how restrictive data are: levels or settings.
        assert_ne!(rules.levels.is_empty(), rules.settings.is_empty(), "{name}");
    }
}

#[test]
fn every_refusal_has_its_sentence() {
    let texts = Texts::load(&[data::locale()]).unwrap();
    let all = [
        NotReady::keys(),
        BadDictionary::keys(),
        BadStipulations::keys(),
        data::actions::NoFile::keys(),
        data::rules::dictionary::Weaker::keys(),
    ]
    .concat();
    let missing: Vec<_> = all.into_iter().filter(|k| !texts.has(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_word_of_the_record_has_its_sentence_in_both_languages() {
    let texts = Texts::load(&[data::locale()]).unwrap();
    let missing: Vec<_> = data::RECORDED.iter().filter(|(word, _)| !texts.has(&format!("history-{word}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn an_incomplete_record_can_be_added_and_completed_later() {
    let profile = Profile::load(&profile_files("srs")).unwrap();
    let form = profile.form("dataset").unwrap();
    let lists = Lists::new().with("organisations", vec![forms::Choice::new("o1", "Office")]);
    let sent: Vec<(String, String)> = [
        ("reference", "LFS-2025"),
        ("title", "Labour Force Survey"),
        ("summary", "Work."),
        ("synthetic", "yes"),
        ("owner", "o1"),
    ]
    .map(|(q, a)| (q.to_owned(), a.to_owned()))
    .into();
    let (_, problems) = form.read(None, &sent, &lists);
    assert!(problems.is_empty(), "{problems:?}");
    let mut wrong = sent.clone();
    wrong[0].1 = "lfs 2025".into();
    let (_, problems) = form.read(None, &wrong, &lists);
    assert!(problems.of("reference").is_some());
}
