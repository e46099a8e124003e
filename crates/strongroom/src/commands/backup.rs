//! `backup`, `backup-key`, `restore`, `rotate`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use foundation::World;
use platform::Config;

use super::{complain, say};
use crate::backup::{self, Asked, PublicKey, Purpose};
use crate::rotate;

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The folder of backups: empty, or one of earlier ones, of which only what is new is copied
    pub dir: PathBuf,
    /// The public key to encrypt to; without it that of the configuration
    #[arg(long)]
    pub key: Option<PathBuf>,
    /// The configuration file
    #[arg(long, default_value = "strongroom.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Args)]
pub struct BackupKeyArgs {
    /// The file of the secret key; the public one stands beside it, with .pub at its end
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The folder of backups
    pub dir: PathBuf,
    /// The secret key that `strongroom backup-key` made
    #[arg(long)]
    pub key: PathBuf,
    /// The data folder to write: empty or not there
    #[arg(long, required_unless_present = "check")]
    pub to: Option<PathBuf>,
    /// The database to write: an empty one, SQLite or PostgreSQL, whichever the backup was made of; without it a file in the
    /// data folder
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Which backup, by its name in backups/; without it the newest
    #[arg(long, value_name = "NAME")]
    pub at: Option<String>,
    /// A copy of ledger.pub kept elsewhere: the backup must be of that record
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Open and compare everything, and write nothing
    #[arg(long, conflicts_with_all = ["to", "database"])]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct RotateArgs {
    /// Which key
    pub key: RotatedKey,
    /// The configuration file
    #[arg(long, default_value = "strongroom.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RotatedKey {
    /// The key that signs the record: the last thing that the old one signs names the new one
    Record,
    /// The key that seals accounts, passkeys, codes, mail and entries: all are sealed anew, and every session ends
    Service,
    /// The key of sessions alone: every session ends
    Sessions,
}

pub(crate) fn backup_key(args: &BackupKeyArgs) -> u8 {
    match backup::make_pair(Purpose::Backups, &args.file) {
        Ok(public) => {
            say(public);
            complain(format!(
                "{} opens every backup: keep two copies away from the service's machine; {}.pub goes there",
                args.file.display(),
                args.file.display()
            ));
            0
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
}

fn public_key(config: &Config, named: Option<&Path>) -> Result<PublicKey, String> {
    match named.unwrap_or(&config.backup.key) {
        none if none.as_os_str().is_empty() => {
            Err("to which key? Name the public one with --key, or in [backup] of the \
             configuration; `strongroom backup-key` makes a pair, on another machine"
                .into())
        }
        file => PublicKey::read(Purpose::Backups, file),
    }
}

pub(crate) async fn backup(args: BackupArgs) -> u8 {
    let config = Config::read(&args.config).map_err(|e| e.to_string());
    let taken = match config.and_then(|config| Ok((public_key(&config, args.key.as_deref())?, config))) {
        Ok((key, config)) => backup::take(&config, &args.dir, &key, &World::system()).await,
        Err(reason) => Err(reason),
    };
    match taken {
        Ok(taken) => {
            say(format!(
                "saved {}: {} tables with {} rows, {} files, {} bytes; {} new contents of {} bytes were copied",
                taken.name, taken.tables, taken.rows, taken.files, taken.bytes, taken.new, taken.new_bytes
            ));
            taken.wrong.iter().for_each(complain);
            u8::from(!taken.wrong.is_empty())
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
}

pub(crate) async fn restore(args: RestoreArgs) -> u8 {
    match try_restore(&args).await {
        Ok(said) => {
            say(said);
            0
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
}

async fn try_restore(args: &RestoreArgs) -> Result<String, String> {
    let at = args.at.as_deref();
    let asked = Asked { dir: &args.dir, key: &args.key, at, record: args.record.as_deref() };
    let whole = backup::check(&asked)?;
    let former = match whole.former {
        false => "",
        true => {
            "\nit is signed by a key of the record that has been replaced since: if that one was stolen, somebody else can \
                 have made it"
        }
    };
    let what = format!(
        "{}: {} rows, {} files, {} entries of the record whose key is {}{former}",
        whole.name,
        whole.rows,
        whole.files,
        whole.entries,
        whole.record.lines().next().unwrap_or_default()
    );
    let Some(data) = &args.to else { return Ok(format!("whole  {what}")) };
    let restored = backup::restore(&whole, data, args.database.as_deref(), &World::system()).await?;
    Ok(format!(
        "restored {what}\ninto {} on {}; {} sessions were ended; now run `strongroom doctor`, then start it",
        data.display(),
        restored.engine,
        restored.sessions
    ))
}

pub(crate) async fn rotate(args: RotateArgs) -> u8 {
    let config = match Config::read(&args.config) {
        Ok(config) => config,
        Err(error) => {
            complain(error);
            return 2;
        }
    };
    let world = World::system();
    let done = match args.key {
        RotatedKey::Record => {
            rotate::record(&config, &world).await.map(|key| (0, format!("the record is signed by {key} now")))
        }
        RotatedKey::Sessions => {
            rotate::sessions(&config, &world).await.map(|_| (0, "every session has ended".to_owned()))
        }
        RotatedKey::Service => rotate::service(&config, &world).await.map(|sealed| {
            let said = format!("{} rows are sealed anew; every session has ended", sealed.rows);
            match sealed.not_ours {
                0 => (0, said),
                n => (1, format!("{said}; {n} were not as the service left them, and open nothing, as before")),
            }
        }),
    };
    match done {
        Ok((status, said)) => {
            say(said);
            status
        }
        Err(reason) => {
            complain(reason);
            2
        }
    }
}
