//! A service of people on a real database, with some organisations and people.

use std::ops::Deref;

use forms::Answers;
use foundation::{Date, Moment, parse_date};
use people::actions::{self, AddOrganisation, Decide, Granted, RequestAccreditation};
use people::rules::accreditation::Decision;
use people::{AccreditationId, OrganisationId, OrganisationKind, PersonId, Role, RoleProposalId, Rules, Training};
use platform::sessions::Session;
use platform::testing::{Bed, Made, context_of, profile};
use platform::{Answer, Context, Known, No, Parts, Who, accounts};
use store::testing::TestStore;
use store::{Migration, args, statements};

statements! {
    write PERSON(text, text, text, text) = "insert into person (id, name, email, organisation, lang, student, country, registered_at)
        values ($1, $2, $3, $4, 'en', false, 'GB', 0)";
    read NOTICES(text) -> (key: String) = "select key from notice where person = $1 order by at, id";
}

pub fn migrations() -> Vec<Migration> {
    [platform::MIGRATIONS, people::MIGRATIONS].concat()
}

pub fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub fn person(n: u8) -> PersonId {
    format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
}

/// A researcher of the university.
pub const ELIN: u8 = 1;
/// A fully accredited researcher of the university, once she is.
pub const MARI: u8 = 2;
/// A researcher of another organisation.
pub const OMAR: u8 = 3;
/// An officer of the university.
pub const OWEN: u8 = 4;
/// Staff: accreditation, training, support, security, audit, operator.
pub const CATRIN: u8 = 11;
pub const TOM: u8 = 12;
pub const SIAN: u8 = 13;
pub const SAM: u8 = 14;
pub const ADA: u8 = 15;
pub const OTTO: u8 = 16;
/// The second operator.
pub const OLWEN: u8 = 17;

const PEOPLE: [(u8, &str, bool); 11] = [
    (ELIN, "elin", true),
    (MARI, "mari", true),
    (OMAR, "omar", false),
    (OWEN, "owen", true),
    (CATRIN, "catrin", false),
    (TOM, "tom", false),
    (SIAN, "sian", false),
    (SAM, "sam", false),
    (ADA, "ada", false),
    (OTTO, "otto", false),
    (OLWEN, "olwen", false),
];

pub fn email(n: u8) -> String {
    PEOPLE.iter().find(|(m, ..)| *m == n).map(|(_, name, _)| format!("{name}@example.org")).unwrap()
}

pub struct Service {
    bed: Bed,
    pub university: OrganisationId,
}

impl Deref for Service {
    type Target = Bed;
    fn deref(&self) -> &Bed {
        &self.bed
    }
}

/// Everybody has an account; the staff have their roles, granted by the two operators whom the command line made.
pub async fn service(on: TestStore) -> Service {
    waiting(on, 0).await
}

/// The same, where a role begins some minutes after it was confirmed.
pub async fn waiting(on: TestStore, wait: u32) -> Service {
    let profile = profile("srs");
    let mut parts = Parts::default();
    let rules = profile.rules::<Rules>("people").unwrap();
    // The staff of these tests begin at once; what waits is tried with the profile's own rules.
    parts.add(Rules { role_wait_minutes: wait, ..rules });
    let bed = Bed::new(
        on,
        Made {
            profile,
            fragments: vec![people::fragment()],
            locales: vec![people::locale()],
            parts,
            jobs: Default::default(),
            knows: |app, person| Box::pin(people::known(app, person)),
            pages: people::pages(),
            api: people::api(),
        },
    );
    let installer = as_role(&bed, 99, "operator");
    let mut organisations = Vec::new();
    for (name, kind) in [("University of Tests", OrganisationKind::Academic), ("Office", OrganisationKind::Government)]
    {
        let add = AddOrganisation { name: name.into(), kind, country: "GB".into() };
        organisations.push(actions::add_organisation(&installer, add).await.unwrap());
    }
    let mut change = bed.app.store.change().await.unwrap();
    for (n, name, university) in PEOPLE {
        let of = organisations[usize::from(!university)].to_string();
        change.run(&PERSON, args![person(n).to_string(), name, email(n), of]).await.unwrap();
        accounts::create(&bed.app, &mut change, person(n), &email(n), "$argon2id$none").await.unwrap();
    }
    bed.commit(change).await;
    for n in [OTTO, OLWEN] {
        actions::first_operator(&Context::of_service(&bed.app), &email(n)).await.unwrap();
    }
    let s = Service { bed, university: organisations[0] };
    for (n, role) in [
        (CATRIN, Role::Accreditation),
        (TOM, Role::Training),
        (SIAN, Role::Support),
        (SAM, Role::Security),
        (ADA, Role::Audit),
    ] {
        s.grant(n, role).await;
    }
    s.app.world.advance(i64::from(wait) * Moment::MINUTE);
    s
}

