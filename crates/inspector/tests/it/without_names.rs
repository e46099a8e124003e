//! Records whose columns have no names, or none that tell: they are known by what their cells hold, and results are not taken for them.

use inspector::{InspectPolicy, Purpose, Severity, inspect};

use crate::files::{docx, ids, output};

/// Forty people: a number, a sex, an age, whether they are ill, their pay, in the order in which people come.
fn people(many: usize) -> Vec<[u64; 5]> {
    (0..many as u64)
        .map(|n| [1000 + n * 7, 1 + n * n % 3 % 2, 16 + n * 29 % 61, n * 13 % 7 % 2, 9_000 + n * 7_919 % 60_000])
        .collect()
}

fn rows(many: usize, separator: &str) -> String {
    let row = |of: &[u64; 5]| of.map(|value| value.to_string()).join(separator) + "\n";
    people(many).iter().map(row).collect()
}

fn told(name: &str, bytes: &[u8]) -> Option<Severity> {
    let report = output(name, bytes);
    report.findings.iter().filter(|f| f.id == "microdata_csv").map(|f| f.severity).max()
}

#[test]
fn rows_without_a_head_are_asked_about_in_every_notation_out_15() {
    for separator in [",", "\t", ";", "|", "  "] {
        assert_eq!(told("a.csv", rows(60, separator).as_bytes()), Some(Severity::Ask), "{separator:?}");
    }
    // Names that say nothing change nothing, and neither does a head of another table above.
    assert!(told("a.csv", format!("v1,v2,v3,v4,v5\n{}", rows(60, ",")).as_bytes()).is_some());
    // Lines that are variables.
    let turned: String =
        (0..5).map(|at| people(60).iter().map(|of| of[at].to_string()).collect::<Vec<_>>().join(",") + "\n").collect();
    assert!(told("a.csv", turned.as_bytes()).is_some());
    let named: String = turned
        .lines()
        .zip(["pid", "sex", "age", "ill", "pay"])
        .map(|(line, name)| format!("{name},{line}\n"))
        .collect();
    assert_eq!(told("a.csv", named.as_bytes()), Some(Severity::Blocks));
}

#[test]
fn a_few_people_with_their_numbers_are_asked_about_out_15() {
    for many in [5, 8, 12] {
        let text = format!("pid,sex,age,ill,pay\n{}", rows(many, ","));
        assert_eq!(told("a.csv", text.as_bytes()), Some(Severity::Ask), "{many}");
    }
    let printed = "    id age sex   pay\n1 1001  34   m 20000\n2 1002  45   f 34000\n3 1003  23   f 12000\n4 1004  67   m 21500\n5 1005  54   f 30500\n";
    assert_eq!(told("a.log", format!("> head(d)\n{printed}").as_bytes()), Some(Severity::Ask));
    let cells =
        |of: &[u64; 5]| of.map(|value| format!("<w:tc><w:p><w:r><w:t>{value}</w:t></w:r></w:p></w:tc>")).concat();
    let head = ["id", "sex", "age", "ill", "pay"]
        .map(|n| format!("<w:tc><w:p><w:r><w:t>{n}</w:t></w:r></w:p></w:tc>"))
        .concat();
    let body: String = people(8).iter().map(|of| format!("<w:tr>{}</w:tr>", cells(of))).collect();
    assert_eq!(told("a.docx", &docx(&format!("<w:tbl><w:tr>{head}</w:tr>{body}</w:tbl>"), &[])), Some(Severity::Ask));
    let structure = " $ id  : int  1001 1002 1003 1004 1005\n $ age : num  34 45 23 67 54\n $ pay : num  20000 34000 12000 9000 8000\n";
    assert!(told("a.txt", format!("'data.frame': 400 obs.\n{structure}").as_bytes()).is_some());
    // Four are an example.
    assert_eq!(told("a.csv", format!("pid,sex,age,ill,pay\n{}", rows(4, ",")).as_bytes()), None);
}

