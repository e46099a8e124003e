//! What people do on the way from a table to a released file, as pages and API do it.

use std::collections::BTreeMap;

use airlock::actions::{self, AnswerForm, CastVote, ChooseFiles, PutItem, Submit};
use airlock::lookup;
use airlock::rules::table::Asked;
use airlock::rules::vote::{Ballot, Publishable, Vote};
use airlock::rules::write_up::{Part, PartKind, Text};
use airlock::rules::{Item, State};
use airlock::store::requests::OutputRequest;
use airlock::store::tables::SpaceTable;
use airlock::store::{checks, requests};
use airlock::{facts, policy};
use platform::{Answer, Context, May, No, PersonId};

use crate::service::*;

pub fn asked() -> Asked {
    Asked {
        title: "Pay by region".into(),
        rows: vec!["region".into()],
        count: true,
        sum: vec!["pay".into()],
        ..Asked::default()
    }
}

/// Makes the table inside the space.
pub async fn a_table(cx: &Context) -> SpaceTable {
    let space = lookup::inside::<policy::MakeTable>(cx, "P-1").await.unwrap();
    let microdata = facts::microdata(&cx.app, &space, "LFS").await.unwrap();
    actions::make_table(cx, &space, &microdata, &asked()).await.unwrap()
}

/// Saves its cells as a file of the SDC folder; the answer is the file's name.
pub async fn saved(cx: &Context, table: &SpaceTable, name: &str) -> String {
    let space = lookup::inside(cx, "P-1").await.unwrap();
    actions::save_table(cx, &space, table, name).await.unwrap()
}

/// Makes a table, writes it up, saves the document; the answer is the document's name.
pub async fn a_paper(cx: &Context, name: &str) -> String {
    let table = a_table(cx).await;
    let said = "What people earn in the north and in the south".to_owned();
    let part = |kind, text: &str, table| Part { kind, text: text.into(), caption: "Pay by region".into(), table };
    let text = Text {
        title: "Work and pay".into(),
        source: "The survey".into(),
        sample: "Adults".into(),
        method: if name.contains("corrected") { "Sums by year".into() } else { "Sums".into() },
        parts: vec![
            part(PartKind::Heading, "Results", None),
            part(PartKind::Table, &said, Some(table.id)),
            part(PartKind::Figure, &said, Some(table.id)),
        ],
    };
    let space = lookup::inside(cx, "P-1").await.unwrap();
    let write_up = actions::new_write_up(cx, &space, text).await.unwrap();
    actions::save_write_up(cx, &space, &write_up, name).await.unwrap()
}

/// The id of a file of the SDC folder.
pub async fn file_id(s: &Service, name: &str) -> String {
    let files = projects::files(&s.app, PROJECT, &projects::Folder::Sdc, "").await.unwrap();
    files.into_iter().find(|f| f.name == name).expect("the file is in the SDC folder").id.to_string()
}

/// The request as it is kept, whoever may see it.
pub async fn kept(s: &Service, reference: &str) -> OutputRequest {
    requests::by_reference(&s.app, reference).await.unwrap().unwrap()
}

pub async fn state(s: &Service, reference: &str) -> State {
    kept(s, reference).await.state()
}

pub fn form(kind: &str) -> forms::Answers {
    let dataset = uuid::Uuid::from_u128(0x400).to_string();
    forms::Answers::default()
        .with("type", kind)
        .with("purpose", "A paper on work")
        .with("audience", "Economists")
        .with("datasets", vec![dataset])
        .with("citations", "10.5555/lfs")
        .with("source", "The survey")
        .with("sample", "Adults")
        .with("method", "Sums")
        .with("machine-learning", "no")
        .with("safe-methods", "yes")
}

/// A draft with its form answered and this file chosen.
pub async fn a_draft(s: &Service, cx: &Context, kind: &str, file: &str) -> String {
    let reference = actions::open(cx, &lookup::space(cx, "P-1").await.unwrap()).await.unwrap();
    answer(cx, &reference, form(kind)).await;
    choose(s, cx, &reference, file).await.unwrap();
    reference
}

pub type Own = May<policy::ChangeOutputRequest, OutputRequest>;

/// The request in the hands of its requester, as it stands now.
pub async fn own(cx: &Context, reference: &str) -> Own {
    lookup::own(cx, reference).await.unwrap()
}

pub async fn answer(cx: &Context, reference: &str, answers: forms::Answers) {
    let own = own(cx, reference).await;
    actions::answer(cx, &own, &AnswerForm { version: own.version, answers }).await.unwrap();
}

pub async fn choose(s: &Service, cx: &Context, reference: &str, file: &str) -> Answer<()> {
    let (own, files) = (own(cx, reference).await, vec![file_id(s, file).await]);
    actions::choose_files(cx, &own, &ChooseFiles { files, version: own.version }).await
}

pub async fn put(cx: &Context, reference: &str, item: Item) {
    let own = own(cx, reference).await;
    actions::put_item(cx, &own, PutItem { version: own.version, item }).await.unwrap();
}

/// Hands it in as it stands now, before the service looks into it.
pub async fn hand_in(cx: &Context, reference: &str) -> Answer<()> {
    let own = own(cx, reference).await;
    actions::submit(cx, &own, Submit { version: own.version }).await
}

pub async fn submit(s: &Service, cx: &Context, reference: &str) {
    hand_in(cx, reference).await.unwrap();
    s.jobs().await;
}

/// A written paper that waits for its checkers.
pub async fn with_checkers(s: &Service, cx: &Context) -> String {
    let name = a_paper(cx, "paper").await;
    let kind = if s.app.profile.general.id == "srs" { "paper" } else { "journal-paper" };
    let reference = a_draft(s, cx, kind, &name).await;
    submit(s, cx, &reference).await;
    assert_eq!(state(s, &reference).await, State::FirstCheck);
    reference
}

/// A ballot that answers every finding.
pub async fn ballot(s: &Service, reference: &str, vote: Vote) -> Ballot {
    let request = kept(s, reference).await;
    let found = checks::findings(&s.app, request.id(), request.core.round).await.unwrap();
    let answers: BTreeMap<_, _> = found.iter().map(|f| (f.id, "It does no harm.".to_owned())).collect();
    Ballot { vote, reason: "Which years are these?".into(), publishable: Publishable::Yes, answers }
}

pub async fn vote(s: &Service, person: PersonId, reference: &str, round: u32, vote: Vote) -> Result<State, No> {
    let cx = s.person(person, STAFF).await;
    let ballot = ballot(s, reference, vote).await;
    actions::vote(&cx, &lookup::to_vote(&cx, reference).await?, &CastVote { round, ballot }).await
}

pub fn keys(no: No) -> Vec<String> {
    match no {
        No::Refused(all) => all.into_iter().map(|s| s.key).collect(),
        other => panic!("not a refusal with reasons: {other:?}"),
    }
}
