//! The same files through tools that do a part of the same step, from PyPI, each in one process.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::{Figure, process};
use crate::run::{self, say};

/// (packages, the peer last; extensions that it reads; program). PyGObject since 3.51 needs a newer library than Debian 12 has.
const PEERS: &[(&[&str], &[&str], &str)] = &[
    (
        &["pygobject<3.51", "mat2"],
        &["docx", "xlsx", "pptx", "odt", "ods", "odp", "pdf", "png", "jpg", "svg", "html"],
        "
import sys
from libmat2 import parser_factory
for name in sys.argv[1:]:
    try:
        parser, _ = parser_factory.get_parser(name)
        if parser: parser.get_meta()
    except Exception: pass
",
    ),
    (
        &["oletools"],
        &["docx", "docm", "xlsx", "xlsm", "pptx", "doc", "xls", "ppt", "rtf"],
        "
import sys
from oletools.oleid import OleID
for name in sys.argv[1:]:
    try: OleID(name).check()
    except Exception: pass
",
    ),
    (
        &["pikepdf"],
        &["pdf"],
        "
import sys, pikepdf
for name in sys.argv[1:]:
    try:
        with pikepdf.open(name) as pdf:
            list(pdf.attachments)
            for item in pdf.objects: repr(item)[:10]
    except Exception: pass
",
    ),
];

pub(super) fn run(folder: &Path, collection: &Path, files: &[String]) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for (packages, extensions, program) in PEERS {
        let package = packages.last().copied().unwrap_or_default();
        let python = match run::python(folder, packages) {
            Ok(python) => python,
            Err(why) => {
                say(&format!("{package} was not measured: {why}"));
                if package == "mat2" {
                    say(
                        "it needs Debian's libgirepository1.0-dev, libcairo2-dev, python3-dev, pkg-config, gir1.2-poppler-0.18",
                    );
                }
                continue;
            }
        };
        let own: Vec<PathBuf> = files
            .iter()
            .filter(|file| file.rsplit('.').next().is_some_and(|end| extensions.contains(&end)))
            .map(|file| collection.join(file))
            .collect();
        let mut command = Command::new(&python);
        command.arg("-c").arg(program).args(&own).stderr(std::process::Stdio::null());
        let used = process::measure(&mut command)?;
        if used.code != Some(0) {
            say(&format!("{package} was not measured: it ended with {:?}", used.code));
            continue;
        }
        figures.push(Figure::new(
            format!("{package}, {} files it reads", own.len()),
            own.len() as f64 / used.cpu_seconds,
            "files/s",
        ));
    }
    Ok(figures)
}
