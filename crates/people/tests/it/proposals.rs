//! What takes two people, whatever it is.

use foundation::States;
use people::policy::{self, AcknowledgeAlert};
use platform::proposals::{self, New};
use platform::{May, No, PersonId, Proposal, ProposalState};
use store::testing::TestStore;
use store::{args, statements};

use crate::service::*;

statements! {
    upkeep FORGE(text, text) = "update proposal set proposed_by = $2 where id = $1";
}

const KIND: &str = "enable-account";

/// Somebody who may change something.
async fn right(s: &Service) -> May<AcknowledgeAlert, ()> {
    s.acting(SAM).await.permit_on::<AcknowledgeAlert>(policy::service()).unwrap()
}

async fn propose(s: &Service, about: &str) -> Result<Proposal, No> {
    let (right, cx) = (right(s).await, s.acting(OTTO).await);
    let mut change = cx.change(&right).await?;
    let new = New { kind: KIND, about: about.to_owned(), detail: "1".to_owned(), why: "A test.", by: person(OTTO) };
    let made = proposals::propose(&s.app, &mut change, &right, new).await?;
    change.commit(cx.entry("proposed", "thing", about)).await?;
    Ok(made)
}

async fn decide(s: &Service, held: &Proposal, to: ProposalState) -> Result<Proposal, No> {
    let (right, cx) = (right(s).await, s.acting(OLWEN).await);
    let step = held.decided(to)?;
    let mut change = cx.change(&right).await?;
    let now = proposals::decide(&s.app, &mut change, &right, held, (step, person(OLWEN))).await?;
    change.commit(cx.entry("decided", "thing", held.id)).await?;
    Ok(now)
}

#[test]
fn a_proposal_is_decided_once() {
    for state in ProposalState::ALL {
        let to: Vec<_> = ProposalState::ALL.iter().filter(|to| state.leads_to(**to)).collect();
        assert_eq!(to.len(), if *state == ProposalState::first() { 2 } else { 0 });
    }
}

store::both!(&migrations();

async fn of_two_decisions_at_once_one_is_written(on: TestStore) {
    let s = service(on).await;
    for round in 0..10 {
        let held = propose(&s, &format!("thing {round}")).await.unwrap();
        let (a, b) = tokio::join!(
            decide(&s, &held, ProposalState::Confirmed),
            decide(&s, &held, ProposalState::Declined)
        );
        let won = [a.is_ok(), b.is_ok()].into_iter().filter(|won| *won).count();
        assert_eq!(won, 1, "{a:?} {b:?}");
        assert!([a, b].into_iter().any(|answer| matches!(answer, Err(No::Stale))));
        let now = proposals::find(&s.app, KIND, held.id).await.unwrap().unwrap();
        assert!(now.state != ProposalState::Proposed && now.version == 2);
        assert!(matches!(now.decided(ProposalState::Confirmed), Err(No::Refused(_))));
    }
}

async fn two_who_propose_the_same_at_once_make_one(on: TestStore) {
    let s = service(on).await;
    let (a, b) = tokio::join!(propose(&s, "the same"), propose(&s, "the same"));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert_eq!(proposals::open(&s.app, KIND).await.unwrap().len(), 1);
    let open = proposals::open_about(&s.app, KIND, "the same").await.unwrap().unwrap();
    decide(&s, &open, ProposalState::Declined).await.unwrap();
    propose(&s, "the same").await.unwrap();
}

async fn a_row_that_the_service_did_not_write_is_no_proposal(on: TestStore) {
    let s = service(on).await;
    let held = propose(&s, "a thing").await.unwrap();
    let other = PersonId::new(&s.app.world);
    let mut upkeep = s.app.store.upkeep().await.unwrap();
    upkeep.run(&FORGE, args![held.id.to_string(), other.to_string()]).await.unwrap();
    upkeep.commit().await.unwrap();
    assert!(proposals::find(&s.app, KIND, held.id).await.unwrap().is_none());
    assert!(proposals::open(&s.app, KIND).await.unwrap().is_empty());
}
);
