use permissions::{Attr, Principal, Resource};

use crate::house::{anwen, checker, house, project, request};

const ON_CALL: &[(&str, Attr)] = &[("on_call", Attr::Bool(true))];

fn ids(reasons: &[permissions::Reason]) -> Vec<&str> {
    reasons.iter().map(|r| r.policy.as_str()).collect()
}

#[test]
fn a_yes_names_the_rule_that_said_it() {
    let decision = house().decide(&checker(), "VoteOnOutput", &request(), ON_CALL);
    assert!(decision.allowed);
    assert_eq!(decision.policy.as_deref(), Some("output-vote"));
    assert_eq!(decision.because.as_deref(), Some("Only people trained to check outputs may vote on one."));
    assert!(decision.because_cy.is_some_and(|text| text.starts_with("Dim ond pobl")));
    assert_eq!((decision.would_allow, decision.forbidden_by, decision.fault), (vec![], vec![], None));
}

#[test]
fn a_no_that_no_rule_covers_says_what_would_have_allowed_it() {
    let decision = house().decide(&Principal::new("bob", ["researcher"]), "ReadRequest", &request(), &[]);
    assert!(!decision.allowed);
    assert_eq!((decision.policy, decision.fault), (None, None));
    assert_eq!(ids(&decision.would_allow), ["request-read-checker", "request-read-team"]);
    assert_eq!(
        decision.because.as_deref(),
        Some(
            "Checkers can read the requests they check. \
             The people of a project can read its requests; Do::\"ReadRequest\" says so."
        )
    );
}

#[test]
fn a_forbid_wins_over_a_permit_and_is_named() {
    let on_the_team = checker().with("projects", Attr::set(["p1"]));
    let decision = house().decide(&on_the_team, "VoteOnOutput", &request(), ON_CALL);
    assert!(!decision.allowed);
    assert_eq!(decision.policy.as_deref(), Some("output-vote-own-project"));
    assert_eq!(decision.because.as_deref(), Some("Nobody checks an output of their own project."));
    assert_eq!(ids(&decision.forbidden_by), ["output-vote-own-project"]);
    assert_eq!(ids(&decision.would_allow), ["output-vote"]);
}

#[test]
fn what_only_the_moment_knows_counts() {
    let off_call = [("on_call", Attr::Bool(false))];
    let decision = house().decide(&checker(), "VoteOnOutput", &request(), &off_call);
    assert_eq!((decision.allowed, decision.fault), (false, None));
}

#[test]
fn a_thing_s_state_counts() {
    let house = house();
    assert!(house.decide(&anwen(), "ChangeTeam", &project(true), &[]).allowed);
    let closed = house.decide(&anwen(), "ChangeTeam", &project(false), &[]);
    assert_eq!((closed.allowed, closed.policy.as_deref()), (false, Some("project-closed")));
}

#[test]
fn a_visitor_holds_nothing() {
    let house = house();
    let visitor = Principal::visitor();
    for (action, on) in [("ReadProject", project(true)), ("ChangeTeam", project(true)), ("ReadRequest", request())] {
        let decision = house.decide(&visitor, action, &on, &[]);
        assert_eq!((decision.allowed, decision.fault), (false, None), "{action}");
    }
    let own = house.decide(&visitor, "ReadOwnPage", &Resource::new("Person", ""), &[]);
    assert_eq!((own.allowed, own.fault), (false, None), "two visitors are not one person");
}

#[test]
fn a_person_can_be_both_who_asks_and_what_it_is_about() {
    let house = house();
    assert!(house.decide(&anwen(), "ReadOwnPage", &Resource::new("Person", "anwen"), &[]).allowed);
    assert!(!house.decide(&anwen(), "ReadOwnPage", &Resource::new("Person", "carys"), &[]).allowed);
}

#[test]
fn roles_written_into_the_attributes_do_not_count() {
    let sly = Principal::new("bob", ["researcher"]).with("roles", Attr::set(["output-checker"]));
    assert!(!house().decide(&sly, "VoteOnOutput", &request(), ON_CALL).allowed);
}

#[test]
fn names_with_quotes_and_line_ends_stay_names() {
    let odd = "x\") permit(principal, action, resource); //\n";
    let sly = Principal::new(odd, [odd]).with("projects", Attr::set([odd]));
    let decision = house().decide(&sly, "ReadRequest", &request(), &[]);
    assert_eq!((decision.allowed, decision.fault), (false, None));
}

