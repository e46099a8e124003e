//! Pages, API and the public register, over HTTP.

use http::StatusCode;
use platform::PersonId;
use projects::{Stage, State};
use store::testing::TestStore;
use store::{args, statements};

use crate::service::{
    ANWEN, BODY, CENSUS, ETHICS, OLWEN, OWAIN, QUALITY, STRANGER, SUPPORT, SURVEY, Service, email, migrations, query,
    reply, service,
};

statements! {
    write VERSION(text, int, text, text) = "insert into project_version (project, number, draft, at, submitted_by) values ($1, $2, $3, 0, $4)";
}

/// A page that is whole: found, no text missing, one h1, no id twice.
async fn whole(s: &Service, who: PersonId, path: &str) -> String {
    let (status, page) = s.get(who, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    for missing in ["{projects", "{data", "{history", "{level", "{form", "{people"] {
        assert!(!page.contains(missing), "{path} lacks a text: {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1, "{path}");
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice on {path}");
    page
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

store::both!(&migrations();

async fn the_applicants_pages_are_whole_in_both_languages_and_show_conditions_and_access_cat_02_cat_03_app_06_pub_13(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.draft(&crate::service::answers(&[SURVEY, CENSUS])).await;
    for lang in ["", "/cy"] {
        for path in ["/projects", "/projects/apply", "/projects/apply/questions"] {
            whole(&s, ANWEN, &format!("{lang}{path}")).await;
        }
        for rest in ["", "/history", "/team", "/application", "/application/data", "/application/check"] {
            whole(&s, ANWEN, &format!("{lang}/projects/{number}{rest}")).await;
        }
    }
    let picker = whole(&s, ANWEN, &format!("/projects/{number}/application/data")).await;
    let check = whole(&s, ANWEN, &format!("/projects/{number}/application/check")).await;
    for page in [&picker, &check] {
        assert!(page.contains("Level 1: safe room and SafePod only") && page.contains("Work only."), "{page}");
    }
    assert!(check.contains("All datasets together: Level 1: safe room and SafePod only"), "{check}");
    assert_eq!(s.submit(&number).await.unwrap(), State::Quality);
    let page = whole(&s, ANWEN, &format!("/projects/{number}/application/submitted")).await;
    let sender = &s.app.profile.general.mail_from;
    assert!(page.contains(&number) && page.contains(sender.as_str()) && page.contains("approximately 10 weeks"), "{page}");
    assert_eq!(s.get(STRANGER, &format!("/projects/{number}")).await.0, StatusCode::NOT_FOUND);
}

async fn a_section_with_an_unknown_address_says_so_and_keeps_what_was_entered(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.draft(&crate::service::answers(&[SURVEY])).await;
    let path = format!("/projects/{number}/application/team");
    let (status, page) = s.ask(Some(ANWEN), "POST", &path, "draft=2&team=nobody%40example.org").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Nobody here has registered with nobody@example.org"), "{page}");
    let (status, _) = s.ask(Some(ANWEN), "POST", &path, &format!("draft=2&team={}", email(ETHICS).replace('@', "%40"))).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    // The page that was open in another window is stale now.
    let (status, _) = s.ask(Some(ANWEN), "POST", &path, "draft=2&team=").await;
    assert_eq!(status, StatusCode::CONFLICT);
}

async fn assessors_see_their_queue_and_decide_on_pages_asm_02_asm_04_app_16(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY, CENSUS]).await;
    for person in [QUALITY, ETHICS, OLWEN, BODY] {
        let page = whole(&s, person, "/assessments").await;
        assert_eq!(page.contains(&number), person == QUALITY);
    }
    assert_eq!(s.get(STRANGER, "/assessments").await.0, StatusCode::FORBIDDEN);
    whole(&s, QUALITY, &format!("/cy/assessments/{number}")).await;
    let (item, version) = s.open(&number, Stage::Quality).await[0];
    let path = format!("/assessments/{number}/{item}");
    whole(&s, QUALITY, &path).await;
    let (status, page) = s.ask(Some(QUALITY), "POST", &format!("{path}/decide"), &format!("version={version}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let body = format!("version={version}&outcome=approve");
    let (status, _) = s.ask(Some(QUALITY), "POST", &format!("{path}/decide"), &body).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _) = s.ask(Some(QUALITY), "POST", &format!("{path}/decide"), &body).await;
    assert_eq!(status, StatusCode::CONFLICT);
    s.approve(&number, crate::service::FEASIBILITY, Stage::Feasibility).await.unwrap();
    s.approve(&number, ETHICS, Stage::Ethics).await.unwrap();
    // An owner sees their own decision, not the other's.
    let page = whole(&s, OLWEN, &format!("/assessments/{number}")).await;
    assert!(page.contains("Data owner: Office for Work") && !page.contains("Data owner: Office for People"), "{page}");
    assert!(whole(&s, OWAIN, "/assessments").await.contains(&number));
    // And learns nothing of the other's by asking for it.
    let mut answers = Vec::new();
    for (item, version) in s.open(&number, Stage::Owners).await {
        let path = format!("/assessments/{number}/{item}");
        let (page, _) = s.get(OLWEN, &path).await;
        let (decided, _) = s.ask(Some(OLWEN), "POST", &format!("{path}/decide"), &format!("version={version}")).await;
        answers.push((page.as_u16(), decided.as_u16()));
    }
    answers.sort_unstable();
    assert_eq!(answers, [(200, 422), (404, 404)]);
}

async fn what_may_be_a_part_of_a_list_is_an_error_and_decides_nothing(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.submitted(&[SURVEY]).await;
    let project = s.project(&number).await;
    let mut change = s.app.store.change().await.unwrap();
    let draft = serde_json::to_string(&project.draft).unwrap();
    for version in 2..=200i64 {
        let row = args![project.id.to_string(), version, &draft, ANWEN.to_string()];
        change.run(&VERSION, row).await.unwrap();
    }
    s.commit(change).await;
    let (status, _) = s.get(QUALITY, &format!("/assessments/{number}")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    // What asks for the last version alone goes on, and counts on from there.
    let (item, version) = s.open(&number, Stage::Quality).await[0];
    query(&s.person(QUALITY).await, &number, (item, version), "title", "Which work?").await.unwrap();
    let asked = projects::queries(&s.app, project.id).await.unwrap().remove(0);
    reply(&s.person(ANWEN).await, &number, asked.id, "Paid work.").await.unwrap();
    assert_eq!(s.submit(&number).await.unwrap(), State::Quality);
    let (_, history) = s.get(ANWEN, &format!("/projects/{number}/history")).await;
    assert!(history.contains("Application submitted again, version 201"), "{history}");
}

async fn the_whole_way_can_be_gone_over_the_api(on: TestStore) {
    let s = service("srs", on).await;
    let api = |path: &str| format!("/api/v1{path}");
    let (status, body) = s.ask(Some(ANWEN), "POST", &api("/projects"), "").await;
    assert_eq!(status, StatusCode::CREATED);
    let number = json(&body)["number"].as_str().unwrap().to_owned();
    let at = |rest: &str| format!("/api/v1/projects/{number}{rest}");
    let wrong = serde_json::json!({ "draft_version": 1, "answers": { "team": "nobody@example.org" } });
    let (status, body) = s.ask(Some(ANWEN), "PUT", &at("/answers"), &wrong.to_string()).await;
    assert_eq!((status, json(&body)["fields"][0]["question"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("team")));
    let right = serde_json::json!({ "draft_version": 1, "answers": crate::service::answers(&[SURVEY]) });
    let (status, body) = s.ask(Some(ANWEN), "PUT", &at("/answers"), &right.to_string()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let submission = serde_json::json!({ "version": 1, "draft_version": 2 }).to_string();
    let (status, body) = s.ask(Some(ANWEN), "POST", &at("/submit"), &submission).await;
    assert_eq!((status, json(&body)["state"].as_str()), (StatusCode::OK, Some("quality")), "{body}");
    let (status, _) = s.ask(Some(ANWEN), "POST", &at("/submit"), &submission).await;
    assert_eq!(status, StatusCode::CONFLICT);
    for person in [QUALITY, crate::service::FEASIBILITY, ETHICS, OLWEN, BODY] {
        let (_, body) = s.ask(Some(person), "GET", &at(""), "").await;
        let record = json(&body);
        let mine = record["assessments"].as_array().unwrap().iter().find(|a| a["yours"] == true).unwrap().clone();
        let decision = serde_json::json!({ "assessment": mine["id"], "version": mine["version"],
            "answers": { "outcome": "approve", "number": if person == BODY { "2026/7" } else { "" } } });
        let (status, body) = s.ask(Some(person), "POST", &at("/decisions"), &decision.to_string()).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
    let (_, body) = s.ask(Some(SUPPORT), "GET", &at(""), "").await;
    let version = serde_json::json!({ "version": json(&body)["version"] }).to_string();
    let (status, body) = s.ask(Some(SUPPORT), "POST", &at("/set-up"), &version).await;
    let record = json(&body);
    assert_eq!((status, record["state"].as_str()), (StatusCode::OK, Some("active")), "{body}");
    assert_eq!(record["datasets"][0]["mapped"], true);
    assert!(record["answers"].is_null(), "staff do not get the draft");
    let (_, body) = s.ask(Some(ANWEN), "GET", &at("/history"), "").await;
    let actions: Vec<_> = json(&body).as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap().to_owned()).collect();
    for action in ["application-begun", "application-submitted", "application-assessed", "project-set-up", "dataset-mapped"] {
        assert!(actions.contains(&action.to_owned()), "{action} is not in {actions:?}");
    }
    let (status, _) = s.ask(Some(STRANGER), "GET", &at(""), "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = s.ask(None, "GET", &at(""), "").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, body) = s.ask(Some(ANWEN), "POST", &at("/submit"), "not json").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
}

async fn the_public_register_has_its_columns_and_nothing_private_imp_05_stp_03_acc_15(on: TestStore) {
    let s = service("srs", on).await;
    let number = s.active(&[SURVEY]).await;
    s.submitted(&[CENSUS]).await;
    let (status, page) = s.ask(None, "GET", "/register-of-projects", "").await;
    assert_eq!(status, StatusCode::OK);
    let (_, csv) = s.ask(None, "GET", "/register-of-projects/projects.csv", "").await;
    let published = s.project(&number).await.accreditation_number.unwrap();
    assert_eq!(
        csv,
        format!(
            "\"number\",\"title\",\"researchers\",\"organisations\",\"gateway\",\"datasets\",\"environment\",\"accredited_on\"\r\n\
             \"{published}\",\"Work and health in Wales\",\"Anwen Rees; Bob Marsh\",\"University of Northbridge\",\"dea\",\
             \"Labour Force Survey\",\"Secure Research Service\",\"2026-11-23\"\r\n"
        )
    );
    let (_, all) = s.ask(None, "GET", "/register-of-projects/projects.json", "").await;
    let (_, people) = s.ask(None, "GET", "/register-of-projects/researchers.json", "").await;
    assert_eq!(json(&people).as_array().unwrap().len(), 1, "only Anwen is accredited: {people}");
    let (_, people_page) = s.ask(None, "GET", "/cy/register-of-projects/researchers", "").await;
    for text in [&page, &csv, &all, &people, &people_page] {
        assert!(!text.contains("@example.org"), "{text}");
    }
    for text in [&csv, &all, &people] {
        for private in ["mail", "supervisor", "device", "address"] {
            assert!(!text.to_lowercase().contains(private), "{private}: {text}");
        }
    }
}

async fn a_profile_without_a_register_shows_none(on: TestStore) {
    let s = service("secure-lab", on).await;
    for path in ["/register-of-projects", "/register-of-projects/projects.csv", "/api/v1/register/projects"] {
        assert_eq!(s.ask(None, "GET", path, "").await.0, StatusCode::NOT_FOUND, "{path}");
    }
}
);
