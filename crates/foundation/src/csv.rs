//! Texts in the CSV files that the service writes: a spreadsheet that opens one must not calculate what somebody typed.

use std::borrow::Cow;

/// A text cell as it may be written: what a spreadsheet would take for a formula begins with an apostrophe. A number is
/// none and stays as it is, or a program could not read it.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && text.trim().len() > 1 && text.trim().parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_formula_is_guarded_and_a_number_never() {
        for formula in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "--1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for plain in ["-9", "+4.5", "-1e3", "-", "", "North = 1", "a@b.example", "'=1"] {
            assert_eq!(guarded(plain), plain);
        }
    }
}
