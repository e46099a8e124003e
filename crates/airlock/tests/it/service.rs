//! A small service on a real database, in either profile: a project with a mapped survey, its researchers, and checkers.

use std::ops::Deref;
use std::sync::Arc;

use airlock::{Inspection, ReceiptOf, RecordBook, Rules, SignedRecord};
use arrow::array::{Float64Array, Int64Array, RecordBatch, StringArray};
use http::{HeaderMap, StatusCode};
use platform::testing::{Answered, Bed, Made, profile};
use platform::{Answer, App, BoxFuture, Context, Job, Parts, PersonId};
use projects::ProjectId;
use store::testing::TestStore;
use store::{Entry, Migration, args, statements};
use uuid::Uuid;

use crate::common::*;

pub const PROJECT: ProjectId = ProjectId(Uuid::from_u128(0x300));
const ORGANISATION_ID: Uuid = Uuid::from_u128(0x100);
const DATASET_ID: Uuid = Uuid::from_u128(0x400);
/// Where the project's people work, and where the checkers do.
pub const ROOM: &str = "81.2.70.7";
pub const STAFF: &str = "81.2.71.9";
/// The sum of pay in the north: in no response before it is released.
pub const SECRET: [&str; 2] = ["7,283,520", "7283520"];

pub fn migrations() -> Vec<Migration> {
    let all = [
        platform::MIGRATIONS,
        people::MIGRATIONS,
        data::MIGRATIONS,
        projects::MIGRATIONS,
        settings::MIGRATIONS,
        airlock::MIGRATIONS,
    ];
    all.concat()
}

/// The record as it is committed: without a signed log, the receipt of an entry is its name.
struct Book;

impl SignedRecord for Book {
    fn receipt<'a>(&'a self, app: &'a App, entry: &'a str, _: ReceiptOf) -> BoxFuture<'a, Answer<Option<String>>> {
        Box::pin(async move {
            let found = store::history_of_project(&app.store, &PROJECT.to_string()).await?;
            Ok(found.into_iter().find(|(_, e)| e.id == entry).map(|(_, e)| format!("receipt of {}\n", e.action)))
        })
    }

    fn about<'a>(&'a self, app: &'a App, kind: &'a str, id: &'a str) -> BoxFuture<'a, Answer<Option<Vec<Entry>>>> {
        Box::pin(async move {
            let found = store::history_of_thing(&app.store, kind, id).await?;
            Ok(Some(found.into_iter().map(|(_, e)| e).collect()))
        })
    }
}

