//! The fields of a Word document: what they fetch, and what they keep beside the result that the page shows.

use crate::concealed::{CHOICES, FIELD, helper};
use crate::ids::Id;
use crate::{Findings, Severity};

/// A field that is open: its code, its result so far, and which of them is being read.
#[derive(Default)]
struct Field {
    code: String,
    result: String,
    shown: bool,
    /// Data that a program keeps with the field, packed.
    kept: String,
}

/// The fields around the text that is being read.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

/// Text of one field that is kept.
const MOST: usize = 1 << 20;

impl Fields {
    pub(super) fn begin(&mut self) {
        self.open.push(Field::default());
    }

    pub(super) fn separate(&mut self) {
        if let Some(field) = self.open.last_mut() {
            field.shown = true;
        }
    }

    /// A field whose code stands in one attribute.
    pub(super) fn simple(&mut self, code: String) {
        self.open.push(Field { code, shown: true, ..Field::default() });
    }

    /// Text of the code, or text that a page would show: within a code it does not.
    pub(super) fn text(&mut self, text: &str) {
        let Some(field) = self.open.last_mut() else { return };
        let to = if field.shown { &mut field.result } else { &mut field.code };
        if to.len() < MOST {
            to.push_str(text);
        }
    }

    pub(super) fn data(&mut self, text: &str, place: &str, findings: &mut Findings) {
        match self.open.last_mut() {
            Some(field) if field.kept.len() < MOST => field.kept.push_str(text),
            Some(_) => {}
            None => findings.aside(&FIELD, "fldData", place, text),
        }
    }

    /// The innermost field ends; what it shows is part of the field around it.
    pub(super) fn end(&mut self, place: &str, findings: &mut Findings) {
        let Some(field) = self.open.pop() else { return };
        judge(&field, place, findings);
        self.text(&field.result);
    }

    /// The part ends, and with it what was left open.
    pub(super) fn finish(&mut self, place: &str, findings: &mut Findings) {
        while !self.open.is_empty() {
            self.end(place, findings);
        }
    }
}

fn judge(field: &Field, place: &str, findings: &mut Findings) {
    let code = field.code.trim();
    let (word, rest) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
    let word = word.to_uppercase();
    if word == "ADDIN" {
        return addin(rest.trim(), &field.kept, place, findings);
    }
    findings.aside(&FIELD, "fldData", place, &field.kept);
    match word.as_str() {
        // Of branches one is shown; the operands and the others are not.
        "IF" | "COMPARE" | "SKIPIF" | "NEXTIF" => {
            let shown = field.result.trim();
            let branches = rest.split('"').skip(1).step_by(2).map(str::trim).filter(|said| *said != shown);
            // What is compared is short: a number, the name of a field.
            let unseen: Vec<&str> =
                branches.filter(|said| said.chars().filter(|c| c.is_alphanumeric()).count() > 3).collect();
            let bare = if rest.contains('"') { "" } else { rest };
            findings.aside(&FIELD, "IF", place, &unseen.join("\n"));
            findings.aside(&CHOICES, "IF", place, bare);
        }
        // A mark in the text for an index or a list, which stands elsewhere on a page, if anywhere.
        "XE" | "TC" | "TA" => findings.aside(&CHOICES, "XE", place, rest),
        "SET" | "ASK" | "FILLIN" | "PRIVATE" | "COMMENTS" => {
            let said = rest.trim_matches(['"', ' ']);
            if said != field.result.trim() {
                findings.aside(&FIELD, if word == "PRIVATE" { "PRIVATE" } else { "SET" }, place, said);
            }
        }
        // The tip and the address behind a link, names of pictures and styles.
        _ if KNOWN.contains(&word.as_str()) || word.starts_with('=') => {
            let long = rest.split(char::is_whitespace).filter(|part| part.len() > 300).collect::<Vec<_>>().join("\n");
            findings.aside(&FIELD, "…", place, &long);
            // What is said at length does not say where a result comes from.
            let said =
                |part: &&str| part.len() > 120 && part.trim().contains(' ') && !field.result.contains(part.trim());
            let quoted: Vec<&str> = rest.split('"').skip(1).step_by(2).filter(said).collect();
            findings.aside(&FIELD, "…", place, &quoted.join("\n"));
            if !LONG.contains(&word.as_str()) && !rest.contains('"') && rest.len() > 200 {
                findings.aside(&FIELD, "…", place, rest);
            }
            let tip = rest.split("\\o").nth(1).unwrap_or_default();
            findings.aside(&CHOICES, "\\o", place, tip);
        }
        _ => findings.aside(&FIELD, "?", place, code.get(word.len()..).unwrap_or_default()),
    }
}

