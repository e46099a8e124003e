//! What takes two people: one proposes, another confirms. One table for every kind, so that each is written, raced and attacked
//! in one way. A crate says its kind, who may be the second, and what a confirmation does; it does that in the same change.
//!
//! A row is sealed: whoever writes into the database does not become the first of two by it.

use foundation::{Moment, Move, Refusal, States, id_type, words};
use store::{Change, args, row, statements};

use crate::app::{App, PersonId};
use crate::rotate::Sealed;
use crate::{Answer, Keys, No, Right, keys};

id_type!(
    /// Something that one person proposes and another confirms.
    ProposalId
);

words! {
    /// Where a proposal is.
    ProposalState {
        Proposed = "proposed",
        Confirmed = "confirmed",
        /// By another person, or taken back by whoever proposed it.
        Declined = "declined",
    }
}

impl States for ProposalState {
    fn all() -> &'static [Self] {
        Self::ALL
    }
    fn first() -> Self {
        ProposalState::Proposed
    }
    fn next(self) -> &'static [Self] {
        match self {
            ProposalState::Proposed => &[ProposalState::Confirmed, ProposalState::Declined],
            ProposalState::Confirmed | ProposalState::Declined => &[],
        }
    }
}

macro_rules! select_proposal {
    () => {
        "select id, kind, about, detail, why, state, proposed_by, proposed_at, decided_by, decided_at, version, seal from proposal "
    };
}

statements! {
    write PROPOSE(text, text, text, text, text, text, int, text) = "insert into proposal
        (id, kind, about, detail, why, state, proposed_by, proposed_at, version, seal) values ($1, $2, $3, $4, $5, 'proposed', $6, $7, 1, $8)";
    write DECIDE(text, text, text, text, int, text) = "update proposal set state = $3, decided_by = $4, decided_at = $5,
        version = version + 1, seal = $6 where id = $1 and seal = $2";
    read FIND(text, text) -> Proposal = concat!(select_proposal!(), "where kind = $1 and id = $2");
    read AFTER(text) -> Proposal = concat!(select_proposal!(), "where id > $1 order by id limit 500");
    write RESEAL(text, text) = "update proposal set seal = $2 where id = $1";
    read OPEN(text) -> Proposal =
        concat!(select_proposal!(), "where kind = $1 and state = 'proposed' order by proposed_at, id limit 200");
    read OPEN_ABOUT(text, text) -> Proposal =
        concat!(select_proposal!(), "where kind = $1 and about = $2 and state = 'proposed' order by proposed_at, id limit 1");
}

row! {
    /// One thing that waits for a second person, or has been decided by one.
    #[derive(Debug, Clone)]
    pub struct Proposal {
        pub id: ProposalId,
        /// What it is that takes two: `enable-account`.
        pub kind: String,
        /// The id of the thing that it is about.
        pub about: String,
        /// What more the kind needs to know.
        pub detail: String,
        pub why: String,
        pub state: ProposalState,
        pub proposed_by: PersonId,
        pub proposed_at: Moment,
        pub decided_by: Option<PersonId>,
        pub decided_at: Option<Moment>,
        pub version: i64,
        seal: String,
    }
}

/// Why a proposal is not decided.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoDecision {
    #[refusal("proposal-decided")]
    Decided,
}

impl Proposal {
    fn mark(&self, keys: &Keys) -> String {
        let decided = (self.decided_by.map(|by| by.to_string()), self.decided_at.map(|at| at.0));
        let proposed = (self.proposed_by.to_string(), self.proposed_at.0);
        let what = (self.id.to_string(), &self.kind, &self.about, &self.detail, &self.why);
        let row = serde_json::json!((what, self.state.word(), proposed, decided, self.version));
        keys.mac("proposal", row.to_string().as_bytes())
    }

    /// The step to a decision; a refusal where it has been decided by somebody else meanwhile.
    pub fn decided(&self, to: ProposalState) -> Answer<Move<ProposalState>> {
        self.state.to(to).map_err(|_| No::refused(NoDecision::Decided))
    }
}

