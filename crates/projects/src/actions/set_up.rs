//! Setting up an accredited project: space, members, data, Study Information (STP-01, STP-02, SES-11, CAT-08).

use data::Dataset;
use foundation::{Arg, Lang};
use platform::{Answer, App, ContentHash, Context, No};

use super::stages::{about, somebody_accredited};
use super::{SeenVersion, lookup};
use crate::did::Did;
use crate::model::{Folder, NewFile};
use crate::policy::SetUpProject;
use crate::rules::set_up::{self, Facts, SetUp};
use crate::store::{applications, members, spaces};

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
pub async fn set_up(cx: &Context, number: &str, sent: SeenVersion) -> Answer<()> {
    let held = lookup::<SetUpProject>(cx, number).await?;
    let app = &cx.app;
    let project = &held.project;
    let facts = Facts {
        state: project.state,
        somebody_accredited: somebody_accredited(app, &held).await?,
        requested: held.requests.iter().map(|r| (r.dataset, r.approved)).collect(),
        mapped: held.mappings.iter().map(|m| m.dataset).collect(),
    };
    let SetUp { steps, map } = set_up::set_up(&facts)?;
    if steps.is_empty() {
        return Ok(());
    }
    if project.version != sent.version {
        return Err(No::Stale);
    }
    let mut studies: Vec<(&Dataset, ContentHash, i64)> = Vec::new();
    for d in held.datasets.iter().filter(|d| map.contains(&d.id)) {
        let text = study_information(app, d).into_bytes();
        let size = i64::try_from(text.len()).map_err(|e| No::Broken(e.to_string()))?;
        studies.push((d, app.files.put(text).await?, size));
    }
    let by = cx.person()?;
    let mut change = cx.change(&held).await?;
    if !applications::go(app, &mut change, &held, &steps).await? {
        return Err(No::Stale);
    }
    spaces::make_space(app, &mut change, &held).await?;
    for (person, role) in &held.named {
        members::add_member(app, &mut change, &held, *person, *role, held.today).await?;
    }
    for (d, hash, size) in &studies {
        members::map(app, &mut change, &held, d.id).await?;
        let name = app.texts.text(Lang::En, "projects-study-file", &[("reference", Arg::from(&d.reference))]);
        let file = NewFile { folder: Folder::Study, name: &name, hash, size: *size, by };
        spaces::put_file(app, &mut change, &held, &file).await?;
    }
    let telling = about(project, "projects-told-active", format!("/projects/{}", project.number));
    for (person, _) in &held.named {
        platform::tell(app, &mut change, *person, &telling).await?;
    }
    let mut records = vec![cx.record(Did::SetUp(project.id)).project(project.id).into()];
    for (d, ..) in &studies {
        let entry = cx.record(Did::Mapped(d.id)).project(project.id);
        records.push(entry.detail("reference", &d.reference).into());
    }
    change.commit_all(records).await?;
    Ok(())
}
