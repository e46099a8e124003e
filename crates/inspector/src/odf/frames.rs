//! Where things stand on an OpenDocument page, how large they are, and lengths as these files write them.

use crate::Findings;
use crate::ids::Id;
use crate::xml::Element;

/// A length in points; `None` where it is none.
pub(super) fn points(length: &str) -> Option<f64> {
    let length = length.trim();
    let number = length.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let size: f64 = number.parse().ok()?;
    Some(match &length[number.len()..] {
        "cm" => size * 72.0 / 2.54,
        "mm" => size * 7.2 / 2.54,
        "in" => size * 72.0,
        "pt" => size,
        "pc" => size * 12.0,
        "px" => size * 0.75,
        // Of letters of the usual size.
        "%" => size * 0.12,
        _ => return None,
    })
}

/// Whether two colours (`#rrggbb`) are the same to the eye.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let parts = |colour: &str| {
        let number = u32::from_str_radix(colour.trim().strip_prefix('#').filter(|c| c.len() == 6)?, 16).ok()?;
        Some(number.to_be_bytes())
    };
    match (parts(one), parts(other)) {
        (Some(a), Some(b)) => a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 8),
        _ => one.eq_ignore_ascii_case(other),
    }
}

/// A part of a picture is cut off: `rect(0cm, 2cm, 0cm, 0cm)`.
pub(super) fn clips(clip: &str) -> bool {
    let inside = clip.trim().strip_prefix("rect(").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    inside.split([',', ' ']).filter_map(points).any(|side| side > 0.5)
}

/// What a frame's own words say: switched off, without a size, beside the page (`page` in points). Whether it has no size.
pub(super) fn look(element: &Element, page: Option<(f64, f64)>, place: &str, findings: &mut Findings) -> bool {
    let shape = matches!(
        element.name,
        "frame" | "custom-shape" | "rect" | "ellipse" | "circle" | "path" | "polygon" | "caption" | "text-box"
    );
    let slides = (element.inside("presentation") || element.inside("drawing")) && !element.inside("notes");
    if !shape && element.name != "layer" {
        return false;
    }
    if element.attr("display").is_some_and(|display| matches!(display.as_str(), "none" | "screen" | "printer")) {
        findings.add(
            if slides || element.name == "layer" { Id::HiddenSlide } else { Id::HiddenText },
            place,
            element.name,
        );
    }
    let of = |name: &str| element.attr(name).as_deref().and_then(points);
    let size = of("width").zip(of("height"));
    let flat = size.is_some_and(|(wide, high)| wide <= 1.0 && high <= 1.0);
    if flat && slides && element.name == "frame" {
        findings.add(Id::HiddenSlide, place, "0 × 0");
    }
    if let (true, Some((width, height)), Some((wide, high)), Some((x, y))) = (slides, page, size, of("x").zip(of("y")))
        && element.attr("transform").is_none()
        && (x >= width || y >= height || x + wide <= 0.0 || y + high <= 0.0)
    {
        findings.add(Id::OffSlide, place, format!("{x:.0}, {y:.0}"));
    }
    flat
}
