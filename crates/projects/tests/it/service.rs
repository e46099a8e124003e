//! A service on a real database with the people of an application.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use data::DatasetId;
use forms::Answers;
use foundation::Moment;
use http::StatusCode;
use platform::testing::{Bed, Made, profile};
use platform::{Answer, BoxFuture, Context, No, Parts, PersonId, Said};
use projects::actions::{
    AskQuery, Confirmation, NewAnswer, NewMember, SaveAnswers, SeenVersion, Sent, Submission, TakeDecision,
};
use projects::policy::EditApplication;
use projects::rules::assess::Decision;
use projects::{ItemId, Project, ProjectId, QueryId, Role, SpaceGuard, Stage, State, actions};
use store::testing::TestStore;
use store::{Migration, args, statements};
use uuid::Uuid;

pub fn migrations() -> Vec<Migration> {
    [platform::MIGRATIONS, people::MIGRATIONS, data::MIGRATIONS, projects::MIGRATIONS].concat()
}

/// Stands for the access decision: everybody is inside, or nobody is.
struct Door(Arc<AtomicBool>);

impl SpaceGuard for Door {
    fn inside<'a>(&'a self, _: &'a Context, _: ProjectId) -> BoxFuture<'a, Answer<()>> {
        let open = self.0.load(Ordering::Relaxed);
        Box::pin(async move { if open { Ok(()) } else { Err(No::Refused(vec![Said::new("test-door-shut", &[])])) } })
    }
}

statements! {
    write ORGANISATION(text, text) = "insert into organisation (id, name, kind, country, added_at) values ($1, $2, 'academic', 'GB', 0)";
    write PERSON(text, text, text, text, bool) = "insert into person (id, name, email, organisation, lang, student, country, registered_at)
        values ($1, $2, $3, $4, 'en', $5, 'GB', 0)";
    write ROLE(text, text) = "insert into person_role (person, role, since) values ($1, $2, 0)";
    write ACCREDIT(text, text) = "insert into accreditation (id, person, scheme, kind, draft, state, from_date, until_date, requested_at, version)
        values ($1, $2, 'dea', 'full', '{\"form\":\"accreditation\",\"version\":\"1\",\"answers\":{}}', 'granted', '2025-01-01', '2029-12-31', 0, 1)";
    write DATASET(text, text, text, text, text, int, bool) = "insert into dataset (id, reference, title, summary, owner, owner_name, gateway, access_level, setting, schemes,
        organisation_kinds, conditions, output_conditions, citation, doi, contact, coverage, row_count, synthetic, added_at,
        published_at, version)
        values ($1, $2, $3, 'About people.', $4, $5, 'dea', $6, 'office', '[]', '[]', 'Work only.', 'Round to 5.',
        'Office (2026). Data.', '10.5255/x', 'data@example.org', 'Adults', 0, $7, 0, 0, 1)";
    write OWNER(text, text) = "insert into dataset_owner (dataset, person, since) values ($1, $2, 0)";
}

/// Where everybody is.
const HERE: &str = "127.0.0.1";

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Applies and coordinates.
pub const ANWEN: PersonId = PersonId(id(0x200));
/// A researcher on Anwen's team, who has the role of the quality team as well.
pub const BOB: PersonId = PersonId(id(0x201));
pub const QUALITY: PersonId = PersonId(id(0x210));
pub const FEASIBILITY: PersonId = PersonId(id(0x211));
pub const ETHICS: PersonId = PersonId(id(0x212));
/// Speaks for the owner of the survey.
pub const OLWEN: PersonId = PersonId(id(0x213));
/// Speaks for the owner of the census.
pub const OWAIN: PersonId = PersonId(id(0x214));
pub const BODY: PersonId = PersonId(id(0x215));
pub const SUPPORT: PersonId = PersonId(id(0x216));
/// Has an account and nothing to do with any of it.
pub const STRANGER: PersonId = PersonId(id(0x217));
pub const SURVEY: DatasetId = DatasetId(id(0x400));
pub const CENSUS: DatasetId = DatasetId(id(0x401));

const PEOPLE: &[(PersonId, &str, &[&str])] = &[
    (ANWEN, "Anwen Rees", &[]),
    (BOB, "Bob Marsh", &["quality"]),
    (QUALITY, "Quentin Hall", &["quality"]),
    (FEASIBILITY, "Ffion Lloyd", &["feasibility"]),
    (ETHICS, "Esther Webb", &["ethics"]),
    (OLWEN, "Olwen Pryce", &["data-owner"]),
    (OWAIN, "Owain Ellis", &["data-owner"]),
    (BODY, "Una Kerr", &["accreditation-body"]),
    (SUPPORT, "Sian Moss", &["support"]),
    (STRANGER, "Tom Stranger", &[]),
];

pub fn email(person: PersonId) -> String {
    let name = PEOPLE.iter().find(|(p, ..)| *p == person).unwrap().1;
    format!("{}@example.org", name.split(' ').next().unwrap().to_lowercase())
}

pub struct Service {
    bed: Bed,
    /// Whether people are inside spaces.
    pub door: Arc<AtomicBool>,
}

