//! The things this crate keeps.

use std::collections::BTreeSet;
use std::fmt;

use data::DatasetId;
use forms::Draft;
use foundation::{Date, Moment, id_type};
use platform::{Answer, BoxFuture, ContentHash, Context, PersonId};

use crate::rules::roles::Role;
use crate::rules::stages::{Stage, State};

id_type!(
    /// A project, from the first draft of its application on.
    ProjectId
);
id_type!(
    /// One decision to be taken on an application.
    ItemId
);
id_type!(
    /// A question of an assessor to the applicant.
    QueryId
);
id_type!(
    /// A file in a project's space.
    FileId
);

#[derive(Debug, Clone)]
pub struct Project {
    pub id: ProjectId,
    /// The reference that people read aloud; part of every address.
    pub number: String,
    pub title: String,
    pub state: State,
    pub applicant: PersonId,
    /// Governance lead; exactly one (APP-18).
    pub coordinator: PersonId,
    pub deputy: Option<PersonId>,
    /// Is contacted when the end approaches (TEAM-15).
    pub lead: PersonId,
    /// A student's supervisor, who applies jointly (ACC-09).
    pub supervisor: Option<PersonId>,
    pub supervisor_confirmed: bool,
    /// The gateway with the tightest rules of those of its datasets (2.2).
    pub gateway: String,
    pub starts: Option<Date>,
    /// The last day of work.
    pub ends: Option<Date>,
    /// What the applicant writes.
    pub draft: Draft,
    pub draft_version: i64,
    pub made_at: Moment,
    pub submitted_at: Option<Moment>,
    pub accredited_on: Option<Date>,
    pub accreditation_number: Option<String>,
    pub version: i64,
}

impl Project {
    /// Coordinator and deputy, who may do the same (TEAM-12).
    pub fn coordinators(&self) -> BTreeSet<PersonId> {
        [Some(self.coordinator), self.deputy].into_iter().flatten().collect()
    }

    /// Everybody whom its row names.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let others = [self.deputy, self.supervisor];
        [self.applicant, self.coordinator, self.lead].into_iter().chain(others.into_iter().flatten()).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: PersonId,
    pub role: Role,
    pub from: Date,
    /// The last day of membership.
    pub until: Option<Date>,
}

impl Member {
    pub fn on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}

/// A dataset that the application asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    pub dataset: DatasetId,
    /// Its owner has approved (STP-02).
    pub approved: bool,
}

/// A dataset in a project's space, now or once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub dataset: DatasetId,
    pub mapped_at: Moment,
    pub unmapped_at: Option<Moment>,
    /// When staff confirmed that the files derived from it are gone.
    pub cleared_at: Option<Moment>,
}

impl Mapping {
    /// Whether it counts towards the project's level: mapped now, or once, while derived files may remain (LVL-04).
    pub fn counts(&self) -> bool {
        self.unmapped_at.is_none() || self.cleared_at.is_none()
    }

    pub fn mapped(&self) -> bool {
        self.unmapped_at.is_none()
    }
}

foundation::words! {
    /// What became of a decision.
    #[derive(utoipa::ToSchema)]
    Outcome {
        Approved = "approved",
        Rejected = "rejected",
        /// What was approved has been rewritten, or other data are asked for: another decision took its place.
        Superseded = "superseded",
    }
}

/// One decision on an application: a stage, and of the owners' stage one for each data owner (ASM-04).
#[derive(Debug, Clone)]
pub struct Item {
    pub id: ItemId,
    pub project: ProjectId,
    pub stage: Stage,
    /// The data owner's name; empty for other stages.
    pub owner_name: String,
    pub datasets: BTreeSet<DatasetId>,
    pub opened_at: Moment,
    pub decided_at: Option<Moment>,
    pub decided_by: Option<PersonId>,
    pub outcome: Option<Outcome>,
    pub reason: Option<String>,
    /// What the owner attached to the approval.
    pub conditions: Option<String>,
    pub version: i64,
}

impl Item {
    pub fn open(&self) -> bool {
        self.outcome.is_none()
    }

    /// Still to be taken, or approved: no other is needed.
    pub fn stands(&self) -> bool {
        matches!(self.outcome, None | Some(Outcome::Approved))
    }

