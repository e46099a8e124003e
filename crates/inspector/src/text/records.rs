//! Text that is records rather than results, and data that stand inside a program.

use std::collections::BTreeSet;

use crate::Findings;

/// Names of columns that say which unit a row is, without anything between their letters.
const KEYS: &[&str] = &[
    "id",
    "idno",
    "idnum",
    "idnumber",
    "serial",
    "serialno",
    "serno",
    "caseno",
    "nino",
    "nhsno",
    "nhsnumber",
    "uprn",
    "pnr",
    "ssn",
    "pidp",
    "hidp",
    "entref",
    "enterpriseref",
    "ruref",
    "luref",
    "participant",
    "respondent",
    "subject",
    "record",
    "recordno",
    "identifier",
    "pseudonym",
    "passport",
];
/// Whose id it is, in names such as `studyid`.
const UNITS: &[&str] = &[
    "p",
    "h",
    "u",
    "hh",
    "pers",
    "person",
    "personal",
    "house",
    "household",
    "case",
    "study",
    "subj",
    "usubj",
    "subject",
    "pat",
    "patient",
    "client",
    "resp",
    "respondent",
    "part",
    "participant",
    "unique",
    "anon",
    "pseudo",
    "hes",
    "rec",
    "record",
    "emp",
    "employee",
    "employer",
    "firm",
    "business",
    "enterprise",
    "pupil",
    "student",
    "child",
    "mother",
    "member",
    "user",
    "customer",
    "family",
    "obs",
    "indiv",
    "individual",
    "worker",
    "learner",
];
/// What many units share: the id of such a thing is no key of a record.
const GROUPS: &[&str] = &[
    "area",
    "region",
    "la",
    "lad",
    "lsoa",
    "msoa",
    "oa",
    "country",
    "county",
    "ward",
    "group",
    "category",
    "table",
    "figure",
    "variable",
    "model",
    "sector",
    "industry",
    "occupation",
    "cluster",
    "stratum",
    "indicator",
    "topic",
];
/// What is known of one person.
const PERSONAL: &[&str] = &[
    "age",
    "sex",
    "gender",
    "dob",
    "birth",
    "birthdate",
    "yob",
    "postcode",
    "income",
    "salary",
    "wage",
    "earnings",
    "pay",
    "education",
    "educ",
    "qualification",
    "ethnicity",
    "ethnic",
    "marital",
    "occupation",
    "height",
    "weight",
    "bmi",
    "smoker",
    "smoking",
    "diagnosis",
    "religion",
    "employed",
    "surname",
    "forename",
    "firstname",
    "lastname",
    "address",
    "health",
    "disability",
    "children",
    "region",
    "tenure",
    "hours",
    "married",
    "nationality",
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
    "average",
    "avg",
    "pct",
    "prop",
    "rate",
    "rates",
    "number",
    "persons",
    "sample",
    "weighted",
    "index",
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

/// Whether a column's name says that it sums up: `n`, `mean_income`, `employment rate`.
fn sums_up(name: &str) -> bool {
    RESULTS.contains(&name) || words(name).any(|word| (word.len() > 1 || word == "n") && RESULTS.contains(&word))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_key(name: &str) -> bool {
    if words(name).any(|word| GROUPS.contains(&word)) {
        return false;
    }
    let flat: String = words(name).collect();
    KEYS.contains(&flat.as_str())
        || flat.strip_suffix("id").is_some_and(|unit| UNITS.contains(&unit))
        || words(name).last() == Some("id")
        || words(name).next() == Some("id")
}

/// A column whose name says that it is a key and whose values (nearly) all differ, or three and more things that are
/// known of one person with ages in no order, in a table without summing columns.
fn key_column(head: &str, rows: &[&str], separator: char) -> Option<String> {
    // The names of keys stand among the first; a table may have a million columns.
    let names: Vec<String> = head.split(separator).take(500).map(cell).collect();
    if names.iter().any(|name| sums_up(name)) {
        return None;
    }
    let column = |at: usize| rows.iter().filter_map(move |row| row.split(separator).nth(at)).map(cell);
    let key = names.iter().enumerate().find_map(|(at, name)| {
        if !is_key(name) {
            return None;
        }
        let values: BTreeSet<String> = column(at).collect();
        (values.len() * 10 >= rows.len() * 9).then(|| name.clone())
    });
    if key.is_some() {
        return key;
    }
    let personal = |name: &String| words(name).any(|word| PERSONAL.contains(&word));
    if names.iter().filter(|name| personal(name)).count() < 3 {
        return None;
    }
    names.iter().enumerate().find_map(|(at, name)| {
        let of = |word: &str| words(name).any(|w| w == word);
        // Results go through the ages in order; people come in any.
        let jumps = || {
            let ages: Vec<i64> = column(at).map_while(|age| age.parse().ok()).collect();
            ages.len() == rows.len()
                && ages.windows(2).filter(|two| two[0].abs_diff(two[1]) > 1).count() * 2 > ages.len()
        };
        let differ = || column(at).collect::<BTreeSet<_>>().len() * 2 > rows.len();
        let names_one = ["dob", "birth", "birthdate", "postcode", "surname", "address"].iter().any(|word| of(word));
        (of("age") && jumps() || names_one && differ()).then(|| name.clone())
    })
}

/// Rows that a program printed one below the other: Stata's `list`, R's and Python's `print`, SAS's `proc print`.
pub(crate) fn listing(text: &str, place: &str, findings: &mut Findings) {
    let (mut expected, mut boxed, mut plain) = (0u64, 0usize, 0usize);
    let (mut head, mut counts) = (String::new(), false);
    for line in text.lines().filter(|line| line.contains(|c: char| c.is_ascii_digit() || c.is_alphabetic())) {
        let line = unmarked(line);
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        let number: Option<u64> = first.trim_end_matches('.').parse().ok();
        match number {
            Some(number) if number == expected || number <= 1 => {
                if number <= 1 && number != expected {
                    (boxed, plain) = (0, 0);
                }
                if boxed + plain == 0 {
                    let named = head.split_whitespace().count();
                    let lower = head.to_lowercase();
                    counts = lower.split_whitespace().any(sums_up)
                        || (named != line.split_whitespace().count() - 1
                            && !matches!(lower.split_whitespace().next(), Some("obs")));
                }
                expected = number + 1;
                let rest: Vec<&str> = words.collect();
                let numbers = rest.iter().filter(|word| word.parse::<f64>().is_ok()).count();
                if first.ends_with('.') && rest.first() == Some(&"|") {
                    boxed += 1;
                } else if rest.len() >= 2 && numbers * 2 >= rest.len() {
                    plain += 1;
                }
            }
            Some(_) => {}
            None => head = line,
        }
        if boxed >= 10 || plain >= FEW && !counts {
            findings.add("microdata_csv", place, format!("{} +", boxed.max(plain)));
            return;
        }
    }
}

/// A line of a Stata log without the marks of SMCL.
fn unmarked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else { break };
        if rest[open..].starts_with("{c |}") {
            out.push_str(" | ");
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

/// A list of objects, or lists of the same length side by side: the same question as for a table.
pub(crate) fn of_json(value: &serde_json::Value, place: &str, findings: &mut Findings) {
    use serde_json::Value;
    const MOST: usize = 2000;
    let plain = |value: &Value| match value {
        Value::String(text) => text.replace(['\u{1f}', '\n'], " "),
        other => other.to_string(),
    };
    let mut table = String::new();
    match value {
        Value::Array(all) if all.len() >= FEW => {
            let Some(names) = all.first().and_then(Value::as_object) else { return };
            let names: Vec<&String> = names.keys().take(500).collect();
            table.push_str(&names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("\u{1f}"));
            for row in all.iter().take(MOST).filter_map(Value::as_object) {
                let cells = names.iter().map(|name| row.get(*name).map(plain).unwrap_or_default());
                table.push('\n');
                table.push_str(&cells.collect::<Vec<_>>().join("\u{1f}"));
            }
        }
        Value::Object(map) => {
            let columns: Vec<(&String, &Vec<Value>)> =
                map.iter().take(500).filter_map(|(name, value)| Some((name, value.as_array()?))).collect();
            let rows = columns.first().map_or(0, |(_, column)| column.len());
            if columns.len() < 2 || rows < FEW || columns.iter().any(|(_, column)| column.len() != rows) {
                return;
            }
            table.push_str(&columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("\u{1f}"));
            for row in 0..rows.min(MOST) {
                table.push('\n');
                let cells = columns.iter().map(|(_, column)| plain(&column[row]));
                table.push_str(&cells.collect::<Vec<_>>().join("\u{1f}"));
            }
        }
        _ => return,
    }
    records(&table, &['\u{1f}'], place, findings);
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
