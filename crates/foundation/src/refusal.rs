//! A no, with every reason, each a sentence in both languages.

use std::fmt::Debug;

use crate::{Arg, Lang, Texts};

/// One reason of a closed enum: `#[derive(Refusal)]` with `#[refusal("message-key")]` on each variant.
pub trait Refusal: Debug {
    /// The key of the sentence.
    fn key(&self) -> &'static str;
    /// What the sentence is about.
    fn args(&self) -> Vec<(&'static str, Arg)>;
    /// Every key of the enum, so that a test can see that each has its sentence.
    fn keys() -> &'static [&'static str]
    where
        Self: Sized;
    /// The sentence.
    fn sentence(&self, texts: &Texts, lang: Lang) -> String {
        texts.text(lang, self.key(), &self.args())
    }
}

/// All reasons that hold, never only the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals<R>(pub Vec<R>);

impl<R> Refusals<R> {
    pub fn none() -> Refusals<R> {
        Refusals(Vec::new())
    }

    /// Adds the reason if it holds.
    pub fn when(&mut self, holds: bool, reason: R) {
        if holds {
            self.0.push(reason);
        }
    }

    pub fn because(&mut self, reason: R) {
        self.0.push(reason);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What happens if no reason holds; else all of them.
    pub fn or_else<T>(self, happens: impl FnOnce() -> T) -> Result<T, Refusals<R>> {
        if self.0.is_empty() { Ok(happens()) } else { Err(self) }
    }
}

impl<R> From<R> for Refusals<R> {
    fn from(reason: R) -> Self {
        Refusals(vec![reason])
    }
}
