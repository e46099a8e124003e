//! Tables that people brought to public places, and their kin.

use crate::cases::folder;
use crate::support::*;
use disclosure::command::{TableCommand, table as run_table};
use disclosure::{Error, Hierarchy, Policy, Protect, Status, TableResult, Verdict, tabulate_file};
use serde_json::json;

#[test]
fn hidden_counts_of_at_least_one_are_protected_from_those_who_count() {
    for policy in ["bundesbank", "opensafely", "abs", "srs"] {
        let Some(folder) = folder("01-hidden-counts-known-nonzero") else { return };
        let asked =
            request(json!({"rows": ["disease"], "count": true, "unit": "id", "margins": true, "protect": "suppress"}));
        let made =
            tabulate_file(&folder.join(format!("{policy}.csv")), &asked, &Policy::named(policy).unwrap()).unwrap();
        no_singles_told(&made, policy);
    }
    // More of one, of two, beside one large, two large, three large.
    for (threshold, small, of, large) in
        [(5u64, 6, 1, 2), (10, 11, 1, 3), (10, 6, 2, 2), (3, 4, 1, 2), (8, 9, 1, 2), (5, 3, 2, 2)]
    {
        let mut text = String::from("d,id\n");
        let mut id = 0;
        let mut add = |code: String, n: u64, text: &mut String| {
            (0..n).for_each(|_| {
                id += 1;
                *text += &format!("{code},{id}\n");
            })
        };
        (0..small).for_each(|at| add(format!("s{at}"), of, &mut text));
        (0..large).for_each(|at| add(format!("l{at}"), 60 + at, &mut text));
        let rules =
            policy(&format!("name='t'\nsource='t'\n[count]\nthreshold={threshold}\nzero='allow'\nfull='allow'\n"));
        let made = table(
            &text,
            json!({"rows": ["d"], "count": true, "unit": "id", "margins": true, "protect": "suppress"}),
            &rules,
        )
        .unwrap();
        no_singles_told(&made, &format!("{small} of {of}"));
    }
}

/// What is hidden in a one-way table can be the threshold in each primary cell, if each hidden cell has somebody.
fn no_singles_told(made: &TableResult, what: &str) {
    if made.verdict == Verdict::Fail {
        return;
    }
    let lowest = || made.cells.iter().filter(|cell| !cell.margin);
    let hidden = |status: Status| matches!(status, Status::Primary | Status::Secondary);
    let total = made.cells.iter().find(|cell| cell.margin).unwrap();
    assert_eq!(total.status, Status::Released, "{what}");
    let sum: u64 = lowest().filter(|cell| hidden(cell.status)).map(|cell| cell.n).sum();
    let many = lowest().filter(|cell| hidden(cell.status)).count() as u64;
    let threshold = made.policy.count.threshold;
    assert!(
        sum - (many - 1) >= threshold,
        "{what}: {many} hidden cells have {sum}, so none has more than {}",
        sum - (many - 1)
    );
}

