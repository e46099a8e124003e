//! Findings in the reader's language.

use platform::Context;

use crate::profile::extension;
use crate::rules::minimum::Found;
use crate::store::requests::OutputFile;

/// A finding in words, and how it is mended: our own text where there is one, else the inspector's.
pub(crate) fn finding_words(cx: &Context, found: &Found, file: Option<&OutputFile>) -> (String, String) {
    let key = format!("finding-{}", found.code);
    if cx.app.texts.has(&key) {
        return (cx.say(&key, &[("place", found.place.as_str().into())]), String::new());
    }
    let (content, name) = file.map_or(("", ""), |f| (f.content.as_str(), f.name.as_str()));
    let program = inspector::ids::program(content, &extension(name));
    // A word of an older service that nobody knows any more says itself.
    let Some(said) = found.inspectors().map(|finding| finding.in_language(program, cx.lang)) else {
        return (found.code.to_string(), String::new());
    };
    let places = [name.to_owned(), inspector::texts::place(cx.lang, &found.place)];
    let place = places.iter().filter(|p| !p.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ");
    (if place.is_empty() { said.message } else { format!("{place}: {}", said.message) }, said.mend)
}
