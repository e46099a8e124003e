//! Every endpoint of the program, found in the sources, asked by a visitor: what answers is on a golden list.

use axum::body::Body;
use http::{Request, StatusCode};
use store::testing;

use super::support::{ask, bed, golden, root};

/// `METHOD /path` of every `.route("/path", get(..).post(..))` in the crates.
fn endpoints() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for krate in ["platform", "people", "data", "projects", "settings", "airlock", "strongroom"] {
        walk(&root().join("crates").join(krate).join("src"), &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn walk(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let api =
                path.file_name().is_some_and(|n| n == "api.rs") || path.parent().is_some_and(|p| p.ends_with("api"));
            for route in text.split(".route(").skip(1) {
                let Some(rest) = route.trim_start().strip_prefix('"') else { continue };
                let Some((at, methods)) = rest.split_once('"') else { continue };
                let end = methods.find("\n        .").or_else(|| methods.find("\n}")).unwrap_or(methods.len());
                let methods = &methods[..end.min(400)];
                let api = api || at.starts_with("/session");
                let at = if api { format!("/api/v1{at}") } else { at.to_owned() };
                for method in ["get", "post", "put", "delete"] {
                    if methods.contains(&format!("{method}(")) {
                        found.push((method.to_uppercase(), at.clone()));
                    }
                }
            }
        }
    }
}

/// A path with something in each place: an id that nothing has.
fn filled(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}').unwrap();
        out.push_str(before);
        out.push_str("019aa000-0000-7000-8000-000000000000");
        rest = after;
    }
    out + rest
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_that_answer_a_visitor_are_only_the_public_ones() {
    let bed = bed("srs", testing::sqlite(&strongroom::migrations()).await).await;
    let all = endpoints();
    assert!(all.len() > 80, "only {} endpoints were found in the sources", all.len());
    let mut open = Vec::new();
    for (method, path) in &all {
        let api = path.starts_with("/api/");
        let request = Request::builder()
            .method(method.as_str())
            .uri(filled(path))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", if api { "application/json" } else { "application/x-www-form-urlencoded" })
            .body(Body::from(if api { "{}" } else { "x=1" }))
            .unwrap();
        let response = ask(&bed, request).await;
        let to_sign_in =
            response.headers().get("location").is_some_and(|l| l.to_str().unwrap_or("").contains("/sign-in"));
        let closed =
            matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
                || (response.status().is_redirection() && to_sign_in);
        assert_ne!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{method} {path}");
        if !closed {
            open.push(format!("{} {method} {path}", response.status().as_u16()));
        }
    }
    golden("docs/handbook/public-endpoints.txt", &(open.join("\n") + "\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_of_the_api_is_described() {
    let described = strongroom::openapi_json();
    let described: serde_json::Value = serde_json::from_str(&described).unwrap();
    let missing: Vec<String> = endpoints()
        .into_iter()
        .filter(|(_, path)| path.starts_with("/api/"))
        .filter(|(method, path)| described["paths"][path.as_str()][method.to_lowercase().as_str()].is_null())
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}
