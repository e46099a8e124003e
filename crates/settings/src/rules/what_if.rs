//! What would change if data were added: the same decision, asked twice (LVL-06, LVL-07, LVL-15).

use super::{Dataset, Decision, Facts, Mapped, Rules, decide};

/// Before and after for one person.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    pub before: Decision,
    pub after: Decision,
    /// Routes that would close, in the profile's order.
    pub lost: Vec<String>,
}

/// The decision as it is, and as it would be with these datasets mapped as well.
pub fn what_if(facts: &Facts, rules: &Rules, added: &[Dataset]) -> WhatIf {
    let before = decide(facts, rules);
    let mut then = facts.clone();
    for dataset in added {
        then.datasets.retain(|d| d.id != dataset.id || d.standing.counts());
        if !then.datasets.iter().any(|d| d.id == dataset.id) {
            then.datasets.push(Dataset { standing: Mapped::Now, ..dataset.clone() });
        }
    }
    let after = decide(&then, rules);
    let lost = before.routes_open.iter().filter(|r| !after.routes_open.contains(r)).cloned().collect();
    WhatIf { before, after, lost }
}
