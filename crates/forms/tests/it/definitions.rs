use forms::Form;

use crate::example;

/// What is said about the example after one change in its text.
fn error_after(from: &str, to: &str) -> String {
    let text = include_str!("example.toml");
    assert!(text.contains(from), "the example has no {from:?}");
    Form::from_toml(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

/// The line of the example on which this stands.
fn line_of(text: &str) -> usize {
    let place = include_str!("example.toml").find(text).unwrap();
    1 + include_str!("example.toml")[..place].matches('\n').count()
}

#[test]
fn the_example_of_the_readme_is_a_form() {
    let readme = include_str!("../../README.md");
    let start = readme.find("```toml\n").unwrap() + 8;
    let end = start + readme[start..].find("```").unwrap();
    let form = Form::from_toml(&readme[start..end]).unwrap();
    assert_eq!(form.id, "output-release");
    assert!(form.questions().count() >= 8);
}

#[test]
fn every_key_of_the_format_is_in_the_readme() {
    let readme = include_str!("../../README.md");
    let source = include_str!("../../src/parse/raw.rs");
    let fields = source.lines().filter_map(|line| line.trim().strip_prefix("pub(super) "));
    let keys: Vec<&str> = fields.filter_map(|field| field.split_once(": ")).map(|(key, _)| key).collect();
    assert!(keys.len() > 40, "{keys:?}");
    let missing: Vec<_> = keys.iter().filter(|key| !readme.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "not in the README: {missing:?}");
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_line() {
    let error = error_after("max_words = 10", "max_word = 10");
    let line = line_of("max_words = 10");
    assert!(error.contains(&format!("line {line}: unknown field `max_word`")), "{error}");
    assert!(error.contains("`max_words`"), "{error}");
}

#[test]
fn an_unknown_question_in_a_condition_is_an_error_that_names_the_line() {
    let error = error_after("when = { question = \"own-data\"", "when = { question = \"own-date\"");
    let line = line_of("when = { question = \"own-data\"");
    let what =
        "the condition asks for question own-date, which no earlier part of the form asks; correct the id or the order";
    assert_eq!(error, format!("reading the form application, line {line}: {what}"));
}

#[test]
fn a_condition_on_a_later_question_is_an_error() {
    let error = error_after(
        "kind = \"text\"\nlabel",
        "kind = \"text\"\nwhen = { question = \"outlet\", is = \"report\" }\nlabel",
    );
    assert!(error.contains("outlet, which no earlier part of the form asks"), "{error}");
}

#[test]
fn a_condition_that_could_never_hold_is_an_error() {
    let error = error_after("{ question = \"type\", is = \"research\" }", "{ question = \"type\", is = \"reserach\" }");
    assert!(error.ends_with("`reserach` is no answer to question type; write one of research, exploratory"), "{error}");
    let error =
        error_after("{ question = \"type\", is = \"research\" }", "{ question = \"type\", includes = \"research\" }");
    assert!(error.ends_with("question type has one answer at most; write `is` instead of `includes`"), "{error}");
    let error = error_after("{ question = \"type\", is = \"research\" }", "{ question = \"type\" }");
    assert!(error.contains("a condition is {"), "{error}");
}

#[test]
fn a_text_without_welsh_is_an_error_that_names_the_line() {
    let error = error_after(", cy = \"Crynodeb\" }\nname", " }\nname");
    let line = line_of("label = { en = \"Abstract\"");
    let what = "the label of question abstract has no Welsh; add cy = \"…\"";
    assert_eq!(error, format!("reading the form application, line {line}: {what}"));
    let error = error_after("cy = \"Cyfnodolyn\"", "cy = \" \"");
    assert!(error.ends_with("the label of choice journal of question outlet has no Welsh; add cy = \"…\""), "{error}");
}

#[test]
fn an_id_that_is_there_twice_is_an_error() {
    let error = error_after("id = \"abstract\"", "id = \"title\"");
    let line = line_of("id = \"abstract\"");
    assert_eq!(
        error,
        format!(
            "reading the form application, line {line}: two questions have a field title; give one of them another id"
        )
    );
    let error = error_after("id = \"persons\"", "id = \"start-day\"");
    assert!(error.contains("two questions have a field start-day"), "{error}");
    let error = error_after("id = \"publications\"", "id = \"data\"");
    assert!(error.contains("there are two sections data"), "{error}");
    let error = error_after("id = \"persons\"", "id = \"csrf\"");
    assert!(error.contains("the page's own token"), "{error}");
    let error = error_after("id = \"persons\"", "id = \"Persons of it\"");
    assert!(error.contains("is not usable"), "{error}");
}

#[test]
fn a_key_that_means_nothing_for_the_kind_is_an_error() {
    let error = error_after("max_length = 60", "max_words = 60");
    assert!(error.ends_with("question title is of a kind that has no `max_words`; take it out"), "{error}");
    let error = error_after("min = \"today\"", "min = \"tomorrow\"");
    assert!(error.contains("the limit of a date is a date"), "{error}");
    let error = error_after("max = 2\n", "max = 2.5\n");
    assert!(error.contains("write a whole number"), "{error}");
    let error = error_after("matches = \"[0-9]{4}", "matches = \"[0-9{4}");
    assert!(error.contains("the pattern cannot be read"), "{error}");
    let error = error_after("choices_from = \"datasets\"\n", "");
    assert!(error.contains("question datasets has nothing to choose from"), "{error}");
}

#[test]
fn a_guided_form_has_guidance_for_every_question_app_09() {
    let error = error_after("version = \"3\"", "version = \"3\"\nguided = true");
    assert!(error.contains("question type has no guidance"), "{error}");
}

#[test]
fn a_section_comes_only_after_earlier_ones() {
    let error = error_after("after = [\"type\"]", "after = [\"declaration\"]");
    assert!(error.contains("section data comes after declaration, which is no earlier section"), "{error}");
}

#[test]
fn text_that_is_no_toml_is_an_error_with_its_line() {
    let error = Form::from_toml("id = \"a\"\nversion = \n").unwrap_err();
    assert_eq!(error.line, 2);
    let error = Form::from_toml("id = \"a\"\nversion = \"1\"\n").unwrap_err().to_string();
    assert!(error.contains("missing field `title`"), "{error}");
}

#[test]
fn a_section_for_one_occasion_is_left_out_of_the_others() {
    assert!(example().only(&["srs"]).section("ids").is_some());
    assert!(example().only(&["secure-lab"]).section("ids").is_none());
    assert!(example().only(&[]).section("data").is_some());
}

#[test]
fn a_changed_text_has_another_fingerprint() {
    let text = include_str!("example.toml");
    let changed = Form::from_toml(&text.replacen("Abstract", "Short abstract", 1)).unwrap();
    assert_eq!(example().fingerprint, Form::from_toml(text).unwrap().fingerprint);
    assert_ne!(example().fingerprint, changed.fingerprint);
    assert_eq!(changed.fingerprint.len(), 16);
}
