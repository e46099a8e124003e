//! What a decision costs: `cargo run --release -p permissions --example cost`.
//!
//! A house of 120 policies over 60 actions, ten roles, a person with five projects; one thread.

use std::fmt::Write;
use std::time::Instant;

use permissions::{Attr, Fragment, Permissions, Principal, Resource};

const ACTIONS: usize = 60;
const ASKED: usize = 200_000;

#[allow(clippy::print_stdout)] // it is what the example is for
#[expect(clippy::disallowed_methods, reason = "it measures")]
fn main() {
    let mut schema = String::from("entity Request = { \"project\": String, \"requester\": String };\n");
    let mut policies = String::new();
    for n in 0..ACTIONS {
        let _ = writeln!(schema, "action Do{n} appliesTo {{ principal: Person, resource: Request }};");
        let _ = writeln!(
            policies,
            "@id(\"allow-{n}\") @because(\"a\") @because_cy(\"b\") permit (principal, action == Do::\"Do{n}\", resource is Request)
             when {{ principal.projects.contains(resource.project) || principal.roles.contains(\"output-checker\") }};
             @id(\"forbid-{n}\") @because(\"a\") @because_cy(\"b\") forbid (principal, action == Do::\"Do{n}\", resource is Request)
             when {{ principal.id == resource.requester }};"
        );
    }
    let start = Instant::now();
    let fragment = Fragment { name: "cost", schema: schema.leak(), policies: policies.leak() };
    let house = Permissions::load(&[fragment]).expect("the policies are well formed");
    println!("load {} policies: {:.1} ms", ACTIONS * 2, start.elapsed().as_secs_f64() * 1e3);

    let who =
        Principal::new("7", ["researcher", "output-checker"]).with("projects", Attr::set(["1", "2", "3", "4", "5"]));
    let on = Resource::new("Request", "9").with("project", Attr::text("3")).with("requester", Attr::text("8"));
    let names: Vec<String> = (0..ACTIONS).map(|n| format!("Do{n}")).collect();
    let start = Instant::now();
    let yes = (0..ASKED).filter(|n| house.decide(&who, &names[n % ACTIONS], &on, &[]).allowed).count();
    let each = start.elapsed().as_secs_f64() / ASKED as f64;
    assert_eq!(yes, ASKED, "everybody here may do everything");
    println!("decide: {:.1} µs each, {:.0} a second", each * 1e6, 1.0 / each);
}