impl Deref for Service {
    type Target = Bed;
    fn deref(&self) -> &Bed {
        &self.bed
    }
}

pub async fn service(id: &str, on: TestStore) -> Service {
    let profile = profile(id);
    let mut parts = Parts::default();
    parts.add(profile.rules::<data::Rules>("data").unwrap());
    parts.add(profile.rules::<projects::Rules>("projects").unwrap());
    let door = Arc::new(AtomicBool::new(true));
    let guard: Box<dyn SpaceGuard> = Box::new(Door(door.clone()));
    parts.add(guard);
    let made = Made {
        profile,
        fragments: vec![people::fragment(), data::fragment(), projects::fragment()],
        locales: vec![people::locale(), data::locale(), projects::locale()],
        parts,
        jobs: Default::default(),
        knows: |app, person| Box::pin(people::known(app, person)),
        pages: projects::pages(),
        api: projects::api(),
    };
    let service = Service { bed: Bed::new(on, made), door };
    service.seed().await;
    service
}

impl Service {
    async fn seed(&self) {
        let mut change = self.app.store.change().await.unwrap();
        let org = id(0x100).to_string();
        change.run(&ORGANISATION, args![&org, "University of Northbridge"]).await.unwrap();
        for (person, name, roles) in PEOPLE {
            let row = args![person.to_string(), *name, email(*person), &org, false];
            change.run(&PERSON, row).await.unwrap();
            for role in *roles {
                change.run(&ROLE, args![person.to_string(), *role]).await.unwrap();
            }
            platform::accounts::create(&self.app, &mut change, *person, &email(*person), "x").await.unwrap();
        }
        change.run(&ACCREDIT, args![id(0x500).to_string(), ANWEN.to_string()]).await.unwrap();
        for (dataset, reference, title, owner, name, person, level) in [
            (SURVEY, "LFS", "Labour Force Survey", 0x600, "Office for Work", OLWEN, 3i64),
            (CENSUS, "CEN", "Census", 0x601, "Office for People", OWAIN, 1),
        ] {
            let row = args![dataset.to_string(), reference, title, id(owner).to_string(), name, level, true];
            change.run(&DATASET, row).await.unwrap();
            change.run(&OWNER, args![dataset.to_string(), person.to_string()]).await.unwrap();
        }
        self.commit(change).await;
    }

    /// The context of a person signed in, a second later than the last.
    pub async fn person(&self, person: PersonId) -> Context {
        self.app.world.advance(Moment::SECOND);
        let token = self.token(person).await;
        self.context(person, (&token, HERE)).await
    }

    pub async fn token(&self, person: PersonId) -> String {
        self.session(person, HERE).await
    }

    pub async fn project(&self, number: &str) -> Project {
        projects::project_by_number(&self.app, number).await.unwrap().unwrap()
    }

    /// A draft of Anwen's with these answers.
    pub async fn draft(&self, answers: &Answers) -> String {
        let cx = self.person(ANWEN).await;
        let project = actions::begin(&cx, ProjectId::new(&self.app.world)).await.unwrap();
        save(&cx, &project.number, 1, answers).await.unwrap();
        project.number
    }

    /// Writes these answers over Anwen's draft.
    pub async fn rewrite(&self, number: &str, answers: &Answers) {
        let cx = self.person(ANWEN).await;
        save(&cx, number, self.project(number).await.draft_version, answers).await.unwrap();
    }

    /// Submits what stands in the draft.
    pub async fn submit(&self, number: &str) -> Answer<State> {
        let p = self.project(number).await;
        submit(&self.person(ANWEN).await, number, &p).await
    }

    /// Submits a new application for these datasets.
    pub async fn submitted(&self, datasets: &[DatasetId]) -> String {
        let number = self.draft(&answers(datasets)).await;
        assert_eq!(self.submit(&number).await.unwrap(), State::Quality);
        number
    }

    /// Everything that is still to be decided in a stage: id and version.
    pub async fn open(&self, number: &str, stage: Stage) -> Vec<(ItemId, i64)> {
        let project = self.project(number).await;
        let items = projects::items(&self.app, project.id).await.unwrap();
        items.into_iter().filter(|i| i.open() && i.stage == stage).map(|i| (i.id, i.version)).collect()
    }

    pub async fn approve(&self, number: &str, by: PersonId, stage: Stage) -> Answer<State> {
        let decision = match stage {
            Stage::Accreditation => Decision::Accredit { number: format!("2026/{}", &number[2..6]) },
            _ => Decision::Approve { conditions: None },
        };
        let cx = self.person(by).await;
        let mut last = Err(No::NotFound);
        for (item, version) in self.open(number, stage).await {
            match decide(&cx, number, (item, version), &decision).await {
                // The other owner's.
                Err(No::NotFound) => continue,
                other => last = other,
            }
        }
        last
    }

