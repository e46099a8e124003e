//! `table` and `inspect`: the engines without a service.

use std::path::Path;

use disclosure::TableRequest;
use disclosure::command::{TableCommand, table as make_table};
use inspector::child::{Limits, inspect_file_in_child};
use inspector::{InspectPolicy, Purpose, Severity, Verdict};

use super::{complain, say};
use crate::cli::{InspectArgs, TableArgs};

pub(crate) fn table(args: TableArgs) -> u8 {
    let protect = match serde_json::from_value(serde_json::Value::String(args.protect.clone())) {
        Ok(protect) => protect,
        Err(_) => {
            complain(format!("--protect {:?}: write none, suppress, round or perturb", args.protect));
            return 2;
        }
    };
    let request = TableRequest {
        rows: args.rows,
        cols: args.cols,
        count: args.count,
        sum: args.sum,
        mean: args.mean,
        unit: args.unit,
        holding: args.holding,
        weight: args.weight,
        selection: args.selection,
        margins: args.margins,
        protect,
    };
    let command = TableCommand { data: args.data, request, policy: args.policy, out: args.out, json: args.json };
    make_table(&command, &mut std::io::stdout(), &mut std::io::stderr()).status()
}

/// Inspects each file in a child of its own; the worst verdict decides the exit status.
pub(crate) fn inspect(args: &InspectArgs) -> u8 {
    let purpose = match args.purpose.as_deref().map(str::parse::<Purpose>) {
        None => Purpose::Unstated,
        Some(Ok(purpose)) => purpose,
        Some(Err(reason)) => {
            complain(reason);
            return 2;
        }
    };
    let policy = match policy(args.policy.as_deref()) {
        Ok(policy) => policy,
        Err(reason) => {
            complain(reason);
            return 2;
        }
    };
    let Some(lang) = foundation::Lang::from_code(&args.lang) else {
        complain(format!("--lang {:?}: write en or cy", args.lang));
        return 2;
    };
    let exe = match std::env::current_exe() {
        Ok(exe) => exe,
        Err(error) => {
            complain(format!("finding this program to start its child: {error}"));
            return 2;
        }
    };
    let (mut found, mut missing) = (false, false);
    for file in &args.files {
        if !file.is_file() {
            missing = true;
            complain(format!("{}: there is no such file; name an existing one", file.display()));
        }
        let report = inspect_file_in_child(&exe, file, purpose, &policy, &Limits::default()).in_language(lang);
        found |= report.verdict != Verdict::Allowed;
        if args.json {
            say(serde_json::to_string(&report).unwrap_or_default());
            continue;
        }
        let verdict = match report.verdict {
            Verdict::Allowed => "allowed",
            Verdict::Ask => "ask",
            Verdict::Refused => "refused",
        };
        say(format!("{verdict:8} {} ({})", report.file, report.kind));
        for finding in &report.findings {
            let severity = match finding.severity {
                Severity::Blocks => "blocks",
                Severity::Ask => "ask",
                Severity::Note => "note",
            };
            let place = if finding.place.is_empty() { String::new() } else { format!(" in {}", finding.place) };
            say(format!("         {severity}: {}{place}: {}", finding.id, finding.message));
            if finding.severity != Severity::Note {
                say(format!("                 {} ({})", finding.mend, finding.rule));
            }
        }
    }
    match (missing, found) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    }
}

fn policy(file: Option<&Path>) -> Result<InspectPolicy, String> {
    let Some(file) = file else { return Ok(InspectPolicy::default()) };
    let text = std::fs::read_to_string(file)
        .map_err(|e| format!("reading the policy {}: {e}; name an existing file", file.display()))?;
    InspectPolicy::from_toml(&text).map_err(|e| format!("the policy {}: {e}", file.display()))
}
