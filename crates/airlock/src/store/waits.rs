//! What waits for a person in the airlock: by index and counted, because it is read at each look at their home.

use foundation::Moment;
use platform::{Answer, App, PersonId};
use store::{args, row, statements};

use crate::rules::State;

statements! {
    read WITH_REQUESTER(text, text) -> WithRequester = "select r.reference, r.state, p.title,
            (select max(v.at) from output_vote v where v.request = r.id) as voted_at from output_request r
        join project p on p.id = r.project where r.requester = $1 and r.state in ('draft', 'returned')
        and exists (select 1 from project_member m where m.project = r.project and m.person = $1 and m.role <> 'output-reviewer'
            and m.from_date <= $2 and (m.until_date is null or m.until_date >= $2))
        order by r.made_at, r.id limit 50";
    // By working days used in earlier rounds, so that the first day on which one of them is due can be told.
    read WITH_CHECKERS(text) -> WithCheckers = "select r.used_days, count(*) as n, min(r.waiting_since) as since
        from output_request r where r.state in ('first-check', 'second-check', 'third-check')
        and not exists (select 1 from output_vote v where v.request = r.id and v.round = r.round and v.checker = $1)
        and not exists (select 1 from project_member m where m.project = r.project and m.person = $1)
        group by r.used_days";
    read RELEASED(text, int) -> Released = "select l.reference, p.title, l.expires_at from project_member m
        join output_request r on r.project = m.project join output_release l on l.request = r.id
        join output_release_recipient c on c.release = l.id and c.person = $1 join project p on p.id = r.project
        where m.person = $1 and l.withdrawn_at is null and l.expires_at > $2
        group by l.reference, p.title, l.expires_at order by l.expires_at, l.reference limit 50";
}

row! {
    /// A request that is with whoever made it, who is a researcher of the project today.
    pub struct WithRequester {
        pub reference: String,
        pub state: State,
        /// Of the project.
        pub title: String,
        /// When its last vote was given: since then it is back, if it is.
        pub voted_at: Option<Moment>,
    }
}

row! {
    /// Requests that a checker has not voted on, of no project that they were ever on.
    pub struct WithCheckers {
        pub used_days: u32,
        pub n: usize,
        pub since: Option<Moment>,
    }
}

row! {
    /// A release that a person may fetch.
    pub struct Released {
        pub reference: String,
        /// Of the project.
        pub title: String,
        pub expires_at: Moment,
    }
}

/// What this person asked for and has to go on with, oldest first.
pub async fn with_requester(app: &App, person: PersonId) -> Answer<Vec<WithRequester>> {
    let today = app.world.now().date().to_string();
    Ok(app.store.rows(&WITH_REQUESTER, args![person.to_string(), today]).await?)
}

/// What waits for this checker.
pub async fn with_checkers(app: &App, person: PersonId) -> Answer<Vec<WithCheckers>> {
    Ok(app.store.rows(&WITH_CHECKERS, args![person.to_string()]).await?)
}

/// What has been released for this person and can still be fetched, that which ends first before the others.
pub async fn released(app: &App, person: PersonId) -> Answer<Vec<Released>> {
    Ok(app.store.rows(&RELEASED, args![person.to_string(), app.world.now()]).await?)
}
