//! Policies as files: the presets that ship with the program, and an operator's own.

use crate::distribution::MOST_ENDS;
use crate::error::Error;
use crate::policy::Policy;
use std::path::Path;

const PRESETS: &[(&str, &str)] = &[
    ("srs", include_str!("../presets/srs.toml")),
    ("secure-lab", include_str!("../presets/secure-lab.toml")),
    ("essnet", include_str!("../presets/essnet.toml")),
    ("abs", include_str!("../presets/abs.toml")),
    ("opensafely", include_str!("../presets/opensafely.toml")),
    ("nhs-hes", include_str!("../presets/nhs-hes.toml")),
    ("ukllc", include_str!("../presets/ukllc.toml")),
    ("bundesbank", include_str!("../presets/bundesbank.toml")),
    ("acro", include_str!("../presets/acro.toml")),
];

impl Policy {
    /// The policy that is used when none is named.
    pub const DEFAULT: &str = "srs";

    /// The names of the policies that ship with the program.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
    }

    /// The file behind a shipped policy, with its comments.
    pub fn preset_text(name: &str) -> Option<&'static str> {
        PRESETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// A shipped policy by its name, or an operator's own by the path of its file.
    pub fn named(name_or_file: &str) -> Result<Policy, Error> {
        if let Some(text) = Policy::preset_text(name_or_file) {
            return Policy::parse(name_or_file, text);
        }
        let path = Path::new(name_or_file);
        if path.extension().is_none() && !path.exists() {
            return Err(Error::Policy {
                name: name_or_file.into(),
                reason: format!(
                    "there is no policy of this name and no file; the policies are {}",
                    Policy::names().collect::<Vec<_>>().join(", ")
                ),
            });
        }
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::Policy { name: name_or_file.into(), reason: format!("cannot be read: {e}") })?;
        Policy::parse(name_or_file, &text)
    }

    /// Reads a policy from TOML. `name` is what messages call it. An unknown key is an error that names the line.
    pub fn parse(name: &str, text: &str) -> Result<Policy, Error> {
        let wrong = |reason: String| Error::Policy { name: name.into(), reason };
        let policy: Policy = toml::from_str(text).map_err(|e| wrong(one_line(text, &e)))?;
        policy.check().map_err(wrong)?;
        Ok(policy)
    }

    /// What TOML and types cannot say.
    fn check(&self) -> Result<(), String> {
        let share = |key: &str, value: f64| {
            if value > 0.0 && value <= 1.0 {
                Ok(())
            } else {
                Err(format!("{key} = {value} is no share; write it as a fraction above 0 and up to 1, like 0.85"))
            }
        };
        if let Some(value) = self.count.full_share {
            share("count.full_share", value)?;
        }
        for rule in &self.dominance {
            share("dominance.k", rule.k)?;
            if !(1..=Policy::MOST_CONTRIBUTIONS).contains(&rule.n) {
                return Err(format!("dominance.n = {} must lie between 1 and 16", rule.n));
            }
        }
        if let Some(p) = &self.p
            && !(p.percent > 0.0 && p.percent < 100.0)
        {
            return Err(format!(
                "p.percent = {} must lie above 0 and below 100 (0.1 and 10 both mean 10 %)",
                p.percent
            ));
        }
        if let Some(pq) = &self.pq
            && !(pq.p > 0.0 && pq.q > pq.p)
        {
            return Err(format!("pq.p = {} must lie above 0 and below pq.q = {}", pq.p, pq.q));
        }
        if let Some(perturb) = &self.perturb {
            if perturb.key.len() < 16 {
                return Err("perturb.key must have at least 16 letters; make it at random and keep it secret".into());
            }
            let most = f64::from(perturb.most);
            if perturb.most == 0 || !(perturb.variance > 0.0 && perturb.variance < most * most) {
                return Err(format!(
                    "perturb.most = {} and perturb.variance = {} do not go together: the variance lies above 0 and below the square of the most",
                    perturb.most, perturb.variance
                ));
            }
        }
        if let Some(values) = self.perturb.as_ref().and_then(|perturb| perturb.values.as_ref()) {
            share("perturb.values.most", values.most)?;
            share("perturb.values.sensitive", values.sensitive)?;
            if !(1..=Policy::MOST_CONTRIBUTIONS).contains(&values.top) {
                return Err(format!("perturb.values.top = {} must lie between 1 and 16", values.top));
            }
            if !(values.deviation > 0.0 && values.deviation < values.most) {
                return Err(format!(
                    "perturb.values.deviation = {} must lie above 0 and below perturb.values.most = {}",
                    values.deviation, values.most
                ));
            }
        }
        if let Some(extreme) = &self.extreme
            && !(1..=MOST_ENDS as u64).contains(&extreme.of)
        {
            return Err(format!("extreme.of = {} must lie between 1 and {MOST_ENDS}", extreme.of));
        }
        if let Some(rounding) = &self.rounding
            && rounding.base == 0
        {
            return Err("rounding.base = 0 must be at least 1".into());
        }
        Ok(())
    }
}

/// The parser's message on one line, with the number of the line it speaks of.
fn one_line(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().replace('\n', " ");
    match error.span() {
        Some(span) => {
            let start = span.start.min(text.len());
            let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
            format!("line {line}: {message}")
        }
        None => message,
    }
}
