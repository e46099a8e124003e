use forms::{Answers, Form, Problems, pages};
use foundation::Lang;
use ui::Html;

use crate::{complete, example, lists, pairs, sign_in, texts};

/// The HTML on a page of its own, without what every page has around it.
fn snapshot(name: &str, html: &Html) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        let lines: Vec<&str> = html.as_str().lines().filter(|line| !line.trim().is_empty()).collect();
        insta::assert_snapshot!(name, lines.join("\n"));
    });
}

fn section(form: &Form, id: &str, answers: &Answers, problems: &Problems, lang: Lang) -> Html {
    pages::section(form, id, answers, problems, lang, &texts(), &lists())
}

/// The summary of errors and the section below it, as a page shows them.
fn wrong_section(lang: Lang) -> Html {
    let form = example();
    let sent = [("title", ""), ("abstract", "one two three four five six seven eight nine ten <b>eleven</b>")];
    let date = [("start-day", "31"), ("start-month", "2"), ("start-year", "2027")];
    let (answers, problems) = form.read(Some("summary"), &pairs(&[&sent[..], &date[..]].concat()), &lists());
    let mut html = pages::error_summary(&form, &problems, lang, &texts()).unwrap().html();
    html.push(&section(&form, "summary", &answers, &problems, lang));
    html
}

#[test]
fn a_section_with_errors_shows_them_beside_what_was_typed() {
    for lang in Lang::ALL {
        snapshot(&format!("section-with-errors-{}", lang.code()), &wrong_section(lang));
    }
}

#[test]
fn a_section_shows_what_an_answer_reveals() {
    let answers = complete().with("own-data", "no");
    snapshot("section-data-en", &section(&example(), "data", &answers, &Problems::none(), Lang::En));
}

#[test]
fn a_task_list_shows_each_section_with_its_status() {
    let some = Answers::new().with("type", "research").with("title", "Hours");
    for lang in Lang::ALL {
        let href = |id: &str| format!("{}/apply/{id}", lang.prefix());
        let html = pages::task_list(&example(), &some, lang, &texts(), &lists(), href);
        snapshot(&format!("task-list-{}", lang.code()), &html);
    }
}

#[test]
fn check_answers_shows_every_answer_with_its_change_link() {
    for lang in Lang::ALL {
        let change = |section: &str, question: &str| Some(format!("{}/apply/{section}#{question}", lang.prefix()));
        let html = pages::check_answers(&example(), &complete(), lang, &texts(), &lists(), change);
        snapshot(&format!("check-answers-{}", lang.code()), &html);
    }
}

#[test]
fn the_blank_form_prints_every_question_with_its_version_pub_13() {
    for lang in Lang::ALL {
        let form = example();
        let html = pages::blank(&form, lang, &texts());
        for question in form.questions().filter(|question| !question.declares) {
            let label = Html::text(question.label.get(lang));
            assert!(html.as_str().contains(label.as_str()), "{label} is not on the blank form");
        }
        snapshot(&format!("blank-{}", lang.code()), &html);
    }
}

#[test]
fn a_single_page_form_never_shows_a_password_or_a_code_again() {
    let form = sign_in();
    let sent = pairs(&[("email", "a@b"), ("password", "open sesame"), ("code", "424242")]);
    let (answers, problems) = form.read(None, &sent, &());
    let html = pages::fields(&form, &answers, &problems, Lang::En, &texts(), &());
    assert!(html.as_str().contains("value=\"a@b\""));
    assert!(!html.as_str().contains("sesame") && !html.as_str().contains("424242"));
    assert!(
        html.as_str().contains("autocomplete=\"one-time-code\"")
            && html.as_str().contains("autocomplete=\"current-password\"")
    );
    snapshot("sign-in-en", &html);
}

#[test]
fn a_section_of_one_question_has_the_question_as_its_heading() {
    let html = section(&example(), "type", &Answers::new(), &Problems::none(), Lang::En).into_string();
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(html.contains("What are you applying for?\n</h1>"), "{html}");
    let html = section(&example(), "summary", &Answers::new(), &Problems::none(), Lang::En).into_string();
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(html.contains("Summary</h1>"));
}

