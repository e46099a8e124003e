//! Configuration: one TOML file. An unknown key is an error that names the line; the reference page is generated.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The whole file. Every key has a default but the data folder's.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which profile: `srs` or `secure-lab`, or a folder that holds one (`profiles/README.md` says how one is written).
    pub profile: String,
    /// Where the service keeps its keys, its record and, unless said otherwise, its database and files.
    pub data: PathBuf,
    /// The address people type, without a slash at the end. Links in mail begin with it. `http://` is for this machine
    /// only.
    #[serde(default = "Config::public_url")]
    pub public_url: String,
    #[serde(default)]
    pub listen: Listen,
    #[serde(default)]
    pub database: Database,
    #[serde(default)]
    pub record: RecordConfig,
    #[serde(default)]
    pub files: FilesConfig,
    #[serde(default)]
    pub backup: BackupConfig,
    #[serde(default)]
    pub mail: Mail,
    #[serde(default)]
    pub session: SessionConfig,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub desk: DeskConfig,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Listen {
    /// IP address and port of the pages and the API.
    pub address: String,
    /// Addresses of reverse proxies that are believed about who spoke to them. Empty: no proxy is believed.
    pub trusted_proxies: Vec<String>,
    /// How these say who spoke to them: in the header `x-forwarded-for` or `forwarded` (RFC 7239), or by `proxy-protocol`
    /// (versions 1 and 2). Another header is then the client's own word, a sign of a proxy that is not ours; what comes
    /// from them without it is from nowhere.
    pub proxy_header: String,
    /// Names by which this service may be asked besides that of `public_url` and this machine's own.
    pub hosts: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`. Empty: `strongroom.sqlite` in the data folder. A PostgreSQL on another
    /// machine needs `?sslmode=verify-full` (`&sslrootcert=FILE` for an authority of your own).
    pub url: String,
}

#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordConfig {
    /// A folder that exists, better on another machine and in other hands, which is given each signed checkpoint of the record
    /// (`strongroom verify --known` takes it). A record that does not go on from it is refused. Empty: none.
    pub witness: PathBuf,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct FilesConfig {
    /// `local` (a folder) or `s3`.
    pub kind: String,
    /// The folder. Empty: `files` in the data folder.
    pub folder: PathBuf,
    /// The bucket of `s3`. Its keys come from `STRONGROOM_S3_KEY` and `STRONGROOM_S3_SECRET`.
    pub bucket: String,
    /// The address of an S3 that is not Amazon's, with `https://` unless it is on this machine. Empty: Amazon's.
    pub endpoint: String,
    /// The bucket's region.
    pub region: String,
}

#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupConfig {
    /// The public key to which `strongroom backup` encrypts, as `strongroom backup-key` wrote it. The private one is never on
    /// this machine. Empty: it is named with `--key`.
    pub key: PathBuf,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Host of the mail server; empty: messages stay in the in-app outbox (the demo).
    pub smtp_host: String,
    /// Its port.
    pub smtp_port: u16,
    /// The account there, if it wants one. The password comes from `STRONGROOM_SMTP_PASSWORD`.
    pub smtp_user: String,
    /// `starttls`, `tls` or `none` (a mail server on this machine only).
    pub smtp_security: String,
    /// The sender's address. Empty: the profile's.
    pub from: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// Minutes without a request after which a session ends.
    pub idle_minutes: i64,
    /// Hours after which it ends in any case.
    pub absolute_hours: i64,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest request in bytes.
    pub request_bytes: usize,
    /// Sign-in attempts a minute from one address.
    pub sign_ins_per_minute: u32,
    /// Requests a minute from one address.
    pub requests_per_minute: u32,
    /// Accounts an hour that may be asked for from one address.
    pub registrations_per_hour: u32,
    /// Connections at a time, in all; fewer where the machine lets the service open fewer files.
    pub connections: usize,
    /// Connections at a time from one address that is no trusted proxy.
    pub connections_per_address: usize,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeskConfig {
    /// The folder in which sealed desktops run, and in which what people write in them is kept. Other accounts of this machine
    /// must be able to enter the folders above it, so it is not in the data folder. Empty: no desktops.
    pub folder: PathBuf,
    /// Desktops at a time, in all.
    pub most: usize,
    /// `required`, or `none`: desktops start although this machine cannot hold limits of memory, processes and processor.
    pub limits: String,
}

impl Default for Listen {
    fn default() -> Self {
        Listen {
            address: "127.0.0.1:8080".into(),
            trusted_proxies: Vec::new(),
            proxy_header: "x-forwarded-for".into(),
            hosts: Vec::new(),
        }
    }
}
impl Default for Database {
    fn default() -> Self {
        Database { url: String::new() }
    }
}
impl Default for FilesConfig {
    fn default() -> Self {
        FilesConfig {
            kind: "local".into(),
            folder: PathBuf::new(),
            bucket: String::new(),
            endpoint: String::new(),
            region: "eu-west-2".into(),
        }
    }
}
impl Default for Mail {
    fn default() -> Self {
        Mail {
            smtp_host: String::new(),
            smtp_port: 587,
            smtp_user: String::new(),
            smtp_security: "starttls".into(),
            from: String::new(),
        }
    }
}
impl Default for SessionConfig {
    fn default() -> Self {
        SessionConfig { idle_minutes: 30, absolute_hours: 12 }
    }
}
impl Default for Limits {
    fn default() -> Self {
        Limits {
            request_bytes: 32 * 1024 * 1024,
            sign_ins_per_minute: 30,
            requests_per_minute: 1200,
            registrations_per_hour: 60,
            connections: 2000,
            connections_per_address: 200,
        }
    }
}

