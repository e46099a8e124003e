//! A picture of a recorded moment.

use std::io;

use foundation::Moment;

use crate::mark::Mark;
use crate::screen::Screen;

/// The screen as a PNG file, under the mark of whoever looks at it.
///
/// # Errors
/// It could not be packed.
pub fn png(screen: &Screen, mark: &Mark, now: Moment) -> io::Result<Vec<u8>> {
    let size = screen.size();
    let mut dots = screen.dots().to_vec();
    mark.pattern(now).paint(size.whole(), &mut dots);
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, size.width.into(), size.height.into());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let bytes: Vec<u8> = dots.iter().flat_map(|dot| dot.to_be_bytes()[1..].to_vec()).collect();
    encoder.write_header()?.write_image_data(&bytes)?;
    Ok(out)
}