#[test]
fn no_two_elements_have_the_same_id_and_every_summary_link_leads_somewhere() {
    let form = example();
    let answers = complete().with("own-data", "yes").with("topics", &["health"][..]);
    let problems = form.check(&Answers::new(), &lists());
    let html = pages::fields(&form, &answers, &problems, Lang::En, &texts(), &lists()).into_string();
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{ids:?}");
    let summary = pages::error_summary(&form, &problems, Lang::En, &texts()).unwrap();
    assert_eq!(summary.error_list.len(), 9);
    for link in &summary.error_list {
        assert!(ids.contains(&link.href.trim_start_matches('#')), "{} leads nowhere", link.href);
    }
}

#[test]
fn a_problem_of_the_caller_on_a_date_leads_to_its_first_field() {
    let mut problems = Problems::none();
    problems.add(forms::Problem::new("start", "form-change"));
    let summary = pages::error_summary(&example(), &problems, Lang::En, &texts()).unwrap();
    assert_eq!(summary.error_list[0].href, "#start-day");
    assert!(pages::error_summary(&example(), &Problems::none(), Lang::En, &texts()).is_none());
}

#[test]
fn a_skipped_answer_says_so() {
    let answers = complete().with("evidence", "").with("persons", "");
    let html = pages::check_answers(&example(), &answers, Lang::En, &texts(), &lists(), |_, _| None).into_string();
    assert_eq!(html.matches("Not provided").count(), 3, "{html}");
    assert_eq!(html.matches("Not answered yet").count(), 1);
    assert!(!html.contains("Change"));
}

#[test]
fn guidance_has_paragraphs_lists_and_links_and_nothing_else() {
    let html = pages::prose("One\ntwo [a & b](/c?d=1&e).\n- x <b>\n  y\n- z\n\n[bad](javascript:alert) [open](");
    let expected = "<p class=\"govuk-body\">One two <a class=\"govuk-link\" href=\"/c?d=1&amp;e\">a &amp; b</a>.</p>\n\
        <ul class=\"govuk-list govuk-list--bullet\">\n<li>x &lt;b&gt; y</li>\n<li>z</li>\n</ul>\n\
        <p class=\"govuk-body\"><a class=\"govuk-link\" href=\"#\">bad</a> [open](</p>\n";
    assert_eq!(html.as_str(), expected);
}

