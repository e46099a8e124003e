//! `serve`, `worker`, `migrate`, `doctor`.

use std::path::Path;

use foundation::World;
use platform::Config;
use store::Store;
use tracing_subscriber::EnvFilter;

use super::{complain, say};
use crate::serve::{Options, Told, record_paths, start};
use crate::wiring;

/// JSON logs on standard error; `STRONGROOM_LOG` sets what is logged.
pub(crate) fn log(default: &str) {
    let filter = EnvFilter::try_from_env("STRONGROOM_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

fn read(file: &Path) -> Result<Config, u8> {
    Config::read(file).map_err(|e| {
        complain(e);
        2
    })
}

pub(crate) async fn serve(file: &Path, pages: bool) -> u8 {
    let mut config = match read(file) {
        Ok(config) => config,
        Err(status) => return status,
    };
    log("info");
    let profile = match wiring::profile_files(&config.profile) {
        Ok(profile) => profile,
        Err(reason) => {
            complain(reason);
            return 2;
        }
    };
    if !pages {
        // A worker answers nobody: any free port of the loopback will do for its health page.
        config.listen.address = "127.0.0.1:0".into();
    }
    let options = Options { profile, world: World::system(), migrate: false, demo: false, workers: true };
    match start(config, options).await {
        Ok(running) => match Told::listen() {
            Ok(told) => {
                say(format!("ready http://{}", running.address));
                running.until_told(told).await;
                0
            }
            Err(reason) => {
                running.stop().await;
                complain(reason);
                2
            }
        },
        Err(error) => {
            complain(error);
            2
        }
    }
}

pub(crate) async fn migrate(file: &Path) -> u8 {
    match migrate_config(file).await {
        Ok(done) if done.is_empty() => {
            say("the database is current");
            0
        }
        Ok(done) => {
            say(format!("applied {}", done.join(", ")));
            0
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
}

async fn migrate_config(file: &Path) -> Result<Vec<&'static str>, String> {
    let config = Config::read(file).map_err(|e| e.to_string())?;
    std::fs::create_dir_all(&config.data).map_err(|e| format!("making the data folder: {e}"))?;
    let store = Store::open(&config.database()?).await.map_err(|e| e.to_string())?;
    store.migrate(&wiring::migrations()).await.map_err(|e| e.to_string())
}

/// Names one of the first two operators.
pub(crate) async fn operator(file: &Path, email: &str) -> u8 {
    match name_operator(file, email).await {
        Ok(()) => {
            say(format!("{email} is an operator now"));
            0
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
}

/// Makes a code for a lost factor, and says it once.
pub(crate) async fn recovery_code(file: &Path, email: &str) -> u8 {
    match make_code(file, email).await {
        Ok(code) => {
            say(format!("recovery code of {email}, to be used once with their password: {code}"));
            0
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
}

async fn make_code(file: &Path, email: &str) -> Result<String, String> {
    let app = on_the_machine(file).await?;
    let cx = platform::Context::of_service(&app);
    told(&app, people::actions::recovery_code(&cx, email).await, "making the code")
}

async fn name_operator(file: &Path, email: &str) -> Result<(), String> {
    let app = on_the_machine(file).await?;
    let cx = platform::Context::of_service(&app);
    told(&app, people::actions::first_operator(&cx, email).await.map(drop), "naming the operator")
}

/// A no of the service, as the command line says it.
fn told<T>(app: &platform::App, answer: platform::Answer<T>, doing: &str) -> Result<T, String> {
    answer.map_err(|no| match no {
        platform::No::Refused(reasons) => {
            reasons.iter().map(|r| r.in_words(&app.texts, foundation::Lang::En)).collect::<Vec<_>>().join(" ")
        }
        no => format!("{doing}: {no:?}"),
    })
}

/// The service without its pages, for what the machine's own command line does.
async fn on_the_machine(file: &Path) -> Result<platform::App, String> {
    let config = Config::read(file).map_err(|e| e.to_string())?;
    let profile = wiring::profile_files(&config.profile)?;
    let store = Store::open(&config.database()?).await.map_err(|e| e.to_string())?;
    if !store.is_current(&wiring::migrations()).await.map_err(|e| e.to_string())? {
        return Err("the database has not been migrated to this version; run `strongroom migrate`".into());
    }
    let app = wiring::wire(config, &profile, store, World::system(), false)?;
    platform::rotate::check(&app.store, &app.keys).await?;
    Ok(app)
}

/// Looks at everything the service needs and says what is wrong; changes nothing.
pub(crate) async fn doctor(file: &Path) -> u8 {
    let config = match read(file) {
        Ok(config) => config,
        Err(status) => return status,
    };
    say(format!("ok     configuration: {}", file.display()));
    let mut wrong = 0;
    for (what, found) in findings(&config).await {
        match found {
            Ok(found) => say(format!("ok     {what}: {found}")),
            Err(reason) => {
                wrong += 1;
                say(format!("wrong  {what}: {reason}"));
            }
        }
    }
    if wrong == 0 { 0 } else { 1 }
}

/// What was looked at, and what was found or is wrong.
pub(crate) async fn findings(config: &Config) -> Vec<(&'static str, Result<String, String>)> {
    let mut all = vec![
        ("data", platform::folder::unfinished(&config.data).map(|()| config.data.display().to_string())),
        (
            "profile",
            wiring::profile_files(&config.profile).and_then(|f| platform::Profile::load(&f)).map(|p| p.general.id),
        ),
    ];
    for kept in platform::folder::kept(config).iter().filter(|kept| kept.exists()) {
        let found =
            platform::folder::open_to_others(kept).map_err(|e| e.to_string()).and_then(|open| match open.first() {
                None => Ok(format!("{} is for this account alone", kept.display())),
                Some(one) => Err(format!(
                    "{} and {} more are open to other accounts; start the service, or run `chmod -R go= {}`",
                    one.display(),
                    open.len() - 1,
                    kept.display()
                )),
            });
        all.push(("folder", found));
    }
    all.push(("database", database(config).await));
    all.push(("keys", keys(config).await));
    all.push(("entries of the database", entries(config).await));
    let (folder, public, _) = record_paths(config);
    let record = ledger::verify_command(&folder, &public, None);
    all.push(("record", record.map(|v| format!("{} entries, whole", v.size)).map_err(|e| e.to_string())));
    all.push(("database and record", together(config).await));
    all
}

/// Whether the database and the record's folder are of one time, so that the service starts on them.
async fn together(config: &Config) -> Result<String, String> {
    let store = Store::open(&config.database()?).await.map_err(|e| e.to_string())?;
    let (size, checkpoint) = store::record_head(&store).await.map_err(|e| e.to_string())?;
    let (folder, public, _) = record_paths(config);
    let keys = crate::serve::public_keys(&public)?;
    let known = match checkpoint.as_str() {
        "" => None,
        text => Some(keys.checkpoint(text).map_err(|e| format!("the database's checkpoint: {e}"))?),
    };
    let found = ledger::verify_folder(&folder, keys.current(), known.as_ref()).map_err(|e| e.to_string())?;
    if found.size > size {
        return Err(format!(
            "the folder holds {} entries and the database only {size}: it is an older copy",
            found.size
        ));
    }
    Ok(format!("{size} entries in the database, {} signed", found.size))
}

/// Whether the keys are those that the record names.
async fn keys(config: &Config) -> Result<String, String> {
    platform::keys::nothing_begun(&config.data, None).map_err(|e| e.to_string())?;
    let keys = platform::Keys::read(&config.data).map_err(|e| e.to_string())?;
    let keys = keys.ok_or("there is no keys/service.key: restore it from a backup, or start a new service once")?;
    let store = Store::open(&config.database()?).await.map_err(|e| e.to_string())?;
    platform::rotate::check(&store, &keys).await?;
    let (_, public, _) = record_paths(config);
    let record = crate::serve::public_keys(&public)?;
    let record = record.current();
    platform::rotate::check_record(&store, record.name(), &record.to_text()).await?;
    Ok("those that the record names last".to_owned())
}

/// Whether every entry that waits for its number was written by the service.
async fn entries(config: &Config) -> Result<String, String> {
    let store = Store::open(&config.database()?).await.map_err(|e| e.to_string())?;
    match store::foreign_entries(&store).await.map_err(|e| e.to_string())? {
        0 => Ok("none that the service did not write".to_owned()),
        n => Err(format!("{n} were not written by the service; it acts on none of them; see its log for their ids")),
    }
}

async fn database(config: &Config) -> Result<String, String> {
    let store = Store::open(&config.database()?).await.map_err(|e| e.to_string())?;
    match store.is_current(&wiring::migrations()).await {
        Ok(true) => Ok(format!("{}, current", store.engine())),
        Ok(false) => Err("not migrated to this version; run `strongroom migrate`".into()),
        Err(e) => Err(e.to_string()),
    }
}
