//! SVG drawings: what runs, what nobody sees, what carries the data that it was drawn from.

mod layers;

use std::collections::BTreeSet;

use base64::Engine;
use layers::{Layers, Matrix, reference};

use crate::concealed::{self, ALTERNATIVE, ATTRIBUTES, ELEMENTS, HTML_STYLE, SHORT, SVG_METADATA, telling};
use crate::ids::Id;
use crate::unseen::{clear, declarations, hides, is_white, tiny};
use crate::xml::{Element, Seen, walk_text};
use crate::{Findings, Severity, records, text};

/// What an element hands down to those inside it.
#[derive(Default, Clone)]
struct Look {
    fill: String,
    /// Letters without a size, without opacity.
    unseen: bool,
    /// It, or one around it, is moved: where its text stands is not worked out.
    moved: bool,
    /// Something that others use, not shown where it stands; the names by which they may.
    defines: bool,
    names: Vec<String>,
    /// Within a mask, which is no part of the picture.
    mask: bool,
    /// From its own measure to that of the drawing.
    to_page: Matrix,
    /// The region outside which nothing of it shows, and the measure in which that is said.
    clip: Option<(String, Matrix)>,
    /// Something of what lies below shows through.
    thin: bool,
}

#[derive(Default)]
struct Canvas {
    around: Vec<Look>,
    /// Left, top, width, height.
    view: Option<[f64; 4]>,
    /// Something dark was painted before: light letters may stand on it.
    painted: bool,
    /// Classes that a style sheet hides.
    hidden: BTreeSet<String>,
    /// The text that is being read stands outside.
    outside: bool,
    /// Where the text that is being read begins, in its own measure.
    begins: Option<(f64, f64)>,
    layers: Layers,
    /// What says of each mark what it stands for.
    labels: Vec<String>,
    /// Names of elements with several numbers in each.
    names: BTreeSet<String>,
    /// Names that something refers to, and text that only they would show.
    referred: BTreeSet<String>,
    defined: BTreeSet<Vec<String>>,
}

/// Labels with a number in them that are records behind a drawing.
const LABELS: usize = 5;

pub(crate) fn look(words: &str, place: &str, findings: &mut Findings) {
    let mut visible = String::new();
    let mut canvas = Canvas::default();
    let mut rows = records::Xml::default();
    let read = walk_text(words, true, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            carries(&element, place, findings);
            rows.element(&element);
            canvas.enter(&element, place, findings);
        }
        Seen::Text(text, above) => {
            if matches!(above.last(), "title" | "desc") && !above.inside("metadata") {
                canvas.labels.push(text.trim().to_owned());
            }
            let set = above.inside("text") || above.inside("foreignObject") || above.inside("flowRoot");
            if above.inside("metadata") {
                findings.aside(&SVG_METADATA, "metadata", place, text);
            } else if !matches!(above.last(), "style" | "script" | "title" | "desc") {
                visible.push_str(text);
                // Text that no element of a drawing sets.
                if !set {
                    findings.aside(&ELEMENTS, "<…>", place, text);
                }
            }
            if above.last() == "style" {
                canvas.sheet(text, place, findings);
            }
            if matches!(above.last(), "text" | "tspan" | "textPath") && !text.trim().is_empty() {
                canvas.words(place, findings);
            }
        }
        Seen::End(..) => {
            canvas.around.pop();
        }
    });
    canvas.finish(place, findings);
    rows.judge(place, findings);
    if read {
        text::look_through(&visible, place, findings);
        records::everywhere(&visible, &['\t'], place, findings);
        findings.says(place, &visible);
    }
}

impl Canvas {
    /// Classes that rules such as `.a{opacity:0}` hide.
    fn sheet(&mut self, style: &str, place: &str, findings: &mut Findings) {
        for remark in style.split("/*").skip(1) {
            findings.aside(&HTML_STYLE, "/*", place, &remark[..remark.find("*/").unwrap_or(remark.len())]);
        }
        for rule in style.split('}') {
            let Some((names, body)) = rule.split_once('{') else { continue };
            if body.contains("--") && body.len() > 100 {
                findings.aside(&ATTRIBUTES, "--", place, body);
            }
            if declarations(body).any(|(name, value)| hides(&name, &value) || name == "fill-opacity" && clear(&value)) {
                let names = names.split(',').filter_map(|name| name.trim().strip_prefix('.'));
                self.hidden.extend(names.map(|name| name.trim().to_lowercase()));
            }
        }
    }

