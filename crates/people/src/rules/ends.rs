//! What of a person's ends soon, or has ended lately (PRJ-05).

use std::collections::BTreeMap;

use foundation::{Date, days_between};

/// Of each kind of thing that somebody holds, the last day on which any of it holds; only those within so many days, before or
/// after. One without an end never ends, and what was renewed ends with its renewal.
pub fn near<K: Ord>(held: impl IntoIterator<Item = (K, Option<Date>)>, today: Date, within: i32) -> Vec<(K, Date)> {
    let mut last: BTreeMap<K, Option<Date>> = BTreeMap::new();
    for (kind, end) in held {
        let known = last.entry(kind).or_insert(end);
        *known = known.zip(end).map(|(a, b)| a.max(b));
    }
    let ends = last.into_iter().filter_map(|(kind, end)| Some((kind, end?)));
    ends.filter(|(_, end)| days_between(today, *end).abs() <= within).collect()
}
