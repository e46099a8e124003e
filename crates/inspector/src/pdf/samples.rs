//! What the bytes of a PDF's pictures and profiles of colours hold beside what is painted: rows behind the last one, values that all
//! become one colour, and a profile that is none.

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::name;
use crate::ids::Id;
use crate::{Findings, Severity};

/// Bytes behind the last row that programs leave by themselves.
const SLACK: usize = 64;

/// What is in a picture or profile and is no part of it.
pub(super) fn look(stream: &Stream, place: &str, findings: &mut Findings) {
    let dict = stream.dict();
    if name(dict, "Subtype") == "Image" {
        if let Some(surplus) = surplus(stream) {
            findings.add_as(Id::TrailingData, Severity::Ask, place, format!("/Image: {surplus}"));
        }
        return;
    }
    // A profile says how many parts a colour has, and nothing else.
    let parts = dict.get::<i32>("N").is_some_and(|n| matches!(n, 1 | 3 | 4));
    let other = ["Type", "Subtype", "Domain", "First", "FunctionType", "ShadingType"];
    if parts
        && !other.iter().any(|key| dict.contains_key(*key))
        && let Ok(profile) = stream.decoded()
        && let Some(why) = crate::pixels::profile(&profile)
    {
        findings.add_as(Id::HiddenText, Severity::Ask, place, why);
    }
}

/// A picture of which nothing is seen: every value becomes one colour, or every colour is cut out.
pub(super) fn one_colour(picture: &Stream) -> bool {
    let dict = picture.dict();
    let numbers = |key: &str| -> Option<Vec<f32>> { Some(dict.get::<Array>(key)?.iter::<f32>().collect()) };
    let same = numbers("Decode")
        .is_some_and(|all| all.len() >= 2 && all.chunks(2).all(|two| two.len() == 2 && two[0] == two[1]));
    let bits = dict.get::<i32>("BitsPerComponent").unwrap_or(8).clamp(1, 16);
    let most = (1u32 << bits) as f32 - 1.0;
    let cut = numbers("Mask").is_some_and(|all| {
        all.len() >= 2 && all.chunks(2).all(|two| two.len() == 2 && two[0] <= 0.0 && two[1] >= most)
    });
    same || cut
}

/// Parts of a colour; `None` where that is not known here.
fn parts(dict: &Dict) -> Option<usize> {
    if dict.get::<bool>("ImageMask") == Some(true) {
        return Some(1);
    }
    let of = |word: &str| match word {
        "DeviceGray" | "CalGray" | "G" | "Indexed" | "I" | "Separation" => Some(1),
        "DeviceRGB" | "CalRGB" | "RGB" | "Lab" => Some(3),
        "DeviceCMYK" | "CMYK" => Some(4),
        _ => None,
    };
    match dict.get::<Object>("ColorSpace")? {
        Object::Name(word) => of(word.as_str()),
        Object::Array(list) => {
            let kind = list.iter::<Name>().next()?;
            match kind.as_str() {
                "ICCBased" => {
                    let profile = list.iter::<Object>().find_map(|item| match item {
                        Object::Stream(stream) => stream.dict().get::<i32>("N"),
                        _ => None,
                    });
                    usize::try_from(profile?).ok()
                }
                word => of(word),
            }
        }
        _ => None,
    }
}

/// Bytes behind the last row of a picture that is not packed in a way of pictures.
fn surplus(picture: &Stream) -> Option<usize> {
    let dict = picture.dict();
    let filters: Vec<String> = match dict.get::<Object>("Filter") {
        None => Vec::new(),
        Some(Object::Name(one)) => vec![one.as_str().to_owned()],
        Some(Object::Array(all)) => all.iter::<Name>().map(|one| one.as_str().to_owned()).collect(),
        Some(_) => return None,
    };
    const PLAIN: &[&str] = &[
        "FlateDecode",
        "Fl",
        "LZWDecode",
        "LZW",
        "RunLengthDecode",
        "RL",
        "ASCII85Decode",
        "A85",
        "ASCIIHexDecode",
        "AHx",
    ];
    if !filters.iter().all(|filter| PLAIN.contains(&filter.as_str())) {
        return None;
    }
    let size = |key: &str| usize::try_from(dict.get::<i32>(key)?).ok();
    let (width, height) = (size("Width")?, size("Height")?);
    let mask = dict.get::<bool>("ImageMask") == Some(true);
    let bits = if mask { 1 } else { size("BitsPerComponent").unwrap_or(8) };
    let row = width.checked_mul(parts(dict)?)?.checked_mul(bits)?.div_ceil(8);
    let needed = row.checked_mul(height)?;
    let bytes = picture.decoded().ok()?;
    let behind = bytes.get(needed..)?;
    (behind.len() > SLACK && behind.iter().any(|byte| *byte != behind[0])).then_some(behind.len())
}
