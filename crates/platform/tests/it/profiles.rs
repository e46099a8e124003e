//! A profile says what differs from the one that it stands over, and nothing again.

use std::path::Path;

use foundation::{Lang, Texts};
use platform::testing::{profile, profile_files};
use platform::{Layer, Profile, ProfileFiles};
use serde::Deserialize;

use crate::support::layer;

const BASE: &str = r#"
[general]
id = "base"
languages = ["en"]
contacts = { security = "security@example.org" }
mail_from = "from@example.org"

[tea]
minutes = 4
kinds = ["green", "black"]

[[tea.cup]]
id = "small"
litres = 1

[[tea.cup]]
id = "large"
litres = 3
"#;

const FORM: &str = r#"
id = "tea"
version = "1"
title = { en = "Tea", cy = "Te" }

[[section]]
id = "kind"
title = { en = "Kind", cy = "Math" }

[[section.question]]
id = "kind"
kind = "text"
label = { en = "Which tea?", cy = "Pa de?" }
max_length = 20

[[section.question]]
id = "sugar"
kind = "yes-no"
label = { en = "With sugar?", cy = "Gyda siwgr?" }

[[section]]
id = "end"
title = { en = "End", cy = "Diwedd" }

[[section.question]]
id = "thanks"
kind = "statement"
label = { en = "Thanks", cy = "Diolch" }
"#;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Tea {
    minutes: u32,
    kinds: Vec<String>,
    cup: Vec<Cup>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Cup {
    id: String,
    litres: u32,
}

fn files(over: &[(&str, &str)]) -> Result<ProfileFiles, String> {
    let base = layer(
        "base",
        &[("profile.toml", BASE), ("forms/tea.toml", FORM), ("en.ftl", "a = A\nb = B\n"), ("cy.ftl", "a = Â\nb = B̂\n")],
    );
    ProfileFiles::of(layer("mine", over), &|name| (name == "base").then(|| base.clone()))
}

fn over(profile: &str, form: &str) -> Result<Profile, String> {
    let profile = format!("over = \"base\"\n{profile}");
    let mut all = vec![("profile.toml", profile.as_str())];
    all.extend((!form.is_empty()).then_some(("forms/tea.toml", form)));
    Profile::load(&files(&all)?)
}

fn refused(profile: &str, form: &str) -> String {
    over(profile, form).err().expect("it is refused")
}

fn questions(profile: &Profile) -> Vec<(String, Vec<String>)> {
    let form = profile.forms.live("tea").expect("there is the form");
    let of = |s: &forms::Section| (s.id.clone(), s.questions.iter().map(|q| q.id.clone()).collect());
    form.sections.iter().map(of).collect()
}

#[test]
fn keys_of_a_table_and_entries_with_an_id_are_merged_and_other_lists_replaced() {
    let mine = over(
        r#"
        general = { id = "mine", contacts = { support = "help@example.org" } }
        [tea]
        kinds = ["white"]
        [[tea.cup]]
        id = "large"
        litres = 4
        [[tea.cup]]
        id = "middle"
        before = "large"
        litres = 2
        [[tea.cup]]
        id = "small"
        absent = true
        "#,
        "",
    )
    .unwrap();
    assert_eq!(mine.general.id, "mine");
    assert_eq!(mine.general.mail_from, "from@example.org");
    assert_eq!(mine.general.contacts.keys().collect::<Vec<_>>(), ["security", "support"]);
    let cup = |id: &str, litres| Cup { id: id.into(), litres };
    let tea = Tea { minutes: 4, kinds: vec!["white".into()], cup: vec![cup("middle", 2), cup("large", 4)] };
    assert_eq!(mine.rules::<Tea>("tea").unwrap(), tea);
}

#[test]
fn an_empty_list_says_none_and_a_key_can_be_taken_away() {
    let mine = over("[tea]\ncup = []\nminutes = { absent = true }\n", "").unwrap();
    let why = mine.rules::<Tea>("tea").unwrap_err();
    assert!(why.contains("missing field `minutes`"), "{why}");
    let mine = over("[tea]\ncup = []\n", "").unwrap();
    assert_eq!(mine.rules::<Tea>("tea").unwrap().cup, []);
}

#[test]
fn what_is_not_there_cannot_be_changed_or_taken_away() {
    for (profile, why) in [
        ("[tea]\nmilk = { absent = true }", "tea.milk is taken away, but the profile underneath has none"),
        ("[[tea.cup]]\nid = \"huge\"\nabsent = true", "tea.cup.huge is taken away"),
        (
            "[[tea.cup]]\nid = \"huge\"\nbefore = \"tiny\"\nlitres = 9",
            "tea.cup.huge stands before \"tiny\", which is not there",
        ),
        ("[[tea.cup]]\nid = \"small\"\nabsent = true\nlitres = 9", "tea.cup.small has `absent` and more"),
        (
            "[[tea.cup]]\nid = \"small\"\nlitres = 9\n[[tea.cup]]\nid = \"small\"\nlitres = 8",
            "tea.cup.small is there twice",
        ),
    ] {
        let said = refused(profile, "");
        assert!(said.starts_with("profile.toml of the profile mine: ") && said.contains(why), "{said}");
    }
}