    fn enter(&mut self, element: &Element, place: &str, findings: &mut Findings) {
        let mut look = self.around.last().cloned().unwrap_or_default();
        look.defines |= matches!(element.name, "defs" | "clipPath" | "mask" | "symbol" | "pattern" | "marker");
        look.mask |= element.name == "mask";
        let mut all: Vec<(String, String)> = element
            .attrs()
            .into_iter()
            .filter(|(name, _)| name != "d")
            .map(|(name, value)| (name, value.to_ascii_lowercase()))
            .collect();
        let style: Vec<_> =
            all.iter().filter(|(name, _)| name == "style").flat_map(|(_, value)| declarations(value)).collect();
        all.retain(|(name, _)| name != "style");
        all.extend(style);
        let words = matches!(element.name, "text" | "tspan" | "textPath");
        let mut hidden = false;
        for (name, value) in &all {
            let value = value.trim();
            match name.as_str() {
                "fill" => look.fill = value.chars().filter(|c| !c.is_whitespace()).take(40).collect(),
                "fill-opacity" => {
                    look.unseen = clear(value);
                    look.thin |= value.parse::<f64>().is_ok_and(|o| o < 0.99);
                }
                "transform" => {
                    look.moved = true;
                    look.to_page = look.to_page.then(Matrix::read(value));
                }
                "id" if look.defines => look.names.push(value.to_owned()),
                "clip-path" => look.clip = reference(value).map(|name| (name, look.to_page)),
                "opacity" => {
                    look.thin |= value.parse::<f64>().is_ok_and(|o| o < 0.99);
                    hidden |= hides(name, value);
                }
                "class" => hidden |= value.split_whitespace().any(|class| self.hidden.contains(class)),
                "font-size" => look.unseen |= words && tiny(value) && self.fits(),
                _ => hidden |= hides(name, value),
            }
        }
        for (name, value) in &all {
            if let Some(target) = reference(value) {
                self.referred.insert(target);
            }
            // Numbers of programs are short; two and more of them in one name say something of what is drawn.
            let numbers =
                |value: &str| value.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() >= 2).count();
            if matches!(name.as_str(), "aria-label" | "aria-description" | "alt" | "aria-valuetext" | "title") {
                self.labels.push(value.clone());
            }
            if matches!(name.as_str(), "id" | "class") && numbers(value) >= 2 && !look.defines {
                self.names.insert(value.clone());
            }
            hidden |= matches!(name.as_str(), "systemLanguage" | "requiredFeatures" | "requiredExtensions")
                && element.inside("switch")
                && (words || name == "systemLanguage" && element.name == "g");
        }
        if element.name == "svg" {
            if self.around.is_empty() {
                let view = element.attr("viewBox").unwrap_or_default();
                let numbers: Vec<f64> =
                    view.split([' ', ',']).filter(|part| !part.is_empty()).filter_map(|n| n.parse().ok()).collect();
                let size = |name: &str| {
                    let value = element.attr(name)?;
                    value.trim().trim_end_matches("px").parse::<f64>().ok()
                };
                let whole = || Some([0.0, 0.0, size("width")?, size("height")?]);
                let view = <[f64; 4]>::try_from(numbers).ok().or_else(whole);
                self.view = view.filter(|view| view[2] > 0.0 && view[3] > 0.0);
            } else {
                look.moved = true;
            }
        }
        if hidden && !look.defines {
            findings.add(Id::SvgHidden, place, element.name);
        }
        // Letters that are as high as a hair when all is drawn, or pressed into a point.
        let pressed = element.attr("textLength").and_then(|length| length.trim_end_matches("px").parse::<f64>().ok());
        let size = all.iter().find(|(name, _)| name == "font-size").map_or("16", |(_, size)| size.as_str());
        let size = size.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(16.0);
        let small = self.fits() && size * look.to_page.times() < 0.8;
        look.unseen |= words && (small || pressed.is_some_and(|length| length <= 2.0));
        if words {
            let at = |name: &str| all.iter().find(|(n, _)| n == name).and_then(|(_, v)| v.trim().parse::<f64>().ok());
            let place = at("x").zip(at("y"));
            self.begins = place.or(self.begins.filter(|_| element.name != "text")).or(Some((0.0, 0.0)));
            self.outside = match (self.view, place) {
                // A line may begin a little outside and still be read.
                (Some([left, top, width, height]), Some((x, y))) if !look.moved => {
                    x < left - width || x > left + width || y < top || y > top + height * 1.2
                }
                (_, None) if element.name != "text" => self.outside,
                _ => false,
            };
        }
        let shape = matches!(element.name, "rect" | "path" | "circle" | "ellipse" | "polygon" | "use" | "image" | "g");
        self.painted |= shape
            && !look.defines
            && (element.name == "image" || element.name == "use" || !is_white(&look.fill) && look.fill != "none")
            && (element.name != "g");
        self.layers.shape(element, &all, &look);
        self.around.push(look);
    }

    /// What can be told when all is read: labels that are records, text that nothing shows, text under a shape or outside its clip.
    fn finish(&mut self, place: &str, findings: &mut Findings) {
        let numbered: BTreeSet<&String> =
            self.labels.iter().filter(|label| label.contains(|c: char| c.is_ascii_digit())).collect();
        if numbered.len() >= LABELS {
            findings.add(Id::SvgEmbeddedSource, place, format!("{} labels", numbered.len()));
        } else {
            findings.aside(&ALTERNATIVE, "title", place, &self.labels.join("\n"));
        }
        let said: Vec<&str> = self.names.iter().map(String::as_str).filter(|name| name.len() > 100).collect();
        findings.aside(&ATTRIBUTES, "id", place, &said.join("\n"));
        if self.names.len() >= LABELS {
            findings.add_as(Id::SvgEmbeddedSource, Severity::Ask, place, format!("{} × id", self.names.len()));
        }
        if self.defined.iter().any(|names| !names.iter().any(|name| self.referred.contains(name))) {
            findings.add(Id::SvgHidden, place, "defs");
        }
        let (hides, whole) = self.layers.hides();
        if let Some(how) = hides {
            findings.add(Id::SvgHidden, place, how);
        }
        if !whole {
            findings.partly(place, "text, rect, path");
        }
    }

    /// Drawings with a small measure of their own have small letters that are large on the page.
    fn fits(&self) -> bool {
        self.view.is_none_or(|view| view[2] >= 90.0)
    }

    fn words(&mut self, place: &str, findings: &mut Findings) {
        let Some(look) = self.around.last() else { return };
        if look.mask {
            return findings.add(Id::SvgHidden, place, "mask");
        }
        if look.defines {
            self.defined.insert(look.names.clone());
            return;
        }
        self.layers.text(self.begins.unwrap_or_default(), look);
        let white = is_white(&look.fill) && !self.painted;
        if look.unseen || white || self.outside || matches!(look.fill.as_str(), "none" | "transparent") {
            findings.add(Id::SvgHidden, place, "text");
        }
    }
}

