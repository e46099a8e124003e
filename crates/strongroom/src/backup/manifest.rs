//! What one backup consists of: lines of JSON, the last of which signs all before it.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use ledger::{LogKeys, SigningKey};
use platform::keys::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::Folder;
use super::seal::{Opener, PublicKey, Sealer, SecretKey};
use super::{FORMAT, failed};

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Line {
    /// The first.
    Begin(Begin),
    Table {
        name: String,
        columns: Vec<String>,
    },
    /// Rows of the table named last, each a line.
    Rows(Content),
    File {
        area: Area,
        path: String,
        content: Content,
    },
    /// The last but one: how much there was.
    End(Counts),
    /// A signed note over the hash of all lines before it.
    Signed(String),
}

/// Of when and what.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    pub(super) version: String,
    /// Microseconds since 1970.
    pub(super) made: i64,
    pub(super) engine: String,
    /// The record's public keys, as they stand in `ledger.pub`.
    pub(super) record: String,
    /// The signed checkpoint up to which the record's files are there.
    pub(super) checkpoint: String,
    /// How many entries the database had numbered: those after the checkpoint are written anew from it.
    pub(super) entries: u64,
    /// The steps that the schema had gone through.
    pub(super) steps: Vec<String>,
}

/// What an object holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    pub(super) object: String,
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

/// Where a file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Area {
    /// The record's folder.
    Record,
    /// The service's files, by the hash of their content.
    Files,
    /// The data folder itself: keys and what else is there.
    Data,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    pub(super) tables: u64,
    pub(super) rows: u64,
    pub(super) files: u64,
    pub(super) bytes: u64,
}

fn statement(digest: Sha256) -> String {
    format!("{FORMAT}\n{}\n", hex(&digest.finalize()))
}

/// A backup that is being written.
pub(super) struct Writing<'f> {
    folder: &'f Folder,
    name: String,
    out: Sealer<BufWriter<File>>,
    digest: Sha256,
    pub(super) counts: Counts,
}

impl<'f> Writing<'f> {
    pub(super) fn begin(folder: &'f Folder, name: &str, to: &PublicKey, begin: Begin) -> Result<Writing<'f>, String> {
        let doing = failed("writing", &folder.backup(name));
        let out = folder.create(&folder.backup(name)).and_then(|file| Sealer::new(BufWriter::new(file), to, name));
        let out = out.map_err(doing)?;
        let (digest, counts) = (Sha256::new(), Counts::default());
        let mut writing = Writing { folder, name: name.to_owned(), out, digest, counts };
        writing.line(&Line::Begin(begin))?;
        Ok(writing)
    }

    pub(super) fn line(&mut self, line: &Line) -> Result<(), String> {
        match line {
            Line::Table { .. } => self.counts.tables += 1,
            Line::Rows(content) => self.counts.bytes += content.bytes,
            Line::File { content, .. } => {
                self.counts.files += 1;
                self.counts.bytes += content.bytes;
            }
            Line::Begin(_) | Line::End(_) | Line::Signed(_) => {}
        }
        let mut text = serde_json::to_string(line).map_err(|e| format!("writing what a backup holds: {e}"))?;
        text.push('\n');
        self.digest.update(&text);
        self.out.write_all(text.as_bytes()).map_err(failed("writing", &self.folder.backup(&self.name)))
    }

    /// From here on there is a backup.
    pub(super) fn end(mut self, key: &SigningKey) -> Result<Counts, String> {
        let counts = self.counts;
        self.line(&Line::End(counts))?;
        let signed = key.sign(&statement(self.digest.clone()));
        self.line(&Line::Signed(signed))?;
        let path = self.folder.backup(&self.name);
        let doing = failed("writing", &path);
        let file = self.out.finish().and_then(|out| out.into_inner().map_err(|e| e.into_error()));
        file.and_then(|file| self.folder.publish(&file, &path)).map_err(doing)?;
        Ok(counts)
    }
}

/// Goes through the lines of a backup. That they are those that were signed is known only when this has returned: until then
/// nothing that they say is more than a claim.
///
/// # Errors
/// One line that says what is wrong with the backup, or what `each` said.
pub(super) fn read(
    folder: &Folder,
    name: &str,
    with: &SecretKey,
    mut each: impl FnMut(Line) -> Result<(), String>,
) -> Result<Begin, String> {
    let path = folder.backup(name);
    let wrong = |what: &str| format!("the backup {}: {what}", path.display());
    let file = File::open(&path).map_err(failed("opening the backup", &path))?;
    let opened = Opener::new(BufReader::new(file), with, name).map_err(|e| wrong(&e.to_string()))?;
    let mut lines = BufReader::new(opened);
    let mut digest = Sha256::new();
    let mut begun: Option<Begin> = None;
    let mut counted = Counts::default();
    let mut ended = false;
    let mut text = String::new();
    loop {
        text.clear();
        if lines.read_line(&mut text).map_err(|e| wrong(&e.to_string()))? == 0 {
            return Err(wrong("it has no signature"));
        }
        let line = serde_json::from_str(&text).map_err(|e| wrong(&format!("a line of it is none: {e}")))?;
        match (&line, &begun) {
            (Line::Begin(begin), None) => begun = Some(begin.clone()),
            (Line::Begin(_), Some(_)) | (_, None) => return Err(wrong("it does not begin once")),
            (Line::Signed(note), Some(begin)) if ended => {
                let key = LogKeys::parse(&begin.record).map_err(|e| wrong(&format!("its record's key: {e}")))?;
                let signed = key.current().open(note).map_err(|e| wrong(&e.to_string()))?;
                if signed != statement(digest) {
                    return Err(wrong("its signature is that of another backup"));
                }
                text.clear();
                if lines.read_line(&mut text).map_err(|e| wrong(&e.to_string()))? != 0 {
                    return Err(wrong("it goes on after its signature"));
                }
                return Ok(begin.clone());
            }
            (_, Some(_)) if ended => return Err(wrong("it goes on after its end")),
            (Line::End(counts), Some(_)) => {
                counted.rows = counts.rows;
                if *counts != counted {
                    return Err(wrong("it does not hold as much as it says"));
                }
                ended = true;
            }
            (Line::Table { .. }, Some(_)) => counted.tables += 1,
            (Line::Rows(content), Some(_)) => counted.bytes += content.bytes,
            (Line::File { content, .. }, Some(_)) => {
                counted.files += 1;
                counted.bytes += content.bytes;
            }
            (Line::Signed(_), Some(_)) => return Err(wrong("it is signed before its end")),
        }
        digest.update(&text);
        each(line)?;
    }
}
