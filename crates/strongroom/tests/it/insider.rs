//! One person alone: who can write to the database and no more, who has the disk, who was on a project for a minute. What the
//! signed record does not show has not happened, whatever the rows say.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use store::{Args, Kinds, Shape, Statement, Store, Where, args, statements, testing};

use crate::kill_release::{at, filled, undecided, vote};
use crate::running::{self, Running, start};
use crate::verify::copy;

statements! {
    upkeep APPROVE(text) = "update output_request set state = 'approved' where reference = $1";
    upkeep QUEUE(text) = "insert into job (id, kind, payload, due)
        select 'forged', 'release-output', '{\"request\":\"' || id || '\"}', 0 from output_request where reference = $1";
    upkeep FORGE_VOTE(text, text) = "insert into output_vote (request, round, checker, vote, reason, publishable, at)
        select id, round, $2, 'release', '', 'yes', 0 from output_request where reference = $1";
    upkeep FORGE_ENTRY(text, text, text) = "insert into ledger_entry (id, at, who, action, kind, thing, project, body, seal)
        select $2, 0, 'x', 'output-voted', 'output', id, project, $3, 'ab' from output_request where reference = $1";
    upkeep SWAP(text) = "update output_file set hash = (select max(f.hash) from space_file f where f.hash <> output_file.hash)
        where request = (select id from output_request where reference = $1)";
    upkeep MAKE_CHECKER(text) = "insert into person_role (person, role, since)
        select id, 'output-checker', 0 from person where name = $1";
    upkeep TRAIN(text) = "insert into training (id, person, course, passed_on, until_date, recorded_at)
        select 'forged', id, 'output-checker', '2026-01-01', '2029-01-01', 0 from person where name = $1";
    upkeep RELEASE(text) = "insert into output_release (id, reference, request, project, entry, made_at, expires_at, version)
        select '019ac000-0000-7000-8000-00000000f0f0', 'R-FORGED', r.id, r.project, (select max(id) from ledger_entry where action = 'output-released'), 0,
        4000000000000000, 1 from output_request r where r.reference = $1";
    upkeep RELEASE_FILE(text) = "insert into output_release_file (release, number, name, bytes, hash)
        select '019ac000-0000-7000-8000-00000000f0f0', f.number, f.name, f.bytes, f.hash from output_file f
        where f.request = (select id from output_request where reference = $1)";
    upkeep RECIPIENT(text, text) = "insert into output_release_recipient (release, person)
        select r.id, p.id from output_release r, person p where r.reference = $1 and p.name = $2";
    upkeep SWAP_RELEASED(text) = "update output_release_file set hash = (select max(f.hash) from space_file f
        where f.hash <> output_release_file.hash) where release = (select id from output_release where reference = $1)";
    read UNDECIDED -> (reference: String) = "select reference from output_request where state = 'second-check'";
    read RELEASES(text) -> (n: i64) = "select count(*) as n from output_release
        where request = (select id from output_request where reference = $1)";
    read REFUSALS(text) -> (n: i64) = "select count(*) as n from ledger_entry
        where action = 'output-release-refused' and thing = (select id from output_request where reference = $1)";
    read TOLD -> (n: i64) = "select count(*) as n from mail where subject like '%the record does not show it%'";
    read RELEASED -> (release: String, name: String) = "select r.reference as release, p.name as name from output_release r
        join output_release_recipient o on o.release = r.id join person p on p.id = o.person
        where r.withdrawn_at is null order by r.reference, p.name";
}

/// A demo that has been filled and stopped, with its database.
struct House {
    data: tempfile::TempDir,
    place: Where,
}

impl House {
    fn start(&self) -> Running {
        match &self.place {
            Where::Postgres(url) => start(self.data.path(), Some(url)),
            Where::Sqlite(_) => start(self.data.path(), None),
        }
    }

    /// What somebody with the database's password does.
    async fn change<K: Kinds>(&self, st: &'static Statement<K>, args: impl Args<K>) {
        let store = Store::open(&self.place).await.unwrap();
        let mut upkeep = store.upkeep().await.unwrap();
        assert!(upkeep.run(st, args).await.unwrap() > 0, "the attack changes something");
        upkeep.commit().await.unwrap();
        store.close().await;
    }

