//! Five hundred random tables of every statistic, judged by random policies, say what a plain loop over the records says.

use crate::naive::{Naive, Row};
use crate::support::*;
use disclosure::{Base, Cell, Cut, Error, Hierarchy, Policy, Rule, Severity, Source, Statistic, TableRequest, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// A table to be made: its records, also those that take no part, and what is asked of them.
pub struct Made {
    pub rows: Vec<Row>,
    pub request: TableRequest,
    pub policy: Policy,
    groups: BTreeMap<&'static str, BTreeMap<String, String>>,
    fields: Vec<&'static str>,
    taken: fn(&Row) -> bool,
}

const EDGES: [i64; 4] = [0, 10, 20, 40];

fn class(age: i64) -> String {
    match EDGES.windows(2).position(|pair| age < pair[1]) {
        Some(at) => format!("{} to {}", EDGES[at], EDGES[at + 1]),
        None if age == EDGES[3] => "20 to 40".into(),
        None => "above 40".into(),
    }
}

fn rows(dice: &mut Dice) -> Vec<Row> {
    let (negatives, noughts, few) = (dice.often(25), dice.often(15), dice.often(30));
    let (missing, people) = ([5, 20][dice.below(2) as usize], 3 + dice.below(40) as u32);
    // Some cells are full of people and some nearly empty.
    let uneven = dice.often(60);
    let value = |dice: &mut Dice| match dice.below(10) {
        0 if !few => 100 + dice.below(900) as i64,
        1 if negatives => -1 - dice.below(30) as i64,
        _ if noughts => 0,
        _ => dice.below(if few { 4 } else { 40 }) as i64,
    };
    let most = [8, 60, 160][dice.below(3) as usize];
    let records = 1 + dice.below(most);
    let row = |dice: &mut Dice| {
        let mut row = Row::default();
        let skewed =
            |dice: &mut Dice, of: u64| if uneven { dice.below(of).min(dice.below(of)) } else { dice.below(of) };
        for (field, of) in [("r", 4), ("c", 3)] {
            let code = skewed(dice, of);
            if !dice.often(4) {
                row.codes.insert(field, format!("{field}{code}"));
            }
        }
        // An age makes classes and is a field of numbers too.
        let age = dice.below(45) as i64;
        if !dice.often(4) {
            row.codes.insert("a", class(age));
            row.values.insert("a", age);
        }
        for field in ["v", "u"] {
            let value = value(dice);
            // What is declared missing is.
            if !dice.often(missing) && value != -9 {
                row.values.insert(field, value);
            }
        }
        row.unit = dice.below(u64::from(people)) as u32;
        // A unit belongs to one holding, mostly, and has agreed or not, mostly.
        row.holding = Some(row.unit / 3).filter(|holding| holding % 4 != 1 || dice.often(10));
        row.agreed = (row.unit % 3 == 0) != dice.often(5);
        row.weight = dice.below(6) as i64;
        row.stratum = dice.below(2) as u8;
        row.cluster = dice.below(7) as u8;
        row
    };
    (0..records).map(|_| row(dice)).collect()
}

pub fn text(rows: &[Row]) -> String {
    let mut text = String::from("r,c,a,v,u,id,h,w,ok,s,p\n");
    for (at, row) in rows.iter().enumerate() {
        let absent = || if at % 2 == 0 { "" } else { "-9" }.to_owned();
        let code = |field: &str| row.codes.get(field).cloned().unwrap_or_else(absent);
        let value = |field: &str| row.values.get(field).map_or_else(absent, i64::to_string);
        let holding = row.holding.map(|holding| format!("h{holding}")).unwrap_or_default();
        let agreed = if row.agreed { "yes" } else { "no" };
        let weight = row.weight as f64 / 2.0;
        let (a, v, u) = (value("a"), value("v"), value("u"));
        writeln!(
            text,
            "{},{},{a},{v},{u},{},{holding},{weight},{agreed},s{},{}",
            code("r"),
            code("c"),
            row.unit,
            row.stratum,
            row.cluster
        )
        .unwrap();
    }
    text
}

fn statistics(dice: &mut Dice, weighted: bool) -> Vec<Statistic> {
    let mut all = Vec::new();
    for field in ["v", "u", "a"] {
        let f = || field.to_owned();
        all.extend([
            Statistic::Sum(f()),
            Statistic::Mean(f()),
            Statistic::Min(f()),
            Statistic::Max(f()),
            Statistic::Ratio(f(), "v".into()),
            Statistic::Ratio("u".into(), f()),
        ]);
        if !weighted {
            all.extend([
                Statistic::Median(f()),
                Statistic::Mode(f()),
                Statistic::Variance(f()),
                Statistic::Std(f()),
                Statistic::Skewness(f()),
                Statistic::Kurtosis(f()),
                Statistic::Gini(f()),
                Statistic::Herfindahl(f()),
                Statistic::Concentration(f(), 1 + dice.below(5) as u8),
                Statistic::Quantile(f(), 250),
                Statistic::Quantile(f(), 900),
                Statistic::Quantile(f(), 1 + dice.below(999) as u16),
            ]);
        }
    }
    all.extend([Base::Row, Base::Column, Base::Total].map(Statistic::Percent));
    let wanted = 1 + dice.below(5) as usize;
    let mut chosen: Vec<Statistic> = Vec::new();
    while chosen.len() < wanted {
        let one = all[dice.below(all.len() as u64) as usize].clone();
        if chosen.iter().all(|other| other.column() != one.column()) {
            chosen.push(one);
        }
    }
    chosen
}

fn rules(dice: &mut Dice) -> Policy {
    let pick = |dice: &mut Dice, from: &[&'static str]| from[dice.below(from.len() as u64) as usize];
    let action = |dice: &mut Dice| pick(dice, &["allow", "ask", "fail"]);
    let bound = |dice: &mut Dice| pick(dice, &["pass", "fail"]);
    let mut text = format!(
        "name = 't'\nsource = 't'\n[count]\nthreshold = {}\nzero = '{}'\nfull = '{}'\n",
        [1, 2, 3, 5, 10][dice.below(5) as usize],
        action(dice),
        action(dice)
    );
    if dice.often(60) {
        text += &format!("full_share = {}\n", pick(dice, &["0.5", "0.7", "0.75", "0.9", "1.0"]));
    }
    if dice.often(40) {
        text += &format!("holdings = {}\n", 1 + dice.below(4));
    }
    text += &format!("[values]\nnegative = '{}'\n", pick(dice, &["absolute", "ask", "refuse"]));
    text += &format!("missing = '{}'\nwaivers = {}\n", pick(dice, &["excluded", "counted"]), dice.often(50));
    if dice.often(40) {
        text += &format!("[p]\npercent = {}\nequality = '{}'\n", pick(dice, &["10", "0.25", "0.5"]), bound(dice));
    }
    if dice.often(25) {
        text += &format!("[pq]\np = {}\nq = 0.3\n", pick(dice, &["0.1", "0.15", "0.2"]));
    }
    for (n, k) in [(1, "0.5"), (2, "0.75"), (3, "0.9")] {
        if dice.often(25) {
            text += &format!("[[dominance]]\nn = {n}\nk = {k}\nequality = '{}'\n", bound(dice));
        }
    }
    if dice.often(50) {
        text += &format!("[model]\ndof = {}\n", 1 + dice.below(10));
    }
    if dice.often(60) {
        text += &format!("[quantile]\ncontributors = {}\n", 1 + dice.below(6));
    }
    if dice.often(50) {
        text += &format!("[mode]\nunits = {}\nshared = {}\n", dice.below(8), dice.below(8));
    }
    if dice.often(50) {
        text += &format!("[extreme]\nof = {}\n", 1 + dice.below(4));
    }
    policy(&text)
}

pub fn made(seed: u64) -> Made {
    let mut dice = Dice::new(seed);
    let rows = rows(&mut dice);
    let mut fields = vec!["r", "c", "a"];
    while fields.len() > 1 && dice.often(45) {
        fields.remove(dice.below(fields.len() as u64) as usize);
    }
    let across = dice.below(fields.len() as u64) as usize;
    let mut groups: BTreeMap<&'static str, BTreeMap<String, String>> = BTreeMap::new();
    let mut hierarchies = Vec::new();
    if fields.contains(&"r") && dice.often(35) {
        // One code lies below a group of a group, one right below the total; one has nobody.
        let above =
            [("r0", "north"), ("r1", "north"), ("r2", "east"), ("r5", "east"), ("east", "land"), ("north", "land")];
        let above = above.into_iter().chain([("r3", "Total"), ("land", "Total")]);
        let above: Vec<(String, String)> = above.map(|(code, of)| (code.into(), of.into())).collect();
        groups.insert("r", above.iter().cloned().collect());
        hierarchies.push(Hierarchy { field: "r".into(), codes: above });
    }
    let weighted = dice.often(25);
    let (selection, taken): (Option<&str>, fn(&Row) -> bool) = match dice.below(6) {
        0 => (Some("v >= 3"), |row: &Row| row.values.get("v").is_some_and(|value| *value >= 3)),
        1 => (Some("r != 'r1' and not u is missing"), |row: &Row| {
            row.codes.get("r").is_some_and(|code| code != "r1") && row.values.contains_key("u")
        }),
        2 => (Some("c in ('c0', 'c1') or a < 20"), |row: &Row| {
            row.codes.get("c").is_some_and(|code| code != "c2") || row.values.get("a").is_some_and(|age| *age < 20)
        }),
        _ => (None, |_: &Row| true),
    };
    let unit = dice.often(70);
    let named = |field: &str, wanted: bool| wanted.then(|| field.to_owned());
    let cut = Cut { field: "a".into(), edges: EDGES.map(|edge| edge.to_string()).into() };
    let request = TableRequest {
        rows: fields[..fields.len() - across].iter().map(|field| (*field).into()).collect(),
        cols: fields[fields.len() - across..].iter().map(|field| (*field).into()).collect(),
        count: dice.often(40),
        more: statistics(&mut dice, weighted),
        unit: named("id", unit),
        holding: named("h", dice.often(40)),
        waiver: named("ok", unit && dice.often(30)),
        strata: named("s", dice.often(20)),
        cluster: named("p", dice.often(20)),
        weight: named("w", weighted),
        selection: selection.map(Into::into),
        missing: vec!["-9".into()],
        margins: dice.often(70),
        cut: if fields.contains(&"a") { vec![cut] } else { Vec::new() },
        hierarchies,
        ..TableRequest::default()
    };
    let policy = rules(&mut dice);
    Made { rows, request, policy, groups, fields, taken }
}

impl Made {
    /// Records that take part: chosen, with a code in every field, and weighed.
    fn kept(&self) -> Vec<Row> {
        let coded = |row: &&Row| self.fields.iter().all(|field| row.codes.contains_key(field));
        let weighed = |row: &&Row| self.request.weight.is_none() || row.weight > 0;
        self.rows.iter().filter(|row| (self.taken)(row)).filter(coded).filter(weighed).cloned().collect()
    }

    fn naive(&self) -> Naive<'_> {
        let rows = self.kept();
        let codes = |field: &&'static str| {
            let mut codes: BTreeSet<String> = rows.iter().map(|row| row.codes[field].clone()).collect();
            if *field == "a" {
                codes.extend(["0 to 10", "10 to 20", "20 to 40"].map(String::from));
            }
            if let Some(groups) = self.groups.get(field) {
                let group = |code: &&String| groups.values().any(|above| above == *code);
                codes.extend(groups.keys().filter(|code| !group(code)).cloned());
            }
            codes.into_iter().collect()
        };
        let codes = self.fields.iter().map(codes).collect();
        let (request, policy, groups) = (&self.request, &self.policy, self.groups.clone());
        Naive { codes, rows, request, policy, groups, fields: self.fields.clone() }
    }

    /// In one piece, or in several that are gathered apart and merged.
    fn table(&self, pieces: usize) -> Result<disclosure::TableResult, Error> {
        if pieces < 2 || self.rows.len() < pieces {
            return disclosure::tabulate_file(&csv(&text(&self.rows)), &self.request, &self.policy);
        }
        let gather = |rows: &[Row]| {
            let path = csv(&text(rows));
            Source::open(Path::new(&*path))?.gather(&self.request, self.policy.contributions())
        };
        let mut parts = self.rows.chunks(self.rows.len().div_ceil(pieces)).map(gather);
        let mut all = parts.next().unwrap()?;
        for part in parts {
            all.merge(&part?)?;
        }
        all.judge(&self.request, &self.policy)
    }
}

