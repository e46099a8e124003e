//! What is published of the inspector: the schema of its reports and the handbook's list of findings. Both are checked in, and
//! a test compares them.

use std::fmt::Write;

use foundation::Lang;
use serde_json::{Value, json};

use crate::report::Severity;
use crate::{ids, texts};

/// JSON Schema (2020-12) of one line of `strongroom inspect --json`.
pub fn schema() -> Value {
    let ids: Vec<&str> = ids::ALL.iter().map(|about| about.word).collect();
    let text = || json!({ "type": "string" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What is really inside a file",
        "description": "One object a line for every file named, readable or not.",
        "type": "object",
        "required": ["file", "type", "verdict", "findings"],
        "additionalProperties": false,
        "properties": {
            "file": { "type": "string", "description": "Exactly as given." },
            "type": { "type": "string", "description": "The true type, by content." },
            "verdict": { "enum": ["allowed", "ask", "refused"], "description": "The worst finding's." },
            "findings": {
                "type": "array",
                "description": "Worst first, then by id and place.",
                "items": {
                    "type": "object",
                    "required": ["id", "severity", "place", "message", "evidence", "why", "mend", "rule"],
                    "additionalProperties": false,
                    "properties": {
                        "id": { "enum": ids },
                        "reason": { "type": "string", "description": "Which of several causes; left out where there is one." },
                        "times": { "type": "integer", "description": "How often, where more than once: findings of one cause are one." },
                        "also": { "type": "array", "items": text(), "description": "Its other places, the first of them; left out where there are none." },
                        "severity": { "enum": ["blocks", "ask", "note"] },
                        "place": { "type": "string", "description": "A part, entry, page or line; empty for the file as a whole." },
                        "message": text(),
                        "evidence": { "type": "string", "description": "Facts of no language, and no more of what is hidden than a checker needs." },
                        "why": text(),
                        "mend": text(),
                        "rule": { "type": "string", "description": "The rule of the service behind it." }
                    }
                }
            }
        }
    })
}

/// The handbook's list of findings, in English: what each is, why it matters, and how to mend it in each program.
pub fn handbook() -> String {
    let mut out = "# What the inspector finds\n\nEvery file that leaves or enters is inspected before a person looks at it; `strongroom inspect FILE` \
        says the same beforehand.\nA finding that *blocks* stops the file, one that *asks* needs a checker's answer, a *note* lets it pass. A service's policy \
        may change it.\nWhat is judged by reading asks and never blocks by itself. This page is made by the tests; the sentences stand in \
        `crates/inspector/locales`.\n"
        .to_owned();
    for about in ids::ALL {
        let key = about.id.key();
        let say = |key: &str| texts::sentence(Lang::En, key).unwrap_or_default();
        let severity = match about.severity {
            Severity::Blocks => "blocks",
            Severity::Ask => "asks",
            Severity::Note => "notes",
        };
        let finding = say(&format!("finding-{key}"));
        let why = say(&format!("why-{}", about.why));
        // Writing to a string does not fail.
        let _ = writeln!(out, "\n## {}\n\n{finding} It {severity} ({}). {why}\n", about.id, about.rule);
        let _ = writeln!(out, "- {}", texts::mend(Lang::En, about.mend, ""));
        for program in ids::PROGRAMS {
            if let Some(way) = texts::sentence(Lang::En, &format!("mend-{}-{program}", about.mend)) {
                let _ = writeln!(out, "- {}: {way}", name(program));
            }
        }
    }
    out
}

fn name(program: &str) -> &'static str {
    match program {
        "word" => "Word",
        "excel" => "Excel",
        "powerpoint" => "PowerPoint",
        "r" => "R",
        "stata" => "Stata",
        _ => "LaTeX",
    }
}
