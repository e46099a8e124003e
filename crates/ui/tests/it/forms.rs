//! Forms, and controls in Welsh.

use foundation::Lang;
use ui::{
    Button, CharacterCount, Checkbox, Checkboxes, DateInput, DateValue, ErrorMessage, FileUpload, Form, Input,
    Pagination, PasswordInput, Radio, Radios,
};

#[test]
fn every_form_is_posted_with_its_token_and_checked_by_the_server_alone() {
    let form = Form::new("/projects/new", "token-1").field(Input::new("title", "Title").html()).submit("Continue");
    let html = form.html().into_string();
    for part in [
        "<form action=\"/projects/new\" method=\"post\" novalidate>",
        "<input type=\"hidden\" name=\"csrf\" value=\"token-1\">",
        "data-prevent-double-click=\"true\"",
    ] {
        assert!(html.contains(part), "{part} is not in\n{html}");
    }
    assert!(!html.contains("required"), "{html}");
    assert!(!html.contains("enctype"), "{html}");
}

#[test]
fn a_form_with_files_buttons_and_links_pins_its_html() {
    let form = Form::new("/airlock/requests/7", "t")
        .hidden("version", "3")
        .field(FileUpload::new("file", "Paper").accept(".docx").html())
        .field(
            Checkboxes::new("files", "Files")
                .items([Checkbox::new("a", "a.docx").hint("12 pages"), Checkbox::new("none", "None").exclusive()])
                .values(["a"])
                .html(),
        )
        .submit("Submit")
        .button(Button::new("Save and come back later").secondary().sends("then", "save"))
        .link("Cancel", "/airlock")
        .multipart();
    insta::assert_snapshot!("form_with_files", form.html().into_string());
}

#[test]
fn controls_speak_welsh() {
    let html = [
        PasswordInput::new("password", "Cyfrinair").choosing().in_lang(Lang::Cy).html(),
        CharacterCount::words("summary", "Crynodeb", 250).in_lang(Lang::Cy).html(),
        DateInput::new("start", "Dyddiad dechrau")
            .value(DateValue { day: "31".into(), month: "2".into(), year: "2027".into() })
            .error(Some(ErrorMessage::new("Rhowch ddyddiad go iawn").in_lang(Lang::Cy)))
            .in_lang(Lang::Cy)
            .wrong(&["day"])
            .html(),
    ];
    insta::assert_snapshot!("controls_in_welsh", html.map(|html| html.into_string()).join("\n\n"));
}

#[test]
fn a_date_marks_only_the_boxes_that_are_wrong() {
    let wrong = |parts: &[&str]| {
        let input = DateInput::new("start", "Start").error(Some("Enter a real date"));
        let input = if parts.is_empty() { input } else { input.wrong(parts) };
        input.html().as_str().matches("govuk-input--error").count()
    };
    assert_eq!((wrong(&[]), wrong(&["day"]), wrong(&["day", "year"])), (3, 1, 2));
}

#[test]
fn what_an_answer_reveals_is_in_the_page_without_scripts() {
    let html = Radios::new("ethics", "Was it reviewed?")
        .items([Radio::new("yes", "Yes").reveals(Input::new("committee", "Committee").html()), Radio::new("no", "No")])
        .value("yes")
        .html()
        .into_string();
    assert!(html.contains("data-aria-controls=\"conditional-ethics\""), "{html}");
    assert!(html.contains("id=\"conditional-ethics\"") && html.contains("name=\"committee\""), "{html}");
}

#[test]
fn pagination_shows_the_ends_the_page_and_its_neighbours() {
    let shown = |current, last| {
        let pages = Pagination::of(Lang::En, current, last, |page| format!("?page={page}"))?;
        let items: Vec<String> = pages
            .items
            .iter()
            .map(|item| match (item.ellipsis, item.current) {
                (true, _) => "…".to_owned(),
                (_, true) => format!("[{}]", item.number),
                _ => item.number.clone(),
            })
            .collect();
        Some((items.join(" "), pages.previous.is_some(), pages.next.is_some()))
    };
    assert_eq!(shown(1, 1), None);
    assert_eq!(shown(1, 2), Some(("[1] 2".into(), false, true)));
    assert_eq!(shown(6, 42), Some(("1 … 5 [6] 7 … 42".into(), true, true)));
    assert_eq!(shown(99, 3), Some(("1 2 [3]".into(), true, false)));
}

#[test]
fn hidden_words_stand_apart_from_those_that_are_seen() {
    // The comparison with the fixtures does not look at space beside a tag; here it matters to screen readers.
    let message = ErrorMessage::new("Enter a name").html();
    assert!(message.as_str().contains("<span class=\"govuk-visually-hidden\">Error:</span> Enter a name"), "{message}");
    let action = ui::SummaryRow::new("Name", "Anwen").action("Change", "/name", "name");
    let list = ui::SummaryList::new().rows([action]).html();
    assert!(list.as_str().contains(">Change<span class=\"govuk-visually-hidden\"> name</span></a>"), "{list}");
    let pages =
        Pagination { next: Some(ui::PageLink { href: "/2".into(), ..Default::default() }), ..Default::default() };
    assert!(pages.html().as_str().contains("Next<span class=\"govuk-visually-hidden\"> page</span>"));
    let language =
        ui::Language { language_description: "version".into(), ..ui::Language::of(foundation::Lang::Cy, "/cy", false) };
    let switch = ui::LanguageNavigation { items: vec![language], ..Default::default() }.html();
    assert!(switch.as_str().contains("Cymraeg<span class=\"govuk-visually-hidden\"> version</span></a>"), "{switch}");
}