/// Fields whose codes are long by what they do, or are shown as they stand.
const LONG: &[&str] =
    &["EQ", "MACROBUTTON", "GOTOBUTTON", "HYPERLINK", "LINK", "EMBED", "DATABASE", "DDE", "DDEAUTO", ""];

/// Fields whose codes say where the result comes from and nothing else.
const KNOWN: &[&str] = &[
    "",
    "HYPERLINK",
    "REF",
    "PAGEREF",
    "NOTEREF",
    "SEQ",
    "PAGE",
    "NUMPAGES",
    "NUMWORDS",
    "NUMCHARS",
    "DATE",
    "TIME",
    "SAVEDATE",
    "CREATEDATE",
    "PRINTDATE",
    "EDITTIME",
    "AUTHOR",
    "LASTSAVEDBY",
    "TITLE",
    "SUBJECT",
    "KEYWORDS",
    "FILENAME",
    "FILESIZE",
    "STYLEREF",
    "TOC",
    "INDEX",
    "BIBLIOGRAPHY",
    "CITATION",
    "SYMBOL",
    "EQ",
    "LISTNUM",
    "AUTONUM",
    "AUTONUMLGL",
    "AUTONUMOUT",
    "SECTION",
    "SECTIONPAGES",
    "REVNUM",
    "FORMTEXT",
    "FORMCHECKBOX",
    "FORMDROPDOWN",
    "MERGEFIELD",
    "MERGEREC",
    "MERGESEQ",
    "NEXT",
    "DOCPROPERTY",
    "DOCVARIABLE",
    "SHAPE",
    "CONTROL",
    "GOTOBUTTON",
    "MACROBUTTON",
    "QUOTE",
    "TOA",
    "USERNAME",
    "USERINITIALS",
    "USERADDRESS",
    "INFO",
    "TEMPLATE",
    "BARCODE",
    "DISPLAYBARCODE",
    "ADDRESSBLOCK",
    "GREETINGLINE",
    "DDE",
    "DDEAUTO",
    "INCLUDETEXT",
    "INCLUDEPICTURE",
    "LINK",
    "EMBED",
    "DATABASE",
    "IMPORT",
    "INCLUDE",
    "RD",
    "HTMLACTIVEX",
    "PRINT",
    "ADVANCE",
    "GLOSSARY",
    "AUTOTEXT",
    "AUTOTEXTLIST",
    "BIDIOUTLINE",
    "OCX",
];

/// What another program keeps in a field: the records of a paper that is cited, where it is a program for references and they are
/// such records; anything else nobody knows.
fn addin(rest: &str, kept: &str, place: &str, findings: &mut Findings) {
    let Some(program) = helper(rest) else {
        findings.aside(&FIELD, "ADDIN", place, rest);
        findings.aside(&FIELD, "ADDIN", place, kept);
        return;
    };
    // Bibliographic records say what they are; a payload that does not is none.
    const MOST_CITED: usize = 64 << 10;
    let payload = rest.find('{').map_or("", |at| &rest[at..]);
    let right = match program {
        "Zotero" | "Mendeley" if payload.starts_with('{') => match serde_json::from_str::<serde_json::Value>(payload) {
            Ok(value) => {
                let items = value.get("citationItems").and_then(serde_json::Value::as_array);
                let cites =
                    |item: &serde_json::Value| item.get("itemData").is_none_or(|data| data.get("type").is_some());
                items.is_some_and(|all| all.iter().all(cites)) || value.get("uncited").is_some() || payload.len() < 400
            }
            Err(_) => false,
        },
        "EndNote" => rest.len() < 40 || rest.contains("<EndNote>"),
        _ => true,
    };
    if right && rest.len() < MOST_CITED {
        findings.add_as(Id::ReferenceManager, Severity::Note, place, program);
    } else {
        findings.aside(&FIELD, "ADDIN", place, rest);
    }
}
