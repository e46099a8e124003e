//! Pages of the service: GOV.UK components as structs, the page layout, and pictures of tables and charts.
//!
//! Everything works without scripts, sends no inline styles, and carries no gov.uk branding: no crown, no GDS
//! Transport, our own colour.

mod assets;
mod body;
mod components;
mod form;
mod html;
mod page;
pub mod picture;
mod words;

pub use assets::{ASSETS_PATH, Asset, asset, asset_path, assets};
pub use body::Body;
pub use components::*;
pub use form::{CSRF_FIELD, Form};
pub use html::{Attributes, Html, escape};
pub use page::{CSP, INLINE_SCRIPT, Page, SessionEnds, SignedIn, THEME_COLOUR, Words};
