//! Our own: where the picture of a desktop is shown. `assets/scripts/desk.js` draws it.

use askama::Template;

use super::component;
use crate::html::{Attributes, Html};

/// The frame of a desktop's picture. Sentences for the script stand in `attributes`, as `data-…`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/desk-screen.html", whitespace = "minimize")]
pub struct DeskScreen {
    /// The address below which the desktop's state, tickets and socket are.
    pub base: String,
    /// Said where scripts do not run.
    pub without_script: Html,
    /// The button that brings the picture here from another window.
    pub here: Html,
    /// What screen readers call the picture.
    pub label: String,
    pub attributes: Attributes,
}

component!(DeskScreen);
