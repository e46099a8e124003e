//! What has left, and to whom.

use std::collections::BTreeSet;

use foundation::Moment;
use platform::{Answer, App, ContentHash, May, No, PersonId, Right};
use projects::ProjectId;
use store::{Change, args, row, statements};

use super::requests::{self, OutputRequest, Step};
use crate::ids::{ReleaseId, RequestId};
use crate::policy::WithdrawRelease;
use crate::rules::release::Open;

macro_rules! select_release {
    () => {
        "select id, reference, request, project, entry, made_at, expires_at, withdrawn_at, withdrawn_why, version
        from output_release "
    };
}

statements! {
    write ADD(text, text, text, text, text, int, int) = "insert into output_release (id, reference, request, project, entry, made_at, expires_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, 1)";
    write ADD_FILE(text, int, text, int, text) = "insert into output_release_file (release, number, name, bytes, hash) values ($1, $2, $3, $4, $5)";
    write ADD_RECIPIENT(text, text) = "insert into output_release_recipient (release, person) values ($1, $2)";
    write WITHDRAW(text, int, int, text, text) = "update output_release set withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5, version = version + 1
        where id = $1 and version = $2 and withdrawn_at is null";
    read BY_REFERENCE(text) -> Release = concat!(select_release!(), "where reference = $1");
    read BY_REQUEST(text) -> Release = concat!(select_release!(), "where request = $1");
    read FILES(text) -> ReleasedFile = "select number, name, bytes, hash from output_release_file where release = $1 order by number limit 100";
    read RECIPIENTS(text) -> (person: PersonId) = "select person from output_release_recipient where release = $1 order by person limit 1000";
}

row! {
    /// A file that has left: exactly the bytes that were checked.
    #[derive(Debug, Clone)]
    pub struct ReleasedFile {
        pub number: u32,
        pub name: String,
        pub bytes: u64,
        pub hash: ContentHash,
    }
}

row! {
    /// A release with its files and the people it is for.
    #[derive(Debug, Clone)]
    pub struct Release {
        pub id: ReleaseId,
        pub reference: String,
        pub request: RequestId,
        pub project: ProjectId,
        /// The ledger entry that says so: what the receipt proves.
        pub entry: String,
        pub made_at: Moment,
        pub expires_at: Moment,
        pub withdrawn_at: Option<Moment>,
        pub withdrawn_why: Option<String>,
        pub version: i64,
        pub files: Vec<ReleasedFile> = (),
        pub recipients: BTreeSet<PersonId> = (),
    }
}

impl Release {
    /// What the rules see.
    pub fn open(&self) -> Open {
        Open { recipients: self.recipients.clone(), expires: self.expires_at, withdrawn: self.withdrawn_at.is_some() }
    }
}

/// The request is released: this is what has left.
pub async fn add(change: &mut Change, request: &impl Right<OutputRequest>, step: &Step, r: &Release) -> Answer<()> {
    requests::moved(change, request, step).await?;
    let id = r.id.to_string();
    let (of, project) = (request.id().to_string(), request.core.project.to_string());
    let row = args![&id, &r.reference, of, project, &r.entry, r.made_at, r.expires_at];
    change.run(&ADD, row).await?;
    for f in &r.files {
        change.run(&ADD_FILE, args![&id, f.number, &f.name, f.bytes, &f.hash.0]).await?;
    }
    for person in &r.recipients {
        change.run(&ADD_RECIPIENT, args![&id, person.to_string()]).await?;
    }
    Ok(())
}

/// A release is taken back, and its request with it: `step` is the request's.
pub async fn withdraw(
    change: &mut Change,
    r: &May<WithdrawRelease, Release>,
    step: &Step,
    by: PersonId,
    why: &str,
    at: Moment,
) -> Answer<()> {
    requests::taken(change, r.request, step).await?;
    let row = args![r.id.to_string(), r.version, at, by.to_string(), why];
    if change.run(&WITHDRAW, row).await? == 0 { Err(No::Stale) } else { Ok(()) }
}

async fn whole(app: &App, bare: Option<Release>) -> Answer<Option<Release>> {
    let Some(mut release) = bare else { return Ok(None) };
    release.files = app.store.rows(&FILES, args![release.id.to_string()]).await?;
    release.recipients.extend(app.store.rows(&RECIPIENTS, args![release.id.to_string()]).await?);
    Ok(Some(release))
}

pub async fn by_reference(app: &App, reference: &str) -> Answer<Option<Release>> {
    whole(app, app.store.row(&BY_REFERENCE, args![reference]).await?).await
}

pub async fn of_request(app: &App, request: RequestId) -> Answer<Option<Release>> {
    whole(app, app.store.row(&BY_REQUEST, args![request.to_string()]).await?).await
}
