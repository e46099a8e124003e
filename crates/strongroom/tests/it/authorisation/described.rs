//! What the API says of itself, compared with what it really answers: the status is one that the description lists for the
//! endpoint, and the body has the shape that stands there. A word of a schema that nobody here knows is an error, not a yes.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::super::support::root;
use super::house::Answer;

pub(crate) struct Described(Value);

/// What a schema may say without effect on what fits it.
const SILENT: [&str; 5] = ["description", "example", "examples", "default", "title"];

impl Described {
    /// The document that is checked in; another test holds it against the program.
    pub(crate) fn read() -> Described {
        let text = std::fs::read_to_string(root().join("docs/api/openapi.json")).unwrap();
        Described(serde_json::from_str(&text).unwrap())
    }

    /// What is wrong with an answer, if anything is.
    pub(crate) fn wrong(&self, method: &str, path: &str, answer: &Answer) -> Option<String> {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        let response = &operation["responses"][answer.status.to_string()];
        if response.is_null() {
            return Some(format!("{} is not described", answer.status));
        }
        let Some(content) = response["content"].as_object() else {
            let empty = answer.body.is_empty();
            return (!empty).then(|| format!("{} has a body that is not described", answer.status));
        };
        let Some(schema) = content.get("application/json").map(|kind| &kind["schema"]) else {
            return Some(format!("{} is described as {:?}", answer.status, content.keys().collect::<Vec<_>>()));
        };
        match serde_json::from_slice::<Value>(&answer.body) {
            Ok(value) => self.fits(schema, &value, "").err(),
            Err(_) => Some(format!("{} is no JSON", answer.status)),
        }
    }

    fn named(&self, name: &str) -> Result<&Value, String> {
        let found =
            name.strip_prefix("#/components/schemas/").and_then(|name| self.0["components"]["schemas"].get(name));
        found.ok_or_else(|| format!("there is no schema {name}"))
    }

    /// Whether a value has the shape of a schema and no field besides; the error says where not.
    fn fits(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        self.shape(schema, value, at)?;
        let Some(known) = self.fields(schema)? else { return Ok(()) };
        for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
            known.contains(name).then_some(()).ok_or_else(|| format!("{at}.{name} is not described"))?;
        }
        Ok(())
    }

    /// The fields that a schema names, in all its parts; `None` where it names none.
    fn fields(&self, schema: &Value) -> Result<Option<BTreeSet<String>>, String> {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            return self.fields(self.named(name)?);
        }
        let mut all: Option<BTreeSet<String>> = None;
        let own = schema.get("properties").and_then(Value::as_object);
        if let Some(own) = own {
            all.get_or_insert_default().extend(own.keys().cloned());
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Some(more) = self.fields(part)? {
                all.get_or_insert_default().extend(more);
            }
        }
        Ok(all)
    }

    fn shape(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let Some(schema) = schema.as_object() else { return Err(format!("{at}: the schema is none")) };
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            return self.shape(self.named(name)?, value, at);
        }
        for (word, says) in schema {
            match word.as_str() {
                "type" => kind(says, value, at)?,
                "enum" => {
                    let one = says.as_array().is_some_and(|all| all.contains(value));
                    one.then_some(()).ok_or_else(|| format!("{at}: {value} is not in {says}"))?;
                }
                "oneOf" => {
                    let all = says.as_array().map(Vec::as_slice).unwrap_or_default();
                    let fit = all.iter().filter(|one| self.fits(one, value, at).is_ok()).count();
                    (fit == 1).then_some(()).ok_or_else(|| format!("{at}: {value} fits {fit} of {}", all.len()))?;
                }
                "allOf" => {
                    for one in says.as_array().into_iter().flatten() {
                        self.shape(one, value, at)?;
                    }
                }
                "prefixItems" => {
                    let (says, found) = (says.as_array(), value.as_array());
                    let (says, found) = (says.map_or(&[][..], Vec::as_slice), found.map_or(&[][..], Vec::as_slice));
                    let length = schema.get("items") != Some(&Value::Bool(false)) || says.len() == found.len();
                    length.then_some(()).ok_or_else(|| format!("{at} has {} of {}", found.len(), says.len()))?;
                    for (number, (says, item)) in says.iter().zip(found).enumerate() {
                        self.fits(says, item, &format!("{at}[{number}]"))?;
                    }
                }
                "items" if says.is_boolean() => {}
                "items" => {
                    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.fits(says, item, &format!("{at}[{number}]"))?;
                    }
                }
                "properties" => self.properties(schema, value, at)?,
                "required" => {
                    for name in says.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        let there = value.as_object().is_none_or(|fields| fields.contains_key(name));
                        there.then_some(()).ok_or_else(|| format!("{at}.{name} is missing"))?;
                    }
                }
                "additionalProperties" if schema.get("properties").is_none() => {
                    for (name, field) in value.as_object().into_iter().flatten() {
                        self.fits(says, field, &format!("{at}.{name}"))?;
                    }
                }
                "minimum" => {
                    let low = value.as_f64().zip(says.as_f64()).is_some_and(|(value, least)| value < least);
                    (!low).then_some(()).ok_or_else(|| format!("{at}: {value} is below {says}"))?;
                }
                "uniqueItems" => {
                    let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
                    let twice = (1..all.len()).any(|one| all[..one].contains(&all[one]));
                    (!twice).then_some(()).ok_or_else(|| format!("{at} has something twice"))?;
                }
                "format" | "propertyNames" => {}
                word if SILENT.contains(&word) => {}
                other => return Err(format!("{at}: the schema says \"{other}\", which this test does not know")),
            }
        }
        Ok(())
    }

    fn properties(&self, schema: &Map<String, Value>, value: &Value, at: &str) -> Result<(), String> {
        let Some(known) = schema["properties"].as_object() else { return Ok(()) };
        for (name, field) in value.as_object().into_iter().flatten() {
            if let Some(says) = known.get(name) {
                self.fits(says, field, &format!("{at}.{name}"))?;
            }
        }
        Ok(())
    }
}

