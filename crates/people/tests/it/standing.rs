//! Suspension and withdrawal of accreditations, on both databases.

use people::actions::{self, ChangeStanding, Standing};
use people::{Accreditation, AccreditationId, AccreditationState, Stopped};
use platform::{Answer, No};
use store::testing::TestStore;

use crate::service::*;

impl Service {
    async fn change(&self, by: u8, id: AccreditationId, to: Standing, why: &str) -> Answer<Accreditation> {
        let version = self.accreditation(id).await.version;
        let change = ChangeStanding { to, why: why.into(), version };
        actions::change_standing(&self.acting(by).await, id, change).await
    }
}

store::both!(&migrations();

async fn a_suspension_begins_today_and_lifting_it_gives_everything_back_acc_01(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    let today = day("2026-11-23");
    s.change(SAM, id, Standing::Suspend, " An audit. ").await.unwrap();
    let now = s.accreditation(id).await;
    assert_eq!(now.state, AccreditationState::Suspended);
    assert_eq!(now.stopped, Some(Stopped { from: today, why: "An audit.".into() }));
    assert!(!now.valid_on(today));
    // The register shows nobody whose accreditation is suspended (ACC-15).
    assert!(people::accredited(&s.app, today, 10, 0).await.unwrap().is_empty());

    s.change(CATRIN, id, Standing::Lift, "Nothing was found.").await.unwrap();
    let now = s.accreditation(id).await;
    assert_eq!((now.state, now.stopped.clone()), (AccreditationState::Granted, None));
    assert_eq!((now.from, now.until), (Some(day("2026-01-01")), Some(day("2027-12-31"))));
    assert!(now.valid_on(today));
    assert_eq!(
        s.record("accreditation", id).await[2..],
        ["accreditation-suspended", "accreditation-suspension-lifted"]
    );
    assert_eq!(s.notices(ELIN).await[2..], ["people-accreditation-suspended", "people-accreditation-lifted"]);
    let all = store::history_of_thing(&s.app.store, "accreditation", &id.to_string()).await.unwrap();
    let why: Vec<_> = all.iter().filter_map(|(_, e)| e.why.as_deref()).collect();
    assert_eq!(why, ["An audit.", "Nothing was found."]);
}

async fn the_access_decision_sees_a_change_of_standing_at_once_and_what_it_does_to_others_acc_04_acc_05(on: TestStore) {
    use people::facts::{Standing as Seen, Supervisor, facts};
    let s = service(on).await;
    let mari = s.accredit(MARI, None).await;
    s.accredit(ELIN, Some(MARI)).await;
    s.accredit(OMAR, None).await;
    let seen = |n| {
        let app = s.app.clone();
        async move {
            let known = facts(&app, person(n), day("2026-11-23")).await.unwrap().unwrap();
            let one = &known.accreditations[0];
            (one.standing, one.supervisor)
        }
    };
    assert_eq!(seen(ELIN).await, (Seen::Granted, Supervisor::Stands));
    for (to, standing, supervisor) in [
        (Standing::Suspend, Seen::Suspended, Supervisor::Lapsed),
        (Standing::Lift, Seen::Granted, Supervisor::Stands),
        (Standing::Withdraw, Seen::Gone, Supervisor::Lapsed),
    ] {
        s.change(CATRIN, mari, to, "why").await.unwrap();
        assert_eq!(seen(MARI).await, (standing, Supervisor::NotNeeded), "{to}");
        assert_eq!(seen(ELIN).await, (Seen::Granted, supervisor), "{to}");
        assert_eq!(seen(OMAR).await, (Seen::Granted, Supervisor::NotNeeded), "{to}: a third is not touched");
    }
}

async fn a_withdrawn_accreditation_leaves_the_register_for_good_acc_15(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    s.change(CATRIN, id, Standing::Suspend, "An audit.").await.unwrap();
    s.change(CATRIN, id, Standing::Withdraw, "A breach.").await.unwrap();
    let now = s.accreditation(id).await;
    assert_eq!(now.state, AccreditationState::Withdrawn);
    assert_eq!(now.stopped.map(|s| s.why), Some("A breach.".into()));
    assert!(people::accredited(&s.app, day("2026-11-23"), 10, 0).await.unwrap().is_empty());
    for to in Standing::ALL {
        let key = match to {
            Standing::Suspend => "people-suspension-not-granted",
            Standing::Lift => "people-lifting-not-suspended",
            Standing::Withdraw => "people-withdrawal-already",
        };
        assert_eq!(refused(s.change(CATRIN, id, *to, "Again.").await), [key]);
    }
    assert_eq!(s.notices(ELIN).await.last().unwrap(), "people-accreditation-withdrawn");
    // A new request can be made and granted.
    let next = s.ask(ELIN, None).await.unwrap();
    assert_ne!(next, id);
    s.decide(next, grant()).await.unwrap();
}

async fn a_new_request_of_somebody_suspended_is_not_granted_acc_01(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    s.change(SAM, id, Standing::Suspend, "An audit.").await.unwrap();
    let next = s.ask(ELIN, None).await.unwrap();
    assert_eq!(refused(s.decide(next, grant()).await), ["people-accreditation-other-suspended"]);
    s.change(CATRIN, id, Standing::Lift, "Cleared.").await.unwrap();
    s.decide(next, grant()).await.unwrap();
}

async fn each_change_of_standing_has_its_staff_and_nobody_changes_their_own(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    let may_not = |no: &Answer<Accreditation>| matches!(no, Err(No::Forbidden { .. }));
    // Elin, and audit, know of it and may do nothing about it.
    for n in [ELIN, ADA] {
        for to in Standing::ALL {
            let no = s.change(n, id, *to, "why").await;
            assert!(may_not(&no), "{n} {to}: {no:?}");
        }
    }
    // Support and a colleague do not learn that it is there.
    for n in [SIAN, MARI] {
        let no = s.change(n, id, Standing::Suspend, "why").await;
        assert!(matches!(no, Err(No::NotFound)), "{n}: {no:?}");
    }
    // Security suspends and does no more.
    for to in [Standing::Lift, Standing::Withdraw] {
        assert!(may_not(&s.change(SAM, id, to, "why").await), "{to}");
    }
    s.change(SAM, id, Standing::Suspend, "why").await.unwrap();
    assert_eq!(s.record("accreditation", id).await.len(), 3, "a no leaves nothing behind");

    // Somebody of the accreditation team, accredited by a colleague.
    s.train(CATRIN).await;
    let own = s.ask(CATRIN, None).await.unwrap();
    let mut change = s.app.store.change().await.unwrap();
    change.run(&GRANTED, store::args![own.to_string()]).await.unwrap();
    s.commit(change).await;
    for to in Standing::ALL {
        assert!(may_not(&s.change(CATRIN, own, *to, "why").await), "{to}");
    }
}

async fn a_stale_page_and_two_at_once_change_standing_once(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    let version = s.accreditation(id).await.version;
    let change = |to, version| ChangeStanding { to, why: "why".into(), version };
    let stale = actions::change_standing(&s.acting(SAM).await, id, change(Standing::Suspend, version - 1)).await;
    assert!(matches!(stale, Err(No::Stale)), "{stale:?}");
    let (sam, catrin) = (s.acting(SAM).await, s.acting(CATRIN).await);
    let (one, two) = tokio::join!(
        actions::change_standing(&sam, id, change(Standing::Suspend, version)),
        actions::change_standing(&catrin, id, change(Standing::Withdraw, version))
    );
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {two:?}");
    assert_eq!(s.accreditation(id).await.version, version + 1);
}

async fn a_reason_is_asked_for_and_an_ended_accreditation_is_left_alone(on: TestStore) {
    let s = service(on).await;
    let id = s.accredit(ELIN, None).await;
    assert_eq!(refused(s.change(SAM, id, Standing::Suspend, "  ").await), ["people-reason-missing"]);
    s.app.world.advance(500 * foundation::Moment::DAY);
    assert_eq!(refused(s.change(SAM, id, Standing::Suspend, "why").await), ["people-suspension-ended"]);
}

async fn who_works_under_a_supervisor_is_told_when_the_supervisor_is_stopped_acc_05(on: TestStore) {
    let s = service(on).await;
    let mari = s.accredit(MARI, None).await;
    s.accredit(ELIN, Some(MARI)).await;
    let before = s.notices(ELIN).await.len();
    s.change(SAM, mari, Standing::Suspend, "An audit.").await.unwrap();
    s.change(CATRIN, mari, Standing::Lift, "Cleared.").await.unwrap();
    s.change(CATRIN, mari, Standing::Withdraw, "A breach.").await.unwrap();
    assert_eq!(
        s.notices(ELIN).await[before..],
        ["people-supervisor-stopped", "people-supervisor-lifted", "people-supervisor-stopped"]
    );
    assert!(!s.notices(OMAR).await.iter().any(|k| k.starts_with("people-supervisor")));
}
);

store::statements! {
    write GRANTED(text) = "update accreditation set state = 'granted', from_date = '2026-01-01' where id = $1";
}
