//! Accounts: one disables, two enable. And what was recognised as an attack.

use http::StatusCode;
use people::actions;
use people::rules::accounts::{Pair, confirm, decline};
use platform::accounts;
use platform::alerts::{self, AlertKind};
use platform::{Context, No, ProposalId, ProposalState};
use store::testing::TestStore;

use crate::service::*;

const AT: &str = "127.0.0.1";

async fn shown(s: &Service, n: u8, path: &str) -> (StatusCode, String) {
    let token = s.session(person(n), AT).await;
    s.request(Some((token.as_str(), AT)), "GET", path, "").await.text()
}

async fn disabled(s: &Service, n: u8) -> bool {
    accounts::by_person(&s.app, person(n)).await.unwrap().unwrap().disabled(&s.app)
}

async fn ask(s: &Service, by: u8, of: u8) -> ProposalId {
    actions::propose_enabling(&s.acting(by).await, person(of), "They are back.").await.unwrap()
}

#[test]
fn the_second_is_nobody_who_had_a_hand_in_it() {
    let pair = |proposed_by, disabled_by: u8, confirmed_by| Pair {
        person: person(ELIN),
        proposed_by: person(proposed_by),
        disabled_by: Some(person(disabled_by)),
        confirmed_by: person(confirmed_by),
    };
    let proposed = ProposalState::Proposed;
    assert!(confirm(proposed, &pair(OTTO, SAM, OLWEN), true).is_ok());
    assert!(confirm(proposed, &pair(OTTO, OTTO, OLWEN), true).is_ok(), "whoever disabled it may ask");
    for (proposer, disabler, confirmer) in [(OTTO, SAM, OTTO), (OTTO, SAM, SAM), (OTTO, SAM, ELIN), (ELIN, SAM, OLWEN)]
    {
        assert!(confirm(proposed, &pair(proposer, disabler, confirmer), true).is_err());
    }
    assert!(confirm(proposed, &pair(OTTO, SAM, OLWEN), false).is_err(), "disabled anew");
    for state in [ProposalState::Confirmed, ProposalState::Declined] {
        assert!(confirm(state, &pair(OTTO, SAM, OLWEN), true).is_err() && decline(state).is_err());
    }
}

