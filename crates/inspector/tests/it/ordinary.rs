//! What researchers' programs write by themselves asks at most; records are found wherever they stand, and estimates are no records.

use inspector::{InspectPolicy, Purpose, Report, Severity, Verdict, inspect};

use crate::files::{ids, output};

fn severity(report: &Report, id: &str) -> Option<Severity> {
    report.findings.iter().find(|f| f.id == id).map(|f| f.severity)
}

fn rows(many: usize, row: impl Fn(usize) -> String) -> String {
    (0..many).map(row).collect()
}

#[test]
fn names_that_programs_give_by_themselves_ask_and_never_block() {
    let table = "<table><tr><td>North</td><td>120</td></tr></table>";
    let book = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table><Row><Cell><Data>120</Data></Cell></Row></Table></Worksheet></Workbook>";
    for (name, text) in [
        ("Table1.doc", r"{\rtf1\ansi North 120\par}"),
        ("Table1.xls", "North\t120\nSouth\t140\n"),
        ("Table1.xls", table),
        ("Table1.doc", table),
        ("Table1.xls", book),
    ] {
        let report = output(name, text.as_bytes());
        assert_eq!(severity(&report, "extension_mismatch"), Some(Severity::Ask), "{name}: {report:?}");
        assert_eq!(report.verdict, Verdict::Ask, "{name}: {report:?}");
    }
    // A program or data under such a name is still refused.
    for bytes in [&b"PAR1....PAR1"[..], b"\x7fELF\x02\x01\x01\0"] {
        assert_eq!(severity(&output("Table1.doc", bytes), "extension_mismatch"), Some(Severity::Blocks));
    }
    let hidden = book.replace("<Row>", "<Row ss:Hidden=\"1\">");
    assert_eq!(severity(&output("Table1.xml", hidden.as_bytes()), "hidden_rows"), Some(Severity::Blocks));
}

#[test]
fn a_part_of_a_web_page_is_read_as_one_and_its_tables_are_one_question_each() {
    let head = "<table><tr><th></th><th>Model 1</th><th>Model 2</th></tr>";
    let lines = rows(12, |n| format!("<tr>\n  <td>Term {n}</td>\n  <td>0.{n}1</td>\n  <td>0.{n}2</td>\n</tr>\n"));
    let report = output("table.html", format!("{head}{lines}</table>").as_bytes());
    assert_eq!(report.kind, "html");
    let asked: Vec<&str> = ids(&report);
    assert_eq!(asked.iter().filter(|id| **id == "unnumbered").count(), 1, "{report:?}");
    assert!(asked.len() <= 3, "{report:?}");
}

#[test]
fn the_first_line_of_a_program_says_what_runs_it() {
    for (name, text) in [
        ("a.R", "#!/usr/bin/env Rscript\nx <- 1\n"),
        ("a.py", "#!/usr/bin/env python3\nprint(1)\n"),
        ("run.sh", "#!/bin/sh\nset -e\n"),
    ] {
        let report = inspect(name, text.as_bytes(), Purpose::Syntax, &InspectPolicy::default());
        assert_eq!((ids(&report), report.verdict), (vec![], Verdict::Allowed), "{name}");
    }
    let comes_in = inspect("run.sh", b"#!/bin/sh\nrm -r x\n", Purpose::Ingest, &InspectPolicy::default());
    assert_eq!(comes_in.verdict, Verdict::Refused);
}

#[test]
fn words_in_remarks_are_no_data_and_rows_behind_input_are_out_08() {
    let program =
        |text: &str| ids(&inspect("a.ado", text.as_bytes(), Purpose::Syntax, &InspectPolicy::default())).join(" ");
    assert_eq!(program("/*\n  Input 2 variables (y and x)\n*/\nprogram define p\nend\n"), "");
    assert_eq!(program("program define p\n  input matrix a\n  local b = 1\nend\n"), "");
    assert_eq!(program("clear\ninput id x\n1 2\n3 4\nend\n"), "microdata_csv");
}

#[test]
fn many_rows_of_estimates_ask_and_many_records_are_refused_out_15() {
    let along = format!(
        "year,region,mean_income,n\n{}",
        rows(540, |n| format!("{},R{},{},{}\n", 1990 + n / 12, n % 12, 47_000 + n, 500 + n))
    );
    let curve = format!(
        "time,n.risk,surv,lower,upper\n{}",
        rows(900, |n| format!("{n},{},0.{:03},0.1,0.9\n", 12_000 - n, 999 - n))
    );
    for text in [along, curve] {
        assert_eq!(severity(&output("a.csv", text.as_bytes()), "microdata_csv"), Some(Severity::Ask));
    }
    let keyed = format!("person_id,region,mean_income,n\n{}", rows(540, |n| format!("{n},R,{},{}\n", 20_000 + n, 500)));
    let single =
        format!("year,region,income,n\n{}", rows(540, |n| format!("{},R{n},{},1\n", 1990 + n % 30, 20_000 + n)));
    let people = format!("age,sex,region,income\n{}", rows(540, |n| format!("{},f,w,{}\n", 16 + n * 37 % 60, n * 713)));
    for text in [keyed, single, people] {
        assert_eq!(
            severity(&output("a.csv", text.as_bytes()), "microdata_csv"),
            Some(Severity::Blocks),
            "{}",
            &text[..60]
        );
    }
    let children =
        format!("person_id,age,sex,n_children\n{}", rows(40, |n| format!("{n},{},f,{}\n", 16 + n * 37 % 60, n % 4)));
    assert_eq!(severity(&output("a.csv", children.as_bytes()), "microdata_csv"), Some(Severity::Blocks));
}

