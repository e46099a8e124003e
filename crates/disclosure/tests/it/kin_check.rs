//! Finished tables as people of other countries, journals and programs write them: a figure of few is seen, or the table is
//! refused with the place named.

use crate::support::*;
use disclosure::{CheckResult, Error, Grid, Policy, Severity, Verdict, check};

fn judged(table: &str, counts: &str) -> Result<CheckResult, Error> {
    check(&[Grid::read(&csv(table))?], &[Grid::read(&csv(counts))?], &[Policy::named("srs").unwrap()])
}

fn marks(result: &CheckResult) -> Vec<(&'static str, Severity, String)> {
    result.marks.iter().map(|mark| (mark.rule, mark.severity, mark.cell.join(" / "))).collect()
}

#[test]
fn a_figure_of_three_people_is_seen_or_refused_in_every_countrys_writing() {
    let cells = [
        // Decimal and thousands signs of many countries.
        "3,0",
        "3.0",
        "3·0",
        "3·1 (0·4)",
        "1.234,5",
        "1 234,5",
        "1\u{202f}234,5",
        "1’234.5",
        "12,34,567",
        "3,00 €",
        "€ 3,00",
        "3,- €",
        "£3",
        "3 kr",
        "3 zł",
        "CHF 3.–",
        "3 %",
        "3,4 %",
        "٣",
        "३",
        "３",
        "３.１",
        "③",
        "Ⅲ",
        "三",
        "3人",
        "3 Personen",
        "3 osób",
        "3 pers.",
        "3 personnes",
        "3 o bobl",
        // Counts with what is worked out from them.
        "3 (10,7 %)",
        "3 (10.7 %)",
        "3 [10.7 %]",
        "10,7 % (3)",
        "10.7% [n=3]",
        "3/28 (10.7%)",
        "3 of 28 (10.7)",
        "n = 3",
        "N=3",
        "(n=3)",
        "3 (2 to 5)",
        "3 (2–5)",
        "3 [2; 5]",
        "3 {2-5}",
        "3 ± 0.4",
        "3 (SD 0.4)",
        "3.2 (s.d. 0.4)",
        "3.2 (SE = 0.4)",
        "OR 3.2 [1.1–9.2]",
        "3.2 (1.1, 9.2)***",
        "aOR 3.2",
        "β = 0.3",
        "0.3 (p = .04)",
        "p = 0.003",
        "<.001",
        "< 0.001",
        "χ² = 3.2",
        "F(2, 3) = 4.1",
        // Signs of significance, footnotes, revision, provisional state.
        "3*",
        "3 ***",
        "3†",
        "3 ‡",
        "3§",
        "3¶",
        "3#",
        "3^a",
        "3a)",
        "3 a",
        "3 (r)",
        "3 [r]",
        "3 p",
        "3e",
        "3 (e)",
        "3¹",
        "3 ¹⁾",
        "3 [note 1]",
        "r 3",
        "3!",
        "3?",
        "ca. 3",
        "c. 3",
        "~3",
        "≈ 3",
        "about 3",
        "env. 3",
        "ungefähr 3",
        "3+",
        "+3",
        "−3",
        "–3",
        "3 ↑",
        "▲3",
        "(3)",
        "[3]",
        "{3}",
        "\"3\"",
        "'3",
        "=3",
        "=\"3\"",
        "3;",
        "3:",
        "3.",
        ".3",
        "3,",
        "3 |",
        "3\\",
        "3_",
        "3 & 4",
        "3 + 1",
        "3 × 10",
        "3×10²",
        "3e0",
        "3E+00",
        "3 000",
        "3.000",
        "3,000",
        "3k",
        "3 Tsd.",
        "3 mille",
        "0x3",
        "3 1/2",
        "3½",
        "<b>3</b>",
        "3&nbsp;",
        "3\u{a0}",
        "\u{feff}3",
        "３％",
    ];
    let mut passed = Vec::new();
    for cell in cells {
        let quoted = cell.replace('"', "\"\"");
        match judged(&format!("g,v\nA,40\nB,\"{quoted}\"\n"), "g,v\nA,40\nB,3\n") {
            Err(error) => assert!(error.to_string().contains("B / v"), "{cell}: {error}"),
            Ok(result) => {
                let seen = result.marks.iter().any(|mark| mark.rule == "threshold" && mark.severity == Severity::Fail);
                // The bound of a hidden figure is none.
                if !seen && cell.trim() != "< 3" {
                    passed.push((cell, marks(&result)));
                }
            }
        }
    }
    assert!(cells.len() >= 100);
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn a_table_of_another_country_is_read_with_its_own_signs() {
    for (table, counts, fails) in [
        // German, French and Swiss CSV, as Excel writes it there.
        ("Land;Männer;Frauen\nA;1.234;1.250\nB;3;25\n", "Land;Männer;Frauen\nA;1234;1250\nB;3;25\n", "B / Männer"),
        ("pays;hommes;femmes\nA;1 234,5;12,5\nB;3,2;25,1\n", "pays;hommes;femmes\nA;120;40\nB;3;25\n", "B / hommes"),
        ("Kanton;Wert\nA;1’234.50\nB;9.80\n", "Kanton;Wert\nA;120\nB;3\n", "B / Wert"),
        ("ardal;dynion;menywod\nA;40;50\nB;3;60\n", "ardal;dynion;menywod\nA;40;50\nB;3;60\n", "B / dynion"),
        ("\u{feff}g,m,f\r\nA,12,18\r\nB,3,25\r\n", "g,m,f\nA,12,18\nB,3,25\n", "B / m"),
        ("sep=;\ng;m;f\nA;12;18\nB;3;25\n", "g;m;f\nA;12;18\nB;3;25\n", "B / m"),
    ] {
        match judged(table, counts) {
            Ok(result) => assert!(
                result.marks.iter().any(|m| m.rule == "threshold" && m.cell.join(" / ") == fails),
                "{table}: {:?}",
                marks(&result)
            ),
            Err(error) => assert!(table.starts_with("sep="), "{table}: {error}"),
        }
    }
}

#[test]
fn shares_are_led_back_to_counts_whatever_they_are_called_and_wherever_they_stand() {
    for (table, counts, severity) in [
        ("g;Anteil krank (%)\nA;10,7\nB;45,2\n", "g;Anteil krank (%)\nA;28\nB;31\n", Severity::Fail),
        ("g;Krankenanteil\nA;0,107\nB;0,452\n", "g;Krankenanteil\nA;28\nB;31\n", Severity::Fail),
        ("g,canran sâl\nA,10.7\nB,45.2\n", "g,canran sâl\nA,28\nB,31\n", Severity::Fail),
        ("g,y cant\nA,10.7\nB,45.2\n", "g,y cant\nA,28\nB,31\n", Severity::Fail),
        ("g,pourcentage\nA,10.7\nB,45.2\n", "g,pourcentage\nA,28\nB,31\n", Severity::Fail),
        ("g,proportion ill\nA,10.7\nB,45.2\n", "g,proportion ill\nA,28\nB,31\n", Severity::Fail),
        ("g,rate\nA,0.107\nB,0.452\n", "g,rate\nA,28\nB,31\n", Severity::Ask),
        ("g,prevalence\nA,10.7\nB,45.2\n", "g,prevalence\nA,28\nB,31\n", Severity::Ask),
        ("g,\"cases per 1,000\"\nA,7.5\nB,100\n", "g,\"cases per 1,000\"\nA,400\nB,310\n", Severity::Fail),
        ("g,cases per 1 000\nA,7.5\nB,100\n", "g,cases per 1 000\nA,400\nB,310\n", Severity::Fail),
        ("g,Fälle je 100.000\nA,750\nB,10000\n", "g,Fälle je 100.000\nA,400\nB,310\n", Severity::Fail),
        // As rows.
        ("measure,A,B\nill %,10.7,45.2\nage,41.2,40.1\n", "measure,A,B\nill %,28,31\nage,28,31\n", Severity::Fail),
        (
            "measure,A,B\nshare ill,0.107,0.452\nage,41.2,40.1\n",
            "measure,A,B\nshare ill,28,31\nage,28,31\n",
            Severity::Fail,
        ),
        // One weighted percentage among them takes no other away.
        ("g,ill %\nA,10.7\nB,45.2\nC,33.0\n", "g,ill %\nA,28\nB,31\nC,10\n", Severity::Ask),
    ] {
        let result = judged(table, counts).unwrap();
        let found = result.marks.iter().filter(|mark| mark.rule == "threshold").map(|mark| mark.severity).max();
        assert_eq!(found, Some(severity), "{table}: {:?}", marks(&result));
    }
    // What is no share passes.
    for (table, counts) in [
        ("g,25th percentile\nA,10.7\nB,45.2\n", "g,25th percentile\nA,28\nB,31\n"),
        ("g,corporate\nA,10.7\nB,45.2\n", "g,corporate\nA,28\nB,31\n"),
        ("g,mean age\nA,10.7\nB,45.2\n", "g,mean age\nA,28\nB,31\n"),
    ] {
        assert_eq!(judged(table, counts).unwrap().verdict, Verdict::Pass, "{table}");
    }
}
