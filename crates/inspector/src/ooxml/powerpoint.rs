//! The parts of a presentation: hidden slides and shapes, what lies beside the slide, notes, text that is not seen.

mod off;
mod over;

use std::collections::BTreeMap;

use super::alternate::Alternates;
use super::colour::Colour;
use super::drawing;
use crate::concealed::{ELEMENTS, NAMES};
use crate::ids::Id;
use crate::view::{Paper, Title, TitleOf};
use crate::xml::{Element, Path, Seen, unshown, walk, walk_again};
use crate::{Findings, Severity};
pub(in crate::ooxml) use over::{Boxes, boxes};

/// The size of a slide, in EMU, and whether plain paper lies behind all slides.
#[derive(Default)]
pub(super) struct Deck {
    width: i64,
    height: i64,
    /// A master or layout has a picture or a ground of its own.
    dressed: bool,
    /// The colours of the theme by name, and what the master calls them.
    theme: BTreeMap<String, [u8; 3]>,
    names: BTreeMap<String, String>,
}

impl Deck {
    pub(super) fn read(&mut self, bytes: &[u8], place: &str, findings: &mut Findings) {
        walk_again(bytes, place, findings, |seen, _| {
            if let Seen::Element(element) = seen
                && element.name == "sldSz"
            {
                (self.width, self.height) = (element.number("cx"), element.number("cy"));
            }
        });
    }

    /// The colours that the theme's names stand for.
    pub(super) fn theme(&mut self, bytes: &[u8], place: &str, findings: &mut Findings) {
        walk_again(bytes, place, findings, |seen, _| {
            let Seen::Element(element) = seen else { return };
            let value = match element.name {
                "srgbClr" => element.attr("val"),
                "sysClr" => element.attr("lastClr"),
                _ => return,
            };
            if element.above.iter().nth(1) == Some("clrScheme")
                && let Some(Colour::Rgb(rgb)) = value.and_then(|value| Colour::hex(&value))
            {
                self.theme.insert(element.above.last().to_owned(), rgb);
            }
        });
    }

    /// What a name of the theme stands for here, where that is known.
    fn named(&self, name: &str) -> Colour {
        let usual = match name {
            "bg1" => "lt1",
            "tx1" => "dk1",
            "bg2" => "lt2",
            "tx2" => "dk2",
            other => other,
        };
        let own = self.names.get(name).map_or(usual, String::as_str);
        self.theme.get(own).map_or_else(|| Colour::Theme(name.to_owned()), |rgb| Colour::Rgb(*rgb))
    }

    /// What lies behind a slide that says nothing of it.
    fn paper(&self) -> Colour {
        match self.named("bg1") {
            Colour::Rgb(rgb) => Colour::Rgb(rgb),
            _ => Colour::Rgb([255; 3]),
        }
    }

    /// A master or layout.
    pub(super) fn behind(&mut self, bytes: &[u8], place: &str, findings: &mut Findings) {
        walk_again(bytes, place, findings, |seen, _| {
            let Seen::Element(element) = seen else { return };
            let paper = |name: &str| matches!(name, "bg1" | "lt1");
            self.dressed |= match element.name {
                "pic" | "gradFill" | "blipFill" | "pattFill" if !element.inside("txBody") => true,
                "clrMap" => {
                    self.names.extend(element.attrs());
                    element.attr("bg1").is_some_and(|name| name != "lt1")
                }
                "schemeClr" if element.inside("bg") => element.attr("val").is_some_and(|name| !paper(&name)),
                "srgbClr" if element.inside("bg") => true,
                // A filled shape of the master can lie under anything.
                "solidFill" => element.above.last() == "spPr",
                _ => false,
            };
        });
    }
}

/// Shift and scale of a group: child coordinates to the coordinates around.
#[derive(Clone, Copy)]
struct Transform {
    scale: (f64, f64),
    shift: (f64, f64),
}

#[derive(Default, Clone, Copy)]
struct Frame {
    offset: Option<(i64, i64)>,
    size: Option<(i64, i64)>,
    child_offset: Option<(i64, i64)>,
    child_size: Option<(i64, i64)>,
    /// Turned by about a quarter.
    across: bool,
}

