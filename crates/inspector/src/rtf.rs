//! RTF: control words and groups, walked once.

mod away;
mod known;
mod packed;
mod paper;

use away::{Away, Row};
use known::QUIET;
use paper::{Table, layout};

use crate::concealed::{ALTERNATIVE, DESTINATION, FIELD, GROUPS, PROPERTIES, SHORT, helper, telling};
use crate::ids::Id;
use crate::{Findings, Severity};

/// Groups inside each other; more is an attack on whatever reads the file next.
const DEEPEST: usize = 2000;

/// The formatting that a group inherits.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum To {
    #[default]
    Body,
    /// Properties, fonts, styles: text that is not shown.
    Aside,
    Colours,
    Instruction,
    Author,
    /// The name and the value of a property of a shape.
    Property,
    /// A variable of the document: its name and its value.
    Variable,
    /// A group that readers skip because they do not know its name.
    Unknown,
    /// What is said of the document: title, subject, remarks.
    Told,
    /// A picture, each byte as two digits.
    Picture,
    /// Bytes of a program, each as two digits.
    Bytes,
}

#[derive(Clone, Copy, Default)]
struct State {
    to: To,
    hidden: bool,
    deleted: bool,
    inserted: bool,
    tiny: bool,
    /// Index into the colour table.
    colour: usize,
    ground: usize,
    /// The ground is that of a marker.
    marked: bool,
    /// `\*` was read: an unknown word makes the group one that may be skipped.
    optional: bool,
    away: Away,
}

