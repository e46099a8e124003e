//! Connectivity agreements of organisations.

use ::store::{Change, args, row, statements};
use foundation::{Date, Move};
use people::OrganisationId;
use platform::{Answer, App, May};

use crate::model::Aoc;
use crate::policy::{RecordConnectivity, SuspendConnectivity};
use crate::rules::states::AocState;

macro_rules! select_aoc {
    () => {
        "select a.organisation, o.name, a.office_from, a.office_until, a.remote_from, a.remote_until, a.suspended_from,
            a.suspended_why, a.version from aoc a join organisation o on o.id = a.organisation "
    };
}

statements! {
    write ADD(text, text, text, text, text) = "insert into aoc (organisation, office_from, office_until, remote_from, remote_until, version)
        values ($1, $2, $3, $4, $5, 1)";
    write CHANGE(text, int, text, text, text, text) = "update aoc set office_from = $3, office_until = $4, remote_from = $5, remote_until = $6,
        version = version + 1 where organisation = $1 and version = $2";
    write SUSPEND(text, int, text, text) = "update aoc set suspended_from = $3, suspended_why = $4, version = version + 1
        where organisation = $1 and version = $2";
    read ONE(text) -> Aoc = concat!(select_aoc!(), "where a.organisation = $1");
    read LIST(int, int) -> Aoc = concat!(select_aoc!(), "order by o.name limit $1 offset $2");
}

row! {
    Aoc {
        organisation: OrganisationId,
        organisation_name: String = "name",
        office_from: Date,
        office_until: Option<Date>,
        remote_from: Option<Date>,
        remote_until: Option<Date>,
        suspended_from: Option<Date>,
        suspended_why: Option<String>,
        version: i64,
    }
}

pub(crate) async fn one(app: &App, organisation: OrganisationId) -> Answer<Option<Aoc>> {
    Ok(app.store.row(&ONE, args![organisation.to_string()]).await?)
}

/// By name of the organisation.
pub(crate) async fn list(app: &App, limit: i64, offset: i64) -> Answer<Vec<Aoc>> {
    Ok(app.store.rows(&LIST, args![limit, offset]).await?)
}

/// Writes an agreement, new (`version` 0) or changed; false where somebody else was faster.
pub(crate) async fn write(change: &mut Change, _right: &May<RecordConnectivity, ()>, a: &Aoc) -> Answer<bool> {
    let text = |d: Option<Date>| d.map(|d| d.to_string());
    let (from, until) = (a.office_from.to_string(), text(a.office_until));
    if a.version == 0 {
        let row = args![a.organisation.to_string(), from, until, text(a.remote_from), text(a.remote_until)];
        return match change.run(&ADD, row).await {
            Ok(_) => Ok(true),
            Err(e) if e.is_taken() => Ok(false),
            Err(e) => Err(e.into()),
        };
    }
    let row = args![a.organisation.to_string(), a.version, from, until, text(a.remote_from), text(a.remote_until)];
    Ok(change.run(&CHANGE, row).await? > 0)
}

/// Suspends an agreement from a day on, or ends the suspension; false where somebody else was faster.
pub(crate) async fn suspend(
    change: &mut Change,
    _right: &May<SuspendConnectivity, ()>,
    a: &Aoc,
    step: Move<AocState>,
    from: Date,
    why: &str,
) -> Answer<bool> {
    let suspended = (step.to() == AocState::Suspended).then(|| (from.to_string(), why.to_owned()));
    let (from, why) = suspended.unzip();
    let row = args![a.organisation.to_string(), a.version, from, why];
    Ok(change.run(&SUSPEND, row).await? > 0)
}
