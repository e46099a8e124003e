//! What LaTeX reads and does not typeset, and data of figures that it draws itself.

use std::collections::HashMap;

use super::{longest_numbers, unset};
use crate::concealed::{MACROS, SOURCE};
use crate::ids::Id;
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

/// Macros whose bodies are looked at, and how far each is read.
const MOST_DEFINED: usize = 2_000;
const LONGEST_BODY: usize = 16 << 10;
/// Boxes that are looked at.
const MOST_BOXES: usize = 200;
/// Names for white that are looked for.
const MOST_WHITES: usize = 200;

pub(super) fn look(text: &str, place: &str, findings: &mut Findings) {
    let ask = Severity::Ask;
    unread(text, place, findings);
    unset::look(text, place, findings);
    // What stands behind a `%` is a remark, and says what it says to whoever reads the source.
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    for hidden in ["\\iffalse", "\\if0", "\\begin{comment}", "\\transparent{0}", "\\transparent{0.0}"] {
        if plain.contains(hidden) {
            findings.add_as(Id::HiddenText, ask, place, hidden);
        }
    }
    // A digit's width is how columns of numbers are lined up.
    if plain.match_indices("\\phantom{").any(|(at, word)| {
        let inside = plain[at + word.len()..].chars().take(200).take_while(|c| *c != '}');
        let (letters, digits) = inside.fold((0, 0), |(letters, digits), c| {
            (letters + usize::from(c.is_alphabetic()), digits + usize::from(c.is_ascii_digit()))
        });
        letters > 2 || digits > 8
    }) {
        findings.add_as(Id::HiddenText, ask, place, "\\phantom");
    }
    let mut whites: Vec<String> = WHITE.iter().map(|white| (*white).to_owned()).collect();
    for (at, word) in plain.match_indices("\\definecolor{") {
        // {name}{model}{value}
        let near: String = plain[at + word.len()..].chars().take(200).collect();
        let mut parts = near.splitn(4, '}').map(|part| part.trim_start_matches('{'));
        let (Some(name), Some(model), Some(value)) = (parts.next(), parts.next(), parts.next()) else { continue };
        if WHITE.contains(&format!("[{model}]{{{value}}}").as_str()) {
            if whites.len() >= MOST_WHITES {
                findings.partly(place, "\\definecolor");
                break;
            }
            whites.push(format!("{{{name}}}"));
        }
    }
    if let Some(white) = whites
        .iter()
        .find(|white| ["\\textcolor", "\\color"].iter().any(|word| plain.contains(&format!("{word}{white}"))))
    {
        findings.add_as(Id::HiddenText, ask, place, white);
    }
    for (at, word) in plain.match_indices("\\fontsize{") {
        let size: String = plain[at + word.len()..].chars().take(20).take_while(|c| *c != '}').collect();
        let size = size.trim_end_matches("pt");
        if size.parse::<f64>().is_ok_and(|size| size > 0.0 && size <= 2.0) {
            findings.add(Id::TinyText, place, word);
        }
    }
    if text.contains("\\begin{filecontents") {
        findings.add(Id::EmbeddedObject, place, "filecontents");
    }
    let drawn = text.find("\\addplot").map(|at| &text[at..]).unwrap_or_default();
    if drawn.contains("coordinates") && pairs(drawn) >= 3 || drawn.contains("table") && longest_numbers(drawn) >= 6 {
        findings.add_as(Id::LiveChart, ask, place, "pgfplots");
    }
    if text.contains("\\write18") || text.contains("\\immediate\\write") {
        findings.add(Id::Macro, place, "\\write18");
    }
}

