//! Labels that are ranges of whole numbers: "16-24", "65 and over", "under 16". Two of them in different tables may lie one in
//! the other, so that their difference is a figure.

/// The first and last number that a label covers, both included.
pub(super) fn range(label: &str) -> Option<(f64, f64)> {
    let lower = label.to_lowercase();
    let plain: String = lower
        .replace(['–', '—', '‑'], "-")
        .replace(" to ", "-")
        .replace(" or over", "+")
        .replace(" and over", "+")
        .replace(" or more", "+")
        .replace(" and older", "+")
        .replace("under ", "<")
        .replace("below ", "<");
    let plain = plain.trim_start_matches("aged ").trim_start_matches("age ");
    let plain = plain.trim_end_matches(" years").trim_end_matches(" year olds").replace(' ', "");
    let number = |text: &str| text.parse::<u32>().ok().map(f64::from);
    if let Some(first) = plain.strip_suffix('+') {
        return Some((number(first)?, f64::INFINITY));
    }
    if let Some(first) = plain.strip_prefix(">=").or_else(|| plain.strip_prefix('≥')) {
        return Some((number(first)?, f64::INFINITY));
    }
    if let Some(end) = plain.strip_prefix("<=").or_else(|| plain.strip_prefix('≤')) {
        return Some((0.0, number(end)?));
    }
    if let Some(end) = plain.strip_prefix('<') {
        return Some((0.0, number(end)? - 1.0));
    }
    let (first, last) = plain.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

/// Whether one range lies in another and is not the same.
pub(super) fn within(inner: (f64, f64), outer: (f64, f64)) -> bool {
    inner != outer && inner.0 >= outer.0 && inner.1 <= outer.1
}
