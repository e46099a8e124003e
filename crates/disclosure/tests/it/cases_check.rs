//! Finished tables that people brought to public places, and their kin: the right value of each.

use crate::cases::{folder, named};
use crate::support::*;
use disclosure::{CheckResult, Error, Grid, Severity, Verdict, check};

fn checked(case: &str, table: &str, counts: &str, policy: &str) -> Option<Result<CheckResult, Error>> {
    let folder = folder(case)?;
    let read = |name: &str| Grid::read(&folder.join(name));
    Some(read(table).and_then(|table| check(&[table], &[read(counts)?], &named(policy))))
}

/// A table and its counts from texts.
fn of(table: &str, counts: &str, policy: &str) -> Result<CheckResult, Error> {
    check(&[Grid::read(&csv(table))?], &[Grid::read(&csv(counts))?], &named(policy))
}

fn marks(result: &CheckResult) -> Vec<(&'static str, Severity, String)> {
    result.marks.iter().map(|mark| (mark.rule, mark.severity, mark.cell.join(" / "))).collect()
}

fn fails(result: &CheckResult, rule: &str, cell: &str) -> bool {
    result.marks.iter().any(|m| m.rule == rule && m.severity == Severity::Fail && m.cell.join(" / ") == cell)
}

#[test]
fn figures_with_percentages_and_signs_are_no_hidden_ones() {
    if let Some(result) = checked("03-check-n-percent-cells-taken-for-hidden", "t.csv", "n.csv", "srs") {
        let result = result.unwrap();
        assert!(fails(&result, "threshold", "B / Male"), "{:?}", marks(&result));
    }
    if let Some(result) = checked("03b-check-marked-numbers-taken-for-hidden", "t.csv", "n.csv", "srs") {
        let result = result.unwrap();
        for column in ["Mean (SD)", "Income", "Change", "Rate", "Turnover"] {
            assert!(fails(&result, "threshold", &format!("B / {column}")), "{column}: {:?}", marks(&result));
        }
    }
    // Whatever stands beside a number, it is a number.
    for cell in [
        "3 (10.7%)",
        "3 [10.7]",
        "[c] (10.7%)",
        "3*",
        "3 **",
        "3†",
        "3¹",
        "€3",
        "3 %",
        "−3",
        "+3",
        "3 ± 1",
        "3.0 [1.0, 5.0]",
        "p<0.001",
        "(3)",
        "3 of 28",
        "3/28",
        "3a",
        "1 250",
        "1’250",
        "1'250,5",
        "3 (95% CI 1–5)",
        "~3",
        "3 [r]",
        "3e2",
        "<5%",
        "0.3",
    ] {
        let result = of(&format!("g,v\nA,40\nB,\"{cell}\"\n"), "g,v\nA,40\nB,3\n", "srs").unwrap();
        assert!(fails(&result, "threshold", "B / v"), "{cell}: {:?}", marks(&result));
    }
    // What is neither a number nor a known sign is named with its place.
    for cell in ["three", "see note", "12 persons", "#REF!", "½", "١٢", "yes", "TRUE", "c12", "12/x"] {
        let error = of(&format!("g,v\nA,40\nB,{cell}\n"), "g,v\nA,40\nB,30\n", "srs").unwrap_err().to_string();
        assert!(error.contains("B / v"), "{cell}: {error}");
    }
    for cell in ["", "c", "[c]", "*", "x", "..", "-", ":", "<10", "≤ 7", "suppressed", "[C]", "NA", "7 or fewer", "–"]
    {
        let result = of(&format!("g,v\nA,40\nB,{cell}\n"), "g,v\nA,40\nB,3\n", "srs").unwrap();
        assert!(!fails(&result, "threshold", "B / v"), "{cell}");
    }
}