impl Default for DeskConfig {
    fn default() -> Self {
        DeskConfig { folder: PathBuf::new(), most: 20, limits: "required".into() }
    }
}

/// Why the configuration cannot be used. One line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("reading the configuration {file}: {reason}; name an existing file with --config")]
    Unreadable { file: String, reason: String },
    #[error("the configuration {file}, line {line}: {reason}")]
    Wrong { file: String, line: usize, reason: String },
}

impl Config {
    fn public_url() -> String {
        "http://localhost:8080".to_owned()
    }

    /// A configuration of defaults for a profile and a data folder.
    pub fn of(profile: &str, data: &Path) -> Config {
        Config {
            profile: profile.to_owned(),
            data: data.to_owned(),
            public_url: Self::public_url(),
            listen: Listen::default(),
            database: Database::default(),
            record: RecordConfig::default(),
            files: FilesConfig::default(),
            backup: BackupConfig::default(),
            mail: Mail::default(),
            session: SessionConfig::default(),
            limits: Limits::default(),
            desk: DeskConfig::default(),
        }
    }

    pub fn read(file: &Path) -> Result<Config, ConfigError> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|e| ConfigError::Unreadable { file: name.clone(), reason: e.to_string() })?;
        Config::parse(&name, &text)
    }

    pub fn parse(file: &str, text: &str) -> Result<Config, ConfigError> {
        let wrong = |line: usize, reason: String| ConfigError::Wrong { file: file.to_owned(), line, reason };
        let mut config: Config = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let line = text[..at.min(text.len())].matches('\n').count() + 1;
            wrong(line, e.message().lines().collect::<Vec<_>>().join("; "))
        })?;
        config.public_url = config.public_url.trim_end_matches('/').to_owned();
        match config.faults().into_iter().next() {
            Some((section, key, reason)) => Err(wrong(line_of(text, section, key), format!("{key}: {reason}"))),
            None => Ok(config),
        }
    }

    /// Values that no part of the service could work with: section, key, and what to write.
    fn faults(&self) -> Vec<(&'static str, &'static str, String)> {
        let mut faults = Vec::new();
        let mut when = |bad: bool, section, key, reason: &str| {
            if bad {
                faults.push((section, key, reason.to_owned()));
            }
        };
        let url = &self.public_url;
        let plain = url.starts_with("http://") || url.starts_with("https://");
        when(!plain, "", "public_url", "write the address people type, with http:// or https://");
        when(
            url.strip_prefix("http://").is_some_and(|rest| !store::is_this_machine(host_of(rest))),
            "",
            "public_url",
            "http:// is for this machine only; write https:// and put a proxy that speaks TLS in front of the service",
        );
        let listen = &self.listen;
        when(
            listen.address.parse::<SocketAddr>().is_err(),
            "listen",
            "address",
            "write IP address and port, as 127.0.0.1:8080",
        );
        let strange = listen.trusted_proxies.iter().any(|p| p.parse::<IpAddr>().is_err());
        when(strange, "listen", "trusted_proxies", "write IP addresses");
        let header = ["x-forwarded-for", "forwarded", "proxy-protocol"].contains(&listen.proxy_header.as_str());
        when(!header, "listen", "proxy_header", "write x-forwarded-for, forwarded or proxy-protocol");
        when(self.database().is_err(), "database", "url", "write sqlite:PATH or postgres://USER@HOST/NAME");
        when(
            self.database().is_ok_and(|place| place.in_clear()),
            "database",
            "url",
            "PostgreSQL on another machine is spoken to over TLS only; add ?sslmode=verify-full, and &sslrootcert=FILE for \
             an authority of your own",
        );
        let endpoint = self.files.endpoint.strip_prefix("http://");
        when(
            endpoint.is_some_and(|rest| !store::is_this_machine(host_of(rest))),
            "files",
            "endpoint",
            "http:// is for a store on this machine; write https://",
        );
        when(!["local", "s3"].contains(&self.files.kind.as_str()), "files", "kind", "write \"local\" or \"s3\"");
        when(
            self.files.kind == "s3" && self.files.bucket.is_empty(),
            "files",
            "kind",
            "s3 needs a bucket; write bucket = \"…\" too",
        );
        let mail = &self.mail;
        let known = ["starttls", "tls", "none"].contains(&mail.smtp_security.as_str());
        when(!known, "mail", "smtp_security", "write \"starttls\", \"tls\" or \"none\"");
        let here = ["", "localhost", "127.0.0.1", "::1"].contains(&mail.smtp_host.as_str());
        when(
            mail.smtp_security == "none" && !here,
            "mail",
            "smtp_security",
            "\"none\" is for a mail server on this machine; write \"starttls\" or \"tls\"",
        );
        when(self.session.idle_minutes < 1, "session", "idle_minutes", "write 1 or more");
        when(self.session.absolute_hours < 1, "session", "absolute_hours", "write 1 or more");
        when(self.limits.request_bytes < 1024, "limits", "request_bytes", "write 1024 or more; a form needs as much");
        when(
            self.limits.sign_ins_per_minute < 1,
            "limits",
            "sign_ins_per_minute",
            "write 1 or more, or nobody gets in",
        );
        when(
            self.limits.requests_per_minute < 1,
            "limits",
            "requests_per_minute",
            "write 1 or more, or nobody gets in",
        );
        when(
            self.limits.registrations_per_hour < 1,
            "limits",
            "registrations_per_hour",
            "write 1 or more, or nobody can ask for an account",
        );
        when(self.limits.connections < 16, "limits", "connections", "write 16 or more");
        let desk = &self.desk;
        let inside = desk.folder.starts_with(&self.data) && !self.data.as_os_str().is_empty();
        when(inside, "desk", "folder", "others cannot enter the data folder; write another");
        when(!["required", "none"].contains(&desk.limits.as_str()), "desk", "limits", "write \"required\" or \"none\"");
        when(desk.most < 1, "desk", "most", "write 1 or more");
        when(self.limits.connections_per_address < 1, "limits", "connections_per_address", "write 1 or more");
        faults
    }

    /// The database this configuration names.
    pub fn database(&self) -> Result<store::Where, String> {
        if self.database.url.is_empty() {
            return Ok(store::Where::Sqlite(self.data.join("strongroom.sqlite")));
        }
        self.database.url.parse()
    }
}

