//! Options of a fixture, written for Nunjucks, as the fields of our structs.

use serde_json::{Map, Value, json};

/// Options that are numbers in our structs too; all other numbers become text.
const NUMBERS: &[&str] =
    &["rows", "maxlength", "maxwords", "threshold", "headingLevel", "titleHeadingLevel", "colspan", "rowspan"];

/// `text` and `html`, `titleText` and `titleHtml` and so on become one field, with HTML told from text. What Nunjucks
/// takes for nothing (null, false, empty) is left out of lists.
pub fn fields(options: &Value) -> Value {
    match options {
        Value::Object(options) => Value::Object(object(options)),
        Value::Array(items) => Value::Array(items.iter().filter(|item| !is_nothing(item)).map(fields).collect()),
        Value::Number(number) => json!(number.to_string()),
        other => other.clone(),
    }
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false)) || value == ""
}

fn object(options: &Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in options {
        if key == "attributes" || key == "wrapperAttributes" || (value.is_number() && NUMBERS.contains(&key.as_str())) {
            out.insert(key.clone(), value.clone());
        } else if key == "html" {
            if !is_nothing(value) {
                out.insert("html".into(), json!({ "markup": value }));
            }
        } else if key == "text" {
            out.entry("html").or_insert(fields(value));
        } else if let Some(base) = key.strip_suffix("Html") {
            out.insert(base.into(), json!({ "markup": value }));
        } else if let Some(base) = key.strip_suffix("Text") {
            out.entry(base).or_insert(fields(value));
        } else if key == "value" && value.is_boolean() {
            out.insert(key.clone(), json!(value.to_string()));
        } else if !value.is_null() {
            out.insert(key.clone(), fields(value));
        }
    }
    out
}

/// The date input's options `day`, `month` and `year` as our list of boxes.
pub fn date_input(options: &Value) -> Value {
    let mut out = fields(options);
    let fields = out.as_object_mut().expect("options are an object");
    let parts: Vec<(&str, Option<Value>)> =
        ["day", "month", "year"].into_iter().map(|part| (part, fields.remove(part))).collect();
    if !fields.contains_key("items") && parts.iter().any(|(_, given)| given.is_some()) {
        let boxes = parts.into_iter().filter(|(_, given)| given != &Some(Value::Bool(false))).map(|(part, given)| {
            let mut one = given.unwrap_or_else(|| json!({}));
            if one.get("name").is_none() {
                one["name"] = json!(part);
            } else if part == "year" {
                one["width"] = json!(4);
            }
            one
        });
        fields.insert("items".into(), boxes.collect());
    }
    out
}

/// The notification banner tells one sentence from richer content.
pub fn notification_banner(options: &Value) -> Value {
    let mut out = fields(options);
    if options.get("html").is_none_or(is_nothing)
        && let Some(text) = out.as_object_mut().and_then(|fields| fields.remove("html"))
    {
        out["text"] = text;
    }
    out
}

/// The slot at the end of the service navigation.
pub fn service_navigation(options: &Value) -> Value {
    let mut out = fields(options);
    match options.pointer("/slots/end") {
        Some(Value::String(html)) => out["end"] = json!({ "markup": html }),
        Some(Value::Object(slot)) => {
            out["end"] = json!({ "markup": slot.get("html") });
            out["endInline"] = json!(slot.get("align") == Some(&json!("inline")));
        }
        _ => {}
    }
    out
}