#[test]
fn rounding_and_noise_leave_full_cells_as_they_are() {
    let Some(folder) = folder("19-round-and-noise-do-not-mend-full") else { return };
    for (rules, way) in [("f.toml", "round"), ("fp.toml", "perturb")] {
        let rules = Policy::named(folder.join(rules).to_str().unwrap()).unwrap();
        let asked = request(json!({"rows": ["a"], "cols": ["ill"], "count": true, "unit": "id", "protect": way}));
        let made = tabulate_file(&folder.join("f.csv"), &asked, &rules).unwrap();
        assert_eq!(made.verdict, Verdict::Fail, "{way}");
        assert_eq!(cell(&made, &["a1", "yes"]).status, Status::Unsafe, "{way}");
    }
    // Nearly all, all of many, all of few; by small and large bases, by little and much noise.
    for (yes, no, more) in [
        (300, 0, "[rounding]\nbase = 5\n"),
        (300, 0, "[rounding]\nbase = 100\n"),
        (190, 10, "[rounding]\nbase = 10\ncontrolled = true\n"),
        (40, 0, "[rounding]\nbase = 20\n"),
        (300, 0, "[perturb]\nkey = 'a secret of the service'\nmost = 2\nvariance = 1\n"),
        (190, 10, "[perturb]\nkey = 'a secret of the service'\nmost = 9\nvariance = 4\n"),
        (40, 0, "[perturb]\nkey = 'a secret of the service'\nmost = 5\nvariance = 3\n"),
    ] {
        let lines = |a: &str, ill: &str, n: usize| format!("{a},{ill}\n").repeat(n);
        let all = [lines("a1", "yes", yes), lines("a1", "no", no), lines("a2", "yes", 150), lines("a2", "no", 150)];
        let data: String = all.concat().lines().enumerate().map(|(id, line)| format!("{line},{id}\n")).collect();
        let rules = policy(&format!(
            "name='t'\nsource='t'\n[count]\nthreshold=5\nzero='allow'\nfull='fail'\nfull_share=0.9\n{more}"
        ));
        let way = if more.starts_with("[r") { "round" } else { "perturb" };
        let asked = json!({"rows": ["a"], "cols": ["ill"], "count": true, "unit": "id", "protect": way});
        let made = table(&format!("a,ill,id\n{data}"), asked, &rules).unwrap();
        assert_eq!(made.verdict, Verdict::Fail, "{yes} {no} {more}");
        assert_eq!(cell(&made, &["a1", "yes"]).status, Status::Unsafe, "{yes} {no} {more}");
    }
}

#[test]
fn what_is_missing_where_numbers_are_read_is_missing_in_conditions() {
    let counts = |data: &str, condition: &str| -> Result<Vec<u64>, Error> {
        let asked = json!({"rows": ["g"], "count": true, "where": condition});
        Ok(table(data, asked, &small(""))?.cells.iter().map(|cell| cell.n).collect())
    };
    if let Some(folder) = folder("20-where-na-is-not-missing-in-csv") {
        let text = std::fs::read_to_string(folder.join("nav.csv")).unwrap();
        assert_eq!(counts(&text, "inc is not missing").unwrap(), [24, 24]);
        assert_eq!(counts(&text, "inc is missing").unwrap(), [6, 6]);
    }
    let data = "g,v,t\nx,1,a\nx,NA,b\nx,,NA\ny,.,c\ny,NaN,d\ny,null,e\ny,7,f\n";
    assert_eq!(counts(data, "v is missing").unwrap(), [2, 3]);
    assert_eq!(counts(data, "v is not missing").unwrap(), [1, 1]);
    assert_eq!(counts(data, "not v is missing and v > 0").unwrap(), [1, 1]);
    assert_eq!(counts(data, "v is missing or v = 7").unwrap(), [2, 4]);
    // Undecided is not true, so both sides together are everybody.
    let all: u64 = counts(data, "v is missing or v is not missing").unwrap().iter().sum();
    let sides = ["(v > 0) is true", "(v > 0) is not true"].map(|side| counts(data, side).unwrap().iter().sum::<u64>());
    assert_eq!(sides.iter().sum::<u64>(), all);
    assert!(counts(data, "(v > 0) is false").is_err());
    // A code of texts keeps its spelling.
    assert_eq!(counts(data, "t is missing or t = 'NA'").unwrap(), [1]);
}

