//! Answers that are wrong and known to be: each with its reason, until it is mended. Whoever mends one takes it from here.

use super::asking::Asked;
use super::expect::Told;

pub(crate) struct Known {
    /// Method and path.
    endpoint: &'static str,
    /// Whom it is answered wrongly; nobody named: everybody who should be answered so.
    people: &'static [&'static str],
    /// What they should be told, and what they are told.
    instead_of: Told,
    told: Told,
    reason: &'static str,
}

/// Two people and a place stand before what was found in a request; here its findings are told without.
const UNCHECKED: &str = "checkers are shown a request from anywhere and without the training (OUT-03, TRN-04)";
const EXISTS: &str = "whoever may not know of the thing learns that there is one";
const HALF: &[&str] = &["requester, password only"];

const fn known(endpoint: &'static str, instead_of: Told, told: Told, reason: &'static str) -> Known {
    Known { endpoint, people: &[], instead_of, told, reason }
}

const KNOWN: &[Known] = &[
    known("GET /api/v1/outputs/{reference}", Told::Refused, Told::Done, UNCHECKED),
    known("GET /api/v1/outputs/{reference}/items", Told::Refused, Told::Done, UNCHECKED),
    known("GET /outputs/{reference}", Told::Refused, Told::Done, UNCHECKED),
    known("POST /accreditations/{id}/decide", Told::NotFound, Told::Forbidden, EXISTS),
    known("POST /projects/{number}/access", Told::NotFound, Told::Done, EXISTS),
    Known { people: HALF, ..known("GET /catalogue/{reference}", Told::NotFound, Told::SignIn, EXISTS) },
    Known { people: HALF, ..known("GET /catalogue/{reference}/dictionary", Told::NotFound, Told::SignIn, EXISTS) },
    Known { people: HALF, ..known("GET /catalogue/{reference}/stipulations", Told::NotFound, Told::SignIn, EXISTS) },
    Known { people: HALF, ..known("GET /api/v1/datasets/{reference}", Told::NotFound, Told::SignIn, EXISTS) },
    Known {
        people: HALF,
        ..known("GET /api/v1/datasets/{reference}/dictionary", Told::NotFound, Told::SignIn, EXISTS)
    },
];

impl Known {
    fn is_about(&self, asked: &Asked) -> bool {
        let whom = self.people.is_empty() || self.people.contains(&asked.person.as_str());
        let endpoint = self.endpoint == format!("{} {}", asked.endpoint.0, asked.endpoint.1);
        endpoint && whom && asked.expected.told() == self.instead_of
    }
}

pub(crate) fn is_known(asked: &Asked) -> bool {
    KNOWN.iter().any(|known| known.is_about(asked) && asked.told == known.told)
}

/// Those that are right by now, for one person at least, and must be taken from the list.
pub(crate) fn mended(all: &[Asked]) -> Vec<String> {
    let mut lines = Vec::new();
    for known in KNOWN {
        let mut about = all.iter().filter(|asked| known.is_about(asked)).peekable();
        let none = about.peek().is_none();
        let right = about.find(|asked| asked.right());
        if none || right.is_some() {
            let whom = right.map_or("nobody is answered so any more".to_owned(), |asked| {
                format!("{} about {} is answered rightly", asked.person, asked.thing)
            });
            lines.push(format!("{}: {whom}; take it from the list in known.rs ({})", known.endpoint, known.reason));
        }
    }
    lines
}
