//! Ids are UUIDs of version 7, one type for each thing; references are what people read aloud.

use crate::World;

/// Makes the id type of one kind of thing: `id_type!(PersonId);`
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            $crate::private::serde::Serialize, $crate::private::serde::Deserialize)]
        #[serde(crate = "::foundation::private::serde", transparent)]
        pub struct $name(pub $crate::private::uuid::Uuid);

        impl $name {
            /// A new id, ordered by the world's time.
            pub fn new(world: &$crate::World) -> Self {
                Self(world.uuid())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::private::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::private::uuid::Uuid::parse_str(text).map(Self)
            }
        }

        $crate::stored_as_text!($name);

        impl From<$name> for $crate::Arg {
            fn from(id: $name) -> Self {
                $crate::Arg::Text(id.to_string())
            }
        }
    };
}

/// A short reference that can be read aloud by phone: no O, 0, I, 1, no vowels that make words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(pub String);

impl Reference {
    const LETTERS: &'static [u8] = b"23456789BCDFGHJKLMNPQRSTVWXZ";

    /// `PREFIX-XXXX-XXXX`: 28^8 values, so that a guess is useless and a clash is caught by a unique index.
    pub fn new(prefix: &str, world: &World) -> Reference {
        let mut text = format!("{prefix}-");
        for (i, byte) in world.bytes::<8>().into_iter().enumerate() {
            if i == 4 {
                text.push('-');
            }
            text.push(char::from(Self::LETTERS[usize::from(byte) % Self::LETTERS.len()]));
        }
        Reference(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Moment;

    #[test]
    fn a_reference_has_no_letters_that_are_confused_by_phone() {
        let world = World::fixed(Moment(0), 7);
        for _ in 0..200 {
            let reference = Reference::new("P", &world).0;
            assert_eq!(reference.len(), 11);
            assert!(!reference[2..].contains(['O', '0', 'I', '1', 'A', 'E', 'U']), "{reference}");
        }
    }
}
