//! A table is made from the mapped microdata, inside the space.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data::{Dataset, Variable};
use disclosure::{Policy, TableRequest, TableResult};
use foundation::Refusal;
use platform::turns::Turn;
use platform::{Answer, App, ContentHash, Context, No};

use crate::did::Did;
use crate::facts::{self, Microdata};
use crate::ids::TableId;
use crate::lookup::Inside;
use crate::pictures;
use crate::policy::MakeTable;
use crate::profile::Rules;
use crate::rules::kept::{self as shape, Kept, Label};
use crate::rules::near::{self, Apart, Pair};
use crate::rules::table::{self, Asked, NoTable, Verdict};
use crate::store::tables::{self, SpaceTable};

/// So often a table is compared with what others of the project made meanwhile.
const ROUNDS: usize = 8;

/// Makes the table, judges it and keeps it. What comes back says how it stands, not what it holds.
pub async fn make_table(
    cx: &Context,
    space: &Inside<MakeTable>,
    microdata: &Microdata,
    asked: &Asked,
) -> Answer<SpaceTable> {
    let app = &cx.app;
    let (dataset, dictionary) = microdata.of(space)?;
    let request = table::request(asked, dictionary)?;
    let rules = app.part::<Rules>()?;
    let policy = Policy::named(&rules.policy).map_err(|e| facts::broken("reading the disclosure policy", e))?;
    let file = dataset.file.clone().ok_or_else(|| No::refused(NoTable::CannotBeMade))?;
    let path = local_copy(app, &file).await?;
    // What units contribute may outgrow memory: it stays where the microdata are.
    let scratch = path.parent().map(Path::to_path_buf);
    let engine = Arc::new(Engine { path, scratch, policy });
    // Somebody who asks for twelve at once keeps nobody else waiting.
    let turn = app.turns.take(cx.person()?, &space.id.to_string()).await;
    let turn = turn.ok_or_else(|| No::refused(NoTable::Busy))?;
    let work = {
        let (engine, asked, request) = (engine.clone(), asked.clone(), request.clone());
        move || engine.made(&asked, request)
    };
    let (made, turn) = on_a_processor(turn, work).await?;
    let result = match made {
        Ok(result) => result,
        Err(no) => return refused(cx, space, dataset, no).await,
    };
    let kept = keep(asked, &result, dataset, dictionary);
    let words = pictures::words(&app.texts, cx.lang);
    let (pages, drawable) = (pictures::pages(&kept, &words), pictures::can_be_drawn(&kept, &words).is_ok());
    let bytes = serde_json::to_vec(&kept).map_err(|e| facts::broken("keeping a table", e))?;
    let (mut compared, mut near, mut turn) = (BTreeSet::new(), 0, turn);
    for _ in 0..ROUNDS {
        let (earlier, seen) = tables::of_data(app, space.id, &file).await?;
        let fresh = earlier.into_iter().filter(|e| compared.insert(e.reference.clone()));
        let pairs = near::pairs(&request, &fresh.map(|e| (e.reference, e.request)).collect::<Vec<_>>(), dictionary);
        let engine = engine.clone();
        let cells;
        (cells, turn) = on_a_processor(turn, move || engine.near(pairs)).await?;
        match cells {
            Ok(cells) => near += cells,
            Err(no) => return refused(cx, space, dataset, no).await,
        }
        let kept_hash = app.files.put(bytes.clone()).await?;
        let table = SpaceTable {
            id: TableId::new(&app.world),
            reference: crate::store::reference("T", &app.world),
            project: space.id,
            dataset: dataset.id,
            title: kept.title.clone(),
            request: request.clone(),
            policy: rules.policy.clone(),
            verdict: Verdict::from(result.verdict),
            marks: shape::marks(&result).into_iter().chain(near::mark(near)).collect(),
            cells: kept.cells.len(),
            pages,
            drawable,
            data: file.clone(),
            kept: kept_hash,
            by: cx.person()?,
            at: app.world.now(),
        };
        let mut change = cx.change(space.right()).await?;
        // Of two that are made at once each would be compared with neither: the later one looks again.
        if !tables::next(&mut change, &table, seen).await? {
            continue;
        }
        tables::add(&mut change, space.right(), &table).await?;
        let entry = cx
            .record(Did::TableMade(table.id))
            .project(space.id)
            .route(space.route())
            .file("data", app.files.mark(&table.data))
            .file("table", app.files.mark(&table.kept))
            .detail("reference", &table.reference)
            .detail("dataset", &dataset.reference)
            .detail("policy", &table.policy)
            .detail("verdict", table.verdict);
        change.commit(entry).await?;
        return Ok(table);
    }
    Err(No::refused(NoTable::Busy))
}

