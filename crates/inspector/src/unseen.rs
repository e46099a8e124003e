//! Style declarations of web pages and drawings: which of them keep text from being seen.

/// `name: value` pairs of a style, in lower case and without blanks.
pub(crate) fn declarations(style: &str) -> impl Iterator<Item = (String, String)> {
    style.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once(':')?;
        let value = plain(value);
        Some((plain(name), value.trim_end_matches("!important").to_owned()))
    })
}

/// Without blanks; within brackets they keep numbers apart as commas do.
fn plain(text: &str) -> String {
    let (mut out, mut deep) = (String::new(), 0usize);
    for c in text.chars().take(400) {
        match c {
            '(' => deep += 1,
            ')' => deep = deep.saturating_sub(1),
            _ => {}
        }
        if deep > 0 && (c.is_whitespace() || matches!(c, ',' | '/')) {
            if !out.ends_with([',', '(']) {
                out.push(',');
            }
        } else if !c.is_whitespace() {
            if c == ')' && out.ends_with(',') {
                out.pop();
            }
            out.push(c.to_ascii_lowercase());
        }
    }
    out
}

/// Whether one declaration alone hides: not shown, not opaque, without a size.
pub(crate) fn hides(name: &str, value: &str) -> bool {
    match name {
        "display" => value == "none",
        "visibility" => matches!(value, "hidden" | "collapse"),
        "opacity" => clear(value),
        "font-size" => tiny(value),
        "content-visibility" => value == "hidden",
        "zoom" | "scale" => clear(value) || value.parse::<f64>().is_ok_and(|times| times <= 0.1),
        // A mask that lets nothing through.
        "mask" | "mask-image" | "-webkit-mask-image" => value.contains("transparent,transparent"),
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

/// A colour as red, green, blue and how much of it covers what is below.
fn colour(value: &str) -> Option<([f64; 3], f64)> {
    let byte = |hex: &str| u8::from_str_radix(hex, 16).ok().map(f64::from);
    if let Some(hex) = value.strip_prefix('#').filter(|hex| hex.is_ascii()) {
        let long: String = if hex.len() <= 4 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
        let of = |at: usize| long.get(at..at + 2).and_then(byte);
        let alpha = if long.len() == 8 { of(6)? / 255.0 } else { 1.0 };
        return Some(([of(0)?, of(2)?, of(4)?], alpha));
    }
    let (name, inside) = value.strip_suffix(')')?.split_once('(')?;
    let part = |text: &str, whole: f64| match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok().map(|n| n / 100.0 * whole),
        None => text.trim_end_matches("deg").parse::<f64>().ok(),
    };
    let parts: Vec<&str> = inside.split(',').collect();
    let alpha = parts.get(3).map_or(Some(1.0), |text| part(text, 1.0))?;
    let of = |at: usize, whole: f64| parts.get(at).and_then(|text| part(text, whole));
    match name {
        "rgb" | "rgba" => Some(([of(0, 255.0)?, of(1, 255.0)?, of(2, 255.0)?], alpha)),
        // Only what has no colour is worked out.
        "hsl" | "hsla" => {
            let light = of(2, 255.0)?;
            let grey = of(1, 1.0)? == 0.0 || light <= 0.0 || light >= 255.0;
            grey.then_some(([light; 3], alpha))
        }
        _ => None,
    }
}

/// White, or so near it that nobody sees it on white.
pub(crate) fn is_white(value: &str) -> bool {
    const NEAR: f64 = 250.0;
    matches!(value, "white" | "snow")
        || colour(&plain(value)).is_some_and(|(rgb, alpha)| alpha > 0.5 && rgb.iter().all(|part| *part >= NEAR))
}

/// A colour that covers nothing.
fn is_clear(value: &str) -> bool {
    value == "transparent" || colour(value).is_some_and(|(_, alpha)| alpha <= 0.02)
}

/// The number at the beginning of a length.
fn length(value: &str) -> Option<f64> {
    value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').parse().ok()
}

/// A shape that everything is cut to and that holds nothing: all its corners are one, or its sides are.
fn cuts_all(value: &str) -> bool {
    let starts = ["inset(100%", "inset(50%", "circle(0"].iter().any(|way| value.starts_with(way));
    let inside = value.strip_suffix(')').and_then(|v| v.strip_prefix("polygon(").or_else(|| v.strip_prefix("rect(")));
    starts || inside.is_some_and(|all| all.split(',').all(|n| length(n).is_some_and(|n| n.abs() <= 1.0)))
}

/// Whether something is moved further than any page reaches, or made as small as a point.
fn moved_away(value: &str) -> bool {
    value.split(')').filter_map(|call| call.split_once('(')).any(|(name, inside)| {
        let numbers: Vec<f64> = inside.split(',').filter_map(length).collect();
        match name {
            "scale" | "scalex" | "scaley" | "scale3d" => numbers.iter().any(|times| times.abs() <= 0.05),
            "translate" | "translatex" | "translatey" | "translate3d" => numbers.iter().any(|to| to.abs() >= 3000.0),
            _ => false,
        }
    })
}

/// Whether declarations of an element or a rule together hide text on a page. `own`: they stand at the element itself,
/// where white letters without a ground of their own stand on the page.
pub(crate) fn together(all: &[(String, String)], own: bool) -> bool {
    let of = |name: &str| all.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let far = |name: &str| of(name).and_then(length).is_some_and(|to| to <= -900.0 || to >= 5000.0);
    // A picture of one point is as good as none.
    let none = |name: &str| {
        of(name).is_some_and(|value| value.ends_with("px") && length(value).is_some_and(|n| n <= 1.0) || value == "0")
            || matches!(of(name), Some("0pt" | "0em"))
    };
    let ground = of("background-color").or_else(|| of("background"));
    const MOVES: &[&str] = &["left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top"];
    all.iter().any(|(name, value)| hides(name, value))
        || MOVES.iter().any(|name| far(name))
        || ["height", "max-height", "width", "max-width"].iter().any(|name| none(name))
            && matches!(of("overflow"), Some("hidden" | "clip"))
        || ["transform", "translate"].iter().any(|name| of(name).is_some_and(moved_away))
        || ["clip", "clip-path"].iter().any(|name| of(name).is_some_and(cuts_all))
        || of("letter-spacing").is_some_and(|value| match value.strip_suffix("em") {
            Some(em) => em.parse::<f64>().is_ok_and(|by| by <= -0.5),
            None => length(value).is_some_and(|by| by <= -6.0),
        })
        || own && of("z-index").and_then(length).is_some_and(|at| at < 0.0)
        || of("filter").is_some_and(|value| {
            value.strip_prefix("opacity(").is_some_and(|rest| clear(rest.split(')').next().unwrap_or_default()))
        })
        // Letters are black where nothing is said.
        || own && of("color").is_none() && ground.is_some_and(|ground| matches!(ground, "black" | "#000" | "#000000" | "rgb(0,0,0)"))
        || of("color").is_some_and(|colour| {
            is_clear(colour)
                || is_white(colour) && ground.map_or(own, is_white)
                || ground.is_some_and(|ground| ground == colour)
        })
}
