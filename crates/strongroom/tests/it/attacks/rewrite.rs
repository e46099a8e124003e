//! "It has been approved; now I write what I wanted to write."

use serde_json::{Value, json};

use super::house::{House, own_demo};
use super::insiders::Insider;

const TITLE: &str = "Concentration in manufacturing";

/// The application that its owner is looking at, after everybody before has approved it.
async fn application(of: &Insider) -> Value {
    let mine = of.get("/api/v1/projects").await.json();
    let lines = mine.as_array().or_else(|| mine["projects"].as_array()).expect("a list of projects");
    let line = lines.iter().find(|p| p["title"] == TITLE).expect("the demo has it");
    of.get(&format!("/api/v1/projects/{}", line["number"].as_str().unwrap())).await.json()
}

fn path(project: &Value, rest: &str) -> String {
    format!("/projects/{}{rest}", project["number"].as_str().unwrap())
}

/// The open decision of a stage, as those who take it see it.
fn open<'a>(project: &'a Value, stage: &str) -> Option<&'a Value> {
    project["assessments"].as_array()?.iter().find(|a| a["stage"] == stage && a["outcome"].is_null())
}

struct Street {
    applicant: Insider,
    owner: Insider,
    quality: Insider,
    _house: House,
}

impl Street {
    /// The owner has asked about a full stop, and the applicant has answered.
    async fn asked() -> Street {
        let house = own_demo();
        let applicant = Insider::of(&house, "Rhys Bowen", 1).await;
        let owner = Insider::with(&house, "data-owner", 1).await;
        let quality = Insider::with(&house, "quality", 1).await;
        let number = application(&applicant).await["number"].as_str().unwrap().to_owned();
        let seen = owner.get(&format!("/api/v1/projects/{number}")).await.json();
        let item = open(&seen, "owners").expect("the owner is asked");
        let ask = json!({ "assessment": item["id"], "version": item["version"], "question": "abstract", "text": "A full stop is missing." });
        assert_eq!(owner.call(&path(&seen, "/queries"), ask).await.status, 200);
        let seen = application(&applicant).await;
        let query = seen["queries"].as_array().unwrap().iter().find(|q| q["answer"].is_null()).unwrap();
        let answer = path(&seen, &format!("/queries/{}/answer", query["id"].as_str().unwrap()));
        assert_eq!(applicant.call(&answer, json!({ "text": "It is there now." })).await.status, 200);
        Street { applicant, owner, quality, _house: house }
    }

    /// Writes something else into the application and sends it back.
    async fn rewrites(&self, answers: Value) -> Value {
        let seen = application(&self.applicant).await;
        let new = json!({ "draft_version": seen["draft_version"], "answers": answers });
        let written = self.applicant.put(&path(&seen, "/answers"), new).await;
        assert_eq!(written.status, 200, "{}", written.text);
        let written = written.json();
        let sent = json!({ "version": written["version"], "draft_version": written["draft_version"] });
        let submitted = self.applicant.call(&path(&seen, "/submit"), sent).await;
        assert_eq!(submitted.status, 200, "{}", submitted.text);
        application_as(&self.quality, &submitted.json()).await
    }
}

async fn application_as(who: &Insider, project: &Value) -> Value {
    who.get(&format!("/api/v1{}", path(project, ""))).await.json()
}

fn standing(project: &Value) -> Vec<&str> {
    let all = project["assessments"].as_array().unwrap().iter();
    all.filter(|a| a["outcome"] == "approved").filter_map(|a| a["stage"].as_str()).collect()
}

attacks! {
    /// The owner asked about a full stop; the research is another one.
    async fn other_aims_keep_the_approval_of_the_old_ones() {
        let street = Street::asked().await;
        let other = json!({ "aims": "To find the firms that are about to fail, by name.", "title": "Firms in trouble" });
        let seen = street.rewrites(other).await;
        assert_eq!(standing(&seen), Vec::<&str>::new(), "approved without having been read");
        assert_eq!(seen["state"], "quality");
        let again = open(&seen, "quality").expect("the quality check looks again");
        let changed: Vec<&str> = again["changed"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(changed.contains(&"aims") && changed.contains(&"title"), "{changed:?}");
    }

    /// Somebody else is on the team than those who were looked at.
    async fn another_team_keeps_the_approval_of_the_old_one() {
        let street = Street::asked().await;
        let house = &street._house;
        let friend = super::insiders::people(house).into_iter().find(|p| p["name"] == "Sioned Lewis").unwrap();
        let seen = street.rewrites(json!({ "team": friend["email"] })).await;
        assert_eq!(standing(&seen), Vec::<&str>::new());
        assert!(open(&seen, "quality").is_some());
    }

    /// Data that nobody has looked at are asked for, once the others have said yes.
    async fn other_data_keep_the_approval_of_the_old_ones() {
        let street = Street::asked().await;
        let lfs = street.applicant.get("/api/v1/datasets/lfs-secure").await.json();
        let id = lfs["id"].as_str().expect("a dataset has an id");
        let seen = street.rewrites(json!({ "datasets": [id] })).await;
        assert_eq!(standing(&seen), Vec::<&str>::new());
        assert!(open(&seen, "quality").is_some());
    }

    /// The owner decides on the page of the version before.
    async fn a_yes_to_the_old_version_is_one_to_the_new() {
        let street = Street::asked().await;
        let seen = application_as(&street.owner, &application(&street.applicant).await).await;
        let old = open(&seen, "owners").unwrap().clone();
        // Only a word of the abstract, which the owner reads too.
        street.rewrites(json!({ "abstract": "Firms will be named." })).await;
        let yes = json!({ "assessment": old["id"], "version": old["version"], "answers": { "outcome": "approve" } });
        let said = street.owner.call(&path(&seen, "/decisions"), yes).await;
        assert_eq!(said.status / 100, 4, "{}", said.text);
        let seen = application_as(&street.owner, &seen).await;
        assert!(open(&seen, "owners").is_some(), "it counts as a yes to what was never shown");
    }
}