pub(crate) fn look(bytes: &[u8], place: &str, findings: &mut Findings) {
    let mut stack = vec![State::default()];
    let (mut colours, mut colour) = (Vec::<Option<[i64; 3]>>::new(), None::<[i64; 3]>);
    let (mut text, mut field, mut unknown) = (String::new(), String::new(), Vec::<(String, String)>::new());
    let (mut kept, mut kept_by) = (Vec::<u8>::new(), String::new());
    let (mut told, mut picture) = (String::new(), Vec::<u8>::new());
    let (mut passed, mut long) = (String::new(), Passed::default());
    let mut at = 0;
    let mut end = None;
    let (mut table, mut row) = (Table::default(), Row::default());
    let mut named = false;
    findings.paper(|paper| paper.part(place, None));
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => {
                let top = stack.last().copied().unwrap_or_default();
                set_aside(&mut passed, &mut long);
                stack.push(State { optional: false, ..top });
                if stack.len() > DEEPEST {
                    findings.because(Id::Bomb, "deep-elements", place, "RTF");
                    return;
                }
            }
            b'}' => {
                let left = stack.pop();
                if !passed.is_empty() && left.is_some_and(|state| state.to == To::Aside) {
                    set_aside(&mut passed, &mut long);
                }
                if left.is_some_and(|state| state.to == To::Instruction) {
                    unshown(&std::mem::take(&mut field), place, findings);
                }
                if left.is_some_and(|state| state.to == To::Property)
                    && let Some(("wzDescription", told)) = field.split_once('=')
                {
                    findings.aside(&ALTERNATIVE, "wzDescription", place, told);
                }
                let kept_here = |state: Option<&State>| state.is_some_and(|state| state.to == To::Bytes);
                if kept_here(left.as_ref()) && !kept_here(stack.last()) && !kept.is_empty() {
                    packed::judge(&kept_by, &std::mem::take(&mut kept), place, findings);
                }
                let ends = left.is_some_and(|state| state.to == To::Picture);
                if ends && stack.last().is_none_or(|state| state.to != To::Picture) && !picture.is_empty() {
                    packed::picture(&std::mem::take(&mut picture), place, findings);
                }
                // The name stands in a group of its own, and the value in the next.
                if left.is_some_and(|state| state.to == To::Variable) && !field.is_empty() {
                    let helps = helper(&field).filter(|_| !named);
                    if !named && helps.is_none() {
                        findings.add(Id::DocVars, place, &field);
                    } else if let Some(program) = helps {
                        findings.add_as(Id::DocVars, Severity::Ask, place, program);
                    }
                    named = true;
                    field.clear();
                }
                if stack.len() <= 1 {
                    end = Some(at);
                    break;
                }
            }
            b'\\' => {
                let Some((word, number, next)) = word(bytes, at) else { break };
                at = next;
                if word == "bin" {
                    let end = at.saturating_add(number.unwrap_or(0).max(0) as usize).min(bytes.len());
                    // Bytes of a picture stand in its group; anywhere else nobody sees them.
                    if stack.last().is_some_and(|state| state.to == To::Picture) {
                        packed::picture(&bytes[at..end], place, findings);
                    } else if end > at {
                        findings.add(Id::EmbeddedObject, place, format!("\\bin {} bytes", end - at));
                    }
                    at = end;
                    continue;
                }
                if word == "'" {
                    // One byte of the Western set, where it is text.
                    let byte = bytes.get(at..at + 2).and_then(|two| std::str::from_utf8(two).ok());
                    let letter = byte.and_then(|two| u8::from_str_radix(two, 16).ok()).map(char::from);
                    at += 2;
                    let top = stack.last().copied().unwrap_or_default();
                    match letter {
                        Some(letter) if top.to == To::Unknown => skipped(&mut unknown, letter),
                        Some(letter) if top.to == To::Bytes => kept.push(letter as u8),
                        Some(letter) if top.to == To::Aside => passed.push(letter),
                        _ => {}
                    }
                    if let Some(letter) = letter.filter(|_| top.to == To::Body) {
                        text.push(letter);
                        let mark = if letter.is_whitespace() { "" } else { seen(top, &colours, &row, place, findings) };
                        findings.paper(|paper| paper.text(letter.encode_utf8(&mut [0; 4]), mark));
                    }
                    continue;
                }
                if word == "u" {
                    // A letter by its number; what stands for it in old readers follows.
                    let top = stack.last().copied().unwrap_or_default();
                    let letter = number.and_then(|n| char::from_u32(u32::from(n as u16)));
                    letter
                        .filter(|_| top.to == To::Unknown)
                        .into_iter()
                        .for_each(|letter| skipped(&mut unknown, letter));
                    passed.extend(letter.filter(|_| top.to == To::Aside));
                    let letter = letter.filter(|_| top.to == To::Body);
                    if let Some(letter) = letter {
                        text.push(letter);
                        let mark = seen(top, &colours, &row, place, findings);
                        findings.paper(|paper| paper.text(letter.encode_utf8(&mut [0; 4]), mark));
                    }
                    continue;
                }
                let Some(state) = stack.last_mut() else { break };
                if state.to == To::Colours {
                    let part = match word.as_str() {
                        "red" => 0,
                        "green" => 1,
                        "blue" => 2,
                        _ => continue,
                    };
                    colour.get_or_insert([0; 3])[part] = number.unwrap_or(0);
                    continue;
                }
                row.control(&word, number);
                state.away.control(&word, number);
                if state.to == To::Body {
                    findings.paper(|paper| layout(&word, &mut table, paper));
                }
                if matches!(word.as_str(), "par" | "line" | "row" | "sect" | "page") {
                    text.push('\n');
                } else if matches!(word.as_str(), "tab" | "cell") {
                    text.push('\t');
                }
                let before = *state;
                control(&word, number, state, place, findings);
                if state.to == To::Unknown && before.optional {
                    unknown.push((word.clone(), String::new()));
                }
                if state.to == To::Bytes && before.to != To::Bytes {
                    kept_by.clone_from(&word);
                    kept.clear();
                }
                match word.as_str() {
                    "fldinst" | "sn" => field.clear(),
                    "docvar" => {
                        field.clear();
                        named = false;
                    }
                    "sv" => field.push('='),
                    _ => {}
                }
            }
            b'\r' | b'\n' => {}
            byte => {
                let state = stack.last().copied().unwrap_or_default();
                match state.to {
                    To::Colours if *byte == b';' => colours.push(colour.take()),
                    To::Instruction => {
                        field.push(char::from(*byte));
                        instruction(&field, place, findings);
                    }
                    To::Property => {
                        field.push(char::from(*byte));
                        property(&field, place, findings);
                    }
                    To::Variable => field.push(char::from(*byte)),
                    To::Unknown => skipped(&mut unknown, char::from(*byte)),
                    To::Bytes => kept.push(*byte),
                    To::Aside => passed.push(char::from(*byte)),
                    To::Told => told.push(char::from(*byte)),
                    To::Picture => picture.push(*byte),
                    To::Author if !byte.is_ascii_whitespace() => findings.add(Id::AuthorMeta, place, "\\author"),
                    To::Body => {
                        text.push(char::from(*byte));
                        let mut mark = "";
                        if !byte.is_ascii_whitespace() && *byte != b';' {
                            mark = seen(state, &colours, &row, place, findings);
                        }
                        findings.paper(|paper| paper.text(char::from(*byte).encode_utf8(&mut [0; 4]), mark));
                    }
                    _ => {}
                }
            }
        }
    }
    let rest = end.map_or(&[][..], |end| &bytes[end..]);
    let said = rest.iter().filter(|b| !b.is_ascii_whitespace() && **b != 0).count();
    if said > 0 {
        findings.add(Id::TrailingData, place, format!("{said} bytes"));
    }
    if end.is_none() {
        findings.because(Id::Unreadable, "broken", place, "RTF");
    }
    for (word, said) in &unknown {
        findings.aside(&DESTINATION, "\\*", &crate::magic::join(place, &format!("\\{word}")), said);
    }
    // What old readers show instead of a shape says the same once more.
    for (rule, all) in [(&GROUPS, &long.long), (&SHORT, &long.telling)] {
        for words in all.iter().filter(|words| !text.contains(words.as_str())) {
            findings.aside(rule, "{…}", place, words);
        }
    }
    findings.aside(&PROPERTIES, "\\info", place, &told);
    crate::text::says(&text, place, findings);
}

