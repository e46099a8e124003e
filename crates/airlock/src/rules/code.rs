//! What a finding is called.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// What was found. Its words are stored and sent: one of our own, or the inspector's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// The true type of a file is none that its class allows.
    WrongContent,
    /// An item is said to be a table that none of the files holds.
    OtherTable,
    /// A file holds a table that no item describes.
    TableNotDescribed,
    /// An item is said to be a table, and the file is not as the service wrote it: nobody has compared them.
    TableNotCompared,
    /// A table of a file that the service did not write, which the rules could not judge.
    TableNotJudged,
    /// A rule of the disclosure policy objects to a table; by its name in `cells.csv`.
    Rule(String),
    /// One of the inspector's.
    Inspector(inspector::Id),
    /// A word of an older version that nobody says any more: it stays readable.
    Former(String),
}

const WRONG_CONTENT: &str = "wrong-content";
const OTHER_TABLE: &str = "item-other-table";
const TABLE_NOT_DESCRIBED: &str = "table-not-described";
const TABLE_NOT_COMPARED: &str = "table-not-compared";
const TABLE_NOT_JUDGED: &str = "table-not-judged";
const RULE: &str = "sdc-";

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Code::WrongContent => f.write_str(WRONG_CONTENT),
            Code::OtherTable => f.write_str(OTHER_TABLE),
            Code::TableNotDescribed => f.write_str(TABLE_NOT_DESCRIBED),
            Code::TableNotCompared => f.write_str(TABLE_NOT_COMPARED),
            Code::TableNotJudged => f.write_str(TABLE_NOT_JUDGED),
            Code::Rule(rule) => write!(f, "{RULE}{rule}"),
            Code::Inspector(id) => write!(f, "{id}"),
            Code::Former(word) => f.write_str(word),
        }
    }
}

impl FromStr for Code {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Code, Infallible> {
        Ok(match word.strip_prefix(RULE) {
            Some(rule) => Code::Rule(rule.to_owned()),
            None if word == WRONG_CONTENT => Code::WrongContent,
            None if word == OTHER_TABLE => Code::OtherTable,
            None if word == TABLE_NOT_DESCRIBED => Code::TableNotDescribed,
            None if word == TABLE_NOT_COMPARED => Code::TableNotCompared,
            None if word == TABLE_NOT_JUDGED => Code::TableNotJudged,
            None => word.parse().map_or_else(|_| Code::Former(word.to_owned()), Code::Inspector),
        })
    }
}
