//! The folders that make a profile, one laid over the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forms::Forms;
use foundation::Locale;
use toml::{Table, Value};

use super::lay::{lay, lay_form};

/// In `profile.toml`: the profile that this one stands over.
const OVER: &str = "over";

/// One folder.
#[derive(Debug, Clone)]
pub struct Layer {
    /// As errors name it.
    pub name: String,
    /// Texts by path inside the folder, `forms/entry.toml` for one.
    pub files: BTreeMap<String, String>,
}

impl Layer {
    /// Reads a folder and its folder `forms`.
    ///
    /// # Errors
    /// A file or a folder that cannot be read.
    pub fn read(name: &str, folder: &Path) -> Result<Layer, String> {
        let mut files = BTreeMap::new();
        for (prefix, folder) in [("", folder.to_owned()), ("forms/", folder.join("forms"))] {
            // A profile may leave every form as it is.
            if !prefix.is_empty() && !folder.is_dir() {
                continue;
            }
            let entries =
                std::fs::read_dir(&folder).map_err(|e| format!("reading the profile {}: {e}", folder.display()))?;
            for entry in entries.flatten().filter(|e| e.path().is_file()) {
                let text = std::fs::read_to_string(entry.path())
                    .map_err(|e| format!("reading the profile's {}: {e}", entry.path().display()))?;
                files.insert(format!("{prefix}{}", entry.file_name().to_string_lossy()), text);
            }
        }
        Ok(Layer { name: name.to_owned(), files })
    }

    fn table(&self, path: &str) -> Result<Option<Table>, String> {
        let Some(text) = self.files.get(path) else { return Ok(None) };
        text.parse().map(Some).map_err(|e| format!("{path} of the profile {}: {e}", self.name))
    }

    /// What `profile.toml` says of the profile underneath.
    fn over(&self) -> Result<Option<String>, String> {
        match self.table("profile.toml")?.and_then(|mut table| table.remove(OVER)) {
            None => Ok(None),
            Some(Value::String(name)) => Ok(Some(name)),
            Some(_) => {
                Err(format!("profile.toml of {}: `{OVER}` is the name of a profile; write it as text", self.name))
            }
        }
    }
}

/// The layers of a profile, the one underneath first.
#[derive(Debug, Clone)]
pub struct ProfileFiles(Vec<Layer>);

impl ProfileFiles {
    /// A layer with those that it stands over, which `carried` has by name.
    ///
    /// # Errors
    /// It stands over one that is not there, or over itself.
    pub fn of(top: Layer, carried: &dyn Fn(&str) -> Option<Layer>) -> Result<ProfileFiles, String> {
        let mut layers = vec![top];
        while let Some(over) = layers[0].over()? {
            let under = carried(&over);
            let under = under.filter(|under| layers.iter().all(|layer| layer.name != under.name)).ok_or_else(|| {
                format!("the profile {} stands over {over}, which is not one that the program carries", layers[0].name)
            })?;
            layers.insert(0, under);
        }
        Ok(ProfileFiles(layers))
    }

    /// Puts one more layer over all others.
    #[must_use]
    pub fn with(mut self, layer: Layer) -> ProfileFiles {
        self.0.push(layer);
        self
    }

    /// A file of settings, with what each layer changes of it; none where no layer has it.
    ///
    /// # Errors
    /// What is wrong in which layer.
    pub fn table(&self, path: &str) -> Result<Option<Table>, String> {
        self.laid(path, &mut Vec::new())
    }

    /// What a layer says word for word as the layers under it do already, by layer, file and key.
    ///
    /// # Errors
    /// As of [`ProfileFiles::table`].
    pub fn said_again(&self) -> Result<Vec<String>, String> {
        let mut again = Vec::new();
        for path in self.paths() {
            if path.ends_with(".toml") {
                self.laid(path, &mut again)?;
            } else {
                let mut said: BTreeSet<&str> = BTreeSet::new();
                for layer in &self.0 {
                    let text = layer.files.get(path).map(String::as_str).unwrap_or_default();
                    for line in text.lines().filter(|line| line.contains('=') && !line.starts_with('#')) {
                        if !said.insert(line) {
                            again.push(format!("{}: {path}: {line}", layer.name));
                        }
                    }
                }
            }
        }
        Ok(again)
    }

