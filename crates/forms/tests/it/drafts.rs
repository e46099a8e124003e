use forms::{Answers, Draft, Forms};

use crate::{complete, example, lists, pairs, sign_in};

fn versions() -> [String; 3] {
    let third = include_str!("example.toml").to_owned();
    let as_version = |version: &str| third.replacen("version = \"3\"", &format!("version = \"{version}\""), 1);
    let ninth = as_version("9").replacen("id = \"persons\"", "id = \"heads\"", 1);
    [as_version("10"), third.clone(), ninth]
}

#[test]
fn the_highest_version_is_live_and_the_others_stay() {
    let versions = versions();
    let forms = Forms::load(versions.iter().map(String::as_str)).unwrap();
    assert_eq!(forms.live("application").unwrap().version, "10");
    assert!(forms.version("application", "9").unwrap().question("heads").is_some());
    assert!(forms.version("application", "8").is_none() && forms.live("nothing").is_none());
    assert_eq!(forms.iter().count(), 1);
}

#[test]
fn a_changed_form_needs_a_new_version_app_09() {
    let text = include_str!("example.toml");
    let changed = text.replacen("Abstract", "Short abstract", 1);
    let error = Forms::load([text, &changed]).unwrap_err().to_string();
    assert!(error.ends_with("version 3 is there twice; give the changed form a new version"), "{error}");
}

#[test]
fn a_draft_is_resumed_in_the_version_in_which_it_was_begun() {
    let versions = versions();
    let forms = Forms::load(versions.iter().map(String::as_str)).unwrap();
    let draft = example().draft(&complete());
    let json = serde_json::to_string(&draft).unwrap();
    let back: Draft = serde_json::from_str(&json).unwrap();
    assert_eq!(back, draft);
    assert_eq!(forms.of(&back).unwrap().version, "3");
    let lost = Draft { version: "2".to_owned(), ..draft };
    let error = forms.of(&lost).unwrap_err().to_string();
    assert_eq!(
        error,
        "resuming a draft: there is no form application in version 2; put that version back beside the live one"
    );
}

#[test]
fn answers_carried_to_another_version_are_those_that_it_asks_for() {
    let versions = versions();
    let forms = Forms::load(versions.iter().map(String::as_str)).unwrap();
    let ninth = forms.version("application", "9").unwrap();
    let carried = ninth.carry(&complete());
    assert!(carried.get("persons").is_none());
    assert_eq!(carried.text("title"), "Hours & wages");
    let problems = ninth.check(&carried, &lists());
    assert_eq!(problems.iter().map(|problem| problem.question.as_str()).collect::<Vec<_>>(), ["heads"]);
}

#[test]
fn a_draft_keeps_no_password_and_no_code() {
    let answers = Answers::new().with("email", "a@b.org").with("password", "open sesame").with("code", "123456");
    assert_eq!(sign_in().draft(&answers).answers, Answers::new().with("email", "a@b.org"));
}

#[test]
fn saving_one_section_leaves_the_answers_of_the_others() {
    let sent = pairs(&[("title", "Shorter"), ("abstract", ""), ("start", "2027-01-04"), ("persons", "40")]);
    let (answers, problems) = example().read_over(&complete(), Some("summary"), &sent, &lists());
    assert_eq!(answers.text("title"), "Shorter");
    assert_eq!(answers.text("persons"), "3", "a field of another section was taken");
    assert!(!answers.answered("abstract"), "an answer that was cleared is still there");
    assert_eq!(problems.len(), 1);
}

#[test]
fn a_section_that_depends_on_another_is_judged_with_its_answers() {
    let (_, alone) = example().read(Some("publications"), &[], &lists());
    assert!(alone.is_empty());
    let (_, over) = example().read_over(&complete(), Some("publications"), &[], &lists());
    assert_eq!(over.len(), 1);
}

#[test]
fn a_resubmission_names_the_answers_that_changed() {
    let old = complete();
    assert!(example().diff(&old, &old).is_empty());
    let new = complete().with("own-data", "no").with("title", "Shorter").with("data-completed", "no");
    assert_eq!(example().diff(&old, &new), ["title", "own-data", "owner-contact", "evidence"]);
}
