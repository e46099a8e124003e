//! Texts that are said of many cells: kept once, however many cells they are said of.

use serde::{Serialize, Serializer};
use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A text whose copies share their letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words(Arc<str>);

impl Words {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are one text in memory.
    pub fn shares(&self, other: &Words) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Words {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Words {
    fn borrow(&self) -> &str {
        self
    }
}

impl<'a> From<&'a Words> for Cow<'a, str> {
    fn from(words: &'a Words) -> Cow<'a, str> {
        Cow::Borrowed(words)
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Words {
        Words(text.into())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Words {
        Words(text.into())
    }
}

impl PartialEq<str> for Words {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Words {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for Words {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}