/// The questions that cannot be asked, and the word that must stand in the fault.
#[test]
fn a_question_that_is_wrong_is_a_no_with_a_fault() {
    let no_rounds =
        Resource { attrs: request().attrs.into_iter().filter(|(n, _)| *n != "rounds").collect(), ..request() };
    let wrong_type = request().with("rounds", Attr::text("one"));
    let too_much = request().with("colour", Attr::text("red"));
    let wrong_person = checker().with("projects", Attr::text("p1"));
    let house = house();
    let cases: [(&str, permissions::Decision, &str); 8] = [
        ("unknown action", house.decide(&checker(), "Fly", &request(), &[]), "no schema declares this action"),
        ("wrong kind", house.decide(&checker(), "VoteOnOutput", &project(true), ON_CALL), "kind of thing"),
        ("missing context", house.decide(&checker(), "VoteOnOutput", &request(), &[]), "context"),
        ("superfluous context", house.decide(&checker(), "ReadRequest", &request(), ON_CALL), "context"),
        ("missing attribute", house.decide(&checker(), "VoteOnOutput", &no_rounds, ON_CALL), "rounds"),
        ("wrong type", house.decide(&checker(), "VoteOnOutput", &wrong_type, ON_CALL), "rounds"),
        ("unknown attribute", house.decide(&checker(), "VoteOnOutput", &too_much, ON_CALL), "colour"),
        ("wrong person", house.decide(&wrong_person, "VoteOnOutput", &request(), ON_CALL), "projects"),
    ];
    for (case, decision, word) in cases {
        assert!(!decision.allowed, "{case}");
        assert_eq!((decision.policy, decision.because), (None, None), "{case}");
        let fault = decision.fault.unwrap_or_else(|| panic!("{case}: no fault"));
        assert!(fault.contains(word) && fault.contains("\"carys\""), "{case}: {fault}");
    }
}

/// Cedar skips a policy that fails. Arithmetic over the edge is a failure that validation cannot foresee.
#[test]
fn a_forbid_that_fails_is_a_no_and_not_a_yes() {
    let fragment = permissions::Fragment {
        name: "airlock",
        schema: r#"entity Request = { "rounds": Long }; action Ask appliesTo { principal: Person, resource: Request };"#,
        policies: r#"
            @id("ask") @because("Everybody may ask.") @because_cy("Caiff pawb ofyn.")
            permit (principal, action == Do::"Ask", resource);
            @id("too-often") @because("Not more than ten times.") @because_cy("Dim mwy na deg gwaith.")
            forbid (principal, action == Do::"Ask", resource) when { resource.rounds * 2 > 20 };
        "#,
    };
    let house = permissions::Permissions::load(&[fragment]).expect("it is well typed");
    let ask = |rounds| {
        house.decide(&checker(), "Ask", &Resource::new("Request", "r").with("rounds", Attr::Long(rounds)), &[])
    };
    assert!(ask(10).allowed);
    assert_eq!(ask(11).policy.as_deref(), Some("too-often"));
    let over = ask(i64::MAX);
    assert!(!over.allowed);
    assert!(over.fault.is_some_and(|fault| fault.contains("too-often")));
}

#[test]
fn a_policy_for_a_group_of_actions_holds_for_each_of_them() {
    let fragment = permissions::Fragment {
        name: "catalogue",
        schema: r#"
            entity Dataset = {};
            action Reading;
            action Public in [Reading];
            action ReadEntry in [Public] appliesTo { principal: Person, resource: Dataset };
            action EditEntry appliesTo { principal: Person, resource: Dataset };
        "#,
        policies: r#"
            @id("reading") @because("Everybody may read.") @because_cy("Caiff pawb ddarllen.")
            permit (principal, action in Do::"Reading", resource);
        "#,
    };
    let house = permissions::Permissions::load(&[fragment]).expect("the groups are declared");
    let dataset = Resource::new("Dataset", "lfs");
    let read = house.decide(&Principal::visitor(), "ReadEntry", &dataset, &[]);
    assert_eq!((read.allowed, read.policy.as_deref()), (true, Some("reading")));
    assert!(!house.decide(&Principal::visitor(), "EditEntry", &dataset, &[]).allowed);
    let names: Vec<_> = house.actions().into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["EditEntry", "ReadEntry"], "a group is nothing that one can do");
}
