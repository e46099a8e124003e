//! `demo` and `walk`.

use std::path::{Path, PathBuf};

use foundation::World;
use platform::Config;
use store::LocalPostgres;

use super::{complain, say, serve};
use crate::cli::{DemoArgs, WalkArgs};
use crate::serve::{Options, Running, Told, start};
use crate::walk::{Kept, Manner};
use crate::{demo as seed, walk as journey};

/// A demo that runs, and what it stands on: removed with it unless the person named a folder.
struct Demo {
    running: Running,
    data: PathBuf,
    _folders: Option<[tempfile::TempDir; 2]>,
    _postgres: Option<LocalPostgres>,
}

async fn begin(profile: &str, port: u16, data: Option<&Path>, args: &DemoArgs) -> Result<Demo, String> {
    let folder = || {
        let made = tempfile::Builder::new().prefix("strongroom-demo-").tempdir();
        made.map_err(|e| format!("making a folder: {e}"))
    };
    let folders = if data.is_some() { None } else { Some([folder()?, folder()?]) };
    // Desktops are beside the data, which nobody else enters; with a folder of the person's own they are kept.
    let (data, desks) = match (data, &folders) {
        (Some(data), _) => (data.to_owned(), beside(data)),
        (None, Some([data, desks])) => (data.path().to_owned(), desks.path().to_owned()),
        (None, None) => return Err("no data folder".into()),
    };
    let mut config = Config::of(profile, &data);
    if !args.without_desktops {
        config.desk.folder = desks;
    }
    config.listen.address = format!("127.0.0.1:{port}");
    // A demo is walked and clicked by everybody from one address.
    config.limits.requests_per_minute = 1_000_000;
    config.limits.sign_ins_per_minute = 1_000_000;
    config.limits.registrations_per_hour = 1_000_000;
    config.limits.connections_per_address = config.limits.connections;
    if let Some(url) = &args.database {
        config.database.url = url.clone();
    }
    let server = if args.postgres {
        let server = tokio::task::block_in_place(LocalPostgres::start).map_err(|e| e.to_string())?;
        config.database.url = server.url("postgres");
        Some(server)
    } else {
        None
    };
    let files = seed::profile_files(profile)?;
    let fresh = !data.join("people.json").exists();
    // The port is taken before the seed is sown, so that a taken one is told at once; links need the address.
    let port = free_port(port)?;
    config.listen.address = format!("127.0.0.1:{port}");
    // A name and not a number: browsers keep passkeys for names alone.
    config.public_url = format!("http://localhost:{port}");
    let options = Options { profile: files, world: World::system(), migrate: true, demo: true, workers: true };
    let running = start(config, options).await.map_err(|e| e.to_string())?;
    if fresh {
        seed::sow(&running.app, &data, args.load.as_deref()).await.map_err(|no| format!("seeding the demo: {no:?}"))?;
    }
    Ok(Demo { running, data, _folders: folders, _postgres: server })
}

/// `DATA-desk`.
fn beside(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_owned();
    name.push("-desk");
    data.with_file_name(name)
}

fn free_port(port: u16) -> Result<u16, String> {
    let taken = |e: std::io::Error| {
        format!("listening on 127.0.0.1:{port}: {e}; stop what uses this port, or choose another with --port")
    };
    let listener = std::net::TcpListener::bind(("127.0.0.1", port)).map_err(taken)?;
    listener.local_addr().map(|a| a.port()).map_err(taken)
}

fn profiles(named: Option<&str>) -> Vec<String> {
    match named {
        Some(profile) => vec![profile.to_owned()],
        None => vec!["srs".into(), "secure-lab".into()],
    }
}

pub(crate) async fn demo(args: DemoArgs) -> u8 {
    serve::log("error");
    if args.walk {
        return walk_all(&args).await;
    }
    let profile = args.profile.as_deref().unwrap_or("srs");
    let begun = begin(profile, args.port, args.data.as_deref(), &args).await;
    match begun.and_then(|demo| Ok((demo, Told::listen()?))) {
        Err(reason) => {
            complain(reason);
            2
        }
        Ok((demo, told)) => {
            match seed::people_table(&demo.data) {
                Ok(table) => say(table),
                Err(reason) => complain(reason),
            }
            say(format!("ready {}", demo.running.app.config.public_url));
            demo.running.until_told(told).await;
            0
        }
    }
}

async fn walk_all(args: &DemoArgs) -> u8 {
    let (mut passed, mut failed) = (0, 0);
    for profile in profiles(args.profile.as_deref()) {
        let data = args.data.as_ref().map(|d| d.join(&profile));
        let kept = match args.keep.as_ref().map(|folder| Kept::in_folder(&folder.join(&profile))).transpose() {
            Ok(kept) => kept,
            Err(reason) => {
                complain(reason);
                return 2;
            }
        };
        match begin(&profile, 0, data.as_deref(), args).await {
            Err(reason) => {
                complain(reason);
                return 2;
            }
            Ok(demo) => {
                say(format!("{profile} on {}", demo.running.app.store.engine()));
                let url = &demo.running.app.config.public_url;
                let manner = Manner { kept, ..Manner::default() };
                let mut outcome = journey::walk(url, &demo.data.join("people.json"), &profile, manner).await;
                super::drill::drill(&mut outcome, &demo.running.app.config).await;
                passed += outcome.passed;
                failed += outcome.failed;
                demo.running.stop().await;
            }
        }
    }
    say(format!("{passed} passed, {failed} failed"));
    if failed == 0 { 0 } else { 1 }
}

pub(crate) async fn walk(args: WalkArgs) -> u8 {
    if !args.people.is_file() {
        complain(format!("{}: there is no such file; name the people.json that the demo wrote", args.people.display()));
        return 2;
    }
    let profile = match seed::profile_of(&args.people) {
        Ok(profile) => profile,
        Err(reason) => {
            complain(reason);
            return 2;
        }
    };
    let kept = match args.keep.as_deref().map(Kept::in_folder).transpose() {
        Ok(kept) => kept,
        Err(reason) => {
            complain(reason);
            return 2;
        }
    };
    let manner = Manner { welsh: args.language == "cy", kept };
    let outcome = journey::walk(&args.url, &args.people, &profile, manner).await;
    say(format!("{} passed, {} failed", outcome.passed, outcome.failed));
    if outcome.failed == 0 { 0 } else { 1 }
}
