//! What a home tells each person of the catalogue: dictionaries that another person proposed.

use data::actions::{Publish, SetDictionary, add_dataset, adding, decline_dictionary, publish, set_dictionary};
use data::{UnitRole, Variable, VariableKind};
use foundation::Lang;
use platform::Context;
use store::testing::TestStore;

use crate::service::*;

const LFS: &str = "LFS-2025";

async fn told(cx: &Context) -> Vec<(String, String)> {
    data::waits(cx).await.unwrap().into_iter().map(|w| (w.text, w.path)).collect()
}

store::both!(&migrations();

async fn a_proposed_dictionary_waits_for_another_person_who_may_confirm_it(on: TestStore) {
    let s = service("srs", on).await;
    let sian = s.signed_in(SIAN);
    let right = adding(&sian).unwrap();
    add_dataset(&sian, &right, a_dataset()).await.unwrap();
    let person = Variable { kind: VariableKind::Id, unit_role: Some(UnitRole::Unit), ..a_variable("PERSON", "Person") };
    let set = SetDictionary { version: 1, variables: vec![person] };
    set_dictionary(&sian, LFS, set).await.unwrap();
    publish(&s.signed_in(SIAN), LFS, Publish { version: 2 }).await.unwrap();
    for n in [OLWEN, SIAN, REES] {
        assert_eq!(told(&s.signed_in(n)).await, []);
    }

    // Support proposes: the owner is asked, and nobody else.
    let set = SetDictionary { version: 3, variables: vec![] };
    let proposal = set_dictionary(&s.signed_in(SIAN), LFS, set).await.unwrap().unwrap();
    let path = format!("/catalogue/{LFS}/proposals/{proposal}");
    let text = "Confirm or decline the proposed dictionary of “Labour Force Survey”".to_owned();
    assert_eq!(told(&s.signed_in(OLWEN)).await, [(text.clone(), path)]);
    for n in [SIAN, REES] {
        assert_eq!(told(&s.signed_in(n)).await, []);
    }
    let welsh = Context { lang: Lang::Cy, ..s.signed_in(OLWEN) };
    assert!(told(&welsh).await[0].0.contains("Arolwg o’r Llafurlu"));

    // The owner proposes: support is asked.
    decline_dictionary(&s.signed_in(OLWEN), proposal, 1).await.unwrap();
    let set = SetDictionary { version: 3, variables: vec![] };
    let proposal = set_dictionary(&s.signed_in(OLWEN), LFS, set).await.unwrap().unwrap();
    assert_eq!(told(&s.signed_in(SIAN)).await, [(text, format!("/catalogue/{LFS}/proposals/{proposal}"))]);
    for n in [OLWEN, REES] {
        assert_eq!(told(&s.signed_in(n)).await, []);
    }
}
);
