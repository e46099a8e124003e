//! What changed in a file since the round before, for its checkers, as pictures.

use axum::extract::{Path, Query as Asked};
use axum::response::Response;
use inspector::view::{Change, Outline, Wanted, changes};
use platform::{Answer, Context, No, OrNotFound, Paged, Shown};
use ui::Body;
use ui::picture::{Piece, SheetPicture, Words, sheet_png};

use super::files::checked;
use super::{arg, page_of, png, watermark};
use crate::actions::{Look, view};
use crate::lookup::AsChecker;
use crate::pictures;
use crate::policy::ReviewOutput;
use crate::store::requests::{self, OutputFile, OutputRequest};

/// Lines of what changed on one picture.
const ON_A_PAGE: usize = 40;
/// Pages of a version that are compared.
const MOST_PAGES: usize = 60;
/// Characters of a line that are shown of a change.
const MOST_LETTERS: usize = 400;

/// The file of the same name in the round before, or the one in the same place where it was renamed.
pub(super) async fn before(cx: &Context, request: &OutputRequest, file: &OutputFile) -> Answer<Option<OutputFile>> {
    let Some(round) = file.round.checked_sub(1).filter(|round| *round > 0) else { return Ok(None) };
    let files = requests::files_of_round(&cx.app, request.id(), round).await?;
    let renamed = files.iter().find(|f| f.number == file.number && f.class == file.class).cloned();
    Ok(files.into_iter().find(|f| f.name == file.name).or(renamed))
}

/// A version of the file as it is compared, however many pages come at a time; and why there is nothing to compare, where
/// it cannot be shown.
async fn outline(cx: &Context, request: &OutputRequest, file: &OutputFile) -> Answer<(Outline, String)> {
    let (mut outline, mut taken, mut look) = (Outline::default(), 0, Look::Read);
    loop {
        let wanted = Wanted { first: taken + 1, most: MOST_PAGES - taken };
        let made = view(&cx.app, request, file, look, wanted).await?;
        if look == Look::Read && Look::of(&made) == Look::Printed {
            look = Look::Printed;
            continue;
        }
        taken += made.pages.len();
        outline.add(&made.pages);
        if made.pages.is_empty() || taken >= made.shown.min(MOST_PAGES) {
            return Ok((outline, made.problem));
        }
    }
}

/// Two versions of a file beside each other.
struct Compared {
    request: AsChecker<ReviewOutput>,
    file: OutputFile,
    /// Round of the earlier version.
    round: u32,
    /// What changed, cut into pages.
    pages: Vec<Vec<(Change, String)>>,
    /// Versions that cannot be shown: their round, and why.
    unseen: Vec<(u32, String)>,
}

async fn compared(cx: &Context, reference: &str, number: u32) -> Answer<Compared> {
    let (request, file) = checked(cx, reference, number).await?;
    let before = before(cx, &request, &file).await?.or_not_found()?;
    let ((old, no_old), (new, no_new)) = (outline(cx, &request, &before).await?, outline(cx, &request, &file).await?);
    let unseen =
        [(before.round, no_old), (file.round, no_new)].into_iter().filter(|(_, why)| !why.is_empty()).collect();
    let all = tokio::task::spawn_blocking(move || changes(&old, &new));
    let all = all.await.map_err(|e| No::Broken(format!("comparing two versions of a file: {e}")))?;
    let pages = all.chunks(ON_A_PAGE).map(<[_]>::to_vec).collect();
    Ok(Compared { request, file, round: before.round, pages, unseen })
}

pub(super) async fn show(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(at): Asked<Paged>,
) -> Answer<Shown> {
    let Compared { request, file, round, pages, unseen } = compared(&cx, &reference, number).await?;
    let (page, last) = (page_of(at)?, pages.len());
    if page > last.max(1) {
        return Err(No::NotFound);
    }
    let own = cx.href(&format!("/checks/{}/files/{}/changes", request.reference, file.number));
    let title = cx.say("changes-title", &[arg("name", file.name.as_str())]);
    let mut body = Body::new()
        .heading_with_caption(request.reference.as_str(), title.as_str())
        .text(cx.say("changes-text", &[arg("round", round)]));
    for (round, why) in &unseen {
        let why = inspector::texts::no_view(cx.lang, why);
        body = body.text(cx.say("changes-unseen", &[arg("round", *round), arg("why", why)]));
    }
    if last == 0 {
        body = if unseen.is_empty() { body.text(cx.text("changes-none")) } else { body };
    } else {
        let alt = cx.say("changes-alt", &[arg("page", page), arg("name", file.name.as_str())]);
        let image = super::tables::image(&format!("{own}/page?page={page}"), &alt);
        let links = ui::Pagination::of(cx.lang, page, last, |n| format!("{own}?page={n}"));
        body = body.full_width().html(ui::Html::trusted(image)).maybe(links.as_ref());
    }
    let back = cx.href(&format!("/checks/{}/files/{}", request.reference, file.number));
    Ok(cx.page(title, body).back(&cx.text("changes-back"), &back))
}

pub(super) async fn page(
    cx: Context,
    Path((reference, number)): Path<(String, u32)>,
    Asked(at): Asked<Paged>,
) -> Answer<Response> {
    let Compared { request, file, pages, .. } = compared(&cx, &reference, number).await?;
    let lines = pages.get(page_of(at)? - 1).or_not_found()?;
    let pieces = lines.iter().map(|(change, text)| piece(&cx, *change, text)).collect();
    let sheet = SheetPicture { caption: file.name.clone(), notes: Vec::new(), pieces };
    let mark = watermark(&cx, &request.reference)?;
    Ok(png(pictures::drawn(move || sheet_png(&sheet, Some(&mark))).await?))
}

fn piece(cx: &Context, change: Change, text: &str) -> Piece {
    let mut shown: String = text.chars().take(MOST_LETTERS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let (sign, label) = match change {
        Change::Same => ("   ", String::new()),
        Change::Added => ("+ ", cx.text("changes-added")),
        Change::Removed => ("− ", cx.text("changes-removed")),
        Change::PageDiffers => return Piece::Note(cx.say("changes-page-differs", &[arg("page", text)])),
    };
    Piece::Text { level: 0, words: vec![Words { text: format!("{sign}{shown}"), label }], found: Vec::new() }
}
