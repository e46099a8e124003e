//! Tables, texts and requests for release: one released, one sent back, two with the checkers.

use std::time::Duration;

use ::airlock::actions::{self, AnswerForm, CastVote, ChooseFiles, Submit};
use ::airlock::rules::State;
use ::airlock::rules::table::Asked;
use ::airlock::rules::vote::{Ballot, Publishable, Vote};
use ::airlock::rules::write_up::{Part, PartKind, Text};
use ::airlock::{RELEASE_FORM, TableId, facts, lookup, policy};
use ::projects::{Folder, Project};
use forms::{Answers, Choices, Form};
use foundation::Lang;
use platform::{Answer, Context, No, OrNotFound};

use super::{Town, places, projects};

struct OutputPlan {
    title: &'static str,
    rows: &'static [&'static str],
    cols: &'static [&'static str],
    mean: &'static [&'static str],
    filter: &'static str,
    /// What the checkers have said so far, in order.
    votes: &'static [Vote],
}

const PLANS: [OutputPlan; 4] = [
    OutputPlan {
        title: "Hours of employees by sex",
        rows: &["sex"],
        cols: &["year"],
        mean: &["hours"],
        filter: "status == \"1\"",
        votes: &[Vote::Release, Vote::Release],
    },
    OutputPlan {
        title: "Pay by occupation",
        rows: &["occupation"],
        cols: &[],
        mean: &["pay"],
        filter: "status == \"1\"",
        votes: &[Vote::Return, Vote::Return],
    },
    OutputPlan {
        title: "Pay by region",
        rows: &["region"],
        cols: &[],
        mean: &["pay"],
        filter: "status == \"1\"",
        votes: &[Vote::Release],
    },
    OutputPlan {
        title: "People by region and economic activity",
        rows: &["region"],
        cols: &["status"],
        mean: &[],
        filter: "",
        votes: &[],
    },
];

pub async fn sow(town: &Town<'_>) -> Answer<()> {
    let project = projects::titled(town, projects::WITH_OUTPUTS, "rhys").await?;
    let mut cx = town.acting("rhys").await?;
    cx.address = places::BROWSER.into();
    // Rhys reads the service in Welsh and writes these papers in English.
    cx.lang = Lang::En;
    ::settings::enter(&cx, project.id, &statements(town)?).await?;
    for plan in &PLANS {
        one(town, &cx, &project, plan).await?;
    }
    ::settings::leave(&cx, project.id).await?;
    Ok(())
}

/// Every statement of the form that is shown before a space is entered.
pub fn statements(town: &Town<'_>) -> Answer<Answers> {
    let form = town.app.profile.form("entry")?;
    Ok(form.questions().fold(Answers::new(), |all, q| all.with(&q.id, "yes")))
}

async fn one(town: &Town<'_>, cx: &Context, project: &Project, plan: &OutputPlan) -> Answer<()> {
    let write_up = write(cx, project, plan).await?;
    let name = save(cx, project, &write_up, plan.title).await?;
    let reference = hand_in(town, cx, project, &[name]).await?;
    for (vote, checker) in plan.votes.iter().zip(["helen", "imran"]) {
        self::vote(town, &reference, *vote, checker).await?;
    }
    if plan.votes == [Vote::Release, Vote::Release] {
        until(cx, &reference, |s| s == State::Released).await?;
    }
    Ok(())
}

/// A request of this many papers, with the checkers. Its reference. The first has a table; the numbers of tables in one
/// request differ, so the others are words.
pub async fn papers(town: &Town<'_>, cx: &Context, project: &Project, number: usize) -> Answer<String> {
    let with_table = write(cx, project, &PLANS[0]).await?;
    let space = lookup::inside(cx, &project.number).await?;
    let words = actions::new_write_up(cx, &space, text("Notes on the survey", None)).await?.reference;
    let mut names = Vec::new();
    for nth in 1..=number {
        let write_up = if nth == 1 { &with_table } else { &words };
        names.push(save(cx, project, write_up, &format!("Paper {nth}")).await?);
    }
    hand_in(town, cx, project, &names).await
}

/// Saves a text into the SDC folder; the answer is the document's name.
async fn save(cx: &Context, project: &Project, reference: &str, name: &str) -> Answer<String> {
    let space = lookup::inside::<policy::WriteUp>(cx, &project.number).await?;
    let write_up = lookup::write_up(&cx.app, &space, reference).await?;
    actions::save_write_up(cx, &space, &write_up, name).await
}

