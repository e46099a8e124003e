//! One TOML file; what is wrong with it is said with its line.

use std::path::Path;

use platform::Config;

fn wrong(text: &str) -> String {
    Config::parse("strongroom.toml", text).expect_err("the configuration is wrong").to_string()
}

const TOP: &str = "profile = \"srs\"\ndata = \"/var/lib/strongroom\"\n";

#[test]
fn an_unknown_key_is_an_error_that_names_its_line() {
    let error = wrong(&format!("{TOP}colour = \"red\"\n"));
    assert!(error.starts_with("the configuration strongroom.toml, line 3: unknown field `colour`"), "{error}");
    let error = wrong(&format!("{TOP}\n[session]\nidle_minutes = 5\nidle_hours = 5\n"));
    assert!(error.starts_with("the configuration strongroom.toml, line 6: unknown field `idle_hours`"), "{error}");
    let error = wrong(&format!("{TOP}\n[sessions]\nidle_minutes = 5\n"));
    assert!(error.contains("line 4: unknown field `sessions`"), "{error}");
}

#[test]
fn a_key_that_is_missing_or_of_the_wrong_type_is_named() {
    assert!(wrong("profile = \"srs\"\n").contains("missing field `data`"));
    let error = wrong(&format!("{TOP}[session]\nidle_minutes = \"five\"\n"));
    assert!(error.contains("line 4:"), "{error}");
    assert!(wrong(&format!("{TOP}[session\n")).contains("line 3:"));
}

#[test]
fn a_value_that_cannot_work_is_named_with_its_line() {
    for (text, says) in [
        ("public_url = \"data.example.org\"", "line 3: public_url: write the address people type"),
        ("public_url = \"http://data.example.org\"", "line 3: public_url: http:// is for this machine only"),
        (
            "public_url = \"http://localhost@data.example.org:8080\"",
            "line 3: public_url: http:// is for this machine only",
        ),
        ("[listen]\naddress = \"8080\"", "line 4: address: write IP address and port"),
        ("[listen]\ntrusted_proxies = [\"proxy\"]", "line 4: trusted_proxies: write IP addresses"),
        ("[database]\nurl = \"mysql://x\"", "line 4: url: write sqlite:PATH"),
        (
            "[database]\nurl = \"postgres://u@db.example.org/x\"",
            "line 4: url: PostgreSQL on another machine is spoken to",
        ),
        ("[database]\nurl = \"postgres://u@10.0.0.5/x?sslmode=require\"", "line 4: url: PostgreSQL on another machine"),
        (
            "[files]\nendpoint = \"http://s3.example.org:9000\"",
            "line 4: endpoint: http:// is for a store on this machine",
        ),
        ("[files]\nkind = \"tape\"", "line 4: kind: write \"local\" or \"s3\""),
        ("[files]\nkind = \"s3\"", "line 4: kind: s3 needs a bucket"),
        ("[mail]\nsmtp_security = \"ssl\"", "line 4: smtp_security: write \"starttls\""),
        (
            "[mail]\nsmtp_host = \"mail.example.org\"\nsmtp_security = \"none\"",
            "line 5: smtp_security: \"none\" is for",
        ),
        ("[session]\n\n# short\nidle_minutes = 0", "line 6: idle_minutes: write 1 or more"),
        ("[session]\nabsolute_hours = -1", "line 4: absolute_hours: write 1 or more"),
        ("[limits]\nrequests_per_minute = 0", "line 4: requests_per_minute: write 1 or more"),
        ("[limits]\nrequest_bytes = 10", "line 4: request_bytes: write 1024 or more"),
    ] {
        let error = wrong(&format!("{TOP}{text}\n"));
        assert!(error.contains(says), "{text:?}: {error}");
    }
}

#[test]
fn what_crosses_a_network_is_encrypted_and_what_stays_on_the_machine_need_not_be() {
    for text in [
        "public_url = \"https://data.example.org\"",
        "public_url = \"http://localhost:8080\"",
        "public_url = \"http://[::1]:8080\"",
        "[database]\nurl = \"postgres://u@db.example.org/x?sslmode=verify-full\"",
        "[database]\nurl = \"postgres://u@127.0.0.1/x\"",
        "[database]\nurl = \"postgres://u@%2Frun%2Fpostgresql/x\"",
        "[files]\nendpoint = \"http://127.0.0.1:9000\"",
        "[files]\nendpoint = \"https://s3.example.org\"",
    ] {
        Config::parse("x", &format!("{TOP}{text}\n")).unwrap_or_else(|e| panic!("{text}: {e}"));
    }
}

#[test]
fn two_lines_are_a_whole_configuration() {
    let config = Config::parse("x", TOP).unwrap();
    assert_eq!(config.session.idle_minutes, 30);
    assert_eq!(config.listen.address, "127.0.0.1:8080");
    match config.database().unwrap() {
        store::Where::Sqlite(path) => assert_eq!(path, Path::new("/var/lib/strongroom/strongroom.sqlite")),
        other => panic!("{other:?}"),
    }
    let config = Config::parse("x", &format!("public_url = \"https://a.example/\"\n{TOP}")).unwrap();
    assert_eq!(config.public_url, "https://a.example");
}

#[test]
fn a_file_that_is_not_there_says_how_to_name_one() {
    let error = Config::read(Path::new("/no/such/file.toml")).expect_err("an error").to_string();
    assert!(error.starts_with("reading the configuration /no/such/file.toml: "), "{error}");
    assert!(error.ends_with("name an existing file with --config"), "{error}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "golden files are written on demand")]
fn the_reference_page_is_as_checked_in() {
    let now = platform::config::reference();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations/configuration.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &now).unwrap();
    }
    let was = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(was, now, "{} is out of date; run this test with UPDATE_GOLDEN=1", file.display());
    for key in ["profile", "public_url", "trusted_proxies", "smtp_security", "requests_per_minute", "endpoint"] {
        let row = now.lines().find(|l| l.starts_with(&format!("| `{key}` "))).expect(key);
        assert!(row.split('|').nth(4).is_some_and(|words| words.trim().len() > 10), "{row}");
    }
}
