//! Drawings and charts, the same in all three programs.

use crate::concealed::{ALTERNATIVE, NAMES};
use crate::ids::Id;
use crate::xml::Element;
use crate::{Findings, Severity};

/// `name` is the part's, in lower case.
pub(super) fn everywhere(name: &str, element: &Element, place: &str, findings: &mut Findings) {
    match element.name {
        // A chart that keeps no copy of its numbers is worked out from the cells: it is no fixed picture either.
        "numCache" | "strCache" | "numLit" | "strLit" | "externalData" | "ser" if name.contains("/charts/") => {
            findings.add(Id::LiveChart, place, element.name);
        }
        "srcRect" if ["l", "t", "r", "b"].iter().any(|side| percent(element, side) > 0.05) => {
            findings.add(Id::CroppedImage, place, "srcRect");
        }
        // A picture that fills a shape may be larger than the shape.
        "fillRect" if ["l", "t", "r", "b"].iter().any(|side| percent(element, side) < -1.0) => {
            findings.add_as(Id::CroppedImage, Severity::Ask, place, "fillRect");
        }
        // The picture as it was before an artistic effect or a background was taken away.
        "imgLayer" => findings.add(Id::CroppedImage, place, "imgLayer"),
        "imagedata"
            if ["cropleft", "croptop", "cropright", "cropbottom"]
                .iter()
                .any(|side| fraction(element, side) > 0.0005) =>
        {
            findings.add(Id::CroppedImage, place, "imagedata");
        }
        "OLEObject" | "oleObj" | "oleObject" => {
            findings.add(
                Id::EmbeddedObject,
                place,
                element.attr("ProgID").or_else(|| element.attr("progId")).unwrap_or_default(),
            );
        }
        "docPr" | "cNvPr" | "tblPr" | "shape" | "rect" | "oval" | "roundrect" | "tblCaption" | "tblDescription"
        | "title" => {
            for attribute in ["descr", "title", "alt", "val"] {
                let says = matches!(attribute, "descr" | "title" | "alt") || element.name.starts_with("tbl");
                if let Some(words) = element.attr(attribute).filter(|_| says) {
                    findings.aside(&ALTERNATIVE, "alt", place, &words);
                }
            }
        }
        // Names and prompts that no page shows, or only under the mouse.
        "alias" | "tag" | "bookmarkStart" | "name" | "dataValidation" | "hyperlink" | "hlinkClick" | "rsid" => {
            for attribute in ["val", "name", "prompt", "promptTitle", "error", "errorTitle", "tooltip"] {
                if let Some(words) = element.attr(attribute).filter(|words| words.len() > 8) {
                    findings.aside(&NAMES, "names", place, &words);
                }
            }
        }
        "contentPart" => findings.add(Id::Ink, place, "contentPart"),
        "DataMashup" => findings.add(Id::DataConnection, place, "DataMashup"),
        "audioFile" | "videoFile" | "wavAudioFile" | "quickTimeFile" | "audioCd" => {
            findings.add(Id::AvMedia, place, element.name);
        }
        _ => {}
    }
}

/// `12%` or thousandths of a per cent.
fn percent(element: &Element, side: &str) -> f64 {
    let Some(text) = element.attr(side) else { return 0.0 };
    let text = text.trim();
    match text.strip_suffix('%') {
        Some(number) => number.parse().unwrap_or(0.0),
        None => text.parse::<f64>().unwrap_or(0.0) / 1000.0,
    }
}

/// A fraction, or with an `f` 65536ths of one.
fn fraction(element: &Element, side: &str) -> f64 {
    let text = element.attr(side).unwrap_or_default();
    match text.trim().strip_suffix('f') {
        Some(number) => number.parse::<f64>().unwrap_or(0.0) / 65536.0,
        None => text.trim().parse().unwrap_or(0.0),
    }
}

/// A VML shape without a size. `None` where it is no shape or says nothing of its size.
pub(super) fn flat_vml(element: &Element) -> Option<bool> {
    if !matches!(element.name, "shape" | "rect" | "oval" | "roundrect") {
        return None;
    }
    let style = element.attr("style")?.replace(' ', "").to_lowercase();
    let zero = |name: &str| {
        style.split(';').any(|pair| {
            pair.strip_prefix(name).is_some_and(|value| {
                let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                number.parse::<f64>().is_ok_and(|size| size <= 1.0)
            })
        })
    };
    Some(zero("width:") && zero("height:"))
}

/// A VML shape that is not shown.
pub(super) fn hidden_vml(element: &Element) -> bool {
    matches!(element.name, "shape" | "rect" | "textbox" | "group" | "oval" | "roundrect")
        && element.attr("style").is_some_and(|style| {
            let style = style.replace(' ', "").to_lowercase();
            style.contains("visibility:hidden") || style.contains("mso-hide:all")
        })
}