/// Makes the table and a text around it; the text's reference.
async fn write(cx: &Context, project: &Project, plan: &OutputPlan) -> Answer<String> {
    let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let asked = Asked {
        title: plan.title.into(),
        rows: list(plan.rows),
        cols: list(plan.cols),
        count: true,
        sum: Vec::new(),
        mean: list(plan.mean),
        weighted: false,
        totals: true,
        filter: plan.filter.into(),
    };
    let space = lookup::inside::<policy::MakeTable>(cx, &project.number).await?;
    let microdata = facts::microdata(&cx.app, &space, "lfs").await?;
    let table = actions::make_table(cx, &space, &microdata, &asked).await?;
    let space = lookup::inside(cx, &project.number).await?;
    Ok(actions::new_write_up(cx, &space, text(plan.title, Some(table.id))).await?.reference)
}

fn text(title: &str, table: Option<TableId>) -> Text {
    let mut parts = vec![
        part(PartKind::Heading, "Results"),
        part(PartKind::Paragraph, "What stands here is what the survey says; its counts are unweighted."),
    ];
    parts.extend(table.map(|table| Part {
        kind: PartKind::Table,
        text: format!("{title}, with the number of people in each cell."),
        caption: title.into(),
        table: Some(table),
    }));
    Text {
        title: title.into(),
        source: "Labour Force Survey, person file, 2022 to 2024.".into(),
        sample: "All people of the sample to whom the question applies.".into(),
        method: "Unweighted counts and means.".into(),
        parts,
    }
}

/// Asks for the release of files of the SDC folder and waits until they have been inspected. The request's reference.
async fn hand_in(town: &Town<'_>, cx: &Context, project: &Project, names: &[String]) -> Answer<String> {
    let reference = actions::open(cx, &lookup::space(cx, &project.number).await?).await?;
    let mut files = Vec::new();
    for name in names {
        files.push(file(town, project, name).await?);
    }
    let own = lookup::own(cx, &reference).await?;
    actions::choose_files(cx, &own, &ChooseFiles { files, version: own.version }).await?;
    let form = town.app.profile.form(RELEASE_FORM)?.only(&["first"]);
    let answers = answers(town, &form).await?;
    let own = lookup::own(cx, &reference).await?;
    actions::answer(cx, &own, &AnswerForm { version: own.version, answers }).await?;
    let own = lookup::own(cx, &reference).await?;
    actions::submit(cx, &own, Submit { version: own.version }).await?;
    until(cx, &reference, |s| !matches!(s, State::Submitted | State::Inspection)).await?;
    Ok(reference)
}

fn part(kind: PartKind, text: &str) -> Part {
    Part { kind, text: text.into(), caption: String::new(), table: None }
}

async fn file(town: &Town<'_>, project: &Project, name: &str) -> Answer<String> {
    let files = ::projects::files(town.app, project.id, &Folder::Sdc, "").await?;
    files.iter().find(|f| f.name == name).map(|f| f.id.to_string()).or_not_found()
}

async fn answers(town: &Town<'_>, form: &Form) -> Answer<Answers> {
    // The first kind of output that the profile lists is a written one.
    let kind = match form.question("type").map(|q| &q.choices) {
        Some(Choices::Fixed(all)) => all.first().map(|c| c.value.clone()),
        _ => None,
    };
    let dataset = ::data::dataset_by_reference(town.app, "lfs").await?.or_not_found()?;
    let all = Answers::new()
        .with("type", kind.or_not_found()?)
        .with("purpose", "To be published as a working paper.")
        .with("audience", "The public")
        .with("datasets", vec![dataset.id.to_string()])
        .with("citations", dataset.citation)
        .with("source", "Labour Force Survey, person file, 2022 to 2024.")
        .with("sample", "All people of the sample to whom the question applies.")
        .with("method", "Unweighted counts and means.")
        .with("machine-learning", "no")
        .with("safe-methods", "yes");
    Ok(form.carry(&all))
}

/// The service looks into files and releases them in the background, as it does for everybody.
async fn until(cx: &Context, reference: &str, done: impl Fn(State) -> bool) -> Answer<()> {
    for _ in 0..1200 {
        if done(lookup::seen(cx, reference).await?.state()) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let state = lookup::seen(cx, reference).await?.state();
    Err(No::Broken(format!("the demo's request {reference} is still {state} after a minute; its jobs do not run")))
}

async fn vote(town: &Town<'_>, reference: &str, vote: Vote, checker: &str) -> Answer<()> {
    let mut cx = town.acting(checker).await?;
    // Any address of the staff's range but the browser's.
    cx.address = "127.0.0.2".into();
    let request = lookup::to_vote(&cx, reference).await?;
    let answers = request.core.findings.iter().filter(|f| f.needs_answer());
    let ballot = Ballot {
        vote,
        reason: if vote == Vote::Release {
            String::new()
        } else {
            "Which records are left out, and how many are they?".into()
        },
        publishable: if vote == Vote::Release { Publishable::Yes } else { Publishable::Unsaid },
        answers: answers
            .map(|f| (f.id, "The cells are large and hold people from many households.".to_owned()))
            .collect(),
    };
    actions::vote(&cx, &request, &CastVote { round: request.core.round, ballot }).await?;
    Ok(())
}