/// Text of groups that readers pass over.
#[derive(Default)]
struct Passed {
    long: Vec<String>,
    telling: Vec<String>,
}

/// A letter of the group that was begun last.
fn skipped(unknown: &mut [(String, String)], letter: char) {
    if let Some((_, said)) = unknown.last_mut() {
        said.push(letter);
    }
}

/// The text of a group that readers pass over, where it is longer than a name, or a name with several numbers.
fn set_aside(passed: &mut String, all: &mut Passed) {
    const NAME: usize = 150;
    const MOST: usize = 10_000;
    let words = std::mem::take(passed);
    let words = words.trim().trim_end_matches(';');
    let numbers = || words.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() >= 4).count();
    if all.long.len() < MOST && (words.len() > NAME || words.len() > 8 && numbers() >= 2) {
        all.long.push(words.to_owned());
    } else if all.telling.len() < MOST && telling(words) {
        all.telling.push(words.to_owned());
    }
}

/// One byte a letter.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// A control word or symbol, its number, and where it ends.
fn word(bytes: &[u8], start: usize) -> Option<(String, Option<i64>, usize)> {
    let first = *bytes.get(start)?;
    if !first.is_ascii_alphabetic() {
        return Some((char::from(first).to_string(), None, start + 1));
    }
    let mut at = start;
    while at - start < 40 && bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
        at += 1;
    }
    let word = String::from_utf8_lossy(&bytes[start..at]).into_owned();
    let from = at;
    if bytes.get(at) == Some(&b'-') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    while at - from < 12 && bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    let number = std::str::from_utf8(&bytes[from..at]).ok().and_then(|digits| digits.parse().ok());
    if bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    Some((word, number, at))
}

