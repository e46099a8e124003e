//! Setting up an accredited project: space, members, data, Study Information (STP-01, STP-02, SES-11, CAT-08).

use data::Dataset;
use foundation::{Arg, Lang};
use platform::{Answer, App, ContentHash, Context, No};

use super::stages::{about, somebody_accredited};
use super::{Seen, seen};
use crate::model::Folder;
use crate::rules::set_up::{self, Facts};
use crate::rules::stages::State;
use crate::store::{applications, spaces};

/// The text of the Study Information file, in the languages of the service (CAT-08).
pub(crate) fn study_information(app: &App, d: &Dataset) -> String {
    let part = |lang: Lang| {
        let text = |key: &str| app.texts.text(lang, key, &[]);
        let or_none = |t: &str| if t.is_empty() { text("projects-study-none") } else { t.to_owned() };
        let mut lines = vec![format!("{} ({})", d.title(lang), d.reference)];
        for (key, value) in [
            ("projects-study-owner", d.owner_name.clone()),
            ("projects-study-citation", d.citation.clone()),
            ("projects-study-doi", d.doi.clone()),
            ("projects-study-access", data::access_words(&app.texts, lang, d)),
            ("projects-study-conditions", d.conditions.clone()),
            ("projects-study-output-conditions", d.output_conditions.clone()),
            ("projects-study-coverage", d.coverage.clone()),
            ("projects-study-contact", d.contact.clone()),
        ] {
            lines.push(format!("{}\n{}", text(key), or_none(&value)));
        }
        lines.push(text("projects-study-cite"));
        lines.join("\n\n")
    };
    let parts: Vec<String> = app.profile.general.languages.iter().map(|l| part(*l)).collect();
    parts.join("\n\n----\n\n") + "\n"
}

/// Makes the project active. Done again it changes nothing (SES-11).
pub async fn set_up(cx: &Context, number: &str, version: i64) -> Answer<()> {
    let seen = seen(cx, number).await?;
    cx.permit("SetUpProject", &seen.resource)?;
    let app = &cx.app;
    let Seen { mut project, datasets, .. } = seen;
    let facts = Facts {
        state: project.state,
        somebody_accredited: somebody_accredited(app, &project).await?,
        requested: applications::requests(app, project.id).await?,
        mapped: spaces::mappings(app, project.id).await?.iter().map(|m| m.dataset).collect(),
    };
    let to_map = set_up::set_up(&facts)?;
    if project.state == State::Active {
        return Ok(());
    }
    if project.version != version {
        return Err(No::Stale);
    }
    let mut studies: Vec<(&Dataset, ContentHash, i64)> = Vec::new();
    for d in datasets.iter().filter(|d| to_map.contains(&d.id)) {
        let text = study_information(app, d).into_bytes();
        let size = i64::try_from(text.len()).unwrap_or(i64::MAX);
        studies.push((d, app.files.put(text).await?, size));
    }
    let by = cx.person()?;
    let mut change = app.store.change().await?;
    for to in [State::SetUp, State::Active] {
        if project.state == to {
            continue;
        }
        if !applications::go(app, &mut change, &project, to).await? {
            return Err(No::Stale);
        }
        project.state = to;
        project.version += 1;
    }
    spaces::make_space(app, &mut change, project.id).await?;
    let named = applications::named(app, project.id).await?;
    for (person, role) in &named {
        spaces::add_member(app, &mut change, project.id, *person, *role, app.world.now().date()).await?;
    }
    for (d, hash, size) in &studies {
        spaces::map(app, &mut change, project.id, d.id).await?;
        let name = app.texts.text(Lang::En, "projects-study-file", &[("reference", Arg::from(&d.reference))]);
        spaces::add_file(app, &mut change, project.id, &Folder::Study, &name, hash, *size, by).await?;
    }
    let telling = about(&project, "projects-told-active", format!("/projects/{}", project.number));
    for (person, _) in &named {
        platform::tell(app, &mut change, *person, &telling).await?;
    }
    let mut records = vec![cx.entry("project-set-up", "project", project.id).project(project.id).into()];
    for (d, ..) in &studies {
        let entry = cx.entry("dataset-mapped", "dataset", d.id).project(project.id);
        records.push(entry.detail("reference", &d.reference).into());
    }
    change.commit_all(records).await?;
    Ok(())
}
