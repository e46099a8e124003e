//! What a page paints, in order: text that nobody sees because of how, where or under what it is painted.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use hayro_syntax::object::{Dict, ObjectIdentifier};

use super::shapes::{framed, rectangles, solid};
use crate::concealed::ALTERNATIVE;
use crate::grid::Grid;
use crate::ids::Id;
use crate::{Findings, Severity};

/// Glyphs in one document; more is not judged by a part of it.
pub(super) const MOST_GLYPHS: usize = 4_000_000;
/// Alternative texts of one page that are kept, in bytes.
const MOST_TOLD: usize = 1 << 20;
/// Pictures on one page that are compared with what lies over them.
const MOST_PICTURES: usize = 3000;
/// Rectangles in one path that are told apart.
const MOST_BOXES: usize = 512;
/// Letters under a shape that is no rectangle, before it is more than a mark of a chart.
const FEW_UNDER: usize = 3;
/// How far beside the page a label may stand that a drawing has no room for, in points, and its letters.
const BESIDE: f64 = 60.0;
const FEW_BESIDE: usize = 40;
/// Difference of a colour channel (0 to 1) that the eye does not tell from the ground.
const SAME_COLOUR: f32 = 0.04;

/// One glyph as it was painted.
struct Mark {
    at: Point,
    order: usize,
    text: char,
    colour: Option<[f32; 4]>,
    size: f64,
    invisible: bool,
    clipped: bool,
    /// Neither a blend nor a mask changes its colour.
    plain: bool,
}

/// A painted area: `colour` is `None` where it is a picture, a gradient or of no simple shape.
struct Area {
    rect: Rect,
    order: usize,
    colour: Option<[f32; 4]>,
    /// Nothing below it shows.
    covers: bool,
    /// Its outline, where it covers and is no rectangle.
    shape: Option<BezPath>,
}

pub(super) struct Painter {
    page: Rect,
    order: usize,
    marks: Vec<Mark>,
    areas: Vec<Area>,
    clips: Vec<Rect>,
    /// Opacity and plainness of the groups around.
    groups: Vec<(f32, bool)>,
    text: String,
    last: Option<(Point, f64)>,
    /// Points to a unit of this page.
    unit: f64,
    /// Pictures of which a part is kept and not shown.
    cropped: usize,
    /// Where pictures stand, and when they were painted.
    pictures: Vec<(Rect, usize)>,
    /// Marked sequences that are open: what they say they stand for, and the first glyph of each.
    spans: Vec<(Option<String>, usize)>,
    /// What a text said to stand for itself, where that is something else.
    instead: String,
    /// What marks within the content are said to show.
    alternative: String,
    /// Pictures that were painted, by their number.
    shown: Vec<ObjectIdentifier>,
    /// Something was not told apart: there was too much of it.
    more: bool,
}

impl Painter {
    pub(super) fn new(page: Rect, unit: f64) -> Painter {
        Painter {
            page,
            order: 0,
            marks: Vec::new(),
            areas: Vec::new(),
            clips: Vec::new(),
            groups: Vec::new(),
            text: String::new(),
            last: None,
            unit,
            cropped: 0,
            pictures: Vec::new(),
            spans: Vec::new(),
            instead: String::new(),
            alternative: String::new(),
            shown: Vec::new(),
            more: false,
        }
    }

