//! Every sentence of the service, by key, in English and Welsh (LNG-01, invariant 10).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::Lang;

/// The texts that one crate or profile brings, in Fluent's format. A later locale replaces keys of an earlier
/// one only if it says so (`overrides`): a profile may use its own words.
#[derive(Debug, Clone)]
pub struct Locale {
    pub name: String,
    pub en: Cow<'static, str>,
    pub cy: Cow<'static, str>,
    pub overrides: bool,
}

impl Locale {
    pub const fn of(name: String, en: &'static str, cy: &'static str) -> Locale {
        Locale { name, en: Cow::Borrowed(en), cy: Cow::Borrowed(cy), overrides: false }
    }
}

/// An argument of a message. Numbers choose the plural form (Welsh has six).
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Arg::Text(text.clone())
    }
}
macro_rules! number_arg {
    ($($t:ty)*) => {$(
        impl From<$t> for Arg {
            fn from(number: $t) -> Self {
                Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
number_arg!(i64 u64 usize i32 u32 u16 u8);

#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    #[error("reading the {lang} texts of {name}: {reason}; correct the .ftl file")]
    Syntax { name: String, lang: &'static str, reason: String },
    #[error("the key {key} of {name} is already used by another locale; choose another name")]
    Twice { name: String, key: String },
    #[error("these keys have no {lang} text: {keys}; add them to the .ftl file of {name}")]
    Missing { name: String, lang: &'static str, keys: String },
}

/// All texts, loaded once.
pub struct Texts {
    bundles: BTreeMap<Lang, FluentBundle<FluentResource>>,
    keys: BTreeSet<String>,
}

impl Texts {
    /// Loads every locale. A key without its Welsh, or the other way round, is an error.
    pub fn load(locales: &[Locale]) -> Result<Texts, TextsError> {
        let mut bundles = BTreeMap::new();
        let mut keys = BTreeSet::new();
        for lang in Lang::ALL {
            let tag = match lang {
                Lang::En => "en-GB",
                Lang::Cy => "cy",
            };
            let id: LanguageIdentifier = tag.parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            bundle.set_use_isolating(false);
            bundles.insert(lang, bundle);
        }
        for locale in locales {
            let en = Self::add(&mut bundles, locale, Lang::En, &locale.en)?;
            let cy = Self::add(&mut bundles, locale, Lang::Cy, &locale.cy)?;
            for (lang, have, want) in [("Welsh", &cy, &en), ("English", &en, &cy)] {
                let missing: Vec<_> = want.difference(have).cloned().collect();
                if !missing.is_empty() {
                    return Err(TextsError::Missing { name: locale.name.clone(), lang, keys: missing.join(", ") });
                }
            }
            keys.extend(en);
        }
        Ok(Texts { bundles, keys })
    }

    fn add(
        bundles: &mut BTreeMap<Lang, FluentBundle<FluentResource>>,
        locale: &Locale,
        lang: Lang,
        source: &str,
    ) -> Result<BTreeSet<String>, TextsError> {
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| TextsError::Syntax {
            name: locale.name.clone(),
            lang: lang.code(),
            reason: errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        })?;
        let keys = source
            .lines()
            .filter(|l| l.starts_with(|c: char| c.is_ascii_alphabetic()))
            .filter_map(|l| l.split_once('='))
            .map(|(key, _)| key.trim().to_owned())
            .collect();
        let Some(bundle) = bundles.get_mut(&lang) else {
            return Ok(keys);
        };
        if locale.overrides {
            bundle.add_resource_overriding(resource);
        } else if let Err(errors) = bundle.add_resource(resource) {
            let key = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            return Err(TextsError::Twice { name: locale.name.clone(), key });
        }
        Ok(keys)
    }

    /// The sentence. An unknown key shows as `{key}`: visible, and never a blank.
    pub fn text(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
        let Some(bundle) = self.bundles.get(&lang) else {
            return format!("{{{key}}}");
        };
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else {
            return format!("{{{key}}}");
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => values.set(*name, FluentValue::from(text.as_str())),
                Arg::Number(number) => values.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
    }

    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_without_welsh_is_an_error() {
        let locale = Locale::of("x".into(), "a = A\nb = B\n", "a = A\n");
        let error = Texts::load(&[locale]).err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("these keys have no Welsh text: b; add them to the .ftl file of x"));
    }

    #[test]
    fn welsh_has_more_plural_forms_than_english() {
        let en = "dogs = { $n ->\n  [one] {$n} dog\n *[other] {$n} dogs\n }\n";
        let cy = "dogs = { $n ->\n  [zero] dim cŵn\n  [one] {$n} ci\n  [two] {$n} gi\n  [few] {$n} chi\n *[other] {$n} ci\n }\n";
        let texts = Texts::load(&[Locale::of("x".into(), en, cy)]).unwrap();
        assert_eq!(texts.text(Lang::En, "dogs", &[("n", Arg::Number(2))]), "2 dogs");
        assert_eq!(texts.text(Lang::Cy, "dogs", &[("n", Arg::Number(2))]), "2 gi");
        assert_eq!(texts.text(Lang::Cy, "dogs", &[("n", Arg::Number(3))]), "3 chi");
        assert_eq!(texts.text(Lang::Cy, "dogs", &[("n", Arg::Number(0))]), "dim cŵn");
    }
}
