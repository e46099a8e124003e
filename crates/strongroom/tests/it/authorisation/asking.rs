//! Asks every endpoint about every thing as every person, and compares.

use std::collections::BTreeMap;
use std::sync::Arc;

use strongroom::walk::html::Html;
use tokio::task::JoinSet;

use super::described::Described;
use super::expect::{Expected, Facts, Thing, Told};
use super::house::{Answer, House, Sent, form};
use super::person::Person;
use super::row::{Body, Row};

/// A service with everything in it, and what the test knows of it.
pub(crate) struct Town {
    pub(crate) house: House,
    pub(crate) people: Vec<Person>,
    pub(crate) things: BTreeMap<&'static str, Thing>,
    pub(crate) facts: Facts,
    /// What the API says of itself.
    pub(crate) described: Described,
    /// What bodies may name whatever the thing is.
    pub(crate) fills: BTreeMap<&'static str, String>,
}

/// One question and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) profile: &'static str,
    pub(crate) endpoint: (String, String),
    /// The row, as messages name it; the method where it is another.
    pub(crate) row: String,
    pub(crate) thing: &'static str,
    pub(crate) person: String,
    pub(crate) expected: Expected,
    pub(crate) told: Told,
    /// What the answer said beside its status, where that was wrong.
    pub(crate) wrong: Option<String>,
}

impl Asked {
    pub(crate) fn right(&self) -> bool {
        self.told == self.expected.told() && self.wrong.is_none()
    }
}

/// What an answer tells.
fn told(answer: &Answer) -> Told {
    match answer.status {
        300..=399 if answer.location.starts_with("/sign-in") => Told::SignIn,
        200..=399 => Told::Done,
        401 => Told::SignIn,
        403 => Told::Forbidden,
        404 => Told::NotFound,
        409 => Told::Stale,
        422 => Told::Refused,
        other => Told::Other(other),
    }
}

/// A no of the policies comes with their sentence: anything else with that status is another no.
fn without_the_reason(answer: &Answer, because: &str) -> Option<String> {
    let text = answer.text();
    let said = if text.trim_start().starts_with('{') {
        let problem: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        problem["reasons"].as_array().into_iter().flatten().filter_map(|r| r.as_str()).collect::<Vec<_>>().join(" ")
    } else {
        Html::read(&text).inside("main")
    };
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain(&said).contains(&plain(because))).then_some(said)
}

impl Town {
    /// `<name>` by what stands for it; each `<uuid>` is another.
    fn filled(&self, text: &str, thing: &Thing) -> String {
        let (mut out, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('<') {
            let (name, after) = after.split_once('>').unwrap_or_else(|| panic!("{text}: no end"));
            out.push_str(before);
            let found = thing.fills.get(name).or_else(|| self.fills.get(name)).cloned();
            let new = || foundation::World::system().uuid().to_string();
            out.push_str(&found.unwrap_or_else(|| if name == "uuid" { new() } else { panic!("no {name} for {text}") }));
            rest = after;
        }
        out + rest
    }

    pub(super) fn path(&self, row: &Row, thing: &Thing) -> String {
        let path = row.path.replace("{*", "{").replace('{', "<").replace('}', ">");
        self.filled(&format!("{path}{}", row.query), thing)
    }

    pub(super) fn sent(&self, row: &Row, thing: &Thing) -> Sent {
        match row.body {
            Body::None => Sent::Nothing,
            Body::Form(pairs) => Sent::Form(self.filled(pairs, thing)),
            Body::Json(text) => Sent::Json(self.filled(text, thing)),
        }
    }

    /// The person in a session of its own, made with their password alone.
    async fn in_a_session_to_end(&self, who: &Person) -> Person {
        if who.factors == 0 {
            return who.clone();
        }
        let visitor = Person { place: who.place, ..Person::visitor() };
        let pairs = form(&[("email", &who.email), ("password", &who.password)]);
        let answer = self.house.ask(&visitor, "POST", "/sign-in", &Sent::Form(pairs)).await;
        super::accounts::with_session(&self.house, Person { factors: 1, ..who.clone() }, &answer).await
    }

    async fn one(&self, row: &Row, method: &str, thing: &Thing, who: &Person, expected: Expected) -> Asked {
        let person = if row.ends_session { self.in_a_session_to_end(who).await } else { who.clone() };
        let (path, sent) = (self.path(row, thing), self.sent(row, thing));
        let sent = if method == row.method { sent } else { Sent::Nothing };
        let answer = self.house.ask(&person, method, &path, &sent).await;
        let wrong = match &expected {
            Expected::Forbidden(because) if answer.status == 403 && method != "HEAD" => {
                without_the_reason(&answer, because)
            }
            _ if method == row.method && row.path.starts_with("/api/") => {
                self.described.wrong(method, row.path, &answer).map(|why| format!("{why} in docs/api/openapi.json"))
            }
            _ => None,
        };
        Asked {
            profile: self.house.profile,
            endpoint: row.endpoint(),
            row: row.name().replacen(row.method, method, 1),
            thing: thing.name,
            person: who.name.clone(),
            expected,
            told: told(&answer),
            wrong,
        }
    }
}

/// What is asked of a service.
struct Question {
    row: Row,
    method: String,
    thing: Thing,
    expected: fn(&Facts, &Row, &Thing, &Person) -> Expected,
}

/// Everybody asks one question at the same time; the questions come one after the other.
async fn ask(town: &Arc<Town>, question: Question) -> Vec<Asked> {
    ask_as(town, question, |_| true).await
}

async fn ask_as(town: &Arc<Town>, question: Question, asks: impl Fn(&Person) -> bool) -> Vec<Asked> {
    let question = Arc::new(question);
    let mut asking = JoinSet::new();
    for at in (0..town.people.len()).filter(|at| asks(&town.people[*at])) {
        let (town, question) = (town.clone(), question.clone());
        asking.spawn(async move {
            let who = &town.people[at];
            let expected = (question.expected)(&town.facts, &question.row, &question.thing, who);
            (at, town.one(&question.row, &question.method, &question.thing, who, expected).await)
        });
    }
    let mut answers = asking.join_all().await;
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, asked)| asked).collect()
}

