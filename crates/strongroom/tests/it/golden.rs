//! Generated files are checked in and compared.

use std::collections::BTreeSet;

use people::Role;
use permissions::{Attr, Permissions, Principal, Resource, Situation};

use super::support::golden;

#[test]
fn the_api_is_described_as_checked_in() {
    golden("docs/api/openapi.json", &strongroom::openapi_json());
}

#[test]
fn the_command_line_is_described_as_checked_in() {
    golden("docs/operations/command-line.md", &strongroom::command_line_help());
}

#[test]
fn the_configuration_is_described_as_checked_in() {
    golden("docs/operations/configuration.md", &platform::config::reference());
}

/// Every role and every relation to a thing, against every action: the document a data owner signs.
#[test]
fn the_permission_matrix_is_as_checked_in() {
    let permissions = Permissions::load(&strongroom::fragments()).unwrap();
    let kinds: BTreeSet<(String, String)> =
        permissions.actions().into_iter().map(|a| (a.resource.clone(), a.name.clone())).collect();
    let kinds: BTreeSet<&str> = kinds.iter().map(|(kind, _)| kind.as_str()).collect();
    let me = "11111111-1111-7111-8111-111111111111";
    let someone = "22222222-2222-7222-8222-222222222222";
    let mut situations = Vec::new();
    let mut add = |name: String, who: Principal, related: Option<&str>| {
        let on = kinds.iter().map(|kind| resource(kind, me, someone, related)).collect();
        situations.push(Situation { name: Box::leak(name.into_boxed_str()), who, on, context: Default::default() });
    };
    add("visitor".into(), Principal::visitor(), None);
    add("registered".into(), Principal::new(me, ["registered"]), None);
    for role in Role::ALL {
        add(role.word().into(), Principal::new(me, ["registered", role.word()]), None);
    }
    for relation in relations(&permissions) {
        add(format!("is {relation}"), Principal::new(me, ["registered"]), Some(&relation));
    }
    golden("docs/handbook/permission-matrix.txt", &permissions.matrix(&situations));
}

/// The attributes of things that name people: each is a relation of its own.
fn relations(permissions: &Permissions) -> Vec<String> {
    let mut names = BTreeSet::new();
    for action in permissions.actions() {
        for (name, kind) in attributes(&action.resource) {
            if kind == "String" || kind == "Set<String>" {
                names.insert(name);
            }
        }
    }
    names.into_iter().collect()
}

fn resource(kind: &str, me: &str, someone: &str, related: Option<&str>) -> Resource {
    let kind: &'static str = Box::leak(kind.to_owned().into_boxed_str());
    let mut thing = Resource::new(kind, "thing");
    for (name, type_) in attributes(kind) {
        let person = if related == Some(name.as_str()) { me } else { someone };
        let value = match type_.as_str() {
            "Bool" => Attr::Bool(true),
            "Long" => Attr::Long(1),
            "Set<String>" => Attr::set([person]),
            _ => Attr::text(person),
        };
        let name: &'static str = Box::leak(name.into_boxed_str());
        thing = thing.with(name, value);
    }
    thing
}

/// The attributes that the schemas give a kind of thing: name and type.
fn attributes(kind: &str) -> Vec<(String, String)> {
    let base = include_str!("../../../permissions/src/base.cedarschema");
    let texts: Vec<&str> = strongroom::fragments().iter().map(|f| f.schema).chain([base]).collect();
    for text in texts {
        let plain: String = text.lines().map(|l| l.split("//").next().unwrap_or("")).collect::<Vec<_>>().join(" ");
        for entity in plain.split("entity ").skip(1) {
            let Some((names, rest)) = entity.split_once(['=', ';', '{']) else { continue };
            if !names.split(',').any(|n| n.trim() == kind) {
                continue;
            }
            let body = rest.split('}').next().unwrap_or("").trim_start_matches([' ', '{']);
            let pairs = body.split(',').filter_map(|p| p.split_once(':'));
            return pairs.map(|(n, t)| (n.trim().trim_matches('"').to_owned(), t.trim().to_owned())).collect();
        }
    }
    Vec::new()
}
