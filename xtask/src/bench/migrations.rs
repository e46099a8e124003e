//! `bench migrations`: how long a large database of the oldest kept version takes to be brought up to date, on both engines.

use std::path::Path;

use super::{Figure, Options, median};
use crate::run;

const USUAL_RUNS: u64 = 3;

pub(super) fn run(root: &Path, options: &Options) -> Result<Vec<Figure>, String> {
    let runs = options.number("--runs", USUAL_RUNS)?.max(1);
    let mut all: Vec<(String, Vec<f64>)> = Vec::new();
    for _ in 0..runs {
        let mut cargo = run::cargo(root);
        cargo.args(["test", "--locked", "--quiet", "--package", "strongroom", "--test", "it", "--"]);
        let text = run::output(cargo.args([
            "--ignored",
            "--nocapture",
            "--exact",
            "migrations::how_long_100_000_people_take",
        ]))?;
        for line in text.lines().filter_map(|l| l.trim().strip_prefix("figure: ")) {
            let (name, value) = line.rsplit_once(": ").ok_or_else(|| format!("\"{line}\" is no figure"))?;
            let value = value.trim_end_matches(" s").parse().map_err(|_| format!("\"{line}\" is no figure"))?;
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.push(value),
                None => all.push((name.to_owned(), vec![value])),
            }
        }
    }
    if all.is_empty() {
        return Err("the tests printed no figure".to_owned());
    }
    Ok(all.into_iter().map(|(name, mut values)| Figure::new(name, median(&mut values), "s")).collect())
}
