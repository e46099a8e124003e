//! Drawings and charts, the same in all three programs.

use crate::Findings;
use crate::xml::Element;

/// `name` is the part's, in lower case.
pub(super) fn everywhere(name: &str, element: &Element, place: &str, findings: &mut Findings) {
    match element.name {
        "numCache" | "strCache" | "numLit" | "strLit" | "externalData" if name.contains("/charts/") => {
            findings.add("live_chart", place, element.name);
        }
        "srcRect" if ["l", "t", "r", "b"].iter().any(|side| percent(element, side) > 0.05) => {
            findings.add("cropped_image", place, "srcRect");
        }
        // The picture as it was before an artistic effect or a background was taken away.
        "imgLayer" => findings.add("cropped_image", place, "imgLayer"),
        "imagedata"
            if ["cropleft", "croptop", "cropright", "cropbottom"].iter().any(|side| {
                element.attr(side).is_some_and(|v| !v.trim_start_matches('-').starts_with('0') && !v.starts_with('-'))
            }) =>
        {
            findings.add("cropped_image", place, "imagedata");
        }
        "OLEObject" | "oleObj" | "oleObject" => {
            findings.add(
                "embedded_object",
                place,
                element.attr("ProgID").or_else(|| element.attr("progId")).unwrap_or_default(),
            );
        }
        "contentPart" => findings.add("ink", place, "contentPart"),
        "DataMashup" => findings.add("data_connection", place, "DataMashup"),
        "audioFile" | "videoFile" | "wavAudioFile" | "quickTimeFile" | "audioCd" => {
            findings.add("av_media", place, element.name);
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

/// A VML shape that is not shown.
pub(super) fn hidden_vml(element: &Element) -> bool {
    matches!(element.name, "shape" | "rect" | "textbox" | "group" | "oval" | "roundrect")
        && element.attr("style").is_some_and(|style| {
            let style = style.replace(' ', "").to_lowercase();
            style.contains("visibility:hidden") || style.contains("mso-hide:all")
        })
}
