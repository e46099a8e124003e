//! Six projects, each as far as it has come: applied for, asked about, decided and set up by those whose business it is.

use ::data::DatasetId;
use ::projects::actions::{self, AskQuery, SaveAnswers, SeenVersion, Sent, Submission, TakeDecision};
use ::projects::policy::EditApplication;
use ::projects::rules::assess::Decision;
use ::projects::rules::stages::{Stage, State};
use ::projects::{Project, ProjectId};
use forms::{Answers, Form};
use platform::{Answer, Context, OrNotFound};

use super::Town;
use crate::demo::cast;

/// How far a project has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Far {
    /// Begun, and not much more.
    Draft,
    /// The quality team has asked something.
    Queried,
    /// Waits for the data owner.
    WithOwners,
    Rejected,
    Active,
}

pub struct ProjectPlan {
    pub title: &'static str,
    pub applicant: &'static str,
    pub team: &'static [&'static str],
    pub datasets: &'static [&'static str],
    pub aims: &'static str,
    pub far: Far,
}

const PLANS: [ProjectPlan; 6] = [
    ProjectPlan {
        title: "Commuting and pay in Wales",
        applicant: "rhys",
        team: &[],
        datasets: &["lfs-wales"],
        aims: "To find out how pay differs between those who work near home and those who travel.",
        far: Far::Draft,
    },
    ProjectPlan {
        title: "Regional gaps in earnings",
        applicant: "rhys",
        team: &[],
        datasets: &["lfs"],
        aims: "To describe how weekly pay differs between regions once occupation and hours are taken into account.",
        far: Far::Queried,
    },
    ProjectPlan {
        title: "Concentration in manufacturing",
        applicant: "rhys",
        team: &["tomos"],
        datasets: &["bss", "bss-manufacturing"],
        aims: "To measure how much of the turnover of manufacturing the largest groups account for.",
        far: Far::WithOwners,
    },
    ProjectPlan {
        title: "Part-time work and weekly pay",
        applicant: "rhys",
        team: &["tomos"],
        datasets: &["lfs"],
        aims: "To estimate the pay of part-time employees compared with full-time employees in the same occupation.",
        far: Far::Active,
    },
    ProjectPlan {
        title: "Enterprise groups and productivity",
        applicant: "tomos",
        team: &[],
        datasets: &["bss"],
        aims: "To compare the productivity of enterprises in groups with that of enterprises on their own.",
        far: Far::Active,
    },
    ProjectPlan {
        title: "A list of the largest employers",
        applicant: "tomos",
        team: &[],
        datasets: &["bss"],
        aims: "To list the largest employers of each region by name.",
        far: Far::Rejected,
    },
];

/// The title of the project whose outputs the demo shows.
pub const WITH_OUTPUTS: &str = PLANS[3].title;

pub async fn sow(town: &Town<'_>) -> Answer<()> {
    for (number, plan) in (1..).zip(&PLANS) {
        one(town, plan, number).await?;
    }
    Ok(())
}

/// The project of a title.
pub async fn titled(town: &Town<'_>, title: &str, member: &str) -> Answer<Project> {
    let all = ::projects::of_person(town.app, town.person(member)?).await?;
    all.into_iter().find(|p| p.title == title).or_not_found()
}

async fn one(town: &Town<'_>, plan: &ProjectPlan, nth: usize) -> Answer<()> {
    let cx = town.acting(plan.applicant).await?;
    let begun = actions::begin(&cx, ProjectId::new(&town.app.world)).await?;
    let number = begun.number;
    let mut datasets = Vec::new();
    for reference in plan.datasets {
        datasets.push(::data::dataset_by_reference(town.app, reference).await?.or_not_found()?.id);
    }
    let held = actions::lookup::<EditApplication>(&cx, &number).await?;
    let form = actions::form_of(town.app, &held.project)?;
    let answers = if plan.far == Far::Draft { beginning(plan, form) } else { answers(town, plan, &datasets, form) };
    let lists = actions::lists(town.app).await?;
    let version = held.project.draft_version;
    let new = SaveAnswers::read(&cx, &held.project, &lists, version, Sent::Answers(&answers)).await?;
    actions::save(&cx, &held, new.map_err(|(_, problems)| problems)?).await?;
    if plan.far == Far::Draft {
        return Ok(());
    }
    submit(&cx, &number).await?;
    if plan.far == Far::Queried {
        let (staff, item) = waiting(town, &number, Stage::Quality).await?;
        let text = "Which years do you need, and why is one year not enough?".to_owned();
        let held = actions::to_assess(&staff, &number, item.0).await?;
        actions::query(&staff, &held, &AskQuery { version: item.1, question: "periods".to_owned(), text }).await?;
        return Ok(());
    }
    if plan.far == Far::Rejected {
        let (staff, item) = waiting(town, &number, Stage::Quality).await?;
        let reason = "Naming enterprises is not statistical research, and no output that names one can be released.";
        decide(&staff, &number, item, Decision::Reject { reason: reason.into() }).await?;
        return Ok(());
    }
    for stage in [Stage::Quality, Stage::Feasibility, Stage::Ethics] {
        if open(town, &number, stage).await?.is_some() {
            let (staff, item) = waiting(town, &number, stage).await?;
            decide(&staff, &number, item, Decision::Approve { conditions: None }).await?;
        }
    }
    if plan.far == Far::WithOwners {
        return Ok(());
    }
    let (owner, item) = waiting(town, &number, Stage::Owners).await?;
    let conditions = Some("Acknowledge the survey and its respondents in every publication.".to_owned());
    decide(&owner, &number, item, Decision::Approve { conditions }).await?;
    let (body, item) = waiting(town, &number, Stage::Accreditation).await?;
    let accredit = Decision::Accredit { number: format!("2026/{:03}", 40 + nth) };
    decide(&body, &number, item, accredit).await?;
    let support = town.acting("support").await?;
    let project = ::projects::project_by_number(town.app, &number).await?.or_not_found()?;
    actions::set_up(&support, &number, SeenVersion { version: project.version }).await
}

