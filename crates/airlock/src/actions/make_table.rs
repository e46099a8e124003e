//! A table is made from the mapped microdata, inside the space, when its turn has come.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data::{Dataset, Variable};
use disclosure::{Policy, Progress, TableRequest, TableResult};
use foundation::Refusal;
use platform::{Answer, App, ContentHash, Context, No};

use crate::did::Did;
use crate::facts;
use crate::ids::TableId;
use crate::lookup::{self, Inside};
use crate::making::Wanted;
use crate::pictures;
use crate::policy::MakeTable;
use crate::profile::Rules;
use crate::rules::kept::{self as shape, GridWords, Kept, Label};
use crate::rules::near::{self, Apart, Pair};
use crate::rules::table::{self, Asked, NoTable, Verdict};
use crate::store::tables::{self, Earlier, SpaceTable};

/// So often a table is compared with what others of the project made meanwhile.
const ROUNDS: usize = 8;

/// So many earlier conditions are compared in one pass over the data.
const AT_A_TIME: usize = 8;

/// Makes the table, judges it and keeps it. What comes back says how it stands, not what it holds.
///
/// Since it was asked for much may have changed: whether they are signed in, inside the space and on its team, and what is
/// mapped to it. All of that is asked again, before the data are read and before the table is kept.
pub(super) async fn made(cx: &Context, number: &str, asked: &Asked, wanted: &Wanted) -> Answer<SpaceTable> {
    let cx = &cx.again().await?;
    let app = &cx.app;
    let space = &lookup::inside::<MakeTable>(cx, number).await?;
    let microdata = facts::microdata(app, space, &wanted.dataset).await?;
    let (dataset, dictionary) = microdata.of(space)?;
    let request = table::request(asked, dictionary)?;
    let rules = app.part::<Rules>()?;
    let policy = Policy::named(&rules.policy).map_err(|e| facts::broken("reading the disclosure policy", e))?;
    let file = dataset.file.clone().ok_or_else(|| No::refused(NoTable::CannotBeMade))?;
    let path = local_copy(app, &file).await?;
    // What units contribute may outgrow memory: it stays where the microdata are.
    let scratch = path.parent().map(Path::to_path_buf);
    let engine = Arc::new(Engine { path, scratch, policy, progress: wanted.progress.clone() });
    let work = {
        let (engine, asked, request) = (engine.clone(), asked.clone(), request.clone());
        move || engine.made(&asked, &request)
    };
    let result = match on_a_processor(work).await? {
        Ok(result) => result,
        Err(no) => return refused(cx, space, dataset, no).await,
    };
    let result = Arc::new(result);
    let (title, words) = (wanted.title.clone(), pictures::words(&app.texts, cx.lang));
    let laid_out = {
        let (result, dictionary) = (result.clone(), dictionary.to_vec());
        on_a_processor(move || LaidOut::of(&title, &result, &dictionary, &words)).await?
    };
    let (mut compared, mut near) = (BTreeSet::new(), 0);
    for _ in 0..ROUNDS {
        let (earlier, seen) = tables::of_dataset(app, space.id, dataset.id, &file).await?;
        let fresh: Vec<Earlier> = earlier.into_iter().filter(|e| compared.insert(e.reference.clone())).collect();
        for version in versions(&request, &fresh, &file, dictionary) {
            let (result, bytes, threshold) =
                (result.clone(), app.files.get(version).await?, engine.policy.count.threshold);
            near += on_a_processor(move || Ok(near::by_count(&result, &read(&bytes)?, threshold))).await?;
        }
        let here = |e: &Earlier| (e.reference.clone(), e.request.clone());
        let (same, other): (Vec<&Earlier>, Vec<&Earlier>) = fresh.iter().partition(|e| e.data == file);
        for (earlier, must) in [(same, true), (other, false)] {
            let earlier: Vec<_> = earlier.into_iter().map(here).collect();
            let pairs = near::pairs(&request, &earlier, dictionary);
            let engine = engine.clone();
            match on_a_processor(move || engine.near(&pairs, must)).await? {
                Ok(cells) => near += cells,
                Err(no) => return refused(cx, space, dataset, no).await,
            }
        }
        let cx = &cx.again().await?;
        let space = &lookup::inside::<MakeTable>(cx, number).await?;
        facts::microdata(app, space, &wanted.dataset).await?;
        // From here on it is too late to cancel it, so that nothing of one that was cancelled is kept.
        if !wanted.keeps() {
            return Err(No::refused(NoTable::Cancelled));
        }
        let kept_hash = app.files.put(laid_out.bytes.clone()).await?;
        let table = SpaceTable {
            id: TableId::new(&app.world),
            reference: wanted.reference.clone(),
            project: space.id,
            dataset: dataset.id,
            title: wanted.title.clone(),
            request: request.clone(),
            policy: rules.policy.clone(),
            verdict: Verdict::from(result.verdict).max(if near > 0 { Verdict::Ask } else { Verdict::Pass }),
            marks: shape::marks(&result).into_iter().chain(near::mark(near)).collect(),
            cells: result.cells.len(),
            pages: laid_out.pages,
            drawable: laid_out.drawable,
            data: file.clone(),
            kept: kept_hash,
            by: cx.person()?,
            at: app.world.now(),
        };
        let mut change = cx.change(space.right()).await?;
        // Of two that are made at once each would be compared with neither: the later one looks again.
        if !tables::next(&mut change, &table, seen).await? {
            drop(change);
            wanted.works_on();
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
    Err(No::refused(NoTable::ProjectBusy))
}

/// Tables of other versions of the data that have the new one's condition: of those from one version that have the same
/// fields in common with it, one.
fn versions<'e>(
    new: &TableRequest,
    earlier: &'e [Earlier],
    file: &ContentHash,
    dictionary: &[Variable],
) -> Vec<&'e ContentHash> {
    let mut seen = BTreeSet::new();
    let fields = new.dimensions();
    let mut one = |e: &&Earlier| {
        let own = e.request.dimensions();
        let shared: Vec<String> = fields.iter().filter(|f| own.contains(f)).cloned().collect();
        e.data != *file && near::one_condition(new, &e.request, dictionary) && seen.insert((e.data.0.clone(), shared))
    };
    earlier.iter().filter(|e| one(e)).map(|e| &e.kept).collect()
}

