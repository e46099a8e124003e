//! Curves in steps over an axis of numbers, as of survival.

use super::chart::{MAX_SERIES, number, path, ticks};
use super::{Anchor, Drawing, Picture, PictureError, cut, width_of};

const LEFT: f64 = 96.0;
const TOP: f64 = 56.0;
const WIDTH: f64 = 620.0;
const HEIGHT: f64 = 320.0;
const SIZE: f64 = 12.0;

/// What to draw. The value axis goes from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CurvePicture {
    pub title: String,
    pub x_label: String,
    pub y_label: String,
    pub curves: Vec<Curve>,
}

/// A curve that begins at 0 with 1 and takes each value from its place on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curve {
    pub name: String,
    /// (place, value), by place.
    pub steps: Vec<(f64, f64)>,
}

/// Draws curves, with the watermark where one is given.
///
/// # Errors
/// If there is nothing to draw, or there are more curves than [`MAX_SERIES`].
pub fn curve_png(picture: &CurvePicture, watermark: Option<&str>) -> Result<Picture, PictureError> {
    let (curves, places) = (picture.curves.len(), picture.curves.iter().flat_map(|curve| &curve.steps));
    let furthest = places.map(|(place, _)| *place).filter(|place| place.is_finite()).fold(0.0, f64::max);
    if furthest <= 0.0 {
        return Err(PictureError::Empty);
    }
    if curves > MAX_SERIES {
        return Err(PictureError::TooManySeries { series: curves });
    }
    let (across, up) = (ticks(0.0, furthest), ticks(0.0, 1.0));
    let end = across[across.len() - 1];
    let x = |place: f64| LEFT + WIDTH * place / end;
    let y = |value: f64| TOP + HEIGHT * (1.0 - value);
    let below = TOP + HEIGHT;
    let legend = if curves > 1 { 22.0 * curves as f64 + 8.0 } else { 0.0 };
    let width = (LEFT + WIDTH + 28.0).max(width_of(&picture.title, 16.0, true) + 40.0);
    let mut drawing = Drawing::new(width, below + 66.0 + legend);
    drawing.text((20.0, 30.0), 16.0, true, Anchor::Start, &picture.title);
    for tick in &up {
        drawing.line((LEFT, y(*tick)), (LEFT + WIDTH, y(*tick)), "#d8d8d8", 1.0);
        drawing.text((LEFT - 8.0, y(*tick) + 4.0), SIZE, false, Anchor::End, &number(*tick, up[1]));
    }
    for tick in &across {
        drawing.line((x(*tick), below), (x(*tick), below + 5.0), "#0b0c0c", 1.5);
        drawing.text((x(*tick), below + 20.0), SIZE, false, Anchor::Middle, &number(*tick, across[1]));
    }
    drawing.line((LEFT, below), (LEFT + WIDTH, below), "#0b0c0c", 1.5);
    drawing.text((LEFT + WIDTH / 2.0, below + 42.0), 13.0, false, Anchor::Middle, &picture.x_label);
    drawing.turned_text((22.0, TOP + HEIGHT / 2.0), 13.0, false, Anchor::Middle, -90.0, &picture.y_label);
    for (at, curve) in picture.curves.iter().enumerate() {
        let mut points = vec![(x(0.0), y(1.0))];
        let mut last = 1.0;
        for (place, value) in curve.steps.iter().filter(|(place, value)| place.is_finite() && value.is_finite()) {
            points.push((x(*place), y(last)));
            points.push((x(*place), y(*value)));
            last = *value;
        }
        path(&mut drawing, &points, at);
        if curves > 1 {
            let line = below + 62.0 + 22.0 * at as f64;
            path(&mut drawing, &[(LEFT, line), (LEFT + 28.0, line)], at);
            drawing.text((LEFT + 38.0, line + 4.0), SIZE, false, Anchor::Start, &cut(&curve.name, 60));
        }
    }
    drawing.picture(watermark)
}