fn control(word: &str, number: Option<i64>, state: &mut State, place: &str, findings: &mut Findings) {
    let on = number != Some(0);
    let index = || usize::try_from(number.unwrap_or(0)).unwrap_or(0);
    match word {
        "*" => state.optional = true,
        "v" | "webhidden" if word == "v" => state.hidden = on,
        "plain" => {
            let (to, optional, away) = (state.to, state.optional, state.away.plain());
            *state = State { to, optional, away, ..State::default() };
        }
        "deleted" | "mvf" => state.deleted = on,
        "revised" | "mvt" => state.inserted = on,
        "crauth" | "crdate" | "prauth" | "oldcprops" | "oldpprops" | "oldtprops" | "oldsprops" => {
            findings.add(Id::TrackedFormat, place, format!("\\{word}"));
            if word.starts_with("old") {
                state.to = To::Aside;
            }
        }
        "piccropl" | "piccropr" | "piccropt" | "piccropb" if number.unwrap_or(0) > 0 => {
            findings.add(Id::CroppedImage, place, format!("\\{word}"));
        }
        "userprops" => {
            findings.add(Id::CustomProps, place, "");
            state.to = To::Aside;
        }
        "sn" | "sv" => state.to = To::Property,
        "fs" => state.tiny = (1..=4).contains(&number.unwrap_or(24)),
        "cf" => state.colour = index(),
        "cb" | "highlight" | "chcbpat" | "cbpat" | "clcbpat" => {
            state.ground = index();
            state.marked = word == "highlight";
        }
        "colortbl" => state.to = To::Colours,
        "fldinst" => state.to = To::Instruction,
        "author" | "operator" | "manager" | "company" => state.to = To::Author,
        "object" | "objdata" | "objemb" | "objlink" | "objautlink" | "objocx" | "objhtml" => {
            findings.add(Id::EmbeddedObject, place, format!("\\{word}"));
            if word == "objdata" {
                state.to = To::Bytes;
            }
        }
        "objclass" => state.to = To::Aside,
        "annotation" | "atnid" | "atnauthor" => {
            findings.add(Id::Comments, place, format!("\\{word}"));
            state.to = To::Aside;
        }
        "docvar" => state.to = To::Variable,
        "mailmerge" => {
            findings.add(Id::MailMerge, place, "");
            state.to = To::Aside;
        }
        "template" => {
            state.to = To::Aside;
        }
        "datastore" => {
            findings.add(Id::CustomXml, place, "\\datastore");
            state.to = To::Bytes;
        }
        "themedata" | "colorschememapping" | "passwordhash" | "blipuid" | "fontemb" | "panose" | "datafield"
        | "latentstyles" | "lsdlockedexcept" | "rsidtbl" | "svb" | "pgptbl" | "writereservhash" | "oleclsid" => {
            state.to = To::Bytes;
        }
        "header" | "footer" | "headerl" | "headerr" | "footerl" | "footerr" | "headerf" | "footerf" => {
            findings.add(Id::HeaderFooter, place, "");
        }
        "info" => state.to = To::Told,
        "pict" => state.to = To::Picture,
        // A picture as large as a point.
        "picwgoal" if number.is_some_and(|width| (0..=20).contains(&width)) => {
            findings.add(Id::UnusedPicture, place, "\\picwgoal");
        }
        "ud" => state.to = To::Body,
        "listtext" | "pntext" | "xe" | "tc" | "upr" => state.to = To::Aside,
        "fonttbl" | "stylesheet" | "listtable" | "listoverridetable" | "revtbl" | "generator" | "xmlnstbl"
        | "filetbl" | "bkmkstart" | "bkmkend" | "shpinst" | "sp" | "mmathPr" | "pnseclvl" | "nonshppict"
        | "wgrffmtfilter" | "falt" | "listname" | "levelnumbers" | "leveltext" | "defchp" | "defpap" => {
            state.to = To::Aside;
        }
        "shptxt" | "fldrslt" | "result" => state.to = To::Body,
        _ if state.optional => state.to = if QUIET.contains(&word) { To::Aside } else { To::Unknown },
        _ => {}
    }
    if word != "*" {
        state.optional = false;
    }
}