/// What was refused is on the record: many small questions are seen.
async fn refused<T>(cx: &Context, space: &Inside<MakeTable>, dataset: &Dataset, no: NoTable) -> Answer<T> {
    let change = cx.change(space.right()).await?;
    let entry = cx.record(Did::TableRefused(space.id)).project(space.id).route(space.route());
    change.commit(entry.detail("dataset", &dataset.reference).detail("why", no.key())).await?;
    Err(No::refused(no))
}

/// A pass over the microdata is work for a processor. Where whoever asked has gone away meanwhile, the turn is over when it
/// is done.
async fn on_a_processor<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> Answer<T> + Send + 'static,
) -> Answer<(T, Turn)> {
    let (done, turn) =
        tokio::task::spawn_blocking(move || (work(), turn)).await.map_err(|e| facts::broken("making a table", e))?;
    Ok((done?, turn))
}

/// The engine over the microdata, on a thread of its own.
struct Engine {
    path: PathBuf,
    scratch: Option<PathBuf>,
    policy: Policy,
}

impl Engine {
    /// The table, or why it may not be.
    fn made(&self, asked: &Asked, request: TableRequest) -> Answer<Result<TableResult, NoTable>> {
        let result = match self.tabulated(request)? {
            Ok(result) => result,
            Err(error) => return Ok(Err(table::refusal(&error))),
        };
        let inner = || result.cells.iter().filter(|c| !c.margin);
        let (records, units) = (inner().map(|c| c.n).sum::<u64>(), inner().map(|c| c.units).sum());
        let enough = table::enough(asked, records.min(units), self.policy.count.threshold);
        Ok(enough.map(|()| result))
    }

    /// How many cells of a new table are near to those of others; or why it may not be.
    fn near(&self, pairs: Vec<Pair>) -> Answer<Result<u64, NoTable>> {
        let mut near = 0;
        for pair in pairs {
            let mut apart = Apart::default();
            for side in pair.apart.iter().flatten() {
                match self.tabulated(side.clone())? {
                    Ok(side) => apart.add(&side),
                    // Nobody stands in this one alone.
                    Err(disclosure::Error::Empty { .. }) => {}
                    Err(error) => return Ok(Err(table::refusal(&error))),
                }
            }
            match apart.judge(&pair, self.policy.count.threshold) {
                Ok(cells) => near += cells,
                Err(no) => return Ok(Err(no)),
            }
        }
        Ok(Ok(near))
    }

    fn tabulated(&self, request: TableRequest) -> Answer<Result<TableResult, disclosure::Error>> {
        let request = TableRequest { scratch: self.scratch.clone(), ..request };
        match disclosure::tabulate_file(&self.path, &request, &self.policy) {
            Err(error @ disclosure::Error::Scratch { .. }) => Err(No::Away(format!("making a table: {error}"))),
            // The words may hold values of single records; a count of them must not reach a log either.
            Err(disclosure::Error::Read { .. } | disclosure::Error::Batch(_)) => {
                Err(No::Broken("making a table: the dataset's file cannot be read".to_owned()))
            }
            made => Ok(made),
        }
    }
}

fn keep(asked: &Asked, result: &TableResult, dataset: &Dataset, dictionary: &[Variable]) -> Kept {
    let variable = |field: &str| dictionary.iter().find(|v| v.name == field);
    let label = |field: &str| match variable(field) {
        Some(v) => Label { en: v.label.clone(), cy: v.label_cy.clone() },
        None => Label { en: field.to_owned(), cy: String::new() },
    };
    let meaning = |field: &str, code: &str| {
        let codes = variable(field).map(|v| v.codes.as_slice()).unwrap_or_default();
        codes.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, l)| l.clone())
    };
    let title = if asked.title.trim().is_empty() { dataset.title.clone() } else { asked.title.trim().to_owned() };
    Kept::of(&title, result, label, meaning)
}

/// The dataset as a file of this machine, fetched once and verified; its name is its hash.
async fn local_copy(app: &App, hash: &ContentHash) -> Answer<PathBuf> {
    let folder = app.config.data.join("cache").join("microdata");
    let path = folder.join(format!("{hash}.parquet"));
    if tokio::fs::try_exists(&path).await.unwrap_or(false) {
        return Ok(path);
    }
    let bytes = app.files.get(hash).await?;
    let part = folder.join(format!(".{}.part", app.world.uuid()));
    // Under its name only when it is whole, so that a crash leaves no half of a dataset to be read.
    write(&folder, &part, &path, bytes).await.map_err(|e| No::Away(format!("keeping a copy of a dataset: {e}")))?;
    Ok(path)
}

async fn write(folder: &Path, part: &Path, path: &Path, bytes: Vec<u8>) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    tokio::fs::write(part, bytes).await?;
    tokio::fs::rename(part, path).await
}

/// The cells of a table, for pictures and documents: never for a response.
pub async fn kept(app: &App, table: &SpaceTable) -> Answer<Kept> {
    let bytes = app.files.get(&table.kept).await?;
    serde_json::from_slice(&bytes).map_err(|e| facts::broken("reading a kept table", e))
}
