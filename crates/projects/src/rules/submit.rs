//! Submitting an application, for the first time or again (APP).

use std::collections::{BTreeMap, BTreeSet};

use data::DatasetId;
use foundation::{Date, Move, NoMove, Refusal, Refusals, States};
use platform::PersonId;

use super::roles::Role;
use super::stages::{Stage, State, after};
use crate::model::ItemId;

/// The people an application names, found by their registered addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    pub coordinator: PersonId,
    pub deputy: Option<PersonId>,
    pub lead: PersonId,
    pub researchers: BTreeSet<PersonId>,
}

impl People {
    /// Everybody once, each in the highest role they are named for.
    pub fn roles(&self) -> Vec<(PersonId, Role)> {
        let mut roles = BTreeMap::new();
        for person in self.researchers.iter().chain([&self.lead]) {
            roles.insert(*person, Role::Researcher);
        }
        if let Some(deputy) = self.deputy {
            roles.insert(deputy, Role::Deputy);
        }
        roles.insert(self.coordinator, Role::Coordinator);
        roles.into_iter().collect()
    }
}

/// A decision that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    pub item: ItemId,
    pub stage: Stage,
    /// An answer that the stage decides by is another now than the one that was approved.
    pub changed: bool,
}

/// What the rule must know.
#[derive(Debug, Clone)]
pub struct Facts {
    pub state: State,
    /// Questions of the form that are not answered, or not well.
    pub problems: usize,
    pub people: People,
    /// The applicant is a student, and the service wants a supervisor (ACC-09).
    pub student: bool,
    pub supervisor: Option<PersonId>,
    pub supervisor_confirmed: bool,
    pub applicant: PersonId,
    /// The conditions of accreditation are accepted (APP-13).
    pub accepted: bool,
    /// The checklist is confirmed, where the form has one (APP-08).
    pub checklist: bool,
    pub exploratory: bool,
    pub starts: Option<Date>,
    pub ends: Option<Date>,
    pub today: Date,
    /// Years the gateway allows after accreditation (PRJ-07).
    pub cap_years: Option<i16>,
    /// Months an exploratory analysis may last (2.2).
    pub exploratory_months: u32,
    pub datasets: BTreeSet<DatasetId>,
    /// Asked for, but in no published record.
    pub unknown_datasets: usize,
    /// The datasets of the submission before.
    pub datasets_before: BTreeSet<DatasetId>,
    /// Queries without an answer.
    pub unanswered: usize,
    /// Stages with a decision still open.
    pub open: BTreeSet<Stage>,
    pub approved: Vec<Approval>,
    /// The owners have been asked already.
    pub owners_asked: bool,
    pub stages: BTreeSet<Stage>,
}

/// What keeps an application from being submitted.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NotReady {
    #[refusal("projects-submit-not-now")]
    NotNow,
    #[refusal("projects-submit-incomplete")]
    Incomplete { n: usize },
    #[refusal("projects-submit-deputy")]
    DeputyIsCoordinator,
    #[refusal("projects-submit-student")]
    StudentWithoutSupervisor,
    #[refusal("projects-submit-supervisor-self")]
    SupervisesSelf,
    #[refusal("projects-submit-unconfirmed")]
    SupervisorUnconfirmed,
    #[refusal("projects-submit-conditions")]
    ConditionsNotAccepted,
    #[refusal("projects-submit-checklist")]
    ChecklistNotConfirmed,
    #[refusal("projects-submit-dates")]
    EndsBeforeItBegins,
    #[refusal("projects-submit-cap")]
    PastCap { years: i32 },
    #[refusal("projects-submit-exploratory")]
    ExploratoryTooLong { months: u32 },
    #[refusal("projects-submit-no-data")]
    NoDatasets,
    #[refusal("projects-submit-unknown-data")]
    UnknownDatasets { n: usize },
    #[refusal("projects-submit-unanswered")]
    QueriesUnanswered { n: usize },
}

/// Where the application goes, and what is opened there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goes {
    pub step: Move<State>,
    /// Stages whose decisions begin now.
    pub open: Vec<Stage>,
    /// Approvals that no longer count, because what was approved has been rewritten: those stages look again.
    pub again: BTreeSet<ItemId>,
    /// The owners are asked again: other data are asked for than those they saw.
    pub owners_again: bool,
}