#[test]
fn records_are_found_wherever_they_stand_out_15() {
    let line = |n: usize, by: &str| {
        [(1000 + n * 3).to_string(), (16 + n * 37 % 60).to_string(), (20_000 + n * 37).to_string()].join(by)
    };
    let html = format!(
        "<!doctype html><html><body><table><tr><th>person_id</th><th>age</th><th>income</th></tr>{}</table></body></html>",
        rows(40, |n| format!("<tr><td>{}</td></tr>\n", line(n, "</td><td>")))
    );
    let markdown = format!(
        "# Results\n\nSee below.\n\n| person_id | age | income |\n|---|---|---|\n{}",
        rows(40, |n| format!("| {} |\n", line(n, " | ")))
    );
    let latex = format!(
        "\\begin{{tabular}}{{lll}}\nperson_id & age & income \\\\\n{}\\end{{tabular}}\n",
        rows(40, |n| format!("{} \\\\\n", line(n, " & ")))
    );
    let remarks = format!("x <- 1\n# person_id,age,income\n{}", rows(40, |n| format!("# {}\n", line(n, ","))));
    let among = format!(
        "The table follows.\nIt is long.\nperson_id,age,income\n{}That was it.\n",
        rows(40, |n| format!("{}\n", line(n, ",")))
    );
    let blanks = format!("Printed:\n\nperson_id age income\n{}", rows(40, |n| format!("{}\n", line(n, "   "))));
    let fixed = rows(700, |n| format!("{:06}{:02}{:010}\n", 100_000 + n, 16 + n % 60, 20_000 + n * 37));
    for (name, text) in [
        ("a.html", html),
        ("a.md", markdown),
        ("a.tex", latex),
        ("a.R", remarks),
        ("a.txt", among),
        ("a.txt", blanks),
        ("a.txt", fixed),
    ] {
        assert_eq!(
            severity(&output(name, text.as_bytes()), "microdata_csv"),
            Some(Severity::Blocks),
            "{name}: {}",
            &text[..60]
        );
    }
}

#[test]
fn a_list_of_correlations_is_no_list_of_persons() {
    let boxed = |head: &str, row: &dyn Fn(usize) -> String| {
        format!(
            ". list\n\n     +----+\n     | {head} |\n     |----|\n{}     +----+\n",
            rows(20, |n| format!("{:3}. | {} |\n", n + 1, row(n)))
        )
    };
    let correlations = boxed("varname   var2   all", &|n| format!("obese   smoke{n}   .{}", 100 + n));
    assert_eq!(severity(&output("a.log", correlations.as_bytes()), "microdata_csv"), Some(Severity::Ask));
    let people = boxed("name   age   income", &|n| format!("Jane{n}   {}   {}", 20 + n, 20_000 + n));
    assert_eq!(severity(&output("a.log", people.as_bytes()), "microdata_csv"), Some(Severity::Blocks));
}

#[test]
fn models_as_text_and_single_extremes_are_asked_about_ml_02_sdc_01() {
    let tree = rows(12, |n| format!("|--- income <= {}.50\n|   |--- class: 0\n", 20_000 + n));
    let booster =
        format!("booster[0]\n{}", rows(12, |n| format!("{n}:[f0<{n}.5] yes=1,no=2,missing=1\n\t{}:leaf=0.1\n", n + 1)));
    let rpart = format!(
        "node), split, n, loss, yval\n{}",
        rows(12, |n| format!("{}) age< {}.5 120 14 0.3 *\n", n + 2, 30 + n))
    );
    for text in [tree, booster, rpart] {
        assert_eq!(severity(&output("a.txt", text.as_bytes()), "ml_model"), Some(Severity::Ask), "{}", &text[..40]);
    }
    let detail = "      Percentiles      Smallest\n 1%   1200   13\n50%   21000        Mean   24561.2\n              Largest       Std. dev.   11000.1\n";
    assert_eq!(severity(&output("a.log", detail.as_bytes()), "extremes"), Some(Severity::Ask));
    let plain = "    Variable |  Obs  Mean  Std. dev.  Min  Max\n  income | 1,204  24561.2  11000.1  13  1204511\n";
    assert_eq!(severity(&output("a.log", plain.as_bytes()), "extremes"), None);
}
