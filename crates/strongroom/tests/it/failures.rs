//! What goes wrong before the service starts: exit 2 and one line that says what to do.

use std::process::{Command, Output};

use super::running;

fn strongroom(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_strongroom")).args(args).output().unwrap()
}

fn refused(args: &[&str], says: &str) {
    let out = strongroom(args);
    let text = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{args:?}: {text}");
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    assert!(text.contains(says), "{text}");
}

fn config(folder: &tempfile::TempDir, text: &str) -> String {
    let file = folder.path().join("strongroom.toml");
    std::fs::write(&file, text.replace("DATA", &folder.path().join("data").display().to_string())).unwrap();
    file.display().to_string()
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(&folder, "profile = \"srs\"\ndata = \"DATA\"\n\n[listen]\nadress = \"x\"\n");
    refused(&["serve", "--config", &file], "line 5: unknown field `adress`");
}

#[test]
fn a_missing_configuration_says_how_to_name_one() {
    refused(&["serve", "--config", "/nonexistent/strongroom.toml"], "name an existing file with --config");
}

#[test]
fn an_unknown_profile_lists_those_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(&folder, "profile = \"atlantis\"\ndata = \"DATA\"\n");
    refused(&["serve", "--config", &file], "secure-lab");
}

#[test]
fn an_unreachable_database_says_where_it_was_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file =
        config(&folder, "profile = \"srs\"\ndata = \"DATA\"\n[database]\nurl = \"postgres://x@127.0.0.1:1/y\"\n");
    refused(&["migrate", "--config", &file], "127.0.0.1:1");
}

#[test]
fn a_database_that_was_not_migrated_says_how_to_migrate_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(&folder, "profile = \"srs\"\ndata = \"DATA\"\n");
    refused(&["serve", "--config", &file], "strongroom migrate");
    assert_eq!(strongroom(&["migrate", "--config", &file]).status.code(), Some(0));
    let again = strongroom(&["migrate", "--config", &file]);
    assert_eq!(String::from_utf8_lossy(&again.stdout).trim(), "the database is current");
}

#[test]
fn a_port_that_is_taken_says_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let address = taken.local_addr().unwrap();
    let file = config(&folder, &format!("profile = \"srs\"\ndata = \"DATA\"\n[listen]\naddress = \"{address}\"\n"));
    assert_eq!(strongroom(&["migrate", "--config", &file]).status.code(), Some(0));
    refused(&["serve", "--config", &file], "choose another");
}

#[test]
fn two_services_never_write_one_record_and_a_killed_one_leaves_it_free() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let first = running::start(folder.path(), None);
    refused(&["demo", "--profile", "srs", "--port", "0", "--data", data], "stop the other process first");
    first.kill();
    running::start(folder.path(), None).stop();
    running::the_record_is_whole(folder.path());
}
