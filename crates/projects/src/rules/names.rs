//! Names that a file in a space may have.

use foundation::{Refusal, Refusals};

/// Why a name is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Refusal)]
pub enum BadName {
    #[refusal("projects-name-empty")]
    Empty,
    #[refusal("projects-name-long")]
    TooLong,
    #[refusal("projects-name-path")]
    Path,
    #[refusal("projects-name-control")]
    Control,
}

/// Any language's letters may stand in a name; what could be read as a path, a hidden character or another name may not.
/// At most 255 bytes, as file systems have it.
pub fn safe_name(name: &str) -> Result<(), Refusals<BadName>> {
    // Marks that turn the direction of writing make a name look like another.
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut no = Refusals::none();
    no.when(name.trim().is_empty(), BadName::Empty);
    no.when(name.len() > 255, BadName::TooLong);
    no.when(name.contains(['/', '\\']) || name.contains("..") || name == ".", BadName::Path);
    no.when(name.chars().any(|c| c.is_control() || turns(c)), BadName::Control);
    no.or_else(|| ())
}
