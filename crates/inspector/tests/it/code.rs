//! A folder of programs before it is published: data, results and secrets among them stop it, and what a team has looked at stands.

use std::path::Path;
use std::process::Command;

use foundation::Lang;
use inspector::code::{Asked, Exception, Looked, exceptions, history, look, print, sarif};
use inspector::command::Form;
use inspector::watch::{Watch, watch};
use inspector::{InspectPolicy, Purpose, Report, Verdict};

use crate::child::ours;
use crate::files::zip;

const RECORDS: &str = "person_id,age,income\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is ours");
        std::fs::write(path, bytes).expect("the folder is ours");
    };
    let records: String =
        (0..40).map(|n| format!("{},{},{}\n", 1000 + n * 3, 16 + n * 37 % 60, 20_000 + n * 37)).collect();
    write("README.md", b"# Programs of the paper\n\nRun `run_all.sh`.\n");
    write(".gitignore", b"*.dta\n");
    write("LICENSE", b"Permission is granted.\n");
    write("Makefile", b"all:\n\tRscript clean.R\n");
    write("src/__init__.py", b"");
    write("src/clean.R", b"panel <- readRDS(path)\nsummary(panel)\n");
    write("run_all.sh", b"#!/bin/sh\nRscript src/clean.R\n");
    write("data/extract.csv", format!("{RECORDS}{records}").as_bytes());
    // Data under another name, and a secret.
    write("data/notes.bin", &zip(&[("a.csv", format!("{RECORDS}{records}").as_bytes())]));
    write("src/connect.py", b"connection = connect(password=\"hunter2222\")\n");
    write(".git/objects/ab/cdef", b"PAR1....PAR1");
    folder
}

fn looked(folder: &Path, exceptions: &[Exception], today: &str) -> Vec<Looked> {
    let policy = InspectPolicy::default();
    let asked = Asked { exe: ours(), policy: &policy, exceptions, today };
    look(&asked, folder).expect("a folder that can be read")
}

