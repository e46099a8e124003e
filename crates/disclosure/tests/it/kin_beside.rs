//! Figures that stand in other places of a finished table than its cells' first number: in labels, notes and titles, beside
//! another figure, in the sign that hides one. Made in the manner of tables of journals, R, Stata, SPSS and Excel.

use crate::support::*;
use disclosure::{CheckResult, Grid, Policy, Severity, Verdict, check};

const COUNTS: &str = "g,Male,Female\nA,40,50\nB,30,60\n";

fn judged(table: &str, counts: &str) -> CheckResult {
    let read = |text: &str| Grid::read(&csv(text)).unwrap_or_else(|error| panic!("{text}: {error}"));
    check(&[read(table)], &[read(counts)], &[Policy::named("srs").unwrap()]).unwrap_or_else(|e| panic!("{table}: {e}"))
}

fn worst(result: &CheckResult, rule: &str) -> Option<Severity> {
    result.marks.iter().filter(|mark| mark.rule == rule).map(|mark| mark.severity).max()
}

#[test]
fn figures_in_titles_and_notes_are_asked_about_with_their_place() {
    for (before, after, place) in [
        ("", "\"Note: 3 people died\"\n", "Note: 3 people died"),
        ("", "\"Of these, 3 men and 1 woman had cancer; the oldest was 104\",,\n", "Of these"),
        ("Table 1: the oldest was 104 years\n", "", "Table 1"),
        ("", "three men in A died,,\n", "three men"),
        ("", "Source: ONS 2024. Largest turnover £9.8m,,\n", "Source"),
        ("", "N = 7,,\n", "N = 7"),
        ("Cyfanswm: 3 o bobl\n", "", "Cyfanswm"),
        ("", "\"a) excludes 4 records, 2019/20\",,\n", "a) excludes"),
    ] {
        let result = judged(&format!("{before}{COUNTS}{after}"), COUNTS);
        assert_eq!(result.verdict, Verdict::Ask, "{before}{after}: {:?}", result.marks);
        let mark = result.marks.iter().find(|mark| mark.rule == "unread").unwrap();
        assert!(mark.cell[0].starts_with(place), "{:?}", mark.cell);
    }
    for (before, after) in [
        ("Table 3: people by region and sex in 2019/20\n", "Source: own calculations; published 30 November 2026,,\n"),
        ("", "* p<0.05\n[c] fewer than 10\n"),
        ("", "Counts are rounded to the nearest 5,,\n1. Weighted.,,\n"),
        ("", "\"Adults aged 16 and over; 95% confidence intervals\",,\n"),
    ] {
        let result = judged(&format!("{before}{COUNTS}{after}"), COUNTS);
        assert_eq!(result.verdict, Verdict::Pass, "{before}{after}: {:?}", result.marks);
    }
}

#[test]
fn counts_that_labels_tell_are_counts() {
    for (header, severity) in [
        ("Male (n=3)", Some(Severity::Fail)),
        ("Male (N = 9)", Some(Severity::Fail)),
        ("Male n: 3", Some(Severity::Fail)),
        ("Male (n = 70)", None),
        ("Male", None),
    ] {
        let of = |text: &str| text.replace("Male", &format!("\"{header}\""));
        let result = judged(&of(COUNTS), &of(COUNTS));
        assert_eq!(worst(&result, "threshold"), severity, "{header}: {:?}", result.marks);
    }
    let row = "g,Male,Female\n\"B (n = 4)\",30,60\nA,40,50\n";
    assert_eq!(worst(&judged(row, row), "threshold"), Some(Severity::Fail));
    // A hidden figure under a label that tells how many they are.
    let hidden =
        judged("g,Male,Female\n\"A (n=90)\",[c],[c]\nB,30,60\n", "g,Male,Female\n\"A (n=90)\",4,86\nB,30,60\n");
    assert_eq!(worst(&hidden, "leak"), Some(Severity::Ask), "{:?}", hidden.marks);
    // The name of the column of labels is a place, too.
    let named = judged("\"g, n = 3\",Male\nA,40\nB,30\n", "\"g, n = 3\",Male\nA,40\nB,30\n");
    assert_eq!(named.verdict, Verdict::Ask, "{:?}", named.marks);
}

