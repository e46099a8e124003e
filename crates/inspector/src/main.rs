//! `inspector FILE… [--for output|ingest|syntax] [--policy FILE] [--lang en|cy] [--json]`: what is really inside files.
//! `inspector PATH… --for code [--exceptions FILE] [--history] [--json|--sarif]`: what in programs must not be published.
//! `inspector --watch FOLDER [--for …]`: what comes into a folder is looked at as it comes, until the program is ended.
//! `inspector --explain ID`: what a finding means, why it matters and how it is mended.
//!
//! Exit status: 0 all allowed, 1 something was found, 2 the request itself was wrong.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use foundation::Lang;
use inspector::child::{CHILD_COMMAND, Limits, child_main, end_children, inspect_file_in_child};
use inspector::command::{Code, Form, code, explain, line, people};
use inspector::watch::{Watch, watch};
use inspector::{Id, InspectPolicy, Purpose, Verdict};

const USAGE: &str =
    "usage: strongroom-inspect FILE… [--for output|ingest|syntax|code] [--policy FILE] [--lang en|cy] [--json]
with --for code: [--exceptions FILE] [--history] [--sarif]; or --watch FOLDER; or --explain ID";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.peek().is_some_and(|first| first == CHILD_COMMAND) {
        return child_main();
    }
    let done = run(arguments);
    end_children();
    match done {
        Ok(clean) => ExitCode::from(u8::from(!clean)),
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "{why}");
            ExitCode::from(2)
        }
    }
}

/// What the words of the command say.
struct Words {
    purpose: Purpose,
    of_code: bool,
    policy: InspectPolicy,
    lang: Lang,
    form: Form,
    exceptions: Option<PathBuf>,
    history: bool,
    explain: Option<Id>,
    watch: Option<PathBuf>,
    paths: Vec<PathBuf>,
}

fn words(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<Words, String> {
    let mut words = Words {
        purpose: Purpose::Unstated,
        of_code: false,
        policy: InspectPolicy::default(),
        lang: Lang::En,
        form: Form::People,
        exceptions: None,
        history: false,
        explain: None,
        watch: None,
        paths: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let mut value =
            || arguments.next().and_then(|v| v.into_string().ok()).ok_or("an option without its value".to_owned());
        match argument.to_str() {
            Some("--for") => match value()?.as_str() {
                "code" => words.of_code = true,
                word => words.purpose = word.parse()?,
            },
            Some("--exceptions") => words.exceptions = Some(value()?.into()),
            Some("--watch") => words.watch = Some(value()?.into()),
            Some("--history") => words.history = true,
            Some("--sarif") => words.form = Form::Sarif,
            Some("--json") => words.form = Form::Json,
            Some("--explain") => {
                words.explain = Some(value()?.parse().map_err(|e: inspector::ids::UnknownId| e.to_string())?);
            }
            Some("--policy") => {
                let path = value()?;
                let text = std::fs::read_to_string(&path).map_err(|e| format!("reading the policy {path}: {e}"))?;
                words.policy = InspectPolicy::from_toml(&text).map_err(|e| e.to_string())?;
            }
            Some("--lang") => {
                let word = value()?;
                words.lang = Lang::from_code(&word).ok_or(format!("--lang {word}: write en or cy"))?;
            }
            Some(option) if option.starts_with("--") => {
                return Err(format!("there is no option {option}\n{USAGE}"));
            }
            _ => words.paths.push(PathBuf::from(argument)),
        }
    }
    if words.explain.is_none() && words.paths.is_empty() && words.watch.is_none() {
        return Err(USAGE.into());
    }
    if words.watch.is_some() && (words.of_code || !words.paths.is_empty()) {
        return Err("--watch looks at one folder: name no files, and not --for code".into());
    }
    if (words.form == Form::Sarif || words.exceptions.is_some() || words.history) && !words.of_code {
        return Err("--sarif, --exceptions and --history go with --for code".into());
    }
    Ok(words)
}

fn run(arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<bool, String> {
    let Words { purpose, of_code, policy, lang, form, exceptions, history, explain: id, watch: folder, paths } =
        words(arguments)?;
    let mut out = std::io::stdout().lock();
    if let Some(id) = id {
        return explain(id, lang, &mut out).map(|()| true).map_err(|e| format!("writing: {e}"));
    }
    let exe = std::env::current_exe().map_err(|e| format!("finding this program to start it as a child: {e}"))?;
    if let Some(folder) = folder {
        let asked = Watch { exe: &exe, policy: &policy, purpose, folder: &folder, form, lang };
        return watch(&asked, &mut out, next_second).map(|()| true);
    }
    if of_code {
        let today: String = foundation::World::system().now().rfc3339().chars().take(10).collect();
        let exceptions = exceptions.as_deref();
        let asked = Code { exe: &exe, policy: &policy, paths: &paths, exceptions, history, form, lang, today: &today };
        return code(&asked, &mut out);
    }
    let look =
        |file: &PathBuf| inspect_file_in_child(&exe, file, purpose, &policy, &Limits::default()).in_language(lang);
    let mut clean = true;
    let mut all = Vec::new();
    for file in &paths {
        let report = look(file);
        clean &= report.verdict == Verdict::Allowed;
        match form {
            Form::Json => line(&report, &mut out).map_err(|e| format!("writing the report: {e}"))?,
            _ => all.push(report),
        }
    }
    people(&all, lang, &mut out).map_err(|e| format!("writing the report: {e}"))?;
    Ok(clean)
}

/// Until somebody ends the program.
fn next_second() -> bool {
    std::thread::sleep(std::time::Duration::from_secs(1));
    true
}
