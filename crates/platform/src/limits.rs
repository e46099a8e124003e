//! Rate limits: so many a minute from one place, kept in memory.

use std::collections::HashMap;
use std::sync::Mutex;

use foundation::Moment;

/// Counts by key in windows of a minute.
#[derive(Default)]
pub struct RateLimits {
    windows: Mutex<HashMap<String, (i64, u32)>>,
}

impl RateLimits {
    /// Counts one; false where the key has used up its minute.
    pub fn allow(&self, key: &str, per_minute: u32, now: Moment) -> bool {
        let window = now.0 / Moment::MINUTE;
        let mut windows = self.windows.lock().unwrap_or_else(|e| e.into_inner());
        if windows.len() > 10_000 {
            windows.retain(|_, (w, _)| *w == window);
        }
        let entry = windows.entry(key.to_owned()).or_insert((window, 0));
        if entry.0 != window {
            *entry = (window, 0);
        }
        entry.1 += 1;
        entry.1 <= per_minute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_of_three_a_minute_is_refused_and_the_next_minute_is_free_again() {
        let limits = RateLimits::default();
        let asked: Vec<bool> = (0..4).map(|i| limits.allow("a", 3, Moment(i))).collect();
        assert_eq!(asked, [true, true, true, false]);
        assert!(limits.allow("b", 3, Moment(5)));
        assert!(limits.allow("a", 3, Moment(Moment::MINUTE)));
    }
}