    pub(super) fn shown(&self) -> impl Iterator<Item = ObjectIdentifier> + '_ {
        self.shown.iter().copied()
    }

    /// What the page says.
    pub(super) fn said(&self) -> &str {
        &self.text
    }

    pub(super) fn glyphs(&self) -> usize {
        self.marks.len()
    }

    fn plain(&self, blend: BlendMode, masked: bool) -> bool {
        matches!(blend, BlendMode::Normal)
            && !masked
            && self.groups.iter().all(|(opacity, plain)| *opacity >= 0.999 && *plain)
    }

    fn opacity(&self) -> f32 {
        self.groups.iter().map(|(opacity, _)| *opacity).product()
    }

    fn clip(&self) -> Option<Rect> {
        self.clips.last().copied()
    }

    fn area(&mut self, rect: Rect, colour: Option<[f32; 4]>, covers: bool) {
        self.shaped(rect, colour, covers, None);
    }

    fn shaped(&mut self, rect: Rect, colour: Option<[f32; 4]>, covers: bool, shape: Option<BezPath>) {
        self.order += 1;
        let rect = self.clip().map_or(rect, |clip| rect.intersect(clip));
        if rect.width() > 1.0 && rect.height() > 1.0 {
            self.areas.push(Area { rect, order: self.order, colour, covers, shape });
        }
    }

    /// Findings of the page, and its text.
    pub(super) fn judge(self, place: &str, findings: &mut Findings) {
        let boxes: Vec<_> =
            self.areas.iter().map(|area| [area.rect.x0, area.rect.y0, area.rect.x1, area.rect.y1]).collect();
        let (grid, whole) = Grid::new(&boxes);
        if !whole || self.more {
            findings.partly(place, format!("{} × path", self.areas.len()));
        }
        // Where the same letter is painted again in the same place, the later one counts.
        let mut last: HashMap<(char, i64, i64), usize> = HashMap::new();
        let spot = |mark: &Mark| (mark.text, mark.at.x.round() as i64, mark.at.y.round() as i64);
        for mark in self.marks.iter().filter(|m| !m.invisible) {
            last.insert(spot(mark), mark.order);
        }
        let (mut invisible, mut off, mut clipped, mut tiny, mut covered, mut white) =
            (String::new(), String::new(), String::new(), String::new(), String::new(), String::new());
        let (mut under, mut near) = (String::new(), String::new());
        // A label that begins on the page and runs over its edge is cut, and no hidden text.
        let mut edge = 0usize;
        let mut before: Option<(Point, f64, bool)> = None;
        for mark in &self.marks {
            let here = self.page.contains(mark.at);
            let runs_on = before.is_some_and(|(at, size, on)| on && at.distance(mark.at) <= size.max(mark.size) * 2.5);
            let on = here || runs_on;
            before = Some((mark.at, mark.size, on));
            if mark.text.is_whitespace() {
                continue;
            }
            if !mark.invisible && !here && runs_on {
                edge += 1;
                continue;
            }
            if mark.invisible {
                invisible.push(mark.text);
                continue;
            }
            if !here {
                let beside = self.page.inflate(BESIDE, BESIDE).contains(mark.at);
                if beside {
                    near.push(mark.text)
                } else {
                    off.push(mark.text)
                }
                continue;
            }
            if mark.clipped {
                clipped.push(mark.text);
                continue;
            }
            if mark.size * self.unit <= 2.0 {
                tiny.push(mark.text);
            }
            let newest = last.get(&spot(mark)).copied().unwrap_or(mark.order);
            let (mut ground, mut below) = (Some([1.0, 1.0, 1.0, 1.0]), 0);
            let (mut hidden, mut shaped) = (false, false);
            for area in grid.near((mark.at.x, mark.at.y)).map(|at| &self.areas[at]) {
                if !area.rect.contains(mark.at) {
                    continue;
                }
                if area.order < mark.order {
                    if area.order > below {
                        (ground, below) = (area.colour, area.order);
                    }
                } else if area.order > newest {
                    hidden |= area.covers;
                    shaped |= area.shape.as_ref().is_some_and(|shape| shape.winding(mark.at) != 0);
                }
            }
            if shaped && !hidden {
                under.push(mark.text);
                continue;
            }
            if hidden {
                covered.push(mark.text);
                continue;
            }
            let unseen = match (mark.colour, ground) {
                (Some(colour), _) if colour[3] <= 0.05 => true,
                (Some(colour), Some(ground)) if mark.plain => {
                    colour.iter().zip(ground).take(3).all(|(a, b)| (a - b).abs() <= SAME_COLOUR)
                }
                _ => false,
            };
            if unseen {
                // Black on a black bar is a bad redaction; white on paper is white text.
                if ground.is_some_and(|ground| ground.iter().take(3).any(|part| *part < 0.9)) {
                    covered.push(mark.text);
                }
                white.push(mark.text);
            }
        }
        // A word right beside the page is the label of an axis that found no room; more of them are a text.
        match near.chars().count() {
            few @ 1..=FEW_BESIDE => edge += few,
            _ => off.push_str(&near),
        }
        // No more of what is hidden than tells it apart.
        let shown =
            |text: &str| format!("{} × \"{}\"", text.chars().count(), text.chars().take(12).collect::<String>());
        for (id, text) in [
            (Id::InvisibleTextTr3, &invisible),
            (Id::OffPage, &off),
            (Id::TinyText, &tiny),
            (Id::CoveredText, &covered),
            (Id::WhiteText, &white),
        ] {
            if !text.is_empty() {
                findings.add(id, place, shown(text));
                findings.paper(|paper| paper.beside(id.as_str(), place, text));
            }
        }
        if edge > 0 {
            findings.add_as(Id::OffPage, Severity::Ask, place, format!("{edge} × edge"));
        }
        if under.chars().count() >= FEW_UNDER {
            // A ribbon or a marker of a chart may lie over a label: a person looks.
            findings.add_as(Id::CoveredText, Severity::Ask, place, shown(&under));
            findings.paper(|paper| paper.beside("covered_text", place, &under));
        }
        let over = self.over_pictures();
        if over > 0 {
            findings.add(Id::CoveredPicture, place, format!("{over} ×"));
        }
        if clipped.chars().count() > 3 {
            findings.add_as(Id::OffPage, Severity::Ask, place, shown(&clipped));
            findings.paper(|paper| paper.beside("off_page", place, &clipped));
        }
        if self.cropped > 0 {
            // What a program cut to fit may still be nothing to worry about: a person looks.
            findings.add_as(Id::CroppedImage, Severity::Ask, place, format!("{} ×", self.cropped));
        }
        if !self.instead.is_empty() {
            findings.add_as(Id::HiddenText, Severity::Ask, place, format!("ActualText: {}", shown(&self.instead)));
            findings.paper(|paper| paper.beside("hidden_text", place, &self.instead));
        }
        findings.aside(&ALTERNATIVE, "/Alt", place, &self.alternative);
        crate::text::says(&self.text, place, findings);
    }

    /// Boxes of one colour over pictures, or over a part of them, with nothing written on them: the picture is whole below.
    fn over_pictures(&self) -> usize {
        const SMALL: f64 = 40.0;
        let over = |picture: &(Rect, usize), area: &Area| {
            let shared = picture.0.intersect(area.rect);
            // A ground that goes far beyond the picture belongs to the page's layout.
            area.order > picture.1
                && area.covers
                && shared.width() > 3.0
                && shared.height() > 3.0
                && shared.area() >= SMALL
                && shared.area() >= area.rect.area() * 0.5
        };
        let covers: Vec<&Area> = self.areas.iter().filter(|area| area.covers && area.rect.area() >= SMALL).collect();
        let written = |area: &Area| {
            let here = self.marks.iter().filter(|mark| mark.order > area.order && area.rect.contains(mark.at));
            here.filter(|mark| !mark.invisible && !mark.text.is_whitespace()).count() > 0
        };
        let of = |picture: &&(Rect, usize)| covers.iter().any(|area| over(picture, area) && !written(area));
        self.pictures.iter().filter(of).count()
    }

    /// A filled box that an annotation lays over the page.
    pub(super) fn laid_over(&mut self, rect: Rect) {
        self.order += 1;
        self.areas.push(Area { rect, order: self.order, colour: None, covers: true, shape: None });
    }

    fn word(&mut self, text: char, at: Point, size: f64) {
        if let Some((before, height)) = self.last {
            let (dx, dy) = (at.x - before.x, at.y - before.y);
            if dy.abs() > height.max(size) * 0.6 || dx < -height {
                self.text.push('\n');
            } else if dx > height.max(size) * 2.5 {
                self.text.push('\t');
            } else if dx > height.max(size) * 0.95 && !self.text.ends_with(char::is_whitespace) && !text.is_whitespace()
            {
                self.text.push(' ');
            }
        }
        self.text.push(text);
        self.last = Some((at, size));
    }
}