#[test]
fn an_unknown_key_fails_as_it_does_in_a_whole_profile() {
    let mine = over("[tea]\nminuts = 5\n", "").unwrap();
    let why = mine.rules::<Tea>("tea").unwrap_err();
    assert!(why.contains("unknown field `minuts`"), "{why}");
    let mine = over("[[tea.cup]]\nid = \"small\"\nliters = 5\n", "").unwrap();
    assert!(mine.rules::<Tea>("tea").unwrap_err().contains("unknown field `liters`"));
    assert!(refused("general = { name = \"x\" }", "").contains("unknown field `name`"));
    let why = refused("", "[[section]]\nid = \"kind\"\n[[section.question]]\nid = \"sugar\"\nlabels = 1\n");
    assert!(why.contains("unknown field `labels`"), "{why}");
}

#[test]
fn a_section_that_nobody_reads_is_told() {
    let mine = over("[te]\nminutes = 5\n", "").unwrap();
    assert_eq!(
        mine.has_only(&["tea"]).unwrap_err(),
        "profile.toml of base has a section [te], which nobody reads; write one of tea"
    );
    assert!(over("", "").unwrap().has_only(&["tea"]).is_ok());
}

#[test]
fn a_form_gets_other_words_more_questions_and_fewer() {
    let mine = over(
        "",
        r#"
        title = { en = "Coffee", cy = "Coffi" }
        [[section]]
        id = "kind"
        [[section.question]]
        id = "sugar"
        absent = true
        [[section.question]]
        id = "milk"
        before = "kind"
        kind = "yes-no"
        label = { en = "With milk?", cy = "Gyda llaeth?" }
        [[section.question]]
        id = "kind"
        max_length = 40
        "#,
    )
    .unwrap();
    assert_eq!(
        questions(&mine),
        [("kind".to_owned(), vec!["milk".to_owned(), "kind".into()]), ("end".into(), vec!["thanks".into()])]
    );
    let form = mine.forms.live("tea").unwrap();
    assert_eq!((form.title.en.as_str(), form.title.cy.as_str()), ("Coffee", "Coffi"));
    assert_eq!(form.question("kind").unwrap().max_length, 40);
    assert_eq!(form.question("kind").unwrap().label.en, "Which tea?");
}

#[test]
fn a_question_that_is_named_in_another_section_moves_there() {
    let mine = over(
        "",
        r#"
        [[section]]
        id = "sweet"
        before = "end"
        title = { en = "Sweet", cy = "Melys" }
        [[section.question]]
        id = "sugar"
        [[section.question]]
        id = "kind"
        hint = { en = "Any", cy = "Unrhyw un" }
        [[section]]
        id = "kind"
        absent = true
        "#,
    )
    .unwrap();
    assert_eq!(
        questions(&mine),
        [("sweet".to_owned(), vec!["sugar".to_owned(), "kind".into()]), ("end".into(), vec!["thanks".into()])]
    );
}

#[test]
fn a_form_with_its_id_takes_the_place_of_the_other_and_one_can_be_taken_away() {
    let whole = r#"
        id = "tea"
        version = "2"
        title = { en = "Tea", cy = "Te" }
        [[section]]
        id = "kind"
        title = { en = "Kind", cy = "Math" }
        [[section.question]]
        id = "leaf"
        kind = "text"
        label = { en = "Which leaf?", cy = "Pa ddeilen?" }
    "#;
    assert_eq!(questions(&over("", whole).unwrap()), [("kind".to_owned(), vec!["leaf".to_owned()])]);
    assert!(over("", "absent = true").unwrap().forms.live("tea").is_none());
}

#[test]
fn words_are_changed_in_both_languages_or_not_at_all() {
    assert!(refused("", "title = { en = \"Coffee\" }").contains("the title has no Welsh"));
}

#[test]
fn a_form_that_is_wrong_after_the_change_shows_the_line() {
    let why = refused("", "[[section]]\nid = \"kind\"\n[[section.question]]\nid = \"milk\"\nkind = \"yes-no\"\n");
    assert!(why.contains("label"), "{why}");
    let why = refused("", "[[section]]\nid = \"kind\"\n[[section.question]]\nid = \"kind\"\nmax_length = \"forty\"\n");
    assert!(why.contains("max_length = \"forty\""), "{why}");
    let why = Profile::load(
        &files(&[("profile.toml", "over = \"base\""), ("forms/te.toml", "title = { en = \"x\" }")]).unwrap(),
    );
    assert!(why.err().unwrap().contains("id"));
}