/// The submission, or every reason why not.
pub fn submit(f: &Facts) -> Result<Goes, Refusals<NotReady>> {
    let mut no = Refusals::none();
    no.when(!f.state.editable(), NotReady::NotNow);
    no.when(f.problems > 0, NotReady::Incomplete { n: f.problems });
    no.when(f.people.deputy == Some(f.people.coordinator), NotReady::DeputyIsCoordinator);
    no.when(f.student && f.supervisor.is_none(), NotReady::StudentWithoutSupervisor);
    no.when(f.supervisor == Some(f.applicant), NotReady::SupervisesSelf);
    no.when(f.supervisor.is_some() && !f.supervisor_confirmed, NotReady::SupervisorUnconfirmed);
    no.when(!f.accepted, NotReady::ConditionsNotAccepted);
    no.when(!f.checklist, NotReady::ChecklistNotConfirmed);
    if let (Some(starts), Some(ends)) = (f.starts, f.ends) {
        no.when(ends < starts, NotReady::EndsBeforeItBegins);
        if let Some(years) = f.cap_years {
            no.when(past_cap(ends, f.today, years), NotReady::PastCap { years: i32::from(years) });
        }
        if f.exploratory {
            let months = f.exploratory_months;
            no.when(
                plus_months(starts, months).is_some_and(|last| ends > last),
                NotReady::ExploratoryTooLong { months },
            );
        }
    }
    no.when(f.datasets.is_empty(), NotReady::NoDatasets);
    no.when(f.unknown_datasets > 0, NotReady::UnknownDatasets { n: f.unknown_datasets });
    no.when(f.unanswered > 0, NotReady::QueriesUnanswered { n: f.unanswered });
    no.or_else(|| ())?;
    goes(f).map_err(|_| NotReady::NotNow.into())
}

fn goes(f: &Facts) -> Result<Goes, NoMove<State>> {
    if f.state == State::Draft {
        let to = after(State::Draft, &f.stages, &BTreeSet::new());
        let open = to.stages(&f.stages);
        return Ok(Goes { step: f.state.to(to)?, open, again: BTreeSet::new(), owners_again: false });
    }
    let owners_again = f.owners_asked && f.datasets != f.datasets_before;
    let of_data = |stage: Stage| owners_again && matches!(stage, Stage::Owners | Stage::Accreditation);
    let lapsed: Vec<&Approval> = f.approved.iter().filter(|a| a.changed || of_data(a.stage)).collect();
    let mut look: BTreeSet<Stage> = lapsed.iter().map(|a| a.stage).collect();
    look.extend(owners_again.then_some(Stage::Owners));
    // Back to where the questions came from, or to the first who must look again.
    let waiting = f.open.iter().copied().filter(|stage| !of_data(*stage)).chain(look.iter().copied());
    let to = waiting.map(Stage::state).min().unwrap_or(State::Quality);
    let open = to.stages(&f.stages).into_iter().filter(|stage| look.contains(stage)).collect();
    let again = lapsed.iter().map(|a| a.item).collect();
    Ok(Goes { step: f.state.to(to)?, open, again, owners_again })
}

/// Whether a project ends after the last day that its gateway allows (PRJ-07).
pub fn past_cap(ends: Date, accredited_on: Date, years: i16) -> bool {
    cap(accredited_on, years).is_some_and(|last| ends > last)
}

/// The last day that the gateway allows for a project accredited on `on` (PRJ-07). 29 February becomes the 28th in a year
/// that has none. `None` beyond the last year that a date can have: no day is later.
pub fn cap(on: Date, years: i16) -> Option<Date> {
    let year = on.year().checked_add(years)?;
    let day = |day| Date::new(year, on.month(), day).ok();
    day(on.day()).or_else(|| day(28))
}

/// `None` beyond the last year that a date can have.
fn plus_months(from: Date, months: u32) -> Option<Date> {
    let month = i64::from(from.month()) - 1 + i64::from(months);
    let year = i16::try_from(i64::from(from.year()) + month / 12).ok()?;
    let month = i8::try_from(month % 12 + 1).ok()?;
    (0..4).filter_map(|less| Date::new(year, month, from.day() - less).ok()).next()
}
