//! Noise of sums keeps what it promises over totals and parts together: an attacker of the tests' own works it out.

use crate::support::*;
use disclosure::{Status, TableResult, Verdict};
use serde_json::json;

const SENSITIVE: f64 = 0.1;
const MOST: f64 = 0.2;
const P: f64 = 0.1;

/// Two codes with their contributions, each of a unit, and their total.
struct World {
    a: Vec<f64>,
    b: Vec<f64>,
}

impl World {
    fn made(&self, secret: u32) -> TableResult {
        let mut text = String::from("r,v,id\n");
        let all = self.a.iter().map(|v| ("a", v)).chain(self.b.iter().map(|v| ("b", v)));
        all.enumerate().for_each(|(id, (r, v))| text += &format!("{r},{v},{id}\n"));
        let rules = policy(&format!(
            "{}[perturb]\nkey = '{secret} is a long secret'\nmost = 5\nvariance = 3\n[perturb.values]\ntop = 2\ndeviation = 0.11\nmost = {MOST}\nsensitive = {SENSITIVE}\n[p]\npercent = {P}\n",
            SMALL.replace("threshold = 3", "threshold = 1")
        ));
        let asked = json!({"rows": ["r"], "sum": ["v"], "margins": true, "unit": "id", "protect": "perturb"});
        table(&text, asked, &rules).unwrap()
    }

    fn of(&self, code: &str) -> Vec<f64> {
        let mut all = match code {
            "a" => self.a.clone(),
            "b" => self.b.clone(),
            _ => [self.a.clone(), self.b.clone()].concat(),
        };
        all.sort_by(|a, b| b.total_cmp(a));
        all
    }
}

/// What is left of a, of b and of the total to somebody who knows that a and b lie between these.
fn left(made: &TableResult, knows: [(f64, f64); 2]) -> [(f64, f64); 3] {
    let alone = |code: &str| {
        let cell = cell(made, &[code]);
        let share = MOST + if cell.failing().is_empty() { 0.0 } else { SENSITIVE };
        let shown = cell.values.last().unwrap().unwrap();
        (shown / (1.0 + share), shown / (1.0 - share))
    };
    let both = |(a, b): (f64, f64), (c, d): (f64, f64)| (a.max(c), b.min(d));
    let (a, b, total) = (both(alone("a"), knows[0]), both(alone("b"), knows[1]), alone("Total"));
    [
        both(a, (total.0 - b.1, total.1 - b.0)),
        both(b, (total.0 - a.1, total.1 - a.0)),
        both(total, (a.0 + b.0, a.1 + b.1)),
    ]
}

const NOTHING: (f64, f64) = (0.0, f64::INFINITY);

/// Somebody with what they know of a and b, and at which figures they look: of a, of b, of the total.
type Who = ([(f64, f64); 2], [bool; 3]);

/// Every unsafe sum leaves a value as far off as p% asks to each of these, or the audit says that it does not.
fn compare(world: &World, made: &TableResult, who: &[Who], what: &str) -> [usize; 2] {
    let audit = &made.protection.as_ref().unwrap().audit;
    let mut found = [0, 0];
    for (at, code) in ["a", "b", "Total"].into_iter().enumerate() {
        let lines = || audit.iter().filter(|line| line.quantity == "v" && line.cell == [code]);
        // Where noise may be next to nothing nobody looks any further.
        if lines().next().is_none() {
            continue;
        }
        let of = world.of(code);
        let truth: f64 = of.iter().sum();
        let more = of[0] + of.get(1).copied().unwrap_or(0.0) + P * of[0] - truth;
        let holds = who.iter().filter(|(_, looks)| looks[at]).all(|(knows, _)| {
            let (least, most) = left(made, *knows)[at];
            (most - truth).max(truth - least) >= more * (1.0 - 1e-6)
        });
        assert_eq!(holds, lines().all(|line| line.holds), "{what}: {code} {:?}", made.protection);
        assert!(holds || cell(made, &[code]).status == Status::Unsafe && made.verdict == Verdict::Fail);
        found[usize::from(!holds)] += 1;
    }
    found
}

#[test]
fn of_every_unsafe_noisy_sum_a_value_is_left_that_is_as_far_off_as_its_rule_asks() {
    let giant = || [vec![10_000.0], (0..11).map(|n| f64::from(11 + n)).collect()].concat();
    let crowd = World { a: giant(), b: (0..15).map(|n| f64::from(10 + n)).collect() };
    // Somebody alone in b knows it, and so a from the total.
    let alone = World { a: giant(), b: vec![1_000.0] };
    let (mut of_crowd, mut of_alone, mut apart) = ([0, 0], [0, 0], 0);
    for secret in 0..400 {
        let made = crowd.made(secret);
        let outside = ([NOTHING, NOTHING], [true; 3]);
        let found = compare(&crowd, &made, &[outside], &format!("crowd {secret}"));
        of_crowd = [of_crowd[0] + found[0], of_crowd[1] + found[1]];
        let made = alone.made(secret);
        // Nobody is kept from what they know anyhow, nor is the giant kept from the giant's figures.
        let inside = ([NOTHING, (1_000.0, 1_000.0)], [true, false, true]);
        let giant = ([(10_000.0, f64::INFINITY), NOTHING], [false, true, false]);
        let found = compare(&alone, &made, &[outside, inside, giant], &format!("alone {secret}"));
        of_alone = [of_alone[0] + found[0], of_alone[1] + found[1]];
        let protection = made.protection.as_ref().unwrap();
        apart +=
            usize::from(protection.audit.iter().any(|line| !line.holds && line.attacker.contains("contributor to b")));
        assert!(protection.remarks.iter().any(|remark| remark.contains("which promises: whoever puts together")));
    }
    eprintln!("kept and refused: {of_crowd:?} with many in b, {of_alone:?} with one, {apart} by that one alone");
    for [kept, refused] in [of_crowd, of_alone] {
        assert!(kept > 100 && refused > 0, "{kept} {refused}");
    }
    assert!(apart > 0);
}

#[test]
fn sums_of_both_signs_are_asked_about() {
    let world = World { a: vec![10_000.0, 20.0, 30.0, -5.0], b: vec![15.0, 14.0, 13.0, 12.0] };
    let made = world.made(1);
    let protection = made.protection.as_ref().unwrap();
    assert!(protection.unaudited > 0);
    assert_eq!(made.verdict, Verdict::Ask);
}
