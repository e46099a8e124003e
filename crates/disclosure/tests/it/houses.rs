//! Evidence of several houses: gathered where the data are, kept in files, and judged together as if it had been one.

use crate::compared::{made, text};
use crate::support::*;
use disclosure::{Cell, EVIDENCE_FORM, Error, Evidence, Policy, Rule, Severity, Source, TableRequest, TableResult};
use std::path::Path;

fn gathered(data: &str, request: &TableRequest) -> Result<Evidence, Error> {
    Source::open(&csv(data))?.gather(request, Policy::MOST_CONTRIBUTIONS)
}

/// Written and read again.
fn kept(evidence: &Evidence, request: &TableRequest, folder: &Path) -> Evidence {
    let file = folder.join("kept");
    evidence.write(request, &file).unwrap();
    let (read, asked) = Evidence::read(&file).unwrap();
    assert_eq!(&asked, request);
    read
}

/// The same cells, figures but for their last digits, marks and verdict; or the same refusal.
fn same(merged: &Result<TableResult, Error>, pooled: &Result<TableResult, Error>) -> bool {
    let (merged, pooled) = match (merged, pooled) {
        (Ok(merged), Ok(pooled)) => (merged, pooled),
        (Err(merged), Err(pooled)) => return merged.to_string() == pooled.to_string(),
        _ => return false,
    };
    let marks = |cell: &Cell| -> Vec<(Rule, Severity, String)> {
        cell.marks.iter().map(|mark| (mark.rule, mark.severity, mark.statistic.to_string())).collect()
    };
    let near = |a: &Option<f64>, b: &Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        (a, b) => a == b,
    };
    let alike = |a: &Cell, b: &Cell| {
        (&a.keys, a.n, a.valid_n, a.units, a.status) == (&b.keys, b.n, b.valid_n, b.units, b.status)
            && marks(a) == marks(b)
            && a.evidence.holdings == b.evidence.holdings
            && a.values.iter().zip(&b.values).all(|(a, b)| near(a, b))
    };
    (merged.verdict, &merged.left_out, &merged.codes) == (pooled.verdict, &pooled.left_out, &pooled.codes)
        && merged.cells.len() == pooled.cells.len()
        && merged.cells.iter().zip(&pooled.cells).all(|(a, b)| alike(a, b))
}

#[test]
fn files_of_evidence_that_are_merged_are_judged_like_the_pooled_records() {
    let folder = tempfile::tempdir().unwrap();
    let mut compared = 0;
    for seed in 0..150 {
        let made = made(seed);
        let houses = 2 + seed as usize % 3;
        if made.rows.len() < houses {
            continue;
        }
        let pooled = gathered(&text(&made.rows), &made.request).and_then(|all| all.judge(&made.request, &made.policy));
        let mut dice = Dice::new(seed + 1000);
        let mut parts = vec![Vec::new(); houses];
        // One unit may have records in several houses.
        for (at, row) in made.rows.iter().enumerate() {
            parts[if at < houses { at } else { dice.below(houses as u64) as usize }].push(row.clone());
        }
        let mut files = parts.iter().map(|part| {
            let evidence = gathered(&text(part), &made.request).unwrap();
            kept(&evidence, &made.request, folder.path())
        });
        let mut all = files.next().unwrap();
        files.for_each(|other| all.merge(&other).unwrap());
        // And what is merged can be kept in its turn.
        let all = kept(&all, &made.request, folder.path());
        let merged = all.judge(&made.request, &made.policy);
        assert!(same(&merged, &pooled), "{seed}: {:#?}", made.request);
        compared += usize::from(pooled.is_ok());
    }
    assert!(compared > 100, "{compared}");
}

fn asked() -> TableRequest {
    request(serde_json::json!({"rows": ["g"], "sum": ["v"], "unit": "id", "count": true, "margins": true}))
}

const DATA: &str = "g,v,id\nx,1,1\nx,2,2\ny,3,1\ny,4,5\n";

