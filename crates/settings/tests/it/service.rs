//! A small service on a real database: two organisations, four people, two projects, three datasets.

use std::ops::Deref;
use std::sync::Arc;

use data::DatasetId;
use foundation::{Date, Moment};
use http::StatusCode;
use people::OrganisationId;
use platform::testing::{Bed, Made, profile};
use platform::{App, Context, Parts, PersonId};
use projects::ProjectId;
use settings::Rules;
use store::testing::TestStore;
use store::{Migration, args, statements};
use uuid::Uuid;

use crate::machine::Fake;

pub fn migrations() -> Vec<Migration> {
    [platform::MIGRATIONS, people::MIGRATIONS, data::MIGRATIONS, projects::MIGRATIONS, settings::MIGRATIONS].concat()
}

statements! {
    write ORGANISATION(text, text) = "insert into organisation (id, name, kind, country, added_at) values ($1, $2, 'academic', 'GB', 0)";
    write PERSON(text, text, text, text, bool) = "insert into person (id, name, email, organisation, lang, student, country, registered_at)
        values ($1, $2, $3, $4, 'en', $5, 'GB', 0)";
    write ROLE(text, text) = "insert into person_role (person, role, since) values ($1, $2, 0)";
    write ACCREDIT(text, text, text, text, text) = "insert into accreditation (id, person, scheme, kind, supervisor, draft, state, from_date, until_date, requested_at, version)
        values ($1, $2, $3, $4, $5, '{}', 'granted', '2025-01-01', '2029-12-31', 0, 1)";
    write TRAIN(text, text, text) = "insert into training (id, person, course, passed_on, until_date, recorded_at)
        values ($1, $2, $3, '2026-01-01', '2028-12-31', 0)";
    write AGREE(text, text, text, text) = "insert into agreement (id, person, kind, version, signed_at, officer, officer_signed_at, from_date, recorded_at)
        values ($1, $2, $3, '1', 0, $4, 0, '2026-01-01', 0)";
    write DATASET(text, text, text, text, int, text, bool) = "insert into dataset (id, reference, title, summary, owner, owner_name, gateway, access_level, setting, schemes,
        organisation_kinds, conditions, output_conditions, citation, doi, contact, coverage, row_count, synthetic, added_at,
        published_at, version)
        values ($1, $2, $3, '', $4, 'Owner', 'dea', $5, $6, '[]', '[]', '', '', '', '', '', '', 0, $7, 0, 0, 1)";
    write PROJECT(text, text, text, text) = "insert into project (id, number, title, state, applicant, coordinator, lead, gateway, starts, ends, draft,
        draft_version, made_at, version)
        values ($1, $2, $3, 'active', $4, $4, $4, 'dea', '2026-01-01', '2027-12-31', '{\"form\":\"x\",\"version\":\"1\",\"answers\":{}}', 1, 0, 1)";
    write MEMBER(text, text, text, text) = "insert into project_member (id, project, person, role, from_date) values ($1, $2, $3, $4, '2026-01-01')";
    write MAP(text, text, text) = "insert into project_mapping (id, project, dataset, mapped_at) values ($1, $2, $3, 0)";
    write UNMAP(text, text, int) = "update project_mapping set unmapped_at = 1, cleared_at = $3 where project = $1 and dataset = $2";
    write SET_STATE(text, text) = "update accreditation set state = $2 where person = $1";
}

/// The same id for the same name, in every run.
fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub const NORTHBRIDGE: OrganisationId = OrganisationId(Uuid::from_u128(0x100));
pub const COAST: OrganisationId = OrganisationId(Uuid::from_u128(0x101));
/// A fully accredited researcher of Northbridge, in both projects.
pub const ANWEN: PersonId = PersonId(Uuid::from_u128(0x200));
/// Provisionally accredited, supervised by Anwen; in the level 3 project.
pub const BOB: PersonId = PersonId(Uuid::from_u128(0x201));
/// Output reviewer of the level 3 project.
pub const CERYS: PersonId = PersonId(Uuid::from_u128(0x202));
/// Connectivity staff and output checker of the service; in no project.
pub const DAI: PersonId = PersonId(Uuid::from_u128(0x203));
/// Security staff, who confirms what Dai proposes.
pub const EMYR: PersonId = PersonId(Uuid::from_u128(0x204));
pub const THREE: ProjectId = ProjectId(Uuid::from_u128(0x300));
pub const ONE: ProjectId = ProjectId(Uuid::from_u128(0x301));
pub const SURVEY: DatasetId = DatasetId(Uuid::from_u128(0x400));
pub const CENSUS: DatasetId = DatasetId(Uuid::from_u128(0x401));

