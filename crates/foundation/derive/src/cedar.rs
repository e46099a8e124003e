//! Types out of a Cedar schema: a struct for each kind of thing, a name for each action.

use std::path::Path;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::LitStr;

/// One declaration of the schema.
#[derive(Debug, PartialEq)]
pub(crate) enum Declared {
    Thing { name: String, attributes: Vec<(String, String)> },
    Action { name: String, on: String, reads: bool },
}

pub(crate) fn expand(file: &LitStr) -> syn::Result<TokenStream> {
    let wrong = |why: String| syn::Error::new(file.span(), format!("{}: {why}", file.value()));
    #[allow(clippy::disallowed_methods, reason = "cargo tells a macro by the environment where its crate is")]
    let folder = std::env::var("CARGO_MANIFEST_DIR").map_err(|e| wrong(e.to_string()))?;
    let path = Path::new(&folder).join(file.value());
    let text = std::fs::read_to_string(&path).map_err(|e| wrong(e.to_string()))?;
    let declared = read(&text).map_err(wrong)?;
    let full = path.to_string_lossy().into_owned();
    let types = declared.iter().map(types).collect::<Result<Vec<_>, String>>().map_err(wrong)?;
    Ok(quote! {
        // So that a change of the schema compiles this crate again.
        const _: &str = include_str!(#full);
        #(#types)*
    })
}

fn types(declared: &Declared) -> Result<TokenStream, String> {
    let ident = |name: &str| Ident::new(name, Span::call_site());
    Ok(match declared {
        Declared::Thing { name, attributes } => {
            let mut fields = Vec::new();
            let mut pairs = Vec::new();
            for (attribute, kind) in attributes {
                let field = ident(attribute);
                let (rust, value) = match kind.as_str() {
                    "String" => (quote!(String), quote!(::permissions::Attr::Text(self.#field.clone()))),
                    "Bool" => (quote!(bool), quote!(::permissions::Attr::Bool(self.#field))),
                    "Long" => (quote!(i64), quote!(::permissions::Attr::Long(self.#field))),
                    "Set<String>" => (
                        quote!(::std::collections::BTreeSet<String>),
                        quote!(::permissions::Attr::Set(self.#field.clone())),
                    ),
                    other => return Err(format!("{name}.{attribute}: this macro knows no {other}")),
                };
                fields.push(quote!(pub #field: #rust));
                pairs.push(quote!((#attribute, #value)));
            }
            let it = ident(name);
            let doc = format!("A `{name}` as the policies see it, with every attribute that the schema declares.");
            quote! {
                #[doc = #doc]
                #[derive(Debug, Clone, PartialEq, Eq)]
                pub struct #it { pub id: String, #(#fields),* }
                impl ::permissions::Thing for #it {
                    const KIND: &'static str = #name;
                    fn resource(&self) -> ::permissions::Resource {
                        ::permissions::Resource { kind: #name, id: self.id.clone(), attrs: vec![#(#pairs),*] }
                    }
                }
            }
        }
        Declared::Action { name, on, reads } => {
            let (it, thing) = (ident(name), ident(on));
            let doc = format!("`Do::\"{name}\"` on a [`{on}`].");
            let changes = (!reads).then(|| quote!(impl ::permissions::Changes for #it {}));
            quote! {
                #[doc = #doc]
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub struct #it;
                impl ::permissions::Action for #it {
                    const NAME: &'static str = #name;
                    type On = #thing;
                }
                #changes
            }
        }
    })
}

/// Reads the part of Cedar's schema language that the house uses; anything else is an error, not a guess.
pub(crate) fn read(text: &str) -> Result<Vec<Declared>, String> {
    let bare: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    let mut declared = Vec::new();
    for statement in bare.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        let (reads, statement) = match statement.strip_prefix("@reads") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, statement),
        };
        if let Some(rest) = statement.strip_prefix("entity ").filter(|_| !reads) {
            declared.push(thing(rest)?);
        } else if let Some(rest) = statement.strip_prefix("action ") {
            actions(rest, reads, &mut declared)?;
        } else {
            return Err(format!("this macro cannot read \"{statement}\""));
        }
    }
    Ok(declared)
}

fn thing(text: &str) -> Result<Declared, String> {
    let (name, body) = text.split_once('=').unwrap_or((text, "{}"));
    let name = name.trim();
    let body = body.trim().strip_prefix('{').and_then(|b| b.strip_suffix('}'));
    let body = body.ok_or_else(|| format!("entity {name}: write its attributes between braces"))?;
    let mut attributes = Vec::new();
    for attribute in body.split(',').map(str::trim).filter(|a| !a.is_empty()) {
        let (field, kind) =
            attribute.split_once(':').ok_or_else(|| format!("entity {name}: no type in \"{attribute}\""))?;
        attributes.push((unquoted(field), kind.chars().filter(|c| !c.is_whitespace()).collect()));
    }
    Ok(Declared::Thing { name: name.to_owned(), attributes })
}

fn actions(text: &str, reads: bool, declared: &mut Vec<Declared>) -> Result<(), String> {
    let (names, rest) = text.split_once("appliesTo").ok_or_else(|| format!("action {text}: appliesTo is missing"))?;
    let resource = rest.split_once("resource").and_then(|(_, r)| r.split_once(':')).map(|(_, r)| r);
    let on: String = resource
        .and_then(|r| r.split(['}', ',']).next())
        .map(|r| r.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect())
        .ok_or_else(|| format!("action {names}: resource is missing"))?;
    for name in names.split(',').map(unquoted) {
        declared.push(Declared::Action { name, on: on.clone(), reads });
    }
    Ok(())
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_read_with_its_comments_lists_and_quotes() {
        let read = read(
            "// Of people.\nentity Service;\nentity Note = { \"by\": String, \"on\": Set< String > }; // a note\n\
             @reads action ReadNote appliesTo { principal: Person, resource: Note };\n\
             action \"Write\", Burn appliesTo { principal: [Person], resource: [Note] };",
        )
        .unwrap();
        let thing = |name: &str, attributes: &[(&str, &str)]| Declared::Thing {
            name: name.to_owned(),
            attributes: attributes.iter().map(|(n, k)| ((*n).to_owned(), (*k).to_owned())).collect(),
        };
        let action = |name: &str, reads| Declared::Action { name: name.to_owned(), on: "Note".to_owned(), reads };
        assert_eq!(
            read,
            vec![
                thing("Service", &[]),
                thing("Note", &[("by", "String"), ("on", "Set<String>")]),
                action("ReadNote", true),
                action("Write", false),
                action("Burn", false),
            ]
        );
    }

    #[test]
    fn what_it_cannot_read_is_an_error() {
        assert!(read("type Text = String;").is_err());
        assert!(read("action A appliesTo { principal: Person };").is_err());
        assert!(read("entity E = { a };").is_err());
    }
}