#[derive(Default)]
struct Memory {
    /// More shapes than are compared.
    more: bool,
    alternates: Alternates,
    groups: Vec<Option<Transform>>,
    frame: Frame,
    /// The fill of the shape that is being read: `None` where it has none.
    fill: Option<Colour>,
    /// The shape says that it has no fill, whatever its style says.
    bare: bool,
    /// The colour of the run that is being read, and that of the shape's list or style.
    colour: Option<Colour>,
    inherited: Option<Colour>,
    /// Where the shape stands, whether nothing behind it shows, and what it says.
    at: Option<[f64; 4]>,
    rotated: bool,
    blocks: Option<Severity>,
    says: String,
    /// Text with its frame, and what is painted over, in order.
    texts: Vec<(usize, [f64; 4], String)>,
    covers: Vec<(usize, [f64; 4], Severity)>,
    order: usize,
    /// The shape is a picture; pictures, and boxes without text over what was before.
    photo: bool,
    photos: Vec<(usize, [f64; 4])>,
    bars: Vec<(usize, [f64; 4])>,
    timed: bool,
    off_box: off::Off,
    clear: bool,
    /// Hundredths of a point; zero where it is not said.
    size: i64,
    ground: Option<Colour>,
    /// The colour that marks the run.
    marker: Option<Colour>,
    pictures: bool,
    empty: bool,
    /// The shape lies beside the slide.
    off: bool,
    /// The shape is hidden by name.
    hidden: bool,
    title: bool,
    tables: usize,
    text: String,
}

/// One XML part. `name` is in lower case.
pub(super) fn part(name: &str, bytes: &[u8], place: &str, deck: &Deck, findings: &mut Findings) {
    let on_slide = name.starts_with("ppt/slides/");
    let mut memory = Memory::default();
    let notes = name.starts_with("ppt/notesslides/") && !name.contains("_rels/");
    let comments = name.contains("/comments/");
    if on_slide || notes || comments {
        let what = if on_slide { TitleOf::Slide } else { TitleOf::Part };
        let mark = match () {
            () if notes => "notes",
            () if comments => "comments",
            () => "",
        };
        let title = Title { what, name: place.to_owned(), mark: mark.to_owned() };
        findings.paper(|paper| paper.part(place, Some(title)));
    }
    walk(bytes, place, findings, |seen, findings| match seen {
        Seen::Element(element) => {
            drawing::everywhere(name, &element, place, findings);
            one(name, &element, on_slide, place, findings);
            if on_slide {
                state(&element, deck, &mut memory);
                memory.off_box.enter(&element, place, findings);
                findings.paper(|paper| begin(&element, &mut memory, paper));
            }
            if element.name == "sldId" {
                // Its own number stands before the name of the relationship.
                let id = element.attrs().into_iter().rev().find(|(name, _)| name == "id").map(|(_, id)| id);
                findings.paper(|paper| paper.next(place, &id.unwrap_or_default(), "", ""));
            }
        }
        Seen::End(end, above) if on_slide => {
            memory.alternates.end(end, place, findings);
            leave(end, above, place, deck, &mut memory, findings);
            findings.paper(|paper| match end {
                "p" if memory.tables > 0 => {
                    paper.paragraph(0, 0);
                    paper.skip(1);
                }
                "p" => paper.paragraph(u8::from(memory.title), 1),
                "tc" => paper.cell(),
                "tr" => paper.row(0, "", 0),
                "tbl" => {
                    memory.tables = memory.tables.saturating_sub(1);
                    paper.end_table(0);
                }
                _ => {}
            });
        }
        Seen::End("p" | "cm" | "comment", _) if notes || comments => findings.paper(|paper| paper.paragraph(0, 1)),
        Seen::End(..) => {}
        Seen::Text(text, above) if comments && matches!(above.last(), "text" | "t") => {
            findings.paper(|paper| paper.text(text, "comments"));
        }
        Seen::Text(text, above) => {
            if above.last() != "t" || text.trim().is_empty() {
                unshown(text, above, place, findings);
                if on_slide && above.last() == "t" {
                    findings.paper(|paper| paper.text(text, ""));
                }
                return;
            }
            // Prompts of layouts stand on no slide; text of parts that nobody knows on none at all.
            if name.contains("layout") || name.contains("master") {
                findings.aside(&NAMES, "layout", place, text);
            } else if !on_slide
                && !notes
                && !comments
                && !["diagrams/", "charts/", "drawings/"].iter().any(|part| name.contains(part))
            {
                findings.aside(&ELEMENTS, "t", place, text);
            }
            if name.starts_with("ppt/notesslides/") && !above.inside("fld") {
                findings.add(Id::Notes, place, "");
                findings.paper(|paper| paper.text(text, "notes"));
            }
            if on_slide {
                memory.alternates.text(text, above);
                memory.says.extend(text.chars().take(12));
                memory.off_box.says(place, findings);
                memory.text.push_str(text);
                let mark = seen_text(text, place, deck, &memory, findings);
                findings.paper(|paper| paper.text(text, mark));
            }
        }
    });
    if on_slide {
        memory.covered(place, findings);
        crate::text::says(&memory.text, place, findings);
    }
}

