//! The section `[airlock]` of a profile: what may leave, in which form, and how long it may take.

use std::collections::BTreeSet;

use foundation::Date;
use serde::Deserialize;

/// `[airlock]`. A key that is left out is an error: a service must say what it releases.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The disclosure policy of the table page, by name.
    pub policy: String,
    /// SDC-05: whether researchers see what the rules say about their tables. Checkers always do.
    pub show_reasons: bool,
    pub disagreement: Disagreement,
    /// Working days in which the checkers should decide.
    pub service_days: u32,
    /// Days that are no working days, beside Saturdays and Sundays.
    #[serde(default)]
    pub holidays: Vec<Date>,
    /// Days for which a release can be fetched (OUT-04).
    pub release_days: i64,
    /// Files of one round (OUT-25).
    pub most_files: usize,
    /// Bytes of one file.
    pub most_bytes: u64,
    /// Names of servers, shares and databases that no output may tell (OUT-08).
    #[serde(default)]
    pub servers: BTreeSet<String>,
    /// Words that a description of an item must have (OUT-14).
    pub description_words: usize,
    /// SDC-08: the requester states that safe methods were used. The question is `safe-methods` of the form.
    pub statement: bool,
    /// What may leave.
    #[serde(rename = "class")]
    pub classes: Vec<Class>,
    /// The kinds of output that may be asked for (OUT-07), with the classes that their files may have.
    #[serde(rename = "type")]
    pub types: Vec<OutputType>,
    /// What is refused with a sentence of its own; anything else that no class lists is refused too.
    #[serde(rename = "refused", default)]
    pub refused: Vec<Refused>,
}

/// What happens when two checkers disagree: the profile says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disagreement {
    /// A third checker decides.
    ThirdChecker,
    /// The request goes back with both reasons.
    Return,
}

/// A class of file (OUT-06, ML-01).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub id: String,
    /// Extensions in small letters, without the point.
    pub extensions: BTreeSet<String>,
    /// True types as the inspector names them.
    pub content: BTreeSet<String>,
    /// What the inspector inspects for.
    pub purpose: inspector::Purpose,
    /// A written output: source, sample, method and citation must stand in it, and its quality is judged (OUT-05, 09, 20).
    pub written_up: bool,
    /// A traditional, static output: may come from machine learning (ML-01).
    pub fixed: bool,
}

/// A kind of output.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputType {
    pub id: String,
    pub classes: BTreeSet<String>,
}

/// Files that are refused by name with a sentence that says what to do instead: `output-refused-<id>`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    pub id: String,
    pub extensions: BTreeSet<String>,
}

/// The extension of a name in small letters; empty where it has none.
pub fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default()
}

impl Rules {
    pub fn output_type(&self, id: &str) -> Option<&OutputType> {
        self.types.iter().find(|t| t.id == id)
    }

    pub fn class(&self, id: &str) -> Option<&Class> {
        self.classes.iter().find(|c| c.id == id)
    }

    /// The class of a file of this kind of output, by its name.
    pub fn class_of(&self, kind: &OutputType, name: &str) -> Option<&Class> {
        let extension = extension(name);
        self.classes.iter().filter(|c| kind.classes.contains(&c.id)).find(|c| c.extensions.contains(&extension))
    }

    /// Some class, whatever the kind of output.
    pub fn any_class_of(&self, name: &str) -> Option<&Class> {
        let extension = extension(name);
        self.classes.iter().find(|c| c.extensions.contains(&extension))
    }

    /// The list of refused files that it is on.
    pub fn refused_as(&self, name: &str) -> Option<&str> {
        let extension = extension(name);
        self.refused.iter().find(|r| r.extensions.contains(&extension)).map(|r| r.id.as_str())
    }

    /// Extensions that a kind of output may have, for messages.
    pub fn extensions(&self, kind: &OutputType) -> Vec<&str> {
        let of = |c: &&Class| kind.classes.contains(&c.id);
        let mut all: Vec<&str> =
            self.classes.iter().filter(of).flat_map(|c| c.extensions.iter().map(String::as_str)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether every file of this kind of output is written up.
    pub fn written_up(&self, kind: &str) -> bool {
        let classes = self.output_type(kind).map(|t| &t.classes);
        classes.is_some_and(|ids| ids.iter().filter_map(|id| self.class(id)).any(|c| c.written_up))
    }

    /// Every mistake that the types alone cannot rule out; asked once at the start.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for kind in &self.types {
            for id in kind.classes.iter().filter(|id| self.class(id).is_none()) {
                faults.push(format!(
                    "[airlock] type {} has the class {id}, which no [[airlock.class]] describes",
                    kind.id
                ));
            }
        }
        let listed: BTreeSet<&String> = self.classes.iter().flat_map(|c| &c.extensions).collect();
        for refused in &self.refused {
            for e in refused.extensions.iter().filter(|e| listed.contains(e)) {
                faults.push(format!("[airlock] .{e} is both in a class and refused as {}", refused.id));
            }
        }
        if let Err(e) = disclosure::Policy::named(&self.policy) {
            faults.push(format!("[airlock] policy: {e}"));
        }
        faults
    }
}
