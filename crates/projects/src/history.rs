//! What happened on a project, in words.

use foundation::Arg;
use platform::Context;

/// An entry in words: the text `history-<action>` of whichever crate wrote it, with its details as arguments. An action
/// that nobody worded shows a general sentence.
pub fn history_words<'a>(cx: &Context, action: &str, details: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let key = format!("history-{action}");
    if !cx.app.texts.has(&key) {
        return cx.text("projects-history-other");
    }
    let args: Vec<(&str, Arg)> = details
        .into_iter()
        .map(|(name, value)| {
            // Stages, outcomes and states go by words of their own.
            let word = format!("projects-{name}-{value}");
            let known = matches!(name, "stage" | "outcome" | "to") && cx.app.texts.has(&word);
            (name, Arg::Text(if known { cx.text(&word) } else { value.to_owned() }))
        })
        .collect();
    cx.app.texts.text(cx.lang, &key, &args)
}
