//! What lies over what in a drawing, and what a clip leaves of it.

use std::collections::BTreeMap;

use super::Look;
use crate::grid::Grid;
use crate::xml::Element;

/// From one measure to another: x' = a·x + c·y + e, y' = b·x + d·y + f.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix([f64; 6]);

impl Default for Matrix {
    fn default() -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    }
}

impl Matrix {
    /// A list of transformations: `translate(3 4) scale(2)`.
    pub(super) fn read(list: &str) -> Matrix {
        let mut all = Matrix::default();
        for part in list.split(')') {
            let Some((name, numbers)) = part.split_once('(') else { continue };
            let n: Vec<f64> = numbers.split([',', ' ']).filter_map(|n| n.trim().parse().ok()).take(6).collect();
            let at = |i: usize| n.get(i).copied();
            let name = name.trim_matches(|c: char| c.is_whitespace() || c == ',');
            let one = match (name, n.len()) {
                ("matrix", 6) => Matrix([n[0], n[1], n[2], n[3], n[4], n[5]]),
                ("translate", _) => Matrix([1.0, 0.0, 0.0, 1.0, at(0).unwrap_or(0.0), at(1).unwrap_or(0.0)]),
                ("scale", 1..) => Matrix([n[0], 0.0, 0.0, at(1).unwrap_or(n[0]), 0.0, 0.0]),
                ("rotate", 1..) => {
                    let (sin, cos) = n[0].to_radians().sin_cos();
                    let (x, y) = (at(1).unwrap_or(0.0), at(2).unwrap_or(0.0));
                    let there = Matrix([1.0, 0.0, 0.0, 1.0, x, y]);
                    there.then(Matrix([cos, sin, -sin, cos, 0.0, 0.0])).then(Matrix([1.0, 0.0, 0.0, 1.0, -x, -y]))
                }
                _ => continue,
            };
            all = all.then(one);
        }
        all
    }

    /// This, with another within it.
    pub(super) fn then(self, inner: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, inner.0);
        Matrix([a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f])
    }

    fn point(self, (x, y): (f64, f64)) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The box around a box.
    fn boxed(self, area: [f64; 4]) -> [f64; 4] {
        let [left, top, right, bottom] = area;
        let all = [(left, top), (right, top), (left, bottom), (right, bottom)].map(|corner| self.point(corner));
        let least = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        [least(|p| p.0), least(|p| p.1), most(|p| p.0), most(|p| p.1)]
    }

    /// How much larger things become, by the shorter side.
    pub(super) fn times(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        a.hypot(b).min(c.hypot(d))
    }

    fn straight(self) -> bool {
        self.0[1].abs() < 1e-9 && self.0[2].abs() < 1e-9
    }
}

/// The name in `url(#name)` or `#name`.
pub(super) fn reference(value: &str) -> Option<String> {
    let value = value.trim();
    let inside = value.strip_prefix("url(").map_or(value, |rest| rest.trim_end_matches(')').trim_matches(['"', '\'']));
    inside.strip_prefix('#').map(|name| name.trim().to_owned())
}

/// Texts and what is painted, in order.
#[derive(Default)]
pub(super) struct Layers {
    order: usize,
    texts: Vec<(usize, (f64, f64), Option<(String, Matrix)>)>,
    covers: Vec<(usize, [f64; 4])>,
    /// Regions that are one rectangle, by name; those of another shape are not known.
    clips: BTreeMap<String, Option<[f64; 4]>>,
    within: Option<String>,
    /// There was more than is compared.
    more: bool,
}

/// Texts and shapes that are compared; of a drawing with more it is said.
const MOST: usize = 100_000;

