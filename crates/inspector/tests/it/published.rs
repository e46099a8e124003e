//! Texts in both languages, the schema of reports, the handbook's list.

use std::path::PathBuf;

use foundation::{Lang, Texts};
use inspector::{InspectPolicy, Purpose, ids, inspect, published, texts};
use serde_json::Value;

fn golden(path: &str, now: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, now).expect("the folder is there");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    // The order of keys depends on how serde_json was built for others.
    let same = match (serde_json::from_str::<Value>(&kept), serde_json::from_str::<Value>(now)) {
        (Ok(kept), Ok(now)) => kept == now,
        _ => kept == now,
    };
    assert!(same, "{path} is out of date; run the tests of inspector with UPDATE_GOLDEN=1 and look at the difference");
}

#[test]
fn every_finding_has_its_sentences_in_both_languages_and_none_is_left_over() {
    let all = Texts::load(&[texts::locale()]).expect("both languages have the same keys");
    let mut used = std::collections::BTreeSet::new();
    for about in ids::ALL {
        for key in [
            format!("finding-{}", about.word.replace('_', "-").to_lowercase()),
            format!("why-{}", about.why),
            format!("mend-{}", about.mend),
        ] {
            assert!(all.has(&key), "{key}");
            used.insert(key.clone());
            used.extend(ids::PROGRAMS.iter().map(|program| format!("{key}-{program}")));
        }
    }
    let others = ["reason-", "place-", "view-", "no-view-", "summary-", "verdict-", "code-"];
    let one_of_several = |key: &str| others.iter().any(|start| key.starts_with(start));
    let left: Vec<&str> = all.keys().filter(|key| !used.contains(*key) && !one_of_several(key)).collect();
    assert_eq!(left, Vec::<&str>::new());
}

#[test]
fn a_report_can_be_had_in_welsh() {
    let report = inspect("a.docx", b"PAR1....PAR1", Purpose::Unstated, &InspectPolicy::default()).in_language(Lang::Cy);
    let data = report.findings.iter().find(|f| f.id == "data_file").expect("a data file");
    assert_eq!(
        (data.message.as_str(), data.why.as_str()),
        ("Ffeil ddata (Parquet)", "Nid yw data yn gadael; dim ond canlyniadau.")
    );
}

#[test]
fn how_to_mend_is_told_for_the_program_that_made_the_file_out_19() {
    let word = inspect(
        "a.docx",
        &crate::files::docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>", &[]),
        Purpose::Unstated,
        &InspectPolicy::default(),
    );
    assert!(word.findings[0].mend.contains("Inspect Document"), "{word:?}");
    let stata = inspect("a.do", b"cd C:\\work\n", Purpose::Syntax, &InspectPolicy::default());
    assert!(stata.findings[0].mend.contains("global"), "{stata:?}");
}

#[test]
fn the_schema_of_reports_is_published() {
    let text = serde_json::to_string_pretty(&published::schema()).expect("a value") + "\n";
    golden("docs/api/inspect.schema.json", &text);
}

/// What the schema asks for, as far as this one asks: required keys, no others, closed lists.
fn fits(value: &Value, schema: &Value) -> bool {
    if let Some(list) = schema["enum"].as_array() {
        return list.contains(value);
    }
    match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("array") => value.as_array().is_some_and(|all| all.iter().all(|item| fits(item, &schema["items"]))),
        Some("object") => value.as_object().is_some_and(|map| {
            schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .all(|key| key.as_str().is_some_and(|key| map.contains_key(key)))
                && map.iter().all(|(key, item)| schema["properties"].get(key).is_some_and(|part| fits(item, part)))
        }),
        _ => false,
    }
}

#[test]
fn every_report_fits_the_schema() {
    let schema = published::schema();
    for (name, bytes) in
        [("a.docx", &b"PAR1....PAR1"[..]), ("a.txt", b"words\n"), (" bad name", b""), ("a.zip", b"PK\x03\x04")]
    {
        let report =
            serde_json::to_value(inspect(name, bytes, Purpose::Output, &InspectPolicy::default())).expect("a value");
        assert!(fits(&report, &schema), "{report}");
    }
    assert!(!fits(&serde_json::json!({"file": "a"}), &schema));
}

#[test]
fn the_handbook_lists_every_finding_with_how_to_mend_it() {
    golden("docs/handbook/inspector-findings.md", &published::handbook());
}
