//! The rules, one sentence a test.

use forms::Draft;
use foundation::{Moment, Refusals, World};
use people::rules::accreditation::{Decision, Facts, NoDecision, Supervisor, answer, decide};
use people::rules::agreement::{NoAgreement, NoWithdrawal, record, withdraw};
use people::rules::standing;
use people::rules::training::{self, NoTraining};
use people::{
    Accreditation, AccreditationId, AccreditationKind, AccreditationState, Agreement, AgreementId, AgreementState,
    OrganisationId, Signed, Stopped, Training,
};

use crate::service::{ELIN, MARI, OWEN, day, grant, person};

pub fn draft() -> Draft {
    serde_json::from_value(serde_json::json!({ "form": "accreditation", "version": "1", "answers": {} })).unwrap()
}

/// Elin's full accreditation in a state; from 2026-01-01 to 2027-12-31 where it was granted.
pub fn accreditation(state: AccreditationState) -> Accreditation {
    use AccreditationState as S;
    let held = matches!(state, S::Granted | S::Suspended | S::Withdrawn);
    let stopped = matches!(state, S::Suspended | S::Withdrawn);
    Accreditation {
        id: AccreditationId::new(&World::fixed(Moment(0), 1)),
        person: person(ELIN),
        scheme: "dea".into(),
        kind: AccreditationKind::Full,
        supervisor: None,
        draft: draft(),
        state,
        question: None,
        from: held.then(|| day("2026-01-01")),
        until: held.then(|| day("2027-12-31")),
        number: held.then(|| "AR-1".into()),
        requested_at: Moment(0),
        stopped: stopped.then(|| Stopped { from: day("2026-11-01"), why: "An audit.".into() }),
        version: 1,
    }
}

fn organisation(n: u64) -> OrganisationId {
    OrganisationId::new(&World::fixed(Moment(0), n))
}

/// A supervisor who may be one: another person, at the same place, fully accredited.
fn supervisor() -> Supervisor {
    Supervisor { person: person(MARI), organisation: organisation(1), fully_accredited: true }
}

fn facts(supervisor: Option<Supervisor>) -> Facts {
    Facts { organisation: organisation(1), supervisor, trained: true, suspended: false }
}

fn provisional() -> Accreditation {
    Accreditation {
        kind: AccreditationKind::Provisional,
        supervisor: Some(person(MARI)),
        ..accreditation(AccreditationState::Requested)
    }
}

fn why_not(request: &Accreditation, facts: &Facts) -> Vec<NoDecision> {
    decide(request, &grant(), facts).unwrap_err().0
}

#[test]
fn an_accreditation_holds_from_its_first_to_its_last_day_and_only_while_granted_acc_01() {
    let granted = accreditation(AccreditationState::Granted);
    assert!(!granted.valid_on(day("2025-12-31")));
    assert!(granted.valid_on(day("2026-01-01")));
    assert!(granted.valid_on(day("2027-12-31")));
    assert!(!granted.valid_on(day("2028-01-01")));
    assert!(Accreditation { until: None, ..granted.clone() }.valid_on(day("2099-01-01")));
    assert!(!Accreditation { from: None, ..granted }.valid_on(day("2026-06-01")));
    for state in AccreditationState::ALL.iter().filter(|s| **s != AccreditationState::Granted) {
        let dated = Accreditation { state: *state, ..accreditation(AccreditationState::Granted) };
        assert!(!dated.valid_on(day("2026-06-01")), "{state}");
    }
}

#[test]
fn a_full_accreditation_is_granted_without_a_supervisor_acc_05() {
    let decided = decide(&accreditation(AccreditationState::Requested), &grant(), &facts(None)).unwrap();
    assert_eq!(decided.step.to(), AccreditationState::Granted);
    let granted = decided.granted.unwrap();
    assert_eq!((granted.from, granted.until), (day("2026-01-01"), day("2027-12-31")));
}