#[test]
fn every_sentence_of_the_code_is_in_the_texts() {
    let texts = texts();
    let mut keys = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let source = std::fs::read_to_string(entry).unwrap();
            let words = source.split('"').filter(|word| word.starts_with("form-") && !word.contains('{'));
            keys.extend(words.map(str::to_owned));
        }
    }
    assert!(keys.len() > 40, "{keys:?}");
    let missing: Vec<_> = keys.iter().filter(|key| !texts.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let unused: Vec<_> =
        texts.keys().filter(|key| !key.starts_with("form-date-without-") && !keys.iter().any(|k| k == key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// What a browser would send for the controls of a page, nothing changed.
fn sent(html: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
        Some(plain(value))
    };
    let mut sent = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let (Some(name), word) = (attribute(tag, "name"), tag.split(' ').next().unwrap()) else {
            // An option belongs to the select before it.
            let chosen = tag.starts_with("option") && tag.contains(" selected");
            if let Some((_, value)) = sent.last_mut().filter(|_| chosen) {
                *value = attribute(tag, "value").unwrap();
            }
            continue;
        };
        let value = attribute(tag, "value").unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        match (word, kind.as_str()) {
            ("input", "radio" | "checkbox") if !tag.contains(" checked") => {}
            ("input", _) => sent.push((name, value)),
            ("textarea", _) => sent.push((name, plain(text))),
            _ => sent.push((name, String::new())),
        }
    }
    sent
}

fn plain(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn a_page_that_is_sent_back_unchanged_changes_no_answer() {
    let form = example();
    let odd = complete()
        .with("title", "a & <b> \"c\" &amp;")
        .with("start", "x-13-99")
        .with("topics", &["health", "none"][..]);
    for answers in [complete(), odd, Answers::new().with("type", "exploratory")] {
        for section in &form.sections {
            let html = section_page(&section.id, &answers).into_string();
            let (again, _) = form.read_over(&answers, Some(&section.id), &sent(&html), &lists());
            assert_eq!(again, answers, "section {}", section.id);
        }
    }
}

fn section_page(id: &str, answers: &Answers) -> Html {
    section(&example(), id, answers, &Problems::none(), Lang::En)
}

#[test]
fn every_page_is_sound() {
    let texts = texts();
    for lang in Lang::ALL {
        for answers in [Answers::new(), complete()] {
            let form = example();
            let problems = form.check(&answers.clone().with("persons", "many"), &lists());
            let mut bodies: Vec<Html> =
                form.sections.iter().map(|one| section(&form, &one.id, &answers, &problems, lang)).collect();
            bodies.push(pages::blank(&form, lang, &texts));
            for html in bodies {
                let mut page = ui::Page::new(lang, "Apply", ui::Body::new().html(html));
                page.error_summary = pages::error_summary(&form, &problems, lang, &texts);
                assert_eq!(page.faults(), Vec::<String>::new());
            }
        }
    }
}

#[test]
fn a_list_with_nothing_in_it_says_so_where_the_error_leads() {
    let nothing = forms::Lists::new();
    let problems = example().check(&Answers::new(), &nothing);
    let html =
        pages::section(&example(), "data", &Answers::new(), &problems, Lang::En, &texts(), &nothing).into_string();
    assert!(
        html.contains("id=\"datasets\"") && html.contains("There is nothing to choose from at the moment."),
        "{html}"
    );
}

const VOTE: &str = r#"
id = "vote"
version = "1"
title = { en = "Vote", cy = "Pleidlais" }
[[section]]
id = "vote"
title = { en = "Vote", cy = "Pleidlais" }
[[section.question]]
id = "vote"
kind = "radios"
label = { en = "What now?", cy = "Beth nawr?" }
choices = [
    { value = "release", label = { en = "Release", cy = "Rhyddhau" } },
    { value = "return", label = { en = "Return", cy = "Dychwelyd" } },
    { value = "reject", label = { en = "Reject", cy = "Gwrthod" } },
]
[[section.question]]
id = "reason"
kind = "paragraph"
label = { en = "Why?", cy = "Pam?" }
hint = { en = "They read it.", cy = "Maen nhw'n ei ddarllen." }
max_words = 100
when = { question = "vote", is_not = "release" }
[[section.question]]
id = "days"
kind = "number"
label = { en = "Days", cy = "Dyddiau" }
when = { question = "vote", is = "return" }
"#;

#[test]
fn a_question_for_several_answers_stands_on_the_page_from_the_start_and_says_for_which() {
    let form = Form::from_toml(VOTE).unwrap();
    for (answers, lang, words) in [
        (Answers::new(), Lang::En, "Only if your answer above is ‘Return’ or ‘Reject’. They read it."),
        (
            Answers::new().with("vote", "release"),
            Lang::Cy,
            "Dim ond os mai eich ateb uchod yw ‘Dychwelyd’ neu ‘Gwrthod’.",
        ),
    ] {
        let html = section(&form, "vote", &answers, &Problems::none(), lang);
        assert!(html.as_str().contains(words), "{}", html.as_str());
        assert!(html.as_str().contains("name=\"reason\""));
        // What one answer brings up stands below it and needs no words.
        assert_eq!(
            html.as_str().matches("govuk-radios__conditional").count(),
            2,
            "one beginning, one class of its state"
        );
    }
    // In a section of its own it may also be a page of its own, for which the answer is known before.
    let apart = VOTE.replacen(
        "[[section.question]]\nid = \"reason\"",
        "[[section]]\nid = \"why\"\ntitle = { en = \"Why\", cy = \"Pam\" }\n[[section.question]]\nid = \"reason\"",
        1,
    );
    let apart = Form::from_toml(&apart).unwrap();
    let released = Answers::new().with("vote", "release");
    let whole = pages::fields(&apart, &released, &Problems::none(), Lang::En, &texts(), &lists());
    assert!(whole.as_str().contains("name=\"reason\"") && whole.as_str().contains("‘Return’ or ‘Reject’"));
    let alone = section(&apart, "why", &Answers::new().with("vote", "reject"), &Problems::none(), Lang::En);
    assert!(alone.as_str().contains("name=\"reason\"") && !alone.as_str().contains("Only if"));
    let sent = [("vote", "release"), ("reason", "left over"), ("days", "")];
    let (answers, problems) = form.read(Some("vote"), &pairs(&sent), &lists());
    assert!(problems.is_empty());
    assert!(form.relevant(&answers).get("reason").is_none(), "a reason that nobody asks for is dropped");
}
