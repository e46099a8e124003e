//! Pages of a PDF as pixels, painted by the family of crates that reads them for findings; what they hide, on pages behind.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::paper::Paper;
use super::{MOST_PAGES, MOST_PIXELS, Mark, Page, Raster, Sheet, View, Wanted, enough, layout, positions};
use crate::Report;

/// Pixels for a point: 144 dots an inch, so that footnotes can be read.
const SCALE: f32 = 2.0;
/// Widest and highest page in pixels.
const MOST_SIDE: f32 = 4_000.0;

pub(super) fn view(bytes: &[u8], report: Report, paper: Paper, wanted: Wanted) -> View {
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else { return View::none(report, "broken") };
    let all = pdf.pages().len();
    if all == 0 {
        return View::none(report, "empty");
    }
    let painted = all.min(MOST_PAGES);
    let (hidden, cut) = layout::hidden(paper, &report);
    let shown = painted + hidden.len();
    let cache = RenderCache::new();
    let mut pages = Vec::new();
    for position in positions(wanted, shown) {
        if enough(&pages) {
            break;
        }
        let number = position + 1;
        let sheet = match hidden.get(position.wrapping_sub(painted)) {
            Some(blocks) if position >= painted => Sheet::Blocks(blocks.clone()),
            _ => match paint(&pdf, position, &cache) {
                Some(raster) => Sheet::Pixels(raster),
                None => Sheet::Blocks(vec![super::Block::NoPicture { name: String::new(), reason: "pixels".into() }]),
            },
        };
        pages.push(Page { number, sheet, found: found(&report, number) });
    }
    View { pages, shown, of: all + hidden.len(), cut, problem: String::new(), report }
}

fn paint<'a>(pdf: &'a Pdf, position: usize, cache: &RenderCache<'a>) -> Option<Raster> {
    let page = pdf.pages().get(position)?;
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0 && width.is_finite() && height.is_finite()) {
        return None;
    }
    let area = (MOST_PIXELS as f32 / (width * height)).sqrt();
    let scale = SCALE.min(area).min(MOST_SIDE / width).min(MOST_SIDE / height);
    if width * scale < 1.0 || height * scale < 1.0 {
        return None;
    }
    let pixmap = hayro::render(
        page,
        cache,
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let rgb: Vec<u8> = pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    let raster = Raster { width: pixmap.width().into(), height: pixmap.height().into(), of: None, rgb };
    raster.bytes().is_some_and(|bytes| bytes == raster.rgb.len()).then_some(raster)
}

/// The findings that name this page.
fn found(report: &Report, number: usize) -> Vec<Mark> {
    let page = format!("page {number}");
    let on = |place: &str| place == page || place.strip_prefix(&page).is_some_and(|rest| rest.starts_with(" > "));
    let places =
        report.findings.iter().flat_map(|f| std::iter::once(&f.place).chain(&f.also).map(move |place| (f, place)));
    let here = places.filter(|(_, place)| on(place));
    let mut marks: Vec<Mark> = here.map(|(f, place)| Mark { id: f.id.to_string(), place: place.clone() }).collect();
    marks.dedup();
    marks
}