#[test]
fn a_provisional_accreditation_is_granted_under_a_full_supervisor_of_the_same_organisation_acc_05() {
    assert!(decide(&provisional(), &grant(), &facts(Some(supervisor()))).is_ok());
}

#[test]
fn a_provisional_accreditation_without_a_supervisor_is_not_granted_acc_05() {
    assert_eq!(why_not(&provisional(), &facts(None)), [NoDecision::NoSupervisor]);
}

#[test]
fn a_supervisor_of_another_organisation_is_none_acc_05() {
    let elsewhere = Supervisor { organisation: organisation(2), ..supervisor() };
    assert_eq!(why_not(&provisional(), &facts(Some(elsewhere))), [NoDecision::SupervisorElsewhere]);
}

#[test]
fn a_supervisor_who_is_not_fully_accredited_is_none_acc_05() {
    let not_full = Supervisor { fully_accredited: false, ..supervisor() };
    assert_eq!(why_not(&provisional(), &facts(Some(not_full))), [NoDecision::SupervisorNotFull]);
}

#[test]
fn nobody_supervises_themselves_acc_05() {
    let themselves = Supervisor { person: person(ELIN), ..supervisor() };
    assert_eq!(why_not(&provisional(), &facts(Some(themselves))), [NoDecision::SupervisesSelf]);
}

#[test]
fn nobody_is_accredited_without_a_valid_pass_of_the_training_acc_10() {
    let untrained = Facts { trained: false, ..facts(None) };
    assert_eq!(why_not(&accreditation(AccreditationState::Requested), &untrained), [NoDecision::Untrained]);
}

#[test]
fn a_new_request_does_not_go_round_a_suspension_acc_01() {
    let suspended = Facts { suspended: true, ..facts(None) };
    assert_eq!(why_not(&accreditation(AccreditationState::Requested), &suspended), [NoDecision::Suspended]);
    // It can still be queried or refused.
    let refuse = Decision::Refuse { reason: "No.".into() };
    assert!(decide(&accreditation(AccreditationState::Requested), &refuse, &suspended).is_ok());
}

#[test]
fn every_reason_against_a_grant_is_named_acc_05() {
    let nobody = Supervisor { person: person(ELIN), organisation: organisation(2), fully_accredited: false };
    let facts = Facts { supervisor: Some(nobody), trained: false, ..facts(None) };
    let backwards = Decision::Grant { from: day("2026-02-01"), until: day("2026-01-31"), number: String::new() };
    let request = Accreditation { state: AccreditationState::Refused, ..provisional() };
    assert_eq!(
        decide(&request, &backwards, &facts).unwrap_err().0,
        [
            NoDecision::EndsBeforeItBegins,
            NoDecision::Untrained,
            NoDecision::SupervisesSelf,
            NoDecision::SupervisorElsewhere,
            NoDecision::SupervisorNotFull,
            NoDecision::NotOpen,
        ]
    );
}

#[test]
fn a_question_and_a_refusal_need_words_and_no_training() {
    let request = accreditation(AccreditationState::Requested);
    let untrained = Facts { trained: false, ..facts(None) };
    let query = |text: &str| Decision::Query { question: text.into() };
    let queried = decide(&request, &query("Where?"), &untrained).unwrap();
    assert_eq!((queried.step.to(), queried.question), (AccreditationState::Queried, Some("Where?".into())));
    assert_eq!(decide(&request, &query("  "), &untrained), Err(NoDecision::NoReason.into()));
}

#[test]
fn a_suspended_accreditation_is_not_decided_about_as_if_it_were_asked_for() {
    // The table leads from suspended to granted, but only by lifting the suspension.
    let suspended = accreditation(AccreditationState::Suspended);
    assert_eq!(why_not(&suspended, &facts(None)), [NoDecision::NotOpen]);
    assert!(answer(&suspended).is_err());
}