#[test]
fn a_table_without_a_figure_never_passes() {
    if let Some(result) = checked("04-check-semicolon-csv-passes", "t.csv", "n.csv", "srs") {
        let result = result.unwrap();
        assert!(fails(&result, "threshold", "B / Male"), "{:?}", marks(&result));
    }
    for (table, counts) in [
        ("g;m;f\nA;12;18\nB;3;25\n", "g;m;f\nA;12;18\nB;3;25\n"),
        ("g\tm\tf\nA\t12\t18\nB\t3\t25\n", "g,m,f\nA,12,18\nB,3,25\n"),
        ("g|m|f\nA|12|18\nB|3|25\n", "g;m;f\nA;12;18\nB;3;25\n"),
        ("g;m;f\nA;12,5;18,1\nB;3,2;25,0\n", "g;m;f\nA;12;18\nB;3;25\n"),
        ("Table 1\n\ng,m,f\nA,12,18\nB,3,25\nSource: own\n", "g,m,f\nA,12,18\nB,3,25\n"),
    ] {
        let result = of(table, counts, "srs").unwrap();
        assert!(fails(&result, "threshold", "B / m"), "{table}: {:?}", marks(&result));
    }
    for table in ["g\nA\nB\n", "g,m\nA,\nB,\n", "g,m\nA,c\nB,c\n", "A 12 18\nB 3 25\n", "g,m\n"] {
        assert!(of(table, "g,m\nA,12\nB,18\n", "srs").is_err(), "{table}");
    }
    // Two bytes a letter, as Excel writes "Unicode text", and the code page of Windows.
    let utf16: Vec<u8> = "g\tm\nA\t40\nB\t3\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let table = Grid::read(&file(".txt", &[vec![0xff, 0xfe], utf16].concat())).unwrap();
    let latin = Grid::read(&file(".csv", b"g,m,\xa3\nA,40,40\nB,3,3\n")).unwrap();
    for table in [table, latin.clone()] {
        let result = check(&[table], &[latin.clone()], &named("srs")).unwrap();
        assert!(fails(&result, "threshold", "B / m"), "{:?}", marks(&result));
    }
}

#[test]
fn a_total_is_found_from_the_counts_whatever_it_is_called() {
    for at in 0..=10 {
        if let Some(result) =
            checked("06-check-totals-of-other-names", &format!("t{at}.csv"), &format!("n{at}.csv"), "srs")
        {
            let result = result.unwrap();
            assert!(
                result.marks.iter().any(|m| m.rule == "leak" && m.severity == Severity::Fail),
                "t{at}: {:?}",
                marks(&result)
            );
        }
    }
    for (table, counts) in [
        // Totals first, in the middle, as rows, of three parts, of totals.
        ("g,UK,m,f\nA,22,[c],18\nB,65,40,25\n", "g,UK,m,f\nA,22,4,18\nB,65,40,25\n"),
        ("g,m,Persons,f\nA,[c],22,18\nB,40,65,25\n", "g,m,Persons,f\nA,4,22,18\nB,40,65,25\n"),
        ("g,a,b\nN,[c],40\nS,18,25\nWales,22,65\n", "g,a,b\nN,4,40\nS,18,25\nWales,22,65\n"),
        ("g,a,b,c,Ensemble\nN,[c],40,31,75\nS,18,25,20,63\n", "g,a,b,c,Ensemble\nN,4,40,31,75\nS,18,25,20,63\n"),
        (
            "g,a,b,ab,c,d,cd,abcd\nN,[c],40,44,11,12,23,67\nS,18,25,43,20,31,51,94\n",
            "g,a,b,ab,c,d,cd,abcd\nN,4,40,44,11,12,23,67\nS,18,25,43,20,31,51,94\n",
        ),
        (
            "region,sex,value\nN,m,[c]\nN,f,18\nN,p,22\nS,m,40\nS,f,25\nS,p,65\n",
            "region,sex,n\nN,m,4\nN,f,18\nN,p,22\nS,m,40\nS,f,25\nS,p,65\n",
        ),
    ] {
        let result = of(table, counts, "srs").unwrap();
        assert!(
            result.marks.iter().any(|m| m.rule == "leak" && m.severity == Severity::Fail),
            "{table}: {:?}",
            marks(&result)
        );
    }
}

#[test]
fn what_follows_from_several_totals_together_is_found() {
    if let Some(result) = checked("07-check-leak-through-several-relations", "t.csv", "n.csv", "srs") {
        let result = result.unwrap();
        assert!(fails(&result, "leak", "r2 / c3"), "{:?}", marks(&result));
    }
    let squeezed = checked("07-check-leak-through-several-relations", "squeezed-t.csv", "squeezed-n.csv", "srs");
    if let Some(result) = squeezed {
        let result = result.unwrap();
        assert!(fails(&result, "leak", "r1 / c1") && fails(&result, "leak", "r1 / c2"), "{:?}", marks(&result));
    }
    // Two hidden cells that add up to less than the threshold are small for everybody.
    for (hidden, other, leaks) in
        [(3, 4, true), (3, 6, true), (3, 40, false), (1, 9, true), (5, 6, false), (0, 5, true)]
    {
        let counts = format!("g,a,b,c,Total\nx,{hidden},{other},30,{}\ny,50,60,70,180\n", hidden + other + 30);
        let table = format!("g,a,b,c,Total\nx,[c],[c],30,{}\ny,50,60,70,180\n", hidden + other + 30);
        let result = of(&table, &counts, "srs").unwrap();
        let found = result.marks.iter().any(|m| m.rule == "leak" && m.severity == Severity::Fail);
        assert_eq!(found, leaks, "{hidden} and {other}: {:?}", marks(&result));
    }
    // Signs that bound what they hide leave one value only: two of at most 9 that make 18.
    let result = of("g,a,b,Total\nx,<10,<10,18\ny,50,60,110\n", "g,a,b,Total\nx,9,9,18\ny,50,60,110\n", "srs").unwrap();
    assert!(fails(&result, "leak", "x / a"), "{:?}", marks(&result));
}