fn one(name: &str, element: &Element, on_slide: bool, place: &str, findings: &mut Findings) {
    match element.name {
        "sld" if element.attr("show").is_some_and(|show| matches!(show.as_str(), "0" | "false")) => {
            findings.add(Id::HiddenSlide, place, "show=0");
            findings.paper(|paper| paper.hide("hidden_slide"));
        }
        "cNvPr" if element.on("hidden") && on_slide => {
            findings.add(Id::HiddenSlide, place, element.attr("name").unwrap_or_default());
        }
        "cm" | "comment" if name.contains("/comments/") => findings.add(Id::Comments, place, ""),
        "cmAuthor" | "author" if name.contains("authors") => {
            findings.add_as(Id::Comments, Severity::Note, place, "authors")
        }
        "hlinkClick" | "hlinkHover" | "snd" => {
            let action = element.attr("action").unwrap_or_default();
            if action.contains("macro") {
                findings.add(Id::VbaMacro, place, action);
            } else if action.contains("program") || action.contains("file") {
                findings.add(Id::ExternalRel, place, action);
            }
        }
        "htmlPubPr" => findings.add(Id::CustomProps, place, "htmlPubPr"),
        "tag" if name.contains("/tags/") => {
            findings.add(Id::CustomProps, place, element.attr("name").unwrap_or_default())
        }
        _ => {}
    }
}

/// What a view needs to know of an element.
fn begin(element: &Element, memory: &mut Memory, paper: &mut Paper) {
    match element.name {
        "sp" | "graphicFrame" | "pic" | "cxnSp" => (memory.off, memory.title, memory.hidden) = (false, false, false),
        "cNvPr" => memory.hidden = element.on("hidden"),
        "ph" => memory.title = element.attr("type").is_some_and(|kind| matches!(kind.as_str(), "title" | "ctrTitle")),
        "tbl" => {
            memory.tables += 1;
            paper.table();
        }
        "br" => paper.text("\n", ""),
        "blip" => paper.picture(&element.attr("embed").unwrap_or_default(), ""),
        _ => {}
    }
}

