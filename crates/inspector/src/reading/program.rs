//! Programs: packed content, long lists, single records, results in comments, secrets (OUT-08, ML-05).

use std::sync::LazyLock;

use regex::Regex;

use crate::ids::Id;
use crate::magic::join;
use crate::{Findings, Purpose, text};

/// Numbers in a row that no program needs: weights or data.
const LONG_LIST: usize = 60;

static BASE64: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/]{120,}={0,2}").ok());
static SINGLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?ix)
        \b(?:if|where|drop|keep|select|filter|subset|replace|list|delete)\b [^\n]{0,80}?
        \b\w*(?:id|serial|serno|pidp|hidp|caseno|ref|uprn|record|respondent)\w*
        \s*(?:==|=|\beq\b|\bin\s*\(|%in%\s*c\()\s* ["']?\d{2,}"#,
    )
    .ok()
});
static INDEXED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)\[[^\]\n]{0,60}\b\w*(?:id|serial|pidp|ref)\b["'\])]*\s*==\s*["']?\d{2,}"#).ok());
static LISTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)\b(?:inlist|inrange)\s*\(\s*\w*(?:id|serial|serno|caseno|pidp|ref)\w*\s*,\s*["']?\d{2,}"#).ok()
});
static SECRET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)(?:\b(?:password|passwd|pwd|secret|api_?key|access_?key|auth_?token)\b\s*(?:[:=]|<-)\s*(["']?[^\s"';]{4,})|-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|://[^/\s:@]+:[^/\s:@]+@)"#,
    )
    .ok()
});

/// A secret that is written down, and not where it is asked for or read: `getpass()`, `Sys.getenv("KEY")`, `${KEY}`, `settings.password`.
fn is_secret(line: &str) -> bool {
    const NAMES: &[&str] = &["password", "passwd", "pwd", "secret", "key", "token"];
    let Some(pattern) = SECRET.as_ref() else { return false };
    pattern.captures_iter(line).any(|found| {
        let Some(value) = found.get(1).map(|value| value.as_str()) else { return true };
        if let Some(quoted) = value.strip_prefix(['"', '\'']) {
            return !quoted.starts_with(['$', '{', '<', '%']);
        }
        let lower = value.to_lowercase();
        let named = lower.contains('.') && NAMES.iter().any(|name| lower.trim_end_matches([',', ')']).ends_with(name));
        !value.contains(['(', '[', '$', '{', '<', '%']) && !named
    })
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

pub(super) fn read(code: &str, place: &str, findings: &mut Findings) {
    let at = |line: usize| join(place, &format!("line {}", line + 1));
    let shown = |line: &str| line.trim().chars().take(40).collect::<String>();
    if text::longest_numbers(code) >= LONG_LIST {
        findings.add(Id::LongArray, place, format!("{}", text::longest_numbers(code)));
    }
    let (mut pasted, mut began) = (0, 0);
    for (number, line) in code.lines().enumerate() {
        if is(&BASE64, line) {
            findings.add(Id::Base64Text, at(number), format!("{} bytes", line.len()));
        }
        // What follows is a requirement for programs that leave, not a sign of hidden data.
        if findings.purpose() == Purpose::Unstated || !findings.policy().reading {
            continue;
        }
        if is(&SINGLE, line) || is(&INDEXED, line) || is(&LISTED, line) {
            findings.add(Id::SingleRecord, at(number), shown(line));
        }
        if is_secret(line) {
            // The name of the secret, never its value.
            let name: String = line.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            findings.add(Id::Secret, at(number), name);
        }
        let said = line.trim_start();
        let comment = said.starts_with(['*', '#', '%'])
            || said.starts_with("//")
            || said.starts_with("--")
            || said.starts_with("/*");
        let numbers = said
            .split(|c: char| c.is_whitespace() || c == '|' || c == ',')
            .filter(|word| word.parse::<f64>().is_ok())
            .count();
        if comment && numbers >= 2 {
            if pasted == 0 {
                began = number;
            }
            pasted += 1;
            if pasted == 3 {
                findings.add(Id::PastedResults, at(began), shown(line));
            }
        } else {
            pasted = 0;
        }
    }
}
