//! Which stipulations this service can keep (CAT-06, CAT-07).

use foundation::{Refusal, Refusals};

use crate::{Rules, Stipulations};

/// Why stipulations cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum BadStipulations {
    #[refusal("data-stipulation-level")]
    NoSuchLevel,
    #[refusal("data-stipulation-setting")]
    NoSuchSetting,
    #[refusal("data-stipulation-route")]
    NoSuchRoute { route: String },
    #[refusal("data-stipulation-scheme")]
    NoSuchScheme { scheme: String },
    #[refusal("data-stipulation-unchanged")]
    Unchanged,
}

/// Levels, settings, routes and schemes are those of the profile; what it does not know it could not enforce.
pub fn known(s: &Stipulations, rules: &Rules) -> Result<(), Refusals<BadStipulations>> {
    let mut no = Refusals::none();
    no.when(s.level.is_some_and(|l| !rules.levels.contains(&l)), BadStipulations::NoSuchLevel);
    no.when(!s.setting.is_empty() && !rules.settings.contains(&s.setting), BadStipulations::NoSuchSetting);
    for route in s.routes_narrowed.iter().flatten().filter(|r| !rules.routes.contains(r)) {
        no.because(BadStipulations::NoSuchRoute { route: route.clone() });
    }
    for scheme in s.schemes.iter().filter(|x| !rules.schemes.contains(x)) {
        no.because(BadStipulations::NoSuchScheme { scheme: scheme.clone() });
    }
    no.or_else(|| ())
}

/// A change must change something: the same form sent twice is one change.
pub fn change(was: &Stipulations, new: &Stipulations, rules: &Rules) -> Result<(), Refusals<BadStipulations>> {
    let mut no = match known(new, rules) {
        Ok(()) => Refusals::none(),
        Err(no) => no,
    };
    no.when(was == new, BadStipulations::Unchanged);
    no.or_else(|| ())
}
