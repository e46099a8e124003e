//! Members, mappings, spaces and their files.

use std::collections::BTreeSet;

use ::store::{Change, Row, args, statements};
use data::DatasetId;
use foundation::{Date, Refusal};
use platform::{Answer, App, ContentHash, No, PersonId};

use super::{Of, date, id};
use crate::model::{FileId, Folder, ListedFile, Mapping, Member, ProjectId, Role, Space, SpaceFile};
use crate::rules::names::safe_name;

statements! {
    read MEMBERS(text) = "select person, role, from_date, until_date from project_member where project = $1
        order by from_date, id limit 1000";
    read MEMBERS_OF among = concat!("select project, person, role, from_date, until_date from project_member where project in ",
        ::store::among!());
    write ADD_MEMBER(text, text, text, text, text) = "insert into project_member (id, project, person, role, from_date) values ($1, $2, $3, $4, $5)";
    write END_MEMBER(text, text, text) = "update project_member set until_date = $3
        where project = $1 and person = $2 and until_date is null";
    read MAPPINGS(text) = "select dataset, mapped_at, unmapped_at, cleared_at from project_mapping where project = $1
        order by mapped_at, id limit 1000";
    write MAP(text, text, text, int) = "insert into project_mapping (id, project, dataset, mapped_at) values ($1, $2, $3, $4)";
    write UNMAP(text, text, int) = "update project_mapping set unmapped_at = $3
        where project = $1 and dataset = $2 and unmapped_at is null";
    write CLEAR(text, text, int) = "update project_mapping set cleared_at = $3
        where project = $1 and dataset = $2 and unmapped_at is not null and cleared_at is null";
    read SPACE(text) = "select project, made_at from project_space where project = $1";
    write MAKE_SPACE(text, int) = "insert into project_space (project, made_at) values ($1, $2)";
    write ADD_FILE(text, text, text, text, text, int, text, text, int, text) = "insert into space_file (id, project, folder, owner, name, size, hash, added_by, at, kind)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    read FILES(text, text, text, text, int) = "select id, name, size, at from space_file
        where project = $1 and folder = $2 and owner = $3 and name > $4 order by name limit $5";
    read FILE(text) = "select id, project, folder, owner, name, size, hash, added_by, at, kind from space_file where id = $1";
}

/// Every member a project has or had, in order of joining.
pub async fn members(app: &App, project: ProjectId) -> Answer<Vec<Member>> {
    app.store.rows(&MEMBERS, args![project.to_string()]).await?.iter().map(to_member).collect()
}

fn to_member(r: &Row) -> Answer<Member> {
    let from = date(r, "from_date")?.ok_or_else(|| No::Broken("a member without a first day".into()))?;
    Ok(Member { person: id(r, "person")?, role: id(r, "role")?, from, until: date(r, "until_date")? })
}

/// [`researchers`] of several projects.
pub(crate) async fn researchers_of(app: &App, projects: &BTreeSet<ProjectId>) -> Answer<Of<PersonId>> {
    let today = app.world.now().date();
    let mut researchers = Of::new();
    for r in app.store.rows_among(&MEMBERS_OF, projects).await? {
        let member = to_member(&r)?;
        if member.on(today) && member.role.opens_space() {
            researchers.entry(id(&r, "project")?).or_default().insert(member.person);
        }
    }
    Ok(researchers)
}

/// Both [`team`] and [`researchers`], read once.
pub async fn today(app: &App, project: ProjectId) -> Answer<(BTreeSet<PersonId>, BTreeSet<PersonId>)> {
    let today = app.world.now().date();
    let on: Vec<Member> = members(app, project).await?.into_iter().filter(|m| m.on(today)).collect();
    let researchers = on.iter().filter(|m| m.role.opens_space()).map(|m| m.person).collect();
    Ok((on.iter().map(|m| m.person).collect(), researchers))
}

/// Everybody who is on the project today, in whatever role: nobody of them may check or judge it. Not all may enter its
/// space: see [`researchers`].
pub async fn team(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    Ok(today(app, project).await?.0)
}

/// Those of today's members whose role opens the space: all but output reviewers (TEAM-14).
pub async fn researchers(app: &App, project: ProjectId) -> Answer<BTreeSet<PersonId>> {
    Ok(today(app, project).await?.1)
}

pub(crate) async fn add_member(
    app: &App,
    change: &mut Change,
    project: ProjectId,
    person: PersonId,
    role: Role,
    from: Date,
) -> Answer<()> {
    let row =
        args![app.world.uuid().to_string(), project.to_string(), person.to_string(), role.word(), from.to_string()];
    change.run(&ADD_MEMBER, row).await?;
    Ok(())
}

/// False where the person was no member without an end.
pub(crate) async fn end_member(change: &mut Change, project: ProjectId, person: PersonId, until: Date) -> Answer<bool> {
    Ok(change.run(&END_MEMBER, args![project.to_string(), person.to_string(), until.to_string()]).await? > 0)
}

