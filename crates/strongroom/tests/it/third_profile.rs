//! A third service is a folder with only what differs: a name, one rule, one question, one sentence.

use platform::Profile;
use reqwest::Client;

use super::running::start_as;
use super::support::root;

fn folder() -> String {
    root().join("crates/strongroom/tests/it/third-profile").display().to_string()
}

#[test]
fn a_folder_with_only_what_differs_is_a_whole_profile() {
    let files = strongroom::profile_files(&folder()).unwrap();
    assert_eq!(files.said_again().unwrap(), Vec::<String>::new());
    let profile = Profile::load(&files).unwrap();
    let rules: projects::Rules = profile.rules("projects").unwrap();
    assert_eq!((rules.exploratory_months, rules.expected_weeks), (6, 10), "its own rule, and one of those underneath");
    let form = profile.form("application").unwrap();
    let sponsor = form.sections.iter().find(|s| s.id == "sponsor").unwrap();
    assert_eq!(sponsor.questions.iter().map(|q| q.id.as_str()).collect::<Vec<_>>(), ["sponsor", "port"]);
    assert_eq!(profile.forms.iter().count(), platform::testing::profile("srs").forms.iter().count());
}

#[tokio::test]
async fn the_service_starts_with_a_third_profile_and_shows_its_name_and_its_question() {
    let data = tempfile::tempdir().unwrap();
    let running = start_as(&folder(), data.path(), None);
    let client = Client::new();
    let page =
        async |path: &str| client.get(format!("{}{path}", running.url)).send().await.unwrap().text().await.unwrap();
    assert!(page("/").await.contains("Harbour Data Service"));
    assert!(page("/cy").await.contains("Gwasanaeth Data"));
    let questions = page("/projects/apply/questions").await;
    assert!(questions.contains("Which port does the research concern?"));
    assert!(questions.contains("Apply for an accredited research project"), "what the profile underneath asks");
    running.stop();
}
