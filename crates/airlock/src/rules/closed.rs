//! Closed lists whose words are stored, sent and shown.

/// An enum with one word for each of its values: stored, sent by the API, and part of the key of its text.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                $name::ALL.iter().copied().find(|x| x.word() == word)
                    .ok_or_else(|| format!("{word:?} is none of {}", concat!($($word, " "),*).trim_end()))
            }
        }

        impl From<$name> for foundation::Arg {
            fn from(x: $name) -> Self {
                foundation::Arg::Text(x.word().to_owned())
            }
        }
    };
}
pub(crate) use words;
