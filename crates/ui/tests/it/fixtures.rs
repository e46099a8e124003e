//! The HTML that ships with GOV.UK Frontend is the golden file of our components.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;
use ui::Component;

use crate::fixtures_options::{date_input, fields, notification_banner, service_navigation};

/// What our structs do not offer, on purpose: component, a part of the fixture's name, why.
const NOT_OFFERED: &[(&str, &str, &str)] = include!("fixtures_not_offered.in");

type Render = fn(&Value) -> Result<String, String>;

fn render<C: Component + DeserializeOwned>(options: Value) -> Result<String, String> {
    let component: C = serde_json::from_value(options).map_err(|why| why.to_string())?;
    Ok(component.html().into_string())
}

/// Label, hint and error message are parts of controls, so they are no `Component` of their own.
const COMPONENTS: &[(&str, Render)] = &[
    ("back-link", |o| render::<ui::BackLink>(fields(o))),
    ("breadcrumbs", |o| render::<ui::Breadcrumbs>(fields(o))),
    ("button", |o| render::<ui::Button>(fields(o))),
    ("character-count", |o| render::<ui::CharacterCount>(fields(o))),
    ("checkboxes", |o| render::<ui::Checkboxes>(fields(o))),
    ("date-input", |o| render::<ui::DateInput>(date_input(o))),
    ("details", |o| render::<ui::Details>(fields(o))),
    ("error-message", |o| render::<ui::ErrorMessage>(fields(o))),
    ("error-summary", |o| render::<ui::ErrorSummary>(fields(o))),
    ("fieldset", |o| render::<ui::Fieldset>(fields(o))),
    ("file-upload", |o| render::<ui::FileUpload>(fields(o))),
    ("generic-header", |o| render::<ui::GenericHeader>(fields(o))),
    ("hint", |o| render::<ui::Hint>(fields(o))),
    ("input", |o| render::<ui::Input>(fields(o))),
    ("inset-text", |o| render::<ui::InsetText>(fields(o))),
    ("label", |o| render::<ui::Label>(fields(o))),
    ("language-navigation", |o| render::<ui::LanguageNavigation>(fields(o))),
    ("notification-banner", |o| render::<ui::NotificationBanner>(notification_banner(o))),
    ("pagination", |o| render::<ui::Pagination>(fields(o))),
    ("panel", |o| render::<ui::Panel>(fields(o))),
    ("password-input", |o| render::<ui::PasswordInput>(fields(o))),
    ("phase-banner", |o| render::<ui::PhaseBanner>(fields(o))),
    ("radios", |o| render::<ui::Radios>(fields(o))),
    ("select", |o| render::<ui::Select>(fields(o))),
    ("service-navigation", |o| render::<ui::ServiceNavigation>(service_navigation(o))),
    ("skip-link", |o| render::<ui::SkipLink>(fields(o))),
    ("summary-list", |o| render::<ui::SummaryList>(fields(o))),
    ("table", |o| render::<ui::Table>(fields(o))),
    ("tag", |o| render::<ui::Tag>(fields(o))),
    ("task-list", |o| render::<ui::TaskList>(fields(o))),
    ("textarea", |o| render::<ui::Textarea>(fields(o))),
    ("warning-text", |o| render::<ui::WarningText>(fields(o))),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "golden files are written on demand")]
fn components_give_the_html_of_the_fixtures_of_govuk_frontend() {
    let govuk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/node_modules/govuk-frontend");
    if !govuk.is_dir() {
        crate::skipped(&govuk);
        return;
    }
    let mut counts = String::new();
    let mut differences = String::new();
    let mut unused: Vec<_> = NOT_OFFERED.to_vec();
    let (mut all_equal, mut all) = (0, 0);
    for (component, render) in COMPONENTS {
        let path = govuk.join(format!("dist/govuk/components/{component}/fixtures.json"));
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let fixtures = file["fixtures"].as_array().unwrap();
        let (mut equal, mut left_out) = (0, 0);
        for fixture in fixtures {
            let name = fixture["name"].as_str().unwrap();
            let is_left_out = |&&(of, part, _): &&(&str, &str, &str)| of == *component && name == part;
            let expected = normalised(fixture["html"].as_str().unwrap());
            let got = render(&fixture["options"]).map(|html| normalised(&html));
            if let Some(reason) = NOT_OFFERED.iter().find(is_left_out) {
                unused.retain(|one| one != reason);
                left_out += 1;
                if got.as_ref() == Ok(&expected) {
                    writeln!(differences, "{component}: {name}\n  is left out, but equal").unwrap();
                }
            } else if got.as_ref() == Ok(&expected) {
                equal += 1;
            } else {
                writeln!(differences, "{component}: {name}\n  expected {expected}\n  got      {got:?}").unwrap();
            }
        }
        all_equal += equal;
        all += fixtures.len();
        writeln!(counts, "{component}: {equal} of {} equal, {left_out} not offered", fixtures.len()).unwrap();
    }
    writeln!(counts, "\nall: {all_equal} of {all} equal, {} not offered", NOT_OFFERED.len()).unwrap();
    for (component, name, why) in NOT_OFFERED {
        writeln!(counts, "{component}: {name}: {why}").unwrap();
    }
    assert!(differences.is_empty(), "{differences}\n{counts}");
    assert!(unused.is_empty(), "left out, but no such fixture: {unused:?}");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/fixtures.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &counts).unwrap();
    }
    let was = fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(was, counts, "the counts changed; run with UPDATE_GOLDEN=1 and look at the difference");
}

/// HTML with runs of white space as one space, without space beside a tag, quotes written one way, and the attributes
/// of a tag in the order of their names (a fixture's options are a JSON object, which has no order).
fn normalised(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&text(&rest[..start]));
        let (tag, after) = tag(&rest[start..]);
        out.push_str(&tag);
        rest = after;
    }
    out.push_str(&text(rest));
    out.replace("&#34;", "&quot;").replace("&quot;", "\"").replace("&#39;", "'")
}

fn text(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tag at the start, normalised, and what follows it.
fn tag(html: &str) -> (String, &str) {
    let mut quoted = false;
    let mut pieces = vec![String::new()];
    for (at, c) in html.char_indices() {
        match c {
            '"' => {
                quoted = !quoted;
                pieces.last_mut().unwrap().push(c);
            }
            '>' if !quoted => {
                let name = pieces.remove(0);
                pieces.retain(|piece| !piece.is_empty() && piece != "/");
                pieces.sort();
                let all: Vec<String> = std::iter::once(name).chain(pieces).collect();
                return (format!("{}>", all.join(" ").trim_end_matches('/').trim_end()), &html[at + 1..]);
            }
            c if c.is_whitespace() && !quoted => pieces.push(String::new()),
            c => pieces.last_mut().unwrap().push(c),
        }
    }
    (pieces.join(" "), "")
}

#[test]
fn the_comparison_sees_a_changed_class_an_attribute_and_a_missing_word() {
    let html = "<p class=\"a  b\"\n id=x>one  two</p>";
    assert_eq!(normalised(html), normalised("<p id=x class=\"a  b\"> one two </p>"));
    for other in ["<p class=\"a\" id=x>one two</p>", "<p class=\"a  b\">one two</p>", "<p class=\"a  b\" id=x>one</p>"]
    {
        assert_ne!(normalised(html), normalised(other));
    }
}
