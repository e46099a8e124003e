//! Model summaries as statsmodels, R and Stata print them.

use crate::model::{ModelSummary, Term, TermKind};

/// None if neither observations nor degrees of freedom are found.
pub(crate) fn read(text: &str) -> Option<ModelSummary> {
    let mut summary = ModelSummary { method: method(text), ..ModelSummary::default() };
    if text.contains("No. Observations:") {
        statsmodels(text, &mut summary);
    } else if text.contains("Number of obs") {
        stata(text, &mut summary);
    } else {
        r(text, &mut summary);
    }
    let lower = text.to_lowercase();
    for (word, list) in [("fitted values", "fitted values"), ("leverage", "leverages")] {
        if lower.contains(word) {
            summary.row_level.push(list.into());
        }
    }
    (summary.observations > 0 || summary.df_resid.is_some()).then_some(summary)
}

fn method(text: &str) -> String {
    let known = ["logit", "probit", "poisson", "ols", "glm", "xtreg", "logistic", "regress", "lm(", "cox"];
    let lower = text.to_lowercase();
    known.iter().find(|word| lower.contains(**word)).map_or("unknown".into(), |word| word.trim_end_matches('(').into())
}

/// The number after a label, wherever it stands; thousands may have commas.
fn after(text: &str, label: &str) -> Option<f64> {
    let rest = &text[text.find(label)? + label.len()..];
    number(rest.trim_start_matches([' ', '=', ':', '\t']))
}

fn number(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.,eE".contains(c))).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',']).replace(',', "").parse().ok()
}

/// Whether every word after the name is a number, as in a line of a table of coefficients.
fn coefficient(line: &str, at_least: usize) -> Option<(String, usize)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_number = |word: &&&str| {
        let word = word.trim_start_matches('<').trim_end_matches(['*', ',']);
        word.parse::<f64>().is_ok() || word == "NA" || word == "."
    };
    let mut numbers =
        words.iter().rev().skip_while(|w| **w == "***" || **w == "**" || **w == "*").take_while(is_number).count();
    // R marks very small probabilities with a sign that stands alone.
    if words.iter().any(|word| *word == "<") {
        numbers = numbers.max(at_least);
    }
    (numbers >= at_least && words.len() > numbers.min(words.len() - 1)).then(|| {
        let name = words[..words.len().saturating_sub(numbers).max(1)].join(" ");
        (name, numbers)
    })
}

fn term(name: &str, kind: Option<TermKind>) -> Term {
    let plain = name.to_lowercase();
    let guessed = if ["const", "intercept", "(intercept)", "_cons"].contains(&plain.as_str()) {
        TermKind::Constant
    } else if name.contains(':') || name.contains('#') {
        TermKind::Interaction
    } else if name.contains("[T.")
        || name.starts_with("C(")
        || name.starts_with("factor(")
        || name.starts_with("as.factor(")
    {
        TermKind::Dummy
    } else {
        TermKind::Unknown
    };
    Term { name: name.into(), kind: kind.filter(|_| guessed == TermKind::Unknown).unwrap_or(guessed), units: None }
}

fn statsmodels(text: &str, summary: &mut ModelSummary) {
    summary.observations = after(text, "No. Observations:").unwrap_or(0.0) as u64;
    summary.df_resid = after(text, "Df Residuals:");
    summary.df_model = after(text, "Df Model:");
    summary.r_squared = text.find("R-squared").and_then(|_| {
        let at = text.find("R-squared:").or_else(|| text.find("R-squared (uncentered):"))?;
        after(&text[at..], ":")
    });
    let mut inside = false;
    for line in text.lines() {
        if line.contains("std err") && line.contains("coef") {
            inside = true;
        } else if inside && line.starts_with('=') {
            break;
        } else if inside && let Some((name, _)) = coefficient(line, 4) {
            // statsmodels names every category; what is no category is a number.
            summary.terms.push(term(&name, Some(TermKind::Continuous)));
        }
    }
}

fn r(text: &str, summary: &mut ModelSummary) {
    let degrees = |line: &str| -> Option<f64> {
        let at = line.find(" on ")?;
        number(&line[at + 4..])
    };
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("Residual standard error:")
            || line.starts_with("Residual deviance:")
            || line.trim_start().starts_with("Residual deviance:")
        {
            summary.df_resid = degrees(line);
        } else if line.trim_start().starts_with("Null deviance:") {
            summary.observations = degrees(line).map_or(0, |df| df as u64 + 1);
        } else if let Some(value) = after(line, "Multiple R-squared:") {
            summary.r_squared = Some(value);
        } else if line.starts_with("F-statistic:") {
            summary.df_model = degrees(line);
        } else if line.contains("Estimate") && line.contains("Std. Error") {
            inside = true;
        } else if inside && (line.trim().is_empty() || line.starts_with("---")) {
            inside = false;
        } else if inside && let Some((name, _)) = coefficient(line, 3) {
            summary.terms.push(term(&name, None));
        }
    }
    if summary.observations == 0
        && let Some(freedom) = summary.df_resid
    {
        summary.observations = freedom as u64 + summary.terms.len().max(1) as u64;
    }
}

fn stata(text: &str, summary: &mut ModelSummary) {
    summary.observations = after(text, "Number of obs").unwrap_or(0.0) as u64;
    summary.r_squared = text
        .lines()
        .filter(|line| !line.contains("Adj R-squared") && !line.contains("Pseudo"))
        .find_map(|line| after(line, "R-squared"));
    let mut inside = false;
    let mut group: Option<String> = None;
    for line in text.lines() {
        let Some((left, right)) = line.split_once('|') else {
            inside &= !line.trim().is_empty() || summary.terms.is_empty();
            continue;
        };
        let (left, words) = (left.trim(), right.split_whitespace().collect::<Vec<_>>());
        let numbers = words.iter().filter(|word| word.parse::<f64>().is_ok()).count();
        match left {
            "Residual" => summary.df_resid = words.get(1).and_then(|word| number(word)),
            "Model" => summary.df_model = words.get(1).and_then(|word| number(word)),
            _ if right.contains("Coef") || right.contains("Odds") => inside = true,
            _ if inside && words.is_empty() && !left.is_empty() => group = Some(left.into()),
            _ if inside && left.is_empty() => group = None,
            _ if inside && numbers >= 4 => {
                let dummy = group.as_ref().filter(|_| left != "_cons");
                let name = dummy.map_or(left.to_string(), |group| format!("{group} {left}"));
                let kind = if dummy.is_some() { TermKind::Dummy } else { TermKind::Continuous };
                summary.terms.push(term(&name, Some(kind)));
            }
            _ => {}
        }
    }
}