#[test]
fn evidence_of_another_version_or_spoilt_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evidence");
    gathered(DATA, &asked()).unwrap().write(&asked(), &file).unwrap();
    let whole = std::fs::read(&file).unwrap();
    assert!(Evidence::read(&file).is_ok());
    let refused = |content: &[u8]| {
        std::fs::write(&file, content).unwrap();
        Evidence::read(&file).map(drop).unwrap_err().to_string()
    };
    let line = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for version in [format!("{}", EVIDENCE_FORM + 1), "0".into(), "1.5".into(), String::new()] {
        let other = [format!("strongroom-evidence {version}").as_bytes(), &whole[line..]].concat();
        let error = refused(&other);
        assert!(error.contains("reads version"), "{version}: {error}");
    }
    assert!(refused(b"g,v\nx,1\n").contains("no file of evidence"));
    assert!(refused(b"").contains("no file of evidence"));
    for at in (line + 1..whole.len()).step_by(3) {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 0x55;
        std::fs::write(&file, &spoilt).unwrap();
        // A bit of the packer's own head may change nothing; no other evidence is ever read.
        if let Ok((read, _)) = Evidence::read(&file) {
            assert_eq!(read.cells(true).unwrap(), gathered(DATA, &asked()).unwrap().cells(true).unwrap(), "{at}");
        }
        assert!(Evidence::read(&file).is_err() || at < line + 12, "{at}");
    }
    for end in (0..whole.len()).step_by(5) {
        assert!(!refused(&whole[..end]).is_empty());
    }
}

#[test]
fn the_commands_keep_evidence_and_merge_it_and_refuse_what_was_asked_otherwise() {
    use disclosure::command::{MergeCommand, Outcome, TableCommand, evidence, merge};
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let gather = |name: &str, data: &str, request: TableRequest| {
        let source = csv(data);
        let command = TableCommand {
            data: source.to_path_buf(),
            request,
            policy: Some("ukllc".into()),
            out: None,
            at: String::new(),
            json: false,
        };
        let mut said = Vec::new();
        assert_eq!(
            evidence(&command, &at(name), None, &mut said),
            Outcome::Clean,
            "{}",
            String::from_utf8_lossy(&said)
        );
    };
    let many = |code: &str, from: u32, n: u32| -> String {
        (from..from + n).map(|id| format!("{code},{},{id}\n", id % 7 + 1)).collect()
    };
    // Neither house has enough in x; together they have.
    gather("a", &format!("g,v,id\n{}{}", many("x", 0, 6), many("y", 100, 30)), asked());
    gather("b", &format!("g,v,id\n{}{}", many("x", 50, 6), many("y", 200, 30)), asked());
    let other = TableRequest { selection: Some("v > 1".into()), ..asked() };
    gather("c", &format!("g,v,id\n{}", many("x", 70, 6)), other);
    let run = |files: &[&str]| {
        let command = MergeCommand {
            files: files.iter().map(|name| at(name)).collect(),
            policy: Some("ukllc".into()),
            protect: disclosure::Protect::None,
            protect_seconds: None,
            out: Some(at("out")),
            at: String::new(),
            json: false,
            progress: disclosure::Progress::default(),
        };
        let (mut results, mut messages) = (Vec::new(), Vec::new());
        let outcome = merge(&command, &|bytes| Ok(bytes), &mut results, &mut messages);
        (outcome, String::from_utf8(messages).unwrap())
    };
    assert_eq!(run(&["a"]).0, Outcome::Found);
    assert!(!at("out").join("table.csv").exists());
    let (outcome, said) = run(&["a", "b"]);
    assert_ne!(outcome, Outcome::Wrong, "{said}");
    let released = std::fs::read_to_string(at("out").join("table.csv")).unwrap();
    assert!(released.contains("x,12,"), "{released}");
    let (outcome, said) = run(&["a", "c"]);
    assert_eq!(outcome, Outcome::Wrong);
    assert!(said.contains("was gathered for another request"), "{said}");
    // Nobody makes twelve of six.
    std::fs::copy(at("a"), at("copy of a")).unwrap();
    for twice in [["a", "a"], ["a", "copy of a"]] {
        let (outcome, said) = run(&twice);
        assert_eq!(outcome, Outcome::Wrong);
        assert!(said.contains("holds the same as"), "{said}");
    }
}
