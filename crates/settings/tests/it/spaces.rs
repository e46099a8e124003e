//! Entering, being inside and leaving, on both databases.

use forms::Answers;
use foundation::Moment;
use platform::No;
use settings::{Place, access, enter, inside, leave, review, review_access};
use store::testing::TestStore;

use crate::service::*;

fn keys(no: No) -> Vec<String> {
    match no {
        No::Refused(reasons) => {
            let mut keys: Vec<String> = reasons.into_iter().map(|r| r.key).collect();
            keys.dedup();
            keys
        }
        other => panic!("not a refusal with reasons: {other:?}"),
    }
}

store::both! {
    &migrations();

    async fn at_home_the_level_3_project_opens_and_the_level_1_project_is_refused_on_the_record_lvl_12_lvl_13(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let anwen = service.person(ANWEN, HOME_VPN).await;
        let yes = accepted(&service.app);
        let session = enter(&anwen, THREE, &yes).await.unwrap();
        assert_eq!(session.route, "aoc-remote");
        assert_eq!(inside(&anwen, THREE).await.unwrap().id, session.id);

        assert_eq!(keys(enter(&anwen, ONE, &yes).await.unwrap_err()), ["settings-dataset-class"]);
        assert_eq!(keys(inside(&anwen, ONE).await.unwrap_err()), ["settings-not-inside"]);
        assert_eq!(service.record(ONE).await, [("entry-refused".to_owned(), "settings-dataset-class".to_owned())]);

        let in_the_pod = service.person(ANWEN, POD).await;
        assert_eq!(enter(&in_the_pod, ONE, &yes).await.unwrap().route, "safepod");
    }

    async fn the_statements_are_accepted_before_anybody_enters_ind_04_ind_06(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let anwen = service.person(ANWEN, HOME_VPN).await;
        let Err(No::Invalid(problems)) = enter(&anwen, THREE, &Answers::new()).await else { panic!("entered") };
        assert_eq!(problems.iter().count(), 4);
        assert_eq!(keys(inside(&anwen, THREE).await.unwrap_err()), ["settings-not-inside"]);
    }

    async fn entering_twice_is_one_session_and_leaving_ends_it(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let anwen = service.person(ANWEN, HOME_VPN).await;
        let yes = accepted(&service.app);
        let first = enter(&anwen, THREE, &yes).await.unwrap();
        assert_eq!(enter(&anwen, THREE, &yes).await.unwrap().id, first.id);
        service.app.world.advance(Moment::SECOND);
        assert!(leave(&anwen, THREE).await.unwrap());
        assert!(!leave(&anwen, THREE).await.unwrap());
        let record: Vec<String> = service.record(THREE).await.into_iter().map(|(action, _)| action).collect();
        assert_eq!(record, ["space-entered", "space-session-ended"]);
        assert_eq!(keys(inside(&anwen, THREE).await.unwrap_err()), ["settings-not-inside"]);
    }

    async fn a_suspended_agreement_ends_the_session_at_its_next_use_with_the_reason(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let anwen = service.person(ANWEN, HOME_VPN).await;
        enter(&anwen, THREE, &accepted(&service.app)).await.unwrap();
        let dai = service.person(DAI, STAFF).await;
        service.app.world.advance(Moment::SECOND);
        settings::actions::suspend_aoc(&dai, NORTHBRIDGE, "a lost laptop", 1).await.unwrap();
        assert_eq!(keys(inside(&anwen, THREE).await.unwrap_err()), ["settings-aoc-suspended"]);
        settings::actions::resume_aoc(&dai, NORTHBRIDGE, 2).await.unwrap();
        // What has ended does not come back by itself.
        assert_eq!(keys(inside(&anwen, THREE).await.unwrap_err()), ["settings-not-inside"]);
        assert_eq!(service.record(THREE).await.last().unwrap(), &("space-session-ended".to_owned(), "refused".to_owned()));
    }

    async fn mapping_a_level_1_dataset_ends_the_session_at_home_and_unmapping_it_opens_nothing_until_cleared_lvl_04(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let anwen = service.person(ANWEN, HOME_VPN).await;
        let yes = accepted(&service.app);
        enter(&anwen, THREE, &yes).await.unwrap();
        service.map(THREE, CENSUS).await;
        assert_eq!(keys(inside(&anwen, THREE).await.unwrap_err()), ["settings-dataset-class"]);
        service.unmap(THREE, CENSUS, false).await;
        assert_eq!(keys(enter(&anwen, THREE, &yes).await.unwrap_err()), ["settings-dataset-class"]);
        service.unmap(THREE, CENSUS, true).await;
        assert!(enter(&anwen, THREE, &yes).await.is_ok());
    }

    async fn a_session_belongs_to_one_address_and_one_sign_in_and_ends_with_its_time(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let anwen = service.person(ANWEN, HOME_VPN).await;
        let yes = accepted(&service.app);
        enter(&anwen, THREE, &yes).await.unwrap();
        // Another browser of the same person is not inside.
        let elsewhere = service.person(ANWEN, HOME_VPN).await;
        assert_eq!(keys(inside(&elsewhere, THREE).await.unwrap_err()), ["settings-not-inside"]);
        assert!(inside(&anwen, THREE).await.is_ok());
        // The same browser at another address of the same VPN must enter again.
        let mut moved = anwen.clone();
        moved.address = "81.2.69.143".into();
        assert_eq!(keys(inside(&moved, THREE).await.unwrap_err()), ["settings-session-moved"]);
        enter(&moved, THREE, &yes).await.unwrap();
        service.app.world.advance(12 * Moment::HOUR);
        assert_eq!(keys(inside(&moved, THREE).await.unwrap_err()), ["settings-session-ended"]);
    }

    async fn a_provisional_researcher_is_refused_once_the_supervisor_is_suspended_acc_05(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let bob = service.person(BOB, POD).await;
        assert!(enter(&bob, THREE, &accepted(&service.app)).await.is_ok());
        service.accreditations_become(ANWEN, "suspended").await;
        assert_eq!(keys(inside(&bob, THREE).await.unwrap_err()), ["settings-supervisor-lapsed"]);
    }

    async fn an_output_reviewer_is_refused_and_a_stranger_learns_nothing_team_14(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let yes = accepted(&service.app);
        let cerys = service.person(CERYS, POD).await;
        assert_eq!(keys(enter(&cerys, THREE, &yes).await.unwrap_err()), ["settings-role-without-space"]);
        let dai = service.person(DAI, POD).await;
        for answer in [enter(&dai, THREE, &yes).await.err(), inside(&dai, THREE).await.err()] {
            assert!(matches!(answer, Some(No::NotFound)), "{answer:?}");
        }
        assert!(service.record(THREE).await.iter().all(|(action, _)| action == "entry-refused"));
    }

    async fn an_agreement_dated_tomorrow_is_no_agreement_today_and_one_tomorrow_lvl_14(on: TestStore) {
        let service = service("srs", on).await;
        let dai = service.person(DAI, STAFF).await;
        service.place(&dai, "organisation-vpn", Some(NORTHBRIDGE), HOME_VPN).await;
        let tomorrow = crate::common::day("2026-11-24");
        let aoc = settings::actions::RecordAoc { office_from: tomorrow, remote_from: Some(tomorrow), ..an_aoc() };
        settings::actions::record_aoc(&dai, aoc).await.unwrap();
        let here = Place { address: HOME_VPN.into(), proxied: false };
        let now = service.app.world.now();
        assert!(!access(&service.app, ANWEN, THREE, &here, now).await.unwrap().allowed);
        assert!(access(&service.app, ANWEN, THREE, &here, now.plus(DAY)).await.unwrap().allowed);
    }

    async fn another_organisations_vpn_opens_nothing_ind_02(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let dai = service.person(DAI, STAFF).await;
        service.place(&dai, "organisation-vpn", Some(COAST), "81.3.0.0/24").await;
        let here = Place { address: "81.3.0.9".into(), proxied: false };
        let decision = access(&service.app, ANWEN, THREE, &here, service.app.world.now()).await.unwrap();
        assert!(!decision.allowed && decision.routes_here.is_empty());
    }

    async fn checkers_look_at_files_from_a_staff_office_only(on: TestStore) {
        let service = service("srs", on).await;
        service.places().await;
        let now = service.app.world.now();
        let ask = async |person, address: &str| {
            let place = Place { address: address.into(), proxied: false };
            review_access(&service.app, person, &place, now).await.unwrap().reasons.len()
        };
        assert_eq!(ask(DAI, STAFF).await, 0);
        assert_eq!(ask(DAI, POD).await, 1);
        assert_eq!(ask(ANWEN, STAFF).await, 2);
        assert_eq!(ask(ANWEN, "unknown").await, 3);
        assert!(review(&service.person(DAI, STAFF).await).await.is_ok());
        assert_eq!(keys(review(&service.person(DAI, POD).await).await.unwrap_err()), ["settings-review-place"]);
    }

    async fn the_secure_lab_opens_from_ones_own_address_and_from_no_other_cat_09_net_03_net_08_net_12(on: TestStore) {
        let service = service("secure-lab", on).await;
        let dai = service.person(DAI, STAFF).await;
        let yes = accepted(&service.app);
        let anwen = service.person(ANWEN, "81.2.69.50").await;
        let mut no = keys(enter(&anwen, THREE, &yes).await.unwrap_err());
        no.sort();
        assert_eq!(no, ["settings-address-none", "settings-place-organisation"]);
        settings::actions::record_address(&dai, ANWEN, "81.2.69.50").await.unwrap();
        assert_eq!(enter(&anwen, THREE, &yes).await.unwrap().route, "office");
        // The room-only data of the other project refuse the office.
        assert_eq!(keys(enter(&anwen, ONE, &yes).await.unwrap_err()), ["settings-dataset-class"]);
        // A changed address: the old one is refused, and so is a proxy.
        settings::actions::record_address(&dai, ANWEN, "81.2.69.51").await.unwrap();
        assert!(inside(&anwen, THREE).await.is_err());
        let mut there = service.person(ANWEN, "81.2.69.51").await;
        enter(&there, THREE, &yes).await.unwrap();
        there.proxied = true;
        assert_eq!(keys(inside(&there, THREE).await.unwrap_err()), ["settings-proxy"]);
    }
}
