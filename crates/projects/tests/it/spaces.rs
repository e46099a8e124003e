//! Spaces: members, mappings, folders.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use http::StatusCode;
use platform::{ContentHash, May, No};
use projects::policy::SetUpProject;
use projects::{FILES_ON_A_PAGE, Folder, NewFile, Role, Seen, actions};
use store::testing::TestStore;

use crate::service::{
    ANWEN, BOB, CENSUS, STRANGER, SUPPORT, SURVEY, Service, add_member, email, migrations, refused, service, set_up,
};

/// The space in the hands of somebody who may put files there.
async fn held(s: &Service, number: &str) -> May<SetUpProject, Seen> {
    actions::lookup(&s.person(SUPPORT).await, number).await.unwrap()
}

fn new<'a>(folder: Folder, name: &'a str, hash: &'a ContentHash, size: i64) -> NewFile<'a> {
    NewFile { folder, name, hash, size, by: ANWEN }
}

store::both!(&migrations();

async fn an_unmapped_dataset_counts_until_its_clear_out_is_confirmed_lvl_04(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.active(&[SURVEY, CENSUS]).await;
    let id = s.project(&number).await.id;
    let (_, page) = s.get(ANWEN, &format!("/projects/{number}")).await;
    assert!(page.contains("Level 1: safe room and SafePod only"), "{page}");
    let sian = s.person(SUPPORT).await;
    assert_eq!(refused(actions::clear(&sian, &number, "CEN").await), ["projects-nothing-to-clear"]);
    actions::unmap(&sian, &number, "CEN").await.unwrap();
    assert_eq!(refused(actions::unmap(&sian, &number, "CEN").await), ["projects-not-mapped"]);
    let census = |m: &projects::Mapping| m.dataset == CENSUS;
    let m = projects::mappings(&s.app, id).await.unwrap().into_iter().find(census).unwrap();
    assert!(m.counts() && !m.mapped());
    actions::clear(&sian, &number, "CEN").await.unwrap();
    assert_eq!(refused(actions::clear(&sian, &number, "CEN").await), ["projects-nothing-to-clear"]);
    let m = projects::mappings(&s.app, id).await.unwrap().into_iter().find(census).unwrap();
    assert!(!m.counts());
    let anwen = actions::unmap(&s.person(ANWEN).await, &number, "LFS").await;
    assert!(matches!(anwen, Err(No::Forbidden { .. })), "{anwen:?}");
    // Setting up again does not bring it back.
    set_up(&s.person(SUPPORT).await, &number, s.project(&number).await.version).await.unwrap();
    assert_eq!(projects::mappings(&s.app, id).await.unwrap().len(), 2);
}

async fn members_come_once_and_their_end_holds_at_once_team_14_app_18(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.active(&[SURVEY]).await;
    let id = s.project(&number).await.id;
    let sian = s.person(SUPPORT).await;
    add_member(&sian, &number, &email(STRANGER), Role::OutputReviewer).await.unwrap();
    assert_eq!(
        refused(add_member(&sian, &number, &email(STRANGER), Role::Researcher).await),
        ["projects-member-already"]
    );
    assert_eq!(
        refused(add_member(&sian, &number, "nobody@example.org", Role::Researcher).await),
        ["projects-member-unknown"]
    );
    assert_eq!(
        refused(add_member(&sian, &number, &email(SUPPORT), Role::Coordinator).await),
        ["projects-member-roles"]
    );
    assert!(projects::team(&s.app, id).await.unwrap().contains(&STRANGER));
    assert_eq!(projects::researchers(&s.app, id).await.unwrap(), BTreeSet::from([ANWEN, BOB]));
    actions::end_member(&sian, &number, BOB).await.unwrap();
    assert!(!projects::team(&s.app, id).await.unwrap().contains(&BOB));
    assert_eq!(refused(actions::end_member(&sian, &number, BOB).await), ["projects-member-none"]);
    assert_eq!(refused(actions::end_member(&sian, &number, ANWEN).await), ["projects-member-one-coordinator"]);
    // Back again.
    add_member(&sian, &number, &email(BOB), Role::Researcher).await.unwrap();
    assert!(projects::researchers(&s.app, id).await.unwrap().contains(&BOB));
}

async fn a_folder_shows_names_and_sizes_page_by_page_to_those_inside_and_nothing_to_others_ses_02_ses_03_ses_13(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.active(&[SURVEY]).await;
    let id = s.project(&number).await.id;
    let hash = s.app.files.put(b"secret cell 4711".to_vec()).await.unwrap();
    let held = held(&s, &number).await;
    let mut change = s.app.store.change().await.unwrap();
    for n in 0..120 {
        let name = format!("file {n:03}.csv");
        projects::put_file(&s.app, &mut change, &held, &new(Folder::Shared, &name, &hash, 1234)).await.unwrap();
    }
    projects::put_file(&s.app, &mut change, &held, &new(Folder::Private(ANWEN), "mine.txt", &hash, 7)).await.unwrap();
    projects::put_file(&s.app, &mut change, &held, &new(Folder::Private(BOB), "his.txt", &hash, 7)).await.unwrap();
    s.commit(change).await;

    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let page = projects::files(&s.app, id, &Folder::Shared, &after).await.unwrap();
        let more = page.len() > FILES_ON_A_PAGE;
        names.extend(page.into_iter().take(FILES_ON_A_PAGE).map(|f| f.name));
        if !more {
            break;
        }
        after = names.last().unwrap().clone();
    }
    assert_eq!(names.len(), 120);
    assert_eq!(BTreeSet::from_iter(names.iter()).len(), 120);

    let folder = |f: &str| format!("/projects/{number}/space/files/{f}");
    let (status, page) = s.get(ANWEN, &folder("shared")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("file 049.csv") && page.contains("1.2 kB") && !page.contains("file 050.csv"), "{page}");
    assert!(!page.contains("4711") && !page.contains(&hash.0), "what a file holds never reaches a browser");
    let (_, next) = s.get(ANWEN, &format!("{}?after=file+049.csv", folder("shared"))).await;
    assert!(next.contains("file 050.csv") && !next.contains("file 049.csv</th>"), "{next}");
    let (_, own) = s.get(ANWEN, &folder("private")).await;
    assert!(own.contains("mine.txt") && !own.contains("his.txt"), "{own}");
    assert_eq!(s.get(ANWEN, &folder("attic")).await.0, StatusCode::NOT_FOUND);
    // Neither staff, nor an output reviewer, nor anybody outside the project.
    add_member(&s.person(SUPPORT).await, &number, &email(STRANGER), Role::OutputReviewer).await.unwrap();
    for person in [SUPPORT, STRANGER] {
        assert_eq!(s.get(person, &folder("shared")).await.0, StatusCode::NOT_FOUND);
    }
    // Nor a member who is not inside.
    s.door.store(false, Ordering::Relaxed);
    let (status, page) = s.get(ANWEN, &folder("shared")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.contains("file 000.csv"));
}

async fn a_name_is_taken_once_in_a_folder(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.active(&[SURVEY]).await;
    let held = held(&s, &number).await;
    let hash = ContentHash("ab".repeat(32));
    let mut change = s.app.store.change().await.unwrap();
    projects::put_file(&s.app, &mut change, &held, &new(Folder::Sdc, "a.csv", &hash, 1)).await.unwrap();
    projects::put_file(&s.app, &mut change, &held, &new(Folder::Shared, "a.csv", &hash, 1)).await.unwrap();
    s.commit(change).await;
    let mut change = s.app.store.change().await.unwrap();
    let again = projects::put_file(&s.app, &mut change, &held, &new(Folder::Sdc, "a.csv", &hash, 1)).await;
    assert_eq!(refused(again), ["projects-file-name-taken"]);
    drop(change);
    let mut change = s.app.store.change().await.unwrap();
    let path = projects::put_file(&s.app, &mut change, &held, &new(Folder::Sdc, "../a.csv", &hash, 1)).await;
    assert_eq!(refused(path), ["projects-name-path"]);
}
);