/// What was refused is on the record: many small questions are seen.
async fn refused<T>(cx: &Context, space: &Inside<MakeTable>, dataset: &Dataset, no: NoTable) -> Answer<T> {
    let change = cx.change(space.right()).await?;
    let entry = cx.record(Did::TableRefused(space.id)).project(space.id).route(space.route());
    change.commit(entry.detail("dataset", &dataset.reference).detail("why", no.key())).await?;
    Err(No::refused(no))
}

/// A pass over the microdata is work for a processor.
async fn on_a_processor<T: Send + 'static>(work: impl FnOnce() -> Answer<T> + Send + 'static) -> Answer<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| facts::broken("making a table", e))?
}

/// The engine over the microdata, on a thread of its own.
struct Engine {
    path: PathBuf,
    scratch: Option<PathBuf>,
    policy: Policy,
    /// By which it is stopped.
    progress: Progress,
}

impl Engine {
    /// The table, or why it may not be.
    fn made(&self, asked: &Asked, request: &TableRequest) -> Answer<Result<TableResult, NoTable>> {
        let made = disclosure::tabulate_file(&self.path, &self.here(request), &self.policy);
        let result = match understood(made)? {
            Ok(result) => result,
            Err(error) => return Ok(Err(table::refusal(&error))),
        };
        let inner = || result.cells.iter().filter(|c| !c.margin);
        let (records, units) = (inner().map(|c| c.n).sum::<u64>(), inner().map(|c| c.units).sum());
        let enough = table::enough(asked, records.min(units), self.policy.count.threshold);
        Ok(enough.map(|()| result))
    }