/// The things of a row that this service has.
pub(crate) fn things<'a>(town: &'a Town, row: &'a Row) -> impl Iterator<Item = &'a Thing> {
    row.on.iter().filter_map(|name| town.things.get(name))
}

/// Every row, about each of its things.
pub(crate) async fn every_row(town: &Arc<Town>, rows: &[Row]) -> Vec<Asked> {
    let mut all = Vec::new();
    for row in rows {
        for thing in things(town, row) {
            let question = Question {
                row: row.clone(),
                method: row.method.to_owned(),
                thing: thing.clone(),
                expected: |facts, row, thing, who| facts.expected(row, thing, who),
            };
            all.extend(ask(town, question).await);
        }
    }
    all
}

/// What stands in for every id that a path names: an id that nothing has.
const NOWHERE: &str = "019aa000-0000-7000-8000-000000000000";
/// The same for what is counted: what is no number is no path.
const NO_NUMBER: &str = "9999";

fn nowhere(name: &str) -> &'static str {
    if matches!(name, "number" | "part" | "version") { NO_NUMBER } else { NOWHERE }
}

/// Every row with an id, about a thing that is nowhere: whoever may not see a thing must not learn whether there is one.
pub(crate) async fn every_id_of_nothing(town: &Arc<Town>, rows: &[Row]) -> Vec<Asked> {
    let mut all = Vec::new();
    for row in rows.iter().filter(|row| row.path.contains('{') && !row.ends_session) {
        let names = row.path.split(['{', '}']).skip(1).step_by(2).map(|name| name.trim_start_matches('*'));
        let mut thing = names.fold(Thing::new("nothing"), |thing, name| thing.fill(leaked(name), nowhere(name)));
        for name in ["item", "file", "dataset", "number"] {
            thing.fills.entry(name).or_insert_with(|| nowhere(name).to_owned());
        }
        let record = permissions::Resource::new("PersonRecord", NOWHERE);
        thing = thing.is("PersonRecord", record.with("person", permissions::Attr::text(NOWHERE)));
        let question = Question {
            row: row.clone(),
            method: row.method.to_owned(),
            thing,
            expected: |facts, row, thing, who| facts.expected_nowhere(row, thing, who),
        };
        all.extend(ask(town, question).await);
    }
    all
}

fn leaked(name: &str) -> &'static str {
    Box::leak(name.to_owned().into_boxed_str())
}

/// HEAD is answered by what answers GET, so that these stand for all.
pub(crate) async fn every_head(town: &Arc<Town>, rows: &[Row]) -> Vec<Asked> {
    let mut all = Vec::new();
    for row in rows.iter().filter(|row| row.method == "GET") {
        for thing in things(town, row).take(1) {
            let question = Question {
                row: row.clone(),
                method: "HEAD".to_owned(),
                thing: thing.clone(),
                expected: |facts, row, thing, who| facts.expected(row, thing, who),
            };
            all.extend(ask_as(town, question, |who| ASK_ODDLY.contains(&who.name.as_str())).await);
        }
    }
    all
}

/// Methods that a path does not know are not found: no handler learns who asks, so that these stand for all.
const ASK_ODDLY: [&str; 5] = ["visitor", "stranger", "role operator", "requester", "checker"];

pub(crate) async fn every_unknown_method(town: &Arc<Town>, rows: &[Row]) -> Vec<Asked> {
    let mut known: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| known.entry(row.path).or_default().push(row));
    let mut all = Vec::new();
    for of_path in known.values() {
        let Some(thing) = things(town, of_path[0]).next() else { continue };
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
            if of_path.iter().any(|row| row.method == method) {
                continue;
            }
            let row = Row { ends_session: false, ..of_path[0].clone() };
            let question = Question {
                row,
                method: method.to_owned(),
                thing: thing.clone(),
                expected: |_, _, _, _| Expected::Hidden,
            };
            all.extend(ask_as(town, question, |who| ASK_ODDLY.contains(&who.name.as_str())).await);
        }
    }
    all
}
