//! The sentences of findings, in English and Welsh, out of `locales/`.

use std::sync::OnceLock;

use foundation::{Lang, Locale, Texts};

use crate::ids;
use crate::report::Finding;

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

/// Puts the sentences of a language into a finding.
pub(crate) fn fill(finding: &mut Finding, program: &str, lang: Lang) {
    let Some(about) = ids::about(&finding.id) else { return };
    let key = about.id.replace('_', "-").to_lowercase();
    finding.message = sentence(lang, &format!("finding-{key}")).unwrap_or_default();
    if let Some(reason) = sentence(lang, &format!("reason-{}", finding.reason)) {
        finding.message = format!("{}: {reason}", finding.message.trim_end_matches('.'));
    }
    if !finding.evidence.is_empty() {
        finding.message = format!("{} ({})", finding.message.trim_end_matches('.'), finding.evidence);
    }
    finding.why = sentence(lang, &format!("why-{}", about.why)).unwrap_or_default();
    finding.mend = mend(lang, about.mend, program);
    finding.rule = about.rule.to_owned();
}