    fn paths(&self) -> BTreeSet<&str> {
        self.0.iter().flat_map(|layer| layer.files.keys()).map(String::as_str).collect()
    }

    fn laid(&self, path: &str, again: &mut Vec<String>) -> Result<Option<Table>, String> {
        let mut whole: Option<Table> = None;
        for layer in &self.0 {
            let Some(mut table) = layer.table(path)? else { continue };
            if path == "profile.toml" {
                table.remove(OVER);
            }
            let mut twice = Vec::new();
            let told = |why: String| format!("{path} of the profile {}: {why}", layer.name);
            whole = match (whole, path.starts_with("forms/")) {
                (Some(_), true) if table.get("absent") == Some(&Value::Boolean(true)) => None,
                // A form that says its id is a whole one and takes the place of the other.
                (under, true) if table.contains_key("id") => {
                    if under.as_ref() == Some(&table) {
                        twice.push("the whole form".to_owned());
                    }
                    Some(table)
                }
                (None, true) => {
                    return Err(told(
                        "it changes a form that the profile underneath has not; add its id and the rest".into(),
                    ));
                }
                (Some(mut under), true) => {
                    lay_form(&mut under, table, "", &mut twice).map_err(told)?;
                    Some(under)
                }
                (under, false) => {
                    let mut under = under.unwrap_or_default();
                    lay(&mut under, table, "", &mut twice).map_err(told)?;
                    Some(under)
                }
            };
            again.extend(twice.into_iter().map(|what| format!("{}: {path}: {what}", layer.name)));
        }
        Ok(whole)
    }

    /// Every form, each as the layers make it.
    pub(super) fn forms(&self) -> Result<Forms, String> {
        let mut texts = Vec::new();
        for path in self.paths().into_iter().filter(|path| path.starts_with("forms/")) {
            let says: Vec<&String> = self.0.iter().filter_map(|layer| layer.files.get(path)).collect();
            match says[..] {
                // As it is written: its errors name lines.
                [alone] => texts.push((path, alone.clone())),
                _ => {
                    let Some(table) = self.laid(path, &mut Vec::new())? else { continue };
                    texts.push((path, toml::to_string(&table).map_err(|e| format!("{path}: {e}"))?));
                }
            }
        }
        Forms::load(texts.iter().map(|(_, text)| text.as_str())).map_err(|e| {
            // A form that several layers make is written nowhere as it is read, so its line is shown.
            let wrong = texts.iter().find(|(_, text)| forms::Form::from_toml(text).is_err_and(|one| one == e));
            let line = wrong.and_then(|(path, text)| Some((path, text.lines().nth(e.line - 1)?)));
            let line = line.map_or_else(String::new, |(path, line)| format!(" ({path}: {line})"));
            format!("the forms of the profile: {e}{line}")
        })
    }

    /// The sentences of each layer, to be loaded in this order.
    pub(super) fn locales(&self) -> Result<Vec<Locale>, String> {
        let mut locales = Vec::new();
        for layer in &self.0 {
            let text = |file: &str| layer.files.get(file).cloned();
            match (text("en.ftl"), text("cy.ftl")) {
                (None, None) => {}
                (Some(en), Some(cy)) => locales.push(Locale {
                    name: format!("the profile {}", layer.name),
                    en: en.into(),
                    cy: cy.into(),
                    overrides: true,
                }),
                (None, _) => return Err(format!("the profile {} has a cy.ftl and no en.ftl; add it", layer.name)),
                (_, None) => return Err(format!("the profile {} has an en.ftl and no cy.ftl; add it", layer.name)),
            }
        }
        if locales.is_empty() {
            return Err("the profile has no file en.ftl; add it, and a cy.ftl".into());
        }
        Ok(locales)
    }
}
