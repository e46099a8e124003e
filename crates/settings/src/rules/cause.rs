//! Why not: a closed list, each with its sentence and with what to do about it (LVL-16).

use std::collections::BTreeSet;

use foundation::{Arg, Refusal};

/// One thing that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Refusal)]
pub enum Cause {
    // The person and the project
    #[refusal("settings-no-member")]
    NoMember,
    #[refusal("settings-member-later")]
    MemberLater { from: String },
    #[refusal("settings-member-past")]
    MemberPast { until: String },
    /// TEAM-14
    #[refusal("settings-role-without-space")]
    RoleWithoutSpace { role: String },
    #[refusal("settings-project-state")]
    ProjectState { state: String },
    #[refusal("settings-project-later")]
    ProjectLater { from: String },
    #[refusal("settings-project-over")]
    ProjectOver { until: String },
    // Where the person works from (ACC-13)
    #[refusal("settings-country-closed")]
    CountryClosed { countries: String },
    // Accreditation (ACC-01, ACC-05)
    #[refusal("settings-accreditation-none")]
    AccreditationNone { schemes: String },
    #[refusal("settings-accreditation-pending")]
    AccreditationPending { scheme: String },
    #[refusal("settings-accreditation-suspended")]
    AccreditationSuspended { scheme: String },
    #[refusal("settings-accreditation-later")]
    AccreditationLater { scheme: String, from: String },
    #[refusal("settings-accreditation-over")]
    AccreditationOver { scheme: String, until: String },
    #[refusal("settings-supervisor-missing")]
    SupervisorMissing { scheme: String },
    #[refusal("settings-supervisor-lapsed")]
    SupervisorLapsed { scheme: String },
    // Training (TRN-01)
    #[refusal("settings-training-none")]
    TrainingNone { course: String },
    #[refusal("settings-training-over")]
    TrainingOver { course: String, until: String },
    // Agreements (AGR-01, AGR-07)
    #[refusal("settings-agreement-none")]
    AgreementNone { agreement: String },
    #[refusal("settings-agreement-later")]
    AgreementLater { agreement: String, from: String },
    #[refusal("settings-agreement-over")]
    AgreementOver { agreement: String, until: String },
    #[refusal("settings-agreement-officer")]
    AgreementOfficer { agreement: String },
    #[refusal("settings-agreement-device")]
    AgreementDevice { agreement: String },
    /// Signed in an older text than the one that is wanted by now (AGR-06).
    #[refusal("settings-agreement-version")]
    AgreementVersion { agreement: String, version: String },
    // Datasets
    /// The limiting dataset by name (LVL-11).
    #[refusal("settings-dataset-class")]
    DatasetClass { dataset: String, class: String },
    /// Level 0, or one that the profile does not know: no route (1.21).
    #[refusal("settings-dataset-closed")]
    DatasetClosed { dataset: String },
    #[refusal("settings-dataset-narrowed")]
    DatasetNarrowed { dataset: String },
    #[refusal("settings-dataset-accreditation")]
    DatasetAccreditation { dataset: String, schemes: String },
    #[refusal("settings-dataset-organisation")]
    DatasetOrganisation { dataset: String, kinds: String },
    #[refusal("settings-dataset-training")]
    DatasetTraining { dataset: String, months: u32 },
    // Connectivity (LVL-08, LVL-14)
    #[refusal("settings-aoc-none")]
    AocNone { organisation: String, part: String },
    #[refusal("settings-aoc-later")]
    AocLater { organisation: String, part: String, from: String },
    #[refusal("settings-aoc-over")]
    AocOver { organisation: String, part: String, until: String },
    #[refusal("settings-aoc-suspended")]
    AocSuspended { organisation: String },
    // The place
    #[refusal("settings-place-room")]
    PlaceRoom { route: String },
    #[refusal("settings-place-organisation")]
    PlaceOrganisation { route: String },
    #[refusal("settings-place-vpn")]
    PlaceVpn { route: String },
    #[refusal("settings-place-own")]
    PlaceOwn { route: String },
    #[refusal("settings-address-none")]
    AddressNone { route: String },
    #[refusal("settings-vpn-forbidden")]
    VpnForbidden,
    #[refusal("settings-proxy")]
    Proxied,
}

