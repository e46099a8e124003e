//! What the forms ask, and what their answers mean: the same for pages and API.

use std::collections::BTreeMap;

use data::{Variable, VariableKind};
use forms::{Answers, Choice, Form, Lists};
use permissions::Action;
use platform::{Answer, Context, May};
use projects::ProjectId;

use crate::facts;
use crate::ids::{FindingId, ItemId, TableId};
use crate::policy;
use crate::rules::table::Asked;
use crate::rules::vote::Ballot;
use crate::rules::write_up::{Part, PartKind, Text};
use crate::rules::{Item, StatisticClass};
use crate::store::requests::OutputRequest;
use crate::store::tables;

/// The form of a request for release; both profiles have one.
pub const RELEASE_FORM: &str = "output-release";

/// The choices of each form.
pub(crate) struct Ask;

impl Ask {
    /// Of the table page: codes for rows and columns, numbers for statistics. Identifiers are never among them.
    pub(crate) fn table(cx: &Context, dictionary: &[Variable]) -> Lists {
        let of = |kind: VariableKind| {
            let fields = dictionary.iter().filter(|v| v.kind == kind);
            fields.map(|v| Choice::new(&v.name, v.label(cx.lang)).hint(v.name.as_str())).collect::<Vec<_>>()
        };
        Lists::new().with("codes", of(VariableKind::Code)).with("numbers", of(VariableKind::Number))
    }

    /// Of a part of a text and of an item: the project's tables; the classes of statistics.
    pub(crate) async fn tables(cx: &Context, project: ProjectId) -> Answer<Lists> {
        let all = tables::latest(&cx.app, project).await?;
        let tables = all.iter().map(|t| Choice::new(t.id.to_string(), format!("{} ({})", t.title, t.reference)));
        let class = |c: &StatisticClass| Choice::new(c.word(), cx.text(&format!("statistic-{c}")));
        Ok(Lists::new()
            .with("tables", tables.collect())
            .with("statistics", StatisticClass::ALL.iter().map(class).collect()))
    }

    /// Of the choice of files: these, and those with the given ids, as far as they stand in the SDC folder.
    pub(crate) async fn files(
        cx: &Context,
        project: ProjectId,
        mut files: Vec<projects::ListedFile>,
        ids: &[&str],
    ) -> Answer<Lists> {
        for id in ids {
            if let Some(file) = facts::sdc_file(&cx.app, project, id).await?
                && files.iter().all(|f| f.id != file.id)
            {
                files.push(file.into());
            }
        }
        let choice = |f: &projects::ListedFile| {
            Choice::new(f.id.to_string(), f.name.as_str())
                .hint(cx.say("output-file-hint", &[("at", f.at.text(cx.lang).into()), ("bytes", f.size.into())]))
        };
        Ok(Lists::new().with("sdc-files", files.iter().map(choice).collect()))
    }

    /// Of the output release form: colleagues and datasets of the project.
    pub(crate) async fn release<A>(cx: &Context, request: &May<A, OutputRequest>) -> Answer<Lists>
    where
        A: Action<On = policy::OutputRequest>,
    {
        let app = &cx.app;
        let project = request.core.project;
        let mut team = facts::people(&request.thing().researchers)?;
        team.remove(&request.core.requester);
        let names = facts::names(app, team).await?;
        let people = names.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str())).collect();
        let mut datasets = Vec::new();
        for mapping in projects::mappings(app, project).await? {
            if let Some(d) = data::dataset(app, mapping.dataset).await?
                && datasets.iter().all(|c: &Choice| c.value != d.id.to_string())
            {
                datasets.push(Choice::new(d.id.to_string(), d.title(cx.lang)));
            }
        }
        Ok(Lists::new().with("team", people).with("datasets", datasets).today(app.world.now().date()))
    }
}

/// The form of a request as its round asks it: with the answer to the checkers where one came back.
pub(crate) fn release_form(cx: &Context, request: &OutputRequest) -> Answer<Form> {
    let form = cx.app.profile.form(RELEASE_FORM)?;
    Ok(form.only(if request.core.open_round() > 1 { &["returned"] } else { &["first"] }))
}

pub(crate) fn asked_table(answers: &Answers) -> Asked {
    let list = |q: &str| answers.list(q).into_iter().map(ToOwned::to_owned).collect();
    Asked {
        title: answers.text("title").to_owned(),
        rows: list("rows"),
        cols: list("cols"),
        count: answers.is_yes("count"),
        sum: list("sum"),
        mean: list("mean"),
        weighted: answers.is_yes("weighted"),
        totals: answers.is_yes("totals"),
        filter: answers.text("filter").to_owned(),
    }
}

/// What is said about a whole text; its parts are asked one by one.
pub(crate) fn text_of(answers: &Answers) -> Text {
    let said = |question: &str| answers.text(question).to_owned();
    Text {
        title: said("title"),
        source: said("source"),
        sample: said("sample"),
        method: said("method"),
        parts: Vec::new(),
    }
}

pub(crate) fn part_of(answers: &Answers) -> Answer<Part> {
    let kind: PartKind = answers.text("kind").parse().map_err(|e: String| facts::broken("reading a part", e))?;
    let table: Option<TableId> = answers.text("table").parse().ok();
    let shown = matches!(kind, PartKind::Table | PartKind::Figure);
    let text = match kind {
        PartKind::Heading => answers.text("heading"),
        PartKind::Paragraph => answers.text("paragraph"),
        PartKind::Table | PartKind::Figure => answers.text("description"),
    };
    Ok(Part {
        kind,
        text: text.to_owned(),
        caption: answers.text("caption").to_owned(),
        table: table.filter(|_| shown),
    })
}

pub(crate) fn item_of(answers: &Answers, id: ItemId) -> Answer<Item> {
    Ok(Item {
        id,
        number: 0,
        kind: answers.text("kind").parse().map_err(|e: String| facts::broken("reading an item", e))?,
        label: answers.text("label").trim().to_owned(),
        description: answers.text("description").to_owned(),
        counts: answers.text("counts").to_owned(),
        statistic: answers.text("statistic").parse().ok(),
        table: answers.text("table").parse().ok(),
    })
}

/// The answers that an item was made from, to be shown again.
pub(crate) fn answers_of(item: &Item) -> Answers {
    Answers::default()
        .with("kind", item.kind.word())
        .with("label", item.label.as_str())
        .with("description", item.description.as_str())
        .with("statistic", item.statistic.map(|s| s.word()).unwrap_or_default())
        .with("table", item.table.map(|t| t.to_string()).unwrap_or_default().as_str())
        .with("counts", item.counts.as_str())
}

pub(crate) fn ballot(answers: &Answers, reasons: BTreeMap<FindingId, String>) -> Answer<Ballot> {
    Ok(Ballot {
        vote: answers.text("vote").parse().map_err(|e: String| facts::broken("reading a vote", e))?,
        reason: answers.text("reason").to_owned(),
        publishable: answers.text("publishable").parse().map_err(|e: String| facts::broken("reading a vote", e))?,
        answers: reasons,
    })
}
