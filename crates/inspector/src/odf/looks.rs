//! Styles by name, with those that they are based on.

use super::frames::points;
use super::{Look, Styles};
use crate::xml::Element;

/// Styles of different families may have the same name.
pub(super) fn key(family: &str, name: &str) -> String {
    format!("{family}/{name}")
}

/// What holds of a style and those it is based on.
pub(super) fn holds(styles: &Styles, name: &str, asks: impl Fn(&Look) -> bool) -> bool {
    chain(styles, name).any(asks)
}

pub(super) fn chain<'s>(styles: &'s Styles, name: &str) -> impl Iterator<Item = &'s Look> {
    let mut next = styles.get(name);
    let mut left = 64;
    std::iter::from_fn(move || {
        let look = next?;
        left -= 1;
        next = if left > 0 { styles.get(&look.parent) } else { None };
        Some(look)
    })
}

fn percent(value: &str) -> Option<f64> {
    value.split_whitespace().next()?.strip_suffix('%')?.parse().ok()
}

/// Letters raised or lowered by lines, as narrow as a hair, pressed into one point, or clear.
pub(super) fn letters_away(element: &Element) -> bool {
    let share = |name: &str| element.attr(name).as_deref().and_then(percent);
    share("text-position").is_some_and(|by| by.abs() >= 200.0)
        || share("text-scale").is_some_and(|by| by <= 5.0)
        // Beside the colour of the window LibreOffice writes that nothing of it is opaque, and shows it whole.
        || share("opacity").is_some_and(|by| by <= 2.0)
            && element.attr("use-window-font-color").as_deref() != Some("true")
        || element.attr("letter-spacing").as_deref().and_then(points).is_some_and(|by| by <= -6.0)
}

/// A paragraph beyond any page, or with lines of no height.
pub(super) fn lines_away(element: &Element) -> bool {
    let beyond = |name: &&str| {
        let by = element.attr(name).filter(|by| !by.ends_with('%')).as_deref().and_then(points);
        by.is_some_and(|by| !(-600.0..1500.0).contains(&by))
    };
    let flat = |height: &str| match percent(height) {
        Some(share) => share <= 10.0,
        None => points(height).is_some_and(|height| height <= 2.0),
    };
    ["margin-left", "margin-right", "text-indent"].iter().any(beyond)
        || element.attr("line-height").is_some_and(|height| flat(&height))
}
