//! Advisories against the lock files.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use xtask::advisories::{Advisory, CRATES, Locked, check, command, read};

fn advisory(affected: Value) -> Advisory {
    let said = json!({ "id": "TEST-2026-0001", "summary": "It reads too far", "affected": [affected], "modified": "2026-11-30T00:00:00Z" });
    serde_json::from_value(said).unwrap()
}

fn range(events: Value) -> Advisory {
    advisory(json!({
        "package": { "ecosystem": CRATES, "name": "sand" },
        "ranges": [{ "type": "SEMVER", "events": events }],
    }))
}

fn locked(version: &str) -> [Locked; 2] {
    let of = |ecosystem: &'static str, name: &str| Locked { ecosystem, name: name.into(), version: version.into() };
    [of(CRATES, "sand"), of("npm", "stone")]
}

fn wrong(advisory: &Advisory, version: &str) -> Vec<String> {
    check(std::slice::from_ref(advisory), &locked(version), &BTreeMap::new())
}

#[test]
fn a_version_from_the_first_bad_one_to_the_one_that_mends_it_is_affected() {
    let advisory = range(json!([{ "introduced": "1.2.0" }, { "fixed": "1.4.1" }]));
    for (version, affected) in [("1.1.9", 0), ("1.2.0", 1), ("1.4.0", 1), ("1.4.1", 0), ("2.0.0", 0)] {
        assert_eq!(wrong(&advisory, version).len(), affected, "{version}");
    }
    assert_eq!(
        wrong(&advisory, "1.3.0"),
        ["sand 1.3.0 is affected by TEST-2026-0001: It reads too far (mended in 1.4.1)"]
    );
    let twice = range(
        json!([{ "introduced": "0" }, { "fixed": "1.0.0" }, { "introduced": "2.0.0" }, { "last_affected": "2.1.0" }]),
    );
    for (version, affected) in [("0.3.0", 1), ("1.5.0", 0), ("2.1.0", 1), ("2.1.1", 0)] {
        assert_eq!(wrong(&twice, version).len(), affected, "{version}");
    }
}

#[test]
fn what_cannot_be_decided_is_wrong_too() {
    let commits = advisory(json!({
        "package": { "ecosystem": CRATES, "name": "sand" },
        "ranges": [{ "type": "GIT", "events": [{ "introduced": "0" }] }],
    }));
    assert!(wrong(&commits, "1.0.0")[0].contains("look at it"));
    assert!(wrong(&range(json!([{ "introduced": "one" }])), "1.0.0")[0].contains("look at it"));
    assert!(wrong(&range(json!([{ "begun": "1.0.0" }])), "1.0.0")[0].contains("look at it"));
}

#[test]
fn other_packages_and_advisories_that_were_taken_back_or_looked_at_are_not() {
    let other = advisory(json!({ "package": { "ecosystem": "npm", "name": "sand" }, "versions": ["1.0.0"] }));
    assert_eq!(wrong(&other, "1.0.0"), [""; 0]);
    let mut all = range(json!([{ "introduced": "0" }]));
    let looked_at = BTreeMap::from([("TEST-2026-0001".to_owned(), "We never read that far.".to_owned())]);
    assert_eq!(check(std::slice::from_ref(&all), &locked("1.0.0"), &looked_at), [""; 0]);
    assert_eq!(check(&[], &locked("1.0.0"), &looked_at).len(), 1, "an exception for nothing");
    all.withdrawn = Some("2026-11-30T00:00:00Z".into());
    assert_eq!(wrong(&all, "1.0.0"), [""; 0]);
}

/// Against the lock files of this project: the first package of each kind, made out to be weak.
#[test]
fn the_lock_files_are_read_and_a_folder_without_advisories_is_an_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = std::env::temp_dir().join(format!("strongroom-advisories-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("below")).unwrap();
    let path = folder.to_str().unwrap();
    assert!(command(root, path).unwrap_err().contains("no advisory"));
    let weak = |ecosystem: &str, name: &str| {
        json!({ "id": format!("TEST-{name}"), "affected": [{ "package": { "ecosystem": ecosystem, "name": name },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }] }] }] })
        .to_string()
    };
    std::fs::write(folder.join("a.json"), weak(CRATES, "no-such-package")).unwrap();
    assert!(command(root, path).unwrap());
    std::fs::write(folder.join("below/b.json"), weak("npm", "playwright-core")).unwrap();
    assert!(!command(root, path).unwrap());
    std::fs::write(folder.join("below/b.json"), weak(CRATES, "serde")).unwrap();
    assert!(!command(root, path).unwrap());
    std::fs::write(folder.join("below/b.json"), "{}").unwrap();
    assert!(read(&folder).unwrap_err().contains("is no OSV advisory"));
    std::fs::remove_dir_all(folder).unwrap();
}
