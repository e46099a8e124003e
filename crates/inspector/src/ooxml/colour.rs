//! Colours as Office files write them, as far as text in the colour of its ground asks for it.

use crate::xml::Element;

/// A colour that is known, or the name of a theme colour: equal names are equal colours whatever the theme says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Colour {
    Rgb([u8; 3]),
    Theme(String),
    /// There is one, and it cannot be told.
    Unknown,
}

impl Colour {
    /// `RRGGBB` or `AARRGGBB`.
    pub(super) fn hex(text: &str) -> Option<Colour> {
        let text = text.trim().trim_start_matches('#');
        let text = if text.len() == 8 { text.get(2..)? } else { text };
        if text.len() != 6 {
            return None;
        }
        let [_, r, g, b] = u32::from_str_radix(text, 16).ok()?.to_be_bytes();
        Some(Colour::Rgb([r, g, b]))
    }

    /// The colour of paper, or the name that stands for it.
    pub(super) fn is_paper(&self) -> bool {
        match self {
            Colour::Rgb(rgb) => rgb.iter().all(|c| *c >= 0xf5),
            Colour::Theme(name) => matches!(name.as_str(), "background1" | "light1" | "bg1" | "lt1" | "0"),
            Colour::Unknown => false,
        }
    }

    /// Whether text in this colour cannot be seen on that ground. `None` where nobody can tell.
    pub(super) fn unseen_on(&self, ground: &Colour) -> Option<bool> {
        match (self, ground) {
            (Colour::Unknown, _) | (_, Colour::Unknown) => None,
            (Colour::Rgb(a), Colour::Rgb(b)) => Some(a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 8)),
            (Colour::Theme(a), Colour::Theme(b)) if a == b => Some(true),
            (a, b) => Some(a.is_paper() && b.is_paper()),
        }
    }
}

/// The colours that Word marks text with.
pub(super) fn of_marker(name: &str) -> Option<Colour> {
    Some(Colour::Rgb(match name {
        "black" => [0, 0, 0],
        "white" => [255, 255, 255],
        "red" => [255, 0, 0],
        "green" => [0, 255, 0],
        "blue" => [0, 0, 255],
        "yellow" => [255, 255, 0],
        "cyan" => [0, 255, 255],
        "magenta" => [255, 0, 255],
        "darkBlue" => [0, 0, 128],
        "darkCyan" => [0, 128, 128],
        "darkGreen" => [0, 128, 0],
        "darkMagenta" => [128, 0, 128],
        "darkRed" => [128, 0, 0],
        "darkYellow" => [128, 128, 0],
        "darkGray" => [128, 128, 128],
        "lightGray" => [192, 192, 192],
        "none" => return None,
        _ => return Some(Colour::Unknown),
    }))
}

/// The colour of Word's `w:color` or `w:shd`: the theme's name stands before the value that was worked out from it.
pub(super) fn of_word(element: &Element, value: &str, theme: &str, changed: &[&str]) -> Option<Colour> {
    if let Some(name) = element.attr(theme) {
        let same = changed.iter().all(|attr| element.attr(attr).is_none());
        // A shade of it: Word writes beside it what it worked out.
        let worked_out = || element.attr(value).and_then(|text| Colour::hex(&text)).unwrap_or(Colour::Unknown);
        return Some(if same { Colour::Theme(name) } else { worked_out() });
    }
    let text = element.attr(value)?;
    if text.eq_ignore_ascii_case("auto") { None } else { Colour::hex(&text) }
}
