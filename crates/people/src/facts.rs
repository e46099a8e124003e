//! What people knows of a person that bears on access (ACC, TRN, AGR): one statement, asked at each use of a space.

use ::store::{args, row, statements};
use foundation::Date;
use platform::columns::{maybe, must};
use platform::{Answer, App, PersonId};

use crate::model::AccreditationKind;
use crate::rules::states::AccreditationState;

// $1 the person. Every branch has the same eight text columns. The last are the accreditations of the person's supervisors.
statements! {
    read FACTS(text) -> Fact = "
        select 'person' as part, p.organisation as a, o.name as b, o.kind as c, p.country as d, null as e, null as f, null as g
        from person p join organisation o on o.id = p.organisation where p.id = $1
      union all
        select 'accreditation', scheme, state, kind, from_date, until_date, supervisor, null
        from accreditation where person = $1
      union all
        select 'training', course, passed_on, until_date, null, null, null, null from training where person = $1
      union all
        select 'agreement', kind, version, from_date, until_date, device,
            case when officer is not null and officer <> person and officer_signed_at is not null then 'yes' else 'no' end,
            case when withdrawn_at is null then 'no' else 'yes' end
        from agreement where person = $1
      union all
        select 'supervises', s.scheme, s.state, s.kind, s.from_date, s.until_date, s.person, sp.organisation
        from accreditation s join person sp on sp.id = s.person
        where s.person in (select a.supervisor from accreditation a where a.person = $1 and a.supervisor is not null)";
}

row! {
    /// A row of `FACTS`: what stands in `a` to `g` depends on the part.
    struct Fact {
        part: String,
        a: Option<String>,
        b: Option<String>,
        c: Option<String>,
        d: Option<String>,
        e: Option<String>,
        f: Option<String>,
        g: Option<String>,
    }
}

/// A person as the access decision sees them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The organisation's id.
    pub organisation: String,
    pub organisation_name: String,
    /// As the catalogue names kinds of organisations (ACC-08).
    pub organisation_kind: String,
    /// Where they work from, as two letters (ACC-13).
    pub country: String,
    pub accreditations: Vec<Accreditation>,
    pub training: Vec<Training>,
    pub agreements: Vec<Agreement>,
}

/// How an accreditation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Granted,
    Suspended,
    /// Asked for, not decided.
    Pending,
    /// Refused or withdrawn.
    Gone,
}

impl From<AccreditationState> for Standing {
    fn from(state: AccreditationState) -> Standing {
        match state {
            AccreditationState::Granted => Standing::Granted,
            AccreditationState::Suspended => Standing::Suspended,
            AccreditationState::Requested | AccreditationState::Queried => Standing::Pending,
            AccreditationState::Refused | AccreditationState::Withdrawn => Standing::Gone,
        }
    }
}

/// Who stands behind a provisional accreditation (ACC-05, 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supervisor {
    /// Full accreditation needs none.
    NotNeeded,
    Missing,
    /// Named, but not fully accredited today, or of another organisation.
    Lapsed,
    Stands,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Accreditation {
    pub scheme: String,
    pub standing: Standing,
    pub supervisor: Supervisor,
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    pub course: String,
    pub passed_on: Date,
    /// The last day.
    pub until: Date,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    pub kind: String,
    /// Which text was signed (AGR-06).
    pub version: String,
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
    /// An officer other than the person has signed.
    pub officer: bool,
    /// It names a device (IND-01).
    pub device: bool,
    pub withdrawn: bool,
}

/// An accreditation of somebody's supervisor, and where they work.
#[derive(Debug, Clone, PartialEq)]
pub struct Supervising {
    pub person: PersonId,
    /// The id of their organisation.
    pub organisation: String,
    pub scheme: String,
    pub kind: AccreditationKind,
    pub state: AccreditationState,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Supervising {
    /// Whether this makes them a supervisor of somebody of that organisation under that scheme on that day: fully
    /// accredited under the same scheme, and of the same organisation (ACC-05, 2.1). The one place that says so.
    pub fn stands(&self, organisation: &str, scheme: &str, day: Date) -> bool {
        self.organisation == organisation
            && self.scheme == scheme
            && self.kind == AccreditationKind::Full
            && self.state == AccreditationState::Granted
            && self.from.is_some_and(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
    }
}

/// What is known of a person on a day; `None` where there is no such person.
pub async fn facts(app: &App, person: PersonId, day: Date) -> Answer<Option<Facts>> {
    let rows = app.store.rows(&FACTS, args![person.to_string()]).await?;
    let of = |part: &'static str| rows.iter().filter(move |r| r.part == part);
    let Some(known) = of("person").next() else { return Ok(None) };
    let organisation: String = must(&known.a, "a")?;
    let supervising: Vec<Supervising> = of("supervises").map(supervising).collect::<Answer<_>>()?;
    Ok(Some(Facts {
        organisation_name: must(&known.b, "b")?,
        organisation_kind: must(&known.c, "c")?,
        country: must(&known.d, "d")?,
        accreditations: of("accreditation")
            .map(|row| accreditation(row, &organisation, &supervising, day))
            .collect::<Answer<_>>()?,
        training: of("training").map(training).collect::<Answer<_>>()?,
        agreements: of("agreement").map(agreement).collect::<Answer<_>>()?,
        organisation,
    }))
}

fn accreditation(row: &Fact, organisation: &str, supervising: &[Supervising], day: Date) -> Answer<Accreditation> {
    let scheme: String = must(&row.a, "a")?;
    let supervisor = match (must::<AccreditationKind>(&row.c, "c")?, maybe::<PersonId>(&row.f, "f")?) {
        (AccreditationKind::Full, _) => Supervisor::NotNeeded,
        (AccreditationKind::Provisional, None) => Supervisor::Missing,
        (AccreditationKind::Provisional, Some(named)) => {
            let stands = |s: &&Supervising| s.person == named && s.stands(organisation, &scheme, day);
            if supervising.iter().any(|s| stands(&s)) { Supervisor::Stands } else { Supervisor::Lapsed }
        }
    };
    let standing = must::<AccreditationState>(&row.b, "b")?.into();
    Ok(Accreditation { scheme, standing, supervisor, from: maybe(&row.d, "d")?, until: maybe(&row.e, "e")? })
}

fn training(row: &Fact) -> Answer<Training> {
    Ok(Training { course: must(&row.a, "a")?, passed_on: must(&row.b, "b")?, until: must(&row.c, "c")? })
}

fn agreement(row: &Fact) -> Answer<Agreement> {
    Ok(Agreement {
        kind: must(&row.a, "a")?,
        version: must(&row.b, "b")?,
        from: must(&row.c, "c")?,
        until: maybe(&row.d, "d")?,
        device: row.e.is_some(),
        officer: must::<String>(&row.f, "f")? == "yes",
        withdrawn: must::<String>(&row.g, "g")? == "yes",
    })
}

fn supervising(row: &Fact) -> Answer<Supervising> {
    Ok(Supervising {
        scheme: must(&row.a, "a")?,
        state: must(&row.b, "b")?,
        kind: must(&row.c, "c")?,
        from: maybe(&row.d, "d")?,
        until: maybe(&row.e, "e")?,
        person: must(&row.f, "f")?,
        organisation: must(&row.g, "g")?,
    })
}