#[test]
fn data_and_secrets_among_programs_are_found_and_ordinary_files_are_not() {
    let folder = folder();
    let all = looked(folder.path(), &[], "2026-11-29");
    let found: Vec<(&str, Verdict)> = all
        .iter()
        .filter(|looked| looked.report.verdict != Verdict::Allowed)
        .map(|looked| (looked.report.file.as_str(), looked.report.verdict))
        .collect();
    assert_eq!(
        found,
        [
            ("data/extract.csv", Verdict::Refused),
            ("data/notes.bin", Verdict::Refused),
            ("src/connect.py", Verdict::Ask)
        ],
        "{all:?}"
    );
    let said = sarif(&all, Lang::En);
    let results = said["runs"][0]["results"].as_array().expect("results");
    let of = |file: &str| {
        results
            .iter()
            .find(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str() == Some(file))
    };
    assert_eq!(of("data/extract.csv").expect("the extract")["level"], "error");
    let secret = of("src/connect.py").expect("the secret");
    assert_eq!(secret["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
}

#[test]
fn what_a_team_has_looked_at_stands_until_its_day_and_while_the_file_is_the_same() {
    let folder = folder();
    let file = folder.path().join("data/extract.csv");
    let seal = print(&std::fs::read(&file).expect("the extract"));
    let text = format!(
        "[[exception]]\nfile = \"data/extract.csv\"\nfinding = \"microdata_csv\"\nreason = \"made up\"\nuntil = \"2027-01-31\"\nprint = \"{seal}\"\n"
    );
    let list = exceptions(&text).expect("a list");
    let verdict = |today: &str| {
        let all = looked(folder.path(), &list, today);
        all.into_iter().find(|looked| looked.report.file == "data/extract.csv").expect("the extract").report.verdict
    };
    assert_eq!(verdict("2027-01-31"), Verdict::Allowed);
    assert_eq!(verdict("2027-02-01"), Verdict::Refused);
    let changed = format!("{}9999,50,1\n", std::fs::read_to_string(&file).expect("the extract"));
    std::fs::write(&file, changed).expect("the folder is ours");
    assert_eq!(verdict("2027-01-31"), Verdict::Refused);
    for wrong in
        [text.replace("made up", " "), text.replace("2027-01-31", "soon"), text.replace("microdata_csv", "data")]
    {
        assert!(exceptions(&wrong).is_err(), "{wrong}");
    }
}

fn run(arguments: &[&str], at: &Path) -> (Option<i32>, String) {
    let done = Command::new(ours()).args(arguments).current_dir(at).output().expect("the command runs");
    (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
}

#[test]
fn the_command_says_the_verdict_first_and_explains_what_it_finds() {
    let folder = folder();
    let (status, said) = run(&[".", "--for", "code"], folder.path());
    assert_eq!(status, Some(1));
    let first = said.lines().next().expect("a line");
    assert_eq!(first, "Not to be published: 9 files, 2 must not leave, 1 to be looked at");
    // The worst stand first.
    assert!(said.find("data/notes.bin") < said.find("src/connect.py"), "{said}");
    let (status, said) = run(&["src/clean.R", "README.md", "--for", "code"], folder.path());
    assert_eq!((status, said.lines().count()), (Some(0), 1), "{said}");
    let (_, said) = run(&[".", "--for", "code", "--lang", "cy"], folder.path());
    assert!(said.starts_with("Nid i'w gyhoeddi: 9 o ffeiliau"), "{said}");
    let (status, said) = run(&["--explain", "microdata_csv"], folder.path());
    assert_eq!(status, Some(0));
    assert!(said.starts_with("microdata_csv: ") && said.contains("OUT-15"), "{said}");
    assert_eq!(run(&["--explain", "nothing"], folder.path()).0, Some(2));
    for option in ["--sarif", "--history"] {
        assert_eq!(run(&["README.md", option], folder.path()).0, Some(2));
    }
}

#[test]
fn the_exceptions_of_a_folder_are_taken_from_it_and_the_summary_says_which_stand_and_which_are_over() {
    let folder = folder();
    let seal = print(&std::fs::read(folder.path().join("data/extract.csv")).expect("the extract"));
    let exception = |until: &str| {
        format!(
            "[[exception]]\nfile = \"data/extract.csv\"\nfinding = \"microdata_csv\"\nreason = \"made up\"\nuntil = \"{until}\"\nprint = \"{seal}\"\n"
        )
    };
    let own = folder.path().join(".strongroom-exceptions.toml");
    std::fs::write(&own, exception("2999-12-31")).expect("the folder is ours");
    let (_, said) = run(&[".", "--for", "code"], folder.path());
    assert!(said.contains("data/extract.csv: microdata_csv: stands: made up"), "{said}");
    assert!(said.contains("1 must not leave"), "{said}");
    // The same for a file by itself: what a check before a commit asks about.
    assert_eq!(run(&["./data/extract.csv", "--for", "code"], folder.path()).0, Some(0));
    std::fs::write(&own, exception("2020-01-01")).expect("the folder is ours");
    let (status, said) = run(&["data/extract.csv", "--for", "code"], folder.path());
    assert_eq!(status, Some(1));
    assert!(said.contains("microdata_csv: was let stand until: 2020-01-01"), "{said}");
    std::fs::write(&own, "[[exception]]\n").expect("the folder is ours");
    assert_eq!(run(&[".", "--for", "code"], folder.path()).0, Some(2));
}

fn git(at: &Path, arguments: &[&str]) {
    let of = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let done = Command::new("git").args(of).args(arguments).current_dir(at).output().expect("git is installed");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn what_was_deleted_is_found_in_the_commit_that_brought_it() {
    let folder = folder();
    let at = folder.path();
    std::fs::remove_dir_all(at.join(".git")).expect("the folder is ours");
    git(at, &["init", "--quiet"]);
    git(at, &["add", "--all"]);
    git(at, &["commit", "--quiet", "--message", "programs"]);
    git(at, &["rm", "--quiet", "-r", "data"]);
    std::fs::write(at.join("src/connect.py"), "connection = connect(password=ask())\n").expect("the folder is ours");
    git(at, &["commit", "--quiet", "--all", "--message", "without data"]);
    assert_eq!(run(&[".", "--for", "code"], at).0, Some(0));
    let (status, said) = run(&[".", "--for", "code", "--history"], at);
    assert_eq!(status, Some(1), "{said}");
    for line in
        ["refused  data/extract.csv", "refused  data/notes.bin", "ask      src/connect.py", "in old commits since: "]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    let policy = InspectPolicy::default();
    let asked = Asked { exe: ours(), policy: &policy, exceptions: &[], today: "2026-11-29" };
    let all = history(&asked, at).expect("a repository");
    let extract = all.iter().find(|looked| looked.report.file == "data/extract.csv").expect("the extract");
    let day = extract.commit.split_once(' ').expect("a name and a day").1;
    assert_eq!(day.len(), 10, "{}", extract.commit);
    // A copy that begins in the middle says that it does.
    let copy = tempfile::tempdir().expect("a temporary folder");
    let from = format!("file://{}", at.display());
    git(copy.path(), &["clone", "--quiet", "--depth", "1", &from, "copy"]);
    let (status, said) = run(&["copy", "--for", "code", "--history"], copy.path());
    assert_eq!(status, Some(1));
    assert!(said.contains("shallow") && !said.contains("extract.csv"), "{said}");
    let none = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(run(&[".", "--for", "code", "--history"], none.path()).0, Some(2));
}

#[test]
fn a_secret_is_found_wherever_a_program_is_told_it_and_asking_for_one_is_none_out_08() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("the folder is ours");
    for (name, text) in [
        (".env", "DB_USER=a\nPASSWORD=hunter2222\n"),
        (".Renviron", "API_KEY=abcd1234efgh\n"),
        ("settings.yml", "database:\n  password: \"hunter2222\"\n"),
        ("key.pem", "-----BEGIN RSA PRIVATE KEY-----\nabcd\n"),
    ] {
        write(name, text);
    }
    for (name, text) in [
        ("a.py", "login(password=getpass())\nkey = os.environ[\"KEY\"]\napi_key = os.environ[\"KEY\"]\n"),
        ("b.R", "password <- Sys.getenv(\"DB_PASSWORD\")\nconnect(pwd = settings$pwd, password = config.password)\n"),
        ("c.yml", "env:\n  password: ${{ secrets.PASSWORD }}\n"),
    ] {
        write(name, text);
    }
    let all = looked(folder.path(), &[], "2026-11-29");
    let found: Vec<&str> = all
        .iter()
        .filter(|l| l.report.findings.iter().any(|f| f.id == "secret"))
        .map(|l| l.report.file.as_str())
        .collect();
    assert_eq!(found, [".Renviron", ".env", "key.pem", "settings.yml"], "{all:?}");
}

#[test]
fn what_a_name_stands_for_is_said_to_be_elsewhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    std::fs::write(folder.path().join("extract.bin"), pointer).expect("the folder is ours");
    let all = looked(folder.path(), &[], "2026-11-29");
    assert_eq!(all[0].report.verdict, Verdict::Ask, "{all:?}");
    assert!(all[0].report.findings.iter().any(|finding| finding.reason == "elsewhere"), "{all:?}");
}

#[test]
fn a_watched_folder_is_told_of_when_files_have_come_to_rest_and_when_they_change() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("the folder is ours");
    write("words.txt", "Words of a report\n");
    let records: String = (0..40).map(|n| format!("{},{},{}\n", 1000 + n * 3, 16 + n * 37 % 60, 20_000)).collect();
    let policy = InspectPolicy::default();
    let asked = Watch {
        exe: ours(),
        policy: &policy,
        purpose: Purpose::Output,
        folder: folder.path(),
        form: Form::Json,
        lang: Lang::En,
    };
    let (mut out, mut turn) = (Vec::new(), 0);
    let pause = || {
        turn += 1;
        match turn {
            3 => write("extract.csv", RECORDS),
            // Still being written.
            4 => write("extract.csv", &format!("{RECORDS}{records}")),
            7 => write("words.txt", "More words of a report\n"),
            _ => {}
        }
        turn < 11
    };
    watch(&asked, &mut out, pause).expect("a folder that can be read");
    let said = String::from_utf8(out).expect("JSON");
    let reports: Vec<Report> = said.lines().map(|line| serde_json::from_str(line).expect("a report")).collect();
    let told: Vec<(&str, Verdict)> = reports.iter().map(|report| (report.file.as_str(), report.verdict)).collect();
    assert_eq!(
        told,
        [("words.txt", Verdict::Allowed), ("extract.csv", Verdict::Refused), ("words.txt", Verdict::Allowed)]
    );
}
