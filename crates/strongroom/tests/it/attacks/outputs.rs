//! "I see what I may not see, vote where I may not vote, and ask until I know."

use serde_json::{Value, json};

use super::house::{House, own_demo};
use super::insiders::{Insider, Said};

const PROJECT: &str = "Part-time work and weekly pay";
/// Rows of a table that takes long.
const LARGE: &[&str] = &["age", "occupation", "region"];

/// Rows and a condition of a small table with cells of a few people.
const UNSAFE: (&[&str], &str) = (&["occupation", "sex"], r#"age > 60 and region == "W92000004""#);

/// What the form of a request asks for a bare table.
fn asked_for(datasets: &Value) -> Value {
    json!({
        "type": "table", "purpose": "To be published as a working paper of the university.", "audience": "The public",
        "citations": "Demonstration Research Service (2025). Labour Force Survey. doi:10.99999/lfs-2024",
        "machine-learning": "no", "source": "Labour Force Survey, person file, 2022 to 2024.",
        "sample": "All employees with a recorded weekly pay.", "method": "Unweighted counts and means.",
        "datasets": [datasets], "safe-methods": "yes",
    })
}

/// A request that waits to be checked, by its state.
async fn waiting(checker: &Insider, state: &str) -> String {
    let queue = checker.get("/api/v1/checks").await.json();
    let all = queue.as_array().expect("a queue");
    let request = all.iter().find(|r| r["state"] == state).unwrap_or_else(|| panic!("none is in {state}: {queue}"));
    request["reference"].as_str().unwrap().to_owned()
}

/// A checker where checkers sit, and one at their kitchen table.
async fn office_and_kitchen(house: &House) -> (Insider, Insider) {
    (Insider::of(house, "Imran Aziz", 2).await, Insider::of(house, "Helen Brook", 77).await)
}

/// A researcher inside the space of their project.
struct Inside {
    who: Insider,
    number: String,
}

impl Inside {
    async fn of(house: &House) -> Inside {
        let who = Insider::of(house, "Rhys Bowen", 1).await;
        let mine = who.get("/api/v1/projects").await.json();
        let project = mine.as_array().unwrap().iter().find(|p| p["title"] == PROJECT).expect("the demo has it").clone();
        let number = project["number"].as_str().unwrap().to_owned();
        let yes = json!({ "place": "yes", "phones": "yes", "nothing-written": "yes", "monitored": "yes" });
        let entered = who.call(&format!("/projects/{number}/sessions"), json!({ "statements": yes })).await;
        assert_eq!(entered.status, 201, "{}", entered.text);
        Inside { who, number }
    }

    /// Asks for a table of pay with this condition, and waits for it as long as is usual.
    async fn table(&self, rows: &[&str], filter: &str) -> Said {
        self.asked("", rows, filter).await
    }

    /// The same, and waits so many seconds.
    async fn table_after(&self, seconds: u64, rows: &[&str], filter: &str) -> Said {
        self.asked(&format!("?wait={seconds}"), rows, filter).await
    }

    async fn asked(&self, wait: &str, rows: &[&str], filter: &str) -> Said {
        let answers = json!({ "title": "Pay", "rows": rows, "count": "yes", "mean": ["pay"], "weighted": "no", "totals": "yes", "filter": filter });
        let asked = json!({ "dataset": "lfs", "answers": answers });
        self.who.call(&format!("/projects/{}/tables{wait}", self.number), asked).await
    }

    /// Asks for the release of a table under a file name of one's own, and says that it is another table.
    async fn requested(&self, table: &Value, file: &str, named: &Value) -> String {
        let done = |said: Said| {
            assert_eq!(said.status / 100, 2, "{}", said.text);
            said.json()
        };
        done(self.who.call(&format!("{}/save", self.path(&table["reference"])), json!({ "name": file })).await);
        let opened = done(self.who.call(&format!("/projects/{}/outputs", self.number), json!({})).await);
        let path = format!("/outputs/{}", opened["reference"].as_str().unwrap());
        let files = done(self.who.get(&format!("/api/v1{path}/files")).await);
        let id = files.as_array().unwrap().iter().find(|f| f["name"] == file).unwrap()["id"].clone();
        let version = |answer: &Value| answer["version"].clone();
        let at = done(self.who.get(&format!("/api/v1{path}")).await);
        let at = done(self.who.put(&format!("{path}/files"), json!({ "files": [id], "version": version(&at) })).await);
        let answers = asked_for(&table["dataset"]);
        let at =
            done(self.who.put(&format!("{path}/form"), json!({ "answers": answers, "version": version(&at) })).await);
        let items = done(self.who.get(&format!("/api/v1{path}/items")).await);
        let item = items[0]["id"].as_str().unwrap();
        let answers = json!({
            "kind": "table", "label": "Pay", "description": "What people of each age and occupation earn.", "statistic": "linear-aggregations", "table": named,
            "counts": "Each row has more than ten people.",
        });
        let sent = json!({ "answers": answers, "version": version(&at) });
        let changed = self.who.put(&format!("{path}/items/{item}"), sent).await;
        done(changed);
        let at = done(self.who.get(&format!("/api/v1{path}")).await);
        done(self.who.call(&format!("{path}/submission"), json!({ "version": version(&at) })).await);
        opened["reference"].as_str().unwrap().to_owned()
    }

    fn path(&self, reference: &Value) -> String {
        format!("/projects/{}/tables/{}", self.number, reference.as_str().unwrap_or_default())
    }

    /// Waits until a table is not being made any more; the status that says how it ended. A service that makes tables while
    /// one waits has no such address.
    async fn ended(&self, reference: &Value) -> u16 {
        loop {
            let said = self.who.get(&format!("/api/v1{}", self.path(reference))).await;
            if said.status != 202 {
                return said.status;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    async fn refused(&self, filter: &str) -> Vec<String> {
        let said = self.table(&["sex"], filter).await;
        assert_eq!(said.status, 422, "{filter}: {}", said.text);
        let reasons = said.json()["reasons"].clone();
        reasons.as_array().unwrap().iter().map(|r| r.as_str().unwrap_or_default().to_owned()).collect()
    }
}

attacks! {
    /// A requester saves a table that fails, says that the file is another one that is safe, or none, and is judged by that.
    async fn a_failing_table_is_judged_as_the_safe_one_that_i_name_sdc_05() {
        let house = own_demo();
        let inside = Inside::of(&house).await;
        let (bad, good) = (inside.table(UNSAFE.0, UNSAFE.1).await.json(), inside.table(&["sex"], "").await.json());
        assert_eq!((&bad["verdict"], &good["verdict"]), (&json!("fail"), &json!("pass")), "{bad} {good}");
        let checker = Insider::of(&house, "Imran Aziz", 2).await;
        for (named, table) in [("Safe", &good["id"]), ("None", &json!(""))] {
            let reference = inside.requested(&bad, &format!("{named}.csv"), table).await;
            let mut request = json!({});
            for _ in 0..600 {
                request = inside.who.get(&format!("/api/v1/outputs/{reference}")).await.json();
                if !matches!(request["state"].as_str(), Some("submitted" | "inspection")) {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            // Whoever checks it sees that it fails, whatever it is said to be.
            let seen = checker.get(&format!("/api/v1/outputs/{reference}")).await;
            assert!(seen.text.contains("sdc-threshold"), "{named}: {request} {}", seen.text);
        }
    }

    /// A checker reads the findings over the API, from anywhere.
    async fn a_checker_at_home_reads_findings_over_the_api() {
        let house = own_demo();
        let (office, kitchen) = office_and_kitchen(&house).await;
        let request = waiting(&office, "first-check").await;
        assert_eq!(office.get(&format!("/api/v1/outputs/{request}")).await.status, 200, "in the office they are read");
        for rest in ["", "/items", "/files"] {
            let said = kitchen.get(&format!("/api/v1/outputs/{request}{rest}")).await;
            assert_eq!(said.status / 100, 4, "{rest}: {}", said.text);
        }
    }

    /// The same checker votes from there.
    async fn a_checker_at_home_votes_over_the_api() {
        let house = own_demo();
        let (office, kitchen) = office_and_kitchen(&house).await;
        let request = waiting(&office, "first-check").await;
        let vote = json!({ "round": 1, "answers": { "vote": "return", "reason": "More, please.", "publishable": "yes" }, "findings": {} });
        let said = kitchen.call(&format!("/outputs/{request}/votes"), vote).await;
        assert_eq!(said.status / 100, 4, "{}", said.text);
        assert_eq!(waiting(&office, "first-check").await, request, "it has been voted on");
    }

    /// The first of two checkers votes a second time.
    async fn one_checker_is_two() {
        let house = own_demo();
        let office = Insider::of(&house, "Helen Brook", 2).await;
        let other = Insider::of(&house, "Imran Aziz", 2).await;
        let request = waiting(&other, "second-check").await;
        let vote = json!({ "round": 1, "answers": { "vote": "release", "publishable": "yes" }, "findings": {} });
        // One of the two has cast the first vote: whoever it was casts no second one.
        let (one, two) = (office.call(&format!("/outputs/{request}/votes"), vote.clone()).await, office.call(&format!("/outputs/{request}/votes"), vote).await);
        assert!(one.status / 100 == 4 && two.status / 100 == 4, "{} {}", one.text, two.text);
    }

    /// Somebody of another project has the reference of a release.
    async fn a_reference_that_was_overheard_fetches_the_file() {
        let house = own_demo();
        let researcher = Inside::of(&house).await;
        let list = researcher.who.get("/outputs").await.text;
        let reference = list.split("/outputs/").skip(1).filter_map(|r| r.split(['"', '?', '#']).next());
        let mut release = None;
        for output in reference {
            let said = researcher.who.get(&format!("/api/v1/outputs/{output}")).await;
            release = release.or_else(|| said.json()["release"].as_str().map(str::to_owned));
        }
        let release = release.expect("the demo has released something");
        assert_eq!(researcher.who.get(&format!("/api/v1/releases/{release}")).await.status, 200);
        for name in ["Sioned Lewis", "Bashir Khan", "Daniel Osei"] {
            let other = Insider::of(&house, name, 1).await;
            for rest in ["", "/receipt"] {
                let said = other.get(&format!("/api/v1/releases/{release}{rest}")).await;
                assert_eq!(said.status / 100, 4, "{name}{rest}: {}", said.text);
            }
        }
    }

    /// Who knows somebody's number asks for their pay.
    async fn a_condition_names_one_person() {
        let house = own_demo();
        let inside = Inside::of(&house).await;
        for filter in ["person_id == 17", "household_id == 4", "person_id < 40 and sex == \"1\"", "person == \"17\""] {
            let reasons = inside.refused(filter).await;
            assert!(!reasons.is_empty(), "{filter}");
        }
    }

    /// Who asks for somebody by everything they are, and learns whether there is one.
    async fn none_and_one_are_told_apart() {
        let house = own_demo();
        let inside = Inside::of(&house).await;
        // Nobody is 300 years old; few are as old as the oldest, of one occupation in one region.
        let none = inside.refused("age > 300").await;
        let mut few = None;
        for age in (60..=99).rev() {
            let said = inside.table(&["sex"], &format!("age == {age} and occupation == \"2\" and region == \"W92000004\"")).await;
            if said.status == 422 {
                few = Some(said.json()["reasons"].clone());
                break;
            }
        }
        let few: Vec<String> = few.expect("somewhere are few").as_array().unwrap().iter().map(|r| r.as_str().unwrap().to_owned()).collect();
        assert_eq!(none, few, "the answers differ");
    }

    /// Who makes a table of everybody, and one of everybody but one person.
    async fn two_tables_differ_by_one_person() {
        let house = own_demo();
        let inside = Inside::of(&house).await;
        let whole = "status == \"1\"";
        assert_eq!(inside.table(&["sex"], whole).await.status, 200);
        // Nobody is 300 years old; some ages, in one region and one occupation, are one person's or nobody's.
        for age in (60..=75).chain([300]) {
            let but = format!("{whole} and not (age == {age} and occupation == \"2\" and region == \"W92000004\")");
            let said = inside.table(&["sex"], &but).await;
            assert_eq!(said.status, 422, "{but}: {}", said.text);
        }
        assert_eq!(inside.table(&["sex"], &format!("{whole} and age > 40")).await.status, 200, "what differs by many is made");
    }

    /// A researcher makes twelve large tables at once, and the service has no time for anybody else.
    async fn twelve_tables_at_once_hold_everybody() {
        let house = own_demo();
        let inside = Inside::of(&house).await;
        let all = futures_util::future::join_all((0..12).map(|_| inside.table(LARGE, "")));
        let (all, well) = tokio::join!(all, house.is_well());
        assert!(well, "nobody else is answered");
        let texts: Vec<_> = all.iter().map(|s| s.text.as_str()).collect();
        let begun: Vec<&Said> = all.iter().filter(|said| matches!(said.status, 200 | 202)).collect();
        assert!(!begun.is_empty() && begun.len() < all.len(), "{} of them are begun at once: {texts:?}", begun.len());
        // Whoever waits until one is there gets the next.
        for said in begun {
            inside.ended(&said.json()["reference"]).await;
        }
        let next = inside.table(&["sex"], "").await;
        assert_eq!(next.status, 200, "{}", next.text);
    }

    /// A colleague's table is cancelled, or one that is made already; what was cancelled is made nevertheless, or blocks the
    /// next.
    async fn a_table_is_cancelled_by_somebody_else_or_goes_on_when_it_was_cancelled() {
        let house = own_demo();
        let inside = Inside::of(&house).await;
        let begun = inside.table_after(0, LARGE, "").await;
        assert_eq!(begun.status, 202, "{}", begun.text);
        let reference = begun.json()["reference"].clone();
        let path = inside.path(&reference);
        for name in ["Sioned Lewis", "Bashir Khan"] {
            let other = Insider::of(&house, name, 1).await;
            assert_eq!(other.delete(&path).await.status / 100, 4, "{name}");
        }
        // The engine has stopped when this is answered.
        let cancelled = inside.who.delete(&path).await;
        assert_eq!(cancelled.status, 204, "{}", cancelled.text);
        assert_eq!(inside.who.delete(&path).await.status, 204, "twice is once");
        assert_eq!(inside.ended(&reference).await, 422);
        let next = inside.table_after(20, &["sex"], "").await;
        assert_eq!(next.status, 200, "{}", next.text);
        let path = inside.path(&next.json()["reference"]);
        assert_eq!(inside.who.delete(&path).await.status, 409, "what is made stays");
        assert_eq!(inside.ended(&next.json()["reference"]).await, 200);
    }

    /// The space is entered from a place that the data do not allow, by saying so.
    async fn a_space_is_entered_without_its_statements_or_from_elsewhere() {
        let house = own_demo();
        let inside = Inside::of(&house).await;
        let sessions = format!("/projects/{}/sessions", inside.number);
        let nothing: Value = json!({ "statements": {} });
        assert_eq!(inside.who.call(&sessions, nothing).await.status, 422);
        let friend = Insider::of(&house, "Sioned Lewis", 1).await;
        let yes = json!({ "statements": { "place": "yes", "phones": "yes", "nothing-written": "yes", "monitored": "yes" } });
        assert_eq!(friend.call(&sessions, yes).await.status / 100, 4);
    }
}
