//! How restrictive data are, in words: a level's number never stands without them (CAT-03).

use foundation::{Lang, Texts};

use crate::{Dataset, Rules};

/// The key of the words for a level or a setting. A level that nobody defined is level 0, which opens nothing (1.21).
pub fn words_key(level: Option<u8>, setting: &str) -> &'static str {
    match (level, setting) {
        (Some(1), _) => "level-1",
        (Some(2), _) => "level-2",
        (Some(3), _) => "level-3",
        (Some(_), _) => "level-0",
        (None, "office") => "setting-office",
        (None, "room") => "setting-room",
        (None, _) => "level-none",
    }
}

/// The most restrictive level and setting of several datasets (LVL-04). Where the service has levels, a dataset without
/// one counts as level 0. `None` where there are no datasets.
pub fn strictest<'a>(rules: &Rules, datasets: impl IntoIterator<Item = &'a Dataset>) -> Option<(Option<u8>, String)> {
    let mut found: Option<(Option<u8>, String)> = None;
    // A setting that the profile does not know is more restrictive than all it knows.
    let rank = |setting: &str| rules.settings.iter().position(|s| s == setting).map_or(0, |i| i + 1);
    for dataset in datasets {
        let level = (!rules.levels.is_empty()).then(|| dataset.level.unwrap_or(0));
        found = Some(match found {
            None => (level, dataset.setting.clone()),
            Some((least, setting)) => {
                let setting = if rank(&dataset.setting) < rank(&setting) { dataset.setting.clone() } else { setting };
                (least.min(level), setting)
            }
        });
    }
    found
}

/// `Level 1: safe room and SafePod only` (CAT-03).
pub fn access_words(texts: &Texts, lang: Lang, dataset: &Dataset) -> String {
    texts.text(lang, words_key(dataset.level, &dataset.setting), &[])
}

/// The same for all datasets of a project together (CAT-02); `None` where there are none.
pub fn project_access_words<'a>(
    texts: &Texts,
    lang: Lang,
    rules: &Rules,
    datasets: impl IntoIterator<Item = &'a Dataset>,
) -> Option<String> {
    strictest(rules, datasets).map(|(level, setting)| texts.text(lang, words_key(level, &setting), &[]))
}