    /// All the way to an active project.
    pub async fn active(&self, datasets: &[DatasetId]) -> String {
        let number = self.submitted(datasets).await;
        for (by, stage) in [
            (QUALITY, Stage::Quality),
            (FEASIBILITY, Stage::Feasibility),
            (ETHICS, Stage::Ethics),
            (OLWEN, Stage::Owners),
        ] {
            self.approve(&number, by, stage).await.unwrap();
        }
        if datasets.contains(&CENSUS) {
            self.approve(&number, OWAIN, Stage::Owners).await.unwrap();
        }
        assert_eq!(self.approve(&number, BODY, Stage::Accreditation).await.unwrap(), State::SetUp);
        let version = self.project(&number).await.version;
        set_up(&self.person(SUPPORT).await, &number, version).await.unwrap();
        number
    }

    /// What happened on a project, oldest first.
    pub async fn record(&self, number: &str) -> Vec<String> {
        let id = self.project(number).await.id.to_string();
        let all = store::history_of_project(&self.app.store, &id).await.unwrap();
        all.into_iter().map(|(_, e)| e.action).collect()
    }

    /// Sends a request as somebody, or as a visitor: status and body.
    pub async fn ask(&self, who: Option<PersonId>, method: &str, path: &str, body: &str) -> (StatusCode, String) {
        let Some(person) = who else { return self.request(None, method, path, body).await.text() };
        let token = self.token(person).await;
        let at = (token.as_str(), HERE);
        if method == "POST" && !path.starts_with("/api/") {
            let fields: Vec<(String, String)> = serde_urlencoded::from_str(body).unwrap();
            let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            return self.form(at, path, &fields).await.text();
        }
        self.request(Some(at), method, path, body).await.text()
    }

    pub async fn get(&self, who: PersonId, path: &str) -> (StatusCode, String) {
        self.ask(Some(who), "GET", path, "").await
    }
}

pub async fn save(cx: &Context, number: &str, draft_version: i64, answers: &Answers) -> Answer<()> {
    let held = actions::lookup::<EditApplication>(cx, number).await?;
    let lists = actions::lists(&cx.app).await?;
    let new = SaveAnswers::read(cx, &held.project, &lists, draft_version, Sent::Answers(answers)).await?;
    actions::save(cx, &held, new.map_err(|(_, problems)| problems)?).await
}

/// Submits the application as `seen`.
pub async fn submit(cx: &Context, number: &str, seen: &Project) -> Answer<State> {
    Box::pin(actions::submit(cx, number, Submission { version: seen.version, draft_version: seen.draft_version })).await
}

pub async fn confirm(cx: &Context, number: &str, draft_version: i64) -> Answer<()> {
    Box::pin(actions::confirm(cx, number, Confirmation { draft_version })).await
}

pub async fn set_up(cx: &Context, number: &str, version: i64) -> Answer<()> {
    Box::pin(actions::set_up(cx, number, SeenVersion { version })).await
}

pub async fn decide(cx: &Context, number: &str, (item, version): (ItemId, i64), decision: &Decision) -> Answer<State> {
    let held = actions::to_assess(cx, number, item).await?;
    Box::pin(actions::decide(cx, held, &TakeDecision { version, decision: decision.clone() })).await
}

pub async fn query(
    cx: &Context,
    number: &str,
    (item, version): (ItemId, i64),
    question: &str,
    text: &str,
) -> Answer<QueryId> {
    let held = actions::to_assess(cx, number, item).await?;
    Box::pin(actions::query(cx, &held, &AskQuery { version, question: question.into(), text: text.into() })).await
}

pub async fn reply(cx: &Context, number: &str, query: QueryId, text: &str) -> Answer<()> {
    Box::pin(actions::answer(cx, number, query, &NewAnswer { text: text.into() })).await
}

pub async fn add_member(cx: &Context, number: &str, email: &str, role: Role) -> Answer<()> {
    Box::pin(actions::add_member(cx, number, &NewMember { email: email.into(), role })).await
}

/// The reasons of a refusal.
pub fn refused<T: std::fmt::Debug>(answer: Result<T, No>) -> Vec<String> {
    match answer {
        Err(No::Refused(said)) => said.into_iter().map(|s| s.key).collect(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// A complete application.
pub fn answers(datasets: &[DatasetId]) -> Answers {
    let words = "Words that say enough.";
    let mut answers = Answers::new();
    for (question, answer) in [
        ("type", "research"),
        ("coordinator", "anwen@example.org"),
        ("lead-views", "data"),
        ("team", "bob@example.org"),
        ("sponsor", "None"),
        ("title", "Work and health in Wales"),
        ("starts", "2027-01-01"),
        ("ends", "2028-12-31"),
        ("abstract", words),
        ("aims", words),
        ("methodology", words),
        ("machine-learning", "no"),
        ("periods", words),
        ("why-unpublished", words),
        ("other-data", "no"),
        ("linkage", "no"),
        ("ethics", words),
        ("public-good", words),
        ("public-risks", words),
        ("publications", words),
        ("student", "no"),
        ("declaration", "yes"),
    ] {
        answers.set(question, answer);
    }
    let many = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
    answers.set("checklist", many(&["conditions", "dictionary", "owners"]));
    answers.set("identifiability", many(&["indirect"]));
    answers.set("routes", many(&["safe-room"]));
    answers.set("datasets", datasets.iter().map(ToString::to_string).collect::<Vec<String>>());
    answers
}
