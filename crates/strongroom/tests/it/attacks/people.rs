//! "I was allowed once", and "it is not mine, but I know the number".

use serde_json::{Value, json};

use super::house::own_demo;
use super::insiders::Insider;

const MANUFACTURING: &str = "Concentration in manufacturing";
const PAY: &str = "Part-time work and weekly pay";

async fn number(of: &Insider, title: &str) -> String {
    let mine = of.get("/api/v1/projects").await.json();
    let project = mine.as_array().unwrap().iter().find(|p| p["title"] == title).expect("the demo has it");
    project["number"].as_str().unwrap().to_owned()
}

fn yes() -> Value {
    json!({ "statements": { "place": "yes", "phones": "yes", "nothing-written": "yes", "monitored": "yes" } })
}

attacks! {
    /// A member of the team who has left goes on working.
    async fn a_member_who_has_left_goes_on() {
        let house = own_demo();
        let (lead, member) = (Insider::of(&house, "Rhys Bowen", 1).await, Insider::of(&house, "Tomos Grant", 1).await);
        let support = Insider::with(&house, "support", 1).await;
        let number = number(&lead, PAY).await;
        assert_eq!(member.call(&format!("/projects/{number}/sessions"), yes()).await.status, 201);
        assert_eq!(member.get(&format!("/api/v1/projects/{number}/tables")).await.status, 200);
        let ended = support.form(&format!("/projects/{number}/team/{}/end", member.id), &[("confirmed", "yes")]).await;
        assert_eq!(ended.status, 303, "{}", ended.text);
        // The session that stands open is over, and no other begins.
        let said = member.get(&format!("/api/v1/projects/{number}/tables")).await;
        assert_eq!(said.status / 100, 4, "{}", said.text);
        assert_eq!(member.get(&format!("/api/v1/projects/{number}/access")).await.json()["allowed"], false);
        assert_eq!(member.call(&format!("/projects/{number}/sessions"), yes()).await.status / 100, 4);
    }

    /// Somebody whose accreditation is suspended finishes what they were doing.
    async fn a_suspended_researcher_finishes_what_they_do() {
        let house = own_demo();
        let researcher = Insider::of(&house, "Tomos Grant", 1).await;
        let number = number(&researcher, PAY).await;
        assert_eq!(researcher.call(&format!("/projects/{number}/sessions"), yes()).await.status, 201);
        let staff = Insider::with(&house, "accreditation", 1).await;
        let all = staff.get(&format!("/api/v1/people/{}/accreditations", researcher.id)).await.json();
        let granted = all.as_array().unwrap().iter().find(|a| a["state"] == "granted").expect("the demo accredits them");
        let reason = json!({ "reason": "Under investigation.", "version": granted["version"] });
        let suspended = staff.call(&format!("/accreditations/{}/suspend", granted["id"].as_str().unwrap()), reason).await;
        assert_eq!(suspended.status / 100, 2, "{}", suspended.text);
        let answers = json!({ "title": "People", "rows": ["sex"], "count": "yes", "weighted": "no", "totals": "yes", "filter": "" });
        let table = researcher.call(&format!("/projects/{number}/tables"), json!({ "dataset": "lfs", "answers": answers })).await;
        assert_eq!(table.status / 100, 4, "{}", table.text);
        assert_eq!(researcher.call(&format!("/projects/{number}/sessions"), yes()).await.status / 100, 4);
    }

    /// A checker joins the team for a minute, leaves, and checks its outputs.
    async fn a_checker_joins_leaves_and_checks() {
        let house = own_demo();
        let lead = Insider::of(&house, "Rhys Bowen", 1).await;
        let support = Insider::with(&house, "support", 1).await;
        let checker = Insider::of(&house, "Imran Aziz", 2).await;
        let number = number(&lead, PAY).await;
        let queue = checker.get("/api/v1/checks").await.json();
        let waits = queue.as_array().unwrap().iter().find(|r| r["state"] == "first-check").expect("one waits").clone();
        let output = waits["reference"].as_str().unwrap();
        let new = json!({ "email": "imran.aziz@service.example", "role": "researcher" });
        let joined = support.call(&format!("/projects/{number}/members"), new).await;
        assert_eq!(joined.status / 100, 2, "{}", joined.text);
        assert_eq!(support.form(&format!("/projects/{number}/team/{}/end", checker.id), &[("confirmed", "yes")]).await.status, 303);
        let vote = json!({ "round": waits["round"], "answers": { "vote": "return", "reason": "No.", "publishable": "yes" }, "findings": {} });
        let said = checker.call(&format!("/outputs/{output}/votes"), vote).await;
        assert_eq!(said.status / 100, 4, "{}", said.text);
    }

    /// Somebody reads an application, a space, a dictionary or a record of another's by its number.
    async fn what_is_anothers_is_read_by_its_number() {
        let house = own_demo();
        let owner = Insider::of(&house, "Rhys Bowen", 1).await;
        let stranger = Insider::of(&house, "Sioned Lewis", 1).await;
        for title in [PAY, MANUFACTURING] {
            let number = number(&owner, title).await;
            for path in [
                format!("/projects/{number}"),
                format!("/projects/{number}/application"),
                format!("/projects/{number}/versions/1"),
                format!("/projects/{number}/history"),
                format!("/projects/{number}/team"),
                format!("/projects/{number}/space/tables"),
                format!("/assessments/{number}"),
                format!("/api/v1/projects/{number}"),
                format!("/api/v1/projects/{number}/tables"),
                format!("/api/v1/projects/{number}/access"),
            ] {
                let said = stranger.get(&path).await;
                assert!(matches!(said.status, 403 | 404), "{path}: {} {}", said.status, said.text);
            }
        }
    }

    /// One team of the service decides for another.
    async fn who_decides_one_thing_decides_another() {
        let house = own_demo();
        let applicant = Insider::of(&house, "Rhys Bowen", 1).await;
        let number = number(&applicant, MANUFACTURING).await;
        let seen = applicant.get(&format!("/api/v1/projects/{number}")).await.json();
        let item = seen["assessments"].as_array().unwrap().iter().find(|a| a["stage"] == "owners").unwrap().clone();
        let yes = json!({ "assessment": item["id"], "version": item["version"], "answers": { "outcome": "approve" } });
        for role in ["quality", "ethics", "accreditation-body", "support", "operator", "signatory"] {
            let other = Insider::with(&house, role, 1).await;
            let said = other.call(&format!("/projects/{number}/decisions"), yes.clone()).await;
            assert_eq!(said.status / 100, 4, "{role}: {}", said.text);
        }
        assert_eq!(applicant.call(&format!("/projects/{number}/decisions"), yes).await.status / 100, 4);
    }

    /// Support sets a project up that nobody has accredited, and its data are there.
    async fn data_are_mapped_before_anybody_has_said_yes() {
        let house = own_demo();
        let (applicant, support) = (Insider::of(&house, "Rhys Bowen", 1).await, Insider::with(&house, "support", 1).await);
        let number = number(&applicant, MANUFACTURING).await;
        let seen = support.get(&format!("/api/v1/projects/{number}")).await.json();
        let said = support.call(&format!("/projects/{number}/set-up"), json!({ "version": seen["version"] })).await;
        assert_eq!(said.status / 100, 4, "{}", said.text);
        assert_eq!(applicant.call(&format!("/projects/{number}/sessions"), yes()).await.status / 100, 4);
    }

    /// Somebody accredits themselves, or lifts their own suspension.
    async fn a_researcher_accredits_themselves() {
        let house = own_demo();
        let researcher = Insider::of(&house, "Tomos Grant", 1).await;
        let mine = researcher.get("/api/v1/me/accreditations").await.json();
        let own = mine.as_array().unwrap().first().expect("the demo accredits them").clone();
        let id = own["id"].as_str().unwrap();
        for (verb, body) in [
            ("decision", json!({ "version": own["version"], "answers": { "decision": "grant", "until": "2040-01-01" } })),
            ("lift", json!({ "version": own["version"], "reason": "I am well." })),
        ] {
            let said = researcher.call(&format!("/accreditations/{id}/{verb}"), body).await;
            assert_eq!(said.status / 100, 4, "{verb}: {}", said.text);
        }
    }
}