/// Somebody of one role whom no row knows, as the installation is.
fn as_role(bed: &Bed, n: u8, role: &str) -> Context {
    let now = bed.app.world.now();
    let session = Session::kept_nowhere(person(n), now);
    let roles = ["registered".to_owned(), role.to_owned()].into();
    let known = Known { name: "Installation".into(), roles, ..Known::default() };
    context_of(&bed.app, Who { person: person(n), known, session })
}

impl Service {
    /// The context of somebody, a second later than the last.
    pub async fn acting(&self, n: u8) -> Context {
        self.app.world.advance(Moment::SECOND);
        Context::acting_as(&self.app, person(n)).await.unwrap()
    }

    /// Otto proposes a role for somebody.
    pub async fn propose(&self, n: u8, role: Role) -> RoleProposalId {
        match actions::grant_role(&self.acting(OTTO).await, person(n), role).await.unwrap() {
            Granted::Proposed(id) => id,
            Granted::Held => panic!("{role} took one operator"),
        }
    }

    /// Otto proposes and Olwen confirms, where it takes two.
    pub async fn grant(&self, n: u8, role: Role) {
        if let Granted::Proposed(id) = actions::grant_role(&self.acting(OTTO).await, person(n), role).await.unwrap() {
            actions::confirm_role(&self.acting(OLWEN).await, id, 1).await.unwrap();
        }
    }

    /// A passed course that holds from a year ago for three years.
    pub async fn train(&self, n: u8) {
        let training =
            Training { course: "safe-researcher".into(), passed_on: day("2025-11-01"), until: day("2028-11-01") };
        actions::record_training(&self.acting(TOM).await, person(n), training).await.unwrap();
    }

    /// Asks for accreditation under the DEA; a supervisor makes it provisional.
    pub async fn ask(&self, n: u8, supervisor: Option<u8>) -> Answer<AccreditationId> {
        let kind = if supervisor.is_some() { "provisional" } else { "full" };
        let mut answers = Answers::new()
            .with("scheme", "dea")
            .with("kind", kind)
            .with("route", "degree")
            .with("evidence", "MSc in Statistics.")
            .with("declaration", "yes");
        if let Some(supervisor) = supervisor {
            answers.set("supervisor-email", email(supervisor));
        }
        let asked = RequestAccreditation::of(self.app.profile.form("accreditation")?, &answers)?;
        actions::request_accreditation(&self.acting(n).await, asked).await
    }

    /// Decides about it as it is now.
    pub async fn decide(&self, id: AccreditationId, decision: Decision) -> Answer<()> {
        let version = self.accreditation(id).await.version;
        actions::decide(&self.acting(CATRIN).await, id, Decide { decision, version }).await.map(drop)
    }

    /// Trained, asked, granted, this year and the next.
    pub async fn accredit(&self, n: u8, supervisor: Option<u8>) -> AccreditationId {
        self.train(n).await;
        let id = self.ask(n, supervisor).await.unwrap();
        self.decide(id, grant()).await.unwrap();
        id
    }

    pub async fn accreditation(&self, id: AccreditationId) -> people::Accreditation {
        people::accreditation(&self.app, id).await.unwrap().unwrap()
    }

    /// The keys of a person's notices, oldest first.
    pub async fn notices(&self, n: u8) -> Vec<String> {
        self.app.store.rows(&NOTICES, args![person(n).to_string()]).await.unwrap()
    }

    /// What the record says was done to a thing, oldest first.
    pub async fn record(&self, kind: &str, id: impl ToString) -> Vec<String> {
        let all = store::history_of_thing(&self.app.store, kind, &id.to_string()).await.unwrap();
        all.into_iter().map(|(_, e)| e.action).collect()
    }
}

pub fn grant() -> Decision {
    Decision::Grant { from: day("2026-01-01"), until: day("2027-12-31"), number: "AR-1".into() }
}

/// The keys of a refusal.
pub fn refused<T: std::fmt::Debug>(answer: Answer<T>) -> Vec<String> {
    match answer {
        Err(No::Refused(said)) => said.into_iter().map(|s| s.key).collect(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}
