//! What the solver of suppression takes for the shared small problem under its simple attacker (counts alone, an interval of at
//! least 1), as JSON. For measuring; nothing that is released knows this attacker.
// It measures.
#![allow(clippy::disallowed_methods)]

#[path = "../tests/it/problems.rs"]
mod problems;

use disclosure::deadline::Deadline;
use disclosure::pattern::Fate;
use std::error::Error;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    if !problems::shared().join("problem_small.csv").exists() {
        return Err(format!("{} is not there", problems::shared().display()).into());
    }
    let (problem, _) = problems::simple("small", ["region", "age2", "occg"]);
    let found = problem.solve(Deadline::after(Duration::from_secs(120)));
    let hidden = found.hidden.as_ref().ok_or("no safe pattern was found")?;
    let cells = (0..hidden.len()).filter(|cell| hidden[*cell] && problem.fate[*cell] == Fate::Open).count();
    println!("{}", serde_json::json!({ "cells": cells, "cost": found.cost, "bound": found.bound }));
    Ok(())
}
