//! What the profiles bring for this crate.

use std::collections::BTreeSet;

use forms::Form;
use platform::Profile;
use projects::{Rules, Stage};

use platform::testing::profile_files;

fn profile(name: &str) -> Profile {
    Profile::load(&profile_files(name)).unwrap()
}

#[test]
fn both_profiles_have_rules_forms_and_the_stages_without_which_nothing_is_accredited() {
    for name in ["srs", "secure-lab"] {
        let profile = profile(name);
        let rules: Rules = profile.rules("projects").unwrap();
        let needed = BTreeSet::from([Stage::Quality, Stage::Owners, Stage::Accreditation]);
        assert!(rules.stages.is_superset(&needed), "{name}");
        for form in [
            "application",
            "assessment",
            "assessment-owner",
            "assessment-accreditation",
            "query",
            "query-answer",
            "member",
        ] {
            assert!(profile.forms.live(form).is_some(), "{name} has no form {form}");
        }
        // The questions that the rules read.
        let form = profile.form("application").unwrap();
        for question in ["title", "coordinator", "team", "datasets", "starts", "ends", "declaration"] {
            assert!(form.question(question).is_some(), "{name} does not ask {question}");
        }
    }
}

#[test]
fn the_word_limits_are_those_of_the_accreditation_form() {
    // 2.2
    let limit = |form: &Form, q: &str| form.question(q).unwrap().max_words;
    let profile = profile("srs");
    let form = profile.form("application").unwrap();
    assert_eq!(limit(form, "abstract"), Some(100));
    assert_eq!(limit(form, "aims"), Some(500));
    assert_eq!(limit(form, "methodology"), Some(1000));
}

#[test]
fn each_question_of_the_application_has_guidance_beside_it_app_09() {
    for name in ["srs", "secure-lab"] {
        let profile = profile(name);
        let form = profile.form("application").unwrap();
        let without: Vec<_> = form.questions().filter(|q| q.guidance.is_none()).map(|q| q.id.clone()).collect();
        assert!(without.is_empty(), "{name}: {without:?}");
    }
}
