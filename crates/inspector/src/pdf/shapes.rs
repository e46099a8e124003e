//! What a painted path is: rectangles, frames, or something else.

use hayro_interpret::Paint;
use hayro_interpret::kurbo::{BezPath, PathEl, Rect, Shape};

pub(super) fn solid(paint: &Paint) -> Option<[f32; 4]> {
    match paint {
        Paint::Color(colour) => Some(colour.to_rgba().components()),
        Paint::Pattern(_) => None,
    }
}

/// The rectangles that a filled path is made of, or `None` where it is anything else.
pub(super) fn rectangles(path: &BezPath) -> Option<Vec<Rect>> {
    let mut all = Vec::new();
    let mut current = BezPath::new();
    let mut close = |part: &mut BezPath| {
        let mut part = std::mem::take(part);
        if part.elements().len() < 3 {
            return Some(());
        }
        // Filling closes what is left open.
        if part.elements().last() != Some(&PathEl::ClosePath) {
            part.close_path();
        }
        let bounds = part.bounding_box();
        if bounds.area() > 0.0 && part.area().abs() / bounds.area() < 0.95 {
            return None;
        }
        all.push(bounds);
        Some(())
    };
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) {
            close(&mut current)?;
        }
        current.push(*element);
    }
    close(&mut current)?;
    Some(all)
}

/// A box within a box, in one path, is a frame: its four sides are painted, and what is within stays free.
pub(super) fn framed(all: Vec<Rect>) -> Vec<Rect> {
    let within = |inner: &Rect, outer: &Rect| inner != outer && outer.union(*inner) == *outer;
    let mut out = Vec::new();
    for (at, rect) in all.iter().enumerate() {
        let around = all.iter().filter(|other| within(rect, other)).count();
        // Painted, free, painted again, from the outside inwards.
        if around % 2 == 1 {
            continue;
        }
        let inner = all.iter().enumerate().filter(|(other, r)| *other != at && within(r, rect)).map(|(_, r)| *r);
        match inner.max_by(|a, b| a.area().total_cmp(&b.area())) {
            None => out.push(*rect),
            Some(hole) => out.extend([
                Rect::new(rect.x0, rect.y0, rect.x1, hole.y0),
                Rect::new(rect.x0, hole.y1, rect.x1, rect.y1),
                Rect::new(rect.x0, hole.y0, hole.x0, hole.y1),
                Rect::new(hole.x1, hole.y0, rect.x1, hole.y1),
            ]),
        }
    }
    out
}