pub const HOME_VPN: &str = "81.2.69.142";
pub const POD: &str = "81.2.70.7";
pub const STAFF: &str = "81.2.71.9";

pub struct Service {
    bed: Bed,
    /// Where its desktops run.
    pub machine: Arc<Fake>,
    _desks: tempfile::TempDir,
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
    parts.add(profile.rules::<Rules>("settings").unwrap());
    let (machine, desks) = (Arc::new(Fake::default()), tempfile::tempdir().unwrap());
    parts.add(settings::Desks::on(desks.path(), 2, machine.clone()));
    let bed = Bed::new(
        on,
        Made {
            profile,
            fragments: vec![people::fragment(), data::fragment(), projects::fragment(), settings::fragment()],
            locales: vec![people::locale(), data::locale(), projects::locale(), settings::locale()],
            parts,
            jobs: settings::jobs().into_iter().collect(),
            knows: |app, person| Box::pin(people::known(app, person)),
            pages: settings::pages(),
            api: settings::api(),
        },
    );
    let service = Service { bed, machine, _desks: desks };
    service.seed().await;
    service
}

impl Service {
    async fn seed(&self) {
        let mut change = self.app.store.change().await.unwrap();
        let mut n = 0x1000;
        let mut id = || {
            n += 1;
            uuid(n).to_string()
        };
        for (org, name) in [(NORTHBRIDGE, "University of Northbridge"), (COAST, "Coast Institute")] {
            change.run(&ORGANISATION, args![org.to_string(), name]).await.unwrap();
        }
        let people = [
            (ANWEN, "Anwen Rees"),
            (BOB, "Bob Marsh"),
            (CERYS, "Cerys Vaughan"),
            (DAI, "Dai Pugh"),
            (EMYR, "Emyr Wyn"),
        ];
        for (person, name) in people {
            let email = format!("{}@example.org", name[..3].to_lowercase());
            change.run(&PERSON, args![person.to_string(), name, email, NORTHBRIDGE.to_string(), false]).await.unwrap();
        }
        change.run(&ROLE, args![EMYR.to_string(), "security"]).await.unwrap();
        for role in ["connectivity", "output-checker"] {
            change.run(&ROLE, args![DAI.to_string(), role]).await.unwrap();
        }
        for person in [ANWEN, BOB, CERYS] {
            let (kind, supervisor) =
                if person == BOB { ("provisional", Some(ANWEN.to_string())) } else { ("full", None) };
            for scheme in ["dea", "ons"] {
                change.run(&ACCREDIT, args![id(), person.to_string(), scheme, kind, supervisor.clone()]).await.unwrap();
            }
            for agreement in ["arar", "user-agreement"] {
                change.run(&AGREE, args![id(), person.to_string(), agreement, DAI.to_string()]).await.unwrap();
            }
            change.run(&TRAIN, args![id(), person.to_string(), "safe-researcher"]).await.unwrap();
        }
        change.run(&TRAIN, args![id(), DAI.to_string(), "output-checker"]).await.unwrap();
        for (dataset, reference, title, level, setting) in
            [(SURVEY, "LFS", "Labour Force Survey", 3i64, "office"), (CENSUS, "CEN", "Census", 1, "room")]
        {
            let row = args![dataset.to_string(), reference, title, NORTHBRIDGE.to_string(), level, setting, true];
            change.run(&DATASET, row).await.unwrap();
        }
        for (project, number, title, dataset) in
            [(THREE, "P-3", "Work from home", SURVEY), (ONE, "P-1", "Small areas", CENSUS)]
        {
            change.run(&PROJECT, args![project.to_string(), number, title, ANWEN.to_string()]).await.unwrap();
            change.run(&MEMBER, args![id(), project.to_string(), ANWEN.to_string(), "coordinator"]).await.unwrap();
            change.run(&MAP, args![id(), project.to_string(), dataset.to_string()]).await.unwrap();
        }
        for (person, role) in [(BOB, "researcher"), (CERYS, "output-reviewer")] {
            change.run(&MEMBER, args![id(), THREE.to_string(), person.to_string(), role]).await.unwrap();
        }
        for person in [ANWEN, BOB, CERYS, DAI, EMYR] {
            let email = format!("{}@example.org", person.0.simple());
            platform::accounts::create(&self.app, &mut change, person, &email, "correct horse battery").await.unwrap();
        }
        self.commit(change).await;
    }

