//! `strongroom table`, `survival`, `check` and `model`: what the commands do once their words are read.

use crate::error::Error;
use crate::evidence::Evidence;
use crate::evidence_file::{Open, Seal};
use crate::grid::Grid;
use crate::model::ModelSummary;
use crate::policy::Policy;
use crate::progress::{Progress, Stage, Teller};
use crate::request::{Protect, TableRequest};
use crate::result::{DataFile, TableResult, Verdict};
use crate::sacro;
use crate::source::Source;
use crate::survival::{SurvivalRequest, SurvivalResult};
use crate::write::Folder;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The words of the command.
#[derive(Debug, Clone)]
pub struct TableCommand {
    pub data: PathBuf,
    pub request: TableRequest,
    /// Names or files of policies with commas between them; without it [`Policy::DEFAULT`]. All of them apply.
    pub policy: Option<String>,
    /// Folder for `table.csv`, `cells.csv`, `record.json` and, for SACRO-Viewer, `sheet.csv` and `results.json`.
    pub out: Option<PathBuf>,
    /// When it is made, for the record: ISO 8601.
    pub at: String,
    pub json: bool,
}

/// Draws what may be shown of a result: a PNG, or nothing where no chart is asked for.
pub type Draw<'a, T> = &'a dyn Fn(&T) -> Result<Option<Vec<u8>>, String>;

/// How the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The table was made and no rule objects.
    Clean,
    /// The table was made and cells are marked.
    Found,
    /// The request was wrong; nothing was made.
    Wrong,
}

impl Outcome {
    /// 0 done and clean, 1 done and something was found, 2 the request itself was wrong.
    pub fn status(self) -> u8 {
        match self {
            Outcome::Clean => 0,
            Outcome::Found => 1,
            Outcome::Wrong => 2,
        }
    }
}

/// Makes the table, prints it to `results` (standard output) and remarks to `messages` (standard error).
pub fn table(
    command: &TableCommand,
    draw: Draw<'_, TableResult>,
    results: &mut dyn Write,
    messages: &mut dyn Write,
) -> Outcome {
    // Neither stream can be helped when it is closed: the files and the exit status still say what happened.
    shown(run(command, draw), command, results, messages)
}

/// `strongroom table … --evidence FILE`: gathers the evidence and judges nothing, so that it can be merged with that of other
/// records. With `seal` the file is encrypted for whoever merges it.
pub fn evidence(command: &TableCommand, file: &Path, seal: Option<Seal<'_>>, messages: &mut dyn Write) -> Outcome {
    let made = policies(command.policy.as_deref()).and_then(|policies| {
        let _teller = Teller::of(&command.request.progress);
        command.request.check()?;
        let prepared = TableRequest { counted: true, ..command.request.prepared(&policies)? };
        // Whatever policy judges it has the contributions that it needs.
        let evidence = Source::open(&command.data)?.gather(&prepared, Policy::MOST_CONTRIBUTIONS)?;
        command.request.progress.stage(Stage::Writing);
        match seal {
            None => evidence.write(&command.request, file),
            Some(seal) => evidence.write_sealed(&command.request, file, seal),
        }
    });
    let _ = match &made {
        Ok(()) if seal.is_some() => writeln!(
            messages,
            "note: the evidence is in {}, encrypted: only whoever has the secret key can merge it, and sees in it what each unit contributes",
            file.display()
        ),
        Ok(()) => writeln!(
            messages,
            "note: the evidence is in {}; it holds what each unit contributes and stays inside, like the data",
            file.display()
        ),
        Err(error) => writeln!(messages, "error: {error}"),
    };
    if made.is_ok() { Outcome::Clean } else { Outcome::Wrong }
}

/// The words of `strongroom merge`.
#[derive(Debug, Clone)]
pub struct MergeCommand {
    /// Files of evidence, all of one request.
    pub files: Vec<PathBuf>,
    pub policy: Option<String>,
    pub protect: Protect,
    pub protect_seconds: Option<u64>,
    pub out: Option<PathBuf>,
    pub at: String,
    pub json: bool,
    pub progress: Progress,
}

/// `strongroom merge`: the table of all records behind these files, judged as if they had lain in one. `open` opens those that
/// are encrypted.
pub fn merge(command: &MergeCommand, open: Open<'_>, results: &mut dyn Write, messages: &mut dyn Write) -> Outcome {
    let MergeCommand { files, policy, protect, protect_seconds, out, at, json, progress } = command.clone();
    let request = TableRequest { protect, protect_seconds, progress, ..TableRequest::default() };
    let mut table = TableCommand { data: PathBuf::new(), request, policy, out, at, json };
    let made = merged(&files, open, &mut table);
    shown(made, &table, results, messages)
}