/// Attributes whose values are long in drawings, or that are judged elsewhere.
const DRAWN: &[&str] = &[
    "points",
    "transform",
    "style",
    "values",
    "href",
    "class",
    "id",
    "viewBox",
    "font-family",
    "x",
    "y",
    "dx",
    "dy",
    "keyTimes",
    "keySplines",
    "content",
    "stroke-dasharray",
    "clip-path",
    "mask",
    "filter",
    "xmlns",
    "schemaLocation",
    "requiredFeatures",
    "aria-label",
    "aria-description",
    "title",
    "alt",
    "inkscape-font-specification",
    "rotate",
];

/// Scripts, other files and the source of the drawing.
fn carries(element: &Element, place: &str, findings: &mut Findings) {
    match element.name {
        "script" | "handler" => findings.add(Id::SvgScript, place, element.name),
        "foreignObject" => findings.add(Id::SvgEmbeddedSource, place, element.name),
        "metadata" => findings.add(Id::SvgMetadata, place, ""),
        "audio" | "video" => findings.add(Id::AvMedia, place, element.name),
        _ => {}
    }
    for (name, value) in element.attrs() {
        // What no drawing has: private fields, properties of a style that nothing reads.
        let own = name == "style" && value.contains("--");
        let drawn =
            DRAWN.contains(&name.as_str()) || name == "d" && matches!(element.name, "path" | "glyph" | "missing-glyph");
        if value.len() > 100 && (own || !drawn) {
            findings.aside(&ATTRIBUTES, "attributes", place, &value);
        } else if !drawn && !name.starts_with("data-") && telling(&value) {
            findings.aside(&SHORT, "attributes", place, &value);
        }
        let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        let lower = plain.to_ascii_lowercase();
        if lower.starts_with("javascript:")
            || (name.starts_with("on") && name.len() > 4 && name.bytes().all(|b| b.is_ascii_lowercase()))
        {
            findings.add(Id::SvgScript, place, &name);
        }
        if name == "content" && (lower.contains("mxfile") || lower.contains("mxgraph")) {
            findings.add(Id::SvgEmbeddedSource, place, "draw.io");
        }
        if lower.contains(";base64,") {
            let severity = if packed(element, &plain, place, findings) { Severity::Ask } else { Severity::Blocks };
            findings.add_as(Id::SvgEmbeddedSource, severity, place, "base64");
        } else if name == "href" && lower.starts_with("data:") {
            findings.add(Id::SvgEmbeddedSource, place, "data:");
        }
        if name == "href" && !lower.starts_with("data:") {
            concealed::address([&concealed::ELEMENTS, &concealed::ADDRESS], &value, place, findings);
        }
        if name == "href"
            && matches!(element.name, "image" | "use" | "feImage")
            && (lower.contains("://") || lower.starts_with("//"))
        {
            findings.add(Id::ExternalRel, place, element.name);
        }
        if name.starts_with("data-") && value.len() > 1 && element.name != "svg" {
            findings.add(Id::SvgEmbeddedSource, place, &name);
        }
        if matches!(name.as_str(), "export-filename" | "absref" | "docbase")
            && (value.contains('/') || value.contains('\\'))
        {
            findings.add(Id::ServerPath, place, &name);
        }
    }
}

/// A picture of pixels that a drawing brings along, as a plotting library draws a heat map: it is looked into as any other is.
fn packed(element: &Element, value: &str, place: &str, findings: &mut Findings) -> bool {
    let pixels = ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,"];
    let Some(packed) = pixels.iter().find_map(|kind| value.strip_prefix(kind)).filter(|_| element.name == "image")
    else {
        return false;
    };
    let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(packed) else { return false };
    let at = crate::magic::join(place, element.name);
    if !findings.expand(bytes.len() as u64, &at) {
        return false;
    }
    matches!(crate::kind::look(&bytes, 1, &at, findings).id, "png" | "jpeg")
}
