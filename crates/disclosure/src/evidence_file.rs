//! Evidence as a file, so that it is gathered where the data are and merged elsewhere. It is for inside use: contributors are in
//! it by their numbers or the fingerprints of their names, each with what they contribute.
//!
//! A line says what it is and in which version; the rest is compressed: a line of JSON (the request, codes and fields) and then
//! words of 64 bits. A file of another version is refused, and so is one whose fingerprints are made in another way.

use crate::codes::{Cells, Codes};
use crate::contributors::{Contributors, Id, Room, Who};
use crate::distribution::{Ends, Shape, Values};
use crate::error::Error;
use crate::evidence::{Evidence, LeftOut, Moments, Records, Tally};
use crate::formats::labels::ValueLabels;
use crate::further::fingerprint;
use crate::hierarchy::Hierarchy;
use crate::request::TableRequest;
use crate::statistic::Statistic;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

/// The version of the form of these files.
pub const FORM: u32 = 2;
const NAME: &str = "strongroom-evidence";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    /// Whose it is, to be read by people.
    program: String,
    /// What a known name is made into: files are merged only where units are called the same.
    fingerprint: [u64; 3],
    request: TableRequest,
    dimensions: Vec<Dimension>,
    variables: Vec<String>,
    weighted: bool,
    waivers: bool,
    counted: bool,
    keep: usize,
    left_out: LeftOut,
    hierarchies: Vec<Option<Hierarchy>>,
    positions: Vec<Statistic>,
    value_labels: ValueLabels,
    cells: usize,
    /// For each variable whether it has moments about the mean, distinct values, ends.
    further: Vec<[bool; 3]>,
    tallies: usize,
    /// Units, holdings, clusters, strata.
    contributors: [bool; 4],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dimension {
    field: String,
    labels: Vec<String>,
    given: usize,
    groups: usize,
}

/// Words of 64 bits, one after the other.
#[derive(Default)]
pub(crate) struct Words {
    words: Vec<u64>,
    at: usize,
}

/// The file ends before what it should say does.
pub(crate) struct TooShort;

impl Words {
    pub fn put(&mut self, word: u64) {
        self.words.push(word);
    }

    pub fn put_number(&mut self, number: f64) {
        self.put(number.to_bits());
    }

    pub fn append(&mut self, mut other: Words) {
        self.words.append(&mut other.words);
    }

    pub fn take(&mut self) -> Result<u64, TooShort> {
        self.at += 1;
        self.words.get(self.at - 1).copied().ok_or(TooShort)
    }

    pub fn number(&mut self) -> Result<f64, TooShort> {
        self.take().map(f64::from_bits)
    }

    /// How many follow: no more than there are words.
    pub fn count(&mut self) -> Result<usize, TooShort> {
        let count = usize::try_from(self.take()?).map_err(|_| TooShort)?;
        if count <= self.words.len() { Ok(count) } else { Err(TooShort) }
    }
}

/// Encrypts a file of evidence for whoever merges it.
pub type Seal<'a> = &'a dyn Fn(Vec<u8>) -> Result<Vec<u8>, String>;
/// Opens a file of evidence that is encrypted, and leaves another as it is.
pub type Open<'a> = &'a dyn Fn(Vec<u8>) -> Result<Vec<u8>, String>;

