//! Which of all reasons a refused person is told: everything that bears on the ways they could take.

use std::collections::BTreeSet;

use super::{Decision, Reason};

impl Decision {
    /// Every failing reason of a refusal; empty for a yes. Someone at a registered place hears all that closes its routes.
    /// Someone elsewhere hears all that closes any route, and what they would have to reach for those that could open.
    pub fn refusing(&self) -> Vec<&Reason> {
        if self.allowed {
            return Vec::new();
        }
        if !self.routes_here.is_empty() {
            return self.reasons.iter().filter(|r| self.routes_here.iter().any(|h| r.closes.contains(h))).collect();
        }
        let every: BTreeSet<&String> = self.reasons.iter().flat_map(|r| &r.closes).collect();
        let standing = || self.reasons.iter().filter(|r| !r.cause.is_here());
        // Closed whatever the person does about themselves: no use sending them there.
        let hopeless: BTreeSet<&String> =
            standing().filter(|r| r.closes.len() < every.len()).flat_map(|r| &r.closes).collect();
        let near = |r: &Reason| r.closes.iter().any(|route| !hopeless.contains(route));
        let nowhere = hopeless.len() == every.len();
        self.reasons.iter().filter(|r| !r.cause.is_here() || nowhere || near(r)).collect()
    }

    /// Keys of the reasons, for the record (LVL-13).
    pub fn reason_keys(&self) -> String {
        let keys: BTreeSet<&str> = self.refusing().iter().map(|r| r.key).collect();
        keys.into_iter().collect::<Vec<_>>().join(" ")
    }
}
