//! The pages of people.

mod accounts;
mod accreditations;
mod alerts;
mod eligibility;
mod own;
mod register;
mod roles;
mod staff;
mod standing;
mod waits;

use axum::Router;
use foundation::{Arg, Date, date_text};
use platform::{Answer, App, Context, PersonId};
use ui::{Cell, Html, Table};

use crate::model::{Accreditation, Agreement};
use crate::rules::states::AccreditationState;
use crate::store;

pub use waits::waits;

pub fn pages() -> Router<App> {
    Router::new()
        .merge(register::routes())
        .merge(eligibility::routes())
        .merge(own::routes())
        .merge(accreditations::routes())
        .merge(standing::routes())
        .merge(staff::routes())
        .merge(roles::routes())
        .merge(accounts::routes())
        .merge(alerts::routes())
}

/// Where an accreditation is, with its last day or since when it is stopped.
fn in_words(cx: &Context, a: &Accreditation) -> String {
    let state = cx.text(&format!("people-accreditation-state-{}", a.state));
    let with = |key: &str, day: Date| {
        let args = [("state", Arg::Text(state.clone())), ("day", Arg::Text(date_text(day, cx.lang)))];
        cx.say(key, &args)
    };
    match (a.state, a.until, &a.stopped) {
        (AccreditationState::Granted, Some(until), _) => with("people-accreditation-until", until),
        (_, _, Some(stopped)) => with("people-accreditation-since", stopped.from),
        _ => state,
    }
}

/// The courses that a person has passed, as both they and staff see them.
async fn training_table(cx: &Context, person: PersonId) -> Answer<Table> {
    let mut table = Table::new(cx.text("people-training"))
        .head(["people-course", "people-passed", "people-until"].map(|k| cx.text(k)))
        .empty(cx.text("people-training-none"));
    for t in store::training(&cx.app, person).await? {
        table = table.row([
            Cell::new(cx.text(&format!("people-course-{}", t.course))),
            Cell::new(date_text(t.passed_on, cx.lang)),
            Cell::new(date_text(t.until, cx.lang)),
        ]);
    }
    Ok(table)
}

/// The agreements of a person, as both they and staff see them; `more` adds what staff may do about each.
fn agreements_table(cx: &Context, all: &[Agreement], more: impl Fn(&Agreement) -> Option<Html>) -> Table {
    let today = cx.app.world.now().date();
    let more: Vec<Option<Html>> = all.iter().map(more).collect();
    let mut head = ["people-agreement", "people-version", "people-from", "people-until", "people-state"]
        .map(|k| cx.text(k))
        .to_vec();
    let acts = more.iter().any(Option::is_some);
    if acts {
        head.push(cx.text("people-agreement-action"));
    }
    let mut table = Table::new(cx.text("people-agreements")).head(head).empty(cx.text("people-agreements-none"));
    for (a, more) in all.iter().zip(more) {
        let mut row = vec![
            Cell::new(cx.text(&format!("people-agreement-{}", a.kind))),
            Cell::new(a.version.as_str()),
            Cell::new(date_text(a.from, cx.lang)),
            Cell::new(a.until.map(|d| date_text(d, cx.lang)).unwrap_or_default()),
            Cell::new(agreement_state(cx, a, today)),
        ];
        if acts {
            row.push(Cell::new(more.unwrap_or_default()));
        }
        table = table.row(row);
    }
    table
}

fn agreement_state(cx: &Context, a: &Agreement, today: Date) -> String {
    let state = cx.text(&format!("people-agreement-state-{}", a.state(today)));
    match &a.withdrawn_why {
        Some(why) => cx.say("people-agreement-why", &[("state", Arg::Text(state)), ("why", Arg::from(why))]),
        None => state,
    }
}