/// What stands behind the end, and what is defined and never used: LaTeX reads past it.
fn unread(text: &str, place: &str, findings: &mut Findings) {
    // A remark may speak of it.
    let spoken = |at: usize| {
        let line = &text[text.floor_char_boundary(at.saturating_sub(400))..at];
        let line = line.rsplit('\n').next().unwrap_or_default();
        line.contains('%') || line.contains("\\verb")
    };
    let ends = text.match_indices("\\end").filter_map(|(at, word)| {
        let rest = text[at + word.len()..].trim_start().strip_prefix('{')?.trim_start().strip_prefix("document")?;
        Some((at, rest.trim_start().strip_prefix('}')?))
    });
    let stops = ["\\endinput", "\\stop\n"]
        .into_iter()
        .flat_map(|end| text.match_indices(end).map(|(at, word)| (at, &text[at + word.len()..])));
    for (_, behind) in ends.chain(stops).filter(|(at, _)| !spoken(*at)).take(1) {
        findings.aside(&SOURCE, "\\end", place, behind);
    }
    boxes(text, place, findings);
    // Environments that are left out by their name.
    for (at, word) in text.match_indices("\\excludecomment{") {
        let name: String = text[at + word.len()..].chars().take(60).take_while(|c| *c != '}').collect();
        if text.contains(&format!("\\begin{{{name}}}")) {
            findings.add_as(Id::HiddenText, Severity::Ask, place, "\\excludecomment");
        }
    }
    let mut used: HashMap<&str, usize> = HashMap::new();
    for (at, _) in text.match_indices('\\') {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '@').unwrap_or(rest.len());
        *used.entry(&text[at..at + 1 + end]).or_default() += 1;
    }
    let defined = definitions(text);
    if defined.len() >= MOST_DEFINED {
        findings.partly(place, "\\newcommand");
    }
    for (word, body, takes) in defined {
        if used.get(word).is_none_or(|times| *times < 2) {
            findings.aside(&MACROS, "\\newcommand", place, body);
        } else if takes && body.trim_matches(|c: char| c == '{' || c == '%' || c.is_whitespace()).is_empty() {
            unset::swallowed(text, word, place, findings);
        }
    }
}

/// Boxes that are filled and never set.
fn boxes(text: &str, place: &str, findings: &mut Findings) {
    for way in ["\\sbox", "\\savebox", "\\setbox", "\\begin{lrbox}"] {
        if text.matches(way).count() > MOST_BOXES {
            findings.partly(place, way);
        }
        for (at, _) in text.match_indices(way).take(MOST_BOXES) {
            let rest = &text[at + way.len()..];
            let name = rest.find('\\').map_or("", |from| {
                let word = &rest[from + 1..];
                &word[..word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len())]
            });
            let sets = |word: &str| {
                text.contains(&format!("\\{word}{{\\{name}}}")) || text.contains(&format!("\\{word}\\{name}"))
            };
            if !name.is_empty()
                && !["usebox", "box", "copy", "unhbox", "unvbox", "unhcopy", "unvcopy"].iter().any(|word| sets(word))
            {
                let behind = rest.find('{').map_or("", |open| &rest[open..]);
                let end = behind.find("\n\n").unwrap_or(behind.len());
                findings.aside(&SOURCE, way, place, &behind[..end]);
            }
        }
    }
}

/// Macros that the source defines, each with its body: the command's name, what stands in the last braces, and whether it is given something.
fn definitions(text: &str) -> Vec<(&str, &str, bool)> {
    let ways = [
        "\\newcommand",
        "\\renewcommand",
        "\\providecommand",
        "\\def",
        "\\gdef",
        "\\DeclareRobustCommand",
        "\\NewDocumentCommand",
    ];
    let mut all = Vec::new();
    for way in ways {
        for (at, _) in text.match_indices(way) {
            let rest = text[at + way.len()..].trim_start_matches(['*', '{', ' ']);
            if !rest.starts_with('\\') || all.len() >= MOST_DEFINED {
                continue;
            }
            let name = 1 + rest[1..].find(|c: char| !c.is_ascii_alphabetic() && c != '@').unwrap_or(rest.len() - 1);
            let Some(open) = rest[name..].trim_start_matches('}').find('{').map(|to| {
                let skipped = rest[name..].len() - rest[name..].trim_start_matches('}').len();
                name + skipped + to
            }) else {
                continue;
            };
            let mut depth = 0usize;
            let end = rest[open..].bytes().take(LONGEST_BODY).position(|byte| {
                match byte {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                depth == 0
            });
            let body = end.map_or(&rest[open..], |end| &rest[open..open + end]);
            // Commands are how something is set; words and numbers are what is.
            let takes = rest[name..open].contains(['#', '[']);
            all.push((&rest[..name], body, takes));
        }
    }
    all
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