/// What was compared: cells of each statistic, and cells that each rule marks.
#[derive(Default)]
struct Compared {
    figures: BTreeMap<&'static str, [usize; 2]>,
    marks: BTreeMap<(Rule, Severity), usize>,
    tables: usize,
    refused: usize,
}

impl Compared {
    fn table(&mut self, seed: u64, made: &Made) {
        let naive = made.naive();
        let result = made.table(1 + seed as usize % 3);
        let valued = |field: &String| naive.rows.iter().any(|row| row.values.contains_key(field.as_str()));
        let all_missing = made.request.variables().into_iter().find(|field| !valued(field));
        let table = match (result, naive.rows.is_empty(), all_missing) {
            (Ok(table), false, None) => table,
            // A table of nobody, or of what nobody has, is refused, and no other.
            (Err(Error::Empty { .. }), true, _) => return self.refused += 1,
            (Err(Error::AllMissing { field, .. }), false, Some(missing)) => {
                assert_eq!(field, missing, "{seed}");
                return self.refused += 1;
            }
            (Err(error), ..) => panic!("{seed}: {error}"),
            (Ok(_), ..) => panic!("{seed}: a table of nothing"),
        };
        self.tables += 1;
        let keys = naive.cells();
        assert_eq!(table.cells.len(), keys.len(), "{seed}: {:?}", table.codes);
        let by_keys: BTreeMap<Vec<String>, &Cell> = table.cells.iter().map(|cell| (cell.names(), cell)).collect();
        let mut worst = None;
        for keys in keys {
            let expected = naive.cell(&keys);
            let cell = by_keys.get(&keys).unwrap_or_else(|| panic!("{seed}: no cell {keys:?}"));
            let of = |what: &str| format!("{seed}: {what} of {keys:?}, {:#?}, {:#?}", made.request, made.policy);
            assert_eq!(
                [cell.n, cell.valid_n, cell.units],
                [expected.n, expected.valid_n, expected.units],
                "{}",
                of("n")
            );
            for ((found, right), statistic) in cell.values.iter().zip(&expected.figures).zip(made.request.statistics())
            {
                let near = match (found, right) {
                    (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
                    (a, b) => a.is_none() && b.is_none(),
                };
                assert!(near, "{}: {found:?}, not {right:?}", of(&statistic.column()));
                let counted = self.figures.entry(statistic.name()).or_default();
                counted[usize::from(made.request.weight.is_some())] += usize::from(right.is_some());
            }
            let mut marks: Vec<(Rule, Severity, String)> =
                cell.marks.iter().map(|mark| (mark.rule, mark.severity, mark.statistic.to_string())).collect();
            marks.sort();
            assert_eq!(marks, expected.marks, "{}: {:#?}", of("marks"), cell.evidence);
            worst = marks.iter().map(|mark| mark.1).chain(worst).max();
            marks.iter().for_each(|mark| *self.marks.entry((mark.0, mark.1)).or_default() += 1);
        }
        let verdict = match worst {
            None => Verdict::Pass,
            Some(Severity::Ask) => Verdict::Ask,
            Some(Severity::Fail) => Verdict::Fail,
        };
        assert_eq!(table.verdict, verdict, "{seed}");
        let left = made.rows.len() - naive.rows.len();
        let counted = table.left_out.by_where + table.left_out.by_weight;
        let by_field: u64 = table.left_out.by_field.iter().map(|(_, n)| n).sum();
        assert_eq!((table.left_out.read, counted + by_field), (made.rows.len() as u64, left as u64), "{seed}");
    }
}

#[test]
fn figures_and_marks_of_five_hundred_random_tables_are_those_of_a_plain_loop() {
    let mut compared = Compared::default();
    let mut seed = 0;
    while compared.tables < 500 {
        compared.table(seed, &made(seed));
        seed += 1;
    }
    eprintln!(
        "{} tables, {} refused; figures, unweighted and weighted: {:?}; marks: {:?}",
        compared.tables, compared.refused, compared.figures, compared.marks
    );
    // Nothing is compared of what never comes up.
    for name in ["count", "sum", "mean"].iter().chain(Statistic::FURTHER) {
        assert!(compared.figures.get(name).is_some_and(|n| n[0] > 200), "{name}: {:?}", compared.figures);
    }
    for name in ["count", "percent", "sum", "mean", "ratio", "min", "max"] {
        assert!(compared.figures[name][1] > 100, "{name} with weights: {:?}", compared.figures);
    }
    use Rule::*;
    for rule in [Threshold, Dominance, PPercent, Pq, Zero, Full, Dof, Extreme, Quantile, Negative] {
        assert!(compared.marks.get(&(rule, Severity::Fail)).is_some_and(|n| *n > 50), "{rule:?}: {:?}", compared.marks);
    }
    assert!(compared.marks[&(Mode, Severity::Ask)] > 50);
}