fn state(element: &Element, deck: &Deck, memory: &mut Memory) {
    let pair = |x: &str, y: &str| Some((element.number(x), element.number(y)));
    match element.name {
        "grpSp" => memory.groups.push(None),
        "sp" | "cxnSp" | "graphicFrame" | "pic" => {
            memory.fill = None;
            (memory.bare, memory.inherited, memory.at, memory.rotated) = (false, None, None, false);
            // A picture may have holes, and what is behind it may show through.
            memory.blocks = (element.name == "pic").then_some(Severity::Ask);
            memory.says.clear();
            memory.photo = element.name == "pic";
            memory.pictures |= element.name != "sp";
            memory.empty = false;
        }
        "xfrm" => {
            memory.frame = Frame::default();
            let turn = element.number("rot").rem_euclid(21_600_000);
            memory.frame.across = matches!(turn, 2_700_001..8_100_000 | 13_500_001..18_900_000);
            memory.rotated = turn != 0;
        }
        "timing" => memory.timed = true,
        "noFill" if element.above.last() == "spPr" => memory.bare = true,
        "noFill" if element.above.last() == "rPr" => memory.clear = true,
        // Other shapes leave corners free.
        "prstGeom" => {
            if !matches!(element.attr("prst").as_deref(), Some("rect" | "roundRect" | "flowChartProcess")) {
                memory.blocks = None;
            }
        }
        "solidFill" if element.above.last() == "spPr" => memory.blocks = Some(Severity::Blocks),
        "off" if element.above.last() == "xfrm" => memory.frame.offset = pair("x", "y"),
        "ext" if element.above.last() == "xfrm" => memory.frame.size = pair("cx", "cy"),
        "chOff" => memory.frame.child_offset = pair("x", "y"),
        "chExt" => memory.frame.child_size = pair("cx", "cy"),
        "gradFill" | "blipFill" | "pattFill" | "grpFill" if element.above.last() == "spPr" => {
            memory.fill = Some(Colour::Unknown);
        }
        "fillRef" if element.number("idx") > 0 && memory.fill.is_none() && !memory.bare => {
            memory.fill = Some(Colour::Unknown);
            memory.blocks = Some(Severity::Blocks);
        }
        "alpha" | "alphaModFix" if element.inside("spPr") => memory.blocks = None,
        "tcPr" => memory.fill = Some(Colour::Unknown),
        "tbl" => memory.fill = Some(Colour::Unknown),
        "gradFill" | "blipFill" | "pattFill" if element.inside("bg") => memory.ground = Some(Colour::Unknown),
        "r" | "fld" => {
            (memory.colour, memory.clear, memory.size) = (None, false, 0);
            memory.marker = None;
        }
        "rPr" => memory.size = element.number("sz"),
        "srgbClr" | "schemeClr" | "sysClr" | "prstClr" => {
            let value = element.attr(if element.name == "sysClr" { "lastClr" } else { "val" }).unwrap_or_default();
            let colour = match element.name {
                "schemeClr" => deck.named(&value),
                "prstClr" if value == "white" => Colour::Rgb([255; 3]),
                "prstClr" => Colour::Unknown,
                _ => Colour::hex(&value).unwrap_or(Colour::Unknown),
            };
            place_colour(element.above, colour, memory);
        }
        // A shade of the colour before.
        "lumMod" | "lumOff" | "tint" | "shade" => {
            place_colour_again(element.above, element.name, element.number("val"), memory);
        }
        "alpha" if element.above.iter().nth(2) == Some("rPr") && element.number("val") <= 5000 => memory.clear = true,
        _ => {}
    }
}

fn place_colour(above: &Path, colour: Colour, memory: &mut Memory) {
    let around: Vec<&str> = above.iter().take(2).collect();
    match around.as_slice() {
        ["solidFill", "rPr"] => memory.colour = Some(colour),
        ["highlight", "rPr"] => memory.marker = Some(colour),
        ["solidFill", "spPr"] => memory.fill = Some(colour),
        ["solidFill", "bgPr"] | ["bgRef", ..] => memory.ground = Some(colour),
        ["solidFill", "defRPr"] if above.inside("lvl1pPr") && above.inside("txBody") => {
            memory.inherited = Some(colour);
        }
        ["fontRef", "style"] => memory.inherited = Some(colour),
        _ => {}
    }
}

/// A shade of a grey can be worked out; of other colours it is not.
fn shaded(colour: Option<&Colour>, how: &str, value: i64) -> Option<Colour> {
    let part = value as f64 / 100_000.0;
    Some(match (colour, how) {
        (Some(Colour::Rgb([r, g, b])), "lumMod" | "lumOff") if r == g && g == b => {
            let light = f64::from(*r) / 255.0;
            let light = if how == "lumMod" { light * part } else { light + part };
            Colour::Rgb([(light.clamp(0.0, 1.0) * 255.0).round() as u8; 3])
        }
        _ => Colour::Unknown,
    })
}

fn place_colour_again(above: &Path, how: &str, value: i64, memory: &mut Memory) {
    let around: Vec<&str> = above.iter().take(3).collect();
    match around.as_slice() {
        [_, "solidFill", "rPr"] => memory.colour = shaded(memory.colour.as_ref(), how, value),
        [_, "solidFill", "spPr"] => memory.fill = shaded(memory.fill.as_ref(), how, value),
        [_, "solidFill", "bgPr"] | [_, "bgRef", ..] => memory.ground = shaded(memory.ground.as_ref(), how, value),
        [_, "fontRef", _] | [_, "solidFill", "defRPr"] => memory.inherited = None,
        _ => {}
    }
}

