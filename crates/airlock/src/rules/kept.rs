//! A table as the service keeps it, and as a grid to be drawn or written. Its cells stay inside (invariant 4).

use std::collections::{BTreeMap, BTreeSet};

use disclosure::{CheckResult, TableResult};
use foundation::Lang;
use serde::{Deserialize, Serialize};

use super::Severity;
use super::minimum::RuleMark;

/// A text in both languages; without Welsh the English stands for both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub en: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cy: String,
}

impl Label {
    pub fn of(&self, lang: Lang) -> &str {
        if lang == Lang::Cy && !self.cy.is_empty() { &self.cy } else { &self.en }
    }
}

/// A field of rows or columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    pub field: String,
    pub label: Label,
    /// The codes in order, with what they mean.
    pub codes: Vec<(String, String)>,
}

/// A column of figures: `count`, `sum` or `mean`, and what it is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub what: String,
    #[serde(default)]
    pub field: Option<String>,
    #[serde(default)]
    pub label: Label,
}

/// One cell or total.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptCell {
    pub keys: Vec<String>,
    pub margin: bool,
    /// Records, unweighted (OUT-11).
    pub n: u64,
    pub units: u64,
    pub values: Vec<Option<f64>>,
    /// Names of the rules that it fails.
    pub rules: Vec<String>,
}

/// The whole table, stored as a file under its hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub title: String,
    /// How many of the dimensions are rows; the others are columns.
    pub rows: usize,
    pub dimensions: Vec<Dimension>,
    pub figures: Vec<Figures>,
    pub weighted: bool,
    pub cells: Vec<KeptCell>,
}

/// Rows and columns of texts, ready to be drawn or written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// So many columns at the left name the row.
    pub keys: usize,
}

/// The few words that a grid needs, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridWords {
    pub lang: Lang,
    pub total: String,
    pub count: String,
    pub weighted_count: String,
    /// With `{}` for the field.
    pub sum: String,
    pub mean: String,
    pub unweighted: String,
}

/// A series of a chart: its name, and a value for each category.
pub type Series = (String, Vec<Option<f64>>);

const TOTAL: &str = "Total";

/// What the rules say about a result: for each rule how many cells, the heavier weight where both occur.
pub fn marks(result: &TableResult) -> Vec<RuleMark> {
    let each = |(at, cell): (usize, &disclosure::Cell)| {
        cell.marks.iter().map(|m| (m.rule.name(), m.severity, at.to_string())).collect::<Vec<_>>()
    };
    counted(result.cells.iter().enumerate().flat_map(each))
}

/// The same of a finished table.
pub fn check_marks(result: &CheckResult) -> Vec<RuleMark> {
    counted(result.marks.iter().map(|m| (m.rule, m.severity, m.cell.join("\n"))))
}

fn counted<'r>(marks: impl IntoIterator<Item = (&'r str, disclosure::Severity, String)>) -> Vec<RuleMark> {
    let mut rules: BTreeMap<&str, (Severity, BTreeSet<String>)> = BTreeMap::new();
    for (rule, severity, cell) in marks {
        let severity = if severity == disclosure::Severity::Fail { Severity::Blocks } else { Severity::Ask };
        let entry = rules.entry(rule).or_insert((severity, BTreeSet::new()));
        entry.0 = entry.0.max(severity);
        entry.1.insert(cell);
    }
    rules
        .into_iter()
        .map(|(rule, (severity, cells))| RuleMark { rule: rule.to_owned(), severity, cells: cells.len() as u64 })
        .collect()
}

impl Kept {
    /// From the engine's result. `label` and `codes` come from the data dictionary.
    pub fn of(
        title: &str,
        result: &TableResult,
        label: impl Fn(&str) -> Label,
        meaning: impl Fn(&str, &str) -> String,
    ) -> Kept {
        let dimensions = result
            .dimensions
            .iter()
            .zip(&result.codes)
            .map(|(field, codes)| Dimension {
                field: field.clone(),
                label: label(field),
                codes: codes.iter().filter(|c| *c != TOTAL).map(|c| (c.clone(), meaning(field, c))).collect(),
            })
            .collect();
        let figures = result
            .request
            .statistics()
            .iter()
            .map(|s| Figures {
                what: s.name().to_owned(),
                field: s.field().map(ToOwned::to_owned),
                label: s.field().map(&label).unwrap_or_default(),
            })
            .collect();
        let cells = result
            .cells
            .iter()
            .map(|c| KeptCell {
                keys: c.names(),
                margin: c.margin,
                n: c.n,
                units: c.units,
                values: c.values.clone(),
                rules: c.failing().iter().map(|r| r.name().to_owned()).collect(),
            })
            .collect();
        Kept {
            title: title.to_owned(),
            rows: result.request.rows.len(),
            dimensions,
            figures,
            weighted: result.request.weight.is_some(),
            cells,
        }
    }

