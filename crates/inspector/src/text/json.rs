//! JSON that is no notebook and no known model: tables, lists of numbers, parameters of models.

use serde_json::Value;

use super::{look_through, packed};
use crate::ids::Id;
use crate::{Findings, Severity, records};

/// What libraries call the parameters of a model that they write as JSON.
const WEIGHTS: &[&str] = &[
    "weights",
    "coef",
    "coef_",
    "coefs",
    "coefs_",
    "coefficients",
    "intercepts_",
    "support_vectors_",
    "dual_coef_",
    "bias",
    "state_dict",
    "parameters",
    "params",
    "kernel",
    "embeddings",
    "cluster_centers_",
    "centers",
    "theta",
    "trees",
    "tree_",
];
/// A model of a paper has fewer.
const FEWEST_WEIGHTS: usize = 200;

/// Numbers in a value, at any depth.
fn numbers_within(value: &Value) -> usize {
    let (mut open, mut many) = (vec![value], 0);
    while let Some(value) = open.pop() {
        match value {
            Value::Number(_) => many += 1,
            Value::Array(all) => open.extend(all),
            Value::Object(map) => open.extend(map.values()),
            _ => {}
        }
    }
    many
}

/// Lists of objects are records; long lists of numbers are data or a model.
pub(super) fn look(value: &Value, depth: usize, place: &str, findings: &mut Findings) {
    let most = findings.policy().table_rows as usize;
    let mut open = vec![value];
    let mut text = String::new();
    while let Some(value) = open.pop() {
        records::of_json(value, place, findings);
        match value {
            Value::Array(all) => {
                let rows = all.iter().filter(|v| v.is_object() || v.is_array()).count();
                let numbers = all.iter().filter(|v| v.is_number()).count();
                if rows > most || numbers > most.saturating_mul(4) {
                    findings.add(Id::MicrodataCsv, place, format!("{} JSON", rows.max(numbers)));
                    return;
                }
                open.extend(all);
            }
            Value::Object(map) => {
                if map.contains_key("$schema") && value.pointer("/data/values").is_some()
                    || map.contains_key("datasets")
                {
                    findings.add(Id::HtmlInlineData, place, "vega");
                }
                // Parameters of a fitted model, under the names that libraries give them.
                for (name, value) in map.iter().filter(|(name, _)| WEIGHTS.contains(&name.as_str())) {
                    let many = numbers_within(value);
                    if many >= FEWEST_WEIGHTS {
                        findings.add_as(Id::MlModel, Severity::Ask, place, format!("{name}: {many}"));
                    }
                }
                open.extend(map.values());
            }
            Value::String(words) => {
                // A table or packed bytes in one string.
                records::everywhere(words, &[',', '\t', ';', '|'], place, findings);
                text.push_str(words);
                text.push('\n');
            }
            _ => {}
        }
    }
    look_through(&text, place, findings);
    packed::look(&text, depth, place, findings);
}