statements! {
    write ORGANISATION(text) = "insert into organisation (id, name, kind, country, added_at) values ($1, 'Northbridge', 'academic', 'GB', 0)";
    write PERSON(text, text, text, text, bool) = "insert into person (id, name, email, organisation, lang, student, country, registered_at)
        values ($1, $2, $3, $4, 'en', $5, 'GB', 0)";
    write ROLE(text, text) = "insert into person_role (person, role, since) values ($1, $2, 0)";
    write ACCREDIT(text, text, text) = "insert into accreditation (id, person, scheme, kind, draft, state, from_date, until_date, requested_at, version)
        values ($1, $2, $3, 'full', '{}', 'granted', '2025-01-01', '2029-12-31', 0, 1)";
    write TRAIN(text, text, text) = "insert into training (id, person, course, passed_on, until_date, recorded_at)
        values ($1, $2, $3, '2026-01-01', '2028-12-31', 0)";
    write AGREE(text, text, text, text) = "insert into agreement (id, person, kind, version, signed_at, officer, officer_signed_at, from_date, recorded_at)
        values ($1, $2, $3, '1', 0, $4, 0, '2026-01-01', 0)";
    write DATASET(text, text, text, bool) = "insert into dataset (id, reference, title, summary, owner, owner_name, gateway, access_level, setting, schemes,
        organisation_kinds, conditions, output_conditions, citation, doi, contact, coverage, file, row_count, synthetic, added_at,
        published_at, version) values ($1, 'LFS', 'Labour Force Survey', '', $2, 'Office', 'dea', 3, 'room', '[]', '[]', '', '',
        'Office (2026). Labour Force Survey.', '10.5555/lfs', '', '', $3, 240, $4, 0, 0, 1)";
    write VARIABLE(text, int, text, text, text, text, text) = "insert into dataset_variable (dataset, position, name, label, label_cy, kind, codes, missing, unit_role, years,
        missing_share) values ($1, $2, $3, $4, '', $5, $6, '', $7, '2024', 0.0)";
    write PROJECT_ROW(text, text) = "insert into project (id, number, title, state, applicant, coordinator, lead, gateway, starts, ends, draft,
        draft_version, made_at, version) values ($1, 'P-1', 'Work and pay', 'active', $2, $2, $2, 'dea', '2026-01-01', '2027-12-31',
        '{\"form\":\"x\",\"version\":\"1\",\"answers\":{}}', 1, 0, 1)";
    write SPACE(text) = "insert into project_space (project, made_at) values ($1, 0)";
    write MEMBER(text, text, text, text) = "insert into project_member (id, project, person, role, from_date) values ($1, $2, $3, $4, '2026-01-01')";
    write MAP(text, text, text) = "insert into project_mapping (id, project, dataset, mapped_at) values ($1, $2, $3, 0)";
    write PLACE(text, text, text, text, text, bool) = "insert into place (id, kind, organisation, name, address, low, high, wide, from_at, approved_by)
        values ($1, $2, $3, 'A place', $4, $5, $5, $6, 0, 'test')";
    write LEAVE(text) = "update project_member set until_date = '2026-11-01' where person = $1";
    write NEW_VERSION(text, text) = "update dataset set file = $2 where id = $1";
    read MAILS(text) -> (subject: String) = "select subject from mail where person = $1 order by at, id";
}

pub struct Service(Bed);

impl Deref for Service {
    type Target = Bed;
    fn deref(&self) -> &Bed {
        &self.0
    }
}

pub async fn service(id: &str, on: TestStore) -> Service {
    let profile = profile(id);
    let mut parts = Parts::default();
    parts.add(profile.rules::<settings::Rules>("settings").unwrap());
    parts.add(profile.rules::<Rules>("airlock").unwrap());
    parts.add(airlock::Making::default());
    // Every file of these tests is of our own making.
    parts.add(Arc::new(Inspection::Here));
    parts.add(RecordBook(Arc::new(Book)));
    let made = Made {
        profile,
        fragments: vec![
            people::fragment(),
            data::fragment(),
            projects::fragment(),
            settings::fragment(),
            airlock::fragment(),
        ],
        locales: vec![people::locale(), data::locale(), projects::locale(), settings::locale(), airlock::locale()],
        parts,
        jobs: airlock::jobs().into_iter().chain([platform::jobs::kind::<platform::messages::SendMail>()]).collect(),
        knows: |app, person| Box::pin(people::known(app, person)),
        pages: airlock::pages(),
        api: airlock::api(),
    };
    let service = Service(Bed::new(on, made));
    service.seed().await;
    service
}

