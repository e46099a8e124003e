//! Closed lists whose words are stored, sent and shown.

/// Makes an enum with one word for each of its values: stored, sent by the API, and part of the key of its text.
///
/// ```text
/// foundation::words! {
///     /// What a checker says.
///     Vote {
///         /// It may leave.
///         Release = "release",
///         Return = "return",
///     }
/// }
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:tt),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            $crate::private::serde::Serialize, $crate::private::serde::Deserialize)]
        #[serde(crate = "::foundation::private::serde")]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word that is stored and sent.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                $name::ALL.iter().copied().find(|x| x.word() == word)
                    .ok_or_else(|| format!("{word:?} is none of {}", concat!($($word, " "),*).trim_end()))
            }
        }

        $crate::stored_as_text!($name);

        impl From<$name> for $crate::Arg {
            fn from(x: $name) -> Self {
                $crate::Arg::Text(x.word().to_owned())
            }
        }
    };
}

words! {
    /// How much a finding weighs.
    Severity {
        /// Told, and nothing more.
        Note = "note",
        /// Every checker who wants to release must say why it does no harm (SDC-06).
        Ask = "ask",
        /// The file cannot leave as it is.
        Blocks = "blocks",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_and_another_is_refused() {
        for severity in Severity::ALL {
            assert_eq!(severity.word().parse(), Ok(*severity));
            assert_eq!(serde_json::to_string(severity).unwrap(), format!("\"{severity}\""));
        }
        assert_eq!("Ask".parse::<Severity>(), Err("\"Ask\" is none of note ask blocks".to_owned()));
        assert!(Severity::Note < Severity::Ask && Severity::Ask < Severity::Blocks);
    }
}
