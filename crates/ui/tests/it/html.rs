//! Nothing that a person typed becomes markup.

use ui::{Attributes, Body, Button, Checkboxes, Html, Input, Radios, Select, SummaryList, Table, Textarea};

const NASTY: &str = "<script>alert(\"1\")</script>' & \"";

#[test]
fn text_is_escaped_in_content_and_attributes() {
    let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; &amp; &quot;";
    assert_eq!(ui::escape(NASTY), escaped);
    assert_eq!(Html::text(NASTY).as_str(), escaped);
    assert_eq!(Html::from(NASTY).as_str(), escaped);
    assert_eq!(Attributes::new().with("data-x", NASTY).to_string(), format!(" data-x=\"{escaped}\""));
}

#[test]
fn no_component_lets_a_typed_value_out_as_markup() {
    let all: Vec<Html> = vec![
        Input::new(NASTY, NASTY).value(NASTY).hint(NASTY).error(Some(NASTY)).prefix(NASTY).html(),
        Textarea::new(NASTY, NASTY).value(NASTY).html(),
        Select::new(NASTY, NASTY).item(NASTY, NASTY).value(NASTY).html(),
        Radios::new(NASTY, NASTY).item(NASTY, NASTY).divider(NASTY).value(NASTY).html(),
        Checkboxes::new(NASTY, NASTY).item(NASTY, NASTY).values([NASTY]).html(),
        SummaryList::new().row_with(NASTY, NASTY, (NASTY, NASTY, NASTY)).card(NASTY).html(),
        Table::new(NASTY).head([NASTY]).row([NASTY]).html(),
        Button::new(NASTY).sends(NASTY, NASTY).html(),
        Body::new()
            .heading(NASTY)
            .text(NASTY)
            .bullets([NASTY])
            .link(NASTY, NASTY)
            .picture(NASTY, NASTY, 1, 1)
            .rendered(),
        ui::Form::new(NASTY, NASTY).hidden(NASTY, NASTY).submit(NASTY).link(NASTY, NASTY).html(),
        ui::Timeline::new()
            .entry(ui::TimelineEntry { title: NASTY.into(), datetime: NASTY.into(), ..Default::default() })
            .html(),
    ];
    for html in all {
        assert!(!html.as_str().contains("<script"), "{html}");
        assert!(!html.as_str().contains("alert(\""), "{html}");
    }
}

#[test]
fn a_link_never_runs_a_script() {
    for href in ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"] {
        assert!(Html::link("x", href).as_str().contains("href=\"#\""), "{href}");
        assert!(Button::link("x", href).html().as_str().contains("href=\"#\""), "{href}");
    }
    for href in ["/projects?a=b:c", "#name", "https://example.org/", "mailto:a@example.org", "?page=2", "a/b:c"] {
        assert!(Html::link("x", href).as_str().contains(&format!("href=\"{href}\"")), "{href}");
    }
}

#[test]
fn plain_text_keeps_its_paragraphs_and_lines() {
    assert_eq!(
        Html::paragraphs("one\r\ntwo\r\n\r\n\r\n<three>").as_str(),
        "<p class=\"govuk-body\">one<br>two</p>\n<p class=\"govuk-body\">&lt;three&gt;</p>\n"
    );
    assert!(Html::paragraphs(" \n\n ").is_empty());
}

#[test]
fn a_value_that_begins_with_a_line_break_keeps_it() {
    assert!(Textarea::new("x", "X").value("\nfirst").html().as_str().contains(">\n\nfirst</textarea>"));
}

#[test]
fn an_address_of_mail_breaks_after_its_sign_and_nowhere_else() {
    assert_eq!(Html::email("a.b@c.example").as_str(), "a.b@<wbr>c.example");
    assert_eq!(Html::email("<b>@c@d").as_str(), "&lt;b&gt;@<wbr>c@d");
}

#[test]
fn a_table_without_rows_says_what_would_fill_it() {
    let table = ui::Table::new("Courses").head(["Course"]).empty("None is recorded yet.");
    let html = table.html().into_string();
    assert!(html.contains("<h2") && html.contains("None is recorded yet.") && !html.contains("<table"), "{html}");
    let html = table.row(["Safe researcher"]).html().into_string();
    assert!(html.contains("<table") && !html.contains("None is recorded yet."), "{html}");
}

#[test]
fn the_button_of_what_cannot_be_undone_looks_like_no_other_and_has_a_way_back() {
    let html = ui::Form::new("/end", "x").warns("End it", "No, go back", "/back").html().into_string();
    assert!(html.contains("govuk-button--warning") && html.contains("href=\"/back\""), "{html}");
    assert_eq!(html.matches("<button").count(), 1);
}
