//! The sentences of findings, in English and Welsh, out of `locales/`.

use std::sync::OnceLock;

use foundation::{Arg, Lang, Locale, Texts};

use crate::ids::Id;
use crate::report::{Finding, Severity};
use crate::view::{Page, Raster, Sheet, TitleOf, View};

/// This crate's texts, for programs that load all texts together.
pub fn locale() -> Locale {
    Locale::of("inspector".into(), include_str!("../locales/en.ftl"), include_str!("../locales/cy.ftl"))
}

fn texts() -> Option<&'static Texts> {
    static TEXTS: OnceLock<Option<Texts>> = OnceLock::new();
    // The texts are part of the program, and a test loads them; without them a report still has its ids.
    TEXTS.get_or_init(|| Texts::load(&[locale()]).ok()).as_ref()
}

/// The sentence of a key, or nothing where there is no such key.
pub fn sentence(lang: Lang, key: &str) -> Option<String> {
    let texts = texts()?;
    texts.has(key).then(|| texts.text(lang, key, &[]))
}

/// How a kind of finding is mended: in this program, or in general.
pub fn mend(lang: Lang, mend: &str, program: &str) -> String {
    let own = (!program.is_empty()).then(|| sentence(lang, &format!("mend-{mend}-{program}"))).flatten();
    own.or_else(|| sentence(lang, &format!("mend-{mend}"))).unwrap_or_default()
}

/// A place in words of a language: parts of a file keep their names, its lines, pages and cells are called so.
pub fn place(lang: Lang, place: &str) -> String {
    let word = |part: &str| {
        let (what, number) = part.split_once(' ').filter(|(_, n)| n.parse::<u64>().is_ok())?;
        Some(format!("{} {number}", sentence(lang, &format!("place-{what}"))?))
    };
    place.split(" > ").map(|part| word(part).unwrap_or_else(|| part.to_owned())).collect::<Vec<_>>().join(" > ")
}

/// Why there is nothing to look at: the words of [`crate::view::View::problem`].
pub fn no_view(lang: Lang, reason: &str) -> String {
    let own = sentence(lang, &format!("no-view-{reason}"));
    own.or_else(|| sentence(lang, &format!("reason-{reason}"))).unwrap_or_else(|| reason.to_owned())
}

/// What a part of a view is: "Sheet Results", "Slide 3".
pub fn title(lang: Lang, title: &crate::view::Title) -> String {
    let what = match title.what {
        TitleOf::Part => "part",
        TitleOf::Sheet => "sheet",
        TitleOf::Slide => "slide",
        TitleOf::Cell => "cell",
        TitleOf::Columns => "columns",
        TitleOf::Hidden => "hidden",
    };
    let words = sentence(lang, &format!("view-{what}")).unwrap_or_default();
    if title.name.is_empty() { words } else { format!("{words} {}", title.name) }
}

/// What a finding is, as a sentence; its id where there is no such finding.
pub fn finding(lang: Lang, id: &str) -> String {
    let said = id.parse::<Id>().ok().and_then(|id| sentence(lang, &format!("finding-{}", id.key())));
    said.unwrap_or_else(|| id.to_owned())
}

/// Puts the sentences of a language into a finding.
pub(crate) fn fill(finding: &mut Finding, program: &str, lang: Lang) {
    let about = finding.id.about();
    let key = finding.id.key();
    finding.message = sentence(lang, &format!("finding-{key}")).unwrap_or_default();
    if let Some(reason) = sentence(lang, &format!("reason-{}", finding.reason)) {
        finding.message = format!("{}: {reason}", finding.message.trim_end_matches('.'));
    }
    if !finding.evidence.is_empty() {
        finding.message = format!("{} ({})", finding.message.trim_end_matches('.'), finding.evidence);
    }
    if finding.times > 1 {
        finding.message = format!("{} {} ×", finding.message, finding.times);
    }
    finding.why = sentence(lang, &format!("why-{}", about.why)).unwrap_or_default();
    finding.mend = mend(lang, about.mend, program);
    finding.rule = about.rule.to_owned();
}

/// What is said above a page of a view: its number, what is left out, and what was found on it; on the first page, what was
/// found in the file. It may quote the file, so it belongs into pictures and terminals, never into a page's text.
pub fn page_notes(lang: Lang, view: &View, page: &Page) -> Vec<String> {
    let Some(texts) = texts() else { return Vec::new() };
    let number = |n: usize| Arg::from(n.to_string());
    let args = [("page", number(page.number)), ("shown", number(view.shown)), ("of", number(view.of))];
    let mut notes = vec![texts.text(lang, "view-page", &args)];
    if page.number == 1 {
        if view.of > view.shown {
            notes.push(texts.text(lang, "view-not-all", &args));
        }
        if view.cut {
            notes.push(texts.text(lang, "view-cut", &[]));
        }
        notes.extend(view.report.findings.iter().take(MOST_NOTES).map(|f| {
            let at = if f.place.is_empty() { String::new() } else { format!(" ({})", place(lang, &f.place)) };
            format!("{}: {}{at}", severity(lang, f.severity), f.message)
        }));
        if let Some(more) = view.report.findings.len().checked_sub(MOST_NOTES).filter(|more| *more > 0) {
            notes.push(texts.text(lang, "view-more-findings", &[("n", number(more))]));
        }
    } else {
        notes.extend(page.found.iter().map(|mark| finding(lang, &mark.id)));
    }
    if let Sheet::Pixels(Raster { of: Some((width, height)), .. }) = &page.sheet {
        let args = [("width", number(*width as usize)), ("height", number(*height as usize))];
        notes.push(texts.text(lang, "view-smaller", &args));
    }
    notes
}

/// Findings that are listed above the first page.
const MOST_NOTES: usize = 30;

/// How many files there are, how many must not pass, and how many somebody looks at.
pub(crate) fn counts(lang: Lang, files: usize, refused: usize, asked: usize) -> String {
    let Some(texts) = texts() else { return String::new() };
    let number = |n: usize| Arg::from(n.to_string());
    texts.text(
        lang,
        "summary-counts",
        &[("files", number(files)), ("refused", number(refused)), ("asked", number(asked))],
    )
}

/// What a finding does to its file, in a word.
pub fn severity(lang: Lang, severity: Severity) -> String {
    let word = match severity {
        Severity::Blocks => "blocks",
        Severity::Ask => "ask",
        Severity::Note => "note",
    };
    sentence(lang, &format!("view-{word}")).unwrap_or_default()
}
