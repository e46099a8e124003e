//! Style declarations of web pages and drawings: which of them keep text from being seen.

/// `name: value` pairs of a style, in lower case and without blanks.
pub(crate) fn declarations(style: &str) -> impl Iterator<Item = (String, String)> {
    style.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once(':')?;
        let plain =
            |text: &str| text.chars().filter(|c| !c.is_whitespace()).take(200).collect::<String>().to_ascii_lowercase();
        let value = plain(value);
        Some((plain(name), value.trim_end_matches("!important").to_owned()))
    })
}

/// Whether one declaration alone hides: not shown, not opaque, without a size.
pub(crate) fn hides(name: &str, value: &str) -> bool {
    match name {
        "display" => value == "none",
        "visibility" => matches!(value, "hidden" | "collapse"),
        "opacity" => clear(value),
        "font-size" => tiny(value),
        _ => false,
    }
}

/// An opacity that nobody sees.
pub(crate) fn clear(value: &str) -> bool {
    let (number, of) = value.strip_suffix('%').map_or((value, 1.0), |percent| (percent, 100.0));
    number.parse::<f64>().is_ok_and(|opacity| opacity / of <= 0.02)
}

/// A size of letters of two points or less.
pub(crate) fn tiny(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let Ok(size) = number.parse::<f64>() else { return false };
    match &value[number.len()..] {
        "" | "px" | "pt" => size <= 2.0,
        "em" | "rem" => size <= 0.15,
        "%" => size <= 15.0,
        "mm" => size <= 0.7,
        _ => size == 0.0,
    }
}

pub(crate) fn is_white(value: &str) -> bool {
    matches!(
        value,
        "white" | "#fff" | "#ffffff" | "#fefefe" | "rgb(255,255,255)" | "rgb(100%,100%,100%)" | "rgba(255,255,255,1)"
    )
}

/// Whether declarations of an element or a rule together hide text on a page. `own`: they stand at the element itself,
/// where white letters without a ground of their own stand on the page.
pub(crate) fn together(all: &[(String, String)], own: bool) -> bool {
    let of = |name: &str| all.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let far = |name: &str| {
        of(name).is_some_and(|value| {
            let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
            number.parse::<f64>().is_ok_and(|to| to <= -900.0)
        })
    };
    let none = |name: &str| matches!(of(name), Some("0" | "0px" | "0pt" | "0em"));
    let ground = of("background-color").or_else(|| of("background"));
    all.iter().any(|(name, value)| hides(name, value))
        || ["left", "top", "right", "text-indent", "margin-left", "margin-top"].iter().any(|name| far(name))
        || (none("height") || none("max-height") || none("width") || none("max-width"))
            && of("overflow") == Some("hidden")
        || of("transform").is_some_and(|value| value.contains("scale(0)"))
        || of("clip-path").is_some_and(|value| ["inset(100%", "inset(50%", "circle(0"].iter().any(|way| value.starts_with(way)))
        || of("filter").is_some_and(|value| {
            value.strip_prefix("opacity(").is_some_and(|rest| clear(rest.split(')').next().unwrap_or_default()))
        })
        // Letters are black where nothing is said.
        || own && of("color").is_none() && ground.is_some_and(|ground| matches!(ground, "black" | "#000" | "#000000" | "rgb(0,0,0)"))
        || of("color").is_some_and(|colour| {
            colour == "transparent"
                || is_white(colour) && ground.map_or(own, is_white)
                || ground.is_some_and(|ground| ground == colour)
        })
}
