//! SVG drawings as pixels: nothing is fetched, no font of the system is used.

use std::sync::{Arc, LazyLock};

use resvg::{tiny_skia, usvg};

use super::Raster;
use crate::Findings;
use crate::xml::{Seen, walk_text};

/// Elements of one drawing; more is a bomb before it is a picture.
const MOST_ELEMENTS: usize = 200_000;
/// Things drawn again by `use`, each of which may be drawn again.
const MOST_USES: usize = 2_000;

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../../../assets/dist/fonts/DejaVuSans.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../../../assets/dist/fonts/DejaVuSans-Bold.ttf").to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    fonts.set_serif_family("DejaVu Sans");
    fonts.set_monospace_family("DejaVu Sans");
    Arc::new(fonts)
});

/// Draws on white.
pub(super) fn draw(bytes: &[u8], most: u32) -> Result<Raster, &'static str> {
    let text = crate::text::unicode(bytes).ok_or("broken")?;
    if too_much(&text) {
        return Err("bomb");
    }
    let nothing: usvg::ImageHrefDataResolverFn = Box::new(|_, _, _| None);
    let options = usvg::Options {
        fontdb: FONTS.clone(),
        font_family: "DejaVu Sans".to_owned(),
        resources_dir: None,
        // Neither files nor addresses are read; a picture inside the drawing is a picture of its own and is asked about.
        image_href_resolver: usvg::ImageHrefResolver { resolve_data: nothing, resolve_string: Box::new(|_, _| None) },
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&text, &options).map_err(|_| "broken")?;
    let (width, height) = (tree.size().width(), tree.size().height());
    // A drawing has no pixels of its own: a small one is drawn larger, a large one smaller.
    let scale = (1400.0 / width.max(1.0)).min((most as f32 / (width * height).max(1.0)).sqrt()).min(4.0);
    let (wide, high) = ((width * scale) as u32, (height * scale) as u32);
    if wide == 0 || high == 0 || u64::from(wide) * u64::from(high) > u64::from(most) {
        return Err("pixels");
    }
    let mut pixmap = tiny_skia::Pixmap::new(wide, high).ok_or("pixels")?;
    pixmap.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let rgb = pixmap.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    Ok(Raster { width: wide, height: high, of: None, rgb })
}

/// Counted before anything is drawn: elements, `use` inside `use`, filters as large as they like.
fn too_much(text: &str) -> bool {
    let policy = crate::InspectPolicy::default();
    let mut findings = Findings::new("a.svg", &policy, crate::Purpose::Unstated);
    let (mut elements, mut uses) = (0usize, 0usize);
    let sound = walk_text(text, true, "", &mut findings, |seen, _| {
        if let Seen::Element(element) = seen {
            elements += 1;
            uses += usize::from(element.name == "use");
        }
    });
    !sound || elements > MOST_ELEMENTS || uses > MOST_USES
}