impl Layers {
    pub(super) fn shape(&mut self, element: &Element, all: &[(String, String)], look: &Look) {
        self.order += 1;
        let of = |name: &str| all.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim());
        if element.name == "clippath" || element.name == "clipPath" {
            self.within = of("id").map(str::to_owned);
            return;
        }
        let number = |name: &str| of(name).and_then(|value| value.trim_end_matches("px").parse::<f64>().ok());
        let area = match element.name {
            "rect" | "image" => number("width").zip(number("height")).map(|(width, height)| {
                let (x, y) = (number("x").unwrap_or(0.0), number("y").unwrap_or(0.0));
                [x, y, x + width, y + height]
            }),
            "path" => element.attr("d").and_then(|d| rectangle(&d)),
            _ => None,
        };
        if element.inside("clipPath") {
            if let Some(name) = &self.within {
                let plain = area.filter(|_| of("transform").is_none() && !self.clips.contains_key(name));
                self.clips.insert(name.clone(), plain);
            }
            return;
        }
        let solid = element.name == "image"
            || !matches!(look.fill.as_str(), "none" | "transparent") && !look.fill.starts_with("url");
        let bare = element.name == "image" && of("opacity").is_some();
        if let Some(area) = area.filter(|_| solid && !bare && !look.thin && !look.defines && look.to_page.straight())
            && look.clip.is_none()
        {
            self.more |= self.covers.len() >= MOST;
            if self.covers.len() < MOST {
                self.covers.push((self.order, look.to_page.boxed(area)));
            }
        }
    }

    pub(super) fn text(&mut self, begins: (f64, f64), look: &Look) {
        self.order += 1;
        self.more |= self.texts.len() >= MOST;
        if self.texts.len() < MOST {
            // A little into the first letter.
            let at = look.to_page.point((begins.0 + 1.0, begins.1 - 2.0));
            self.texts.push((self.order, at, look.clip.clone()));
        }
    }

    /// Why a text is not seen, where one is not; and whether all of them were compared.
    pub(super) fn hides(&self) -> (Option<&'static str>, bool) {
        let areas: Vec<_> = self.covers.iter().map(|(_, area)| *area).collect();
        let (grid, whole) = Grid::new(&areas);
        (self.hidden(&grid), whole && !self.more)
    }

    fn hidden(&self, grid: &Grid) -> Option<&'static str> {
        let holds = |area: &[f64; 4], (x, y): (f64, f64), slack: f64| {
            x >= area[0] - slack && x <= area[2] + slack && y >= area[1] - slack && y <= area[3] + slack
        };
        self.texts.iter().find_map(|(order, at, clip)| {
            let over = |at_cover: usize| {
                let (later, area) = &self.covers[at_cover];
                later > order && holds(area, *at, -1.0)
            };
            if grid.near(*at).any(over) {
                return Some("covered");
            }
            let (name, to_page) = clip.as_ref()?;
            let region = to_page.boxed((*self.clips.get(name)?)?);
            // A letter at the edge of its panel is cut and seen.
            (!holds(&region, *at, 24.0)).then_some("clip")
        })
    }
}

/// The rectangle that a path of straight lines is.
fn rectangle(path: &str) -> Option<[f64; 4]> {
    if path.len() > 400
        || path.contains(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'M' | 'L' | 'Z' | 'z' | 'H' | 'V' | 'e'))
    {
        return None;
    }
    let (mut x, mut y, mut command, mut first) = (0.0, 0.0, 'M', None);
    let mut points = Vec::new();
    let spaced: String = path
        .chars()
        .flat_map(|c| {
            let letter = c.is_ascii_alphabetic() && c != 'e';
            [letter.then_some(' '), Some(if c == ',' || c == '\n' { ' ' } else { c }), letter.then_some(' ')]
        })
        .flatten()
        .collect();
    for word in spaced.split_whitespace() {
        let Ok(number) = word.parse::<f64>() else {
            command = word.chars().next()?;
            continue;
        };
        match command {
            'H' => x = number,
            'V' => y = number,
            'M' | 'L' => match first.take() {
                None => {
                    first = Some(number);
                    continue;
                }
                Some(across) => (x, y) = (across, number),
            },
            _ => return None,
        }
        points.push((x, y));
    }
    if points.len() < 4 || points.len() > 6 {
        return None;
    }
    let (left, right) = points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, r), p| (l.min(p.0), r.max(p.0)));
    let (top, bottom) = points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(t, b), p| (t.min(p.1), b.max(p.1)));
    let corner = |(x, y): &(f64, f64)| (x - left).min(right - x).abs() < 0.01 && (y - top).min(bottom - y).abs() < 0.01;
    (points.iter().all(corner) && right > left && bottom > top).then_some([left, top, right, bottom])
}
