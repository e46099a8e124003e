//! One table laid over another: what a profile changes of the one that it stands over.
//!
//! Tables are merged key by key. A list whose entries all have an `id` is merged entry by entry: a known id changes that
//! entry, a new one comes to the end or, with `before = "id"`, in front of another. Everything else takes the place of what
//! was there, words in both languages at once. `absent = true` takes away.

use toml::{Table, Value};

/// Takes the key, or the entry of a list, away.
const ABSENT: &str = "absent";
/// Says in front of which entry an entry stands.
const BEFORE: &str = "before";

/// Lays `over` over `under`. What `over` says word for word as `under` does already is added to `again`, by its path.
///
/// # Errors
/// What cannot be changed because it is not there, and what is there twice.
pub(super) fn lay(under: &mut Table, over: Table, path: &str, again: &mut Vec<String>) -> Result<(), String> {
    for (key, value) in over {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if takes_away(&value, &path)? {
            under.remove(&key).ok_or_else(|| nothing_there(&path))?;
            continue;
        }
        match (under.get_mut(&key), value) {
            (Some(old), value) if *old == value => again.push(path),
            (Some(Value::Table(old)), Value::Table(new)) if !are_words(&new) => lay(old, new, &path, again)?,
            (Some(Value::Array(old)), Value::Array(new)) if by_id(old) && by_id(&new) => {
                lay_list(old, new, &path, again)?;
            }
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
    Ok(())
}

/// Words are given in all languages at once: half of them would leave the other half saying something else.
fn are_words(table: &Table) -> bool {
    table.contains_key("en") || table.contains_key("cy")
}

/// Whether a list is one of things that have names of their own. An empty list says "none", and takes the place of others.
fn by_id(list: &[Value]) -> bool {
    !list.is_empty() && list.iter().all(|entry| id(entry).is_some())
}

fn id(entry: &Value) -> Option<&str> {
    entry.get("id")?.as_str()
}

fn position(list: &[Value], wanted: &str) -> Option<usize> {
    list.iter().position(|entry| id(entry) == Some(wanted))
}

fn lay_list(old: &mut Vec<Value>, new: Vec<Value>, path: &str, again: &mut Vec<String>) -> Result<(), String> {
    let mut seen = Vec::new();
    for mut entry in new {
        let name = id(&entry).unwrap_or_default().to_owned();
        let path = format!("{path}.{name}");
        if seen.contains(&name) {
            return Err(format!("{path} is there twice; put both together"));
        }
        let there = position(old, &name);
        seen.push(name);
        if takes_away(&entry, &path)? {
            old.remove(there.ok_or_else(|| nothing_there(&path))?);
            continue;
        }
        let before = entry.as_table_mut().and_then(|table| table.remove(BEFORE));
        let (mut place, whole) = match there {
            None => (old.len(), entry),
            Some(at) => (at, changed(old.remove(at), entry, before.is_some(), &path, again)?),
        };
        if let Some(before) = before {
            let at = before.as_str().and_then(|before| position(old, before));
            place =
                at.ok_or_else(|| format!("{path} stands before {before}, which is not there; correct `{BEFORE}`"))?;
        }
        old.insert(place, whole);
    }
    Ok(())
}

/// An entry with what another says of the same id.
fn changed(mut old: Value, new: Value, moved: bool, path: &str, again: &mut Vec<String>) -> Result<Value, String> {
    if let (Some(old), Value::Table(mut new)) = (old.as_table_mut(), new) {
        new.remove("id");
        if new.is_empty() && !moved {
            again.push(path.to_owned());
        }
        lay(old, new, path, again)?;
    }
    Ok(old)
}

/// Whether this is `{ absent = true }`, beside whose id nothing else stands.
fn takes_away(value: &Value, path: &str) -> Result<bool, String> {
    let Some(table) = value.as_table() else { return Ok(false) };
    match table.get(ABSENT) {
        None => Ok(false),
        Some(Value::Boolean(true)) if table.keys().all(|key| key == ABSENT || key == "id") => Ok(true),
        Some(_) => Err(format!("{path} has `{ABSENT}` and more; write {ABSENT} = true alone, or leave it out")),
    }
}

fn nothing_there(path: &str) -> String {
    format!("{path} is taken away, but the profile underneath has none; leave it out")
}

/// Lays the changes of a form over the form: as any table, and a question has its id for the whole form, so that one which
/// is named in another section moves there.
///
/// # Errors
/// As of [`lay`].
pub(super) fn lay_form(under: &mut Table, mut over: Table, path: &str, again: &mut Vec<String>) -> Result<(), String> {
    for section in tables(&mut over, "section") {
        let home = section.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        for question in tables(section, "question").filter(|question| !question.contains_key(ABSENT)) {
            let name = question.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            if let Some(old) = taken_out(under, &name, &home) {
                let before = question.remove(BEFORE);
                let path = format!("{path}.section.{home}.question.{name}");
                let new = Value::Table(std::mem::take(question));
                if let Value::Table(whole) = changed(old, new, true, &path, again)? {
                    *question = whole;
                }
                question.extend(before.map(|before| (BEFORE.to_owned(), before)));
            }
        }
    }
    lay(under, over, path, again)
}

/// A question of a form that stands in another section than this one, out of its place.
fn taken_out(form: &mut Table, question: &str, home: &str) -> Option<Value> {
    tables(form, "section").filter(|section| section.get("id").and_then(Value::as_str) != Some(home)).find_map(
        |section| {
            let questions = section.get_mut("question")?.as_array_mut()?;
            position(questions, question).map(|at| questions.remove(at))
        },
    )
}

fn tables<'a>(table: &'a mut Table, key: &str) -> impl Iterator<Item = &'a mut Table> {
    let list = table.get_mut(key).and_then(Value::as_array_mut).map(Vec::as_mut_slice).unwrap_or_default();
    list.iter_mut().filter_map(Value::as_table_mut)
}
