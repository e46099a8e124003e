//! Spaces and their files.

use ::store::{Cells, Change, Column, Shape, args, row, statements};
use foundation::{Moment, Refusal};
use platform::{Answer, App, ContentHash, No, PersonId, Right};

use crate::model::{FileId, Folder, FolderKind, InSpace, ListedFile, NewFile, ProjectId, Space, SpaceFile};
use crate::rules::names::safe_name;
use crate::seen::Seen;

statements! {
    read SPACE(text) -> Space = "select project, made_at from project_space where project = $1";
    write MAKE_SPACE(text, int) = "insert into project_space (project, made_at) values ($1, $2)";
    write ADD_FILE(text, text, text, text, text, int, text, text, int, text) = "insert into space_file (id, project, folder, owner, name, size, hash, added_by, at, kind)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    read FILES(text, text, text, text, int) -> ListedFile = "select id, name, size, at from space_file
        where project = $1 and folder = $2 and owner = $3 and name > $4 order by name limit $5";
    read FILE(text) -> SpaceFile = "select id, project, folder, owner, name, size, hash, added_by, at, kind from space_file where id = $1";
}

/// The space, once the project has been set up.
pub async fn space(app: &App, project: ProjectId) -> Answer<Option<Space>> {
    Ok(app.store.row(&SPACE, args![project.to_string()]).await?)
}

pub(crate) async fn make_space(app: &App, change: &mut Change, held: &impl Right<Seen>) -> Answer<()> {
    change.run(&MAKE_SPACE, args![held.project.id.to_string(), app.world.now()]).await?;
    Ok(())
}

/// Why a file is not put into a folder.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoFile {
    #[refusal("projects-file-name-taken")]
    NameTaken { name: String },
}

/// Puts a file into a folder of the space that the held thing belongs to.
///
/// # Errors
/// Refused where the name is no safe one ([`safe_name`]) or taken in this folder. After an error the change is lost.
pub async fn put_file<T: InSpace>(
    app: &App,
    change: &mut Change,
    held: &impl Right<T>,
    file: &NewFile<'_>,
) -> Answer<FileId> {
    write_file(app, change, held.project_id(), file).await
}

/// [`put_file`] for those who do not hold a thing of the space yet.
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
    write_file(app, change, project, &NewFile { folder: *folder, name, hash, size, by }).await
}

async fn write_file(app: &App, change: &mut Change, project: ProjectId, new: &NewFile<'_>) -> Answer<FileId> {
    safe_name(new.name)?;
    let file = FileId::new(&app.world);
    let kind = new.name.rsplit_once('.').map(|(_, ext)| ext.to_lowercase()).unwrap_or_default();
    let row = args![
        file.to_string(),
        project.to_string(),
        new.folder.word(),
        new.folder.owner(),
        new.name,
        new.size,
        &new.hash.0,
        new.by.to_string(),
        app.world.now(),
        kind
    ];
    match change.run(&ADD_FILE, row).await {
        Err(e) if e.is_taken() => Err(No::refused(NoFile::NameTaken { name: new.name.to_owned() })),
        other => other.map(|_| file).map_err(No::from),
    }
}

row! {
    Space {
        project: ProjectId,
        made_at: Moment,
    }
}

/// Two columns; the owner's holds something for private folders only.
impl Shape for Folder {
    type Row = Folder;
    const COLUMNS: &'static [Column] = &[Column::of::<FolderKind>("folder"), Column::of::<String>("owner")];

    fn read(cells: &mut Cells) -> ::store::Result<Folder> {
        let folder = match cells.next::<FolderKind>("folder")? {
            FolderKind::Private => return cells.next("owner").map(Folder::Private),
            FolderKind::Shared => Folder::Shared,
            FolderKind::Sdc => Folder::Sdc,
            FolderKind::Study => Folder::Study,
        };
        cells.next::<String>("owner").map(|_| folder)
    }
}

row! {
    SpaceFile {
        id: FileId,
        project: ProjectId,
        folder: Folder = *,
        name: String,
        size: i64,
        hash: ContentHash,
        by: PersonId = "added_by",
        at: Moment,
        kind: String,
    }
}

row! {
    ListedFile {
        id: FileId,
        name: String,
        size: i64,
        at: Moment,
    }
}

/// Files on one page of a folder.
pub const FILES_ON_A_PAGE: usize = 50;

/// The files of a folder by name, those after the name `after` ("" from the beginning), one more than a page shows if
/// there are more. The cost does not grow with the number of files.
pub async fn files(app: &App, project: ProjectId, folder: &Folder, after: &str) -> Answer<Vec<ListedFile>> {
    let row = args![project.to_string(), folder.word(), folder.owner(), after, FILES_ON_A_PAGE + 1];
    Ok(app.store.rows(&FILES, row).await?)
}

/// One file. Whether the caller may know of it is for the caller's crate to ask.
pub async fn file(app: &App, file: FileId) -> Answer<Option<SpaceFile>> {
    Ok(app.store.row(&FILE, args![file.to_string()]).await?)
}
