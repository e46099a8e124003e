//! What opens something is never kept with the answers of a form: every question of every form that asks for a password or a
//! one-time code has a name that is left out.

use std::path::{Path, PathBuf};

use forms::Kind;
use platform::kept::NOT_KEPT;

/// Every form of the service, the profiles' own and those that change one of another profile.
fn forms() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let profiles = std::fs::read_dir(root.join("profiles")).unwrap().map(|entry| entry.unwrap().path().join("forms"));
    let folders = profiles.chain([root.join("crates/platform/forms")]).filter(|folder| folder.is_dir());
    folders
        .flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect()
}

/// Every question of a table, however deep, with the form's own name for it.
fn questions(value: &toml::Value, all: &mut Vec<(String, Kind, String)>) {
    let word = |name: &str| value.get(name).and_then(toml::Value::as_str);
    if let (Some(id), Some(kind)) = (word("id"), value.get("kind")) {
        let kind = kind.clone().try_into::<Kind>().unwrap_or_else(|e| panic!("the question {id}: {e}"));
        all.push((id.to_owned(), kind, word("autocomplete").unwrap_or_default().to_owned()));
    }
    match value {
        toml::Value::Table(table) => table.values().for_each(|within| questions(within, all)),
        toml::Value::Array(array) => array.iter().for_each(|within| questions(within, all)),
        _ => {}
    }
}

fn opens_something(kind: Kind, autocomplete: &str) -> bool {
    kind.secret() || autocomplete.contains("password") || autocomplete.contains("one-time-code")
}

#[test]
fn no_form_asks_for_a_secret_under_a_name_that_would_be_kept() {
    let (mut secrets, mut files) = (0, 0);
    for path in forms() {
        let text = std::fs::read_to_string(&path).unwrap();
        let form: toml::Value = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut all = Vec::new();
        questions(&form, &mut all);
        files += 1;
        for (id, kind, autocomplete) in all {
            if opens_something(kind, &autocomplete) {
                secrets += 1;
                assert!(
                    NOT_KEPT.contains(&id.as_str()),
                    "{}: {id} is secret, call it password or code",
                    path.display()
                );
            }
        }
    }
    assert!(secrets >= 8 && files >= 35, "{secrets} secrets in {files} forms: all are read");
    // A code for a lost factor is typed as text.
    assert!(NOT_KEPT.contains(&"code"));
}

#[test]
fn a_secret_under_another_name_is_found() {
    let form = "[[section]]\n[[section.question]]\nid = \"pin\"\nkind = \"code\"\n[[section.question]]\nid = \"name\"\nkind = \"text\"";
    let mut all = Vec::new();
    questions(&toml::from_str(form).unwrap(), &mut all);
    let found: Vec<&str> =
        all.iter().filter(|(_, kind, more)| opens_something(*kind, more)).map(|(id, ..)| id.as_str()).collect();
    assert_eq!(found, ["pin"]);
    assert!(!NOT_KEPT.contains(&"pin"));
}
