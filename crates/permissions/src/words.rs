//! `Do::"…"` in our policies, `Action::"…"` in Cedar's.
//!
//! Cedar fixes the name of an action's type. `Do` reads better aloud, so policies say `Do` and the text is changed on its
//! way in, outside strings and comments only.

/// Policy text with each `Do::` that stands before a string turned into `Action::`. Lines stay where they were.
pub(crate) fn to_cedar(policies: &str) -> String {
    let mut out = String::with_capacity(policies.len() + 64);
    let mut rest = policies;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let part = if c == '"' {
            string_end(rest)
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("Do::\"") && !is_word(before) && before != ':' {
            out.push_str("Action::");
            rest = &rest["Do::".len()..];
            before = ':';
            continue;
        } else {
            c.len_utf8()
        };
        out.push_str(&rest[..part]);
        before = rest[..part].chars().next_back().unwrap_or(' ');
        rest = &rest[part..];
    }
    out
}

/// Cedar's messages, in the words of our policies.
pub(crate) fn from_cedar(message: &str) -> String {
    message.replace("Action::\"", "Do::\"")
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length in bytes of the string literal that `text` starts with, quotes included.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
