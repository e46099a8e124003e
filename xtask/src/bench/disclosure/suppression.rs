//! Suppression of the shared tables: the solver alone under their simple attacker, and whole tables with real levels.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::Bench;
use crate::bench::process;
use crate::run::{self, say};

const RULES: &str = "name = 'bench'\nsource = 'the rules of the shared tables'\n[count]\nthreshold = 4\nzero = 'allow'\nfull = 'allow'\n[p]\npercent = 10\n";

/// A shared table, its fields, and the most that it may take: processor seconds, MiB.
struct Shared {
    size: &'static str,
    fields: [&'static str; 3],
    seconds: f64,
    memory: f64,
    /// The best pattern is to be found and proven.
    optimal: bool,
}

const TABLES: [Shared; 3] = [
    Shared { size: "small", fields: ["region", "age2", "occg"], seconds: 60.0, memory: 4096.0, optimal: true },
    Shared { size: "medium", fields: ["region", "ageband", "occg"], seconds: 300.0, memory: 4096.0, optimal: false },
    Shared {
        size: "large",
        fields: ["region", "ageband", "occupation"],
        seconds: 900.0,
        memory: 4096.0,
        optimal: false,
    },
];

pub(super) fn run(root: &Path, bench: &mut Bench, long: bool) -> Result<(), String> {
    let shared = root.join("../shared/cases/disclosure/suppression");
    if !shared.join("problem_small.csv").is_file() {
        say(&format!("suppression was not measured: {} is not here", shared.display()));
        return Ok(());
    }
    say("\nsuppression");
    let before = process::children_cpu_seconds().ok_or("reading /proc/self/stat")?;
    let said = run::output(&mut Command::new(bench.examples.join("solver")))?;
    let cpu = process::children_cpu_seconds().ok_or("reading /proc/self/stat")? - before;
    let found: Value = serde_json::from_str(said.trim()).map_err(|e| format!("reading {said:?}: {e}"))?;
    let number = |found: &Value, key: &str| found[key].as_f64().unwrap_or(f64::NAN);
    bench.at_most("small, simple attacker: cpu", cpu, 10.0, "s");
    bench.at_most("small, simple attacker: cells", number(&found, "cells"), 47.0, "cells");
    bench.at_most("small, simple attacker: cost", number(&found, "cost"), 597.0, "cost");
    bench.at_least("small, simple attacker: proven bound", number(&found, "bound"), 597.0, "cost");
    for table in TABLES.iter().filter(|table| long || table.optimal) {
        let out = root.join("target/bench/suppressed");
        let policy = root.join("target/bench/suppression.toml");
        std::fs::write(&policy, RULES).map_err(|e| format!("writing {}: {e}", policy.display()))?;
        let mut command = Command::new(bench.examples.join("table"));
        command.arg(shared.join(format!("micro_{}.csv", table.size)));
        command.args(["--rows", &table.fields.join(","), "--count", "--sum", "turnover", "--margins"]);
        for field in table.fields {
            let file = shared.join(format!("hierarchy-{field}.csv"));
            command.arg("--hierarchy").arg(format!("{field}={}", file.display()));
        }
        command.arg("--policy").arg(&policy).args(["--protect", "suppress"]).arg("--out").arg(&out);
        let used = process::measure(command.stderr(std::process::Stdio::null()))?;
        if !matches!(used.code, Some(0 | 1)) {
            return Err(format!("{command:?} ended with {:?}", used.code));
        }
        let record = out.join("record.json");
        let text = std::fs::read_to_string(&record).map_err(|e| format!("reading {}: {e}", record.display()))?;
        let record: Value = serde_json::from_str(&text).map_err(|e| format!("reading {}: {e}", record.display()))?;
        let protection = &record["protection"];
        let name = format!("{}, real levels", table.size);
        bench.at_most(&format!("{name}: cpu"), used.cpu_seconds, table.seconds, "s");
        bench.at_most(&format!("{name}: peak memory"), used.peak_mib, table.memory, "MiB");
        for remark in protection["remarks"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            say(&format!("    {remark}"));
        }
        if protection["cost"].is_null() {
            say(&format!("  {name}: no safe pattern: DOES NOT HOLD"));
            continue;
        }
        let audit: Vec<bool> =
            protection["audit"].as_array().into_iter().flatten().map(|line| line["holds"] == true).collect();
        let open = audit.iter().filter(|holds| !**holds).count();
        say(&format!("    audit of both attackers: {} intervals, {open} too narrow", audit.len()));
        bench.at_most(&format!("{name}: intervals that are too narrow"), open as f64, 0.0, "intervals");
        bench.figure(&format!("{name}: cost"), number(protection, "cost"), "cost");
        bench.figure(&format!("{name}: bound"), number(protection, "bound"), "cost");
        let gap = number(protection, "gap");
        if table.optimal {
            bench.at_most(&format!("{name}: gap"), gap, 0.0, "of the cost");
        } else {
            say(&format!("    cost {}, gap {:.3}", number(protection, "cost"), gap));
            bench.figure(&format!("{name}: gap"), gap, "of the cost");
        }
    }
    Ok(())
}
