//! What waits for a person on a project: by index and counted, because it is read at each look at their home.

use ::store::{args, row, statements};
use foundation::{Date, Moment};
use platform::{Answer, App, Counted, PersonId};

use crate::rules::roles::Role;
use crate::rules::stages::{Stage, State};

// An application in which somebody has a part is decided by others: `$1` is whoever asks.
macro_rules! of_others {
    () => {
        "p.applicant <> $1 and p.coordinator <> $1 and p.lead <> $1 and coalesce(p.deputy, '') <> $1
        and coalesce(p.supervisor, '') <> $1
        and not exists (select 1 from project_named n where n.project = p.id and n.person = $1)
        and not exists (select 1 from project_member m where m.project = p.id and m.person = $1)"
    };
}

statements! {
    read WRITING(text) -> Writing = "select p.number, p.title, p.state,
            (select count(*) from project_query q where q.project = p.id and q.answer is null) as questions,
            (select max(q.asked_at) from project_query q where q.project = p.id) as asked_at
        from project p where p.state in ('draft', 'queried') and p.id in (
            select id from project where applicant = $1 union select id from project where coordinator = $1
            union select project from project_named where person = $1 and role = 'deputy')
        order by p.made_at, p.id limit 50";
    read WORKING_ON(text, text) -> Working = "select p.number, p.title, p.state, p.ends, m.role
        from project_member m join project p on p.id = m.project
        where m.person = $1 and m.from_date <= $2 and (m.until_date is null or m.until_date >= $2)
        and p.state in ('accredited', 'set-up', 'active') order by p.ends, p.id limit 200";
    read TO_DECIDE(text, text, text) -> Counted = concat!("select count(*) as n, min(i.opened_at) as since
        from project_item i join project p on p.id = i.project
        where i.stage = $2 and i.decided_at is null and p.state = $3 and ", of_others!());
    // A decision about several datasets is for whoever speaks for all of them.
    read TO_DECIDE_AS_OWNER(text) -> Counted = concat!("select count(*) as n, min(i.opened_at) as since
        from project_item i join project p on p.id = i.project
        where i.id in (select d.item from dataset_owner o join project_item_dataset d on d.dataset = o.dataset
            where o.person = $1 and o.until is null)
        and not exists (select 1 from project_item_dataset d where d.item = i.id and not exists (
            select 1 from dataset_owner o where o.dataset = d.dataset and o.person = $1 and o.until is null))
        and i.decided_at is null and p.state = 'owners' and ", of_others!());
    read TO_SET_UP -> (n: usize) = "select count(*) as n from project
        where accredited_on is not null and state in ('accredited', 'set-up')";
}

row! {
    /// An application that somebody writes.
    #[derive(Debug, Clone)]
    pub(crate) struct Writing {
        pub number: String,
        pub title: String,
        pub state: State,
        /// Questions without an answer.
        pub questions: usize,
        /// When the last question was asked.
        pub asked_at: Option<Moment>,
    }
}

row! {
    /// An accredited project that somebody is on today.
    #[derive(Debug, Clone)]
    pub struct Working {
        pub number: String,
        pub title: String,
        pub state: State,
        /// The last day.
        pub ends: Option<Date>,
        pub role: Role,
    }
}

/// Applications that are with this person to be written, oldest first.
pub(crate) async fn writing(app: &App, person: PersonId) -> Answer<Vec<Writing>> {
    Ok(app.store.rows(&WRITING, args![person.to_string()]).await?)
}

/// Accredited projects that a person is on today, those that end first before the others.
pub async fn working_on(app: &App, person: PersonId) -> Answer<Vec<Working>> {
    let today = app.world.now().date();
    Ok(app.store.rows(&WORKING_ON, args![person.to_string(), today.to_string()]).await?)
}

/// Decisions of a stage on applications in which this person has no part; of the owners' stage, on their own data alone.
pub(crate) async fn to_decide(app: &App, person: PersonId, stage: Stage) -> Answer<Counted> {
    let me = person.to_string();
    let counted = match stage {
        Stage::Owners => app.store.row(&TO_DECIDE_AS_OWNER, args![me]).await?,
        _ => app.store.row(&TO_DECIDE, args![me, stage.word(), stage.state().word()]).await?,
    };
    Ok(counted.unwrap_or_default())
}

/// Accredited projects that support has not set up yet.
pub(crate) async fn to_set_up(app: &App) -> Answer<Counted> {
    Ok(Counted { n: app.store.row(&TO_SET_UP, args![]).await?.unwrap_or(0), since: None })
}
