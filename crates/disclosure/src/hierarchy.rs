//! Codes that belong to groups, and groups to larger groups: `code,parent`, where the largest have the parent `Total`.

use crate::error::Error;
use crate::hashing::FastMap;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::Path;

/// The groups of one field's codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hierarchy {
    pub field: String,
    /// Every code and group with its parent; the parent of the largest groups is `Total`.
    pub codes: Vec<(String, String)>,
}

impl Hierarchy {
    /// Reads a CSV file with the header `code,parent`.
    pub fn read(field: &str, path: &Path) -> Result<Hierarchy, Error> {
        let failed = |reason: String| Error::Read { path: path.into(), reason };
        let text = std::fs::read_to_string(path).map_err(|e| failed(e.to_string()))?;
        let mut lines = crate::plain_csv::records(&text).map_err(failed)?.into_iter();
        let header = lines.next().map(|(_, record)| record).unwrap_or_default();
        if header != ["code", "parent"] {
            return Err(failed("a hierarchy needs the header code,parent in its first line".into()));
        }
        let mut codes = Vec::new();
        for (line, record) in lines {
            match <[String; 2]>::try_from(record) {
                Ok([code, parent]) if !code.is_empty() && !parent.is_empty() => codes.push((code, parent)),
                _ => return Err(failed(format!("line {line}: a code and its parent are needed"))),
            }
        }
        let hierarchy = Hierarchy { field: field.into(), codes };
        hierarchy.tree()?;
        Ok(hierarchy)
    }

    /// The lowest codes, in the order of the file.
    pub(crate) fn leaves(&self) -> Vec<String> {
        let parents: HashSet<&String> = self.codes.iter().map(|(_, parent)| parent).collect();
        self.codes.iter().map(|(code, _)| code).filter(|code| !parents.contains(code)).cloned().collect()
    }

    /// The codes as a tree, or what is wrong with them.
    pub(crate) fn tree(&self) -> Result<Tree, Error> {
        let wrong = |problem: String| Error::Hierarchy { field: self.field.clone(), problem };
        let mut labels = self.leaves();
        let leaves = labels.len();
        let lowest: HashSet<&String> = labels.iter().collect();
        let groups: Vec<String> =
            self.codes.iter().map(|(code, _)| code).filter(|code| !lowest.contains(code)).cloned().collect();
        labels.extend(groups);
        let mut seen = HashSet::new();
        if let Some((code, _)) = self.codes.iter().find(|(code, _)| !seen.insert(code)) {
            return Err(wrong(format!("the code \"{code}\" stands in it twice; each code has one parent")));
        }
        let places: FastMap<&str, u32> =
            labels.iter().enumerate().map(|(at, label)| (label.as_str(), at as u32)).collect();
        let at = |label: &str| places.get(label).copied();
        let mut parents = vec![None; labels.len()];
        for (code, parent) in &self.codes {
            if code == "Total" {
                return Err(wrong("\"Total\" is the name of the whole and cannot be a code".into()));
            }
            let place = at(code).unwrap_or_default() as usize;
            parents[place] = match parent.as_str() {
                "Total" => None,
                parent => Some(at(parent).ok_or_else(|| {
                    wrong(format!("\"{code}\" has the parent \"{parent}\", which is no code of it; the largest groups have the parent Total"))
                })?),
            };
        }
        let tree = Tree::new(labels, leaves, parents);
        for node in 0..tree.labels.len() {
            tree.path(node as u32).ok_or_else(|| wrong(format!("\"{}\" is a part of itself", tree.labels[node])))?;
        }
        Ok(tree)
    }
}

/// The codes of one field: the lowest first, then groups.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    pub labels: Vec<String>,
    pub leaves: usize,
    /// The group of each code; none for those right below the total.
    pub parents: Vec<Option<u32>>,
    /// How many codes each stands among: those with the same parent, itself included.
    pub among: Vec<u32>,
}

/// The codes at one depth below the total.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    /// None is the total.
    pub nodes: Vec<Option<u32>>,
    /// For each lowest code the place of its group in `nodes`; none if it lies higher up itself.
    pub at: Vec<Option<u32>>,
}

impl Tree {
    /// Codes without groups.
    pub fn flat(labels: Vec<String>) -> Tree {
        let codes = labels.len();
        Tree::new(labels, codes, vec![None; codes])
    }

    fn new(labels: Vec<String>, leaves: usize, parents: Vec<Option<u32>>) -> Tree {
        let mut brood: FastMap<u32, u32> = FastMap::default();
        let key = |parent: &Option<u32>| parent.map_or(0, |parent| parent + 1);
        for parent in &parents {
            *brood.entry(key(parent)).or_default() += 1;
        }
        let among = parents.iter().map(|parent| brood[&key(parent)]).collect();
        Tree { labels, leaves, parents, among }
    }

    /// A code and its groups up to the total; none if it goes round in a circle.
    fn path(&self, node: u32) -> Option<Vec<u32>> {
        let mut path = vec![node];
        while let Some(parent) = self.parents[path[path.len() - 1] as usize] {
            if path.contains(&parent) {
                return None;
            }
            path.push(parent);
        }
        Some(path)
    }

    /// The levels from the lowest to the highest, with the total at the end if it is wanted.
    pub fn levels(&self, total: bool) -> Vec<Level> {
        let paths: Vec<Vec<u32>> = (0..self.leaves as u32).map(|leaf| self.path(leaf).unwrap_or_default()).collect();
        let deepest = paths.iter().map(Vec::len).max().unwrap_or(1);
        let mut levels = Vec::new();
        for depth in (1..=deepest).rev() {
            let mut nodes: Vec<Option<u32>> = Vec::new();
            let mut places: FastMap<Option<u32>, u32> = FastMap::default();
            let at = paths
                .iter()
                .map(|path| {
                    let node = Some(path[path.len().checked_sub(depth)?]);
                    Some(*places.entry(node).or_insert_with(|| {
                        nodes.push(node);
                        nodes.len() as u32 - 1
                    }))
                })
                .collect();
            levels.push(Level { nodes, at });
        }
        if total {
            levels.push(Level { nodes: vec![None], at: vec![Some(0); self.leaves] });
        }
        levels
    }
}