/// Of 240 people the north earns [`SECRET`] in all.
fn survey(rows: i64, pay: bool) -> Vec<u8> {
    let region: Vec<&str> = (0..rows).map(|i| if i % 2 == 0 { "n" } else { "s" }).collect();
    let earned = (0..rows).map(|i| 60_696.0 + (i / 2 * 2 - 119) as f64);
    let mut columns = vec![
        ("person", Arc::new(Int64Array::from_iter_values(0..rows)) as _),
        ("region", Arc::new(StringArray::from(region)) as _),
    ];
    if pay {
        columns.push(("pay", Arc::new(Float64Array::from_iter_values(earned)) as _));
    }
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

impl Service {
    async fn seed(&self) {
        let file = self.app.files.put(survey(240, true)).await.unwrap();
        let mut change = self.app.store.change().await.unwrap();
        let mut n = 0x1000;
        let mut id = || {
            n += 1;
            Uuid::from_u128(n).to_string()
        };
        let (organisation, dataset) = (ORGANISATION_ID.to_string(), DATASET_ID.to_string());
        change.run(&ORGANISATION, args![&organisation]).await.unwrap();
        let people = [
            (ANWEN, "Anwen Rees"),
            (BOB, "Bob Marsh"),
            (CERYS, "Cerys Vaughan"),
            (DAI, "Dai Pugh"),
            (ELERI, "Eleri Bowen"),
            (FFION, "Ffion Hughes"),
        ];
        for (person, name) in people {
            let email = format!("{}@example.org", person.0.simple());
            change.run(&PERSON, args![person.to_string(), name, &email, &organisation, false]).await.unwrap();
            platform::accounts::create(&self.app, &mut change, person, &email, "correct horse battery").await.unwrap();
        }
        // Bob is trained to check outputs too, and on the project.
        for person in [BOB, DAI, ELERI, FFION] {
            change.run(&ROLE, args![person.to_string(), "output-checker"]).await.unwrap();
            change.run(&TRAIN, args![id(), person.to_string(), "output-checker"]).await.unwrap();
        }
        for person in [ANWEN, BOB] {
            for scheme in ["dea", "ons", "esrc"] {
                change.run(&ACCREDIT, args![id(), person.to_string(), scheme]).await.unwrap();
            }
            for kind in ["arar", "user-agreement"] {
                change.run(&AGREE, args![id(), person.to_string(), kind, DAI.to_string()]).await.unwrap();
            }
            change.run(&TRAIN, args![id(), person.to_string(), "safe-researcher"]).await.unwrap();
        }
        change.run(&DATASET, args![&dataset, &organisation, &file.0, true]).await.unwrap();
        let codes = r#"[["n","North"],["s","South"]]"#;
        for (at, (name, kind, codes, role)) in
            [("person", "id", "[]", Some("unit")), ("region", "code", codes, None), ("pay", "number", "[]", None)]
                .into_iter()
                .enumerate()
        {
            change.run(&VARIABLE, args![&dataset, at, name, name.to_uppercase(), kind, codes, role]).await.unwrap();
        }
        let project = PROJECT.to_string();
        change.run(&PROJECT_ROW, args![&project, ANWEN.to_string()]).await.unwrap();
        change.run(&SPACE, args![&project]).await.unwrap();
        for (person, role) in [(ANWEN, "coordinator"), (BOB, "researcher"), (CERYS, "output-reviewer")] {
            change.run(&MEMBER, args![id(), &project, person.to_string(), role]).await.unwrap();
        }
        change.run(&MAP, args![id(), &project, &dataset]).await.unwrap();
        let low = |address: &str| {
            let v4: std::net::Ipv4Addr = address.parse().unwrap();
            v4.to_ipv6_mapped().octets().iter().map(|b| format!("{b:02x}")).collect::<String>()
        };
        for (kind, of, address) in
            [("safepod", None, ROOM), ("secure-room", Some(&organisation), ROOM), ("staff-office", None, STAFF)]
        {
            let of: Option<String> = of.cloned();
            change.run(&PLACE, args![id(), kind, of, address, low(address), false]).await.unwrap();
        }
        // Two operators of the machine's command line; one proposes each checker, the other confirms.
        let operators = [(OPERATORS[0], "Otto Operator"), (OPERATORS[1], "Olwen Operator")];
        for (person, name) in operators {
            let email = format!("{}@example.org", person.0.simple());
            change.run(&PERSON, args![person.to_string(), name, &email, &organisation, false]).await.unwrap();
        }
        let service = Context::of_service(&self.app);
        let mut entries: Vec<::store::Record> = Vec::new();
        for (person, _) in operators {
            entries.push(service.entry("operator-named", "person", person).detail("role", "operator").into());
        }
        for person in [BOB, DAI, ELERI, FFION] {
            let proposal = id();
            let entry = |word: &str, by: PersonId| {
                let entry = service.entry(word, "person", person).by(by).detail("role", "output-checker");
                entry.detail("proposal", &proposal)
            };
            entries.push(entry("role-proposed", OPERATORS[0]).into());
            let now = self.app.world.now().0;
            entries.push(entry("role-granted", OPERATORS[1]).detail("from", now).into());
        }
        change.commit_all(entries).await.unwrap();
    }

    /// The data have so many people from now on.
    pub async fn new_version(&self, people: i64) {
        self.new_file(survey(people, true)).await;
    }

    /// The same, and nobody was asked what they earn.
    pub async fn new_version_without_pay(&self, people: i64) {
        self.new_file(survey(people, false)).await;
    }

    async fn new_file(&self, bytes: Vec<u8>) {
        let file = self.app.files.put(bytes).await.unwrap();
        let mut change = self.app.store.change().await.unwrap();
        assert_eq!(change.run(&NEW_VERSION, args![DATASET_ID.to_string(), &file.0]).await.unwrap(), 1);
        self.commit(change).await;
    }

    /// Somebody has been off the project for three weeks.
    pub async fn leave(&self, person: PersonId) {
        let mut change = self.app.store.change().await.unwrap();
        assert_eq!(change.run(&LEAVE, args![person.to_string()]).await.unwrap(), 1);
        self.commit(change).await;
    }

    pub async fn token(&self, person: PersonId, address: &str) -> String {
        self.session(person, address).await
    }

    /// The context of a person who has just signed in, at an address.
    pub async fn person(&self, person: PersonId, address: &str) -> Context {
        let token = self.token(person, address).await;
        self.context(person, (&token, address)).await
    }

    /// Inside the project's space: context and token.
    pub async fn inside(&self, person: PersonId) -> (Context, String) {
        let token = self.token(person, ROOM).await;
        let cx = self.context(person, (&token, ROOM)).await;
        let form = self.app.profile.form("entry").unwrap();
        let mut answers = forms::Answers::default();
        for question in &form.section("statements").unwrap().questions {
            answers.set(&question.id, "yes");
        }
        settings::enter(&cx, PROJECT, &answers).await.unwrap();
        (cx, token)
    }

    /// Sends a request from an address: status, headers and body.
    pub async fn ask(
        &self,
        at: (&str, &str),
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let answered = self.request(Some(at), method, path, body.unwrap_or_default()).await;
        (answered.status, answered.headers, answered.body)
    }

    /// Sends a form of a page, with the session's token; the answer is the status and where it leads, or the page.
    pub async fn send(&self, at: (&str, &str), path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let Answered { status, headers, body: page } = self.form(at, path, fields).await;
        let to = headers.get("location").map(|l| l.to_str().unwrap().to_owned());
        (status, to.unwrap_or_else(|| String::from_utf8(page).unwrap()))
    }

    /// A page or JSON as text, which must not hold what is not released.
    pub async fn read(&self, at: (&str, &str), path: &str) -> (StatusCode, String) {
        let (status, _, body) = self.ask(at, "GET", path, None).await;
        let text = String::from_utf8(body).unwrap();
        for secret in SECRET {
            assert!(!text.contains(secret), "{path} tells {secret}");
        }
        (status, text)
    }

    /// What is on the record of the project.
    pub async fn record(&self) -> Vec<::store::Entry> {
        let all = store::history_of_project(&self.app.store, &PROJECT.to_string()).await.unwrap();
        all.into_iter().map(|(_, e)| e).collect()
    }

    /// Subjects of the mail that a person got.
    pub async fn mail(&self, person: PersonId) -> Vec<String> {
        self.app.store.rows(&MAILS, args![person.to_string()]).await.unwrap()
    }

    /// Has a job done once more.
    pub async fn enqueue<J: Job>(&self, job: &J) {
        let mut change = self.app.store.change().await.unwrap();
        platform::jobs::enqueue(&mut change, &self.app.world, job, self.app.world.now()).await.unwrap();
        self.commit(change).await;
    }

    pub async fn jobs(&self) {
        platform::jobs::run_all(&self.app).await.unwrap();
        assert_eq!(platform::jobs::failed(&self.app).await.unwrap(), []);
    }
}