    fn name(&self, figures: &Figures, words: &GridWords) -> String {
        let field = figures.label.of(words.lang);
        match figures.what.as_str() {
            "sum" => words.sum.replace("{}", field),
            "mean" => words.mean.replace("{}", field),
            _ if self.weighted => words.weighted_count.clone(),
            _ => words.count.clone(),
        }
    }

    /// The unweighted counts are shown beside anything but themselves (OUT-11).
    fn shows_counts_apart(&self) -> bool {
        self.weighted || self.figures.iter().any(|f| f.what != "count")
    }

    fn columns(&self, words: &GridWords) -> Vec<String> {
        let mut names: Vec<String> = self.figures.iter().map(|f| self.name(f, words)).collect();
        if self.shows_counts_apart() {
            names.push(words.unweighted.clone());
        }
        names
    }

    fn figures_of(&self, cell: Option<&KeptCell>) -> Vec<String> {
        let mut texts: Vec<String> = self
            .figures
            .iter()
            .enumerate()
            .map(|(i, f)| {
                let value = cell.and_then(|c| c.values.get(i).copied().flatten());
                value.map(|v| figure(v, f.what == "mean")).unwrap_or_default()
            })
            .collect();
        if self.shows_counts_apart() {
            texts.push(cell.map(|c| figure(c.n as f64, false)).unwrap_or_default());
        }
        texts
    }

