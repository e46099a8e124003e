//! Reasons, routes and levels in words: ids and dates of the rules become what people read.

use foundation::{Arg, Lang, Texts, date_text, parse_date};
use platform::{Answer, Context, No, Said};

use crate::Rules;
use crate::rules::{Decision, Reason};

/// Words by key, or the id itself where a profile has made up one that nobody has named.
fn named(texts: &Texts, lang: Lang, kind: &str, id: &str) -> String {
    let key = format!("settings-{kind}-{id}");
    if texts.has(&key) { texts.text(lang, &key, &[]) } else { id.to_owned() }
}

fn word(name: &str, value: &str, rules: &Rules, texts: &Texts, lang: Lang) -> Arg {
    let by_key = |key: Option<&String>| key.map_or_else(|| value.to_owned(), |k| texts.text(lang, k, &[]));
    let list = |kind: &str| value.split(',').map(|id| named(texts, lang, kind, id)).collect::<Vec<_>>().join(", ");
    Arg::Text(match name {
        "route" => by_key(rules.route(value).map(|r| &r.words)),
        "class" => by_key(rules.class(value).map(|c| &c.words)),
        "agreement" | "scheme" | "course" | "role" | "state" | "part" => named(texts, lang, name, value),
        "schemes" => list("scheme"),
        "kinds" => list("kind"),
        "countries" => list("country"),
        "from" | "until" => parse_date(value).map_or_else(|| value.to_owned(), |d| date_text(d, lang)),
        "months" => return value.parse().map_or_else(|_| Arg::from(value), Arg::Number),
        _ => value.to_owned(),
    })
}

/// The sentence of a reason, ready to be said.
pub fn said(reason: &Reason, rules: &Rules, texts: &Texts, lang: Lang) -> Said {
    let args = reason.args.iter().map(|(name, value)| (*name, word(name, value, rules, texts, lang)));
    Said { key: reason.key.to_owned(), args: args.collect() }
}

pub fn sentence(reason: &Reason, rules: &Rules, texts: &Texts, lang: Lang) -> String {
    said(reason, rules, texts, lang).in_words(texts, lang)
}

/// The name of a route; its id where the profile no longer has it.
pub fn route(cx: &Context, rules: &Rules, id: &str) -> String {
    rules.route(id).map_or_else(|| id.to_owned(), |r| cx.text(&r.words))
}

/// A level never stands without its words (CAT-03).
pub fn class(cx: &Context, rules: &Rules, id: &str) -> String {
    let words = rules.class(id).map_or_else(|| id.to_owned(), |c| cx.text(&c.words));
    match rules.class_of {
        crate::rules::ClassOf::Level => {
            cx.say("settings-access-level", &[("class", Arg::from(id)), ("words", Arg::Text(words))])
        }
        crate::rules::ClassOf::Setting => cx.say("settings-access-class", &[("words", Arg::Text(words))]),
    }
}

/// A refusal with every reason.
pub(crate) fn refused(cx: &Context, decision: &Decision) -> Answer<No> {
    let rules = cx.app.part::<Rules>()?;
    Ok(No::Refused(decision.refusing().into_iter().map(|r| said(r, rules, &cx.app.texts, cx.lang)).collect()))
}
