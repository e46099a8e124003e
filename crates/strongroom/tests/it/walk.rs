//! What the journey reads pages with, and how it finds figures that leaked.

use strongroom::walk::html::Html;
use strongroom::walk::leaks::{Known, Leaks};

const PAGE: &str = r#"<!DOCTYPE html><html lang="cy"><head><title>A</title><style>p { color: red }</style></head><body>
<script>document.write("<form action='/no'></form>")</script><!-- <a href="/no">no</a> -->
<main><h1>Pay &amp; hours</h1><p>It&#39;s 5 &lt; 6</p><a class="x" href="/a?b=1&amp;c=2">To <b>the</b> page</a></main>
<form action="/save" method="post" novalidate>
<input type="hidden" name="csrf" value="t&quot;k"><input name="title" value="Old">
<input type="radio" name="kind" value="a"><input type="radio" name="kind" value="b" checked>
<input type="checkbox" name="box" value="1" checked><input type="checkbox" name="box" value="2">
<textarea name="words">
one &amp; two</textarea><select name="who"><option value="">Choose</option><option value="7" selected>Elin &amp; Co</option></select>
<input name="off" disabled value="no"><button name="go" value="1">Save</button></form></body></html>"#;

#[test]
fn a_page_is_read_as_a_browser_without_scripts_reads_it() {
    let html = Html::read(PAGE);
    assert_eq!(html.attribute("html", "lang"), Some("cy"));
    assert_eq!(html.inside("main"), "Pay & hours It's 5 < 6 To the page");
    assert!(!html.text().contains("color"));
    let links = html.links();
    assert_eq!(links.len(), 1, "a comment holds no link");
    assert_eq!((links[0].href.as_str(), links[0].text.as_str()), ("/a?b=1&c=2", "To the page"));
}

#[test]
fn a_form_is_read_with_its_hidden_fields_and_what_is_chosen() {
    let forms = Html::read(PAGE).forms();
    assert_eq!(forms.len(), 1, "what a script would write is not there");
    let form = &forms[0];
    assert_eq!(form.action, "/save");
    let on: Vec<(&str, &str)> =
        form.controls.iter().filter(|c| c.on).map(|c| (c.name.as_str(), c.value.as_str())).collect();
    let expected =
        [("csrf", "t\"k"), ("title", "Old"), ("kind", "b"), ("box", "1"), ("words", "one & two"), ("who", "7")];
    assert_eq!(on, expected);
    assert_eq!(form.offers("kind"), ["a", "b"]);
    assert!(!form.has("off"), "a disabled field is not sent");
    let select = form.controls.iter().find(|c| c.name == "who").unwrap();
    assert_eq!(select.options[1], ("7".to_owned(), "Elin & Co".to_owned()));
}

fn known(values: &[f64]) -> Known {
    let mut known = Known::default();
    values.iter().for_each(|v| known.add(*v));
    known
}

#[test]
fn a_known_figure_is_found_however_it_is_written() {
    // invariant 4
    let known = known(&[1_234_567.891, 585.614]);
    for text in [
        "1234567.89",
        "1,234,567.89",
        "1234567.9",
        "1234568",
        "1,234,568",
        "<td>1234567.891</td>",
        "{\"v\":1234567.8910}",
        "E12000001,1,2039,1234567.891,585.614",
        "pay=585.61",
        "585.61,",
    ] {
        assert!(!known.found_in(text).is_empty(), "{text}");
    }
}

#[test]
fn other_numbers_are_no_leak() {
    let known = known(&[1_234_567.891, 42.0, 585.614]);
    for text in
        ["a1234568b", "id-x1234568", "12345689", "42", "585", "1234567.8f", "2026-11-22", "234,567.89", "91234568"]
    {
        assert!(known.found_in(text).is_empty(), "{text}: {:?}", known.found_in(text));
    }
}

#[test]
fn an_answer_that_held_a_figure_or_a_file_is_named() {
    // invariant 4
    let leaks = Leaks::default();
    let known = known(&[1_234_567.891]);
    leaks.remember("GET /clean".into(), b"<p>nothing</p>");
    assert!(leaks.search(&known).is_empty());
    leaks.remember("GET /bad".into(), b"<td>1,234,568</td>");
    leaks.remember("GET /document".into(), b"PK\x03\x04rest");
    let found = leaks.search(&known).join("\n");
    assert!(found.contains("GET /bad") && found.contains("GET /document") && !found.contains("/clean"), "{found}");
}