    fn meaning(&self, dimension: usize, code: &str, words: &GridWords) -> String {
        if code == TOTAL {
            return words.total.clone();
        }
        let codes = &self.dimensions[dimension].codes;
        codes.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, label)| label.clone())
    }

    /// Every combination of codes of some dimensions that occurs among the cells, in the cells' order.
    fn combinations(&self, from: usize, to: usize) -> Vec<Vec<String>> {
        let mut seen = std::collections::BTreeSet::new();
        let keys = self.cells.iter().filter_map(|c| c.keys.get(from..to).map(<[String]>::to_vec));
        keys.filter(|k| seen.insert(k.clone())).collect()
    }

    /// The table with its columns side by side; if that is wider than `widest`, each cell has a line of its own.
    pub fn grid(&self, words: &GridWords, widest: usize) -> Grid {
        let columns = if self.rows < self.dimensions.len() && self.rows > 0 {
            self.combinations(self.rows, self.dimensions.len())
        } else {
            Vec::new()
        };
        let each = self.columns(words);
        if columns.is_empty() || self.rows + columns.len() * each.len() > widest {
            return self.long(words);
        }
        let mut head: Vec<String> =
            self.dimensions[..self.rows].iter().map(|d| d.label.of(words.lang).to_owned()).collect();
        for keys in &columns {
            let names = keys.iter().enumerate().map(|(i, k)| self.meaning(self.rows + i, k, words));
            let name = names.collect::<Vec<_>>().join(", ");
            head.extend(each.iter().map(|e| if each.len() == 1 { name.clone() } else { format!("{name}: {e}") }));
        }
        let cells: BTreeMap<&[String], &KeptCell> = self.cells.iter().map(|c| (c.keys.as_slice(), c)).collect();
        let rows = self
            .combinations(0, self.rows)
            .iter()
            .map(|keys| {
                let mut row: Vec<String> = keys.iter().enumerate().map(|(i, k)| self.meaning(i, k, words)).collect();
                for column in &columns {
                    let all = [keys.as_slice(), column.as_slice()].concat();
                    row.extend(self.figures_of(cells.get(all.as_slice()).copied()));
                }
                row
            })
            .collect();
        Grid { head, rows, keys: self.rows }
    }

    fn long(&self, words: &GridWords) -> Grid {
        let mut head: Vec<String> = self.dimensions.iter().map(|d| d.label.of(words.lang).to_owned()).collect();
        head.extend(self.columns(words));
        let row = |c: &KeptCell| {
            let mut row: Vec<String> = c.keys.iter().enumerate().map(|(i, k)| self.meaning(i, k, words)).collect();
            row.extend(self.figures_of(Some(c)));
            row
        };
        Grid { head, rows: self.cells.iter().map(row).collect(), keys: self.dimensions.len() }
    }

    /// The bare table: codes and figures, as a program reads them. The same words as the command line's `table.csv`, with
    /// the unweighted count at the end where the figures are no counts.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let name = |f: &Figures| match &f.field {
            Some(field) => format!("{}_{field}", f.what),
            None => f.what.clone(),
        };
        let mut head: Vec<String> = self.dimensions.iter().map(|d| d.field.clone()).collect();
        head.extend(self.figures.iter().map(name));
        if self.shows_counts_apart() {
            head.push("unweighted_count".to_owned());
        }
        let guarded = |text: &String| foundation::csv::guarded(text).into_owned();
        csv_line(&mut text, &head.iter().map(guarded).collect::<Vec<_>>());
        for cell in &self.cells {
            let mut line: Vec<String> = cell.keys.iter().map(guarded).collect();
            line.extend(cell.values.iter().map(|v| v.map(exact).unwrap_or_default()));
            if self.shows_counts_apart() {
                line.push(cell.n.to_string());
            }
            csv_line(&mut text, &line);
        }
        text
    }

    /// What a chart shows: categories along the rows, one series for each column (or figure); totals are left out.
    pub fn series(&self, words: &GridWords) -> (Vec<String>, Vec<Series>) {
        let total = |keys: &[String]| keys.iter().any(|k| k == TOTAL);
        let split = if self.rows > 0 { self.rows } else { self.dimensions.len() };
        let categories: Vec<_> = self.combinations(0, split).into_iter().filter(|k| !total(k)).collect();
        let columns: Vec<_> =
            self.combinations(split, self.dimensions.len()).into_iter().filter(|k| !total(k)).collect();
        let cells: BTreeMap<&[String], &KeptCell> = self.cells.iter().map(|c| (c.keys.as_slice(), c)).collect();
        let said = |from: usize, keys: &[String]| {
            keys.iter().enumerate().map(|(i, k)| self.meaning(from + i, k, words)).collect::<Vec<_>>().join(", ")
        };
        let mut series = Vec::new();
        for column in &columns {
            for (at, figures) in self.figures.iter().enumerate() {
                let of = said(split, column);
                let name = match (of.is_empty(), self.figures.len()) {
                    (true, _) => self.name(figures, words),
                    (false, 1) => of,
                    (false, _) => format!("{of}: {}", self.name(figures, words)),
                };
                let value = |keys: &Vec<String>| {
                    let all = [keys.as_slice(), column.as_slice()].concat();
                    cells.get(all.as_slice()).and_then(|c| c.values.get(at).copied().flatten())
                };
                series.push((name, categories.iter().map(value).collect()));
            }
        }
        (categories.iter().map(|k| said(0, k)).collect(), series)
    }
}

/// A figure as people read it: thousands parted by commas; a mean with two digits after the point.
fn figure(value: f64, mean: bool) -> String {
    let text = if mean { format!("{value:.2}") } else { format!("{:.0}", value) };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |d| ("-", d));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let nought = whole == "0" && rest.is_none_or(|r| r.chars().all(|c| c == '0'));
    let sign = if nought { "" } else { sign };
    rest.map_or_else(|| format!("{sign}{grouped}"), |r| format!("{sign}{grouped}.{r}"))
}

fn exact(value: f64) -> String {
    format!("{}", if value == 0.0 { 0.0 } else { value })
}

fn csv_line(text: &mut String, values: &[String]) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if value.contains([',', '"', '\n', '\r']) {
            text.push_str(&format!("\"{}\"", value.replace('"', "\"\"")));
        } else {
            text.push_str(value);
        }
    }
    text.push('\n');
}
