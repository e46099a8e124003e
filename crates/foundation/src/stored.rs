//! How the types of the service are kept in a row of the database: each as a plain value that it is read back from.

use crate::{Date, Lang, Moment, parse_date};

/// A type that is kept as a plain value.
#[diagnostic::on_unimplemented(
    message = "{Self} is not kept in a row",
    note = "say how with `foundation::stored_as_text!`, or read it as another type: `field: {Self} as Json<{Self}>`"
)]
pub trait Stored: Sized {
    /// `String`, `i64`, `f64`, `bool`, `Vec<u8>`, or an `Option` of one.
    type As;

    /// Reads it back.
    ///
    /// # Errors
    /// Says why the value is none of this type: it is an error, never another value.
    fn stored(plain: Self::As) -> Result<Self, String>;
}

/// Types that are kept as the text they are written and parsed as: `stored_as_text!(PersonId, Role);`. Ids and closed lists of
/// words ([`words!`](crate::words)) are by themselves.
#[macro_export]
macro_rules! stored_as_text {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::Stored for $name {
            type As = String;
            fn stored(text: String) -> Result<Self, String> {
                text.parse().map_err(|e| format!("{text:?}: {e}"))
            }
        }
    )+};
}

macro_rules! plain {
    ($($t:ty),*) => {$(
        impl Stored for $t {
            type As = $t;
            fn stored(plain: $t) -> Result<$t, String> {
                Ok(plain)
            }
        }
    )*};
}
plain!(String, i64, f64, bool, Vec<u8>);

macro_rules! whole {
    ($($t:ty),*) => {$(
        impl Stored for $t {
            type As = i64;
            fn stored(number: i64) -> Result<$t, String> {
                <$t>::try_from(number).map_err(|e| format!("{number}: {e}"))
            }
        }
    )*};
}
whole!(u8, u16, u32, u64, usize);

impl Stored for Moment {
    type As = i64;
    fn stored(microseconds: i64) -> Result<Moment, String> {
        Ok(Moment(microseconds))
    }
}

impl Stored for Date {
    type As = String;
    fn stored(text: String) -> Result<Date, String> {
        parse_date(&text).ok_or_else(|| format!("{text:?} is no date"))
    }
}

impl Stored for Lang {
    type As = String;
    fn stored(code: String) -> Result<Lang, String> {
        Lang::from_code(&code).ok_or_else(|| format!("{code:?} is no language"))
    }
}

impl<T: Stored> Stored for Option<T> {
    type As = Option<T::As>;
    fn stored(plain: Option<T::As>) -> Result<Option<T>, String> {
        plain.map(T::stored).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Severity;

    #[test]
    fn what_is_no_value_of_a_type_is_an_error() {
        assert_eq!(Date::stored("2026-11-21".to_owned()).map(|d| d.to_string()), Ok("2026-11-21".to_owned()));
        assert!(Date::stored("21.11.2026".to_owned()).is_err());
        assert!(Lang::stored("fr".to_owned()).is_err());
        assert_eq!(u8::stored(255), Ok(255));
        assert!(u8::stored(256).is_err() && usize::stored(-1).is_err());
        assert_eq!(Severity::stored("ask".to_owned()), Ok(Severity::Ask));
        assert!(Severity::stored("Ask".to_owned()).unwrap_err().contains("note ask blocks"));
        assert_eq!(Option::<Severity>::stored(None), Ok(None));
    }
}
