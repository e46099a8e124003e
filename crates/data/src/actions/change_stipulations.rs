//! The owner changes on which conditions the data may be used; nobody else can (CAT-07).

use std::str::FromStr;

use forms::Answers;
use platform::{Answer, Context, No, Unasked};

use super::look;
use crate::did::Did;
use crate::model::Stipulations;
use crate::policy::{self, ReadDataset};
use crate::{Rules, rules, store};

/// Reads the answers of the forms `dataset` and `stipulations`.
///
/// # Errors
/// A number that the form let through and that does not fit: form and program do not agree.
pub fn stipulations(answers: &Answers) -> Answer<Stipulations> {
    let set = |id: &str| answers.list(id).into_iter().map(ToOwned::to_owned).collect();
    Ok(Stipulations {
        level: number(answers, "level")?,
        setting: answers.text("setting").to_owned(),
        routes_narrowed: answers.answered("routes").then(|| set("routes")),
        schemes: set("schemes"),
        organisation_kinds: set("organisation-kinds"),
        training_months: number(answers, "training-months")?,
        conditions: answers.text("conditions").trim().to_owned(),
        output_conditions: answers.text("output-conditions").trim().to_owned(),
    })
}

fn number<N: FromStr>(answers: &Answers, question: &str) -> Answer<Option<N>> {
    match answers.text(question).trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(No::Broken(format!("the answer {text:?} to {question} does not fit"))),
        },
    }
}

/// The conditions as they are to be. `version` is that of the record that was seen.
#[derive(Debug, Clone)]
pub struct ChangeStipulations {
    pub version: i64,
    pub stipulations: Stipulations,
}

/// Changes them. An attempt by somebody who may not is on the record (CAT-07).
pub async fn change_stipulations(cx: &Context, reference: &str, to: ChangeStipulations) -> Answer<()> {
    let seen = look::dataset::<ReadDataset>(cx, reference).await?;
    let id = seen.id;
    let held = match seen.for_action::<policy::ChangeStipulations>(cx) {
        Err(no @ No::Forbidden { .. }) => {
            let change = cx.change_unasked(Unasked::Refusing).await?;
            change.commit(cx.record(Did::StipulationsRefused(id))).await?;
            return Err(no);
        }
        other => other?,
    };
    let ChangeStipulations { version, stipulations: new } = to;
    if held.version != version {
        return Err(No::Stale);
    }
    rules::stipulations::change(&held.stipulations(), &new, cx.app.part::<Rules>()?)?;
    let mut change = cx.change(&held).await?;
    if !store::stipulate(&mut change, &held, &new).await? {
        return Err(No::Stale);
    }
    store::keep_stipulations(&cx.app, &mut change, &held, version + 1, &new, cx.person()?).await?;
    let entry = cx.record(Did::Stipulated(id)).detail("version", version + 1);
    change.commit(entry).await?;
    Ok(())
}