#[test]
fn tables_of_one_request_are_one_system() {
    let grids = |texts: &[&str]| texts.iter().map(|text| Grid::read(&csv(text)).unwrap()).collect::<Vec<_>>();
    let leak = |tables: &[&str], counts: &[&str]| {
        let result = check(&grids(tables), &grids(counts), &named("srs")).unwrap();
        (result.marks.iter().any(|m| m.rule == "leak" && m.severity == Severity::Fail), marks(&result))
    };
    // The total of a region stands in another table, under another name.
    let (found, all) = leak(
        &["region,m,f\nN,[c],18\nS,40,25\n", "region,16-64,65+,Persons\nN,10,12,22\nS,35,30,65\n"],
        &["region,m,f\nN,4,18\nS,40,25\n", "region,16-64,65+,Persons\nN,10,12,22\nS,35,30,65\n"],
    );
    assert!(found, "{all:?}");
    // Two levels of one code: ten years here, five there.
    let (found, all) = leak(
        &["region,0-9,10-19\nN,22,31\nS,65,50\n", "region,0-4,5-9,10-14,15-19\nN,[c],18,15,16\nS,40,25,28,22\n"],
        &["region,0-9,10-19\nN,22,31\nS,65,50\n", "region,0-4,5-9,10-14,15-19\nN,4,18,15,16\nS,40,25,28,22\n"],
    );
    assert!(found, "{all:?}");
    // The same count hidden in one and shown in the other.
    let (found, all) = leak(
        &["region,count\nN,[c]\nS,65\nE,30\n", "area,people\nN,22\nS,65\nE,30\n"],
        &["region,count\nN,22\nS,65\nE,30\n", "area,people\nN,22\nS,65\nE,30\n"],
    );
    assert!(found, "{all:?}");
    // Ranges that lie one in the other with hardly anybody between them.
    let result = check(
        &grids(&["age,count\n16-24,40\n25-64,90\n", "age,count\n16-25,44\n26-64,86\n"]),
        &grids(&["age,count\n16-24,40\n25-64,90\n", "age,count\n16-25,44\n26-64,86\n"]),
        &named("srs"),
    )
    .unwrap();
    assert!(
        result.marks.iter().any(|m| m.rule == "differencing" && m.severity == Severity::Fail),
        "{:?}",
        marks(&result)
    );
    // One person fewer under another name of the total.
    let result = check(
        &grids(&["g,m,f,Total\nA,20,30,50\nB,40,25,65\n", "g,x,y,All\nA,24,25,49\nB,35,30,65\n"]),
        &grids(&["g,m,f,Total\nA,20,30,50\nB,40,25,65\n", "g,x,y,All\nA,24,25,49\nB,35,30,65\n"]),
        &named("srs"),
    )
    .unwrap();
    assert!(result.marks.iter().any(|m| m.rule == "differencing"), "{:?}", marks(&result));
}

#[test]
fn notes_below_a_table_hide_no_leak() {
    if let Some(result) = checked("08-check-note-row-hides-a-leak", "t.csv", "n.csv", "srs") {
        let result = result.unwrap();
        assert!(fails(&result, "leak", "A / Male") && fails(&result, "leak", "B / Female"), "{:?}", marks(&result));
        assert!(!result.marks.iter().any(|mark| mark.cell[0].starts_with("Source")), "{:?}", marks(&result));
    }
    let (table, counts) = ("g,m,f\nA,[c],18\nB,40,25\nTotal,44,43\n", "g,m,f\nA,4,18\nB,40,25\nTotal,44,43\n");
    for (before, after) in [
        ("", "Source: own calculations\n"),
        ("Table 3: people\n", ""),
        ("", "* p<0.05\n[c] confidential\n"),
        ("Title,,\n,,\n", ""),
        ("", ",,\nNotes,,\n1. Weighted.,,\n"),
    ] {
        let result = of(&format!("{before}{table}{after}"), counts, "srs").unwrap();
        assert!(fails(&result, "leak", "A / m"), "{before}{after}: {:?}", marks(&result));
    }
}