fn leave(end: &str, above: &Path, place: &str, deck: &Deck, memory: &mut Memory, findings: &mut Findings) {
    match end {
        "grpSp" => {
            memory.groups.pop();
        }
        "sp" | "pic" | "cxnSp" | "graphicFrame" => memory.shape_ended(),
        "p" => memory.text.push('\n'),
        "tc" => memory.text.push('\t'),
        "xfrm" if above.last() == "grpSpPr" => {
            let frame = memory.frame;
            if let (Some(to), Some(size), Some(from), Some(of)) =
                (frame.offset, frame.size, frame.child_offset, frame.child_size)
                && let Some(group) = memory.groups.last_mut()
            {
                let scale = |a: i64, b: i64| if b == 0 { 1.0 } else { a as f64 / b as f64 };
                let by = (scale(size.0, of.0), scale(size.1, of.1));
                *group = Some(Transform {
                    scale: by,
                    shift: (to.0 as f64 - from.0 as f64 * by.0, to.1 as f64 - from.1 as f64 * by.1),
                });
            }
        }
        "xfrm" => {
            if let (Some(at), Some(size)) = (memory.frame.offset, memory.frame.size) {
                let map = |x: f64, y: f64| {
                    memory.groups.iter().rev().flatten().fold((x, y), |(x, y), group| {
                        (x * group.scale.0 + group.shift.0, y * group.scale.1 + group.shift.1)
                    })
                };
                // Turned on its side, a shape is as wide as it was high, around the same middle.
                let (wide, high) = (size.0 as f64, size.1 as f64);
                let (wide, high, x, y) = if memory.frame.across {
                    (high, wide, at.0 as f64 + (wide - high) / 2.0, at.1 as f64 + (high - wide) / 2.0)
                } else {
                    (wide, high, at.0 as f64, at.1 as f64)
                };
                let (left, top) = map(x, y);
                let (right, bottom) = map(x + wide, y + high);
                memory.at = Some([left, top, right, bottom]);
                let (width, height) = (deck.width as f64, deck.height as f64);
                if width > 0.0 && (left >= width || top >= height || right <= 0.0 || bottom <= 0.0) {
                    findings.add(Id::OffSlide, place, format!("{left:.0}, {top:.0}"));
                    memory.off = true;
                }
                memory.empty = size == (0, 0);
            }
        }
        _ => {}
    }
}

/// The finding that keeps a reader from seeing this text, or nothing.
fn seen_text(text: &str, place: &str, deck: &Deck, memory: &Memory, findings: &mut Findings) -> &'static str {
    let mut mark = match () {
        () if memory.off => "off_slide",
        () if memory.hidden => "hidden_slide",
        () => "",
    };
    let shown = || text.trim().chars().take(12).collect::<String>();
    if memory.empty {
        findings.add(Id::HiddenSlide, place, format!("0 × 0: {}", shown()));
        mark = "hidden_slide";
    }
    if (1..=200).contains(&memory.size) {
        findings.add(Id::TinyText, place, shown());
        mark = "tiny_text";
    }
    if memory.clear {
        findings.add(Id::WhiteText, place, format!("alpha 0: {}", shown()));
        return "white_text";
    }
    if let Some(marker) = &memory.marker {
        // Letters without a colour of their own have that of the theme's text.
        let own = memory.colour.clone().or_else(|| memory.inherited.clone()).unwrap_or_else(|| deck.named("tx1"));
        let own = if own == Colour::Theme("tx1".to_owned()) { Colour::Rgb([0; 3]) } else { own };
        if own.unseen_on(marker) == Some(true) {
            findings.add(Id::WhiteText, place, shown());
            return "white_text";
        }
        return mark;
    }
    let Some(colour) = memory.colour.as_ref().or(memory.inherited.as_ref()) else { return mark };
    let ground = memory.fill.clone().or_else(|| if memory.pictures { None } else { memory.ground.clone() });
    let ground = ground.unwrap_or_else(|| if deck.dressed || memory.pictures { Colour::Unknown } else { deck.paper() });
    match colour.unseen_on(&ground) {
        Some(true) => findings.add(Id::WhiteText, place, shown()),
        None if memory.colour.is_none() => return mark,
        None if colour.is_paper() => findings.add_as(Id::WhiteText, Severity::Ask, place, shown()),
        _ => return mark,
    }
    if mark.is_empty() { "white_text" } else { mark }
}
