//! A sealed desktop: the sandboxes in which a researcher works, and the broker that gives out the picture of it and nothing
//! else. See README.md for what stands and what does not yet.
//!
//! ```text
//!  applications      display server         broker (this crate)               browser
//!  [sandbox] --X11--> [sandbox] --RFB, foreign--> one framebuffer --RFB, ours--> noVNC
//! ```
//!
//! The display server is hostile input: researchers run programs beside it. So this is no filter. What it says becomes dots
//! of one [`Screen`], and what the browser gets is made anew from those dots.

pub mod kept;
mod log;
pub mod mark;
pub mod recording;
pub mod rfb;
pub mod screen;
pub mod seal;
pub mod session;
pub mod wire;
pub mod workspace;

pub use log::{Event, What};
pub use mark::Mark;
pub use screen::{Rect, Screen, Size};
pub use session::{Counts, Curtain, Rules, Session};