/// Every dataset that is or was mapped, oldest first.
pub async fn mappings(app: &App, project: ProjectId) -> Answer<Vec<Mapping>> {
    let rows = app.store.rows(&MAPPINGS, args![project.to_string()]).await?;
    rows.iter()
        .map(|r| {
            Ok(Mapping {
                dataset: id(r, "dataset")?,
                mapped_at: r.moment("mapped_at")?,
                unmapped_at: r.get("unmapped_at")?,
                cleared_at: r.get("cleared_at")?,
            })
        })
        .collect()
}

pub(crate) async fn map(app: &App, change: &mut Change, project: ProjectId, dataset: DatasetId) -> Answer<()> {
    let row = args![app.world.uuid().to_string(), project.to_string(), dataset.to_string(), app.world.now()];
    change.run(&MAP, row).await?;
    Ok(())
}

/// False where it is not mapped.
pub(crate) async fn unmap(app: &App, change: &mut Change, project: ProjectId, dataset: DatasetId) -> Answer<bool> {
    let row = args![project.to_string(), dataset.to_string(), app.world.now()];
    Ok(change.run(&UNMAP, row).await? > 0)
}

/// False where there is nothing to confirm.
pub(crate) async fn clear(app: &App, change: &mut Change, project: ProjectId, dataset: DatasetId) -> Answer<bool> {
    let row = args![project.to_string(), dataset.to_string(), app.world.now()];
    Ok(change.run(&CLEAR, row).await? > 0)
}

/// The space, once the project has been set up.
pub async fn space(app: &App, project: ProjectId) -> Answer<Option<Space>> {
    let row = app.store.row(&SPACE, args![project.to_string()]).await?;
    row.map(|r| Ok(Space { project: id(&r, "project")?, made_at: r.moment("made_at")? })).transpose()
}

pub(crate) async fn make_space(app: &App, change: &mut Change, project: ProjectId) -> Answer<()> {
    change.run(&MAKE_SPACE, args![project.to_string(), app.world.now()]).await?;
    Ok(())
}

/// Why a file is not put into a folder.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoFile {
    #[refusal("projects-file-name-taken")]
    NameTaken { name: String },
}

/// Names a file in a folder. Its bytes stand under `hash` already ([`platform::Files::put`]); `size` in bytes.
///
/// # Errors
/// Refused where the name is no safe one ([`safe_name`]) or taken in this folder. After an error the change is lost.
#[allow(clippy::too_many_arguments)]
pub async fn add_file(
    app: &App,
    change: &mut Change,
    project: ProjectId,
    folder: &Folder,
    name: &str,
    hash: &ContentHash,
    size: i64,
    by: PersonId,
) -> Answer<FileId> {
    safe_name(name)?;
    let file = FileId::new(&app.world);
    let kind = name.rsplit_once('.').map(|(_, ext)| ext.to_lowercase()).unwrap_or_default();
    let row = args![
        file.to_string(),
        project.to_string(),
        folder.word(),
        folder.owner(),
        name,
        size,
        &hash.0,
        by.to_string(),
        app.world.now(),
        kind
    ];
    match change.run(&ADD_FILE, row).await {
        Err(e) if e.is_taken() => Err(No::refused(NoFile::NameTaken { name: name.to_owned() })),
        other => other.map(|_| file).map_err(No::from),
    }
}

fn to_file(r: &Row) -> Answer<SpaceFile> {
    let word = r.text("folder")?;
    let folder = match (word.as_str(), r.parse_option::<PersonId>("owner")) {
        ("private", Ok(Some(owner))) => Folder::Private(owner),
        ("shared", _) => Folder::Shared,
        ("sdc", _) => Folder::Sdc,
        ("study", _) => Folder::Study,
        _ => return Err(No::Broken(format!("a file stands in the folder {word:?}, which there is not"))),
    };
    Ok(SpaceFile {
        id: id(r, "id")?,
        project: id(r, "project")?,
        folder,
        name: r.text("name")?,
        size: r.int("size")?,
        hash: ContentHash(r.text("hash")?),
        by: id(r, "added_by")?,
        at: r.moment("at")?,
        kind: r.text("kind")?,
    })
}

/// Files on one page of a folder.
pub const FILES_ON_A_PAGE: usize = 50;

/// The files of a folder by name, those after the name `after` ("" from the beginning), one more than a page shows if
/// there are more. The cost does not grow with the number of files.
pub async fn files(app: &App, project: ProjectId, folder: &Folder, after: &str) -> Answer<Vec<ListedFile>> {
    let row = args![project.to_string(), folder.word(), folder.owner(), after, FILES_ON_A_PAGE + 1];
    let rows = app.store.rows(&FILES, row).await?;
    let listed =
        |r| Ok(ListedFile { id: id(r, "id")?, name: r.text("name")?, size: r.int("size")?, at: r.moment("at")? });
    rows.iter().map(listed).collect()
}

/// One file. Whether the caller may know of it is for the caller's crate to ask.
pub async fn file(app: &App, file: FileId) -> Answer<Option<SpaceFile>> {
    app.store.row(&FILE, args![file.to_string()]).await?.as_ref().map(to_file).transpose()
}
