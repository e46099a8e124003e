//! Roles take two operators and time, on both databases; and what the record must show of them.

use foundation::Moment;
use http::StatusCode;
use people::actions::{self, Granted};
use people::rules::roles::{Deed, Holding, Made, Pair, RoleEntry, confirm, decline, shown};
use people::{Role, RoleProposal, RoleProposalId, RoleProposalState};
use platform::No;
use proptest::prelude::*;
use store::testing::TestStore;

use crate::service::*;

const AT: &str = "127.0.0.1";
const WEEK: u32 = 7 * 24 * 60;

store::both!(&migrations();

async fn a_role_takes_effect_when_a_second_operator_has_confirmed_it(on: TestStore) {
    let s = service(on).await;
    let id = s.propose(MARI, Role::OutputChecker).await;
    // Proposed twice is proposed once, and gives nothing.
    assert_eq!(s.propose(MARI, Role::OutputChecker).await, id);
    assert!(people::held(&s.app, person(MARI)).await.unwrap().is_empty());
    assert_eq!(s.notices(OLWEN).await.last().unwrap(), "people-role-proposed");
    // Not by the one who proposed it, and not by staff.
    let own = actions::confirm_role(&s.acting(OTTO).await, id, 1).await;
    assert!(matches!(own, Err(No::Forbidden { .. })), "{own:?}");
    let staff = actions::confirm_role(&s.acting(SAM).await, id, 1).await;
    assert!(matches!(staff, Err(No::Forbidden { .. })), "{staff:?}");
    let unseen = actions::confirm_role(&s.acting(SIAN).await, id, 1).await;
    assert!(matches!(unseen, Err(No::NotFound)), "{unseen:?}");
    actions::confirm_role(&s.acting(OLWEN).await, id, 1).await.unwrap();
    assert_eq!(people::held(&s.app, person(MARI)).await.unwrap(), [Role::OutputChecker].into());
    assert_eq!(people::holders(&s.app, Role::OutputChecker).await.unwrap(), [person(MARI)]);
    assert_eq!(people::with_role(&s.app, "output-checker").await.unwrap(), [person(MARI)]);
    assert!(people::with_role(&s.app, "wizard").await.is_err(), "a word that is no role is an error, not nobody");
    assert_eq!(s.notices(MARI).await, ["people-role-given"]);
    assert_eq!(s.notices(OTTO).await.last().unwrap(), "people-role-confirmed");
    // Granted twice is granted once.
    let again = actions::grant_role(&s.acting(OTTO).await, person(MARI), Role::OutputChecker).await.unwrap();
    assert_eq!(again, Granted::Held);
    let stale = actions::confirm_role(&s.acting(OLWEN).await, id, 1).await;
    assert!(matches!(stale, Err(No::Stale)), "{stale:?}");
    let twice = actions::confirm_role(&s.acting(OLWEN).await, id, 2).await;
    assert_eq!(refused(twice), ["people-role-decided"]);
    assert_eq!(s.record("person", person(MARI)).await, ["role-proposed", "role-granted"]);
}

async fn of_two_operators_who_confirm_a_role_at_once_one_grants_it(on: TestStore) {
    let s = service(on).await;
    s.grant(MARI, Role::Operator).await;
    for role in [Role::OutputChecker, Role::Quality, Role::Ethics] {
        let id = s.propose(ELIN, role).await;
        let (a, b) = (s.acting(OLWEN).await, s.acting(MARI).await);
        let (a, b) = tokio::join!(actions::confirm_role(&a, id, 1), actions::confirm_role(&b, id, 1));
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let lost = if a.is_ok() { b } else { a };
        assert!(matches!(lost, Err(No::Stale | No::Refused(_))), "{lost:?}");
        assert_eq!(people::holdings(&s.app, person(ELIN), role).await.unwrap().len(), 1);
        // And one takes it away while nothing is left to confirm.
        let late = actions::decline_role(&s.acting(OTTO).await, id, 2).await;
        assert_eq!(refused(late), ["people-role-decided"]);
    }
}

async fn nobody_proposes_or_confirms_a_role_of_their_own(on: TestStore) {
    let s = service(on).await;
    let own = actions::grant_role(&s.acting(OTTO).await, person(OTTO), Role::Security).await;
    assert!(matches!(own, Err(No::Forbidden { .. })), "{own:?}");
    let staff = actions::grant_role(&s.acting(SIAN).await, person(MARI), Role::Security).await;
    assert!(matches!(staff, Err(No::Forbidden { .. })), "{staff:?}");
    let id = s.propose(OLWEN, Role::Security).await;
    let own = actions::confirm_role(&s.acting(OLWEN).await, id, 1).await;
    assert!(matches!(own, Err(No::Forbidden { .. })), "{own:?}");
}

async fn one_operator_takes_a_role_away_at_once_begun_or_not(on: TestStore) {
    let s = waiting(on, WEEK).await;
    s.grant(MARI, Role::OutputChecker).await;
    actions::revoke_role(&s.acting(OTTO).await, person(MARI), Role::OutputChecker).await.unwrap();
    s.app.world.advance(8 * Moment::DAY);
    assert!(people::held(&s.app, person(MARI)).await.unwrap().is_empty());
    let again = actions::revoke_role(&s.acting(OTTO).await, person(MARI), Role::OutputChecker).await;
    assert_eq!(refused(again), ["people-role-not-held"]);
    assert_eq!(s.record("person", person(MARI)).await, ["role-proposed", "role-granted", "role-revoked"]);
}

async fn a_new_role_waits_out_its_time(on: TestStore) {
    let s = waiting(on, WEEK).await;
    s.grant(MARI, Role::OutputChecker).await;
    assert!(people::held(&s.app, person(MARI)).await.unwrap().is_empty());
    let otto = s.session(person(OTTO), AT).await;
    let (_, page) = s.request(Some((&otto, AT)), "GET", &format!("/people/{}", person(MARI)), "").await.text();
    assert!(page.contains("Output checker (from 7 December 2026"), "{page}");
    s.app.world.advance(7 * Moment::DAY);
    assert_eq!(people::held(&s.app, person(MARI)).await.unwrap(), [Role::OutputChecker].into());
}

/// Otto and a puppet that Olwen let through are no two people for a while: Otto cannot use it to make checkers.
async fn a_fresh_operator_is_no_second_person_for_whoever_made_them(on: TestStore) {
    let s = waiting(on, WEEK).await;
    s.grant(OMAR, Role::Operator).await;
    // Not an operator yet.
    let id = s.propose(MARI, Role::OutputChecker).await;
    let early = actions::confirm_role(&s.acting(OMAR).await, id, 1).await;
    assert!(matches!(early, Err(No::NotFound)), "{early:?}");
    s.app.world.advance(7 * Moment::DAY);
    let puppet = actions::confirm_role(&s.acting(OMAR).await, id, 1).await;
    assert_eq!(refused(puppet), ["people-role-fresh-operator"]);
    // Nor the other way round.
    let Granted::Proposed(other) =
        actions::grant_role(&s.acting(OMAR).await, person(ELIN), Role::OutputChecker).await.unwrap()
    else {
        panic!("it takes two")
    };
    let maker = actions::confirm_role(&s.acting(OTTO).await, other, 1).await;
    assert_eq!(refused(maker), ["people-role-fresh-operator"]);
    // The two of the machine are two people, and Omar is one once he has been an operator for as long as he waited.
    actions::confirm_role(&s.acting(OLWEN).await, id, 1).await.unwrap();
    s.app.world.advance(7 * Moment::DAY);
    actions::confirm_role(&s.acting(OTTO).await, other, 1).await.unwrap();
}

async fn a_proposal_is_declined_by_any_operator_and_then_proposed_anew(on: TestStore) {
    let s = service(on).await;
    let id = s.propose(MARI, Role::Security).await;
    actions::decline_role(&s.acting(OTTO).await, id, 1).await.unwrap();
    let late = actions::confirm_role(&s.acting(OLWEN).await, id, 2).await;
    assert_eq!(refused(late), ["people-role-decided"]);
    assert_ne!(s.propose(MARI, Role::Security).await, id);
    assert_eq!(s.record("person", person(MARI)).await, ["role-proposed", "role-declined", "role-proposed"]);
}

async fn two_who_decide_a_role_at_once_make_one_decision(on: TestStore) {
    let s = service(on).await;
    let id = s.propose(MARI, Role::Security).await;
    let (olwen, otto) = (s.acting(OLWEN).await, s.acting(OTTO).await);
    let (one, two) = tokio::join!(actions::confirm_role(&olwen, id, 1), actions::decline_role(&otto, id, 1));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(people::held(&s.app, person(MARI)).await.unwrap().len(), usize::from(one.is_ok()));
    assert_eq!(s.record("person", person(MARI)).await.len(), 2);
}

async fn roles_that_the_profile_names_take_one_operator(on: TestStore) {
    let s = service(on).await;
    let granted = actions::grant_role(&s.acting(OTTO).await, person(MARI), Role::Audit).await.unwrap();
    assert_eq!(granted, Granted::Held);
    assert_eq!(people::held(&s.app, person(MARI)).await.unwrap(), [Role::Audit].into());
    assert_eq!(s.record("person", person(MARI)).await, ["role-granted"]);
}

async fn the_machine_makes_two_operators_and_a_third_takes_two(on: TestStore) {
    let s = service(on).await;
    let machine = platform::Context::of_service(&s.app);
    let again = actions::first_operator(&machine, &email(MARI)).await;
    assert_eq!(refused(again), ["people-operator-exists"]);
    let page = actions::first_operator(&s.acting(MARI).await, "nobody@example.org").await;
    assert_eq!(refused(page), ["people-operator-from-a-page", "people-operator-exists", "people-operator-unknown"]);
    assert_eq!(s.record("person", person(OLWEN)).await, ["operator-named"]);
    assert_eq!(s.notices(OTTO).await[0], "people-operator-named");
    // One who is alone gets a second from the machine, and is told.
    actions::revoke_role(&s.acting(OTTO).await, person(OLWEN), Role::Operator).await.unwrap();
    let same = actions::first_operator(&machine, &email(OTTO)).await;
    assert_eq!(refused(same), ["people-operator-already"]);
    actions::first_operator(&machine, &email(MARI)).await.unwrap();
    assert_eq!(people::holders(&s.app, Role::Operator).await.unwrap(), [person(MARI), person(OTTO)]);
    assert_eq!(s.notices(SAM).await.last().unwrap(), "people-operator-named");
}

async fn operators_confirm_on_a_page_that_only_they_security_and_audit_see(on: TestStore) {
    let s = service(on).await;
    let token = |n| s.session(person(n), AT);
    let (otto, olwen, sam, mari, sian) =
        (token(OTTO).await, token(OLWEN).await, token(SAM).await, token(MARI).await, token(SIAN).await);
    let of_mari = format!("/people/{}", person(MARI));
    let sent = [("change", "grant"), ("role", "output-checker")];
    let done = s.form((&otto, AT), &format!("{of_mari}/roles"), &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let at = done.headers["location"].to_str().unwrap().to_owned();
    let (status, own) = s.request(Some((&otto, AT)), "GET", &at, "").await.text();
    assert_eq!(status, StatusCode::OK);
    assert!(own.contains("Output checker") && own.contains("Waits for a second operator"), "{own}");
    let (_, queue) = s.request(Some((&olwen, AT)), "GET", "/roles", "").await.text();
    assert!(queue.contains(&at) && queue.contains("mari") && queue.contains("otto"), "{queue}");
    let (_, list) = s.request(Some((&olwen, AT)), "GET", "/people", "").await.text();
    assert!(list.contains("href=\"/roles\""), "{list}");
    let (_, page) = s.request(Some((&olwen, AT)), "GET", &of_mari, "").await.text();
    assert!(page.contains(&at), "{page}");
    let (_, welsh) = s.request(Some((&olwen, AT)), "GET", &format!("/cy{at}"), "").await.text();
    assert!(welsh.contains("Yn aros am ail weithredwr") && !welsh.contains("{people"), "{welsh}");
    // Security sees and does not decide; Mari sees her own; support does not learn of it.
    let (status, seen) = s.request(Some((&sam, AT)), "GET", &at, "").await.text();
    assert!(status == StatusCode::OK && !seen.contains("Confirm it"), "{seen}");
    assert_eq!(s.request(Some((&mari, AT)), "GET", &at, "").await.status, StatusCode::OK);
    assert_eq!(s.request(Some((&sian, AT)), "GET", &at, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(s.request(Some((&sian, AT)), "GET", "/roles", "").await.status, StatusCode::FORBIDDEN);
    // Without an answer the page comes again.
    let again = s.form((&olwen, AT), &at, &[("version", "1")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let no = s.form((&otto, AT), &at, &[("decision", "confirm"), ("version", "1")]).await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
    let done = s.form((&olwen, AT), &at, &[("decision", "confirm"), ("version", "1")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(people::held(&s.app, person(MARI)).await.unwrap(), [Role::OutputChecker].into());
    let (_, decided) = s.request(Some((&otto, AT)), "GET", &at, "").await.text();
    assert!(decided.contains("olwen") && decided.contains("Confirmed"), "{decided}");
}

/// What the service writes is what the count of the record accepts.
async fn the_record_of_the_service_shows_a_role_from_its_beginning_until_it_is_taken_away(on: TestStore) {
    let s = waiting(on, WEEK).await;
    s.grant(MARI, Role::OutputChecker).await;
    let before = s.app.world.now();
    s.app.world.advance(7 * Moment::DAY);
    let during = s.app.world.now();
    actions::revoke_role(&s.acting(OTTO).await, person(MARI), Role::OutputChecker).await.unwrap();
    let after = s.app.world.now();
    let mut entries = Vec::new();
    for n in [MARI, OTTO, OLWEN] {
        let all = store::history_of_thing(&s.app.store, "person", &person(n).to_string()).await.unwrap();
        entries.extend(all.iter().filter_map(|(_, e)| people::role_entry(e)));
    }
    let shows = |at| shown(&entries, person(MARI), Role::OutputChecker, at);
    assert_eq!([shows(before), shows(during), shows(after)], [false, true, false]);
}
);

fn id(n: u8) -> RoleProposalId {
    format!("00000000-0000-7000-8000-0000000001{n:02}").parse().unwrap()
}

fn proposal(state: RoleProposalState) -> RoleProposal {
    RoleProposal {
        id: id(1),
        person: person(MARI),
        role: Role::OutputChecker,
        state,
        proposed_by: person(OTTO),
        proposed_at: Moment(0),
        decided_by: None,
        decided_at: None,
        version: 1,
    }
}

const OF_THE_MACHINE: [Holding; 1] = [Holding { from: Moment(0), made: None }];

#[test]
fn only_what_waits_is_confirmed_or_declined() {
    for state in RoleProposalState::ALL {
        let p = proposal(*state);
        let pair = Pair { proposer: &OF_THE_MACHINE, confirmer: (person(OLWEN), &OF_THE_MACHINE), now: Moment(9) };
        let waits = *state == RoleProposalState::Proposed;
        assert_eq!((confirm(&p, &pair).is_ok(), decline(&p).is_ok()), (waits, waits), "{state}");
    }
}

#[test]
fn whoever_holds_no_operators_role_any_more_is_no_second_operator() {
    let p = proposal(RoleProposalState::Proposed);
    let pair = Pair { proposer: &[], confirmer: (person(OLWEN), &OF_THE_MACHINE), now: Moment(9) };
    assert!(confirm(&p, &pair).is_err());
    let made = Made { proposed_by: person(ADA), confirmed_by: person(SAM), at: Moment(0) };
    let later = [Holding { from: Moment(10), made: Some(made) }];
    let pair = Pair { proposer: &OF_THE_MACHINE, confirmer: (person(OLWEN), &later), now: Moment(9) };
    assert!(confirm(&p, &pair).is_err(), "not begun");
}

#[test]
fn a_profile_cannot_say_that_one_operator_makes_checkers_or_operators() {
    let rules = |alone: &str| {
        serde_json::from_value::<people::Rules>(serde_json::json!({
            "schemes": [], "full_years": 5, "provisional_years": 3, "eul_version": "1", "one_operator": [alone]
        }))
    };
    assert_eq!(rules("audit").unwrap().role_wait_minutes, WEEK, "where a profile says nothing, a role waits a week");
    for role in ["output-checker", "operator"] {
        assert!(rules(role).unwrap_err().to_string().contains("takes two operators always"));
    }
}

proptest! {
    /// One operator and any number of puppets: whatever the record holds, nobody is shown to be a checker unless somebody who
    /// is neither the operator nor made by them had a hand in it.
    #[test]
    fn one_operator_with_puppets_makes_nobody_a_checker(
        steps in prop::collection::vec((1..5u8, 1..5u8, 0..2u8, 0..3u8, 0..6u8, 0..40i64), 0..40),
    ) {
        // 1 is the operator of the machine; 2 to 4 are puppets.
        let named = RoleEntry {
            at: Moment(0), who: None, person: person(1), role: Role::Operator, proposal: None, deed: Deed::Named,
        };
        let mut entries = vec![named];
        for (who, of, role, deed, proposal, at) in steps {
            let role = if role == 0 { Role::Operator } else { Role::OutputChecker };
            let deed = match deed {
                0 => Deed::Proposed,
                1 => Deed::Confirmed { from: Moment(at + 5) },
                _ => Deed::Declined,
            };
            let (who, of) = (Some(person(who)), person(of));
            entries.push(RoleEntry { at: Moment(at), who, person: of, role, proposal: Some(id(proposal)), deed });
        }
        for puppet in 1..5 {
            prop_assert!(!shown(&entries, person(puppet), Role::OutputChecker, Moment(100)));
        }
    }
}