/// The host of an address without its scheme.
fn host_of(address: &str) -> &str {
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The line of a key of a section: 1 where the text writes it in a way that is not found (a dotted key).
fn line_of(text: &str, section: &str, key: &str) -> usize {
    let mut inside = "";
    for (index, line) in text.lines().map(str::trim).enumerate() {
        if let Some(name) = line.strip_prefix('[') {
            inside = name.split(']').next().unwrap_or_default().trim();
        } else if inside == section && line.split_once('=').is_some_and(|(name, _)| name.trim() == key) {
            return index + 1;
        }
    }
    1
}

/// The default of a key as one would write it; nothing for a section or a key that must be written.
fn default_of(section: &str, key: &str) -> String {
    let all = toml::Table::try_from(Config::of("", Path::new(""))).unwrap_or_default();
    let table = if section.is_empty() { Some(&all) } else { all.get(section).and_then(|s| s.as_table()) };
    match table.and_then(|t| t.get(key)) {
        Some(toml::Value::Table(_)) | None => String::new(),
        Some(_) if section.is_empty() && (key == "profile" || key == "data") => "must be written".to_owned(),
        Some(value) => format!("`{value}`"),
    }
}

/// The reference page of the configuration, made from this file's own words so that it cannot lie.
pub fn reference() -> String {
    let source = include_str!("config.rs");
    let mut out = String::from(
        "# Configuration\n\nOne TOML file, named with `--config`. An unknown key is an error that names its line.\n",
    );
    let defaults = [
        ("Config", ""),
        ("Listen", "listen"),
        ("Database", "database"),
        ("RecordConfig", "record"),
        ("FilesConfig", "files"),
        ("BackupConfig", "backup"),
        ("Mail", "mail"),
        ("SessionConfig", "session"),
        ("Limits", "limits"),
        ("DeskConfig", "desk"),
    ];
    for (name, section) in defaults {
        let Some((_, rest)) = source.split_once(&format!("pub struct {name} {{\n")) else { continue };
        let Some((body, _)) = rest.split_once("\n}\n") else { continue };
        let title = if section.is_empty() { "At the top".to_owned() } else { format!("`[{section}]`") };
        out.push_str(&format!("\n## {title}\n\n| key | type | default | what it says |\n|---|---|---|---|\n"));
        let mut words = String::new();
        for line in body.lines().map(str::trim) {
            if let Some(text) = line.strip_prefix("/// ") {
                words = if words.is_empty() { text.to_owned() } else { format!("{words} {text}") };
            } else if let Some((key, kind)) =
                line.strip_prefix("pub ").and_then(|l| l.trim_end_matches(',').split_once(": "))
            {
                let kind = match kind {
                    "PathBuf" => "path",
                    "String" => "text",
                    "Vec<String>" => "list of texts",
                    "u16" | "u32" | "i64" | "usize" => "whole number",
                    _ => "section",
                };
                // Sections follow below, each with its own keys.
                if kind != "section" {
                    out.push_str(&format!("| `{key}` | {kind} | {} | {words} |\n", default_of(section, key)));
                }
                words.clear();
            }
        }
    }
    out
}
