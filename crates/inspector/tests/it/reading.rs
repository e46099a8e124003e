//! What is judged by reading: tables, figures, counts, names, citation, sections; and programs.

use std::collections::BTreeSet;

use inspector::{Dataset, InspectPolicy, Purpose, Report, Severity, inspect};

use crate::files::{docx, ids};

fn policy() -> InspectPolicy {
    let dataset = Dataset {
        title: "Labour Force Survey".into(),
        doi: "10.5255/UKDA-SN-0000-1".into(),
        fields: BTreeSet::from(["HRP_AGE2".to_owned(), "sex".to_owned()]),
        ..Dataset::default()
    };
    InspectPolicy { datasets: vec![dataset], ..InspectPolicy::default() }
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn table(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

const GOOD: &[&[&str]] =
    &[&["Region", "Employed (%)", "Unweighted count"], &["Wales", "71.2", "1,204"], &["England", "75.0", "8,310"]];
const PROSE: &str = "The data come from the Labour Force Survey (doi:10.5255/ukda-sn-0000-1). The sample holds all respondents aged 16 to 64. \
    We estimate a regression. Table 1 shows that employment is lower in Wales.";

fn read(body: &str) -> Report {
    inspect("paper.docx", &docx(body, &[]), Purpose::Output, &policy())
}

fn good() -> String {
    [paragraph(PROSE), paragraph("Table 1. Employment by region"), table(GOOD)].concat()
}

#[test]
fn an_output_that_meets_the_requirements_is_asked_nothing() {
    assert_eq!(ids(&read(&good())), [""; 0]);
}

#[test]
fn what_an_output_lacks_is_asked_for_out_11_out_12_out_13_out_14_out_20() {
    let with = |from: &str, to: &str| good().replace(from, to);
    for (id, body) in [
        ("unnumbered", with("Table 1. Employment by region", "Employment by region")),
        ("unnumbered", with("Table 1. Employment by region", "Table 1.")),
        ("unexplained", with("Table 1 shows", "It shows")),
        ("percent_without_counts", with("Unweighted count", "Rate").replace("1,204", "3.1").replace("8,310", "4.2")),
        ("small_cell", with("1,204", "7")),
        ("raw_variable_name", with("Region", "HRP_AGE2")),
        ("citation_missing", with("10.5255/ukda-sn-0000-1", "10.1000/other")),
        ("identifier", with("Wales", "CF10 3AT")),
        ("counts_missing", good() + &paragraph("Figure 2. Wages by age") + &paragraph("Figure 2 shows wages.")),
    ] {
        let report = read(&body);
        let found = report.findings.iter().find(|f| f.id == id);
        assert_eq!(found.map(|f| f.severity), Some(Severity::Ask), "{id}: {report:?}");
    }
    let long = paragraph(&"Nothing is said of it here at all. ".repeat(30));
    let report = read(&long);
    let reasons: Vec<&str> = report.findings.iter().map(|f| f.reason.as_str()).filter(|r| !r.is_empty()).collect();
    assert_eq!(reasons, ["section-method", "section-sample", "section-source"]);
}

#[test]
fn a_citation_in_full_or_a_doi_will_do_and_a_line_break_in_it_does_not_matter_out_20() {
    let citation = "Office (2026). Labour Force Survey.";
    let dataset =
        Dataset { title: "LFS".into(), citation: citation.into(), doi: "10.5555/lfs".into(), ..Dataset::default() };
    let policy = InspectPolicy { datasets: vec![dataset], ..InspectPolicy::default() };
    let ids_of = |text: &str| ids(&inspect("a.docx", &docx(&paragraph(text), &[]), Purpose::Output, &policy)).join(" ");
    assert_eq!(ids_of("See OFFICE (2026).\n  Labour Force\nSurvey."), "");
    assert_eq!(ids_of("See doi 10.5555/LFS"), "");
    assert_eq!(ids_of("See the survey."), "citation_missing");
}

#[test]
fn what_the_request_names_must_stand_in_the_output_out_12() {
    let policy = InspectPolicy { labels: BTreeSet::from(["Table 1".to_owned()]), ..InspectPolicy::default() };
    let evidence = |text: &str| {
        let report = inspect("a.docx", &docx(&paragraph(text), &[]), Purpose::Output, &policy);
        report.findings.iter().map(|f| format!("{} {}", f.id, f.evidence)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(evidence("See table\n1."), "");
    assert_eq!(evidence("See Table 10."), "label_missing Table 1");
}

#[test]
fn evidence_that_may_quote_the_file_can_be_left_out() {
    let report = inspect("a.do", b"drop if id==1023\n", Purpose::Syntax, &InspectPolicy::default());
    let finding = report.findings[0].clone();
    assert!(finding.message.contains("1023"));
    let without = finding.unquoted().in_language("stata", foundation::Lang::Cy);
    assert!(!format!("{without:?}").contains("1023"), "{without:?}");
    assert!(!without.message.is_empty() && !without.mend.is_empty());
    let small = read(&good().replace("1,204", "7"));
    let small = small.findings.iter().find(|f| f.id == "small_cell").unwrap().clone();
    assert!(small.unquoted().evidence.contains("< 10"));
}

#[test]
fn a_sum_of_ten_digits_is_no_nhs_number_and_a_list_of_them_is() {
    let lines = |numbers: &[&str]| numbers.iter().map(|n| paragraph(n)).collect::<String>();
    // The last digit of the first matches by chance.
    assert_eq!(ids(&read(&(good() + &lines(&["9434765919", "1234567890"])))), [""; 0]);
    for meant in [&["9434765919", "9434765870", "9434765838"][..], &["943 476 5919"], &["NHS 9434765919"]] {
        assert!(ids(&read(&(good() + &lines(meant)))).contains(&"identifier"), "{meant:?}");
    }
}

#[test]
fn a_plain_word_is_no_raw_name_and_ten_is_no_small_cell_out_13() {
    assert_eq!(ids(&read(&good().replace("Region", "sex").replace("1,204", "10"))), [""; 0]);
}

#[test]
fn nothing_is_asked_where_no_purpose_was_said() {
    let bare = table(&[&["HRP_AGE2", "%"], &["16", "3"]]);
    let report = inspect("paper.docx", &docx(&bare, &[]), Purpose::Unstated, &policy());
    assert_eq!(ids(&report), [""; 0]);
}

#[test]
fn a_program_holds_no_data_results_or_secrets_out_08_ml_05() {
    let syntax = |text: &str| inspect("a.do", text.as_bytes(), Purpose::Syntax, &InspectPolicy::default());
    let numbers = (0..80).map(|n| format!("{n}.5")).collect::<Vec<_>>().join(", ");
    for (id, text) in [
        ("long_array", format!("matrix w = ({numbers})\n")),
        ("base64_text", format!("local x \"{}\"\n", "QUJD".repeat(50))),
        ("single_record", "drop if id==1023\n".into()),
        ("single_record", "replace income = . if pidp == 68001367\n".into()),
        ("pasted_results", "* Wales | 12 34\n* England | 56 78\n* Scotland | 9 10\n".into()),
        ("secret", "odbc load, password = \"hunter22\"\n".into()),
        ("server_path", "odbc load, dsn=\"LFS01\" table(x)\n".into()),
        ("server_path", "* copied from 192.168.4.20\n".into()),
    ] {
        let report = syntax(&text);
        assert!(ids(&report).contains(&id), "{id}: {report:?}");
        assert!(!format!("{report:?}").contains("hunter22"), "a secret is not shown");
    }
    assert_eq!(
        ids(&syntax("use data/lfs\nkeep if age >= 16\ntab region\nregress wage i.region if sex == 1\n")),
        [""; 0]
    );
}

#[test]
fn names_of_the_service_s_servers_are_found_out_08() {
    let policy = InspectPolicy { servers: BTreeSet::from(["ukdasl-fs2".to_owned()]), ..InspectPolicy::default() };
    let report = inspect("a.do", b"use ukdasl-fs2.data/lfs\n", Purpose::Syntax, &policy);
    assert_eq!(ids(&report), ["server_path"]);
}
