//! The shared problems of suppression, as the solver alone takes them.

use disclosure::pattern::{Attackers, Fate, Figures, Need, Problem, Target};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/disclosure/suppression")
}

/// `code,parent` as children by parent.
fn children(field: &str) -> HashMap<String, Vec<String>> {
    let text = std::fs::read_to_string(shared().join(format!("hierarchy-{field}.csv"))).unwrap();
    let mut children: HashMap<String, Vec<String>> = HashMap::new();
    for line in text.lines().skip(1) {
        let (code, parent) = line.split_once(',').unwrap();
        children.entry(parent.into()).or_default().push(code.into());
    }
    children
}

/// A shared problem under its simple attacker: counts alone, each known to lie between 0 and 2,000, and an interval of at
/// least 1 asked for. A test of the solver: nothing that is released knows this attacker.
pub fn simple(size: &str, fields: [&str; 3]) -> (Problem, Vec<String>) {
    let text = std::fs::read_to_string(shared().join(format!("problem_{size}.csv"))).unwrap();
    let mut place: HashMap<Vec<String>, u32> = HashMap::new();
    let (mut counts, mut status, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let parts: Vec<&str> = line.split(',').collect();
        place.insert(parts[3..6].iter().map(|part| (*part).to_owned()).collect(), counts.len() as u32);
        counts.push(parts[1].parse::<f64>().unwrap());
        status.push(parts[2].to_owned());
        names.push(parts[3..6].join(","));
    }
    let mut relations = Vec::new();
    for (keys, at) in &place {
        for (d, field) in fields.iter().enumerate() {
            if let Some(parts) = children(field).get(&keys[d]) {
                let mut relation = vec![(*at, -1.0)];
                for part in parts {
                    let mut other = keys.clone();
                    other[d].clone_from(part);
                    relation.push((place[&other], 1.0));
                }
                relations.push(relation);
            }
        }
    }
    relations.sort_by(|a: &Vec<(u32, f64)>, b| a[0].0.cmp(&b[0].0).then(a[1].0.cmp(&b[1].0)));
    let fate: Vec<Fate> = status
        .iter()
        .map(|status| match status.as_str() {
            "u" => Fate::Hidden,
            "z" => Fate::Shown,
            _ => Fate::Open,
        })
        .collect();
    let rise: Vec<f64> = counts.iter().map(|count| 2000.0 - count).collect();
    let targets = (0..counts.len() as u32)
        .filter(|cell| fate[*cell as usize] == Fate::Hidden)
        .map(|cell| Target { figures: 0, cell, need: Need::Width(1.0) })
        .collect();
    let figures = Figures {
        fall: counts.clone(),
        rise: rise.clone(),
        known_fall: counts.clone(),
        known_rise: rise,
        alone: vec![false; counts.len()],
    };
    let people = (0..counts.len() as u32).collect();
    let problem = Problem {
        relations,
        cost: counts,
        fate,
        people,
        figures: vec![figures],
        targets,
        attackers: Attackers::Outsider,
        layout: None,
    };
    (problem, names)
}
