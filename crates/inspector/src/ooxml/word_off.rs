//! Text of a Word document that stands where nobody reads it: beyond the page, in a merged cell, in a formula that only takes up room,
//! pressed together until its letters lie over each other.

use crate::xml::{Element, Path};

/// The widest page that Word knows, in twentieths of a point.
const WIDEST: i64 = 31_680;

/// What is open, and what of it keeps text from being seen.
#[derive(Default)]
pub(super) struct Off {
    /// Width of the widest page of the document; 0 where it says none.
    page: i64,
    paragraphs: Vec<&'static str>,
    runs: Vec<&'static str>,
    cells: Vec<&'static str>,
    /// Tables that are open: whether they float beyond the page, and whether their columns are as wide as they say.
    tables: Vec<(bool, bool)>,
    phantoms: Vec<bool>,
}

impl Off {
    /// `document`: the main part, in which the pages say how wide they are, at the end.
    pub(super) fn new(document: &[u8]) -> Off {
        let widths = memchr::memmem::find_iter(document, b"pgSz").filter_map(|at| {
            let tag = &document[at..document.len().min(at + 200)];
            let tag = &tag[..tag.iter().position(|byte| *byte == b'>')?];
            let value = &tag[memchr::memmem::find(tag, b":w=\"")? + 4..];
            let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
            std::str::from_utf8(&value[..digits]).ok()?.parse::<i64>().ok()
        });
        Off { page: widths.max().unwrap_or(0), ..Off::default() }
    }

    fn page(&self) -> i64 {
        if self.page > 0 { self.page } else { WIDEST }
    }

    pub(super) fn enter(&mut self, element: &Element) {
        let above = element.above.last();
        let mark = |stack: &mut Vec<&'static str>, why: &'static str, is: bool| {
            if let Some(last) = stack.last_mut().filter(|_| is) {
                *last = why;
            }
        };
        let page = self.page();
        let far = |name: &str| element.attr(name).and_then(|at| at.parse::<i64>().ok()).unwrap_or(0);
        match element.name {
            "p" => self.paragraphs.push(""),
            "r" => self.runs.push(""),
            "tc" => self.cells.push(""),
            "tbl" => self.tables.push((false, false)),
            "phant" => self.phantoms.push(false),
            "show" if above == "phantPr" => {
                if let Some(phantom) = self.phantoms.last_mut() {
                    *phantom = element.attr("val").is_some_and(|v| matches!(v.as_str(), "0" | "off" | "false"));
                }
            }
            "ind" if above == "pPr" => {
                let left = far("left") + far("start") + far("firstLine");
                let right = far("right") + far("end");
                mark(&mut self.paragraphs, "ind", left + right >= page || left <= -page || right <= -page);
            }
            "framePr" => {
                let away = [far("x"), far("y")].iter().any(|at| *at >= page.max(WIDEST / 2) || *at <= -page);
                mark(&mut self.paragraphs, "framePr", away);
            }
            // Of a run: half points up or down, and twentieths between letters.
            "position" if above == "rPr" => mark(&mut self.runs, "position", far("val").abs() >= 1600),
            "spacing" if above == "rPr" => mark(&mut self.runs, "spacing", far("val") <= -120),
            "fitText" if above == "rPr" => {
                mark(&mut self.runs, "fitText", element.attr("val").is_some() && far("val") <= 100);
            }
            "vMerge" if above == "tcPr" => {
                mark(&mut self.cells, "vMerge", element.attr("val").as_deref() != Some("restart"));
            }
            "tblLayout" => {
                if let Some(table) = self.tables.last_mut() {
                    table.1 = element.attr("type").as_deref() == Some("fixed");
                }
            }
            "tblpPr" => {
                let away = [far("tblpX"), far("tblpY")].iter().any(|at| at.abs() >= page.max(WIDEST / 2));
                if let Some(table) = self.tables.last_mut() {
                    table.0 |= away;
                }
            }
            "tcW" if self.tables.last().is_some_and(|table| table.1) => {
                let narrow = element.attr("type").is_none_or(|of| of == "dxa") && (1..=40).contains(&far("w"));
                mark(&mut self.cells, "tcW", narrow);
            }
            _ => {}
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "p" => {
                self.paragraphs.pop();
            }
            "r" => {
                self.runs.pop();
            }
            "tc" => {
                self.cells.pop();
            }
            "tbl" => {
                self.tables.pop();
            }
            "phant" => {
                self.phantoms.pop();
            }
            _ => {}
        }
    }

    /// Why text that stands here is not read, by the element that says so.
    pub(super) fn why(&self, above: &Path) -> Option<&'static str> {
        if self.phantoms.contains(&true) && above.inside("phant") {
            return Some("phant");
        }
        if self.tables.iter().any(|(away, _)| *away) {
            return Some("tblpPr");
        }
        [&self.runs, &self.paragraphs, &self.cells]
            .iter()
            .filter_map(|all| all.last())
            .find(|why| !why.is_empty())
            .copied()
    }
}

/// A VML shape that stands further away than any page reaches.
pub(super) fn far_vml(element: &Element) -> bool {
    let Some(style) = element.attr("style") else { return false };
    let style = style.replace(' ', "").to_lowercase();
    style.split(';').filter_map(|pair| pair.split_once(':')).any(|(name, value)| {
        let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let points = match &value[number.len()..] {
            "in" => 72.0,
            "cm" => 28.3,
            "mm" => 2.83,
            _ => 1.0,
        };
        matches!(name, "margin-left" | "margin-top" | "left" | "top")
            && number.parse::<f64>().is_ok_and(|at| (at * points).abs() >= 1584.0)
    })
}
