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

/// Two tables of one request whose counts are rounded to 5, by a policy with that base and threshold.
fn rounded(tables: &[(&str, &str)]) -> CheckResult {
    let rules = policy(
        "name = 't'\nsource = 't'\n[count]\nthreshold = 5\nzero = 'allow'\nfull = 'allow'\n[rounding]\nbase = 5\n",
    );
    let read = |texts: Vec<&str>| -> Vec<Grid> {
        texts.into_iter().enumerate().map(|(at, text)| named(Grid::read(&csv(text)).unwrap(), at)).collect()
    };
    let shown = read(tables.iter().map(|(shown, _)| *shown).collect());
    let counts = read(tables.iter().map(|(_, counts)| *counts).collect());
    check(&shown, &counts, &[rules]).unwrap()
}

fn named(mut grid: Grid, at: usize) -> Grid {
    grid.name = format!("t{at}");
    grid
}

#[test]
fn a_small_count_that_is_rounded_far_enough_is_no_small_count() {
    let table = ("r,w,x,Total\na,5,40,45\nb,40,40,85\n", "r,w,x,Total\na,3,41,44\nb,41,42,83\n");
    let made = rounded(&[table]);
    assert_eq!((made.verdict, marks(&made)), (Verdict::Pass, Vec::new()), "{}", made.text());
    // By a threshold above the base it is.
    let small = ("threshold", Severity::Fail, "a / w".to_owned());
    let grids = [Grid::read(&csv(table.0)).unwrap(), Grid::read(&csv(table.1)).unwrap()];
    let made = check(&grids[..1], &grids[1..], &[Policy::named("opensafely").unwrap()]).unwrap();
    assert!(marks(&made).contains(&small), "{}", made.text());
    // One exact figure among them, and the column is not rounded.
    let made = rounded(&[("r,w,x\na,5,40\nb,41,40\n", "r,w,x\na,3,41\nb,41,42\n")]);
    assert!(marks(&made).contains(&small), "{}", made.text());
    // A total of 40 beside a part of 40: the small one is 3 or 4.
    let made = rounded(&[("r,w,x,Total\na,5,40,40\nb,40,40,85\n", "r,w,x,Total\na,3,39,42\nb,41,42,83\n")]);
    assert_eq!(marks(&made), [("leak", Severity::Fail, "a / w".into())], "{}", made.text());
}

#[test]
fn rounded_counts_of_linked_tables_that_together_leave_too_little_are_found() {
    // Four times two are eight: four noughts beside a ten. In one table nobody adds; the other shows the sum.
    let parts = (
        "r,m,f,o\nw,0,20,10\nx,0,30,15\ny,0,15,20\nz,0,25,25\nq,40,50,60\nk,35,45,35\n",
        "r,m,f,o\nw,2,20,11\nx,2,31,13\ny,2,17,19\nz,2,26,23\nq,41,50,60\nk,36,47,33\n",
    );
    let alone = rounded(&[parts]);
    assert_eq!((alone.verdict, marks(&alone)), (Verdict::Pass, Vec::new()), "{}", alone.text());
    let sums = ("s,m,f,o\nfour,10,95,65\nrest,75,95,95\n", "s,m,f,o\nfour,8,94,66\nrest,77,97,93\n");
    let both = rounded(&[parts, sums]);
    let leak = |cell: &str| ("leak", Severity::Fail, cell.to_owned());
    assert_eq!(marks(&both), ["w / m", "x / m", "y / m", "z / m"].map(leak), "{}", both.text());
    // The same small count rounded down in one table and up in another is known better than either says.
    let down = ("r,n\nw,0\nq,40\n", "r,n\nw,4\nq,39\n");
    let up = ("r,n\nw,5\nq,40\nk,45\n", "r,n\nw,4\nq,39\nk,47\n");
    let made = rounded(&[down, up]);
    assert!(made.marks.iter().any(|mark| mark.rule == "leak" && mark.words.contains("3 to 4")), "{}", made.text());
    for one in [down, up] {
        assert_eq!(rounded(&[one]).verdict, Verdict::Pass);
    }
}

#[test]
fn a_gap_beside_rounded_counts_is_not_given_back_by_their_total() {
    // The total less the rest is 5, but of rounded figures: it could be 1 to 9.
    let counts = "r,w,x,Total\na,3,41,44\nb,41,42,83\n";
    let made = rounded(&[("r,w,x,Total\na,,40,45\nb,40,40,85\n", counts)]);
    assert_eq!((made.verdict, marks(&made)), (Verdict::Pass, Vec::new()), "{}", made.text());
    // Exact figures give it back.
    let made = rounded(&[("r,w,x,Total\na,,41,44\nb,41,42,83\n", counts)]);
    assert!(made.marks.iter().any(|mark| mark.rule == "leak"), "{}", made.text());
}
