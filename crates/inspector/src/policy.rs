//! What a service allows: sizes, limits while looking inside, types, and severities that differ from the usual.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::ids::Id;
use crate::{Purpose, Severity};

/// Read from TOML (`strongroom inspect --policy FILE`); a key that is left out has the value of [`InspectPolicy::default`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InspectPolicy {
    pub name: String,
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Limits while looking inside containers.
    pub inside: Inside,
    /// Types (as in `Report::kind`) that may pass, by purpose. A type that is not listed is refused (`blocked_type`).
    pub types: Types,
    /// Text with columns and more rows than this is taken for records, not for a result.
    pub table_rows: u64,
    /// Whether outputs are asked what is judged by reading: numbers and titles, counts, citation, sections, small cells.
    pub reading: bool,
    /// Fewer units than this in a cell make it small, for the question that tables are asked.
    pub threshold: u64,
    /// Names of servers, databases and shares of the service (OUT-08).
    pub servers: BTreeSet<String>,
    /// The datasets behind the output: their citation must stand in it (OUT-20), and the names of their fields must not
    /// stand for words (OUT-13).
    pub datasets: Vec<Dataset>,
    /// What the request for release calls its tables and figures: the output must name each (OUT-12).
    pub labels: BTreeSet<String>,
    /// The socket of ClamAV's daemon (`/run/clamav/clamd.ctl`), where the operator runs one: it is asked about what comes in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clamd: Option<PathBuf>,
    /// Severities that differ from the usual ones, by finding id.
    pub severity: BTreeMap<Id, Severity>,
}

/// What an output says of a dataset that it used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dataset {
    pub title: String,
    pub citation: String,
    /// `10.5255/…`, without an address in front.
    pub doi: String,
    /// Names of its fields, as in the data dictionary.
    pub fields: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Inside {
    /// Entries in one container.
    pub entries: usize,
    /// Bytes that one file may expand to, all its containers together.
    pub total_bytes: u64,
    /// Bytes that one entry may expand to: what a child holds in memory at a time.
    pub entry_bytes: u64,
    /// Expanded over packed size, for entries of more than a megabyte.
    pub ratio: u64,
    /// Containers inside containers.
    pub depth: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Types {
    pub output: BTreeSet<String>,
    pub ingest: BTreeSet<String>,
    pub syntax: BTreeSet<String>,
}

/// A policy file that cannot be used; the message names the line.
#[derive(Debug, thiserror::Error)]
#[error("reading the inspection policy: {0}")]
pub struct PolicyError(String);

impl Default for Inside {
    fn default() -> Inside {
        Inside { entries: 4096, total_bytes: 512 << 20, entry_bytes: 80 << 20, ratio: 200, depth: 4 }
    }
}

const PAPERS: &[&str] = &["docx", "pptx", "xlsx", "odt", "odp", "ods", "pdf", "rtf", "doc", "ppt", "xls", "text"];
const PICTURES: &[&str] = &["png", "jpeg", "gif", "tiff", "webp", "bmp", "svg"];

impl Default for Types {
    fn default() -> Types {
        let set = |lists: &[&[&str]]| lists.iter().flat_map(|list| list.iter()).map(|t| (*t).to_owned()).collect();
        Types {
            output: set(&[PAPERS, PICTURES, &["html", "json", "xml"]]),
            // Data comes in; models and what runs do not.
            ingest: set(&[
                PAPERS,
                PICTURES,
                &["html", "json", "xml", "stata", "spss", "sas", "sas-xport", "parquet", "arrow", "rds", "ipynb"],
            ]),
            syntax: set(&[&["text", "ipynb", "json"]]),
        }
    }
}

impl Default for InspectPolicy {
    fn default() -> InspectPolicy {
        InspectPolicy {
            name: "standard".into(),
            max_bytes: 50 << 20,
            inside: Inside::default(),
            types: Types::default(),
            table_rows: 500,
            reading: true,
            threshold: 10,
            servers: BTreeSet::new(),
            datasets: Vec::new(),
            labels: BTreeSet::new(),
            clamd: None,
            severity: BTreeMap::new(),
        }
    }
}

impl InspectPolicy {
    /// From the text of a policy file.
    ///
    /// # Errors
    /// Text that is not TOML, a key that does not exist, or a value out of reach; the line is named.
    pub fn from_toml(text: &str) -> Result<InspectPolicy, PolicyError> {
        toml::from_str(text).map_err(|error| PolicyError(error.to_string()))
    }

    pub(crate) fn allows(&self, kind: &str, purpose: Purpose) -> bool {
        let list = match purpose {
            Purpose::Output => &self.types.output,
            Purpose::Ingest => &self.types.ingest,
            Purpose::Syntax => &self.types.syntax,
            Purpose::Unstated => return true,
        };
        list.contains(kind)
    }

    /// The severity of a finding: the policy's own, else the usual. `syntax`: the file is a program.
    pub(crate) fn severity(&self, id: Id, syntax: bool, purpose: Purpose) -> Severity {
        if let Some(own) = self.severity.get(&id) {
            return *own;
        }
        match id {
            Id::ServerPath if syntax => Severity::Blocks,
            // Data are what an ingest is for; the type list says which.
            Id::DataFile | Id::MicrodataCsv if purpose == Purpose::Ingest => Severity::Note,
            _ => id.about().severity,
        }
    }
}
