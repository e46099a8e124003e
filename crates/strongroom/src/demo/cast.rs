//! The people of the demo and how they sign in. Fixed, so that anybody can be anybody.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use totp_rs::Secret;

/// Where somebody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Employer {
    /// The service itself.
    Service,
    /// A university whose connectivity is assured, office and remote.
    University,
    /// An institute without any.
    Institute,
}

pub struct Member {
    pub name: &'static str,
    pub employer: Employer,
    pub roles: &'static [&'static str],
    /// Accredited, trained and signed up when the demo begins.
    pub researcher: bool,
    pub lang: foundation::Lang,
}

use Employer::{Institute, Service, University};
use foundation::Lang::{Cy, En};

const fn staff(name: &'static str, roles: &'static [&'static str], lang: foundation::Lang) -> Member {
    Member { name, employer: Service, roles, researcher: false, lang }
}

/// Thirteen people; together they have every role. Two operate the service: a role takes two.
pub const CAST: [Member; 13] = [
    staff("Anwen Price", &["operator", "audit"], Cy),
    staff("Bashir Khan", &["support", "connectivity"], En),
    staff("Catrin Howells", &["accreditation", "training"], Cy),
    staff("Daniel Osei", &["quality", "feasibility"], En),
    staff("Eleri Vaughan", &["ethics", "impact"], Cy),
    staff("Farah Siddiqui", &["data-owner"], En),
    staff("Gethin Morgan", &["accreditation-body"], Cy),
    staff("Helen Brook", &["output-checker"], En),
    staff("Imran Aziz", &["output-checker", "security"], En),
    Member { name: "Rhys Bowen", employer: University, roles: &[], researcher: true, lang: Cy },
    Member { name: "Sioned Lewis", employer: University, roles: &["signatory"], researcher: false, lang: Cy },
    Member { name: "Tomos Grant", employer: Institute, roles: &[], researcher: true, lang: En },
    staff("Wyn Parry", &["operator"], En),
];

impl Member {
    /// The part of the address before the at sign.
    pub fn short(&self) -> String {
        self.name.split(' ').next().unwrap_or_default().to_lowercase()
    }

    pub fn email(&self) -> String {
        let domain = match self.employer {
            Service => "service.example",
            University => "aberteifi.example",
            Institute => "castle-street.example",
        };
        format!("{}@{domain}", self.name.to_lowercase().replace(' ', "."))
    }

    pub fn password(&self) -> String {
        format!("strongroom-demo-{}", self.short())
    }

    /// The secret of the one-time codes: 20 bytes, the same in every demo.
    pub fn secret(&self) -> Vec<u8> {
        Sha256::digest(format!("one-time codes of {} in the demo", self.name))[..20].to_vec()
    }
}

/// Whoever has this role, or this first name.
pub fn member(of: &str) -> Option<&'static Member> {
    CAST.iter().find(|m| m.roles.contains(&of) || m.short() == of)
}

/// One person of `people.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub name: String,
    pub roles: Vec<String>,
    pub email: String,
    pub password: String,
    /// Base32, as authenticators take it.
    pub secret: String,
    pub organisation: String,
    /// The profile of the service in which they can sign in.
    pub profile: String,
}

/// Writes the file from which `walk` and people learn how to sign in.
pub fn write(file: &Path, profile: &str) -> Result<(), String> {
    let entries: Vec<Entry> = CAST
        .iter()
        .map(|m| Entry {
            name: m.name.to_owned(),
            roles: m.roles.iter().map(|r| (*r).to_owned()).collect(),
            email: m.email(),
            password: m.password(),
            secret: Secret::from(m.secret()).to_base32(),
            organisation: m.employer.name().to_owned(),
            profile: profile.to_owned(),
        })
        .collect();
    let text = serde_json::to_string_pretty(&entries).map_err(|e| e.to_string())?;
    std::fs::write(file, text + "\n").map_err(|e| format!("writing {}: {e}", file.display()))
}

/// Reads it.
pub fn read(file: &Path) -> Result<Vec<Entry>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("reading the people {}: {e}", file.display()))?;
    serde_json::from_str(&text)
        .map_err(|e| format!("the people {}: {e}; name the people.json that the demo wrote", file.display()))
}

/// The profile of the service that the people of a file belong to.
pub fn profile_of(file: &Path) -> Result<String, String> {
    let people = read(file)?;
    people
        .into_iter()
        .next()
        .map(|p| p.profile)
        .ok_or_else(|| format!("{} names nobody; let the demo write it", file.display()))
}

/// The people as a table for the terminal.
pub fn people_table(folder: &Path) -> Result<String, String> {
    let people = read(&folder.join("people.json"))?;
    let head = ["name", "roles", "e-mail", "password", "one-time-code secret"].map(str::to_owned);
    let mut rows = vec![head];
    for p in people {
        let roles = if p.roles.is_empty() { "researcher".to_owned() } else { p.roles.join(", ") };
        rows.push([p.name, roles, p.email, p.password, p.secret]);
    }
    let width = |i: usize| rows.iter().map(|r| r[i].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

impl Employer {
    pub const ALL: [Employer; 3] = [Service, University, Institute];

    pub fn name(self) -> &'static str {
        match self {
            Service => "Demonstration Research Service",
            University => "University of Aberteifi",
            Institute => "Castle Street Institute",
        }
    }

    /// A kind that `people` knows (ACC-08).
    pub fn kind(self) -> &'static str {
        match self {
            Service => "government",
            University => "academic",
            Institute => "charity",
        }
    }
}