#[test]
fn a_granted_accreditation_is_suspended_with_a_reason_while_it_lasts_acc_01() {
    use AccreditationState as S;
    use standing::NoSuspension as No;
    let today = day("2026-11-23");
    let suspend = |state, why, on| standing::suspend(&accreditation(state), why, on).map(|step| step.to());
    assert_eq!(suspend(S::Granted, "An audit.", today), Ok(S::Suspended));
    assert_eq!(suspend(S::Granted, "An audit.", day("2027-12-31")), Ok(S::Suspended));
    assert_eq!(suspend(S::Granted, "An audit.", day("2028-01-01")), Err(No::Ended.into()));
    assert_eq!(suspend(S::Granted, " ", today), Err(No::NoReason.into()));
    assert_eq!(suspend(S::Suspended, "", today), Err(Refusals(vec![No::NoReason, No::SuspendedAlready])));
    for state in [S::Requested, S::Queried, S::Refused, S::Withdrawn] {
        assert_eq!(suspend(state, "An audit.", today), Err(No::NotGranted.into()), "{state}");
    }
}

#[test]
fn a_suspension_is_lifted_with_a_reason_while_the_accreditation_lasts_acc_01() {
    use AccreditationState as S;
    use standing::NoLifting as No;
    let lift = |state, why, on| standing::lift(&accreditation(state), why, on).map(|step| step.to());
    assert_eq!(lift(S::Suspended, "Cleared.", day("2026-11-23")), Ok(S::Granted));
    assert_eq!(lift(S::Suspended, "Cleared.", day("2028-01-01")), Err(No::Ended.into()));
    assert_eq!(lift(S::Suspended, "", day("2026-11-23")), Err(No::NoReason.into()));
    // That a request leads to a grant as well makes no lifting of it.
    for state in [S::Requested, S::Queried, S::Granted, S::Refused, S::Withdrawn] {
        assert_eq!(lift(state, "Cleared.", day("2026-11-23")), Err(No::NotSuspended.into()), "{state}");
    }
}

#[test]
fn what_was_granted_is_withdrawn_with_a_reason_once_and_for_good_acc_15() {
    use AccreditationState as S;
    use standing::NoWithdrawal as No;
    let withdraw = |state, why| standing::withdraw(&accreditation(state), why).map(|step| step.to());
    assert_eq!(withdraw(S::Granted, "A breach."), Ok(S::Withdrawn));
    assert_eq!(withdraw(S::Suspended, "A breach."), Ok(S::Withdrawn));
    assert_eq!(withdraw(S::Granted, "\n"), Err(No::NoReason.into()));
    assert_eq!(withdraw(S::Withdrawn, "A breach."), Err(No::WithdrawnAlready.into()));
    for state in [S::Requested, S::Queried, S::Refused] {
        assert_eq!(withdraw(state, "A breach."), Err(No::NotGranted.into()), "{state}");
    }
}

/// Signed by Elin and Owen, for 2026.
pub fn agreement() -> Agreement {
    Agreement {
        id: AgreementId::new(&World::fixed(Moment(0), 3)),
        person: person(ELIN),
        signed: Signed {
            kind: "user-agreement".into(),
            version: "3".into(),
            signed_at: Moment(0),
            officer: Some(person(OWEN)),
            officer_signed_at: Some(Moment(0)),
            from: day("2026-01-01"),
            until: Some(day("2026-12-31")),
            device: None,
        },
        withdrawn_at: None,
        withdrawn_why: None,
    }
}

#[test]
fn the_officer_who_signs_is_another_person_of_the_same_organisation_agr_01() {
    let signed = agreement().signed;
    let elin = (person(ELIN), organisation(1));
    assert_eq!(record(elin, Some((person(OWEN), organisation(1))), &signed), Ok(()));
    assert_eq!(record(elin, Some(elin), &signed), Err(NoAgreement::OnePersonSignsTwice.into()));
    let elsewhere = Some((person(OWEN), organisation(2)));
    assert_eq!(record(elin, elsewhere, &signed), Err(NoAgreement::OfficerElsewhere.into()));
    assert_eq!(record(elin, None, &signed), Ok(()), "an agreement of one needs no officer");
}

