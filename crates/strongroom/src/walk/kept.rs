//! Keeps the pages of a journey as they came, error pages and success pages alike, so that others can look at them: a
//! browser with a checker of accessibility, or a translator.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::browser::Step;

/// A page that was kept, as `pages.json` lists it.
#[derive(Debug, Clone, Serialize)]
struct Page {
    /// In the same folder.
    file: String,
    /// Who was answered.
    to: String,
    /// `GET /projects`
    asked: String,
    status: u16,
    /// Where it came from, after redirects, with its language.
    path: String,
}

/// A folder of pages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Kept {
    folder: PathBuf,
    pages: Arc<Mutex<Vec<Page>>>,
}

impl Kept {
    /// Makes the folder if need be.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn in_folder(folder: &Path) -> Step<Kept> {
        std::fs::create_dir_all(folder).map_err(|e| format!("making {}: {e}", folder.display()))?;
        Ok(Kept { folder: folder.to_owned(), pages: Arc::default() })
    }

    pub(super) fn keep(&self, to: &str, asked: &str, status: u16, path: &str, bytes: &[u8]) -> Step<()> {
        let mut pages = self.pages.lock().map_err(|_| "the list of kept pages is gone".to_owned())?;
        let file = format!("{:04}.html", pages.len());
        let at = self.folder.join(&file);
        std::fs::write(&at, bytes).map_err(|e| format!("keeping a page in {}: {e}", at.display()))?;
        pages.push(Page { file, to: to.to_owned(), asked: asked.to_owned(), status, path: path.to_owned() });
        Ok(())
    }

    /// Writes the list of all pages, `pages.json`.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn list(&self) -> Step<()> {
        let pages = self.pages.lock().map_err(|_| "the list of kept pages is gone".to_owned())?;
        let text = serde_json::to_string_pretty(&*pages).map_err(|e| e.to_string())?;
        let at = self.folder.join("pages.json");
        std::fs::write(&at, text + "\n").map_err(|e| format!("writing {}: {e}", at.display()))
    }
}