fn merged(files: &[PathBuf], open: Open<'_>, command: &mut TableCommand) -> Result<TableResult, Error> {
    let policies = policies(command.policy.as_deref())?;
    let _teller = Teller::of(&command.request.progress);
    let alike =
        |request: &TableRequest| TableRequest { protect: Protect::None, protect_seconds: None, ..request.clone() };
    let mut all: Option<(Evidence, TableRequest)> = None;
    let mut seen = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        command.request.progress.stage(Stage::Table(number + 1));
        let (evidence, request, content) = Evidence::read_sealed(file, open)?;
        // Twice the same people would be twice as many: small cells would pass.
        if let Some(before) = seen.insert(content, file) {
            return Err(Error::Merge(format!(
                "{} holds the same as {}; name each once",
                file.display(),
                before.display()
            )));
        }
        match &mut all {
            None => all = Some((evidence, request)),
            Some((before, asked)) if alike(asked) == alike(&request) => before.merge(&evidence)?,
            Some(_) => {
                let (first, other) = (files[0].display(), file.display());
                return Err(Error::Merge(format!(
                    "{other} was gathered for another request than {first}; gather both with the same words"
                )));
            }
        }
    }
    let (evidence, request) = all.ok_or_else(|| Error::Merge("no file was named; name those to be merged".into()))?;
    if command.request.protect == Protect::Perturb && request.protect != Protect::Perturb {
        return Err(Error::Perturb("gather the evidence with it too, for every unit needs its key there".into()));
    }
    let TableRequest { protect, protect_seconds, progress, .. } = command.request.clone();
    command.request = TableRequest { protect, protect_seconds, progress, ..request };
    let table = evidence.judge_by(&command.request, &policies)?;
    finish(table, command, &|_| Ok(None))
}

fn shown(
    made: Result<TableResult, Error>,
    command: &TableCommand,
    results: &mut dyn Write,
    messages: &mut dyn Write,
) -> Outcome {
    match made {
        Ok(table) => {
            for remark in table.remarks() {
                let _ = writeln!(messages, "note: {remark}");
            }
            if let Some(out) = &command.out {
                let _ = writeln!(messages, "note: {}", written(out, table.verdict));
            }
            let _ = match command.json {
                true => table.write_json(results),
                false => results.write_all(table.text().as_bytes()).and_then(|()| results.flush()),
            };
            if table.verdict == Verdict::Pass { Outcome::Clean } else { Outcome::Found }
        }
        Err(error) => {
            let _ = writeln!(messages, "error: {error}");
            Outcome::Wrong
        }
    }
}

/// The words of `strongroom survival`.
#[derive(Debug, Clone)]
pub struct SurvivalCommand {
    pub data: PathBuf,
    pub request: SurvivalRequest,
    pub policy: Option<String>,
    /// Folder for `survival.csv`, `record.json` and the curve.
    pub out: Option<PathBuf>,
    pub json: bool,
}

/// `strongroom survival`: a life table or a Kaplan-Meier curve.
pub fn survival(
    command: &SurvivalCommand,
    draw: Draw<'_, SurvivalResult>,
    results: &mut dyn Write,
    messages: &mut dyn Write,
) -> Outcome {
    let made = policies(command.policy.as_deref()).and_then(|policies| {
        let _teller = Teller::of(&command.request.progress);
        let mut made = crate::survival(&command.data, &command.request, &policies)?;
        let curve = if made.verdict == Verdict::Fail { None } else { draw(&made).map_err(Error::Chart)? };
        command.request.progress.stage(Stage::Writing);
        if let Some(out) = &command.out {
            made.data = Some(DataFile::of(&command.data)?);
            let folder = Folder::take(out)?;
            made.write_into(&folder)?;
            write_chart(&folder, curve.as_deref(), &made.csv())?;
        }
        Ok(made)
    });
    if let Ok(made) = &made {
        for remark in made.remarks() {
            let _ = writeln!(messages, "note: {remark}");
        }
        if let Some(out) = &command.out {
            let folder = out.display();
            let _ = match made.verdict {
                Verdict::Fail => {
                    writeln!(messages, "note: record.json is in {folder}; no survival.csv, because steps are unsafe")
                }
                _ => writeln!(messages, "note: survival.csv, chart.png and record.json are in {folder}"),
            };
        }
    }
    judged(made.map(|made| (made.verdict, if command.json { made.json() } else { made.text() })), results, messages)
}

/// `chart.png` and the unweighted counts behind it, `counts.csv`.
fn write_chart(folder: &Folder, png: Option<&[u8]>, counts: &str) -> Result<(), Error> {
    let Some(png) = png else { return Ok(()) };
    folder.place("counts.csv", counts.as_bytes())?;
    folder.place("chart.png", png)
}

