//! Agreements, training and registering, on both databases.

use foundation::Lang;
use people::actions::{self, RecordAgreement, Register, WithdrawAgreement};
use people::{AgreementId, AgreementState, Training};
use platform::{Answer, Context, No, accounts, messages};
use store::testing::TestStore;

use crate::service::*;

/// An agreement of the year, signed by an officer too where one is named.
fn signed(kind: &str, officer: Option<u8>) -> RecordAgreement {
    RecordAgreement {
        kind: kind.into(),
        version: "3".into(),
        signed_on: day("2026-11-01"),
        until: Some(day("2027-10-31")),
        officer_email: officer.map(email),
        device: (kind == "arar").then(|| "managed laptop 0977".into()),
    }
}

impl Service {
    async fn sign(&self, n: u8, agreement: RecordAgreement) -> Answer<AgreementId> {
        actions::record_agreement(&self.acting(SIAN).await, person(n), agreement).await
    }

    async fn withdraw(&self, by: u8, id: AgreementId, why: &str) -> Answer<people::Agreement> {
        actions::withdraw_agreement(&self.acting(by).await, id, WithdrawAgreement { why: why.into() }).await
    }
}

store::both!(&migrations();

async fn a_user_agreement_is_signed_by_the_person_and_an_officer_of_their_organisation_agr_01(on: TestStore) {
    let s = service(on).await;
    let no = s.sign(ELIN, signed("user-agreement", Some(ELIN))).await;
    assert_eq!(refused(no), ["people-agreement-same-person"]);
    let no = s.sign(ELIN, signed("user-agreement", Some(OMAR))).await;
    assert_eq!(refused(no), ["people-agreement-officer-elsewhere"]);
    let unknown = RecordAgreement { officer_email: Some("nobody@example.org".into()), ..signed("user-agreement", None) };
    let no = s.sign(ELIN, unknown).await;
    assert!(matches!(&no, Err(No::Invalid(p)) if p.of("officer-email").is_some()), "{no:?}");
    assert!(people::agreements(&s.app, person(ELIN)).await.unwrap().is_empty());

    s.sign(ELIN, signed("user-agreement", Some(OWEN))).await.unwrap();
    let all = people::agreements(&s.app, person(ELIN)).await.unwrap();
    assert!(all[0].signed_by_both() && all[0].officer == Some(person(OWEN)));
    assert_eq!(s.record("person", person(ELIN)).await, ["agreement-recorded"]);
    assert_eq!(s.notices(ELIN).await, ["people-agreement-recorded"]);
}

async fn an_arar_names_the_organisations_device_and_its_days_agr_07(on: TestStore) {
    let s = service(on).await;
    s.sign(ELIN, signed("arar", None)).await.unwrap();
    let all = people::agreements(&s.app, person(ELIN)).await.unwrap();
    assert_eq!(all[0].device.as_deref(), Some("managed laptop 0977"));
    assert!(!all[0].in_force(day("2026-10-31")) && all[0].in_force(day("2026-11-01")));
    assert!(all[0].in_force(day("2027-10-31")) && !all[0].in_force(day("2027-11-01")));
    let backwards = RecordAgreement { until: Some(day("2026-10-31")), ..signed("arar", None) };
    assert_eq!(refused(s.sign(ELIN, backwards).await), ["people-agreement-dates"]);
}

async fn a_withdrawn_agreement_is_in_force_no_more_and_the_person_is_told_why_agr_11(on: TestStore) {
    let s = service(on).await;
    let id = s.sign(ELIN, signed("arar", None)).await.unwrap();
    let kept = s.sign(ELIN, signed("security-declaration", None)).await.unwrap();
    assert_eq!(refused(s.withdraw(SAM, id, " ").await), ["people-reason-missing"]);
    s.withdraw(SAM, id, "The device was lost.").await.unwrap();
    let all = people::agreements(&s.app, person(ELIN)).await.unwrap();
    let today = day("2026-11-23");
    let states: Vec<_> = all.iter().map(|a| (a.id, a.state(today))).collect();
    let as_they_are = [(id, AgreementState::Withdrawn), (kept, AgreementState::InForce)];
    assert!(states.iter().all(|s| as_they_are.contains(s)) && states.len() == 2, "{states:?}");
    let withdrawn = all.iter().find(|a| a.id == id).unwrap();
    let known = people::facts::facts(&s.app, person(ELIN), today).await.unwrap().unwrap();
    let seen: Vec<_> = known.agreements.iter().map(|a| (a.kind.as_str(), a.withdrawn)).collect();
    assert!(seen.contains(&("arar", true)) && seen.contains(&("security-declaration", false)), "{seen:?}");
    assert_eq!(withdrawn.withdrawn_why.as_deref(), Some("The device was lost."));
    assert_eq!(refused(s.withdraw(SAM, id, "Again.").await), ["people-agreement-withdrawn-already"]);
    assert_eq!(s.record("person", person(ELIN)).await[2..], ["agreement-withdrawn"]);
    assert_eq!(s.notices(ELIN).await[2..], ["people-agreement-withdrawn"]);
    s.app.world.advance(400 * foundation::Moment::DAY);
    assert_eq!(refused(s.withdraw(SAM, kept, "Late.").await), ["people-agreement-ended"]);
}

async fn agreements_are_recorded_and_withdrawn_by_their_staff_and_never_by_oneself_agr_01(on: TestStore) {
    let s = service(on).await;
    let id = s.sign(ELIN, signed("arar", None)).await.unwrap();
    // Elin and audit see it and may not; a colleague does not learn that it is there.
    for (n, sees) in [(ELIN, true), (ADA, true), (TOM, true), (MARI, false)] {
        let fits = |no: &No| matches!((no, sees), (No::Forbidden { .. }, true) | (No::NotFound, false));
        let no = s.withdraw(n, id, "why").await.unwrap_err();
        assert!(fits(&no), "{n}: {no:?}");
        let no = actions::record_agreement(&s.acting(n).await, person(ELIN), signed("arar", None)).await.unwrap_err();
        assert!(fits(&no), "{n}: {no:?}");
    }
    // Whoever may not record is not told which addresses have an account.
    let probe = RecordAgreement { officer_email: Some("nobody@example.org".into()), ..signed("user-agreement", None) };
    let no = actions::record_agreement(&s.acting(TOM).await, person(ELIN), probe).await;
    assert!(matches!(no, Err(No::Forbidden { .. })), "{no:?}");
    let own = s.sign(SIAN, signed("arar", None)).await;
    assert!(matches!(own, Err(No::Forbidden { .. })), "{own:?}");
}

async fn a_pass_is_recorded_by_the_training_team_and_qualifies_to_its_last_day_trn_01(on: TestStore) {
    let s = service(on).await;
    let pass = |until: &str| Training {
        course: "output-checker".into(),
        passed_on: day("2026-11-20"),
        until: day(until),
    };
    for n in [SIAN, ELIN, MARI] {
        let no = actions::record_training(&s.acting(n).await, person(ELIN), pass("2027-11-20")).await;
        assert!(matches!(no, Err(No::Forbidden { .. } | No::NotFound)), "{n}: {no:?}");
    }
    let own = actions::record_training(&s.acting(TOM).await, person(TOM), pass("2027-11-20")).await;
    assert!(matches!(own, Err(No::Forbidden { .. })), "{own:?}");
    let no = actions::record_training(&s.acting(TOM).await, person(ELIN), pass("2026-11-19")).await;
    assert_eq!(refused(no), ["people-training-dates"]);
    actions::record_training(&s.acting(TOM).await, person(ELIN), pass("2027-11-20")).await.unwrap();
    for (on, course, valid) in [
        ("2026-11-19", "output-checker", false),
        ("2026-11-20", "output-checker", true),
        ("2027-11-20", "output-checker", true),
        ("2027-11-21", "output-checker", false),
        ("2026-11-23", "safe-researcher", false),
    ] {
        assert_eq!(people::qualified(&s.app, person(ELIN), course, day(on)).await.unwrap(), valid, "{course} {on}");
    }
}

async fn who_registers_accepts_the_licence_in_force_and_names_where_they_work_agr_10_acc_13(on: TestStore) {
    let s = service(on).await;
    let visitor = Context::of_service(&s.app);
    let asked = |email: &str, organisation| Register {
        name: "Rhys".into(),
        email: email.into(),
        password: "correct horse battery staple".into(),
        organisation,
        lang: Lang::Cy,
        student: true,
        country: "IE".into(),
    };
    actions::register(&visitor, asked("rhys@example.org", s.university)).await.unwrap();
    let rhys = people::find_by_email(&s.app, "RHYS@example.org").await.unwrap().unwrap();
    assert_eq!((rhys.country.as_str(), rhys.student, rhys.lang), ("IE", true, Lang::Cy));
    let licence = &people::agreements(&s.app, rhys.id).await.unwrap()[0];
    assert_eq!((licence.kind.as_str(), licence.version.as_str()), ("eul", "2026-1"));
    assert!(licence.in_force(day("2026-11-23")));
    assert_eq!(s.record("person", rhys.id).await, ["registered"]);

    // The link proves the address once.
    let mail = messages::outbox(&s.app).await.unwrap().into_iter().find(|m| m.address == "rhys@example.org").unwrap();
    let token = mail.body.split_once("token=").unwrap().1.split_whitespace().next().unwrap().to_owned();
    assert!(actions::prove_email(&visitor, &token, "not the password").await.is_err(), "the mailbox alone is not enough");
    assert_eq!(actions::prove_email(&visitor, &token, "correct horse battery staple").await.unwrap(), rhys.id);
    assert!(actions::prove_email(&visitor, &token, "correct horse battery staple").await.is_err());
    assert!(accounts::by_person(&s.app, rhys.id).await.unwrap().is_some());

    // A second account of the same address is not made, and the page says nothing of it.
    actions::register(&visitor, asked("rhys@example.org", s.university)).await.unwrap();
    assert_eq!(s.record("account", rhys.id).await.last().unwrap(), "registered-again");
    let nowhere = "00000000-0000-7000-8000-000000000777".parse().unwrap();
    let no = actions::register(&visitor, asked("new@example.org", nowhere)).await;
    assert_eq!(refused(no), ["people-register-organisation-unknown"]);
}
);