#[test]
fn counts_beside_a_figure_in_its_cell_are_counts() {
    use Severity::{Ask, Fail};
    for (cell, severity) in [
        ("34.2 (n=3)", Fail),
        ("34.2; N = 7", Fail),
        ("3 of 40", Fail),
        ("3/40", Fail),
        ("3 (7.5)", Fail),
        ("3 (7.5%)", Fail),
        ("7.5% (3)", Fail),
        ("3 (8)", Ask),
        ("3 (10.7%)", Ask),
        ("4 of 57", Ask),
        ("38 of 40", Ask),
        ("34 (5)", Ask),
        ("3", Ask),
    ] {
        let table = COUNTS.replace("A,40", &format!("A,{cell}")).replace("B,30", "B,20");
        let result = judged(&table, COUNTS);
        let found = result.marks.iter().filter(|mark| mark.rule == "threshold" && mark.cell == ["A", "Male"]);
        assert_eq!(found.map(|mark| mark.severity).max(), Some(severity), "{cell}: {:?}", result.marks);
    }
    // A column that is called one of counts is one.
    for name in ["N", "count", "Freq"] {
        let result =
            judged(&format!("g,{name},Mean\nA,40,44.2\nB,3,40.1\n"), &format!("g,{name},Mean\nA,40,40\nB,40,40\n"));
        assert_eq!(worst(&result, "threshold"), Some(Severity::Fail), "{name}: {:?}", result.marks);
    }
    // Rates by any word for their scale.
    for name in ["rate per 100k", "cases per 100,000", "per million", "deaths per 10k"] {
        let (scale, n) = if name.contains("million") {
            (3.0, 1_000_000)
        } else if name.contains("10k") {
            (3.0, 10_000)
        } else {
            (3.0, 100_000)
        };
        let table = format!("g,\"{name}\"\nA,{scale:.1}\nB,50.0\n");
        let result = judged(&table, &format!("g,\"{name}\"\nA,{n}\nB,{n}\n"));
        assert_eq!(worst(&result, "threshold"), Some(Severity::Fail), "{name}: {:?}", result.marks);
    }
    for (name, cells) in [
        ("Mean (SD)", ["34 (5)", "31 (4)"]),
        ("Median", ["3", "4"]),
        ("Age", ["34.2", "31.9"]),
        ("Median (IQR)", ["3 (2-5)", "4 (2-6)"]),
        ("OR (95% CI)", ["1.2 (0.8-1.9)", "0.9 (0.5-1.4)"]),
    ] {
        let table = format!("g,{name}\nA,{}\nB,{}\n", cells[0], cells[1]);
        let result = judged(&table, &format!("g,{name}\nA,40\nB,50\n"));
        assert_eq!(result.verdict, Verdict::Pass, "{table}: {:?}", result.marks);
    }
}

#[test]
fn ends_of_a_range_and_deviations_of_nought_are_said_of_somebody() {
    for (table, rule) in [
        ("g,Mean,Max\nA,44.2,104\nB,40.1,99\n", "extreme"),
        ("g,Mean,Minimum\nA,44.2,18\nB,40.1,19\n", "extreme"),
        ("g,Mean,Oldest patient\nA,44.2,104\nB,40.1,99\n", "extreme"),
        ("g,Mean,Largest value\nA,44.2,104.5\nB,40.1,99.5\n", "extreme"),
        ("g,Mean,Range\nA,44.2,18 to 104\nB,40.1,19 to 99\n", "extreme"),
        ("g,Mean,Male\nA,44.2,34 (18-104)\nB,40.1,31 (17-99)\n", "extreme"),
        ("g,Mean,p99\nA,44.2,99.5\nB,40.1,98.5\n", "extreme"),
        ("g,Mean,1st percentile\nA,44.2,18.5\nB,40.1,19.5\n", "extreme"),
        ("g,Mean,SD\nA,44.2,0\nB,40.1,9.5\n", "full"),
        ("g,Mean,Std. dev.\nA,44.2,0.00\nB,40.1,9.5\n", "full"),
    ] {
        let second = table.lines().next().unwrap();
        let result = judged(table, &format!("{second}\nA,40,40\nB,50,50\n"));
        assert_eq!(worst(&result, rule), Some(Severity::Ask), "{table}: {:?}", result.marks);
    }
    let many = "g,Mean,p95,Median\nA,44.2,99.5,45.5\nB,40.1,98.5,41.5\n";
    let behind = "g,Mean,p95,Median\nA,400,400,400\nB,500,500,500\n";
    assert_eq!(judged(many, behind).verdict, Verdict::Pass, "{:?}", judged(many, behind).marks);
    let groups = "g,Lowest income quintile,Highest qualification\nA,44,104\nB,40,99\n";
    assert_eq!(judged(groups, groups).verdict, Verdict::Pass, "{:?}", judged(groups, groups).marks);
}

#[test]
fn a_sign_that_says_more_than_the_policy_hides_is_asked_about() {
    for (sign, asks) in
        [("<3", true), ("<2", true), ("≤4", true), ("fewer than 5", true), ("<10", false), ("≤9", false)]
    {
        let result = judged(&format!("g,Male\nA,{sign}\nB,30\n"), "g,Male\nA,2\nB,30\n");
        assert_eq!(worst(&result, "leak"), asks.then_some(Severity::Ask), "{sign}: {:?}", result.marks);
    }
}