#[test]
fn a_key_whose_values_come_again_is_that_of_a_panel_or_of_records_in_long_form_out_15() {
    let panel: String = people(25)
        .iter()
        .flat_map(|of| (1..4).map(|wave| format!("{},{wave},{}\n", of[0], of[4])).collect::<Vec<_>>())
        .collect();
    assert_eq!(told("a.csv", format!("pid,wave,pay\n{panel}").as_bytes()), Some(Severity::Blocks));
    let long: String = people(25)
        .iter()
        .flat_map(|of| [("sex", of[1]), ("pay", of[4])].map(|(name, value)| format!("{},{name},{value}\n", of[0])))
        .collect();
    assert_eq!(told("a.csv", format!("pid,variable,amount\n{long}").as_bytes()), Some(Severity::Ask));
}

#[test]
fn lists_of_the_numbers_of_units_are_found_in_outputs_and_among_programs_out_08() {
    let list: String = (0..80).map(|n| format!("{}\n", 1_000_000 + n * 137)).collect();
    assert_eq!(told("withdrawn.txt", list.as_bytes()), Some(Severity::Ask));
    assert_eq!(told("withdrawn.csv", format!("eid\n{list}").as_bytes()), Some(Severity::Blocks));
    let twice: String = list.lines().map(|id| format!("{id} {id}\n")).collect();
    assert_eq!(told("remove.txt", twice.as_bytes()), Some(Severity::Ask));
    let purpose = Purpose::Syntax;
    let report = inspect("a.do", b"drop if inlist(eid, 1000137, 1005243)\n", purpose, &InspectPolicy::default());
    assert!(ids(&report).contains(&"single_record"), "{report:?}");
    // The codes of a classification are everybody's.
    assert_eq!(told("codes.csv", format!("code\n{list}").as_bytes()), None);
    let codes: String = (0..80u64).map(|n| n * 37 % 80).map(|n| format!("{}\n", 73_211 + n * n * n * 977)).collect();
    assert_eq!(told("codes.txt", codes.as_bytes()), None);
}

#[test]
fn places_of_people_values_of_a_model_and_records_in_sentences_are_asked_about_out_15() {
    let points: String = (0..40)
        .map(|n| {
            format!("{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[-3.{n},51.{n}]}}}},")
        })
        .collect();
    let file = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", points.trim_end_matches(','));
    assert!(told("a.geojson", file.as_bytes()).is_some());
    let residuals: String = (0..60).map(|n| format!("{n},0.{n},-0.{n}1\n")).collect();
    assert_eq!(told("a.csv", format!("obs,fitted,residual\n{residuals}").as_bytes()), Some(Severity::Ask));
    let told_of: String = people(12)
        .iter()
        .map(|of| format!("Person {} is a woman, aged {}, and earns {}.\n", of[0], of[2], of[4]))
        .collect();
    assert_eq!(told("a.txt", told_of.as_bytes()), Some(Severity::Ask));
    let progress: String =
        (0..60).map(|n| format!("Iteration {n}: log likelihood = -12{n}.5 (not concave)\n")).collect();
    assert_eq!(told("a.log", progress.as_bytes()), None);
}

#[test]
fn results_in_order_without_names_are_no_records_out_15() {
    let by_year: String =
        (1990..2026).map(|year| format!("{year},{},{}\n", 1200 + year % 70, 3400 + year % 90)).collect();
    assert_eq!(told("a.csv", by_year.as_bytes()), None);
    let grid: String = (0..60).map(|n| format!("{}.{},0.0{n},{}\n", n / 10, n % 10, n * 3)).collect();
    assert_eq!(told("a.csv", grid.as_bytes()), None);
    let sorted: String = (0..60).map(|n| format!("{},{},{}\n", n / 20, n / 5 % 4, 1000 + n * 37)).collect();
    assert_eq!(told("a.csv", sorted.as_bytes()), None);
    let areas: String = (0..40).map(|n| format!("E0600{:04},{},{}\n", n, 1000 + n * 31, 40 + n % 9)).collect();
    assert_eq!(told("a.csv", areas.as_bytes()), None);
}
