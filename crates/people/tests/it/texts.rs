//! What people read and what the record says has its words.

use foundation::{Refusal, Texts};
use people::rules::accreditation::{NoAnswer, NoDecision};
use people::rules::agreement::{self, NoAgreement};
use people::rules::roles::NoConfirmation;
use people::rules::standing::{NoLifting, NoSuspension, NoWithdrawal};
use people::rules::training::NoTraining;
use people::{AccreditationKind, AccreditationState, AgreementState, Role, RoleProposalState, Rules};
use platform::Profile;
use platform::testing::profile_files;

#[test]
fn every_refusal_has_a_sentence_of_its_own() {
    let texts = Texts::load(&[people::locale()]).unwrap();
    let all = [
        NoDecision::keys(),
        NoAnswer::keys(),
        NoSuspension::keys(),
        NoLifting::keys(),
        NoWithdrawal::keys(),
        NoAgreement::keys(),
        agreement::NoWithdrawal::keys(),
        NoTraining::keys(),
        NoConfirmation::keys(),
        people::actions::NoRole::keys(),
        people::actions::NoRegistration::keys(),
        people::actions::NoFirstOperator::keys(),
        people::actions::NoCode::keys(),
        people::actions::NoAlert::keys(),
        people::rules::accounts::NoStanding::keys(),
        people::rules::accounts::NoEnabling::keys(),
    ]
    .concat();
    let missing: Vec<_> = all.into_iter().filter(|k| !texts.has(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_role_state_and_word_of_the_record_is_said_in_both_languages() {
    let texts = Texts::load(&[people::locale()]).unwrap();
    let mut keys: Vec<String> = Role::ALL.iter().map(|r| format!("people-role-{r}")).collect();
    keys.extend(AccreditationState::ALL.iter().map(|s| format!("people-accreditation-state-{s}")));
    keys.extend(AgreementState::ALL.iter().map(|s| format!("people-agreement-state-{s}")));
    keys.extend(RoleProposalState::ALL.iter().map(|s| format!("people-role-proposal-state-{s}")));
    keys.extend(AccreditationKind::ALL.iter().map(|k| format!("people-kind-{k}")));
    keys.extend(people::RECORDED.iter().map(|(word, _)| format!("history-{word}")));
    let missing: Vec<_> = keys.iter().filter(|k| !texts.has(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn both_profiles_have_the_forms_and_words_for_their_schemes_and_choices_acc_14() {
    for name in ["srs", "secure-lab"] {
        let profile = Profile::load(&profile_files(name)).unwrap();
        let texts = Texts::load(&[people::locale()]).unwrap();
        let forms =
            ["register", "accreditation", "accreditation-decision", "standing", "training", "agreement", "role"];
        for form in forms.into_iter().chain(["confirmation"]) {
            assert!(profile.forms.live(form).is_some(), "{name} has no form {form}");
        }
        let rules: Rules = profile.rules("people").unwrap();
        let missing: Vec<_> = rules.schemes.iter().filter(|s| !texts.has(&format!("people-scheme-{s}"))).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}