#[test]
fn a_policy_that_rounds_asks_about_counts_that_are_not_rounded() {
    if let Some(result) = checked("10-check-rounding-of-the-policy", "t.csv", "n.csv", "opensafely") {
        let result = result.unwrap();
        assert_eq!(result.verdict, Verdict::Ask);
        assert_eq!(result.marks.iter().filter(|mark| mark.rule == "rounding").count(), 2, "{:?}", marks(&result));
    }
    for (shown, asks) in
        [("10", false), ("12", true), ("12 (40.0%)", true), ("15", false), ("1,004", true), ("1005", false)]
    {
        let n = if shown.starts_with('1') && shown.contains("00") { 1004 } else { 12 };
        let result = of(&format!("g,v\nA,\"{shown}\"\n"), &format!("g,v\nA,{n}\n"), "opensafely").unwrap();
        assert_eq!(result.marks.iter().any(|mark| mark.rule == "rounding"), asks, "{shown}: {:?}", marks(&result));
    }
}

#[test]
fn a_count_is_a_whole_number_or_an_error_with_its_place() {
    if let Some(result) = checked("11-check-decimal-point-as-thousands", "t.csv", "n.csv", "srs") {
        let error = result.unwrap_err().to_string();
        assert!(error.contains("K / n_men") && error.contains("1.250"), "{error}");
    }
    for count in ["1.250", "12.5", "12,5", "-3", "+3", "3%", "£12", "twelve", "1e3", "12.000", "3 (4)", "12 ± 1"] {
        let error = of("g,v\nA,40\nB,30\n", &format!("g,v\nA,40\nB,\"{count}\"\n"), "srs").unwrap_err().to_string();
        assert!(error.contains("B / v"), "{count}: {error}");
    }
    for (count, fails_threshold) in
        [("1,250", false), ("1 250", false), ("12.0", false), ("3 (10.7%)", true), ("3*", true), ("3", true)]
    {
        let result = of("g,v\nA,40\nB,30\n", &format!("g,v\nA,40\nB,\"{count}\"\n"), "srs").unwrap();
        assert_eq!(fails(&result, "threshold", "B / v"), fails_threshold, "{count}: {:?}", marks(&result));
    }
}

#[test]
fn a_label_that_stands_twice_is_refused() {
    let good = "g,m,f\nA,40,50\nB,30,20\n";
    for table in ["g,m,f\nA,40,50\nA,30,20\n", "g,m,m\nA,40,50\nB,30,20\n", "g,m,f\nA,40,50\n,30,20\n"] {
        assert!(of(table, good, "srs").is_err(), "{table}");
        assert!(of(good, table, "srs").is_err() || table.contains("\n,"), "{table}");
    }
    let error = of("g,m,f\nA,40,50\nB,30,20,9\n", good, "srs").unwrap_err().to_string();
    assert!(error.contains("line 3"), "{error}");
}

#[test]
fn percentages_give_away_the_counts_that_they_are_made_from() {
    for (table, counts, severity) in [
        ("g,ill %\nA,10.7\nB,45.2\n", "g,ill %\nA,28\nB,31\n", Some(Severity::Fail)),
        ("g,share ill\nA,0.107\nB,0.452\n", "g,share ill\nA,28\nB,31\n", Some(Severity::Fail)),
        ("g,cases per 1000\nA,7.5\nB,100\n", "g,cases per 1000\nA,400\nB,310\n", Some(Severity::Fail)),
        ("g,v\nA,10.7%\nB,45.2%\n", "g,v\nA,28\nB,31\n", Some(Severity::Fail)),
        ("g,ill %\nA,96.4\nB,54.8\n", "g,ill %\nA,28\nB,31\n", Some(Severity::Ask)),
        // Counts of those whom the percentages name.
        ("g,% of all\nA,40\nB,60\n", "g,% of all\nA,40\nB,60\n", None),
    ] {
        let result = of(table, counts, "secure-lab").unwrap();
        let found = result.marks.iter().filter(|mark| mark.rule == "threshold").map(|mark| mark.severity).max();
        assert_eq!(found, severity, "{table}: {:?}", marks(&result));
    }
}