impl<'a> Device<'a> for Painter {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let scale = props.transform.determinant().abs().sqrt();
        if let DrawMode::Stroke(line) = mode {
            // A thick line is the ground of a table's head more often than not.
            let width = f64::from(line.line_width) * scale;
            if width >= 5.0 {
                let bounds = (props.transform * path).bounding_box();
                let opaque = self.plain(props.blend_mode, props.soft_mask.is_some())
                    && solid(&props.paint).is_some_and(|colour| colour[3] >= 0.999);
                // Drawn over a line of text it is a bar; its ends are where the line ends.
                let level = path.elements().len() == 2 && (bounds.width() < 0.1 || bounds.height() < 0.1);
                let (across, down) = match level && opaque {
                    true if bounds.height() < 0.1 => (0.0, width / 2.0),
                    true => (width / 2.0, 0.0),
                    false => (width / 2.0, width / 2.0),
                };
                self.area(bounds.inflate(across, down), None, level && opaque);
            }
            return;
        }
        if !matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) {
            return;
        }
        let path = props.transform * path;
        let colour = solid(&props.paint);
        let plain = self.plain(props.blend_mode, props.soft_mask.is_some());
        let opaque = plain && colour.is_none_or(|c| c[3] >= 0.999);
        match rectangles(&path) {
            Some(all) if all.len() <= MOST_BOXES => {
                for rect in framed(all) {
                    self.area(rect, colour.filter(|_| opaque), opaque && colour.is_some());
                }
            }
            Some(_) => {
                self.more = true;
                self.area(path.bounding_box(), None, false);
            }
            // Of an ellipse or a box with round corners the outline tells; of a drawing it does not matter.
            None => {
                let parts = path.elements().iter().filter(|part| matches!(part, PathEl::MoveTo(_))).count();
                let shape = opaque && colour.is_some() && parts == 1 && path.elements().len() <= 64;
                let bounds = path.bounding_box();
                self.shaped(bounds, None, false, (shape && bounds.area() > 100.0).then_some(path));
            }
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let bounds = clip_path.path.bounding_box();
        let bounds = self.clip().map_or(bounds, |clip| clip.intersect(bounds));
        self.clips.push(bounds);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.groups.push((opacity, mask.is_none() && matches!(blend, BlendMode::Normal)));
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.order += 1;
        let stroked = matches!(mode, DrawMode::Stroke(_));
        let opacity = self.opacity();
        let colour = solid(&props.paint).map(|c| [c[0], c[1], c[2], c[3] * opacity]);
        let plain = self.plain(props.blend_mode, props.soft_mask.is_some()) && !stroked;
        let clip = self.clip();
        for glyph in run.glyphs() {
            // Whoever paints the pages says that there is too much.
            if self.marks.len() > MOST_GLYPHS {
                return;
            }
            let to_page: Affine = props.transform * glyph.transform();
            let outline = matches!(&**glyph, Glyph::Outline(_));
            // The middle of a small letter; a Type 3 glyph has a measure of its own.
            let at = to_page * if outline { Point::new(250.0, 250.0) } else { Point::new(0.0, 0.0) };
            let height = to_page.determinant().abs().sqrt() * 1000.0;
            let size = if outline { height } else { 10.0 };
            let text = match glyph.as_unicode() {
                Some(hayro_interpret::hayro_cmap::BfString::Char(c)) => c,
                Some(hayro_interpret::hayro_cmap::BfString::String(s)) => s.chars().next().unwrap_or('\u{fffd}'),
                None => char::REPLACEMENT_CHARACTER,
            };
            self.word(text, to_page * Point::ZERO, size);
            self.marks.push(Mark {
                at,
                order: self.order,
                text,
                colour,
                size,
                invisible: matches!(mode, DrawMode::Invisible),
                clipped: clip.is_some_and(|clip| !clip.inflate(size, size).contains(at)),
                plain,
            });
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        for key in ["Alt", "E"] {
            let said = properties.and_then(|dict| dict.get::<hayro_syntax::object::String>(key));
            if let Some(said) = said.filter(|_| self.alternative.len() < MOST_TOLD) {
                self.alternative.push_str(&super::spoken(said.as_bytes()));
                self.alternative.push('\n');
            }
        }
        // Figures and formulas are told in words on purpose.
        let told = matches!(tag, b"Figure" | b"Formula");
        let says = properties.filter(|_| !told).and_then(|dict| dict.get::<hayro_syntax::object::String>("ActualText"));
        self.spans.push((says.map(|text| super::spoken(text.as_bytes())), self.marks.len()));
    }

    fn end_marked_content(&mut self) {
        const MOST: usize = 10_000;
        let Some((Some(says), from)) = self.spans.pop() else { return };
        let letters = |text: &mut dyn Iterator<Item = char>| text.filter(|c| c.is_alphanumeric()).collect::<String>();
        let said = letters(&mut says.chars());
        let shown = letters(&mut self.marks.get(from..).unwrap_or_default().iter().map(|mark| mark.text));
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (many, few) = (said.chars().count(), shown.chars().count());
        // A ligature stands for two or three letters, and a hyphen for a whole word's rest.
        let other = many > few * 3 + 3 || !digits(&said).is_empty() && few > 0 && digits(&said) != digits(&shown);
        if self.marks.len() > from && other && self.instead.len() < MOST {
            self.instead.push_str(&says);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let bounds = props.transform.transform_rect_bbox(Rect::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        ));
        // A large picture that is painted as a dot is seen by nobody.
        let dot = bounds.area() < 4.0 && u64::from(image.width()) * u64::from(image.height()) > 2500;
        if !dot && self.opacity() > 0.05 {
            self.shown.push(match &image {
                Image::Raster(raster) => raster.stream().obj_id(),
                Image::Stencil(stencil) => stencil.stream().obj_id(),
            });
        }
        if matches!(image, Image::Raster(_)) && bounds.area() > 100.0 {
            let seen = self.clip().map_or(self.page, |clip| clip.intersect(self.page)).intersect(bounds);
            let seen = seen.width().max(0.0) * seen.height().max(0.0);
            self.cropped += usize::from(seen < bounds.area() * 0.9);
        }
        let opaque = match &image {
            Image::Raster(raster) => {
                let dict = raster.stream().dict();
                !dict.contains_key("SMask") && !dict.contains_key("Mask")
            }
            Image::Stencil(_) => false,
        };
        let covers = opaque && self.plain(props.blend_mode, props.soft_mask.is_some());
        self.area(bounds, None, covers);
        if matches!(image, Image::Raster(_)) && bounds.area() > 400.0 {
            self.more |= self.pictures.len() >= MOST_PICTURES;
            if self.pictures.len() < MOST_PICTURES {
                self.pictures.push((self.clip().map_or(bounds, |clip| clip.intersect(bounds)), self.order));
            }
        }
    }
}