store::both!(&migrations();

async fn one_disables_an_account_and_two_enable_it_again(on: TestStore) {
    let s = service(on).await;
    actions::disable_account(&s.acting(SAM).await, person(ELIN), "Under investigation.").await.unwrap();
    assert!(disabled(&s, ELIN).await);
    assert_eq!(s.notices(ELIN).await, ["people-account-yours-off"]);
    for n in [OTTO, OLWEN] {
        assert_eq!(s.notices(n).await.last().unwrap(), "people-account-off");
    }
    let twice = actions::disable_account(&s.acting(OTTO).await, person(ELIN), "Again.").await;
    assert_eq!(refused(twice), ["people-account-disabled-already"]);
    // Asked twice is asked once; not by staff of another kind.
    let id = ask(&s, OTTO, ELIN).await;
    assert_eq!(ask(&s, OLWEN, ELIN).await, id);
    for n in [SIAN, CATRIN] {
        let no = actions::propose_enabling(&s.acting(n).await, person(ELIN), "Please.").await;
        assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
    }
    for (n, who) in [(OTTO, "whoever asked"), (SAM, "whoever disabled it"), (ADA, "who only sees it")] {
        let no = actions::confirm_enabling(&s.acting(n).await, id, 1).await;
        assert!(matches!(no, Err(No::Forbidden { .. })), "{who}: {no:?}");
    }
    let unseen = actions::confirm_enabling(&s.acting(SIAN).await, id, 1).await;
    assert!(matches!(unseen, Err(No::NotFound)), "{unseen:?}");
    let stale = actions::confirm_enabling(&s.acting(OLWEN).await, id, 2).await;
    assert!(matches!(stale, Err(No::Stale)), "{stale:?}");
    assert!(disabled(&s, ELIN).await);
    actions::confirm_enabling(&s.acting(OLWEN).await, id, 1).await.unwrap();
    assert!(!disabled(&s, ELIN).await);
    assert_eq!(s.notices(ELIN).await.last().unwrap(), "people-account-yours-on");
    let told = ["account-disabled", "account-enabling-proposed", "account-enabled"];
    assert_eq!(s.record("account", person(ELIN)).await, told);
    let again = actions::confirm_enabling(&s.acting(OLWEN).await, id, 2).await;
    assert_eq!(refused(again), ["people-enabling-decided"]);
}

async fn what_was_asked_before_it_was_disabled_anew_enables_nothing(on: TestStore) {
    let s = service(on).await;
    actions::disable_account(&s.acting(SAM).await, person(ELIN), "Once.").await.unwrap();
    let first = ask(&s, OTTO, ELIN).await;
    let second = {
        actions::decline_enabling(&s.acting(OLWEN).await, first, 1).await.unwrap();
        ask(&s, OTTO, ELIN).await
    };
    assert_ne!(first, second);
    actions::confirm_enabling(&s.acting(OLWEN).await, second, 1).await.unwrap();
    let third = {
        actions::disable_account(&s.acting(OLWEN).await, person(ELIN), "Twice.").await.unwrap();
        ask(&s, OTTO, ELIN).await
    };
    // Olwen disabled it this time.
    let no = actions::confirm_enabling(&s.acting(OLWEN).await, third, 1).await;
    assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
    actions::confirm_enabling(&s.acting(SAM).await, third, 1).await.unwrap();
}

async fn of_two_who_confirm_at_once_exactly_one_enables(on: TestStore) {
    let s = service(on).await;
    for round in 0..5 {
        actions::disable_account(&s.acting(OTTO).await, person(ELIN), "A race.").await.unwrap();
        let id = ask(&s, OTTO, ELIN).await;
        let (a, b) = (s.acting(OLWEN).await, s.acting(SAM).await);
        let (a, b) = tokio::join!(actions::confirm_enabling(&a, id, 1), actions::confirm_enabling(&b, id, 1));
        assert!(a.is_ok() != b.is_ok(), "round {round}: {a:?} {b:?}");
        let lost = if a.is_ok() { b } else { a };
        assert!(matches!(lost, Err(No::Stale | No::Refused(_))), "{lost:?}");
        assert!(!disabled(&s, ELIN).await);
    }
    let entries = s.record("account", person(ELIN)).await;
    assert_eq!(entries.iter().filter(|e| *e == "account-enabled").count(), 5);
}

async fn one_disables_while_another_enables_and_nothing_is_half(on: TestStore) {
    let s = service(on).await;
    for _ in 0..5 {
        actions::disable_account(&s.acting(OTTO).await, person(ELIN), "A race.").await.unwrap();
        let id = ask(&s, OTTO, ELIN).await;
        let (a, b) = (s.acting(OLWEN).await, s.acting(SAM).await);
        let (enabled, disabled_again) =
            tokio::join!(actions::confirm_enabling(&a, id, 1), actions::disable_account(&b, person(ELIN), "Again."));
        enabled.unwrap();
        assert_eq!(disabled(&s, ELIN).await, disabled_again.is_ok());
        if disabled_again.is_ok() {
            let id = ask(&s, OTTO, ELIN).await;
            actions::confirm_enabling(&s.acting(OLWEN).await, id, 1).await.unwrap();
        }
    }
}

async fn a_disabled_operator_is_no_second_one_and_the_machine_names_another(on: TestStore) {
    let s = service(on).await;
    let machine = Context::of_service(&s.app);
    assert_eq!(refused(actions::first_operator(&machine, &email(MARI)).await), ["people-operator-exists"]);
    actions::disable_account(&s.acting(SAM).await, person(OLWEN), "She has left.").await.unwrap();
    actions::first_operator(&machine, &email(MARI)).await.unwrap();
    assert_eq!(refused(actions::first_operator(&machine, &email(OLWEN)).await), ["people-operator-exists", "people-operator-already"]);
}

async fn the_machine_makes_a_code_for_whoever_has_lost_the_rest(on: TestStore) {
    let s = service(on).await;
    let machine = Context::of_service(&s.app);
    assert_eq!(refused(actions::recovery_code(&machine, "nobody@example.org").await), ["people-operator-unknown"]);
    assert_eq!(refused(actions::recovery_code(&machine, &email(OTTO)).await), ["people-code-no-factor"]);
    let page = actions::recovery_code(&s.acting(OLWEN).await, &email(OTTO)).await;
    assert!(refused(page).contains(&"people-code-from-a-page".to_owned()));
    let mut change = s.app.store.change().await.unwrap();
    accounts::set_secret(&s.app, &mut change, person(OTTO), &[7; 20]).await.unwrap();
    accounts::confirm_secret(&s.app, &mut change, person(OTTO), 0).await.unwrap();
    s.commit(change).await;
    let code = actions::recovery_code(&machine, &email(OTTO)).await.unwrap();
    assert_eq!((code.len(), code.matches('-').count()), (19, 3));
    assert_eq!(s.notices(OTTO).await.last().unwrap(), "people-code-yours");
    for n in [OLWEN, SAM] {
        assert_eq!(s.notices(n).await.last().unwrap(), "people-code-made");
    }
    assert_eq!(s.record("account", person(OTTO)).await, ["recovery-code-on-the-machine"]);
    actions::disable_account(&s.acting(SAM).await, person(OTTO), "Lost.").await.unwrap();
    assert_eq!(refused(actions::recovery_code(&machine, &email(OTTO)).await), ["people-code-disabled"]);
}

async fn an_attack_stays_on_the_list_until_one_of_security_has_seen_to_it(on: TestStore) {
    let s = service(on).await;
    let about = person(ELIN).to_string();
    let raise = async |address: &str| {
        let mut change = s.app.store.change().await.unwrap();
        let new = alerts::raise(&s.app, &mut change, AlertKind::Guessing, (&about, "/people", address)).await.unwrap();
        s.commit(change).await;
        new
    };
    assert!(raise("192.0.2.1").await);
    assert!(!raise("192.0.2.2").await, "the same attack goes on");
    let (waiting, seen) = actions::see_alerts(&s.acting(SAM).await).await.unwrap();
    assert_eq!((waiting.len(), seen.len(), waiting[0].times), (1, 0, 2));
    assert_eq!(waiting[0].address, "192.0.2.2");
    let id = waiting[0].id;
    for n in [OTTO, SIAN, ELIN] {
        assert!(actions::see_alerts(&s.acting(n).await).await.is_err());
    }
    for n in [OTTO, ADA] {
        let no = actions::acknowledge_alert(&s.acting(n).await, id, "Seen.").await;
        assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
    }
    let (a, b) = (s.acting(SAM).await, s.acting(SAM).await);
    let (a, b) = tokio::join!(actions::acknowledge_alert(&a, id, "It was they."), actions::acknowledge_alert(&b, id, "It was they."));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert_eq!(refused(if a.is_ok() { b } else { a }), ["people-alert-seen"]);
    assert_eq!(s.record("alert", id).await, ["alert-acknowledged"]);
    let (waiting, seen) = actions::see_alerts(&s.acting(ADA).await).await.unwrap();
    assert_eq!((waiting.len(), seen.len(), seen[0].seen_by), (0, 1, Some(person(SAM))));
    assert!(raise("192.0.2.3").await, "what comes after it is a new one");
}

async fn pages_disable_enable_and_list_in_both_languages(on: TestStore) {
    let s = service(on).await;
    let path = format!("/people/{}", person(ELIN));
    for lang in ["", "/cy"] {
        let (status, page) = shown(&s, SAM, &format!("{lang}{path}/disable")).await;
        assert!(status == StatusCode::OK && page.contains("name=\"reason\""), "{page}");
    }
    actions::disable_account(&s.acting(SAM).await, person(ELIN), "Under investigation.").await.unwrap();
    let (_, page) = shown(&s, OTTO, &path).await;
    assert!(page.contains("This account is disabled") && page.contains("Under investigation."), "{page}");
    let (_, page) = shown(&s, SIAN, &path).await;
    assert!(page.contains("This account is disabled") && !page.contains("Under investigation."), "{page}");
    let id = ask(&s, OTTO, ELIN).await;
    let (_, page) = shown(&s, OLWEN, "/enablings").await;
    assert!(page.contains(&format!("/enablings/{id}")), "{page}");
    let (_, page) = shown(&s, OLWEN, &format!("/enablings/{id}")).await;
    assert!(page.contains("name=\"decision\"") && page.contains("They are back."), "{page}");
    let (_, page) = shown(&s, ADA, &format!("/enablings/{id}")).await;
    assert!(!page.contains("name=\"decision\""), "{page}");
}

);