#[test]
fn comparisons_by_letters_that_mean_something_else_are_refused() {
    let data = "g,age,d,b\nx,9,2026-01-31,true\nx,10,31/01/2026,yes\ny,16,2026-03-01,false\ny,70,2026-05-01,true\n";
    for (condition, words) in [
        ("age > '10'", "without quotation marks"),
        ("age <= '9'", "without quotation marks"),
        ("d > '31/01/2026'", "2026-01-31"),
        ("d < '01.02.2026'", "2026-01-31"),
        ("d >= '2026-02-01'", "which is no date"),
        ("b = true", "neither true nor false"),
        ("d > age", "no date"),
    ] {
        let error = table(data, json!({"rows": ["g"], "where": condition}), &small("")).unwrap_err().to_string();
        assert!(error.contains(words), "{condition}: {error}");
    }
    let fine = "g,d\nx,2026-01-31\nx,2026-02-02\nx,\ny,2026-03-01\n";
    let made = table(fine, json!({"rows": ["g"], "where": "d >= '2026-02-01'"}), &small("")).unwrap();
    assert_eq!(made.cells.iter().map(|cell| cell.n).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn whole_numbers_that_cannot_be_added_exactly_are_refused() {
    if let Some(folder) = folder("26-large-whole-numbers") {
        for field in ["big", "u64"] {
            let asked = request(json!({"rows": ["g"], "sum": [field]}));
            let error = tabulate_file(&folder.join("types.parquet"), &asked, &small("")).unwrap_err().to_string();
            assert!(error.contains(field) && error.contains("9,007,199,254,740,992"), "{error}");
        }
    }
    let long = |values: &[i64]| {
        let ids = column_of_ids(&values.iter().copied().map(Some).collect::<Vec<_>>());
        let g = column_of_texts(&vec![Some("a"); values.len()]);
        in_memory(vec![("g", g), ("v", ids)], json!({"rows": ["g"], "sum": ["v"]}), &small(""))
    };
    assert!(long(&[1 << 53, 1, 2]).is_ok());
    assert!(long(&[-(1 << 53), 1, 2]).is_ok());
    for beyond in [(1 << 53) + 1, (1 << 53) + 2, -(1 << 53) - 1, i64::MAX, i64::MIN] {
        let error = long(&[1, beyond, 2]).unwrap_err().to_string();
        assert!(error.contains("record 2") && error.contains("\"v\""), "{error}");
    }
}

#[test]
fn one_holding_behind_a_cell_is_asked_about_and_a_policy_may_say_how_many() {
    let Some(folder) = folder("27-no-threshold-on-holdings") else { return };
    let asked = request(json!({"rows": ["g"], "count": true, "more": [{"median": "v"}], "unit": "id", "holding": "h"}));
    let srs = Policy::named("srs").unwrap();
    let made = tabulate_file(&folder.join("hold.csv"), &asked, &srs).unwrap();
    assert!(
        words(&made, &["x"]).iter().any(|words| words.starts_with("1 holding (h) stands behind all")),
        "{:?}",
        words(&made, &["x"])
    );
    let strict = policy("name='t'\nsource='t'\n[count]\nthreshold=10\nholdings=3\nzero='allow'\nfull='allow'\n");
    let made = tabulate_file(&folder.join("hold.csv"), &asked, &strict).unwrap();
    assert_eq!(failing(&made, &["x"]), [disclosure::Rule::Threshold]);
}

#[test]
fn nothing_of_an_earlier_run_stays_and_no_column_stands_twice() {
    let out = tempfile::tempdir().unwrap();
    let run = |data: &str, asked: serde_json::Value| {
        let data = csv(data);
        let command = TableCommand {
            data: data.to_path_buf(),
            request: request(asked),
            policy: Some("srs".into()),
            out: Some(out.path().into()),
            at: "2026-01-01T00:00:00Z".into(),
            json: false,
        };
        run_table(&command, &|_| Ok(None), &mut std::io::sink(), &mut std::io::sink())
    };
    let many = |code: &str, n: usize| format!("{code},1\n").repeat(n);
    run(&format!("g,n\n{}{}", many("x", 20), many("y", 20)), json!({"rows": ["g"]}));
    assert!(out.path().join("checksums/table.csv.txt").exists());
    run(&format!("g,n\n{}{}", many("x", 3), many("y", 37)), json!({"rows": ["g"]}));
    assert!(!out.path().join("checksums/table.csv.txt").exists());
    let data = format!("status,n,count\n{}", "x,1,=1+1\n".repeat(20));
    run(&data, json!({"rows": ["status", "n", "count"], "count": true}));
    let cells = std::fs::read_to_string(out.path().join("cells.csv")).unwrap();
    let names: Vec<&str> = cells.lines().next().unwrap().split(',').collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len(), "{names:?}");
    assert!(cells.lines().nth(1).unwrap().starts_with("x,1,'=1+1,20,"), "{cells}");
}

#[test]
fn the_digits_of_sums_are_those_that_mean_something() {
    let data = "g,v\n".to_owned() + &["905.1", "0.3", "0.3", "0.3"].map(|v| format!("a,{v}\n")).concat();
    let made = table(&data, json!({"rows": ["g"], "sum": ["v"]}), &small("")).unwrap();
    let out = tempfile::tempdir().unwrap();
    made.write(out.path()).unwrap();
    assert_eq!(std::fs::read_to_string(out.path().join("table.csv")).unwrap(), "g,sum_v\na,906\n");
}

#[test]
fn a_code_keeps_its_spelling_whatever_else_the_field_is_used_for() {
    let Some(folder) = folder("30-stata-spss-codes-change-with-where") else { return };
    for data in ["s.dta", "s.sav"] {
        for condition in [None, Some("g < 3"), Some("g in (1, 2)"), Some("not g is missing")] {
            let mut asked = request(json!({"rows": ["g"], "count": true}));
            asked.selection = condition.map(Into::into);
            asked.hierarchies = vec![Hierarchy::read("g", &folder.join("hg.csv")).unwrap()];
            let made = tabulate_file(&folder.join(data), &asked, &small("")).unwrap();
            assert_eq!(cell(&made, &["1"]).n, 20, "{data} {condition:?}");
        }
        let mut asked = request(json!({"rows": ["g"], "mean": ["g"], "count": true}));
        asked.labels = true;
        let made = tabulate_file(&folder.join(data), &asked, &small("")).unwrap();
        assert!(made.cells.iter().all(|cell| !cell.keys[0].contains('.')), "{:?}", made.codes);
    }
    let g = column_of_numbers(&[Some(1.0), Some(1.0), Some(2.5), None, Some(f64::NAN)]);
    let made = in_memory(vec![("g", g)], json!({"rows": ["g"], "where": "g > 0 or g is missing"}), &small("")).unwrap();
    assert_eq!(made.codes, [["1", "2.5"]]);
    assert_eq!(made.left_out.by_field, [("g".to_string(), 2)]);
}

#[test]
fn members_of_a_cell_are_no_reason_to_refuse_it() {
    let Some(folder) = folder("18-suppress-refuses-protectable-tables") else { return };
    let mut asked = request(json!({"rows": ["a"], "cols": ["b"], "sum": ["v"], "unit": "u", "margins": true}));
    asked.protect = Protect::Suppress;
    asked.protect_seconds = Some(10);
    asked.hierarchies = vec![Hierarchy::read("a", &folder.join("ha.csv")).unwrap()];
    let rules = Policy::named(folder.join("p.toml").to_str().unwrap()).unwrap();
    let made = tabulate_file(&folder.join("d.csv"), &asked, &rules).unwrap();
    assert_ne!(made.verdict, Verdict::Fail, "{:?}", made.protection.map(|p| p.remarks));
}

#[test]
fn a_weight_of_nought_is_nobody() {
    let mut data = String::from("g,w,id\n");
    (0..20).for_each(|id| data += &format!("a,{},{id}\n", u8::from(id < 4)));
    (20..40).for_each(|id| data += &format!("b,1,{id}\n"));
    let made =
        table(&data, json!({"rows": ["g"], "count": true, "weight": "w", "unit": "id"}), &policy(STRICT)).unwrap();
    assert_eq!((cell(&made, &["a"]).n, failing(&made, &["a"])), (4, vec![disclosure::Rule::Threshold]));
    assert_eq!(made.left_out.by_weight, 16);
    assert!(made.remarks().iter().any(|remark| remark.starts_with("16 records have the weight 0")));
}

const STRICT: &str = "name='t'\nsource='t'\n[count]\nthreshold=10\nzero='allow'\nfull='allow'\n";