async fn submit(cx: &Context, number: &str) -> Answer<State> {
    let seen = actions::seen(cx, number).await?;
    let (version, draft_version) = (seen.project.version, seen.project.draft_version);
    actions::submit(cx, number, Submission { version, draft_version }).await
}

async fn decide(cx: &Context, number: &str, (item, version): Waiting, decision: Decision) -> Answer<State> {
    let held = actions::to_assess(cx, number, item).await?;
    actions::decide(cx, held, &TakeDecision { version, decision }).await
}

type Waiting = (::projects::ItemId, i64);

async fn open(town: &Town<'_>, number: &str, stage: Stage) -> Answer<Option<Waiting>> {
    let project = ::projects::project_by_number(town.app, number).await?.or_not_found()?;
    let items = ::projects::items(town.app, project.id).await?;
    Ok(items.into_iter().find(|i| i.stage == stage && i.open()).map(|i| (i.id, i.version)))
}

/// The decision that waits at a stage, and the person whose it is.
async fn waiting(town: &Town<'_>, number: &str, stage: Stage) -> Answer<(Context, Waiting)> {
    let item = open(town, number, stage).await?.or_not_found()?;
    Ok((town.acting(stage.role()).await?, item))
}

fn email(of: &str) -> String {
    cast::member(of).map(cast::Member::email).unwrap_or_default()
}

/// What somebody has written who began today.
fn beginning(plan: &ProjectPlan, form: &Form) -> Answers {
    let all =
        Answers::new().with("coordinator", email(plan.applicant)).with("title", plan.title).with("aims", plan.aims);
    asked(form, all)
}

fn answers(town: &Town<'_>, plan: &ProjectPlan, datasets: &[DatasetId], form: &Form) -> Answers {
    let team: Vec<String> = plan.team.iter().map(|m| email(m)).collect();
    let ids: Vec<String> = datasets.iter().map(ToString::to_string).collect();
    let all = Answers::new()
        .with("checklist", vec!["conditions".to_owned(), "dictionary".to_owned(), "owners".to_owned()])
        .with("type", "research")
        .with("coordinator", email(plan.applicant))
        .with("lead-views", "data")
        .with("team", team.join("\n"))
        .with("student", "no")
        .with("sponsor", "University research programme on work and living standards")
        .with("title", plan.title)
        .with("starts", town.in_days(0))
        .with("ends", town.in_days(2 * 365))
        .with("abstract", format!("{} Results will be published as tables and a paper.", plan.aims))
        .with("aims", plan.aims)
        .with("methodology", "Weighted tables and regression models, with standard errors that allow for the clustering of people in households or of enterprises in groups. Every table is made with its unweighted counts.")
        .with("machine-learning", "no")
        .with("datasets", ids)
        .with("periods", "All years that are available, to see changes over time.")
        .with("why-unpublished", "Published tables do not combine region, occupation and pay.")
        .with("identifiability", vec!["indirect".to_owned()])
        .with("other-data", "no")
        .with("linkage", "no")
        .with("ethics", "The data were collected with the consent of respondents; results are published as statistics only.")
        .with("public-good", "Better evidence for policies on pay and regional development.")
        .with("public-risks", "None beyond those that output checking addresses.")
        .with("routes", vec!["safe-room".to_owned()])
        .with("publications", "A working paper and an article in an open journal.")
        .with("declaration", "yes");
    asked(form, all)
}

/// Only what the form of this profile asks.
fn asked(form: &Form, all: Answers) -> Answers {
    form.carry(&all)
}