/// The finding that keeps a reader from seeing this text, or nothing.
fn seen(state: State, colours: &[Option<[i64; 3]>], row: &Row, place: &str, findings: &mut Findings) -> &'static str {
    let mut mark = row.seen(state.away, place, findings);
    if state.hidden {
        findings.add(Id::HiddenText, place, "\\v");
        mark = "hidden_text";
    }
    if state.deleted {
        findings.add(Id::TrackedDeletion, place, "\\deleted");
        mark = "tracked_deletion";
    }
    if state.inserted {
        findings.add(Id::TrackedInsertion, place, "\\revised");
        mark = "tracked_insertion";
    }
    if state.tiny {
        findings.add(Id::TinyText, place, "\\fs");
        mark = "tiny_text";
    }
    // Index 0 is the reader's own colour: black on white.
    let paper = |index: usize| colours.get(index).copied().flatten().is_some_and(|c| c.iter().all(|part| *part >= 245));
    let of = |index: usize| colours.get(index).copied().flatten();
    let same = of(state.colour).zip(of(state.ground)).is_some_and(|(a, b)| (0..3).all(|n| a[n].abs_diff(b[n]) <= 8));
    let black = of(state.ground).is_some_and(|c| c.iter().all(|part| *part <= 8));
    if state.marked && state.ground > 0 && state.colour == 0 && black {
        findings.add(Id::WhiteText, place, "\\highlight");
        mark = "white_text";
    } else if state.colour > 0 && state.ground > 0 && same {
        findings.add(Id::WhiteText, place, "\\cf \\cb");
        mark = "white_text";
    } else if state.colour > 0 && paper(state.colour) && (state.ground == 0 || paper(state.ground)) {
        findings.add(Id::WhiteText, place, "\\cf");
        mark = "white_text";
    }
    mark
}

/// Properties of a shape: hidden, or its picture cut.
fn property(field: &str, place: &str, findings: &mut Findings) {
    match field.split_once('=') {
        Some(("fHidden", "1")) => findings.add(Id::HiddenText, place, "fHidden"),
        Some((name, value)) if name.starts_with("cropFrom") && value.trim().parse::<i64>().is_ok_and(|cut| cut > 0) => {
            findings.add(Id::CroppedImage, place, name);
        }
        _ => {}
    }
}

/// What a field keeps and does not show: its branches, what it sets, data of other programs.
fn unshown(field: &str, place: &str, findings: &mut Findings) {
    let (word, rest) = field.trim().split_once(char::is_whitespace).unwrap_or_default();
    match word.to_uppercase().as_str() {
        "IF" | "COMPARE" => {
            let branches = rest.split('"').skip(1).step_by(2);
            let long: Vec<&str> =
                branches.filter(|said| said.chars().filter(|c| c.is_alphanumeric()).count() > 8).collect();
            findings.aside(&FIELD, "IF", place, &long.join("\n"));
        }
        "SET" | "ASK" | "FILLIN" | "PRIVATE" | "COMMENTS" => findings.aside(&FIELD, "SET", place, rest),
        "ADDIN" => match helper(rest.trim()) {
            Some(program) => findings.add_as(Id::ReferenceManager, Severity::Note, place, program),
            None => findings.aside(&FIELD, "ADDIN", place, rest),
        },
        _ => {}
    }
}

fn instruction(field: &str, place: &str, findings: &mut Findings) {
    let word = field.split_whitespace().next().unwrap_or_default();
    match word {
        "DDE" | "DDEAUTO" => findings.add(Id::DdeField, place, word),
        "INCLUDETEXT" | "INCLUDEPICTURE" | "LINK" | "EMBED" | "DATABASE" | "IMPORT" => {
            findings.add(Id::FieldInclude, place, word);
        }
        _ => {}
    }
}
