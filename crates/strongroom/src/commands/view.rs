//! `inspect FILE --view FOLDER [--printed]`: the pages of a file as pictures, as a checker sees them. `--fixed-image PNG`: a
//! picture made again.

use std::path::Path;

use foundation::{Lang, World};
use inspector::child::{Limits, fixed_image_in_child, only_printed, printed_in_child, read_file, view_in_child};
use inspector::texts;
use inspector::view::Wanted;
use inspector::{InspectPolicy, Purpose};
use ui::picture::sheet_png;

/// Pages that a child is asked for at a time; it makes fewer where they hold many pixels.
const AT_A_TIME: usize = 20;

/// What is inspected, and how.
pub(super) struct Look<'a> {
    pub(super) exe: &'a Path,
    pub(super) file: &'a Path,
    pub(super) purpose: Purpose,
    pub(super) policy: &'a InspectPolicy,
    pub(super) lang: Lang,
    /// As LibreOffice would print it.
    pub(super) printed: bool,
}

/// Writes `page-001.png` and so on into `folder`, which is made where there is none; says how many there are.
///
/// # Errors
/// What cannot be written, or why there is nothing to look at.
pub(super) fn write(look: &Look, folder: &Path) -> Result<String, String> {
    let Look { exe, file, purpose, policy, lang, mut printed } = *look;
    let (name, bytes) = read(look)?;
    std::fs::create_dir_all(folder).map_err(|e| format!("making the folder {}: {e}", folder.display()))?;
    let mark = format!("{name} {}", World::system().now().text(lang));
    let mut written = 0;
    loop {
        let wanted = Wanted { first: written + 1, most: AT_A_TIME };
        let show = if printed { printed_in_child } else { view_in_child };
        let made = show(exe, &name, &bytes, purpose, policy, wanted, &Limits::default());
        if !printed && only_printed(&made) {
            printed = true;
            continue;
        }
        if made.pages.is_empty() && (written == 0 || !made.problem.is_empty()) {
            let why = texts::no_view(lang, &made.problem);
            return Err(format!("showing {} from page {}: {why}", file.display(), written + 1));
        }
        for page in &made.pages {
            let sheet = airlock::views::sheet(&name, &made, page, lang);
            let picture = sheet_png(&sheet, Some(&mark)).map_err(|e| e.to_string())?;
            let path = folder.join(format!("page-{:03}.png", page.number));
            std::fs::write(&path, picture.png).map_err(|e| format!("writing {}: {e}", path.display()))?;
            written = page.number;
        }
        if written >= made.shown || made.pages.is_empty() {
            let more = match (made.of > made.shown, made.cut) {
                (true, _) => format!(", of {}", made.of),
                (false, true) => ", and there is more".to_owned(),
                (false, false) => String::new(),
            };
            return Ok(format!("{written} pages{more}, in {}", folder.display()));
        }
    }
}

/// Writes the picture again as a PNG of its pixels in full size (OUT-10): what else was in the file is left behind.
///
/// # Errors
/// What cannot be written, or why there is no picture.
pub(super) fn fix(look: &Look, png: &Path) -> Result<String, String> {
    let Look { exe, file, lang, .. } = *look;
    let (name, bytes) = read(look)?;
    let same = |a: &Path, b: &Path| std::fs::canonicalize(a).ok().zip(std::fs::canonicalize(b).ok());
    if same(file, png).is_some_and(|(a, b)| a == b) {
        return Err(format!("{} is the picture itself; name another file for --fixed-image", png.display()));
    }
    let made = fixed_image_in_child(exe, &name, &bytes, &Limits::default())
        .map_err(|reason| format!("making {} again: {}", file.display(), texts::no_view(lang, &reason)))?;
    std::fs::write(png, made.png).map_err(|e| format!("writing {}: {e}", png.display()))?;
    let frames = if made.frames > 1 { format!(", the first of {} frames", made.frames) } else { String::new() };
    Ok(format!("{} by {} pixels{frames}, in {}", made.width, made.height, png.display()))
}

/// Name and content of the file.
fn read(look: &Look) -> Result<(String, Vec<u8>), String> {
    let Look { file, policy, .. } = *look;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = read_file(file, policy)
        .map_err(|e| format!("reading {}: {e}", file.display()))?
        .map_err(|size| format!("{} has {size} bytes, more than the policy's {}", file.display(), policy.max_bytes))?;
    Ok((name, bytes))
}
