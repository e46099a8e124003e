//! What LaTeX sets and nobody sees: as small as a point, without a colour, beyond the page, swallowed by a macro; and what it writes
//! into the properties of the document.

use crate::concealed::{PROPERTIES, SOURCE};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Letters of one argument that are read.
const LONGEST: usize = 16 << 10;
/// Places of one command that are looked at.
const MOST: usize = 2_000;
/// Letters that are more than a sign or a number to line things up with.
const FEW: usize = 8;

/// What stands in the braces with which a text begins.
fn argument(text: &str) -> Option<(&str, &str)> {
    let inside = text.trim_start().strip_prefix('{')?;
    let mut depth = 1usize;
    for (at, byte) in inside.bytes().enumerate().take(LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inside[..at], &inside[at + 1..]));
        }
    }
    None
}

fn says(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > FEW
}

/// A length in points.
fn points(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '\\');
    let of = match &text[number.len()..] {
        "pt" | "bp" | "sp" => 1.0,
        "mm" => 2.85,
        "cm" => 28.5,
        "in" => 72.3,
        "em" | "ex" => 10.0,
        _ => return None,
    };
    Some(number.trim().parse::<f64>().ok()? * of)
}

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let ask = Severity::Ask;
    let uses =
        |command: &'static str| text.match_indices(command).take(MOST).map(move |(at, _)| &text[at + command.len()..]);
    // A size or an opacity, then what is set with it.
    for command in ["\\scalebox", "\\resizebox", "\\texttransparent", "\\raisebox"] {
        let unseen = uses(command).any(|rest| {
            let Some((by, behind)) = argument(rest) else { return false };
            let small = match command {
                "\\resizebox" => points(by).is_some_and(|size| size.abs() < 3.0),
                "\\raisebox" => points(by).is_some_and(|by| by.abs() > 1000.0),
                _ => by.trim().parse::<f64>().is_ok_and(|by| by.abs() <= 0.05),
            };
            let behind = behind.trim_start();
            let behind =
                behind.strip_prefix('[').and_then(|rest| rest.find('{').map(|at| &rest[at..])).unwrap_or(behind);
            let set = argument(behind).map_or("", |(set, after)| if says(set) { set } else { after });
            small && says(&set[..set.floor_char_boundary(LONGEST)])
        });
        if unseen {
            findings.add_as(Id::HiddenText, ask, place, command);
        }
    }
    for command in
        ["\\hphantom", "\\vphantom", "\\@gobble", "\\only<0>", "\\uncover<0>", "\\visible<0>", "\\todo[disable]"]
    {
        if uses(command).filter_map(argument).any(|(set, _)| says(set)) {
            findings.add_as(Id::HiddenText, ask, place, command);
        }
    }
    for command in ["\\hspace", "\\hspace*", "\\hskip", "\\vspace", "\\vspace*"] {
        if uses(command).filter_map(argument).any(|(by, _)| points(by).is_some_and(|by| by.abs() > 1000.0)) {
            findings.add_as(Id::OffPage, ask, place, command);
        }
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    for option in ["opacity=0]", "opacity=0,", "opacity=0.0]", "opacity=0.0,"] {
        let words = |(at, _): (usize, &str)| {
            let behind = &plain[at + option.len()..];
            let behind = &behind[..behind.floor_char_boundary(400)];
            behind.find('{').is_some_and(|open| says(behind[open..].split('}').next().unwrap_or_default()))
        };
        if plain.match_indices(option).take(MOST).any(words) {
            findings.add_as(Id::HiddenText, ask, place, "opacity=0");
            break;
        }
    }
    // A condition that is never met.
    for rest in uses("\\newif\\if") {
        let name: String = rest.chars().take(60).take_while(|c| c.is_ascii_alphabetic() || *c == '@').collect();
        let met = text.contains(&format!("\\{name}true"));
        let open = format!("\\if{name}");
        // The first is where it is made.
        for (at, _) in text.match_indices(&open).skip(1).take(MOST).filter(|_| !met && !name.is_empty()) {
            let behind = &text[at + open.len()..];
            let end = ["\\else", "\\fi"].iter().filter_map(|end| behind.find(end)).min().unwrap_or(0);
            findings.aside(&SOURCE, "\\newif", place, &behind[..end]);
        }
    }
    // Before the document begins nothing is set.
    if let Some(class) = text.find("\\documentclass") {
        let said: Vec<&str> =
            text[..class].lines().filter(|line| !line.trim_start().starts_with(['%', '\\', '{', '}', '['])).collect();
        findings.aside(&SOURCE, "\\documentclass", place, &said.join("\n"));
    }
    for property in ["\\pdfinfo", "\\special", "pdfkeywords=", "pdfsubject=", "\\pdfcomment", "\\pdftooltip"] {
        for (said, _) in uses(property).filter_map(argument) {
            findings.aside(&PROPERTIES, property, place, said);
        }
    }
}

/// What is given to a macro that does nothing with it.
pub(super) fn swallowed(text: &str, word: &str, place: &str, findings: &mut Findings) {
    for (at, _) in text.match_indices(word).take(MOST) {
        if let Some((said, _)) = argument(&text[at + word.len()..]).filter(|(said, _)| says(said)) {
            findings.aside(&SOURCE, "\\newcommand", place, said);
        }
    }
}
