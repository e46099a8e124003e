//! One file for each thing a person (or the service) does.

mod ask;
mod inspect;
mod items;
mod make_table;
mod release;
mod save;
mod submit;
mod vote;
mod withdraw;
mod write;

pub use ask::{FORM as RELEASE_FORM, answer, choose_files, open};
pub use inspect::{Inspection, inspect_output};
pub(crate) use inspect::{Look, view};
pub use items::{put_item, remove_item};
pub use make_table::{kept, make_table};
pub use release::{ReceiptBook, Receipts, fetch, receipt, release_output, withdraw_release};
pub(crate) use save::labels;
pub use save::{save_table, save_write_up};
pub use submit::{submission, submit};
pub use vote::vote;
pub use withdraw::withdraw;
pub use write::{change_write_up, new_write_up};

use foundation::{Arg, Moment};
use permissions::Resource;
use platform::{Answer, App, OrNotFound, PersonId, Telling};
use store::Change;

use crate::facts;
use crate::profile::Rules;
use crate::rules::queue::working_days_between;
use crate::rules::{Event, State};
use crate::store::requests::{self, OutputRequest};

/// A request that the caller may know of, and what the policies ask about it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub request: OutputRequest,
    pub resource: Resource,
}

/// A request that the caller may see, or "not found" (SHR-04).
pub async fn seen(cx: &platform::Context, reference: &str) -> Answer<Seen> {
    let request = requests::by_reference(&cx.app, reference).await?.or_not_found()?;
    let resource = facts::request_resource(&cx.app, &request).await?;
    cx.permit_or_hide("SeeOutputRequest", &resource)?;
    Ok(Seen { request, resource })
}

/// A request that the caller may change.
pub(crate) async fn own(cx: &platform::Context, reference: &str) -> Answer<OutputRequest> {
    let seen = seen(cx, reference).await?;
    cx.permit("ChangeOutputRequest", &seen.resource)?;
    Ok(seen.request)
}

/// What events make of a request.
pub(crate) fn apply(request: &mut OutputRequest, events: &[Event], now: Moment, rules: &Rules) {
    for event in events {
        match event {
            Event::Round { round } => request.core.round = *round,
            Event::Voted { .. } => {}
            Event::Moved { from, to } => {
                request.core.state = *to;
                if *to == State::Submitted {
                    request.submitted_at = Some(now);
                }
                if *to == State::FirstCheck {
                    request.waiting_since = Some(now);
                }
                if from.with_checkers() && !to.with_checkers() {
                    // Only the checkers' time counts against the service level.
                    let since = request.waiting_since.take().unwrap_or(now).date();
                    request.used_days += working_days_between(since, now.date(), &rules.holidays);
                }
            }
        }
    }
}

/// When a round comes back, the next one starts from its items.
pub(crate) async fn copy_items(change: &mut Change, app: &App, request: &OutputRequest) -> Answer<()> {
    let round = request.core.round;
    for mut item in requests::items(app, request.id(), round).await? {
        item.id = crate::ids::ItemId::new(&app.world);
        requests::add_item(change, request.id(), round + 1, &item).await?;
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
) -> Answer<()> {
    for checker in facts::checkers(app, request.core.project).await? {
        tell(app, change, checker, key, request, format!("/checks/{}", request.reference)).await?;
    }
    Ok(())
}
