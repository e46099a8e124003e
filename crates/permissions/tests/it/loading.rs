use permissions::{ActionInfo, Fragment, Permissions};

use crate::house::{AIRLOCK, PROJECTS, house};

const SCHEMA: &str = r#"entity Thing = { "open": Bool }; action Use appliesTo { principal: Person, resource: Thing };"#;

/// What loading says to these policies over a schema with one thing and one action.
fn refusal(policies: &'static str) -> String {
    match Permissions::load(&[Fragment { name: "things", schema: SCHEMA, policies }]) {
        Ok(_) => panic!("loaded: {policies}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_policy_has_a_name_and_a_reason_in_both_languages() {
    for (policies, missing) in [
        (r#"@because("a") @because_cy("b") permit (principal, action == Do::"Use", resource);"#, "@id"),
        (r#"@id("use") @because_cy("b") permit (principal, action == Do::"Use", resource);"#, "@because"),
        (r#"@id("use") @because("a") permit (principal, action == Do::"Use", resource);"#, "@because_cy"),
        (r#"@id("use") @because(" ") @because_cy("b") permit (principal, action == Do::"Use", resource);"#, "@because"),
        (r#"@id("Use It") @because("a") @because_cy("b") permit (principal, action == Do::"Use", resource);"#, "@id"),
    ] {
        let said = refusal(policies);
        assert!(said.contains(missing) && said.contains("things"), "{missing}: {said}");
    }
}

#[test]
fn an_id_names_one_policy_in_the_whole_house() {
    let same = Fragment {
        name: "things",
        schema: SCHEMA,
        policies: r#"@id("output-vote") @because("a") @because_cy("b") permit (principal, action == Do::"Use", resource);"#,
    };
    let said = Permissions::load(&[AIRLOCK, same]).expect_err("the id is taken").to_string();
    assert!(said.contains("output-vote") && said.contains("airlock") && said.contains("things"), "{said}");
}

#[test]
fn a_policy_that_the_schema_does_not_carry_is_refused() {
    for (policies, word) in [
        (r#"@id("a") @because("a") @because_cy("b") permit (principal, action == Do::"Fly", resource);"#, "Fly"),
        (r#"@id("a") @because("a") @because_cy("b") permit (principal, action == Do::"Use", resource is Cup);"#, "Cup"),
        (
            r#"@id("a") @because("a") @because_cy("b") permit (principal, action == Do::"Use", resource) when { resource.shut };"#,
            "shut",
        ),
        (
            r#"@id("a") @because("a") @because_cy("b") permit (principal, action == Do::"Use", resource) when { resource.open > 1 };"#,
            "Long",
        ),
        (
            r#"@id("a") @because("a") @because_cy("b") permit (principal, action == Do::"Use", resource) when { principal.roles == "checker" };"#,
            "type",
        ),
        (
            r#"@id("a") @because("a") @because_cy("b") permit (principal, action == Do::"Use", resource) when { false };"#,
            "a",
        ),
        (
            r#"@id("a") @because("a") @because_cy("b") permit (principal == ?principal, action == Do::"Use", resource);"#,
            "template",
        ),
        (r#"@id("a") @because("a") @because_cy("b") permit (principal, action == Do::"Use" resource);"#, "resource"),
    ] {
        let said = refusal(policies);
        assert!(said.contains(word), "{word}: {said}");
        assert!(!said.contains("Action::\""), "{said}");
    }
}

#[test]
fn all_mistakes_come_at_once() {
    let said = refusal(
        r#"@id("a") permit (principal, action == Do::"Use", resource);
           @because("b") @because_cy("b") permit (principal, action == Do::"Use", resource);"#,
    );
    assert!(said.contains("@because") && said.contains("@id"), "{said}");
}

#[test]
fn a_schema_that_is_wrong_is_named() {
    let broken = Fragment { name: "things", schema: "entity Thing = {", policies: "" };
    assert!(Permissions::load(&[broken]).expect_err("broken").to_string().contains("schema of things"));
    let dangling = Fragment {
        name: "things",
        schema: "action Use appliesTo { principal: Person, resource: Nothing };",
        policies: "",
    };
    assert!(Permissions::load(&[dangling]).expect_err("dangling").to_string().contains("Nothing"));
    let twice = Permissions::load(&[PROJECTS, PROJECTS]).expect_err("declared twice").to_string();
    assert!(twice.contains("Project"), "{twice}");
}

#[test]
fn the_actions_are_those_of_all_fragments() {
    let is = |name: &str, resource: &str| ActionInfo { name: name.into(), resource: resource.into() };
    assert_eq!(
        house().actions(),
        [
            is("ChangeTeam", "Project"),
            is("ReadOwnPage", "Person"),
            is("ReadProject", "Project"),
            is("ReadRequest", "Request"),
            is("VoteOnOutput", "Request"),
        ]
    );
}

#[test]
fn the_rules_say_whence_they_come_and_what_they_are_about() {
    let rules = house().rules();
    assert_eq!(rules.len(), 8);
    let closed = rules.iter().find(|rule| rule.reason.policy == "project-closed").expect("it is listed");
    assert_eq!((closed.permits, closed.fragment.as_str()), (false, "projects"));
    assert_eq!(closed.actions, ["ChangeTeam"]);
}