    async fn count<K: Kinds, S: Shape<Row = i64>>(&self, st: &'static Statement<K, S>, args: impl Args<K>) -> i64 {
        let store = Store::open(&self.place).await.unwrap();
        let n = store.row(st, args).await.unwrap().unwrap();
        store.close().await;
        n
    }

    fn people(&self) -> Vec<Value> {
        running::people(self.data.path())
    }

    /// The request that lacks one vote.
    async fn undecided(&self) -> String {
        let store = Store::open(&self.place).await.unwrap();
        let reference = store.row(&UNDECIDED, args![]).await.unwrap().expect("the demo has such a request");
        store.close().await;
        reference
    }

    /// The service refuses to release it, says so on the record, and tells security.
    async fn refuses(&self, reference: &str) {
        for _ in 0..300 {
            assert_eq!(self.count(&RELEASES, args![reference]).await, 0, "it has left");
            if self.count(&REFUSALS, args![reference]).await > 0 {
                assert!(self.count(&TOLD, args![]).await > 0, "security was not told");
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{reference} was neither released nor refused");
    }
}

/// Houses that are copied from one that was filled once, on one of the databases.
struct Street {
    original: tempfile::TempDir,
    database: Option<Where>,
}

impl Street {
    async fn on_sqlite() -> Street {
        let original = tempfile::tempdir().unwrap();
        filled(original.path(), None);
        Street { original, database: None }
    }

    async fn on_postgres() -> Street {
        let original = tempfile::tempdir().unwrap();
        let database = testing::postgres(&[]).await;
        let Where::Postgres(url) = database.place.clone() else { panic!("a PostgreSQL") };
        database.store.close().await;
        filled(original.path(), Some(&url));
        Street { original, database: Some(database.place) }
    }

    async fn house(&self) -> House {
        let data = tempfile::tempdir().unwrap();
        copy(self.original.path(), data.path());
        let place = match &self.database {
            Some(place) => testing::postgres_copy(place).await,
            None => Where::Sqlite(data.path().join("strongroom.sqlite")),
        };
        House { data, place }
    }
}

/// The status of a released file for somebody who is signed in.
async fn fetched(service: &Running, token: &str, release: &str) -> u16 {
    let url = format!("{}/releases/{release}/files/1", service.url);
    at([127, 0, 0, 1]).get(url).bearer_auth(token).send().await.unwrap().status().as_u16()
}

async fn a_database_administrator_lets_nothing_out(street: &Street) {
    // The state and the job alone.
    let house = street.house().await;
    let reference = house.undecided().await;
    house.change(&APPROVE, args![&reference]).await;
    house.change(&QUEUE, args![&reference]).await;
    let service = house.start();
    house.refuses(&reference).await;
    service.stop();
    running::the_record_is_whole(house.data.path());

    // With votes of two puppets, and entries that say so.
    let house = street.house().await;
    let reference = house.undecided().await;
    house.change(&FORGE_VOTE, args![&reference, "019ac000-0000-7000-8000-000000000666"]).await;
    house.change(&FORGE_ENTRY, args![&reference, "forged-entry", "{}"]).await;
    house.change(&APPROVE, args![&reference]).await;
    house.change(&QUEUE, args![&reference]).await;
    let service = house.start();
    house.refuses(&reference).await;
    service.stop();
    running::the_record_is_whole(house.data.path());

    // Another file under the name of the one that was looked at, before an honest second vote.
    let house = street.house().await;
    let reference = house.undecided().await;
    house.change(&SWAP, args![&reference]).await;
    let service = house.start();
    let checker = at([127, 0, 0, 2]);
    let (token, _) = running::sign_in(&checker, &service.url, &house.people(), "security").await;
    let (_, ballot) = undecided(&checker, &token, &service.url).await.unwrap();
    assert_eq!(vote(&checker, &token, &service.url, &reference, &ballot).await.unwrap(), 200);
    house.refuses(&reference).await;
    service.stop();

    // A member of staff who becomes a checker by a row, and votes by the page's own way.
    let house = street.house().await;
    let reference = house.undecided().await;
    let puppet = "Daniel Osei";
    house.change(&MAKE_CHECKER, args![puppet]).await;
    house.change(&TRAIN, args![puppet]).await;
    let service = house.start();
    let (token, _) = running::sign_in_as(&checker, &service.url, &house.people(), puppet).await;
    if let Some((found, ballot)) = undecided(&checker, &token, &service.url).await {
        assert_eq!(found, reference);
        assert_eq!(vote(&checker, &token, &service.url, &reference, &ballot).await.unwrap(), 200);
        house.refuses(&reference).await;
    }
    assert_eq!(house.count(&RELEASES, args![&reference]).await, 0);
    service.stop();

    // A release that nobody made; somebody more for one that was made; another file in it.
    let house = street.house().await;
    let reference = house.undecided().await;
    let store = Store::open(&house.place).await.unwrap();
    let released = store.rows(&RELEASED, args![]).await.unwrap().into_iter().next();
    let (release, recipient) = released.expect("the demo has a release");
    store.close().await;
    let outsider = "Daniel Osei";
    assert_ne!(recipient, outsider);
    house.change(&RELEASE, args![&reference]).await;
    house.change(&RELEASE_FILE, args![&reference]).await;
    house.change(&RECIPIENT, args!["R-FORGED", outsider]).await;
    house.change(&RECIPIENT, args![&release, outsider]).await;
    let service = house.start();
    let (people, home) = (house.people(), at([127, 0, 0, 1]));
    let (theirs, _) = running::sign_in_as(&home, &service.url, &people, &recipient).await;
    let (outsiders, _) = running::sign_in_as(&home, &service.url, &people, outsider).await;
    assert_eq!(fetched(&service, &theirs, &release).await, 200, "its recipient has the file");
    assert_ne!(fetched(&service, &outsiders, &release).await, 200, "nobody made them a recipient");
    assert_ne!(fetched(&service, &outsiders, "R-FORGED").await, 200, "nobody released it");
    service.stop();
    house.change(&SWAP_RELEASED, args![&release]).await;
    let service = house.start();
    assert_ne!(fetched(&service, &theirs, &release).await, 200, "another file than the one released");
    service.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_administrator_alone_lets_nothing_out_on_sqlite_out_03() {
    a_database_administrator_lets_nothing_out(&Street::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_administrator_alone_lets_nothing_out_on_postgresql_out_03() {
    a_database_administrator_lets_nothing_out(&Street::on_postgres().await).await;
}

/// What the program says when it is started on a data folder and does not start.
fn refused(data: &Path) -> String {
    let mut demo = std::process::Command::new(env!("CARGO_BIN_EXE_strongroom"));
    demo.args(["demo", "--profile", "srs", "--port", "0", "--data"]).arg(data);
    let out = demo.output().unwrap();
    assert!(!out.status.success());
    String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_was_taken_away_is_not_written_anew() {
    let street = Street::on_sqlite().await;
    let house = street.house().await;
    std::fs::remove_dir_all(house.data.path().join("ledger")).unwrap();
    assert!(refused(house.data.path()).contains("entries are gone"));

    // Nor is its key replaced, neither one that is gone nor one that is spoilt.
    let house = street.house().await;
    let (key, public) = (house.data.path().join("keys/record.key"), house.data.path().join("ledger.pub"));
    let known = std::fs::read(&public).unwrap();
    let secret = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    assert!(refused(house.data.path()).contains("restore it from a copy"));
    std::fs::write(&key, [&secret[..4], b"\xff", &secret[5..]].concat()).unwrap();
    assert!(refused(house.data.path()).contains("the record's key"));
    assert_eq!(std::fs::read(&public).unwrap(), known);
    // Nor is another key's public part put in its place.
    std::fs::write(&key, &secret).unwrap();
    std::fs::write(&public, "strongroom+00000000+AQ==\n").unwrap();
    assert!(refused(house.data.path()).contains("is not the public part"));
    std::fs::write(&public, known).unwrap();
    house.start().stop();
}