#[test]
fn both_have_signed_only_if_they_are_two_people_agr_01() {
    assert!(agreement().signed_by_both());
    let with = |change: fn(&mut Signed)| {
        let mut a = agreement();
        change(&mut a.signed);
        a
    };
    assert!(!with(|s| s.officer = None).signed_by_both());
    assert!(!with(|s| s.officer_signed_at = None).signed_by_both());
    assert!(!with(|s| s.officer = Some(person(ELIN))).signed_by_both());
}

#[test]
fn an_agreement_does_not_end_before_it_begins_agr_11() {
    let elin = (person(ELIN), organisation(1));
    let mut signed = agreement().signed;
    signed.until = Some(day("2025-12-31"));
    assert_eq!(record(elin, None, &signed), Err(NoAgreement::EndsBeforeItBegins.into()));
    signed.until = Some(signed.from);
    assert_eq!(record(elin, None, &signed), Ok(()));
}

#[test]
fn an_agreement_is_in_force_from_its_first_to_its_last_day_unless_withdrawn_agr_11() {
    let a = agreement();
    for (on, state) in [
        ("2025-12-31", AgreementState::Signed),
        ("2026-01-01", AgreementState::InForce),
        ("2026-12-31", AgreementState::InForce),
        ("2027-01-01", AgreementState::Ended),
    ] {
        assert_eq!(a.state(day(on)), state, "{on}");
        assert_eq!(a.in_force(day(on)), state == AgreementState::InForce, "{on}");
        let withdrawn = Agreement { withdrawn_at: Some(Moment(1)), ..a.clone() };
        assert_eq!(withdrawn.state(day(on)), AgreementState::Withdrawn, "{on}");
        assert!(!withdrawn.in_force(day(on)), "{on}");
    }
}

#[test]
fn an_agreement_is_withdrawn_with_a_reason_once_and_before_it_ends_agr_11() {
    let a = agreement();
    let at = |a: &Agreement, why: &str, on: &str| withdraw(a, why, day(on)).map(|step| step.to());
    assert_eq!(at(&a, "A breach.", "2026-06-01"), Ok(AgreementState::Withdrawn));
    assert_eq!(at(&a, "A breach.", "2025-12-01"), Ok(AgreementState::Withdrawn), "before its first day");
    assert_eq!(at(&a, "A breach.", "2027-01-01"), Err(NoWithdrawal::Ended.into()));
    assert_eq!(at(&a, "", "2026-06-01"), Err(NoWithdrawal::NoReason.into()));
    let withdrawn = Agreement { withdrawn_at: Some(Moment(1)), ..a };
    assert_eq!(at(&withdrawn, "A breach.", "2026-06-01"), Err(NoWithdrawal::WithdrawnAlready.into()));
}

#[test]
fn a_pass_holds_from_the_day_it_was_passed_to_its_last_day_trn_01() {
    let pass = Training { course: "safe-researcher".into(), passed_on: day("2026-01-10"), until: day("2029-01-09") };
    for (on, valid) in [("2026-01-09", false), ("2026-01-10", true), ("2029-01-09", true), ("2029-01-10", false)] {
        assert_eq!(pass.valid_on(day(on)), valid, "{on}");
    }
}

#[test]
fn a_pass_is_recorded_when_it_is_passed_and_ends_after_it_begins_trn_01() {
    let pass = |passed: &str, until: &str| {
        let training = Training { course: "safe-researcher".into(), passed_on: day(passed), until: day(until) };
        training::record(&training, day("2026-11-23"))
    };
    assert_eq!(pass("2026-11-23", "2026-11-23"), Ok(()));
    assert_eq!(pass("2026-11-23", "2026-11-22"), Err(NoTraining::EndsBeforeItBegins.into()));
    assert_eq!(pass("2026-11-24", "2029-11-24"), Err(NoTraining::NotPassedYet.into()));
}