/// What a cause is about: says where it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Membership,
    Project,
    Country,
    Accreditation,
    Training,
    Agreement,
    Dataset,
    Organisation,
    Connectivity,
    Place,
    Address,
    Network,
}

impl Topic {
    pub const ALL: [Topic; 12] = [
        Topic::Membership,
        Topic::Project,
        Topic::Country,
        Topic::Accreditation,
        Topic::Training,
        Topic::Agreement,
        Topic::Dataset,
        Topic::Organisation,
        Topic::Connectivity,
        Topic::Place,
        Topic::Address,
        Topic::Network,
    ];

    /// As `[settings.remedies]` and the API say it.
    pub fn word(self) -> &'static str {
        match self {
            Topic::Membership => "membership",
            Topic::Project => "project",
            Topic::Country => "country",
            Topic::Accreditation => "accreditation",
            Topic::Training => "training",
            Topic::Agreement => "agreement",
            Topic::Dataset => "dataset",
            Topic::Organisation => "organisation",
            Topic::Connectivity => "connectivity",
            Topic::Place => "place",
            Topic::Address => "address",
            Topic::Network => "network",
        }
    }

    /// Key of what to do about it.
    pub fn remedy_key(self) -> String {
        format!("settings-remedy-{}", self.word())
    }
}

impl Cause {
    pub fn topic(&self) -> Topic {
        use Cause::*;
        match self {
            NoMember | MemberLater { .. } | MemberPast { .. } | RoleWithoutSpace { .. } => Topic::Membership,
            ProjectState { .. } | ProjectLater { .. } | ProjectOver { .. } => Topic::Project,
            AccreditationNone { .. }
            | AccreditationPending { .. }
            | AccreditationSuspended { .. }
            | AccreditationLater { .. }
            | AccreditationOver { .. }
            | SupervisorMissing { .. }
            | SupervisorLapsed { .. }
            | DatasetAccreditation { .. } => Topic::Accreditation,
            TrainingNone { .. } | TrainingOver { .. } | DatasetTraining { .. } => Topic::Training,
            AgreementNone { .. }
            | AgreementLater { .. }
            | AgreementOver { .. }
            | AgreementOfficer { .. }
            | AgreementDevice { .. }
            | AgreementVersion { .. } => Topic::Agreement,
            CountryClosed { .. } => Topic::Country,
            DatasetClass { .. } | DatasetClosed { .. } | DatasetNarrowed { .. } => Topic::Dataset,
            DatasetOrganisation { .. } => Topic::Organisation,
            AocNone { .. } | AocLater { .. } | AocOver { .. } | AocSuspended { .. } => Topic::Connectivity,
            PlaceRoom { .. } | PlaceOrganisation { .. } | PlaceVpn { .. } | PlaceOwn { .. } => Topic::Place,
            AddressNone { .. } => Topic::Address,
            VpnForbidden | Proxied => Topic::Network,
        }
    }

    /// It is about where the person is, not about what they may ever do.
    pub fn is_here(&self) -> bool {
        matches!(self.topic(), Topic::Place | Topic::Address | Topic::Network)
    }
}

/// A cause, the routes it closes, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    pub cause: Cause,
    pub closes: BTreeSet<String>,
    pub key: &'static str,
    /// Ids, dates as ISO, lists with commas: [`crate::words`] puts them into words.
    pub args: Vec<(&'static str, String)>,
    pub remedy_key: String,
    pub remedy_link: String,
}

impl Reason {
    pub(crate) fn new(cause: Cause, closes: BTreeSet<String>, remedy_link: String) -> Reason {
        let text = |arg| match arg {
            Arg::Text(text) => text,
            Arg::Number(number) => number.to_string(),
        };
        Reason {
            key: cause.key(),
            args: cause.args().into_iter().map(|(name, arg)| (name, text(arg))).collect(),
            remedy_key: cause.topic().remedy_key(),
            remedy_link,
            closes,
            cause,
        }
    }
}
