//! What the record says was done: one closed list a crate, each action with the thing that it is about.

/// An action of the ledger.
pub trait Deed: Send {
    /// The word that stands in the record for ever.
    fn word(&self) -> &'static str;
    /// Kind and id of the thing that it was done to.
    fn subject(&self) -> (&'static str, String);
}

/// Makes the ledger actions of a crate. An action carries the id of its thing, so that it cannot be about another kind:
///
/// ```text
/// platform::did! {
///     /// What is done with notes.
///     Did {
///         "note" (NoteId) { Noted = "noted", Burnt = "burnt" }
///     }
/// }
/// ```
///
/// A word is never taken away or given another sense: the record keeps it. Words of older versions stay readable, because
/// an entry is read as text.
#[macro_export]
macro_rules! did {
    ($(#[$meta:meta])* $vis:vis $name:ident { $($kind:literal ($id:ty) { $($variant:ident = $word:literal),* $(,)? })* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $vis enum $name { $($($variant($id),)*)* }

        impl $name {
            /// Every word, and the kind of thing it is about.
            #[allow(dead_code)]
            pub const WORDS: &'static [(&'static str, &'static str)] =
                &[$($(($word, $kind),)*)*];
        }

        impl $crate::Deed for $name {
            fn word(&self) -> &'static str {
                match self { $($($name::$variant(..) => $word,)*)* }
            }
            fn subject(&self) -> (&'static str, String) {
                match self { $($($name::$variant(id) => ($kind, id.to_string()),)*)* }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::Deed;

    crate::did! {
        Did {
            "note" (u32) { Noted = "noted", Burnt = "burnt" }
            "draft" (String) { Begun = "begun" }
        }
    }

    #[test]
    fn an_action_is_about_a_thing_of_its_kind() {
        assert_eq!(Did::WORDS, [("noted", "note"), ("burnt", "note"), ("begun", "draft")]);
        let begun = Did::Begun("w".to_owned());
        assert_eq!((begun.word(), begun.subject()), ("begun", ("draft", "w".to_owned())));
        assert_eq!(Did::Noted(7).subject(), ("note", "7".to_owned()));
        assert_eq!(Did::Burnt(7).word(), "burnt");
    }
}