/// Puts a whole file in its place.
fn place(path: &Path, write: impl FnOnce(&mut tempfile::NamedTempFile) -> Result<(), Error>) -> Result<(), Error> {
    let failed = |e: std::io::Error| Error::Write { path: path.into(), reason: e.to_string() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    write(&mut file)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map(drop).map_err(|e| failed(e.error))
}

fn fingerprints() -> [u64; 3] {
    let known = Id::Text("a unit called Ω");
    let who = Who::named(known);
    [who.low, who.high, fingerprint(known)]
}

impl Evidence {
    /// Writes it, with the request that it was gathered for. The file is there when it is whole, and for its owner alone.
    pub fn write(&self, request: &TableRequest, path: &Path) -> Result<(), Error> {
        let failed = |e: std::io::Error| Error::Write { path: path.into(), reason: e.to_string() };
        place(path, |file| self.pack(request, file).map_err(failed))
    }

    /// The same put into an envelope: what encrypts it for whoever merges it.
    pub(crate) fn write_sealed(&self, request: &TableRequest, path: &Path, seal: Seal<'_>) -> Result<(), Error> {
        let failed = |reason: String| Error::Write { path: path.into(), reason };
        let mut packed = Vec::new();
        self.pack(request, &mut packed).map_err(|e| failed(e.to_string()))?;
        let sealed = seal(packed).map_err(failed)?;
        place(path, |file| file.write_all(&sealed).map_err(|e| failed(e.to_string())))
    }

    fn pack(&self, request: &TableRequest, out: &mut dyn Write) -> std::io::Result<()> {
        let head = serde_json::to_vec(&self.head(request))?;
        let words = self.words().map_err(|e| std::io::Error::other(e.to_string()))?;
        writeln!(out, "{NAME} {FORM}")?;
        let mut packed = GzEncoder::new(out, Compression::fast());
        packed.write_all(&head).and_then(|()| packed.write_all(b"\n"))?;
        for words in words.words.chunks(1 << 14) {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            packed.write_all(&bytes)?;
        }
        packed.finish().map(drop)
    }

    /// Reads what [`Evidence::write`] wrote: the evidence and the request.
    pub fn read(path: &Path) -> Result<(Evidence, TableRequest), Error> {
        Evidence::read_once(path).map(|(evidence, request, _)| (evidence, request))
    }

    /// The same with a hash of what it holds, by which the same file under another name is known.
    fn read_once(path: &Path) -> Result<(Evidence, TableRequest, [u8; 32]), Error> {
        let failed = |e: std::io::Error| Error::Read { path: path.into(), reason: e.to_string() };
        Evidence::unpack(path, BufReader::new(std::fs::File::open(path).map_err(failed)?))
    }

    /// The same of a file that may be sealed.
    pub(crate) fn read_sealed(path: &Path, open: Open<'_>) -> Result<(Evidence, TableRequest, [u8; 32]), Error> {
        let wrong = |reason: String| Error::Read { path: path.into(), reason };
        let bytes = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
        Evidence::unpack(path, std::io::Cursor::new(open(bytes).map_err(wrong)?))
    }

    fn unpack(path: &Path, mut file: impl BufRead) -> Result<(Evidence, TableRequest, [u8; 32]), Error> {
        let wrong = |reason: String| Error::Read { path: path.into(), reason };
        let failed = |e: std::io::Error| wrong(e.to_string());
        let mut first = Vec::new();
        (&mut file).take(64).read_until(b'\n', &mut first).map_err(failed)?;
        let first = String::from_utf8_lossy(&first).into_owned();
        let Some(version) = first.trim_end().strip_prefix(NAME).map(str::trim) else {
            return Err(wrong("this is no file of evidence; make one with strongroom table … --evidence FILE".into()));
        };
        if version != FORM.to_string() {
            return Err(wrong(format!(
                "it is evidence of version {version}, and this program reads version {FORM}; make it anew with this version of the program"
            )));
        }
        let spoilt = |e: std::io::Error| wrong(format!("it is spoilt ({e}); make or copy it anew"));
        let mut packed = BufReader::new(GzDecoder::new(file));
        let (mut head, mut rest) = (Vec::new(), Vec::new());
        packed.read_until(b'\n', &mut head).map_err(spoilt)?;
        packed.read_to_end(&mut rest).map_err(spoilt)?;
        let head: Head = serde_json::from_slice(&head).map_err(|e| wrong(format!("it is spoilt ({e})")))?;
        if head.fingerprint != fingerprints() {
            return Err(wrong(
                "its units are told apart in another way than here; make it anew with this program".into(),
            ));
        }
        if rest.len() % 8 != 0 {
            return Err(wrong("it is spoilt (it ends within a figure); make or copy it anew".into()));
        }
        let word = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap_or_default());
        let words = Words { words: rest.chunks_exact(8).map(word).collect(), at: 0 };
        let request = head.request.clone();
        request.check()?;
        // How it is to be protected is no part of whose records they are.
        let labels = serde_json::to_vec(&head.dimensions).map_err(|e| wrong(e.to_string()))?;
        let content = Sha256::new().chain_update(&rest).chain_update(labels).finalize().into();
        let evidence = Evidence::of(head, words)?;
        let evidence = evidence.ok_or_else(|| wrong("it is spoilt (what it says does not fit together)".into()))?;
        Ok((evidence, request, content))
    }

    fn head(&self, request: &TableRequest) -> Head {
        let dimension = |codes: &Codes| Dimension {
            field: codes.field.clone(),
            labels: codes.labels.clone(),
            given: codes.given(),
            groups: codes.groups,
        };
        let further = |at: usize| [self.shapes[at].is_some(), self.values[at].is_some(), self.ends[at].is_some()];
        let there = [&self.units, &self.holdings, &self.clusters, &self.strata];
        Head {
            program: format!("strongroom {}", env!("CARGO_PKG_VERSION")),
            fingerprint: fingerprints(),
            request: request.clone(),
            dimensions: self.dimensions.iter().map(dimension).collect(),
            variables: self.variables.clone(),
            weighted: self.weighted,
            waivers: self.waivers,
            counted: self.counted,
            keep: self.keep,
            left_out: self.left_out.clone(),
            hierarchies: self.hierarchies.clone(),
            positions: self.positions.clone(),
            value_labels: self.value_labels.clone(),
            cells: self.cells.len(),
            further: (0..self.variables.len()).map(further).collect(),
            tallies: self.tallies.len(),
            contributors: there.map(Option::is_some),
        }
    }

    fn words(&self) -> Result<Words, Error> {
        let mut words = Words::default();
        for cell in 0..self.cells.len() {
            self.cells.tuple(cell).iter().for_each(|code| words.put(u64::from(*code)));
        }
        for records in &self.records {
            words.put(records.n);
            words.put_number(records.weight);
            words.put(records.key);
        }
        self.moments.iter().flatten().for_each(|moments| moments.put(&mut words));
        self.tallies.iter().for_each(|tally| tally.put(&mut words));
        for shape in self.shapes.iter().flatten().flatten() {
            words.put(shape.n);
            [shape.mean, shape.m2, shape.m3, shape.m4].iter().for_each(|moment| words.put_number(*moment));
        }
        self.values.iter().flatten().for_each(|values| values.put(&mut words));
        self.ends.iter().flatten().flatten().for_each(|ends| ends.put(&mut words));
        for contributors in [&self.units, &self.holdings, &self.clusters, &self.strata].into_iter().flatten() {
            contributors.put(&mut words)?;
        }
        Ok(words)
    }

    /// None where the words are not as many as the head says, or say what cannot be.
    fn of(head: Head, mut words: Words) -> Result<Option<Evidence>, Error> {
        let lanes = head.variables.len() * if head.weighted { 2 } else { 1 };
        let line = lanes + usize::from(head.waivers) + usize::from(head.counted);
        let (count, variables) = (head.cells, head.variables.len());
        let fits = head.dimensions.len() == head.hierarchies.len()
            && head.further.len() == variables
            && head.tallies == if head.contributors[0] { 0 } else { lanes }
            && head.request.dimensions().iter().eq(head.dimensions.iter().map(|dimension| &dimension.field))
            && head.request.variables() == head.variables
            && count <= words.words.len()
            && head.keep <= 1 << 10
            && head.dimensions.iter().all(|dimension| dimension.given <= dimension.labels.len());
        if !fits {
            return Ok(None);
        }
        let mut dimensions = Vec::new();
        for dimension in head.dimensions {
            let mut codes = Codes::known(&dimension.field, &dimension.labels[..dimension.given], dimension.groups);
            for label in &dimension.labels[dimension.given..] {
                codes.register(label);
            }
            dimensions.push(codes);
        }
        crate::margins::limit(&dimensions, true)?;
        let mut cells = Cells::new(dimensions.len());
        cells.fit(dimensions.iter().map(|codes| codes.labels.len()));
        let contributors = |is: bool| {
            let room = Room {
                folder: std::env::temp_dir(),
                bytes: TableRequest::UNIT_MEMORY / 4,
                progress: Default::default(),
            };
            is.then(|| Contributors::new(line, room))
        };
        let [units, holdings, clusters, strata] = head.contributors.map(contributors);
        let each = |at: usize| head.further.iter().map(move |further| further[at]);
        let mut evidence = Evidence {
            cells,
            variables: head.variables,
            weighted: head.weighted,
            waivers: head.waivers,
            counted: head.counted,
            records: Vec::new(),
            moments: vec![Vec::new(); variables],
            tallies: vec![Tally::new(head.keep, false); head.tallies],
            units,
            holdings,
            clusters,
            strata,
            left_out: head.left_out,
            hierarchies: head.hierarchies,
            positions: head.positions,
            shapes: each(0).map(|is| is.then(Vec::new)).collect(),
            values: each(1).map(|is| is.then(Values::default)).collect(),
            ends: each(2).map(|is| is.then(Vec::new)).collect(),
            keep: head.keep,
            value_labels: head.value_labels,
            dimensions,
        };
        let whole = evidence.fill_from(&mut words, count).is_ok() && words.at == words.words.len();
        for contributors in evidence.contributors() {
            contributors.finish()?;
        }
        for (values, field) in evidence.values.iter_mut().zip(&evidence.variables) {
            values.iter_mut().try_for_each(|values| values.settle(field))?;
        }
        Ok(whole.then_some(evidence))
    }

    fn fill_from(&mut self, words: &mut Words, count: usize) -> Result<(), TooShort> {
        for number in 0..count {
            let mut codes = Vec::new();
            for dimension in &self.dimensions {
                let code = words.take()?;
                // A code that has no name, or a combination that was there, is none of ours.
                if code >= dimension.labels.len() as u64 {
                    return Err(TooShort);
                }
                codes.push(code as u32);
            }
            if self.cells.one(&codes) as usize != number {
                return Err(TooShort);
            }
        }
        self.grow();
        for records in &mut self.records {
            *records = Records { n: words.take()?, weight: words.number()?, key: words.take()? };
        }
        for moments in self.moments.iter_mut().flatten() {
            *moments = Moments::taken(words)?;
        }
        self.tallies.iter_mut().try_for_each(|tally| tally.fill(words))?;
        for shape in self.shapes.iter_mut().flatten().flatten() {
            let n = words.take()?;
            let [mean, m2, m3, m4] = [words.number()?, words.number()?, words.number()?, words.number()?];
            *shape = Shape { n, mean, m2, m3, m4 };
        }
        self.values.iter_mut().flatten().try_for_each(|values| values.fill(words, count))?;
        for ends in self.ends.iter_mut().flatten().flatten() {
            *ends = Ends::taken(words)?;
        }
        self.contributors().try_for_each(|contributors| contributors.fill(words, count))
    }
}
