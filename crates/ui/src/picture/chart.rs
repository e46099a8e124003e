//! A bar or line chart as a picture.

use super::{Anchor, Drawing, Picture, PictureError, cut, width_of};

/// Categories that a chart can hold.
pub const MAX_CATEGORIES: usize = 40;
/// Series that can be told apart.
pub const MAX_SERIES: usize = 8;

/// Space for the names of the value axis.
const LEFT: f64 = 96.0;
const TOP: f64 = 56.0;
const PLOT_HEIGHT: f64 = 320.0;
const RIGHT: f64 = 28.0;
const SIZE: f64 = 12.0;

/// Colours that differ in lightness too, so that they are told apart in grey and by colour-blind readers.
pub(super) const COLOURS: [&str; MAX_SERIES] =
    ["#0f4c5c", "#e07a1f", "#5694ca", "#801650", "#28a197", "#3d3d3d", "#a285d1", "#b58900"];
/// Each line has its own dashes as well.
pub(super) const DASHES: [&str; MAX_SERIES] = ["none", "8 4", "2 3", "10 3 2 3", "5 5", "1 4", "12 4", "6 2 2 2"];

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChartKind {
    #[default]
    Bar,
    Line,
    /// Bars of classes that lie beside each other.
    Histogram,
    /// Five series: two ends, the quartiles between them and the median in the middle, from low to high.
    Box,
}

/// What to draw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChartPicture {
    pub kind: ChartKind,
    pub title: String,
    pub x_label: String,
    pub y_label: String,
    pub categories: Vec<String>,
    pub series: Vec<Series>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    pub name: String,
    /// One for each category; `None` (or what is no number) leaves a gap.
    pub values: Vec<Option<f64>>,
}

/// Draws a chart, with the watermark where one is given. The value axis always has zero.
///
/// # Errors
/// If there is nothing to draw, there are more than [`MAX_CATEGORIES`] or [`MAX_SERIES`], or a series does not have a
/// value for each category.
pub fn chart_png(chart: &ChartPicture, watermark: Option<&str>) -> Result<Picture, PictureError> {
    let (categories, series) = (chart.categories.len(), chart.series.len());
    if categories == 0 || series == 0 {
        return Err(PictureError::Empty);
    }
    if categories > MAX_CATEGORIES {
        return Err(PictureError::TooManyCategories { categories });
    }
    if series > MAX_SERIES {
        return Err(PictureError::TooManySeries { series });
    }
    if chart.kind == ChartKind::Box && series != 5 {
        return Err(PictureError::Uneven { expected: 5, found: series });
    }
    if let Some(uneven) = chart.series.iter().find(|one| one.values.len() != categories) {
        return Err(PictureError::Uneven { expected: categories, found: uneven.values.len() });
    }
    Plot::of(chart).draw(chart).picture(watermark)
}

/// Where things stand.
struct Plot {
    ticks: Vec<f64>,
    width: f64,
    slot: f64,
    /// The names of categories are turned because they do not fit side by side.
    turned: bool,
    /// Space below the axis for the names.
    names: f64,
    /// Where the axis begins: further in where the first turned name would be cut off.
    left: f64,
}

impl Plot {
    fn of(chart: &ChartPicture) -> Plot {
        let values =
            || chart.series.iter().flat_map(|one| one.values.iter().flatten().copied()).filter(|v| v.is_finite());
        let ticks = ticks(values().fold(0.0, f64::min), values().fold(0.0, f64::max));
        let count = chart.categories.len() as f64;
        let per_slot: f64 = match chart.kind {
            ChartKind::Bar => 14.0 * chart.series.len() as f64 + 16.0,
            ChartKind::Histogram => 14.0 * chart.series.len() as f64,
            ChartKind::Line | ChartKind::Box => 34.0,
        };
        let slot = per_slot.max(560.0 / count);
        let longest = chart.categories.iter().map(|name| width_of(&cut(name, 24), SIZE, false)).fold(0.0, f64::max);
        let turned = longest > slot - 6.0;
        let names = if turned { longest * 0.71 + 20.0 } else { 24.0 };
        let left = if turned { LEFT.max(longest * 0.71 - slot / 2.0 + 12.0) } else { LEFT };
        Plot { ticks, width: slot * count, slot, turned, names, left }
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        TOP + PLOT_HEIGHT * (high - value) / (high - low)
    }

    fn draw(&self, chart: &ChartPicture) -> Drawing {
        let below = TOP + PLOT_HEIGHT + self.names;
        let boxes = chart.kind == ChartKind::Box;
        let legend = if chart.series.len() > 1 && !boxes { 22.0 * chart.series.len() as f64 + 8.0 } else { 0.0 };
        let title = width_of(&chart.title, 16.0, true) + 40.0;
        let width = (self.left + self.width + RIGHT).max(title);
        let mut drawing = Drawing::new(width, below + 30.0 + legend + 12.0);
        drawing.text((20.0, 30.0), 16.0, true, Anchor::Start, &chart.title);
        self.axes(&mut drawing, chart, below);
        let of = chart.series.len();
        for (number, series) in chart.series.iter().enumerate().filter(|_| !boxes) {
            match chart.kind {
                ChartKind::Bar => self.bars(&mut drawing, (number, of), 14.0, series),
                ChartKind::Histogram => self.bars(&mut drawing, (number, of), 0.0, series),
                _ => self.lines(&mut drawing, number, series),
            }
        }
        if boxes {
            self.boxes(&mut drawing, &chart.series);
        }
        let zero = self.y(0.0);
        drawing.line((self.left, zero), (self.left + self.width, zero), "#0b0c0c", 1.5);
        if legend > 0.0 {
            for (number, series) in chart.series.iter().enumerate() {
                let y = below + 38.0 + 22.0 * number as f64;
                match chart.kind {
                    ChartKind::Line => path(&mut drawing, &[(self.left, y + 6.0), (self.left + 28.0, y + 6.0)], number),
                    _ => drawing.rectangle((self.left, y), (28.0, 12.0), COLOURS[number]),
                }
                drawing.text((self.left + 38.0, y + 11.0), SIZE, false, Anchor::Start, &cut(&series.name, 60));
            }
        }
        drawing
    }

