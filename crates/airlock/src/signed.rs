//! What the signed record says of requests and releases: read from the log itself, each entry with its proof.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use foundation::Moment;
use people::Role;
use people::rules::roles::RoleEntry;
use platform::{Answer, App, BoxFuture, No, PersonId, Said};
use store::Entry;

use crate::facts;
use crate::rules::recount::{Leaving, Signed, Voted, recount};
use crate::store::releases::Release;
use crate::store::requests::{OutputFile, OutputRequest};

/// The record is in the ledger, which the program opens: it supplies this.
pub trait SignedRecord: Send + Sync {
    /// The receipt of an entry as text, opened where it is for somebody who holds what it names; `None` while the entry is
    /// committed but not yet in a signed checkpoint.
    fn receipt<'a>(&'a self, app: &'a App, entry: &'a str, of: ReceiptOf) -> BoxFuture<'a, Answer<Option<String>>>;

    /// Every entry about a thing, oldest first, each proved to be in the signed log; `None` while one of them is not yet.
    fn about<'a>(&'a self, app: &'a App, kind: &'a str, id: &'a str) -> BoxFuture<'a, Answer<Option<Vec<Entry>>>>;
}

/// What a receipt shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptOf {
    /// That the entry stands in the record.
    Entry,
    /// Which files it speaks of, too: for those who may have them, since it lets guesses at a small table be tried.
    Files,
}

/// Under this name an entry says, by a salted hash, what a released file's SHA-256 is.
pub fn released_file(number: u32) -> String {
    format!("{RELEASED_FILE}{number}")
}

/// What all such names begin with.
pub const RELEASED_FILE: &str = "file-";

/// The part by which the program supplies [`SignedRecord`].
#[derive(Clone)]
pub struct RecordBook(pub Arc<dyn SignedRecord>);

/// An entry is signed a moment after it is committed: how often that is waited for, and how long each time.
const LOOKS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

async fn about(app: &App, kind: &str, id: &str) -> Answer<Vec<Entry>> {
    let book = app.part::<RecordBook>()?;
    for _ in 0..LOOKS {
        if let Some(entries) = book.0.about(app, kind, id).await? {
            return Ok(entries);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(No::Away(format!("the entries about {kind} {id} are not signed yet")))
}

/// How many checkers the signed record shows to have let this leave; else, in sentences, what it does not show.
pub(crate) async fn shows(
    app: &App,
    request: &OutputRequest,
    files: &[OutputFile],
) -> Answer<Result<usize, Vec<Said>>> {
    let signed = of_request(app, request).await?;
    let leaving = Leaving {
        round: request.core.round,
        requester: request.core.requester,
        team: facts::ever(app, request.core.project).await?,
        files: files.iter().map(|f| app.files.mark(&f.hash)).collect(),
    };
    match recount(&leaving, &signed).map_err(No::from) {
        Ok(checkers) => Ok(Ok(checkers)),
        Err(No::Refused(said)) => Ok(Err(said)),
        Err(other) => Err(other),
    }
}

async fn of_request(app: &App, request: &OutputRequest) -> Answer<Signed> {
    let mut signed = Signed::default();
    for entry in about(app, "output", &request.id().to_string()).await? {
        let round = entry.detail.get("round").and_then(|round| round.parse::<u32>().ok());
        let outcome = entry.detail.get("outcome").and_then(|word| word.parse().ok());
        let marks = || entry.files.iter().map(|f| f.hash.clone()).collect::<BTreeSet<_>>();
        match (entry.action.as_str(), round) {
            ("output-submitted", Some(round)) => {
                signed.frozen.insert(round, marks());
            }
            ("output-inspected", Some(round)) => {
                signed.inspected.insert(round, (marks(), outcome));
            }
            ("output-voted", Some(round)) => {
                let vote = match entry.personal.get("vote") {
                    Some(hash) => store::personal_value(&app.store, hash).await?.and_then(|word| word.parse().ok()),
                    None => None,
                };
                let checker = entry.who.parse().map_err(|e| facts::broken("reading who voted", e))?;
                signed.votes.push(Voted { checker, at: Moment(entry.at), round, vote, outcome });
            }
            ("output-released" | "output-withdrawn", _) => signed.ended = true,
            _ => {}
        }
    }
    signed.roles = roles(app, signed.votes.iter().map(|v| v.checker).collect()).await?;
    Ok(signed)
}

/// What the record says of the roles of some people, of the operators who gave them, and so on up to the machine's own.
async fn roles(app: &App, mut of: BTreeSet<PersonId>) -> Answer<Vec<RoleEntry>> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    while let Some(person) = of.pop_first() {
        if !seen.insert(person) {
            continue;
        }
        for entry in about(app, "person", &person.to_string()).await? {
            let said = people::role_entry(&entry).filter(|e| matches!(e.role, Role::OutputChecker | Role::Operator));
            if let Some(said) = said {
                of.extend(said.who);
                all.push(said);
            }
        }
    }
    Ok(all)
}

/// Whether the signed record shows that this person was given this file by this release.
pub(crate) async fn gives(app: &App, release: &Release, person: PersonId, mark: &str) -> Answer<bool> {
    let entries = about(app, "output", &release.request.to_string()).await?;
    let Some(entry) = entries.iter().find(|e| e.id == release.entry && e.action == "output-released") else {
        return Ok(false);
    };
    let said = |key: &str, value: &str| entry.detail.get(key).is_some_and(|found| found == value);
    let file = entry.files.iter().any(|f| f.role == "released" && f.hash == mark);
    // Entries of earlier versions do not name the recipients.
    let person = person.to_string();
    let named = entry.detail.get("recipients").is_none_or(|all| all.split(' ').any(|one| one == person));
    // Until when, the entry says too; those of earlier versions do not.
    let until = entry.detail.get("until").map_or(Ok(release.expires_at.0), |until| until.parse());
    let until = until.map_err(|e| facts::broken("reading until when a release is open", e))?;
    let open = app.world.now() < Moment(until);
    Ok(said("release", &release.reference) && file && named && open)
}
