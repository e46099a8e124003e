//! Model summaries as statsmodels, R and Stata print them. Every line has to be understood: what is not is named, so that a
//! person looks at it.

use super::{ModelSummary, Term, TermKind, around, r, stata, statsmodels};

/// A text whose lines are ticked off as they are read.
pub(super) struct Page<'a> {
    pub lines: Vec<&'a str>,
    read: Vec<bool>,
}

impl<'a> Page<'a> {
    fn new(text: &'a str) -> Page<'a> {
        let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
        Page { read: lines.iter().map(|line| blank(line)).collect(), lines }
    }

    pub fn tick(&mut self, at: usize) {
        self.read[at] = true;
    }

    pub fn is_read(&self, at: usize) -> bool {
        self.read[at]
    }

    /// Ticks off lines that begin with one of these and say nothing else, wherever they are.
    pub fn tick_all(&mut self, beginnings: &[&str]) {
        for at in 0..self.lines.len() {
            self.read[at] |= around::known(self.lines[at], beginnings);
        }
    }
}

/// Nothing but space and rules.
fn blank(line: &str) -> bool {
    line.chars().all(|letter| letter.is_whitespace() || "=-+|_─".contains(letter))
}

/// What tells a list with one number for each record.
const ROW_LEVEL: &[(&str, &str)] = &[
    ("fitted", "fitted values"),
    ("leverage", "leverages"),
    ("hatvalues", "leverages"),
    ("residuals", "residuals"),
    ("resid", "residuals"),
    ("predicted", "predicted values"),
    ("yhat", "predicted values"),
    ("cook", "distances of influence"),
    ("dfbeta", "measures of influence"),
    ("rstudent", "residuals"),
];

/// Reads a printed summary.
///
/// # Errors
/// Why it is none, as a sentence.
pub(super) fn read(text: &str) -> Result<ModelSummary, String> {
    let mut page = Page::new(text);
    let mut summary = ModelSummary { method: method(text), printed: true, ..ModelSummary::default() };
    let found = statsmodels::read(text, &mut page, &mut summary)?
        || stata::read(text, &mut page, &mut summary)?
        || r::read(text, &mut page, &mut summary)?;
    let told = summary.observations > 0 || summary.df_resid.is_some() || !summary.freedoms.is_empty();
    if !found || !(told || !summary.terms.is_empty() && summary.untold.is_some()) {
        return Err("neither JSON nor a summary of statsmodels, R or Stata with a number of observations or degrees of freedom; print the whole summary".into());
    }
    lists(&page, &mut summary);
    Ok(summary)
}

/// Lines that were not understood, and what among them looks like one number for each record.
fn lists(page: &Page<'_>, summary: &mut ModelSummary) {
    let add = |list: &str, summary: &mut ModelSummary| {
        if !summary.row_level.iter().any(|other| other == list) {
            summary.row_level.push(list.into());
        }
    };
    let mut numbers = 0;
    for (at, line) in page.lines.iter().enumerate() {
        let lower = line.to_lowercase();
        let read = page.is_read(at);
        for (word, list) in ROW_LEVEL {
            if lower.contains(word) && (!read || matches!(*list, "leverages") || lower.contains("fitted values")) {
                add(list, summary);
            }
        }
        if read {
            numbers = if blank(line) { numbers } else { 0 };
            continue;
        }
        summary.unread.push(format!("line {} (\"{}\")", at + 1, line.trim().chars().take(40).collect::<String>()));
        let words: Vec<&str> = line.split_whitespace().collect();
        let plain =
            words.iter().filter(|word| word.trim_matches(['[', ']', ',', '(', ')']).parse::<f64>().is_ok()).count();
        numbers = if plain * 2 > words.len() && plain > 0 { numbers + plain } else { 0 };
        if numbers >= 8 {
            add("lists of numbers", summary);
        }
    }
}

fn method(text: &str) -> String {
    let known = [
        "areg", "reghdfe", "xtreg", "feols", "felm", "ivreg", "svy", "polr", "coxph", "phreg", "lmer", "mixedlm",
        "mnlogit", "ologit", "logit", "probit", "poisson", "ols", "glm", "logistic", "regress", "lm(", "cox", "anova",
        "t-test", "t test",
    ];
    let lower = text.to_lowercase();
    known.iter().find(|word| lower.contains(**word)).map_or("unknown".into(), |word| word.trim_end_matches('(').into())
}

/// Whether a file holds several summaries: what stands in each once stands there twice.
pub(super) fn several(text: &str, once: &[&str]) -> Result<(), String> {
    match once.iter().find(|label| text.matches(**label).count() > 1) {
        Some(label) => Err(format!("\"{label}\" stands in it twice: give each summary a file of its own")),
        None => Ok(()),
    }
}

/// The number after a label, wherever it stands; thousands may have commas.
pub(super) fn after(text: &str, label: &str) -> Option<f64> {
    let rest = &text[text.find(label)? + label.len()..];
    number(rest.trim_start_matches([' ', '=', ':', '\t']))
}

pub(super) fn number(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.,eE".contains(c))).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', 'e', 'E']).replace(',', "").parse().ok().filter(|n: &f64| n.is_finite())
}

/// A number of people or groups that is printed.
///
/// # Errors
/// It is no whole number: nothing is cut to fit.
pub(super) fn whole(value: f64, label: &str) -> Result<u64, String> {
    if value >= 0.0 && value.fract() == 0.0 && value < 9e15 {
        Ok(value as u64)
    } else {
        Err(format!("\"{label}\" is {value}, which is no number of units"))
    }
}

/// The name and the numbers of a line of a table of coefficients.
pub(super) fn coefficient(line: &str, at_least: usize) -> Option<(String, Vec<f64>)> {
    // A sign that stands alone before a small probability.
    let line = line.replace("< ", "<");
    let words: Vec<&str> = line.split_whitespace().collect();
    let stars = |word: &str| !word.is_empty() && word.chars().all(|letter| matches!(letter, '*' | '.' | '†' | '+'));
    let read = |word: &str| -> Option<f64> {
        let word = word.trim_start_matches('<').trim_end_matches(['*', ',']);
        if matches!(word, "NA" | "." | "NaN" | "nan") { Some(f64::NAN) } else { word.parse().ok() }
    };
    let mut numbers = Vec::new();
    let mut end = words.len();
    while end > 1 && stars(words[end - 1]) && words[end - 1] != "." {
        end -= 1;
    }
    if end > 1 && words[end - 1] == "." && end == words.len() && read(words[end - 2]).is_some() {
        end -= 1;
    }
    while end > 1 {
        let Some(value) = read(words[end - 1]) else { break };
        numbers.push(value);
        end -= 1;
    }
    numbers.reverse();
    (numbers.len() >= at_least).then(|| (words[..end].join(" "), numbers))
}

/// The names of a constant.
pub(super) fn constant(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "const" | "intercept" | "(intercept)" | "_cons" | "constant")
}

pub(super) fn term(name: &str, kind: TermKind) -> Term {
    Term { name: name.into(), kind: if constant(name) { TermKind::Constant } else { kind }, units: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_coefficients_gives_its_name_and_numbers() {
        for (line, name, numbers) in [
            ("(Intercept)  37.2851     1.8776  19.858  < 2e-16 ***", "(Intercept)", 4),
            ("x            -5.3445     0.5591  -9.559 1.29e-10 ***", "x", 4),
            ("factor(g) 2   1.2  0.3  4.1  0.04 *", "factor(g)", 5),
            ("x  0.1  0.2  1.7  0.09 .", "x", 4),
            ("z  NA  NA  NA  NA", "z", 4),
        ] {
            let (found, values) = coefficient(line, 3).unwrap();
            assert_eq!((found.as_str(), values.len()), (name, numbers), "{line}");
        }
        assert_eq!(coefficient("Signif. codes: 0", 3), None);
    }
}
