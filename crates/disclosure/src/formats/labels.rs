//! What codes are called in the file that they come from.

use std::collections::{BTreeMap, BTreeSet};

/// For each field that has any its codes, written as they make cells, with their labels.
pub(crate) type ValueLabels = BTreeMap<String, BTreeMap<String, String>>;

/// A number as codes of numbers are written: 1 and, where a field is both calculated with and divided by, 1.0.
pub(super) fn codes(number: f64) -> impl Iterator<Item = String> {
    std::iter::once(number.to_string()).chain((number.fract() == 0.0).then(|| format!("{number:.1}")))
}

/// What each of these codes is shown as: its label, with the code where another code has the same label or none would tell
/// it from a total.
pub(crate) fn shown(codes: &[String], labels: &BTreeMap<String, String>) -> Vec<String> {
    let plain = |code: &String| labels.get(code).map(|label| label.trim()).filter(|label| !label.is_empty());
    let (mut seen, mut twice) = (BTreeSet::from(["Total"]), BTreeSet::from(["Total"]));
    for code in codes {
        let name = plain(code).unwrap_or(code);
        if !seen.insert(name) {
            twice.insert(name);
        }
    }
    let name = |code: &String| match plain(code) {
        Some(label) if twice.contains(label) => format!("{label} ({code})"),
        Some(label) => label.to_owned(),
        None => code.clone(),
    };
    codes.iter().map(name).collect()
}
