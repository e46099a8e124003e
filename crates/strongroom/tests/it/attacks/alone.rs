//! "I am one member of staff, and that is enough."

use super::house::{own_demo, service_on};
use super::insiders::Insider;

const CHECKER: &str = "output-checker";

/// Proposes a role; where the proposal is, if it is one.
async fn propose(by: &Insider, of: &Insider, role: &str) -> String {
    let said = by.form(&format!("/people/{}/roles", of.id), &[("change", "grant"), ("role", role)]).await;
    assert_eq!(said.status, 303, "an operator proposes: {}", said.text);
    said.location
}

const CONFIRM: [(&str, &str); 2] = [("decision", "confirm"), ("version", "1")];

attacks! {
    /// An operator gives a puppet the checkers' role.
    async fn one_operator_makes_a_checker() {
        let house = own_demo();
        let (operator, puppet) = (Insider::of(&house, "Anwen Price", 1).await, Insider::of(&house, "Tomos Grant", 1).await);
        let at = propose(&operator, &puppet, CHECKER).await;
        assert!(!puppet.roles().await.contains(&CHECKER.to_owned()), "one operator is enough");
        // Nor by confirming what they proposed themselves.
        assert_eq!(operator.form(&at, &CONFIRM).await.status, 403);
        assert!(!puppet.roles().await.contains(&CHECKER.to_owned()));
        // A second operator is what it takes.
        let second = Insider::of(&house, "Wyn Parry", 1).await;
        assert_eq!(second.form(&at, &CONFIRM).await.status, 303);
        assert!(puppet.roles().await.contains(&CHECKER.to_owned()), "two operators make a checker");
    }

    /// An operator makes a puppet an operator, who confirms the next.
    async fn one_operator_with_two_puppets_makes_a_checker() {
        let house = own_demo();
        let operator = Insider::of(&house, "Anwen Price", 1).await;
        let (first, second) = (Insider::of(&house, "Tomos Grant", 1).await, Insider::of(&house, "Sioned Lewis", 1).await);
        let operators = propose(&operator, &first, "operator").await;
        let checker = propose(&operator, &second, CHECKER).await;
        for puppet in [&first, &second] {
            assert_eq!(puppet.form(&operators, &CONFIRM).await.status / 100, 4);
            assert_eq!(puppet.form(&checker, &CONFIRM).await.status / 100, 4);
        }
        assert!(!first.roles().await.contains(&"operator".to_owned()));
        assert!(!second.roles().await.contains(&CHECKER.to_owned()));
    }

    /// Operators give roles to themselves, or to the other who then confirms.
    async fn an_operator_confirms_a_role_of_their_own() {
        let house = own_demo();
        let (one, two) = (Insider::of(&house, "Anwen Price", 1).await, Insider::of(&house, "Wyn Parry", 1).await);
        let own = one.form(&format!("/people/{}/roles", one.id), &[("change", "grant"), ("role", CHECKER)]).await;
        assert_eq!(own.status, 403);
        let at = propose(&one, &two, CHECKER).await;
        assert_eq!(two.form(&at, &CONFIRM).await.status, 403);
        assert!(!two.roles().await.contains(&CHECKER.to_owned()));
    }

    /// Two operators make a checker who votes at once, before anybody has seen it.
    async fn a_new_checker_votes_at_once() {
        let house = service_on(own_demo(), "");
        let (one, two) = (Insider::of(&house, "Anwen Price", 1).await, Insider::of(&house, "Wyn Parry", 1).await);
        let puppet = Insider::of(&house, "Daniel Osei", 2).await;
        let at = propose(&one, &puppet, CHECKER).await;
        assert_eq!(two.form(&at, &CONFIRM).await.status, 303);
        assert!(!puppet.roles().await.contains(&CHECKER.to_owned()), "the role begins at once");
        assert_ne!(puppet.get("/checks").await.status, 200);
        // One operator takes it away while it waits.
        let away = format!("/people/{}/roles/{CHECKER}/end", puppet.id);
        assert_eq!(one.form(&away, &[("confirmed", "yes")]).await.status, 303);
        assert_eq!(one.form(&away, &[("confirmed", "yes")]).await.status, 422, "there is nothing left to take away");
    }

    /// Whoever has a shell, and no key, makes an operator of their own beside the two.
    async fn the_command_line_makes_a_third_operator() {
        let house = service_on(own_demo(), "");
        let said = house.run(&["operator", "tomos.grant@castle-street.example"]);
        assert!(!said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
        let puppet = Insider::of(&house, "Tomos Grant", 1).await;
        assert!(!puppet.roles().await.contains(&"operator".to_owned()));
    }

    /// Support drops the unit from a dictionary, so that every threshold counts rows.
    async fn one_member_of_staff_weakens_every_threshold() {
        let house = own_demo();
        let support = Insider::of(&house, "Bashir Khan", 1).await;
        let dictionary = || async { support.get("/api/v1/datasets/lfs-2024/dictionary").await.json() };
        let before = dictionary().await;
        let version = support.get("/api/v1/datasets/lfs-2024").await.json()["version"].clone();
        let mut weak = before.clone();
        for variable in weak.as_array_mut().unwrap() {
            variable["unit_role"] = serde_json::Value::Null;
        }
        let body = serde_json::json!({ "version": version, "variables": weak });
        let said = support.put("/datasets/lfs-2024/dictionary", body).await;
        assert_eq!(dictionary().await, before, "one person is enough");
        assert_eq!(said.status, 202, "{}", said.text);
        let at = format!("/dictionary-proposals/{}", said.json()["proposal"].as_str().unwrap());
        let confirm = serde_json::json!({ "confirm": true, "version": 1 });
        assert_eq!(support.call(&at, confirm.clone()).await.status, 403);
        assert_eq!(dictionary().await, before);
        let owner = Insider::of(&house, "Farah Siddiqui", 1).await;
        assert_eq!(owner.call(&at, confirm).await.status, 204);
        assert_ne!(dictionary().await, before, "two people change it");
    }

    /// A connectivity officer registers their kitchen as an office of the checkers.
    async fn one_connectivity_officer_opens_a_place() {
        let house = own_demo();
        let kitchen = Insider::of(&house, "Helen Brook", 77).await;
        let queue = kitchen.get("/api/v1/checks").await.json();
        let check = format!("/checks/{}", queue[0]["reference"].as_str().expect("something waits to be checked"));
        let before = kitchen.get(&check).await.status;
        assert_ne!(before, 200, "nobody checks from there");
        let officer = Insider::of(&house, "Bashir Khan", 1).await;
        let place = [("kind", "staff-office"), ("name", "Kitchen"), ("address", "127.0.0.76/30"), ("version", "0")];
        assert_eq!(officer.form("/connectivity/places", &place).await.status, 303);
        assert_eq!(kitchen.get(&check).await.status, before, "one person is enough");
        let list = officer.get("/connectivity").await.text;
        let id = list.split("/connectivity/proposals/").nth(1).and_then(|r| r.split('"').next()).unwrap().to_owned();
        let at = format!("/connectivity/proposals/{id}");
        assert_eq!(officer.form(&at, &CONFIRM).await.status, 403);
        assert_eq!(kitchen.get(&check).await.status, before);
        let second = Insider::of(&house, "Imran Aziz", 1).await;
        assert_eq!(second.form(&at, &CONFIRM).await.status, 303);
        assert_eq!(kitchen.get(&check).await.status, 200, "two people open a place");
    }
}