    /// How many cells of a new table are near to those of others; or why it may not be. Unless they `must` be comparable, one
    /// that is not (its condition names what these data do not have) counts as a cell that a person has to look at.
    fn near(&self, pairs: &[Pair], must: bool) -> Answer<Result<u64, NoTable>> {
        let mut near = 0;
        for pairs in pairs.chunks(AT_A_TIME) {
            let sides: Vec<TableRequest> =
                pairs.iter().flat_map(|pair| pair.apart.iter().flatten()).map(|side| self.here(side)).collect();
            let mut tables = understood(disclosure::tabulate_together(&self.path, &sides, &self.policy))?
                .unwrap_or_default()
                .into_iter();
            for pair in pairs {
                let (mut apart, mut compared) = (Apart::default(), true);
                for _ in pair.apart.iter().flatten() {
                    let Some(side) = tables.next() else { return Ok(Err(NoTable::CannotBeMade)) };
                    match understood(side)? {
                        Ok(side) => apart.add(&side),
                        // Nobody stands in this one alone.
                        Err(disclosure::Error::Empty { .. }) => {}
                        Err(_) if !must => compared = false,
                        Err(error) => return Ok(Err(table::refusal(&error))),
                    }
                }
                if !compared {
                    near += 1;
                    continue;
                }
                match apart.judge(pair, self.policy.count.threshold) {
                    Ok(cells) => near += cells,
                    Err(no) => return Ok(Err(no)),
                }
            }
        }
        Ok(Ok(near))
    }

    /// The request for this file.
    fn here(&self, request: &TableRequest) -> TableRequest {
        TableRequest { scratch: self.scratch.clone(), progress: self.progress.clone(), ..request.clone() }
    }
}

/// What the engine says, or that somebody else has to see to it.
fn understood<T>(made: Result<T, disclosure::Error>) -> Answer<Result<T, disclosure::Error>> {
    match made {
        Err(disclosure::Error::Stopped) => Err(No::refused(NoTable::Cancelled)),
        Err(error @ disclosure::Error::Scratch { .. }) => Err(No::Away(format!("making a table: {error}"))),
        // The words may hold values of single records; a count of them must not reach a log either.
        Err(disclosure::Error::Read { .. } | disclosure::Error::Batch(_)) => {
            Err(No::Broken("making a table: the dataset's file cannot be read".to_owned()))
        }
        made => Ok(made),
    }
}

/// A table as it is kept.
struct LaidOut {
    bytes: Vec<u8>,
    pages: usize,
    drawable: bool,
}

impl LaidOut {
    fn of(title: &str, result: &TableResult, dictionary: &[Variable], words: &GridWords) -> Answer<LaidOut> {
        let kept = keep(title, result, dictionary);
        let (pages, drawable) = (pictures::pages(&kept, words), pictures::can_be_drawn(&kept, words).is_ok());
        let bytes = serde_json::to_vec(&kept).map_err(|e| facts::broken("keeping a table", e))?;
        Ok(LaidOut { bytes, pages, drawable })
    }
}

fn keep(title: &str, result: &TableResult, dictionary: &[Variable]) -> Kept {
    let variable = |field: &str| dictionary.iter().find(|v| v.name == field);
    let label = |field: &str| match variable(field) {
        Some(v) => Label { en: v.label.clone(), cy: v.label_cy.clone() },
        None => Label { en: field.to_owned(), cy: String::new() },
    };
    let meaning = |field: &str, code: &str| {
        let codes = variable(field).map(|v| v.codes.as_slice()).unwrap_or_default();
        codes.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, l)| l.clone())
    };
    Kept::of(title, result, label, meaning)
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
    read(&app.files.get(&table.kept).await?)
}

fn read(bytes: &[u8]) -> Answer<Kept> {
    serde_json::from_slice(bytes).map_err(|e| facts::broken("reading a kept table", e))
}
