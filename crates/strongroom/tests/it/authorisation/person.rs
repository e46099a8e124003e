//! Who asks.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use permissions::Principal;

/// Where somebody sits. The demo registers the first as a terminal of the safe room (and as the researcher's own address),
/// the second as the office of the checkers; from the third nobody comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    SafeRoom,
    StaffOffice,
    Elsewhere,
}

impl Place {
    pub(crate) const ALL: [Place; 3] = [Place::SafeRoom, Place::StaffOffice, Place::Elsewhere];

    pub(crate) fn address(self) -> IpAddr {
        IpAddr::V4(match self {
            Place::SafeRoom => Ipv4Addr::new(127, 0, 0, 1),
            Place::StaffOffice => Ipv4Addr::new(127, 0, 0, 2),
            Place::Elsewhere => Ipv4Addr::new(127, 0, 0, 80),
        })
    }
}

/// Somebody in a browser of theirs, with all that the test knows of them.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// As the matrix names them.
    pub(crate) name: String,
    /// Empty for a visitor.
    pub(crate) id: String,
    pub(crate) roles: BTreeSet<String>,
    pub(crate) place: Place,
    /// How many factors they have shown.
    pub(crate) factors: u8,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) token: String,
    /// Of the forms of this session.
    pub(crate) csrf: String,
    /// Passed the course of output checkers.
    pub(crate) trained_checker: bool,
    /// Accredited, trained and signed up, so that only membership and place decide about entering a space.
    pub(crate) fit: bool,
}

impl Person {
    pub(crate) fn visitor() -> Person {
        Person {
            name: "visitor".into(),
            id: String::new(),
            roles: BTreeSet::new(),
            place: Place::Elsewhere,
            factors: 0,
            email: String::new(),
            password: String::new(),
            token: String::new(),
            csrf: String::new(),
            trained_checker: false,
            fit: false,
        }
    }

    pub(crate) fn called(&self, name: &str) -> Person {
        Person { name: name.to_owned(), ..self.clone() }
    }

    /// As the policies see them: whoever has shown one factor only is a visitor still.
    pub(crate) fn principal(&self) -> Principal {
        if self.factors < 2 { Principal::visitor() } else { Principal::new(&self.id, self.roles.iter()) }
    }
}
