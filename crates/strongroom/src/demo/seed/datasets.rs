//! The catalogue: made, described, filled and published by the data owner.

use std::collections::BTreeMap;

use ::data::actions::{self, AttachFile, NewDataset, Publish, SetDictionary};
use ::data::{OwnerId, Stipulations, UnitRole, Variable, VariableKind};
use platform::{Answer, No};

use super::Town;
use crate::demo::cast::Employer;
use crate::demo::data::{Field, Microdata, Role, business_survey, labour_force_survey};
use crate::demo::plan::DatasetPlan;

pub async fn sow(town: &Town<'_>) -> Answer<()> {
    let cx = town.acting("data-owner").await?;
    let owner: OwnerId = town
        .organisation(Employer::Service)?
        .to_string()
        .parse()
        .map_err(|_| No::Broken("an organisation's id is no owner's id".into()))?;
    // Made once each, off the threads that answer requests.
    let made = tokio::task::spawn_blocking(|| {
        BTreeMap::from([("labour-force-survey", labour_force_survey()), ("business-survey", business_survey())])
    });
    let made = made.await.map_err(|e| No::Broken(e.to_string()))?;
    for plan in &town.plan.dataset {
        let whole = made
            .get(plan.made_of.as_str())
            .ok_or_else(|| No::Broken(format!("the demo makes no data called {}", plan.made_of)))?;
        let microdata = match &plan.only {
            Some((field, code)) => whole.only(field, code),
            None => whole.clone(),
        };
        let (at, right) = (plan.reference.as_str(), actions::adding(&cx)?);
        actions::add_dataset(&cx, &right, new(plan, owner, town.person("data-owner")?)).await?;
        actions::set_dictionary(&cx, at, SetDictionary { version: 1, variables: dictionary(&microdata) }).await?;
        let rows = microdata.records() as i64;
        let bytes =
            tokio::task::spawn_blocking(move || microdata.parquet()).await.map_err(|e| No::Broken(e.to_string()))?;
        let bytes = bytes.map_err(|e| No::Broken(format!("writing {}: {e}", plan.reference)))?;
        let version = version(town, at).await?;
        actions::attach_file(&cx, at, AttachFile { version, bytes, rows }).await?;
        actions::publish(&cx, at, Publish { version: self::version(town, at).await? }).await?;
    }
    Ok(())
}

async fn version(town: &Town<'_>, reference: &str) -> Answer<i64> {
    let dataset = ::data::dataset_by_reference(town.app, reference).await?;
    dataset.map(|d| d.version).ok_or(No::NotFound)
}

fn new(plan: &DatasetPlan, owner: OwnerId, speaks: platform::PersonId) -> NewDataset {
    NewDataset {
        reference: plan.reference.clone(),
        title: plan.title.clone(),
        title_cy: Some(plan.title_cy.clone()),
        summary: plan.summary.clone(),
        owner,
        owner_name: Employer::Service.name().into(),
        owners: [speaks].into(),
        gateway: plan.gateway.clone(),
        stipulations: Stipulations {
            level: plan.level,
            setting: plan.setting.clone(),
            routes_narrowed: plan.routes.clone(),
            schemes: plan.schemes.clone(),
            organisation_kinds: plan.organisation_kinds.clone(),
            training_months: plan.training_months,
            conditions: plan.conditions.clone(),
            output_conditions: plan.output_conditions.clone(),
        },
        citation: plan.citation.clone(),
        doi: plan.doi.clone(),
        contact: "data.owners@service.example".into(),
        coverage: plan.coverage.clone(),
        synthetic: true,
    }
}

fn dictionary(microdata: &Microdata) -> Vec<Variable> {
    microdata.fields.iter().map(|field| variable(field, microdata.years)).collect()
}

fn variable(field: &Field, years: &str) -> Variable {
    let (kind, unit_role) = match field.role {
        Role::Unit => (VariableKind::Id, Some(UnitRole::Unit)),
        Role::Holding => (VariableKind::Id, Some(UnitRole::Holding)),
        Role::Weight => (VariableKind::Weight, Some(UnitRole::Weight)),
        Role::Classification => (VariableKind::Code, None),
        Role::Value => (VariableKind::Number, None),
    };
    Variable {
        name: field.name.into(),
        label: field.en.into(),
        label_cy: field.cy.into(),
        kind,
        codes: field.codes.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect(),
        // A missing number is stored as null, which the dictionary says with an empty text.
        missing: if field.missing == "null" { String::new() } else { field.missing.into() },
        unit_role,
        years: years.into(),
        missing_share: field.missing_share(),
    }
}
