//! Styles by name, with those that they are based on.

use super::{Look, Styles};

/// Styles of different families may have the same name.
pub(super) fn key(family: &str, name: &str) -> String {
    format!("{family}/{name}")
}

/// What holds of a style and those it is based on.
pub(super) fn holds(styles: &Styles, name: &str, asks: impl Fn(&Look) -> bool) -> bool {
    chain(styles, name).any(asks)
}

pub(super) fn chain<'s>(styles: &'s Styles, name: &str) -> impl Iterator<Item = &'s Look> {
    let mut next = styles.get(name);
    let mut left = 64;
    std::iter::from_fn(move || {
        let look = next?;
        left -= 1;
        next = if left > 0 { styles.get(&look.parent) } else { None };
        Some(look)
    })
}
