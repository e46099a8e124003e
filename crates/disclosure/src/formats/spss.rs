//! SPSS's .sav and .zsav. What the system or the user declared missing is missing, and so is an empty text.

use super::labels::{ValueLabels, codes};
use super::spss_data::{Slot, Slots};
use super::spss_fields::{self, Dictionary, Missing, SLOT, Variable, number, pieces};
use super::{Failed, Holds, Rows, Take, Wanted};
use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::Path;

/// Seconds from the first day of the Gregorian calendar, 14 October 1582, to 1970.
const EPOCH: f64 = 12_219_379_200.0;
const DAY: f64 = 86_400.0;

#[derive(Debug)]
pub(crate) struct Spss {
    dictionary: Dictionary,
    /// Where the records begin.
    start: u64,
}

impl Spss {
    pub fn open(path: &Path) -> Result<Spss, String> {
        let mut file = BufReader::new(File::open(path).map_err(|e| e.to_string())?);
        let dictionary = spss_fields::read(&mut file)?;
        let start = file.stream_position().map_err(|e| e.to_string())?;
        Ok(Spss { dictionary, start })
    }

    pub fn fields(&self) -> Vec<(String, Holds)> {
        let holds = |v: &Variable| match v.format {
            _ if v.width > 0 => Holds::Texts,
            // DATE, ADATE, JDATE, EDATE, SDATE; DATETIME, YMDHMS.
            20 | 23 | 24 | 38 | 39 => Holds::Days,
            22 | 41 => Holds::Moments,
            _ => Holds::Numbers,
        };
        self.dictionary.variables.iter().map(|v| (v.name.clone(), holds(v))).collect()
    }

    pub fn labels(&self, fields: &[&str]) -> ValueLabels {
        let Dictionary { variables, encoding, big, .. } = &self.dictionary;
        let decoded = |bytes: &[u8]| encoding.decode_without_bom_handling(bytes.trim_ascii_end()).0.into_owned();
        let code = |variable: &Variable, value: [u8; SLOT]| match variable.width {
            0 => codes(number(value, *big)).collect(),
            _ => vec![decoded(&value)],
        };
        let of = |variable: &Variable| {
            let labels = variable.labels.iter();
            let labels =
                labels.flat_map(|(value, label)| code(variable, *value).into_iter().map(|code| (code, decoded(label))));
            (variable.name.clone(), labels.collect())
        };
        let wanted = |variable: &&Variable| fields.contains(&variable.name.as_str()) && !variable.labels.is_empty();
        variables.iter().filter(wanted).map(of).collect()
    }

    pub fn read(&self, path: &Path, wanted: &[Wanted], take: Take<'_>) -> Result<(), Failed> {
        let broken = |e: std::io::Error| format!("{e}; make or copy it again");
        let mut file = BufReader::new(File::open(path).map_err(broken)?);
        file.seek(std::io::SeekFrom::Start(self.start)).map_err(broken)?;
        let Dictionary { packing, bias, big, slots, count, encoding, .. } = &self.dictionary;
        let mut values = Slots::new(file, *packing, *bias, *big).map_err(broken)?;
        let fields = self.fields();
        let mut rows = Rows::new(&fields, wanted);
        let mut record = Vec::with_capacity(*slots);
        let mut records = 0u64;
        loop {
            record.clear();
            while record.len() < *slots {
                let next = values.next().map_err(|e| format!("record {}: {e}; make or copy it again", records + 1))?;
                let Some(slot) = next else { break };
                record.push(slot);
            }
            if record.len() < *slots {
                break;
            }
            for (column, wanted) in wanted.iter().enumerate() {
                let variable = &self.dictionary.variables[wanted.index];
                let own = &record[variable.slot..variable.slot + variable.slots()];
                if variable.width == 0 {
                    let value = value(&own[0], *big, &variable.missing);
                    let value = value.map(|value| match fields[wanted.index].1 {
                        Holds::Days => (value - EPOCH) / DAY,
                        Holds::Moments => (value - EPOCH) * 1_000.0,
                        _ => value,
                    });
                    rows.number(column, value);
                } else {
                    let text = text(own, variable.width);
                    let text = text.trim_ascii_end();
                    let missing = text.is_empty() || variable.missing.texts.iter().any(|missing| missing == text);
                    let decoded = encoding.decode_without_bom_handling(text).0;
                    rows.text(column, (!missing).then_some(&*decoded));
                }
            }
            rows.end_record(take)?;
            records += 1;
        }
        let short = !record.is_empty() || count.is_some_and(|count| count != records);
        if short {
            let expected = count.map_or_else(String::new, |count| format!(" of {count}"));
            return Err(Failed::File(format!("it ends after {records}{expected} records; make or copy it again")));
        }
        rows.give(take)
    }
}

fn value(slot: &Slot, big: bool, missing: &Missing) -> Option<f64> {
    let value = match slot {
        Slot::Bytes(bytes) => number(*bytes, big),
        Slot::Number(number) => *number,
        Slot::Missing => return None,
    };
    let declared =
        missing.numbers.contains(&value) || missing.range.is_some_and(|(low, high)| low <= value && value <= high);
    (value != f64::MIN && !declared).then_some(value)
}

/// The bytes of a text, its pieces put together.
fn text(slots: &[Slot], width: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(width);
    let mut slots = slots.iter();
    for bytes in pieces(width) {
        let piece: Vec<u8> = slots
            .by_ref()
            .take(bytes.div_ceil(SLOT))
            .flat_map(|slot| match slot {
                Slot::Bytes(bytes) => *bytes,
                _ => [b' '; SLOT],
            })
            .take(bytes)
            .collect();
        text.extend(piece);
    }
    text.truncate(width);
    text
}
