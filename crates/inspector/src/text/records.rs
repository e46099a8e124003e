//! Text that is records rather than results, and data that stand inside a program.

use std::collections::BTreeSet;

use crate::{Findings, Purpose, magic::join};

/// Names of columns that say which unit a row is.
const KEYS: &[&str] = &[
    "id",
    "pid",
    "hid",
    "caseid",
    "case_id",
    "serial",
    "serno",
    "nino",
    "nhs_number",
    "nhsno",
    "uprn",
    "personid",
    "person_id",
    "respondent",
    "respondentid",
    "householdid",
    "household_id",
    "pnr",
    "ssn",
    "patient_id",
    "patientid",
    "hh_id",
    "hhid",
    "pidp",
    "hidp",
    "entref",
    "enterprise_ref",
    "ruref",
    "luref",
    "record_id",
    "recordid",
    "participant_id",
    "uid",
];
/// Names of columns that only a table of results has.
const RESULTS: &[&str] = &[
    "n",
    "count",
    "counts",
    "freq",
    "frequency",
    "percent",
    "per cent",
    "%",
    "mean",
    "median",
    "sd",
    "std",
    "se",
    "std. error",
    "std error",
    "total",
    "estimate",
    "coef",
    "coefficient",
    "p",
    "p-value",
    "p.value",
    "pvalue",
    "odds ratio",
    "ci",
    "share",
    "proportion",
    "statistic",
    "unweighted",
    "t value",
    "lower",
    "upper",
    "r-squared",
];

/// Fewest rows that can be records at all, where columns say so.
const FEW: usize = 20;

/// Whether rows and columns are records: very many of them, or a key and nothing that sums up.
pub(crate) fn records(text: &str, separators: &[char], place: &str, findings: &mut Findings) {
    let most = findings.policy().table_rows;
    for separator in separators {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let Some(head) = lines.next().filter(|head| head.contains(*separator)) else { continue };
        let columns = head.matches(*separator).count() + 1;
        let rows: Vec<&str> = lines.filter(|line| line.matches(*separator).count() + 1 >= columns).collect();
        if rows.len() as u64 > most {
            findings.add("microdata_csv", place, format!("{} × {columns}", rows.len()));
            return;
        }
        if rows.len() >= FEW
            && let Some(key) = key_column(head, &rows, *separator)
        {
            findings.add("microdata_csv", place, format!("{} × {columns}: {key}", rows.len()));
            return;
        }
    }
}

fn cell(text: &str) -> String {
    text.trim().trim_matches('"').trim().to_lowercase()
}

/// A column whose name says that it is a key and whose values (nearly) all differ, in a table without summing columns.
fn key_column(head: &str, rows: &[&str], separator: char) -> Option<String> {
    let names: Vec<String> = head.split(separator).map(cell).collect();
    if names.iter().any(|name| RESULTS.contains(&name.as_str())) {
        return None;
    }
    names.iter().enumerate().find_map(|(at, name)| {
        let named = KEYS.contains(&name.as_str()) || name.ends_with("_id") || name.starts_with("id_");
        if !named {
            return None;
        }
        let values: BTreeSet<String> = rows.iter().filter_map(|row| row.split(separator).nth(at)).map(cell).collect();
        (values.len() * 10 >= rows.len() * 9).then(|| name.clone())
    })
}

/// The longest list of numbers in a text: numbers with nothing but commas, blanks and line ends between them.
pub(crate) fn longest_numbers(text: &str) -> usize {
    let (mut longest, mut run, mut digits, mut broken) = (0, 0, false, false);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits = !broken,
            b'.' | b'-' | b'+' | b'e' | b'E' if !broken => {}
            b',' | b' ' | b'\t' | b'\n' | b'\r' => {
                if digits {
                    run += 1;
                    longest = longest.max(run);
                } else if broken {
                    run = 0;
                }
                (digits, broken) = (false, false);
            }
            _ => {
                if digits {
                    run += 1;
                    longest = longest.max(run);
                }
                (run, digits, broken) = (0, false, byte.is_ascii_alphabetic() || byte >= 0x80);
            }
        }
    }
    longest.max(run + usize::from(digits))
}

/// Data that stand inside a program: the words that begin them, with rows behind.
pub(crate) fn inline(text: &str, place: &str, findings: &mut Findings) {
    let extension = findings.extension().to_owned();
    if findings.purpose() == Purpose::Ingest
        || !findings.syntax() && extension != "log" && extension != "txt" && extension != "lst"
    {
        return;
    }
    let lines: Vec<&str> = text.lines().collect();
    let statement = |line: &str| line.trim().to_lowercase();
    for (number, line) in lines.iter().enumerate() {
        let said = statement(line);
        let comment = said.starts_with(['*', '#']) || said.starts_with("//") || said.starts_with("/*");
        if comment {
            continue;
        }
        let begins =
            ["datalines;", "datalines4;", "cards;", "cards4;", "lines;"].iter().any(|word| said.ends_with(word))
                || said == "datalines"
                || said == "cards"
                || said.starts_with("begin data")
                || (extension == "do" || extension == "ado" || extension == "log")
                    && said.split_whitespace().next() == Some("input")
                    && lines[number..].iter().any(|line| statement(line) == "end");
        let literal =
            ["structure(list(", "tribble(", "read.table(text", "read.csv(text", "fread(\"", "textconnection(\""]
                .iter()
                .any(|word| said.replace(' ', "").contains(word));
        if begins || literal {
            let at = join(place, &format!("line {}", number + 1));
            findings.add("microdata_csv", at, line.trim().chars().take(40).collect::<String>());
        }
    }
}
