//! What the forms of the catalogue leave to the profile and to the crate that knows people.

use forms::{Choice, Lists};
use foundation::Lang;
use platform::{Answer, Context};

use crate::{Owners, Rules};

pub(crate) async fn choices(cx: &Context) -> Answer<Lists> {
    let rules: &Rules = cx.app.part()?;
    let owners = cx.app.part::<Box<dyn Owners>>()?;
    let organisations = owners.organisations(&cx.app).await?;
    let organisations = organisations.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let mut lists = Lists::new().with("organisations", organisations);
    for lang in Lang::ALL {
        let text = |key: String| cx.app.texts.text(lang, &key, &[]);
        let of = |key: fn(&str) -> String, items: &[String]| -> Vec<Choice> {
            items.iter().map(|i| Choice::new(i.as_str(), text(key(i)))).collect()
        };
        let levels = rules.levels.iter().map(|l| Choice::new(l.to_string(), text(format!("level-{l}")))).collect();
        lists = lists
            .with_lang("levels", lang, levels)
            .with_lang("settings", lang, of(|i| format!("setting-{i}"), &rules.settings))
            .with_lang("routes", lang, of(|i| format!("data-route-{i}"), &rules.routes))
            .with_lang("schemes", lang, of(|i| format!("data-scheme-{i}"), &rules.schemes))
            .with_lang("gateways", lang, of(|i| format!("data-gateway-{i}"), &rules.gateways));
    }
    Ok(lists)
}