    /// When somebody approved, now or before they were asked again.
    pub fn approved_at(&self) -> Option<Moment> {
        let approved = matches!(self.outcome, Some(Outcome::Approved | Outcome::Superseded));
        self.decided_at.filter(|_| approved && self.decided_by.is_some())
    }

    /// When the same people approved before they were asked again, if they were.
    pub fn approved_before(&self, items: &[Item]) -> Option<Moment> {
        let same = |i: &&Item| i.id != self.id && i.stage == self.stage && i.owner_name == self.owner_name;
        items.iter().rev().filter(same).find_map(Item::approved_at)
    }
}

/// A question of an assessor about one answer.
#[derive(Debug, Clone)]
pub struct Query {
    pub id: QueryId,
    pub project: ProjectId,
    pub item: ItemId,
    /// The form's question it is about.
    pub question: String,
    pub asked: String,
    pub asked_by: PersonId,
    pub asked_at: Moment,
    pub answer: Option<String>,
    pub answered_at: Option<Moment>,
}

/// A submitted version of the application.
#[derive(Debug, Clone)]
pub struct Submitted {
    pub number: i64,
    pub draft: Draft,
    pub at: Moment,
    pub by: PersonId,
}

/// Where a project's people work.
#[derive(Debug, Clone)]
pub struct Space {
    pub project: ProjectId,
    pub made_at: Moment,
}

/// A folder of a space (SES-02, SES-03, SES-13, CAT-08).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// One person's own.
    Private(PersonId),
    Shared,
    /// What somebody wants released is put here (OUT-01).
    Sdc,
    /// The Study Information of each dataset.
    Study,
}

foundation::words! {
    /// The folders that every space has, as they are named in addresses and in the database.
    FolderKind {
        Private = "private",
        Shared = "shared",
        Sdc = "sdc",
        Study = "study",
    }
}

impl Folder {
    pub fn kind(self) -> FolderKind {
        match self {
            Folder::Private(_) => FolderKind::Private,
            Folder::Shared => FolderKind::Shared,
            Folder::Sdc => FolderKind::Sdc,
            Folder::Study => FolderKind::Study,
        }
    }

    pub fn word(self) -> &'static str {
        self.kind().word()
    }

    /// The folder of that kind that a member sees.
    pub fn of(kind: FolderKind, member: PersonId) -> Folder {
        match kind {
            FolderKind::Private => Folder::Private(member),
            FolderKind::Shared => Folder::Shared,
            FolderKind::Sdc => Folder::Sdc,
            FolderKind::Study => Folder::Study,
        }
    }

    pub(crate) fn owner(self) -> String {
        match self {
            Folder::Private(person) => person.to_string(),
            _ => String::new(),
        }
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A file in a space. Its bytes never reach a browser but through the airlock (invariant 4).
#[derive(Debug, Clone)]
pub struct SpaceFile {
    pub id: FileId,
    pub project: ProjectId,
    pub folder: Folder,
    pub name: String,
    /// In bytes.
    pub size: i64,
    pub hash: ContentHash,
    pub by: PersonId,
    pub at: Moment,
    /// The extension of its name in small letters; says nothing about what is inside.
    pub kind: String,
}

/// A file to be put into a folder. Its bytes stand under `hash` already ([`platform::Files::put`]).
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    pub folder: Folder,
    pub name: &'a str,
    pub hash: &'a ContentHash,
    /// In bytes.
    pub size: i64,
    pub by: PersonId,
}

/// A thing that belongs to a project's space: who has the right to change it may put files there.
pub trait InSpace: Send + Sync {
    fn project_id(&self) -> ProjectId;
}

/// A file as the list of its folder shows it.
#[derive(Debug, Clone)]
pub struct ListedFile {
    pub id: FileId,
    pub name: String,
    /// In bytes.
    pub size: i64,
    pub at: Moment,
}

impl From<SpaceFile> for ListedFile {
    fn from(file: SpaceFile) -> ListedFile {
        ListedFile { id: file.id, name: file.name, size: file.size, at: file.at }
    }
}

/// Whether the caller is inside the space now, by the access decision of the crate that makes it: the program supplies
/// the part `Box<dyn SpaceGuard>`.
pub trait SpaceGuard: Send + Sync {
    /// Ok while the caller has an open session in the space of this project; else every reason.
    fn inside<'a>(&'a self, cx: &'a Context, project: ProjectId) -> BoxFuture<'a, Answer<()>>;
}
