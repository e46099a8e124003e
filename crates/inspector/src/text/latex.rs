//! What LaTeX reads and does not typeset, and data of figures that it draws itself.

use super::longest_numbers;
use crate::{Findings, Severity};

/// Ways to name white, without blanks.
const WHITE: &[&str] = &[
    "{white}",
    "[HTML]{FFFFFF}",
    "[HTML]{ffffff}",
    "[rgb]{1,1,1}",
    "[rgb]{1.0,1.0,1.0}",
    "[RGB]{255,255,255}",
    "[gray]{1}",
    "[gray]{1.0}",
    "[cmyk]{0,0,0,0}",
];

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let ask = Severity::Ask;
    // What stands behind a `%` is a remark, and says what it says to whoever reads the source.
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    for hidden in ["\\iffalse", "\\if0", "\\begin{comment}", "\\transparent{0}", "\\transparent{0.0}"] {
        if plain.contains(hidden) {
            findings.add_as("hidden_text", ask, place, hidden);
        }
    }
    // A digit's width is how columns of numbers are lined up.
    if plain.match_indices("\\phantom{").any(|(at, word)| {
        let inside = plain[at + word.len()..].chars().take(200).take_while(|c| *c != '}');
        inside.filter(|c| c.is_alphabetic()).count() > 2
    }) {
        findings.add_as("hidden_text", ask, place, "\\phantom");
    }
    let mut whites: Vec<String> = WHITE.iter().map(|white| (*white).to_owned()).collect();
    for (at, word) in plain.match_indices("\\definecolor{") {
        // {name}{model}{value}
        let near: String = plain[at + word.len()..].chars().take(200).collect();
        let mut parts = near.splitn(4, '}').map(|part| part.trim_start_matches('{'));
        let (Some(name), Some(model), Some(value)) = (parts.next(), parts.next(), parts.next()) else { continue };
        if WHITE.contains(&format!("[{model}]{{{value}}}").as_str()) && whites.len() < 100 {
            whites.push(format!("{{{name}}}"));
        }
    }
    if let Some(white) = whites
        .iter()
        .find(|white| ["\\textcolor", "\\color"].iter().any(|word| plain.contains(&format!("{word}{white}"))))
    {
        findings.add_as("hidden_text", ask, place, white);
    }
    for (at, word) in plain.match_indices("\\fontsize{") {
        let size: String = plain[at + word.len()..].chars().take(20).take_while(|c| *c != '}').collect();
        let size = size.trim_end_matches("pt");
        if size.parse::<f64>().is_ok_and(|size| size > 0.0 && size <= 2.0) {
            findings.add("tiny_text", place, word);
        }
    }
    if text.contains("\\begin{filecontents") {
        findings.add("embedded_object", place, "filecontents");
    }
    let drawn = text.find("\\addplot").map(|at| &text[at..]).unwrap_or_default();
    if drawn.contains("coordinates") && pairs(drawn) >= 3 || drawn.contains("table") && longest_numbers(drawn) >= 6 {
        findings.add_as("live_chart", ask, place, "pgfplots");
    }
    if text.contains("\\write18") || text.contains("\\immediate\\write") {
        findings.add("macro", place, "\\write18");
    }
}

/// Points written as (1,2.5).
fn pairs(text: &str) -> usize {
    text.split('(')
        .skip(1)
        .filter(|part| {
            let inside = part.split(')').next().unwrap_or_default();
            let mut numbers = inside.split(',').map(|n| n.trim().parse::<f64>().is_ok());
            numbers.next() == Some(true) && numbers.next() == Some(true)
        })
        .count()
}
