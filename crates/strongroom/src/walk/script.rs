//! What differs between the journeys of the profiles: as data, like the profiles themselves.

/// The answers that a profile's forms need of the journey.
pub struct Script {
    pub profile: &'static str,
    /// The accreditation the new researcher asks for.
    pub scheme: &'static str,
    /// The agreement that the access decision asks for, and whether an officer signs it too.
    pub agreement: &'static str,
    pub officer: bool,
    /// The dataset that is used, by reference.
    pub dataset: &'static str,
    /// One more restricted, for the question what it would change.
    pub restricted: &'static str,
    /// The form on which staff register the new researcher's place, under `/connectivity`.
    pub place_form: &'static str,
    /// The kind of that place, where the form asks for one.
    pub place_kind: &'static str,
    /// The kind of output a written paper is.
    pub paper: &'static str,
    /// The kind under which a bare table may be asked for; none where it is refused.
    pub table: Option<&'static str>,
    /// Accredited projects and people are published.
    pub register: bool,
}

const ALL: [Script; 2] = [
    Script {
        profile: "srs",
        scheme: "dea",
        agreement: "arar",
        officer: false,
        dataset: "lfs",
        restricted: "lfs-secure",
        place_form: "places",
        place_kind: "organisation-office",
        paper: "paper",
        table: Some("table"),
        register: true,
    },
    Script {
        profile: "secure-lab",
        scheme: "ons",
        agreement: "user-agreement",
        officer: true,
        dataset: "lfs",
        restricted: "lfs-secure",
        place_form: "addresses",
        place_kind: "",
        paper: "journal-paper",
        table: None,
        register: false,
    },
];

pub fn of(profile: &str) -> Option<&'static Script> {
    ALL.iter().find(|s| s.profile == profile)
}