/// What is proposed.
pub struct New<'a> {
    pub kind: &'a str,
    pub about: String,
    pub detail: String,
    pub why: &'a str,
    pub by: PersonId,
}

/// Makes a proposal in its first state. Stale where one of this kind about the same thing waits already: two people who propose
/// at once make one.
pub async fn propose<T>(app: &App, change: &mut Change, _to: &impl Right<T>, new: New<'_>) -> Answer<Proposal> {
    let mut proposal = Proposal {
        id: ProposalId::new(&app.world),
        kind: new.kind.to_owned(),
        about: new.about,
        detail: new.detail,
        why: new.why.to_owned(),
        state: ProposalState::first(),
        proposed_by: new.by,
        proposed_at: app.world.now(),
        decided_by: None,
        decided_at: None,
        version: 1,
        seal: String::new(),
    };
    proposal.seal = proposal.mark(&app.keys);
    let p = &proposal;
    let row = args![
        p.id.to_string(),
        &p.kind,
        &p.about,
        &p.detail,
        &p.why,
        p.proposed_by.to_string(),
        p.proposed_at,
        &p.seal
    ];
    match change.run(&PROPOSE, row).await {
        Err(e) if e.is_taken() => Err(No::Stale),
        other => other.map(|_| proposal).map_err(No::from),
    }
}

/// Writes a decision over the row that was looked at. Of two at once one is written; the other is stale, and so is a decision
/// about a row that is another by now.
pub async fn decide<T>(
    app: &App,
    change: &mut Change,
    _held: &impl Right<T>,
    proposal: &Proposal,
    (step, by): (Move<ProposalState>, PersonId),
) -> Answer<Proposal> {
    let (decided_by, decided_at) = (Some(by), Some(app.world.now()));
    let version = proposal.version + 1;
    let mut now = Proposal { state: step.to(), decided_by, decided_at, version, ..proposal.clone() };
    now.seal = now.mark(&app.keys);
    let row = args![now.id.to_string(), &proposal.seal, now.state.word(), by.to_string(), app.world.now(), &now.seal];
    match change.run(&DECIDE, row).await? {
        0 => Err(No::Stale),
        _ => Ok(now),
    }
}

/// Seals every row that is whole under another key.
pub(crate) async fn reseal(change: &mut Change, old: &Keys, new: &Keys, sealed: &mut Sealed) -> store::Result<()> {
    let mut after = String::new();
    loop {
        let some = change.rows(&AFTER, args![&after]).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.id.to_string();
        for one in some {
            let whole = keys::same(&one.seal, &one.mark(old));
            sealed.count(whole);
            if whole {
                change.run(&RESEAL, args![one.id.to_string(), one.mark(new)]).await?;
            }
        }
    }
}

/// Those that the service wrote: a row of anybody else's is none.
fn ours(app: &App, all: Vec<Proposal>) -> Vec<Proposal> {
    let (ours, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|p| keys::same(&p.seal, &p.mark(&app.keys)));
    for other in others {
        tracing::error!(proposal = %other.id, "a proposal is not as the service left it; it is none");
    }
    ours
}

pub async fn find(app: &App, kind: &str, id: ProposalId) -> Answer<Option<Proposal>> {
    Ok(ours(app, app.store.rows(&FIND, args![kind, id.to_string()]).await?).into_iter().next())
}

/// What waits for a second person, oldest first.
pub async fn open(app: &App, kind: &str) -> Answer<Vec<Proposal>> {
    Ok(ours(app, app.store.rows(&OPEN, args![kind]).await?))
}

/// What waits about one thing.
pub async fn open_about(app: &App, kind: &str, about: &str) -> Answer<Option<Proposal>> {
    Ok(ours(app, app.store.rows(&OPEN_ABOUT, args![kind, about]).await?).into_iter().next())
}
