//! Pictures: decoded within limits, made smaller where they are too large, and nothing kept but pixels.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::paper::Paper;
use super::{MOST_PIXELS, Page, Raster, Sheet, View, Wanted, layout, positions, scene};
use crate::Report;

/// Memory that a decoder may take for the pixels of one picture: a child has 256 MiB for everything.
const MOST_MEMORY: u64 = 120 << 20;
/// The longest side of a picture.
const MOST_SIDE: u32 = 20_000;

/// A picture made again: a PNG of the decoded pixels, without metadata, thumbnails, layers, comments or what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// Pictures that the file has; the first is the one that was made again.
    pub frames: usize,
}

pub(super) fn format(kind: &str) -> Option<ImageFormat> {
    Some(match kind {
        "png" => ImageFormat::Png,
        "jpeg" => ImageFormat::Jpeg,
        "gif" => ImageFormat::Gif,
        "tiff" => ImageFormat::Tiff,
        "webp" => ImageFormat::WebP,
        "bmp" => ImageFormat::Bmp,
        _ => return None,
    })
}

/// Decodes a picture; the reason of [`crate::texts::no_view`] where that is not to be had.
pub(super) fn decode(kind: &str, bytes: &[u8]) -> Result<DynamicImage, &'static str> {
    let format = format(kind).ok_or("kind")?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let why = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => "pixels",
        _ => "broken",
    };
    let mut decoder = reader.into_decoder().map_err(why)?;
    let (width, height) = decoder.dimensions();
    if width > MOST_SIDE || height > MOST_SIDE || decoder.total_bytes() > MOST_MEMORY {
        return Err("pixels");
    }
    // How a camera was held is said beside the pixels, and goes with the rest of what is said there.
    let turned = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(why)?;
    if let Some(turned) = turned.filter(|t| *t != image::metadata::Orientation::NoTransforms)
        && u64::from(width) * u64::from(height) * 4 <= MOST_MEMORY / 2
    {
        picture.apply_orientation(turned);
    }
    Ok(picture)
}

/// Pixels on white, no more than `most` of them: a picture that is too large is averaged over squares.
pub(super) fn pixels(picture: &DynamicImage, most: u32) -> Raster {
    let (width, height) = picture.dimensions();
    let step = (1u32..)
        .find(|step| u64::from(width.div_ceil(*step)) * u64::from(height.div_ceil(*step)) <= u64::from(most))
        .unwrap_or(1);
    let (wide, high) = (width.div_ceil(step), height.div_ceil(step));
    let mut rgb = Vec::with_capacity(wide as usize * high as usize * 3);
    for y in 0..high {
        for x in 0..wide {
            let mut sum = [0u32; 3];
            let mut count = 0;
            for inner_y in y * step..height.min((y + 1) * step) {
                for inner_x in x * step..width.min((x + 1) * step) {
                    let [r, g, b, a] = picture.get_pixel(inner_x, inner_y).0;
                    for (sum, part) in sum.iter_mut().zip([r, g, b]) {
                        *sum += (u32::from(part) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255;
                    }
                    count += 1;
                }
            }
            rgb.extend(sum.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)));
        }
    }
    Raster { width: wide, height: high, of: (step > 1).then_some((width, height)), rgb }
}

/// Any picture as pixels.
pub(super) fn of(kind: &str, bytes: &[u8], most: u32) -> Result<Raster, &'static str> {
    if kind == "svg" { scene::draw(bytes, most) } else { decode(kind, bytes).map(|picture| pixels(&picture, most)) }
}

/// A file that is a picture: one page, and what it hides behind it.
pub(super) fn view(kind: &str, bytes: &[u8], report: Report, paper: Paper, wanted: Wanted) -> View {
    let raster = match of(kind, bytes, MOST_PIXELS) {
        Ok(raster) => raster,
        Err(why) => return View::none(report, why),
    };
    let frames = paper.frames.max(1);
    let (hidden, cut) = layout::hidden(paper, &report);
    let shown = 1 + hidden.len();
    let mut pages = vec![Page { number: 1, sheet: Sheet::Pixels(raster), found: Vec::new() }];
    pages.extend(hidden.into_iter().zip(2..).map(|(blocks, number)| Page {
        number,
        sheet: Sheet::Blocks(blocks),
        found: Vec::new(),
    }));
    let range = positions(wanted, pages.len());
    View { report, pages: pages.drain(range).collect(), shown, of: shown + frames - 1, cut, problem: String::new() }
}

/// Makes a picture again, in its full size: what is released has no more in it than what is seen. SVG drawings become pixels.
///
/// It parses what anybody may have written: run it through [`crate::child::fixed_image_in_child`].
///
/// # Errors
/// A reason of [`crate::texts::no_view`]: no picture, broken, or too large.
pub fn fixed_image(name: &str, bytes: &[u8]) -> Result<Fixed, &'static str> {
    let policy = crate::InspectPolicy::default();
    let mut findings = crate::Findings::new(name, &policy, crate::Purpose::Unstated).recording();
    let kind = crate::kind::look(bytes, 0, "", &mut findings).id;
    let frames = findings.take_paper().map_or(1, |paper| paper.frames.max(1));
    let mut png = Vec::new();
    let (width, height) = if kind == "svg" {
        let raster = scene::draw(bytes, MOST_PIXELS)?;
        write(&raster.rgb, raster.width, raster.height, image::ExtendedColorType::Rgb8, &mut png)?;
        (raster.width, raster.height)
    } else {
        let picture = decode(kind, bytes)?;
        let size = picture.dimensions();
        // Only what a PNG can say of a pixel: 8 bits a channel are what every program shows.
        let picture = match picture {
            plain @ (DynamicImage::ImageLuma8(_)
            | DynamicImage::ImageLumaA8(_)
            | DynamicImage::ImageRgb8(_)
            | DynamicImage::ImageRgba8(_)) => plain,
            deep if deep.color().has_alpha() => DynamicImage::ImageRgba8(deep.into_rgba8()),
            deep => DynamicImage::ImageRgb8(deep.into_rgb8()),
        };
        write(picture.as_bytes(), size.0, size.1, picture.color().into(), &mut png)?;
        size
    };
    Ok(Fixed { png, width, height, frames })
}

fn write(
    pixels: &[u8],
    width: u32,
    height: u32,
    colour: image::ExtendedColorType,
    png: &mut Vec<u8>,
) -> Result<(), &'static str> {
    use image::ImageEncoder;
    image::codecs::png::PngEncoder::new(png).write_image(pixels, width, height, colour).map_err(|_| "broken")
}
