//! The same way through the pages and through the API.

use http::StatusCode;
use store::testing::TestStore;

use crate::acts::*;
use crate::common::*;
use crate::service::*;

store::both! {
    &migrations();

    async fn the_pages_make_a_table_and_a_request_and_tell_no_figure(on: TestStore) {
        let s = service("srs", on).await;
        let (_, token) = s.inside(ANWEN).await;
        let at = (token.as_str(), ROOM);
        let tables_page = "/projects/P-1/space/tables";
        assert_eq!(s.read(at, tables_page).await.0, StatusCode::OK);
        let new = format!("{tables_page}/new/LFS");
        let (status, page) = s.read(at, &new).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("REGION") && !page.contains("value=\"person\""));
        let wrong = s.send(at, &new, &[("title", "Pay"), ("rows", "person"), ("count", "yes")]).await;
        assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [
            ("title", "Pay"), ("rows", "region"), ("count", "yes"), ("sum", "pay"), ("weighted", "no"), ("totals", "yes"),
        ];
        let filtered = [fields.as_slice(), &[("filter", "pay >")]].concat();
        let (status, page) = s.send(at, &new, &filtered).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("The condition cannot be understood"), "{page}");
        let (status, to) = s.send(at, &new, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        let (status, page) = s.read(at, &to).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("/picture?page=1") && page.contains("/picture?look=chart"));
        for (name, message) in [("../x", true), ("y".repeat(250).as_str(), true), ("Tâl yn ôl ardal", false)] {
            let (status, page) = s.send(at, &format!("{to}/save"), &[("name", name)]).await;
            assert_eq!(status == StatusCode::UNPROCESSABLE_ENTITY, message, "{name}: {page}");
        }
        let taken = s.send(at, &format!("{to}/save"), &[("name", "Tâl yn ôl ardal")]).await;
        assert_eq!(taken.0, StatusCode::UNPROCESSABLE_ENTITY);

        let (status, to) = s.send(at, "/outputs", &[("project", "P-1")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        let (_, page) = s.read(at, &to).await;
        assert!(page.contains("Choose at least one file of the SDC folder."));
        let reference = to.rsplit('/').next().unwrap().to_owned();
        let id = file_id(&s, "Tâl yn ôl ardal.csv").await;
        assert_eq!(s.read(at, &format!("{to}/files")).await.0, StatusCode::OK);
        let at_version = kept(&s, &reference).await.version.to_string();
        let chosen = [("files", id.as_str()), ("version", at_version.as_str())];
        assert_eq!(s.send(at, &format!("{to}/files"), &chosen).await.0, StatusCode::SEE_OTHER);
        // The same form again: a stale page.
        assert_eq!(s.send(at, &format!("{to}/files"), &chosen).await.0, StatusCode::CONFLICT);
        for page in ["items", "items/new", "form", "files"] {
            assert_eq!(s.read(at, &format!("{to}/{page}")).await.0, StatusCode::OK, "{page}");
        }
        for page in ["/outputs", "/outputs?project=P-1", "/projects/P-1/space/write-ups", "/projects/P-1/space/write-ups/new"] {
            assert_eq!(s.read(at, page).await.0, StatusCode::OK, "{page}");
        }
    }

    async fn the_api_writes_up_and_votes(on: TestStore) {
        let s = service("srs", on).await;
        let (_, token) = s.inside(ANWEN).await;
        let at = (token.as_str(), ROOM);
        let json = async |at: (&str, &str), method: &str, path: &str, body: serde_json::Value| {
            let (status, _, bytes) = s.ask(at, method, &format!("/api/v1{path}"), Some(&body.to_string())).await;
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(status, StatusCode::OK, "{method} {path}: {text}");
            for secret in SECRET {
                assert!(!text.contains(secret), "{path} tells {secret}");
            }
            serde_json::from_str::<serde_json::Value>(&text).unwrap()
        };
        let no = serde_json::json!({});
        let asked = serde_json::json!({ "dataset": "LFS", "answers": { "title": "Pay", "rows": ["region"], "count": "yes",
            "sum": ["pay"], "weighted": "no", "totals": "no" } });
        let table = json(at, "POST", "/projects/P-1/tables", asked).await;
        assert_eq!(table["verdict"], "pass");
        let text = serde_json::json!({ "answers": { "title": "Pay", "source": "LFS", "sample": "Adults", "method": "Sums" } });
        let text = json(at, "POST", "/projects/P-1/write-ups", text).await;
        let path = format!("/projects/P-1/write-ups/{}", text["reference"].as_str().unwrap());
        let part = serde_json::json!({ "version": 1, "answers": { "kind": "table", "table": table["id"], "caption": "Pay",
            "description": "What people earn in each region" } });
        assert_eq!(json(at, "POST", &format!("{path}/parts"), part).await["version"], 2);
        let saved = json(at, "POST", &format!("{path}/save"), serde_json::json!({ "name": "pay" })).await;
        assert_eq!(saved["name"], "pay.docx");
        let output = json(at, "POST", "/projects/P-1/outputs", no.clone()).await;
        let path = format!("/outputs/{}", output["reference"].as_str().unwrap());
        let files = json(at, "GET", &format!("{path}/files"), no.clone()).await;
        let choose = serde_json::json!({ "files": [files[0]["id"]], "version": 1 });
        let output = json(at, "PUT", &format!("{path}/files"), choose).await;
        let answers = serde_json::json!({ "version": output["version"], "answers": form("paper") });
        let output = json(at, "PUT", &format!("{path}/form"), answers).await;
        let items = json(at, "GET", &format!("{path}/items"), no.clone()).await;
        assert_eq!(items[0]["label"], "Table 1");
        let submission = serde_json::json!({ "version": output["version"] });
        let output = json(at, "POST", &format!("{path}/submission"), submission).await;
        assert_eq!(output["state"], "submitted");
        s.jobs().await;
        assert_eq!(json(at, "GET", &path, no.clone()).await["state"], "first-check");
        let answers = serde_json::json!({ "vote": "release", "publishable": "yes" });
        for (checker, state) in [(DAI, "second-check"), (ELERI, "approved")] {
            let token = s.token(checker, STAFF).await;
            let at = (token.as_str(), STAFF);
            assert_eq!(json(at, "GET", "/checks", no.clone()).await.as_array().unwrap().len(), 1);
            // What the inspector asks: a table whose title is one word, and of which the text says nothing; in the order of the page.
            let found = json(at, "GET", &path, no.clone()).await["findings"].as_array().unwrap().clone();
            let codes: Vec<&str> = found.iter().map(|f| f["code"].as_str().unwrap()).collect();
            assert_eq!(codes, ["unnumbered", "unexplained"]);
            assert!(found[0]["words"].as_str().unwrap().starts_with("pay.docx, "), "{found:?}");
            assert!(!found[0]["mend"].as_str().unwrap().is_empty(), "{found:?}");
            let reasons: serde_json::Map<String, serde_json::Value> =
                found.iter().map(|f| (f["id"].as_str().unwrap().to_owned(), "The item explains it.".into())).collect();
            let vote = serde_json::json!({ "round": 1, "answers": answers, "findings": reasons });
            assert_eq!(json(at, "POST", &format!("{path}/votes"), vote).await["state"], state);
        }
        s.jobs().await;
        let output = json(at, "GET", &path, no.clone()).await;
        let release = json(at, "GET", &format!("/releases/{}", output["release"].as_str().unwrap()), no.clone()).await;
        assert_eq!(release["files"][0], "pay.docx");
    }
}
