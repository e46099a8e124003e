//! `table`, `survival`, `check`, `model` and `inspect`: the engines without a service.

use std::io::IsTerminal;
use std::path::Path;

use disclosure::command::{self, CheckCommand, MergeCommand, SurvivalCommand, TableCommand, table as make_table};
use disclosure::{
    Cut, Hierarchy, Progress, Protect, Source, Statistic, SurvivalRequest, TableRequest, assigned_name as assigned,
    split_names as split,
};
use inspector::child::{Limits, inspect_file_in_child};
use inspector::{InspectPolicy, Purpose, Severity, Verdict};

use super::{chart, complain, documents, say, view};
use crate::cli::{CheckArgs, InspectArgs, MergeArgs, ModelArgs, SurvivalArgs, TableArgs};

pub(crate) fn table(args: TableArgs) -> u8 {
    let Some(protect) = protection(&args.protect) else { return 2 };
    let request = match request(&args, protect) {
        Ok(request) => request,
        Err(reason) => {
            complain(reason);
            return 2;
        }
    };
    let at = foundation::World::system().now().rfc3339();
    let evidence = args.evidence;
    let command = TableCommand { data: args.data, request, policy: args.policy, out: args.out, at, json: args.json };
    if let Some(file) = evidence {
        return command::evidence(&command, &file, &mut std::io::stderr()).status();
    }
    let draw = |table: &_| args.chart.map(|kind| chart::of_table(kind, table)).transpose();
    make_table(&command, &draw, &mut std::io::stdout(), &mut std::io::stderr()).status()
}

/// How unsafe cells are protected; none where the word is unknown, and that is said.
fn protection(word: &str) -> Option<Protect> {
    let known = serde_json::from_value(serde_json::Value::String(word.into())).ok();
    if known.is_none() {
        complain(format!("--protect {word:?}: write none, suppress, round or perturb"));
    }
    known
}

/// One table of evidence that was gathered in several places.
pub(crate) fn merge(args: MergeArgs) -> u8 {
    let MergeArgs { files, policy, protect, protect_seconds, out, progress, json } = args;
    let Some(protect) = protection(&protect) else { return 2 };
    let at = foundation::World::system().now().rfc3339();
    let command = MergeCommand { files, policy, protect, protect_seconds, out, at, json, progress: told(progress) };
    command::merge(&command, &mut std::io::stdout(), &mut std::io::stderr()).status()
}

/// A life table or a survival curve.
pub(crate) fn survival(args: SurvivalArgs) -> u8 {
    let SurvivalArgs { data, time, event, by, edges, unit, missing, selection, policy, out, progress, json } = args;
    let progress = told(progress);
    let request = SurvivalRequest { time, event, by, edges, unit, selection, missing, progress };
    let draws = out.is_some();
    let command = SurvivalCommand { data, request, policy, out, json };
    let draw = |made: &_| draws.then(|| chart::of_survival(made)).transpose();
    command::survival(&command, &draw, &mut std::io::stdout(), &mut std::io::stderr()).status()
}

/// Somebody waits where they said so, and where standard error is a terminal.
fn told(asked: bool) -> Progress {
    if asked || std::io::stderr().is_terminal() { Progress::told() } else { Progress::default() }
}

/// The words of the command as a request.
fn request(args: &TableArgs, protect: Protect) -> Result<TableRequest, String> {
    // A file that cannot be opened is told of when it is read.
    let fields = Source::open(&args.data).map(|source| source.fields()).unwrap_or_default();
    let names = |texts: &[String]| disclosure::names(texts, &fields);
    let mut more = Vec::new();
    for (name, values) in [
        ("percent", &args.percent),
        ("ratio", &args.ratio),
        ("median", &args.median),
        ("quantile", &args.quantile),
        ("mode", &args.mode),
        ("min", &args.min),
        ("max", &args.max),
        ("var", &args.var),
        ("std", &args.std),
        ("skewness", &args.skewness),
        ("kurtosis", &args.kurtosis),
        ("gini", &args.gini),
        ("herfindahl", &args.herfindahl),
        ("share", &args.share),
    ] {
        for value in names(values) {
            more.push(Statistic::parse(name, &value)?);
        }
    }
    let mut cut = Vec::new();
    for text in &args.cut {
        let (field, edges) = assigned("--cut", text)?;
        cut.push(Cut { field, edges: edges.split(',').map(Into::into).collect() });
    }
    let mut hierarchies = Vec::new();
    for text in &args.hierarchy {
        let (field, file) = assigned("--hierarchy", text)?;
        hierarchies.push(Hierarchy::read(&field, Path::new(&file)).map_err(|e| e.to_string())?);
    }
    let mut structural = Vec::new();
    for text in &args.structural {
        structural.push(split(text, ',').iter().map(|part| assigned("--structural", part)).collect::<Result<_, _>>()?);
    }
    Ok(TableRequest {
        rows: names(&args.rows),
        cols: names(&args.cols),
        count: args.count,
        sum: names(&args.sum),
        mean: names(&args.mean),
        unit: args.unit.clone(),
        holding: args.holding.clone(),
        waiver: args.waiver.clone(),
        strata: args.strata.clone(),
        cluster: args.cluster.clone(),
        weight: args.weight.clone(),
        missing: args.missing.clone(),
        scratch: args.scratch.clone(),
        selection: args.selection.clone(),
        labels: args.labels,
        margins: args.margins,
        protect,
        protect_seconds: args.protect_seconds,
        more,
        cut,
        hierarchies,
        structural,
        progress: told(args.progress),
        ..TableRequest::default()
    })
}

/// Judges the summary of a fitted model.
pub(crate) fn model(args: &ModelArgs) -> u8 {
    let policy = args.policy.as_deref();
    command::model(&args.file, policy, args.json, &mut std::io::stdout(), &mut std::io::stderr()).status()
}

/// Judges finished tables by their counts.
pub(crate) fn check(args: CheckArgs) -> u8 {
    let CheckArgs { tables, counts, policy, progress, json } = args;
    let command = CheckCommand { tables, counts, policy, json, progress: told(progress) };
    command::check(&command, &documents::tables, &mut std::io::stdout(), &mut std::io::stderr()).status()
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
    if (args.view.is_some() || args.fixed_image.is_some()) && args.files.len() > 1 {
        let option = if args.view.is_some() { "--view" } else { "--fixed-image" };
        complain(format!(
            "{option} with {} files: what is written would be overwritten; name one file",
            args.files.len()
        ));
        return 2;
    }
    let (mut found, mut missing) = (false, false);
    for file in &args.files {
        if !file.is_file() {
            missing = true;
            complain(format!("{}: there is no such file; name an existing one", file.display()));
        }
        let report = inspect_file_in_child(&exe, file, purpose, &policy, &Limits::default()).in_language(lang);
        found |= report.verdict != Verdict::Allowed;
        let look = view::Look { exe: &exe, file, purpose, policy: &policy, lang, printed: args.printed };
        let pages = args.view.as_deref().filter(|_| file.is_file()).map(|folder| view::write(&look, folder));
        let fixed = args.fixed_image.as_deref().filter(|_| file.is_file()).map(|png| view::fix(&look, png));
        for made in [pages, fixed].into_iter().flatten() {
            match made {
                // Not on standard output: programs read that.
                Ok(words) => complain(words),
                Err(reason) => {
                    found = true;
                    complain(reason);
                }
            }
        }
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
