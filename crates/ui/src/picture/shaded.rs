//! Classes of one field against classes of another, each pair shaded by its value: a scatter plot that shows nobody.

use super::{Anchor, Drawing, Picture, PictureError, cut, width_of};

/// Classes that an axis can hold.
pub const MAX_CLASSES: usize = 40;

const SIDE: f64 = 26.0;
const TOP: f64 = 56.0;
const SIZE: f64 = 12.0;

/// What to draw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShadedPicture {
    pub title: String,
    pub x_label: String,
    pub y_label: String,
    /// Names of the classes from left to right, and from below.
    pub across: Vec<String>,
    pub up: Vec<String>,
    /// For each class of `up` the values of all classes of `across`; `None` is left white with a cross.
    pub values: Vec<Vec<Option<f64>>>,
}

/// Draws the pairs, with the watermark where one is given. The darkest has the greatest value, white is nought.
///
/// # Errors
/// If there is nothing to draw, there are more than [`MAX_CLASSES`], or a class does not have a value for each other.
pub fn shaded_png(picture: &ShadedPicture, watermark: Option<&str>) -> Result<Picture, PictureError> {
    let (across, up) = (picture.across.len(), picture.up.len());
    if across == 0 || up == 0 {
        return Err(PictureError::Empty);
    }
    if across.max(up) > MAX_CLASSES {
        return Err(PictureError::TooManyClasses { classes: across.max(up) });
    }
    let uneven = picture.values.iter().map(Vec::len).find(|found| *found != across);
    if let Some(found) = uneven.or((picture.values.len() != up).then_some(picture.values.len())) {
        return Err(PictureError::Uneven { expected: if uneven.is_some() { across } else { up }, found });
    }
    let values = || picture.values.iter().flatten().flatten().copied().filter(|value| value.is_finite());
    let greatest = values().fold(0.0, f64::max);
    let widest = |names: &[String]| names.iter().map(|name| width_of(&cut(name, 24), SIZE, false)).fold(0.0, f64::max);
    let left = 44.0 + widest(&picture.up);
    let names = widest(&picture.across) * 0.71 + 24.0;
    let below = TOP + SIDE * up as f64;
    let width = (left + SIDE * across as f64 + 28.0).max(width_of(&picture.title, 16.0, true) + 40.0);
    let mut drawing = Drawing::new(width, below + names + 64.0);
    drawing.text((20.0, 30.0), 16.0, true, Anchor::Start, &picture.title);
    for (row, (name, values)) in picture.up.iter().zip(&picture.values).enumerate() {
        let y = below - SIDE * (row as f64 + 1.0);
        drawing.text((left - 8.0, y + SIDE / 2.0 + 4.0), SIZE, false, Anchor::End, &cut(name, 24));
        for (column, value) in values.iter().enumerate() {
            let x = left + SIDE * column as f64;
            match value.filter(|value| value.is_finite()) {
                Some(value) => {
                    drawing.rectangle((x, y), (SIDE - 1.0, SIDE - 1.0), &shade(value, greatest));
                }
                None => {
                    drawing.line((x + 8.0, y + 8.0), (x + SIDE - 9.0, y + SIDE - 9.0), "#767676", 1.0);
                    drawing.line((x + 8.0, y + SIDE - 9.0), (x + SIDE - 9.0, y + 8.0), "#767676", 1.0);
                }
            }
        }
    }
    for (column, name) in picture.across.iter().enumerate() {
        let x = left + SIDE * (column as f64 + 0.5);
        drawing.turned_text((x + 4.0, below + 14.0), SIZE, false, Anchor::End, -45.0, &cut(name, 24));
    }
    drawing.text(
        (left + SIDE * across as f64 / 2.0, below + names + 12.0),
        13.0,
        false,
        Anchor::Middle,
        &picture.x_label,
    );
    drawing.turned_text((22.0, TOP + SIDE * up as f64 / 2.0), 13.0, false, Anchor::Middle, -90.0, &picture.y_label);
    let key = below + names + 32.0;
    for step in 0..20 {
        let at = f64::from(step) / 19.0;
        drawing.rectangle((left + 8.0 * f64::from(step), key), (8.0, 12.0), &shade(at * greatest, greatest));
    }
    drawing.text((left - 6.0, key + 11.0), SIZE, false, Anchor::End, "0");
    drawing.text(
        (left + 168.0, key + 11.0),
        SIZE,
        false,
        Anchor::Start,
        &super::chart::number(greatest, 0.01 * greatest),
    );
    drawing.picture(watermark)
}

/// From white to dark blue; a little above nought is seen already.
fn shade(value: f64, greatest: f64) -> String {
    if value <= 0.0 || greatest <= 0.0 {
        return "#ffffff".into();
    }
    let part = 0.12 + 0.88 * (value / greatest).min(1.0);
    let mix = |dark: f64| (255.0 + (dark - 255.0) * part).round() as u8;
    format!("#{:02x}{:02x}{:02x}", mix(15.0), mix(76.0), mix(92.0))
}