fn kind(says: &Value, value: &Value, at: &str) -> Result<(), String> {
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => false,
    };
    let fits = match says {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    };
    fits.then_some(()).ok_or_else(|| format!("{at}: {value} is no {says}"))
}

#[test]
fn a_field_a_type_and_a_status_that_are_not_described_are_found() {
    let schema = serde_json::json!({ "components": { "schemas": { "Note": {
        "type": "object", "required": ["id"], "properties": {
            "id": { "type": "string" }, "votes": { "type": ["integer", "null"], "minimum": 0 },
            "state": { "type": "string", "enum": ["open", "shut"] },
            "tags": { "type": "array", "items": { "type": "string" } },
            "pair": { "type": "array", "items": false, "prefixItems": [{ "type": "string" }, { "type": "integer" }] },
        }
    } } }, "paths": { "/notes": { "get": { "responses": {
        "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Note" } } } },
        "204": { "description": "" },
    } } } } });
    let described = Described(schema);
    let wrong = |status: u16, body: &str| {
        let (location, cookie) = (String::new(), String::new());
        described.wrong("GET", "/notes", &Answer { status, location, cookie, body: body.as_bytes().to_vec() })
    };
    assert_eq!(wrong(200, r#"{"id":"1","votes":null,"state":"open","tags":["a"]}"#), None);
    assert_eq!(wrong(200, r#"{"id":"1","pair":["a",2]}"#), None);
    assert_eq!(wrong(204, ""), None);
    let whole = serde_json::json!({ "allOf": [
        { "$ref": "#/components/schemas/Note" }, { "type": "object", "properties": { "more": { "type": "integer" } } },
    ] });
    let fits = |value| described.fits(&whole, &value, "");
    assert_eq!(fits(serde_json::json!({ "id": "1", "more": 1 })), Ok(()));
    assert_eq!(fits(serde_json::json!({ "id": "1", "less": 1 })), Err(".less is not described".to_owned()));
    for (status, body, why) in [
        (200, r#"{"votes":1}"#, ".id is missing"),
        (200, r#"{"id":1}"#, r#".id: 1 is no "string""#),
        (200, r#"{"id":"1","secret":1}"#, ".secret is not described"),
        (200, r#"{"id":"1","votes":-1}"#, ".votes: -1 is below 0"),
        (200, r#"{"id":"1","state":"ajar"}"#, r#".state: "ajar" is not in ["open","shut"]"#),
        (200, r#"{"id":"1","tags":[2]}"#, r#".tags[0]: 2 is no "string""#),
        (200, r#"{"id":"1","pair":["a"]}"#, ".pair has 1 of 2"),
        (200, r#"{"id":"1","pair":["a","b"]}"#, r#".pair[1]: "b" is no "integer""#),
        (200, "no", "200 is no JSON"),
        (204, "x", "204 has a body that is not described"),
        (500, "{}", "500 is not described"),
    ] {
        assert_eq!(wrong(status, body).as_deref(), Some(why));
    }
}