#[test]
fn sentences_are_replaced_by_their_key_and_each_layer_has_both_languages() {
    let whole = [("profile.toml", "over = \"base\""), ("en.ftl", "b = Mine\n"), ("cy.ftl", "b = Fi\n")];
    let mine = Profile::load(&files(&whole).unwrap()).unwrap();
    let texts = Texts::load(&mine.locales).unwrap();
    assert_eq!([texts.text(Lang::En, "a", &[]), texts.text(Lang::En, "b", &[])], ["A", "Mine"]);
    assert_eq!([texts.text(Lang::Cy, "a", &[]), texts.text(Lang::Cy, "b", &[])], ["Â", "Fi"]);
    let half = [("profile.toml", "over = \"base\""), ("en.ftl", "b = Mine\n")];
    let why = Profile::load(&files(&half).unwrap()).err().unwrap();
    assert_eq!(why, "the profile mine has an en.ftl and no cy.ftl; add it");
    let other = [("profile.toml", "over = \"base\""), ("en.ftl", "b = Mine\n"), ("cy.ftl", "")];
    let mine = Profile::load(&files(&other).unwrap()).unwrap();
    assert!(Texts::load(&mine.locales).err().unwrap().to_string().contains("the profile mine"));
}

#[test]
fn a_profile_stands_over_one_that_there_is_and_never_over_itself() {
    let of = |text: &str| {
        let mine = layer("mine", &[("profile.toml", text)]);
        ProfileFiles::of(mine.clone(), &|name| (name == "mine").then(|| mine.clone())).err().unwrap()
    };
    assert!(of("over = \"moon\"").contains("stands over moon, which is not one that the program carries"));
    assert!(of("over = \"mine\"").contains("stands over mine"));
    assert!(of("over = 3").contains("write it as text"));
}

#[test]
fn a_whole_profile_needs_nothing_underneath() {
    let text = BASE.replace("\"base\"", "\"mine\"");
    let mine = files(&[("profile.toml", &text), ("en.ftl", "a = A\n"), ("cy.ftl", "a = A\n")]).unwrap();
    assert_eq!(Profile::load(&mine).unwrap().general.id, "mine");
}

#[test]
fn what_is_said_again_is_found_in_tables_lists_forms_and_sentences() {
    let form = "title = { en = \"Tea\", cy = \"Te\" }\n[[section]]\nid = \"kind\"\n[[section.question]]\nid = \"sugar\"\nkind = \"yes-no\"\n";
    let profile = "over = \"base\"\n[tea]\nminutes = 4\n[[tea.cup]]\nid = \"small\"\nlitres = 1\n";
    let mine = [
        ("profile.toml", profile),
        ("forms/tea.toml", form),
        ("en.ftl", "a = A\nb = C\n"),
        ("cy.ftl", "a = D\nb = D\n"),
    ];
    assert_eq!(
        files(&mine).unwrap().said_again().unwrap(),
        [
            "mine: en.ftl: a = A",
            "mine: forms/tea.toml: section.kind.question.sugar.kind",
            "mine: forms/tea.toml: title",
            "mine: profile.toml: tea.cup.small.litres",
            "mine: profile.toml: tea.minutes",
        ]
    );
    let copy = [("profile.toml", "over = \"base\""), ("forms/tea.toml", FORM)];
    assert_eq!(files(&copy).unwrap().said_again().unwrap(), ["mine: forms/tea.toml: the whole form"]);
}

#[test]
fn no_profile_of_the_project_says_again_what_stands_under_it() {
    for name in ["srs", "secure-lab"] {
        assert_eq!(profile_files(name).said_again().unwrap(), Vec::<String>::new());
    }
}

/// A question's or a section's own text, by its path, and each key of `profile.toml` that is not part of a list.
fn said(folder: &Path) -> Vec<(String, toml::Value)> {
    let mut all = Vec::new();
    for (path, text) in Layer::read("x", folder).unwrap().files {
        let Ok(table) = text.parse::<toml::Table>() else { continue };
        for section in table.get("section").and_then(toml::Value::as_array).into_iter().flatten() {
            for question in section.get("question").and_then(toml::Value::as_array).into_iter().flatten() {
                all.push((format!("{path}: {}", question["id"]), question.clone()));
            }
        }
        if path == "profile.toml" {
            for (section, table) in table.iter().filter_map(|(name, value)| Some((name, value.as_table()?))) {
                let single = table.iter().filter(|(_, value)| !value.is_array());
                all.extend(single.map(|(key, value)| (format!("{path}: {section}.{key}"), value.clone())));
            }
        }
        all.push((path, toml::Value::String(text)));
    }
    all
}

#[test]
fn what_both_profiles_say_alike_stands_in_the_base() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
    let lab = said(&folder.join("secure-lab"));
    let twice: Vec<String> =
        said(&folder.join("srs")).into_iter().filter(|one| lab.contains(one)).map(|(path, _)| path).collect();
    assert!(lab.len() > 30);
    assert_eq!(twice, Vec::<String>::new());
}

#[test]
fn the_profiles_of_the_project_can_be_loaded() {
    for name in ["srs", "secure-lab"] {
        assert_eq!(profile(name).general.id, name);
    }
}
