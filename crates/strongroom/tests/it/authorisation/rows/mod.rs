//! The table: every endpoint with what it must ask. Written from the policies and the rules of the house, never from what
//! the program answers.

mod airlock;
mod data;
mod people;
mod platform;
mod projects;
mod settings;
mod space;

use super::row::Row;

pub(crate) fn all() -> Vec<Row> {
    let parts = [
        platform::rows(),
        people::rows(),
        data::rows(),
        projects::rows(),
        settings::rows(),
        space::rows(),
        airlock::rows(),
        platform::last(),
    ];
    // Whoever leaves a space is outside for what follows; whoever signs out, too.
    let (last, first): (Vec<Row>, Vec<Row>) =
        parts.into_iter().flatten().partition(|r| r.ends_session || settings::LEAVING.contains(&(r.method, r.path)));
    first.into_iter().chain(last).collect()
}
