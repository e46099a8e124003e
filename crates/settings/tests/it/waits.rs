//! What a home tells each person of access: agreements that are wanted of them, places that another person proposed.

use foundation::Lang;
use http::StatusCode;
use platform::{Context, PersonId};
use store::testing::TestStore;
use store::{args, statements};

use crate::service::*;

statements! {
    write WITHDRAW(text, text) = "update agreement set withdrawn_at = 0 where person = $1 and kind = $2";
    write NO_OFFICER(text, text) = "update agreement set officer = null, officer_signed_at = null where person = $1 and kind = $2";
}

async fn told(s: &Service, who: PersonId) -> Vec<(String, String)> {
    let all = settings::waits(&s.person(who, STAFF).await).await.unwrap();
    all.into_iter().map(|w| (w.text, w.path)).collect()
}

store::both! {
    &migrations();

    async fn an_agreement_is_wanted_of_those_who_could_enter_a_project_and_of_nobody_else_agr_07(on: TestStore) {
        let s = service("srs", on).await;
        for who in [ANWEN, BOB, CERYS, DAI, EMYR] {
            assert_eq!(told(&s, who).await, [], "{who}");
        }
        let mut change = s.app.store.change().await.unwrap();
        for who in [BOB, CERYS] {
            change.run(&WITHDRAW, args![who.to_string(), "arar"]).await.unwrap();
        }
        s.commit(change).await;
        let of_bob = told(&s, BOB).await;
        let arar = "Accredited Researcher Assurance Registration (ARAR)";
        assert_eq!(of_bob.len(), 1);
        assert_eq!(of_bob[0].0, format!("Sign this agreement, without which you cannot enter your project: {arar}"));
        let token = s.token(BOB, STAFF).await;
        let (status, page) = s.ask(&token, STAFF, "GET", &of_bob[0].1, None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("You have not signed"), "the page says the same: {page}");
        // An output reviewer enters no space, staff are on no project.
        for who in [CERYS, ANWEN, DAI, EMYR] {
            assert_eq!(told(&s, who).await, [], "{who}");
        }
    }

    async fn an_officer_who_has_not_signed_is_waited_for_agr_01(on: TestStore) {
        let s = service("secure-lab", on).await;
        let mut change = s.app.store.change().await.unwrap();
        change.run(&NO_OFFICER, args![ANWEN.to_string(), "user-agreement"]).await.unwrap();
        s.commit(change).await;
        let told = told(&s, ANWEN).await;
        assert_eq!(told[0].0, "An officer of your institution has still to sign: User Agreement");
    }

    async fn a_proposed_place_waits_for_another_than_the_one_who_proposed_it(on: TestStore) {
        let s = service("srs", on).await;
        let dai = s.person(DAI, STAFF).await;
        let new = settings::actions::ProposePlace {
            kind: "safepod".into(),
            organisation: None,
            name: "A pod".into(),
            address: POD.into(),
        };
        settings::actions::propose_place(&dai, new).await.unwrap();
        let one = ("1 proposed place waits for a second person".to_owned(), "/connectivity".to_owned());
        assert_eq!(told(&s, EMYR).await, [one]);
        for who in [DAI, ANWEN, BOB, CERYS] {
            assert_eq!(told(&s, who).await, [], "{who}");
        }
        let welsh = Context { lang: Lang::Cy, ..s.person(EMYR, STAFF).await };
        assert_eq!(settings::waits(&welsh).await.unwrap()[0].text, "Lleoedd arfaethedig sy’n aros am ail berson: 1");
    }
}
