//! `inspect`: what is really inside files, and what among programs must not be published.

use std::path::{Path, PathBuf};

use clap::Args;
use foundation::{Lang, World};
use inspector::child::{Limits, inspect_file_in_child};
use inspector::command::{Code, Form, code, explain, line, people};
use inspector::watch::{Watch, watch};
use inspector::{Id, InspectPolicy, Purpose, Verdict};

use super::{complain, view};

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Files; with --for code, folders too
    #[arg(required_unless_present_any = ["explain", "watch"])]
    pub files: Vec<PathBuf>,
    /// What the files are for (output, ingest or syntax); if not said, no list of types applies. code: programs that are to be
    /// published, and what must not be among them
    #[arg(long = "for", value_name = "PURPOSE")]
    pub purpose: Option<String>,
    /// With --for code: what a team has looked at and lets stand; if not named, .strongroom-exceptions.toml of the folder
    #[arg(long, value_name = "FILE")]
    pub exceptions: Option<PathBuf>,
    /// With --for code: what the old commits of a folder hold, instead of what stands there now
    #[arg(long)]
    pub history: bool,
    /// With --for code: the findings as SARIF, for hosts of code
    #[arg(long, conflicts_with = "json")]
    pub sarif: bool,
    /// Say what a finding means, why it matters and how it is mended in each program
    #[arg(long, value_name = "ID")]
    pub explain: Option<String>,
    /// Look at what comes into a folder as it comes, and again at what changes, until the command is ended
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["files", "exceptions", "history", "sarif", "view", "fixed_image"])]
    pub watch: Option<PathBuf>,
    /// A policy file
    #[arg(long)]
    pub policy: Option<PathBuf>,
    /// Language of the sentences: en or cy
    #[arg(long, default_value = "en")]
    pub lang: String,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Write the pages of the file as pictures into this folder: page-001.png and so on, with what the file hides marked
    #[arg(long, value_name = "FOLDER")]
    pub view: Option<PathBuf>,
    /// With --view: the pages of an Office file as LibreOffice would print them, without what it hides
    #[arg(long, requires = "view")]
    pub printed: bool,
    /// Write the picture again into this file, as a PNG of its pixels and nothing else
    #[arg(long, value_name = "PNG")]
    pub fixed_image: Option<PathBuf>,
}

/// Inspects each file in a child; the worst verdict decides the exit status.
pub(crate) fn inspect(args: &InspectArgs) -> u8 {
    asked(args).unwrap_or_else(|reason| {
        complain(reason);
        2
    })
}

fn asked(args: &InspectArgs) -> Result<u8, String> {
    let lang = Lang::from_code(&args.lang).ok_or_else(|| format!("--lang {:?}: write en or cy", args.lang))?;
    let mut out = std::io::stdout().lock();
    let failed = |error: std::io::Error| format!("writing the report: {error}");
    if let Some(word) = &args.explain {
        let id: Id = word.parse().map_err(|error: inspector::ids::UnknownId| error.to_string())?;
        return explain(id, lang, &mut out).map(|()| 0).map_err(failed);
    }
    let of_code = args.purpose.as_deref() == Some("code");
    let purpose = match args.purpose.as_deref().filter(|_| !of_code).map(str::parse::<Purpose>) {
        None => Purpose::Unstated,
        Some(Ok(purpose)) => purpose,
        Some(Err(reason)) => return Err(format!("{reason}; or code")),
    };
    if !of_code && (args.exceptions.is_some() || args.history || args.sarif) {
        return Err("--exceptions, --history and --sarif go with --for code".into());
    }
    let policy = policy(args.policy.as_deref())?;
    let exe = std::env::current_exe().map_err(|e| format!("finding this program to start its child: {e}"))?;
    if let Some(folder) = &args.watch {
        if of_code {
            return Err("--watch goes with --for output, ingest or syntax".into());
        }
        let form = if args.json { Form::Json } else { Form::People };
        let asked = Watch { exe: &exe, policy: &policy, purpose, folder, form, lang };
        // Until somebody ends the command.
        let pause = || {
            std::thread::sleep(std::time::Duration::from_secs(1));
            true
        };
        return watch(&asked, &mut out, pause).map(|()| 0);
    }
    if of_code {
        let today: String = World::system().now().rfc3339().chars().take(10).collect();
        let form = if args.sarif {
            Form::Sarif
        } else if args.json {
            Form::Json
        } else {
            Form::People
        };
        let (paths, exceptions) = (args.files.as_slice(), args.exceptions.as_deref());
        let history = args.history;
        let asked = Code { exe: &exe, policy: &policy, paths, exceptions, history, form, lang, today: &today };
        return code(&asked, &mut out).map(|clean| u8::from(!clean));
    }
    if (args.view.is_some() || args.fixed_image.is_some()) && args.files.len() > 1 {
        let option = if args.view.is_some() { "--view" } else { "--fixed-image" };
        let many = args.files.len();
        return Err(format!("{option} with {many} files: what is written would be overwritten; name one file"));
    }
    let (mut found, mut missing, mut reports) = (false, false, Vec::new());
    for file in &args.files {
        if !file.is_file() {
            missing = true;
            complain(format!("{}: there is no such file; name an existing one", file.display()));
        }
        let report = inspect_file_in_child(&exe, file, purpose, &policy, &Limits::default()).in_language(lang);
        found |= report.verdict != Verdict::Allowed;
        let look = view::Look { exe: &exe, file, purpose, policy: &policy, lang, printed: args.printed };
        let pages = args.view.as_deref().filter(|_| file.is_file()).map(|folder| view::write(&look, folder));
        let fixed = args.fixed_image.as_deref().filter(|_| file.is_file()).map(|png| view::fix(&look, png));
        for made in [pages, fixed].into_iter().flatten() {
            match made {
                // Not on standard output: programs read that.
                Ok(words) => complain(words),
                Err(reason) => {
                    found = true;
                    complain(reason);
                }
            }
        }
        if args.json {
            line(&report, &mut out).map_err(failed)?;
        } else {
            reports.push(report);
        }
    }
    people(&reports, lang, &mut out).map_err(failed)?;
    Ok(match (missing, found) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    })
}

fn policy(file: Option<&Path>) -> Result<InspectPolicy, String> {
    let Some(file) = file else { return Ok(InspectPolicy::default()) };
    let text = std::fs::read_to_string(file)
        .map_err(|e| format!("reading the policy {}: {e}; name an existing file", file.display()))?;
    InspectPolicy::from_toml(&text).map_err(|e| format!("the policy {}: {e}", file.display()))
}
