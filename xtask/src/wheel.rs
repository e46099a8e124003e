//! Wheels: zips with three files of metadata.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use crate::run;

/// The part of a `pyproject.toml` that is read.
#[derive(Deserialize)]
struct Package {
    project: Project,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Project {
    pub(crate) name: String,
    description: String,
    license: String,
    requires_python: String,
    dependencies: Vec<String>,
}

impl Project {
    /// # Errors
    /// The file cannot be read, or is no such file.
    pub(crate) fn read(path: &Path) -> Result<Project, String> {
        let package: Package =
            toml::from_str(&read_text(path)?).map_err(|e| format!("reading {}: {e}", path.display()))?;
        Ok(package.project)
    }

    /// `METADATA`, with a page as its description.
    fn metadata(&self, version: &str, page: &str) -> String {
        let mut text = format!(
            "Metadata-Version: 2.4\nName: {}\nVersion: {version}\nSummary: {}\nLicense-Expression: {}\nLicense-File: LICENSE\nRequires-Python: {}\n",
            self.name, self.description, self.license, self.requires_python
        );
        for dependency in &self.dependencies {
            let _ = writeln!(text, "Requires-Dist: {dependency}");
        }
        text += "Description-Content-Type: text/markdown\n\n";
        text + page
    }
}

/// A wheel that is put together: what it says of itself, for which interpreters (`py3-none`), and its files.
pub(crate) struct Wheel<'a> {
    pub(crate) project: &'a Project,
    pub(crate) interpreters: &'a str,
    pub(crate) page: &'a str,
    /// Name within the wheel, content, and whether it can be run.
    pub(crate) files: Vec<(String, Vec<u8>, bool)>,
}

pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Wheel<'_> {
    /// Its name in names of files: a hyphen would end it.
    fn stem(&self) -> String {
        self.project.name.replace('-', "_")
    }

    /// The folder whose files come onto the path of whoever installs it.
    pub(crate) fn scripts(project: &Project) -> String {
        format!("{}-{VERSION}.data/scripts", project.name.replace('-', "_"))
    }

    /// Writes it into the folder of wheels, and answers with its path.
    ///
    /// # Errors
    /// It cannot be written, or this is no machine that wheels are built on.
    pub(crate) fn write(mut self, root: &Path, profile: &str) -> Result<PathBuf, String> {
        let info = format!("{}-{VERSION}.dist-info", self.stem());
        // A program needs the C library of the machine it was built on, or a newer one; so the plain tag of the platform.
        let tag = format!("{}-{}", self.interpreters, platform()?);
        let about = format!("Wheel-Version: 1.0\nGenerator: xtask {VERSION}\nRoot-Is-Purelib: false\nTag: {tag}\n");
        let metadata = self.project.metadata(VERSION, self.page);
        self.files.push((format!("{info}/METADATA"), metadata.into_bytes(), false));
        self.files.push((format!("{info}/WHEEL"), about.into_bytes(), false));
        self.files.push((format!("{info}/licenses/LICENSE"), read(&root.join("LICENSE"))?, false));
        let record = format!("{info}/RECORD");
        let mut lines = String::new();
        for (name, content, _) in &self.files {
            let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(content));
            let _ = writeln!(lines, "{name},sha256={hash},{}", content.len());
        }
        let _ = writeln!(lines, "{record},,");
        self.files.push((record, lines.into_bytes(), false));

        let out = run::target(root).join("wheels").join(profile);
        std::fs::create_dir_all(&out).map_err(|e| format!("making {}: {e}", out.display()))?;
        let path = out.join(format!("{}-{VERSION}-{tag}.whl", self.stem()));
        let failed = |e: &dyn std::fmt::Display| format!("writing {}: {e}", path.display());
        let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).map_err(|e| failed(&e))?);
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for (name, content, runs) in &self.files {
            let mode = if *runs { 0o755 } else { 0o644 };
            archive.start_file(name.as_str(), options.unix_permissions(mode)).map_err(|e| failed(&e))?;
            archive.write_all(content).map_err(|e| failed(&e))?;
        }
        archive.finish().map_err(|e| failed(&e))?;
        Ok(path)
    }
}

/// The platform as wheels call it.
fn platform() -> Result<String, String> {
    match std::env::consts::OS {
        "linux" => Ok(format!("linux_{}", std::env::consts::ARCH)),
        other => Err(format!("wheels are built on Linux; this is {other}")),
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("reading {}: {e}", path.display()))
}

pub(crate) fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("reading {}: {e}", path.display()))
}
