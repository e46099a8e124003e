//! `table`, `survival`, `check` and `model`: the engines without a service.

use std::io::{IsTerminal, Read, Write};
use std::path::Path;

use disclosure::command::{self, CheckCommand, MergeCommand, SurvivalCommand, TableCommand, table as make_table};
use disclosure::{
    Cut, Hierarchy, Progress, Protect, Seal, Source, Statistic, SurvivalRequest, TableRequest,
    assigned_name as assigned, split_names as split,
};

use super::{chart, complain, documents, say};
use crate::backup::{Opener, PublicKey, Purpose, Sealer, SecretKey, is_sealed_evidence, make_pair};
use crate::cli::{CheckArgs, EvidenceKeyArgs, MergeArgs, ModelArgs, SurvivalArgs, TableArgs};

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
    let (evidence, to) = (args.evidence, args.to);
    let command = TableCommand { data: args.data, request, policy: args.policy, out: args.out, at, json: args.json };
    if let Some(file) = evidence {
        let to = match to.map(|key| PublicKey::read(Purpose::Evidence, &key)).transpose() {
            Ok(to) => to,
            Err(reason) => {
                complain(reason);
                return 2;
            }
        };
        let seal = |packed: Vec<u8>| match &to {
            Some(to) => sealed(&packed, to).map_err(|e| e.to_string()),
            None => Ok(packed),
        };
        let seal = to.is_some().then_some(&seal as Seal<'_>);
        return command::evidence(&command, &file, seal, &mut std::io::stderr()).status();
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
    let MergeArgs { files, key, policy, protect, protect_seconds, out, progress, json } = args;
    let Some(protect) = protection(&protect) else { return 2 };
    let key = match key.map(|key| SecretKey::read(Purpose::Evidence, &key)).transpose() {
        Ok(key) => key,
        Err(reason) => {
            complain(reason);
            return 2;
        }
    };
    let open = |bytes: Vec<u8>| match &key {
        _ if !is_sealed_evidence(&bytes) => Ok(bytes),
        Some(key) => opened(&bytes, key).map_err(|e| e.to_string()),
        None => Err("it is encrypted; name the secret key with --key".into()),
    };
    let at = foundation::World::system().now().rfc3339();
    let command = MergeCommand { files, policy, protect, protect_seconds, out, at, json, progress: told(progress) };
    command::merge(&command, &open, &mut std::io::stdout(), &mut std::io::stderr()).status()
}

/// What evidence is called inside its envelope.
const EVIDENCE: &str = "evidence";

fn sealed(packed: &[u8], to: &PublicKey) -> std::io::Result<Vec<u8>> {
    let mut sealer = Sealer::new(Vec::new(), to, EVIDENCE)?;
    sealer.write_all(packed)?;
    sealer.finish()
}

fn opened(bytes: &[u8], key: &SecretKey) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    Opener::new(bytes, key, EVIDENCE)?.read_to_end(&mut packed)?;
    Ok(packed)
}

/// A pair of keys for whoever merges evidence.
pub(crate) fn evidence_key(args: &EvidenceKeyArgs) -> u8 {
    match make_pair(Purpose::Evidence, &args.file) {
        Ok(public) => {
            say(public);
            complain(format!(
                "{} opens evidence that is encrypted to {}.pub: keep it where evidence is merged, and give the other away",
                args.file.display(),
                args.file.display()
            ));
            0
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
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
