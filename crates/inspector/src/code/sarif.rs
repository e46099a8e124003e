//! Findings for hosts of code, which show them beside the lines.

use foundation::Lang;
use serde_json::{Value, json};

use super::Looked;
use crate::ids::Id;
use crate::{Severity, texts};

/// The findings as SARIF 2.1.0: each rule with what it is, why it matters and how it is mended.
pub fn sarif(all: &[Looked], lang: Lang) -> Value {
    let mut ids: Vec<Id> = all.iter().flat_map(|looked| looked.report.findings.iter().map(|f| f.id)).collect();
    ids.sort();
    ids.dedup();
    let results: Vec<Value> = all
        .iter()
        .flat_map(|looked| looked.report.findings.iter().map(move |finding| result(looked, finding)))
        .collect();
    let rule = |id: &Id| {
        let about = id.about();
        let why = texts::sentence(lang, &format!("why-{}", about.why)).unwrap_or_default();
        json!({
            "id": id.as_str(),
            "shortDescription": { "text": texts::finding(lang, id.as_str()) },
            "fullDescription": { "text": why },
            "help": { "text": texts::mend(lang, about.mend, "") },
            "defaultConfiguration": { "level": level(about.severity) },
        })
    };
    let rules: Vec<Value> = ids.iter().map(rule).collect();
    let driver = json!({ "name": "strongroom-inspect", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "results": results }],
    })
}

fn result(looked: &Looked, finding: &crate::Finding) -> Value {
    let line = finding.place.rsplit("line ").next().and_then(|number| number.parse::<u64>().ok());
    let mut place = json!({ "artifactLocation": { "uri": address(&looked.report.file) } });
    if let Some(line) = line.filter(|line| *line > 0) {
        place["region"] = json!({ "startLine": line });
    }
    let mut words = format!("{} {}", finding.message, finding.mend);
    if !looked.commit.is_empty() {
        words = format!("{words} ({})", looked.commit);
    }
    json!({
        "ruleId": finding.id.as_str(),
        "level": level(finding.severity),
        "message": { "text": words },
        "locations": [{ "physicalLocation": place }],
        // The same finding in the same content is known again, wherever the lines around it go.
        "partialFingerprints": { "inspected/v1": format!("{} {} {}", finding.id, finding.place, looked.print) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocks => "error",
        Severity::Ask => "warning",
        Severity::Note => "note",
    }
}

/// A path as part of an address: signs that an address does not have are written by their numbers.
fn address(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~');
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