    fn axes(&self, drawing: &mut Drawing, chart: &ChartPicture, below: f64) {
        for &tick in &self.ticks {
            let y = self.y(tick);
            drawing.line((self.left, y), (self.left + self.width, y), "#d8d8d8", 1.0);
            drawing.text(
                (self.left - 8.0, y + 4.0),
                SIZE,
                false,
                Anchor::End,
                &number(tick, self.ticks[1] - self.ticks[0]),
            );
        }
        for (index, name) in chart.categories.iter().enumerate() {
            let x = self.left + self.slot * (index as f64 + 0.5);
            let (name, y) = (cut(name, 24), TOP + PLOT_HEIGHT + 18.0);
            if self.turned {
                drawing.turned_text((x + 4.0, y - 4.0), SIZE, false, Anchor::End, -45.0, &name);
            } else {
                drawing.text((x, y), SIZE, false, Anchor::Middle, &name);
            }
        }
        drawing.text((self.left + self.width / 2.0, below + 14.0), 13.0, false, Anchor::Middle, &chart.x_label);
        let middle = TOP + PLOT_HEIGHT / 2.0;
        drawing.turned_text((22.0, middle), 13.0, false, Anchor::Middle, -90.0, &chart.y_label);
    }

    /// One of several series, with so much space between categories.
    fn bars(&self, drawing: &mut Drawing, (number, of): (usize, usize), gap: f64, series: &Series) {
        let bar = (self.slot - gap) / of as f64;
        for (index, value) in series.values.iter().enumerate() {
            let Some(value) = value.filter(|value| value.is_finite()) else {
                continue;
            };
            let x = self.left + self.slot * index as f64 + gap / 2.0 + bar * number as f64;
            let (top, bottom) = (self.y(value.max(0.0)), self.y(value.min(0.0)));
            drawing.rectangle((x, top), (bar - 1.0, bottom - top), COLOURS[number]);
        }
    }

    /// A box from quartile to quartile with its median, and a line to either end.
    fn boxes(&self, drawing: &mut Drawing, series: &[Series]) {
        let half = (self.slot / 4.0).min(24.0);
        for index in 0..series[0].values.len() {
            let all: Vec<f64> =
                series.iter().filter_map(|one| one.values[index]).filter(|value| value.is_finite()).collect();
            let [low, first, median, third, high] = all[..] else { continue };
            let x = self.left + self.slot * (index as f64 + 0.5);
            drawing.line((x, self.y(high)), (x, self.y(low)), "#0b0c0c", 1.5);
            for end in [low, high] {
                drawing.line((x - half / 2.0, self.y(end)), (x + half / 2.0, self.y(end)), "#0b0c0c", 1.5);
            }
            let (top, bottom) = (self.y(third), self.y(first));
            drawing.rectangle((x - half, top), (2.0 * half, (bottom - top).max(1.0)), COLOURS[2]);
            drawing.line((x - half, self.y(median)), (x + half, self.y(median)), "#0b0c0c", 3.0);
        }
    }

    fn lines(&self, drawing: &mut Drawing, number: usize, series: &Series) {
        let mut run: Vec<(f64, f64)> = Vec::new();
        for (index, value) in series.values.iter().enumerate() {
            match value.filter(|value| value.is_finite()) {
                Some(value) => {
                    let point = (self.left + self.slot * (index as f64 + 0.5), self.y(value));
                    drawing.rectangle((point.0 - 3.0, point.1 - 3.0), (6.0, 6.0), COLOURS[number]);
                    run.push(point);
                }
                None => path(drawing, &std::mem::take(&mut run), number),
            }
        }
        path(drawing, &run, number);
    }
}

/// A line through the points, in the colour and dashes of its series.
pub(super) fn path(drawing: &mut Drawing, points: &[(f64, f64)], number: usize) {
    if points.len() < 2 {
        return;
    }
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.2},{y:.2}")).collect();
    drawing.body.push_str(&format!(
        r#"<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/>"#,
        points.join(" "),
        COLOURS[number],
        DASHES[number]
    ));
}

/// Round numbers from at or below the least to at or above the greatest, about six of them.
pub(super) fn ticks(least: f64, greatest: f64) -> Vec<f64> {
    let span = if greatest > least { greatest - least } else { 1.0 };
    let rough = span / 5.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * power).find(|&step| step >= rough).unwrap_or(rough);
    let first = (least / step).floor() as i64;
    let last = ((greatest / step).ceil() as i64).max(first + 1);
    (first..=last).map(|n| n as f64 * step).collect()
}

/// A number beside the axis, with thousands set apart and no more decimals than the step needs.
pub(super) fn number(value: f64, step: f64) -> String {
    if value.abs() >= 1e12 {
        return format!("{value:.1e}");
    }
    let decimals = (0..8).find(|&d| ((step * 10f64.powi(d)).round() - step * 10f64.powi(d)).abs() < 1e-6).unwrap_or(8);
    let plain = format!("{:.*}", decimals as usize, value.abs());
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{}{grouped}{rest}", if value < 0.0 { "−" } else { "" })
}
