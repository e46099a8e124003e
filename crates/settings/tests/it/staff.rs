//! What staff record, on both databases.

use platform::No;
use settings::actions::{
    ProposePlace, RecordAoc, confirm_place, decline_place, end_place, propose_place, record_address, record_aoc,
    resume_aoc, suspend_aoc,
};
use settings::{Place, access};
use store::testing::TestStore;

use crate::common::day;
use crate::service::*;

store::statements! {
    write SPEAKS(text, text) = "insert into dataset_owner (dataset, person, since) values ($1, $2, 0)";
    read TOLD(text) -> (id: String) = "select id from notice where person = $1 and key = 'settings-place-opened'";
}

fn wrong(no: No) -> (String, String) {
    match no {
        No::Invalid(problems) => {
            let first = problems.iter().next().unwrap();
            let texts = foundation::Texts::load(&[settings::locale()]).unwrap();
            (first.question.clone(), first.message(&texts, foundation::Lang::En))
        }
        other => panic!("no answer to correct: {other:?}"),
    }
}

fn says(question: &str, key: &str) -> (String, String) {
    let texts = foundation::Texts::load(&[settings::locale()]).unwrap();
    (question.to_owned(), texts.text(foundation::Lang::En, key, &[]))
}

store::both! {
    &migrations();

    async fn an_address_is_public_and_belongs_to_one_person_net_01(on: TestStore) {
        let service = service("secure-lab", on).await;
        let dai = service.person(DAI, STAFF).await;
        for (address, key) in [
            ("10.1.2.3", "settings-address-private"),
            ("100.64.1.2", "settings-address-shared"),
            ("192.168.0.9", "settings-address-private"),
            ("127.0.0.1", "settings-address-loopback"),
            ("81.2.69.0/24", "settings-address-range"),
            ("my computer", "settings-address-unreadable"),
        ] {
            assert_eq!(wrong(record_address(&dai, ANWEN, address).await.unwrap_err()), says("address", key));
        }
        record_address(&dai, ANWEN, "81.2.69.50").await.unwrap();
        let taken = record_address(&dai, BOB, "::ffff:81.2.69.50").await.unwrap_err();
        assert_eq!(wrong(taken), says("address", "settings-address-taken"));
        // Once Anwen has moved, the address is free for somebody else.
        record_address(&dai, ANWEN, "2a00:23c5::7").await.unwrap();
        record_address(&dai, BOB, "81.2.69.50").await.unwrap();
    }

    async fn the_end_of_a_vpn_is_nobodys_own_address_net_06(on: TestStore) {
        let service = service("secure-lab", on).await;
        let dai = service.person(DAI, STAFF).await;
        service.place(&dai, "organisation-vpn", Some(NORTHBRIDGE), "81.2.69.0/24").await;
        let vpn = record_address(&dai, ANWEN, "81.2.69.50").await.unwrap_err();
        assert_eq!(wrong(vpn), says("address", "settings-address-vpn"));
    }

    async fn an_own_address_stands_on_the_record_under_a_salted_hash_only(on: TestStore) {
        let service = service("secure-lab", on).await;
        let dai = service.person(DAI, STAFF).await;
        record_address(&dai, ANWEN, "81.2.69.50").await.unwrap();
        let all = store::history_of_thing(&service.app.store, "person", &ANWEN.to_string()).await.unwrap();
        let (_, entry) = all.last().unwrap();
        assert_eq!(entry.action, "address-recorded");
        let bytes = entry.to_bytes().unwrap();
        assert!(!String::from_utf8(bytes).unwrap().contains("81.2.69.50"));
        let hash = entry.personal.get("own-address").unwrap();
        assert_eq!(store::personal_value(&service.app.store, hash).await.unwrap().as_deref(), Some("81.2.69.50"));
    }

    async fn only_connectivity_staff_record_and_a_place_must_fit_its_kind(on: TestStore) {
        let service = service("srs", on).await;
        let new = |kind: &str, organisation, address: &str| ProposePlace {
            kind: kind.into(), organisation, name: "x".into(), address: address.into(),
        };
        let anwen = service.person(ANWEN, HOME_VPN).await;
        let no = propose_place(&anwen, new("safepod", None, POD)).await.unwrap_err();
        assert!(matches!(no, No::Forbidden { .. }));
        assert!(matches!(record_aoc(&anwen, an_aoc()).await, Err(No::Forbidden { .. })));
        assert!(matches!(suspend_aoc(&anwen, NORTHBRIDGE, "x", 1).await, Err(No::Forbidden { .. })));
        let dai = service.person(DAI, STAFF).await;
        for (place, question, key) in [
            (new("moon", None, POD), "kind", "settings-place-kind-unknown"),
            (new("safepod", Some(COAST), POD), "organisation", "settings-place-owner-unwanted"),
            (new("organisation-vpn", None, POD), "organisation", "settings-place-wrong-owner"),
            (new("safepod", None, "0.0.0.0/0"), "address", "settings-address-wide"),
        ] {
            assert_eq!(wrong(propose_place(&dai, place).await.unwrap_err()), says(question, key));
        }
        propose_place(&dai, new("safepod", None, POD)).await.unwrap();
        let twice = propose_place(&dai, new("safepod", None, POD)).await.unwrap_err();
        assert_eq!(wrong(twice), says("address", "settings-place-known"));
    }

    async fn nobody_comes_in_from_a_place_that_one_person_has_registered_alone(on: TestStore) {
        let service = service("srs", on).await;
        let mut change = service.app.store.change().await.unwrap();
        change.run(&SPEAKS, store::args![CENSUS.to_string(), CERYS.to_string()]).await.unwrap();
        service.commit(change).await;
        let dai = service.person(DAI, STAFF).await;
        let pod = ProposePlace { kind: "safepod".into(), organisation: None, name: "Pod 1".into(), address: POD.into() };
        let proposal = propose_place(&dai, pod).await.unwrap();
        let allowed = || async {
            let (here, now) = (Place { address: POD.into(), proxied: false }, service.app.world.now());
            access(&service.app, ANWEN, ONE, &here, now).await.unwrap().allowed
        };
        assert!(!allowed().await);
        // Neither the one who proposed it, nor anybody who may not, confirms it.
        assert!(matches!(confirm_place(&dai, proposal, 1).await, Err(No::Forbidden { .. })));
        let anwen = service.person(ANWEN, HOME_VPN).await;
        assert!(matches!(confirm_place(&anwen, proposal, 1).await, Err(No::NotFound)));
        assert!(!allowed().await);
        let emyr = service.person(EMYR, STAFF).await;
        assert!(matches!(confirm_place(&emyr, proposal, 2).await, Err(No::Stale)));
        let place = confirm_place(&emyr, proposal, 1).await.unwrap();
        assert!(allowed().await);
        assert!(matches!(confirm_place(&emyr, proposal, 2).await, Err(No::Stale)));
        // Who speaks for the data of a project is told, and the record names both.
        let told = service.app.store.rows(&TOLD, store::args![CERYS.to_string()]).await.unwrap();
        assert_eq!(told.len(), 1);
        let all = store::history_of_thing(&service.app.store, "place", &place.to_string()).await.unwrap();
        let (_, entry) = &all[0];
        assert_eq!((entry.who.as_str(), entry.detail["proposed-by"].as_str()), (EMYR.to_string().as_str(), DAI.to_string().as_str()));
        // One is enough to close it.
        end_place(&dai, place).await.unwrap();
        service.app.world.advance(1);
        assert!(!allowed().await);
    }

    async fn of_two_who_confirm_a_place_at_once_one_opens_it(on: TestStore) {
        let service = service("srs", on).await;
        let dai = service.person(DAI, STAFF).await;
        for round in 0..5u8 {
            let address = format!("198.51.100.{}", 10 + round);
            let pod = ProposePlace { kind: "safepod".into(), organisation: None, name: "Pod".into(), address };
            let proposal = propose_place(&dai, pod).await.unwrap();
            let (a, b) = (service.person(EMYR, STAFF).await, service.person(EMYR, STAFF).await);
            let (a, b) = tokio::join!(confirm_place(&a, proposal, 1), confirm_place(&b, proposal, 1));
            assert!(a.is_ok() != b.is_ok(), "round {round}: {a:?} {b:?}");
            let lost = if a.is_ok() { b } else { a };
            assert!(matches!(lost, Err(No::Stale)), "{lost:?}");
        }
    }

    async fn a_proposed_place_that_is_declined_is_proposed_anew(on: TestStore) {
        let service = service("srs", on).await;
        let dai = service.person(DAI, STAFF).await;
        let pod = ProposePlace { kind: "safepod".into(), organisation: None, name: "Pod 1".into(), address: POD.into() };
        let proposal = propose_place(&dai, pod.clone()).await.unwrap();
        assert_eq!(wrong(propose_place(&dai, pod.clone()).await.unwrap_err()), says("address", "settings-place-known"));
        decline_place(&dai, proposal, 1).await.unwrap();
        let emyr = service.person(EMYR, STAFF).await;
        assert!(matches!(confirm_place(&emyr, proposal, 2).await, Err(No::Stale)));
        propose_place(&dai, pod).await.unwrap();
    }

    async fn a_second_person_confirms_a_place_on_its_page(on: TestStore) {
        let service = service("srs", on).await;
        let (dai, emyr) = (service.token(DAI, STAFF).await, service.token(EMYR, STAFF).await);
        let fields = [("kind", "safepod"), ("name", "Pod 1"), ("address", POD), ("version", "0")];
        service.send(&dai, STAFF, "/connectivity/places", &fields).await;
        let (_, page) = service.ask(&emyr, STAFF, "GET", "/connectivity", None).await;
        let at = page.split("/connectivity/proposals/").nth(1).and_then(|r| r.split('"').next()).unwrap();
        let at = format!("/connectivity/proposals/{at}");
        let (_, welsh) = service.ask(&emyr, STAFF, "GET", &format!("/cy{at}"), None).await;
        assert!(welsh.contains("Yn aros am ail berson") && !welsh.contains("{settings"), "{welsh}");
        let (status, _) = service.send(&emyr, STAFF, &at, &[("version", "1")]).await;
        assert_eq!(status, http::StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = service.send(&dai, STAFF, &at, &[("decision", "confirm"), ("version", "1")]).await;
        assert_eq!(status, http::StatusCode::FORBIDDEN);
        let (status, _) = service.send(&emyr, STAFF, &at, &[("decision", "confirm"), ("version", "1")]).await;
        assert_eq!(status, http::StatusCode::SEE_OTHER);
        let (_, page) = service.ask(&dai, STAFF, "GET", &at, None).await;
        assert!(page.contains("Confirmed") && page.contains("Emyr Wyn"), "{page}");
    }

    async fn a_place_that_has_ended_lets_nobody_in_and_ends_once(on: TestStore) {
        let service = service("srs", on).await;
        let dai = service.person(DAI, STAFF).await;
        let pod = service.place(&dai, "safepod", None, POD).await;
        let here = Place { address: POD.into(), proxied: false };
        let now = service.app.world.now();
        assert!(access(&service.app, ANWEN, ONE, &here, now).await.unwrap().allowed);
        end_place(&dai, pod).await.unwrap();
        assert!(!access(&service.app, ANWEN, ONE, &here, now.plus(1)).await.unwrap().allowed);
        assert!(matches!(end_place(&dai, pod).await, Err(No::Stale)));
    }

    async fn the_remote_part_cannot_stand_alone_and_two_people_recording_at_once_are_one_change_aoc_06(on: TestStore) {
        let service = service("srs", on).await;
        let dai = service.person(DAI, STAFF).await;
        let early = RecordAoc { remote_from: Some(day("2025-12-31")), ..an_aoc() };
        assert_eq!(wrong(record_aoc(&dai, early).await.unwrap_err()), says("remote-from", "settings-aoc-remote-alone"));
        let backwards = RecordAoc { office_until: Some(day("2025-12-31")), ..an_aoc() };
        assert_eq!(wrong(record_aoc(&dai, backwards).await.unwrap_err()), says("office-until", "settings-dates-order"));
        record_aoc(&dai, an_aoc()).await.unwrap();
        assert!(matches!(record_aoc(&dai, an_aoc()).await, Err(No::Stale)));
        record_aoc(&dai, RecordAoc { version: 1, remote_from: None, ..an_aoc() }).await.unwrap();
        assert!(matches!(record_aoc(&dai, RecordAoc { version: 1, ..an_aoc() }).await, Err(No::Stale)));
        assert!(matches!(suspend_aoc(&dai, NORTHBRIDGE, "x", 1).await, Err(No::Stale)));
    }

    async fn what_is_suspended_is_not_suspended_again_nor_what_is_in_force_resumed_aoc_12(on: TestStore) {
        let service = service("srs", on).await;
        let dai = service.person(DAI, STAFF).await;
        record_aoc(&dai, an_aoc()).await.unwrap();
        assert!(matches!(resume_aoc(&dai, NORTHBRIDGE, 1).await, Err(No::Stale)));
        suspend_aoc(&dai, NORTHBRIDGE, "a lost laptop", 1).await.unwrap();
        assert!(matches!(suspend_aoc(&dai, NORTHBRIDGE, "another", 2).await, Err(No::Stale)));
        resume_aoc(&dai, NORTHBRIDGE, 2).await.unwrap();
        assert!(matches!(resume_aoc(&dai, NORTHBRIDGE, 3).await, Err(No::Stale)));
        let all = store::history_of_thing(&service.app.store, "organisation", &NORTHBRIDGE.to_string()).await.unwrap();
        let mut done: Vec<&str> = all.iter().map(|(_, entry)| entry.action.as_str()).collect();
        done.sort_unstable();
        assert_eq!(done, ["aoc-recorded", "aoc-resumed", "aoc-suspended"]);
    }
}

#[test]
fn the_tables_of_an_agreement_on_connectivity_and_of_a_stay_have_no_flaws() {
    assert_eq!(foundation::flaws::<settings::rules::states::StayState>(), Vec::<String>::new());
    assert_eq!(foundation::flaws::<settings::rules::states::AocState>(), Vec::<String>::new());
    assert_eq!(foundation::flaws::<settings::rules::states::PlaceProposalState>(), Vec::<String>::new());
}
