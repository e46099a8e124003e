//! One file for each thing a person (or the service) does.

mod ask;
mod ask_table;
mod foreign;
mod inspect;
mod items;
mod make_table;
mod release;
mod save;
mod submit;
mod vote;
mod withdraw;
mod write;

pub use ask::{AnswerForm, ChooseFiles, answer, choose_files, open};
pub use ask_table::{Begun, Stopped, WAIT, ask_for_table, cancel_table, make_table};
pub use inspect::{InspectOutput, Inspection};
pub(crate) use inspect::{Look, view};
pub use items::{PutItem, RemoveItem, put_item, remove_item};
pub use make_table::kept;
pub use release::{ReleaseOutput, TakeBack, fetch, receipt, withdraw_release};
pub(crate) use save::labels;
pub use save::{save_table, save_write_up};
pub use submit::{Submit, submit};
pub(crate) use submit::{open_points, prepared};
pub use vote::{CastVote, vote};
pub use withdraw::{Withdraw, withdraw};
pub use write::{ChangeWriteUp, change_write_up, new_write_up};

use std::collections::BTreeSet;

use foundation::Arg;
use platform::{Answer, App, No, PersonId, Right, Telling};
use store::Change;

use crate::facts;
use crate::rules::submit::NoSubmission;
use crate::store::requests::{self, OutputRequest};

/// The version that the caller has read must still be the one.
pub(crate) fn fresh(request: &OutputRequest, version: i64) -> Answer<()> {
    if request.version == version { Ok(()) } else { Err(No::Stale) }
}

/// Files, items and answers change only while the requester holds the pen.
pub(crate) fn must_be_open(request: &OutputRequest) -> Answer<()> {
    if request.state().open() { Ok(()) } else { Err(No::refused(NoSubmission::NotNow { state: request.state() })) }
}

/// When a round comes back, the next one starts from its items.
pub(crate) async fn copy_items(change: &mut Change, app: &App, request: &impl Right<OutputRequest>) -> Answer<()> {
    let round = request.core.round;
    for mut item in requests::items(app, request.id(), round).await? {
        item.id = crate::ids::ItemId::new(&app.world);
        requests::add_item(change, request, round + 1, &item).await?;
    }
    Ok(())
}

/// Tells one person about a request.
pub(crate) async fn tell(
    app: &App,
    change: &mut Change,
    person: PersonId,
    key: &'static str,
    request: &OutputRequest,
    link: String,
) -> Answer<()> {
    let args: Vec<(&'static str, Arg)> = vec![("reference", Arg::from(&request.reference))];
    platform::tell(app, change, person, &Telling { key, args, link }).await
}

/// Tells every checker who may judge it.
pub(crate) async fn tell_checkers(
    app: &App,
    change: &mut Change,
    key: &'static str,
    request: &OutputRequest,
    team: &BTreeSet<PersonId>,
) -> Answer<()> {
    for checker in facts::checkers(app, team).await? {
        tell(app, change, checker, key, request, format!("/checks/{}", request.reference)).await?;
    }
    Ok(())
}