/// What a path given to `strongroom check` has in it: one table, or those of a document.
pub type Tables<'a> = &'a dyn Fn(&Path) -> Result<Vec<Grid>, Error>;

/// A table in a file of its own.
pub fn one_table(path: &Path) -> Result<Vec<Grid>, Error> {
    Grid::read(path).map(|grid| vec![grid])
}

/// The words of `strongroom check`.
#[derive(Debug, Clone)]
pub struct CheckCommand {
    pub tables: Vec<PathBuf>,
    pub counts: Vec<PathBuf>,
    pub policy: Option<String>,
    pub json: bool,
    /// Who waits is told how far it is.
    pub progress: Progress,
}

/// `strongroom check`: judges finished tables by their counts.
pub fn check(command: &CheckCommand, read: Tables<'_>, results: &mut dyn Write, messages: &mut dyn Write) -> Outcome {
    let CheckCommand { tables, counts, policy, json, progress } = command;
    let made = policies(policy.as_deref()).and_then(|policies| {
        let _teller = Teller::of(progress);
        let mut number = 0;
        let mut all = |paths: &[PathBuf]| -> Result<Vec<Grid>, Error> {
            let one = |path: &PathBuf| {
                number += 1;
                progress.stage(Stage::Table(number));
                read(path)
            };
            Ok(paths.iter().map(one).collect::<Result<Vec<_>, _>>()?.concat())
        };
        let (tables, counts) = (all(tables)?, all(counts)?);
        progress.stage(Stage::Comparing);
        crate::check(&tables, &counts, &policies)
    });
    let json = *json;
    judged(made.map(|made| (made.verdict, if json { one_line(&made) } else { made.text() })), results, messages)
}

/// `strongroom model`: judges the summary of a fitted model.
pub fn model(
    file: &Path,
    policy: Option<&str>,
    json: bool,
    results: &mut dyn Write,
    messages: &mut dyn Write,
) -> Outcome {
    let text = std::fs::read_to_string(file).map_err(|e| Error::Read { path: file.into(), reason: e.to_string() });
    let made = policies(policy).and_then(|policies| Ok(ModelSummary::read(&text?)?.judge(&policies)));
    judged(made.map(|made| (made.verdict, if json { one_line(&made) } else { made.text() })), results, messages)
}

fn one_line(made: &impl serde::Serialize) -> String {
    serde_json::to_string(made).map_or_else(|e| format!("{e}\n"), |text| format!("{text}\n"))
}

fn judged(made: Result<(Verdict, String), Error>, results: &mut dyn Write, messages: &mut dyn Write) -> Outcome {
    match made {
        Ok((verdict, text)) => {
            let _ = results.write_all(text.as_bytes()).and_then(|()| results.flush());
            if verdict == Verdict::Pass { Outcome::Clean } else { Outcome::Found }
        }
        Err(error) => {
            let _ = writeln!(messages, "error: {error}");
            Outcome::Wrong
        }
    }
}

fn run(command: &TableCommand, draw: Draw<'_, TableResult>) -> Result<TableResult, Error> {
    let policies = policies(command.policy.as_deref())?;
    let _teller = Teller::of(&command.request.progress);
    let table = crate::tabulate_file_by(&command.data, &command.request, &policies)?;
    finish(table, command, draw)
}

/// Draws and writes what was asked for.
fn finish(mut table: TableResult, command: &TableCommand, draw: Draw<'_, TableResult>) -> Result<TableResult, Error> {
    // Before anything is written: a chart that cannot be drawn is a wrong request.
    let chart = if table.verdict == Verdict::Fail { None } else { draw(&table).map_err(Error::Chart)? };
    command.request.progress.stage(Stage::Writing);
    if let Some(out) = &command.out {
        // Evidence of several files has no one file behind it.
        let one = !command.data.as_os_str().is_empty();
        table.data = if one { Some(DataFile::of(&command.data)?) } else { None };
        let folder = Folder::take(out)?;
        table.write_into(&folder)?;
        write_chart(&folder, chart.as_deref(), &table.counts_csv())?;
        sacro::write_table(folder.path(), &table, &command.at)?;
    }
    Ok(table)
}

/// Policies by names or files with commas between them; none means [`Policy::DEFAULT`].
fn policies(names: Option<&str>) -> Result<Vec<Policy>, Error> {
    names.unwrap_or(Policy::DEFAULT).split(',').map(|name| Policy::named(name.trim())).collect()
}

fn written(out: &std::path::Path, verdict: Verdict) -> String {
    let folder = out.display();
    if verdict == Verdict::Fail {
        format!("cells.csv and record.json are in {folder}; no table.csv, because cells are unsafe and not protected")
    } else {
        format!("table.csv, cells.csv and record.json are in {folder}")
    }
}
