//! "I have an account on the machine, or a copy of what lies there."

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::house::{demo, files, own_demo, program, service};
use super::insiders::Insider;

attacks! {
    async fn another_account_of_the_machine_reads_the_data_folder() {
        let house = demo();
        let all = files(&house.data);
        assert!(all.len() > 20, "{} files", all.len());
        let open = |path: &std::path::Path| std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0);
        let found: Vec<_> = all.into_iter().filter(|path| open(path)).collect();
        assert_eq!(found, Vec::<std::path::PathBuf>::new());
        assert!(!open(&house.data), "the folder itself");
    }

    async fn what_an_older_version_left_open_stays_open() {
        let mut house = service("");
        house.stop();
        let file = house.data.join("strongroom.sqlite");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let config = house.data.parent().unwrap().join("strongroom.toml");
        let doctor = || Command::new(program()).arg("doctor").arg("--config").arg(&config).output().unwrap();
        let told = doctor();
        assert!(!told.status.success(), "the doctor finds an open file");
        assert!(String::from_utf8_lossy(&told.stdout).contains("chmod -R go="), "and says what to do");
        let mut again = Command::new(program()).arg("serve").arg("--config").arg(&config)
            .stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap();
        let out = std::io::BufReader::new(again.stdout.take().unwrap());
        let ready = std::io::BufRead::lines(out).map_while(Result::ok).any(|l| l.starts_with("ready "));
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        let _ = again.kill();
        let _ = again.wait();
        assert!(ready);
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }

    async fn the_log_tells_the_secrets_of_links_that_failed() {
        let house = own_demo();
        for file in files(&house.data).iter().filter(|f| f.file_name().unwrap().to_string_lossy().contains("sqlite")) {
            std::fs::write(file, vec![b'x'; 100_000]).unwrap();
        }
        let mut failed = 0;
        for path in ["/catalogue", "/register-of-projects", "/readyz", "/register", "/projects"] {
            failed += u32::from(house.get(&format!("{path}?token=SECRET-OF-A-LINK"), &[]).await >= Some(500));
        }
        let log = house.log();
        assert!(failed > 0 && log.contains("a request failed"), "{failed} failed: {log}");
        assert!(!log.contains("SECRET-OF-A-LINK"), "{log}");
    }

    async fn i_am_refused_and_the_log_says_nothing_of_it_or_what_i_like() {
        let house = own_demo();
        let researcher = Insider::of(&house, "Rhys Bowen", 9).await;
        let place = "00000000-0000-7000-8000-000000000000";
        assert!([403, 404].contains(&researcher.get(&format!("/people/{place}")).await.status));
        assert_eq!(house.post("/sign-in", "email=a", &["Origin: https://evil.example"]).await, Some(403));
        assert_eq!(house.status_of("GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").await, Some(400));
        let forged = "GET /x%0a%7b%22level%22:%22INFO%22%7d\"} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assert_eq!(house.status_of(forged.replace("\"}", "'}")).await.map(|s| s / 100), Some(4));
        let log = house.log();
        for line in log.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
            assert!(line["timestamp"].as_str().is_some_and(|t| t.ends_with('Z')), "in UTC: {line}");
            assert!(line["level"].is_string() && line["target"].is_string(), "{line}");
        }
        let line = |words: &[&str]| log.lines().any(|line| words.iter().all(|word| line.contains(word)));
        let who = format!("\"who\":\"{}\"", researcher.id);
        assert!(line(&["\"target\":\"security\"", &who, "\"address\":\"127.0.0.9\"", "\"method\":\"GET\""]), "{log}");
        assert!(line(&["\"why\":\"forged\"", "\"who\":\"nobody\"", "\"path\":\"/sign-in\""]), "{log}");
        assert!(line(&["\"why\":\"request-wrong-host\"", "\"timestamp\":"]), "{log}");
    }

    async fn a_copy_of_the_data_folder_holds_a_link_that_works() {
        let house = demo();
        let people: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(house.data.join("people.json")).unwrap()).unwrap();
        let email = people[0]["email"].as_str().unwrap().replace('@', "%40");
        assert_eq!(house.post("/account/password/forgotten", &format!("email={email}"), &[]).await, Some(200));
        let outbox = reqwest::get(format!("{}/outbox", house.url)).await.unwrap().text().await.unwrap();
        let token = outbox.split("/account/password/reset?token=").nth(1).unwrap();
        let token = &token[..32];
        for file in files(&house.data) {
            let bytes = std::fs::read(&file).unwrap_or_default();
            let found = bytes.windows(token.len()).any(|w| w == token.as_bytes());
            assert!(!found, "{}", file.display());
        }
    }

    async fn a_category_in_a_table_is_calculated_by_a_spreadsheet() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data.csv");
        let mut text = String::from("group\n");
        for group in ["=HYPERLINK(1)", "@SUM(A1)", "-9", "plain"] {
            text += &format!("{group}\n").repeat(30);
        }
        std::fs::write(&data, text).unwrap();
        let out = folder.path().join("out");
        let made = Command::new(program()).arg("table").arg(&data).args(["--rows", "group", "--count", "--out"]).arg(&out).output();
        let made = made.unwrap();
        let table = std::fs::read_to_string(out.join("table.csv")).unwrap_or_else(|_| panic!("{made:?}"));
        assert!(table.contains("'=HYPERLINK(1)") && table.contains("'@SUM(A1)"), "{table}");
        assert!(table.lines().any(|l| l.starts_with("-9,")), "a number stays one: {table}");
    }
}