    pub async fn map(&self, project: ProjectId, dataset: DatasetId) {
        let mut change = self.app.store.change().await.unwrap();
        let id = self.app.world.uuid().to_string();
        change.run(&MAP, args![id, project.to_string(), dataset.to_string()]).await.unwrap();
        self.commit(change).await;
    }

    pub async fn unmap(&self, project: ProjectId, dataset: DatasetId, cleared: bool) {
        let mut change = self.app.store.change().await.unwrap();
        let row = args![project.to_string(), dataset.to_string(), cleared.then_some(2i64)];
        change.run(&UNMAP, row).await.unwrap();
        self.commit(change).await;
    }

    pub async fn accreditations_become(&self, person: PersonId, state: &str) {
        let mut change = self.app.store.change().await.unwrap();
        change.run(&SET_STATE, args![person.to_string(), state]).await.unwrap();
        self.commit(change).await;
    }

    /// A new signed-in session; the token for a cookie.
    pub async fn token(&self, person: PersonId, address: &str) -> String {
        self.session(person, address).await
    }

    /// The context of a person who has just signed in, at an address.
    pub async fn person(&self, person: PersonId, address: &str) -> Context {
        let token = self.session(person, address).await;
        self.context(person, (&token, address)).await
    }

    /// What is on the record of a project: action and details.
    pub async fn record(&self, project: ProjectId) -> Vec<(String, String)> {
        let all = store::history_of_project(&self.app.store, &project.to_string()).await.unwrap();
        let details = |d: &std::collections::BTreeMap<String, String>, k: &str| d.get(k).cloned().unwrap_or_default();
        all.into_iter()
            .map(|(_, e)| {
                let why = details(&e.detail, "why");
                let said = if why.is_empty() { details(&e.detail, "reasons") } else { why };
                (e.action, said)
            })
            .collect()
    }

    /// A detail of the last entry with this word.
    pub async fn detail(&self, project: ProjectId, action: &str, name: &str) -> String {
        let all = store::history_of_project(&self.app.store, &project.to_string()).await.unwrap();
        let last = all.into_iter().rev().find(|(_, entry)| entry.action == action);
        last.map(|(_, entry)| entry.detail.get(name).cloned().unwrap_or_default()).unwrap_or_default()
    }

    /// Sends a request from an address: status and body.
    pub async fn ask(
        &self,
        token: &str,
        address: &str,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> (StatusCode, String) {
        self.request(Some((token, address)), method, path, body.unwrap_or_default()).await.text()
    }

    /// Sends a form of a page, with the session's token.
    pub async fn send(&self, token: &str, address: &str, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        self.form((token, address), path, fields).await.text()
    }

    /// Registers what most tests need: a VPN of the organisation with its agreement, a pod, a staff office.
    pub async fn places(&self) {
        let dai = self.person(DAI, STAFF).await;
        for (kind, organisation, address) in [
            ("organisation-vpn", Some(NORTHBRIDGE), "81.2.69.0/24"),
            ("safepod", None, POD),
            ("staff-office", None, "81.2.71.0/28"),
        ] {
            self.place(&dai, kind, organisation, address).await;
        }
        settings::actions::record_aoc(&dai, an_aoc()).await.unwrap();
    }

    pub async fn place(
        &self,
        cx: &Context,
        kind: &str,
        organisation: Option<OrganisationId>,
        address: &str,
    ) -> settings::PlaceId {
        let new = settings::actions::ProposePlace {
            kind: kind.into(),
            organisation,
            name: format!("{kind} of the tests"),
            address: address.into(),
        };
        let proposal = settings::actions::propose_place(cx, new).await.unwrap();
        settings::actions::confirm_place(&self.person(EMYR, STAFF).await, proposal, 1).await.unwrap()
    }
}

pub fn an_aoc() -> settings::actions::RecordAoc {
    let day = |t: &str| -> Date { crate::common::day(t) };
    settings::actions::RecordAoc {
        organisation: NORTHBRIDGE,
        office_from: day("2026-01-01"),
        office_until: Some(day("2027-12-31")),
        remote_from: Some(day("2026-01-01")),
        remote_until: None,
        version: 0,
    }
}

/// Every statement of the profile's form, accepted.
pub fn accepted(app: &App) -> forms::Answers {
    let form = app.profile.form("entry").unwrap();
    let mut answers = forms::Answers::new();
    for question in form.section("statements").unwrap().questions.iter() {
        answers.set(&question.id, "yes");
    }
    answers
}

/// One day.
pub const DAY: i64 = Moment::DAY;
