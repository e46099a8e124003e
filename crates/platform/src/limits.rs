//! Rate limits: so many in a time from one place, kept in memory.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Mutex;

use foundation::Moment;

/// Counts by key in windows of time. Keys are kept as keyed hashes: what somebody sends takes no room here.
#[derive(Default)]
pub struct RateLimits {
    hashing: RandomState,
    windows: Mutex<HashMap<u64, Window>>,
}

struct Window {
    /// When it is over, in microseconds.
    until: i64,
    used: u32,
}

/// Beyond so many keys those that are over are taken away.
const KEYS: usize = 10_000;
/// So many at a time, 40 MB of them; beyond that a new key is refused.
const KEYS_AT_MOST: usize = 1_000_000;

impl RateLimits {
    /// Counts one; false where the key has used up this window of `length` microseconds.
    pub fn allow(&self, key: &str, at_most: u32, length: i64, now: Moment) -> bool {
        let hash = self.hashing.hash_one((key, length));
        let until = (now.0 / length + 1) * length;
        let mut windows = self.windows.lock().unwrap_or_else(|e| e.into_inner());
        if windows.len() >= KEYS && windows.len() == windows.capacity() {
            windows.retain(|_, window| window.until > now.0);
        }
        if windows.len() >= KEYS_AT_MOST && !windows.contains_key(&hash) {
            return false;
        }
        let window = windows.entry(hash).or_insert(Window { until, used: 0 });
        if window.until <= now.0 {
            *window = Window { until, used: 0 };
        }
        window.used = window.used.saturating_add(1);
        window.used <= at_most
    }
}

/// Whose an address is, for limits: with IPv6 everybody has a network of 2^64 of them.
pub fn whose(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_of_three_a_minute_is_refused_and_the_next_minute_is_free_again() {
        let limits = RateLimits::default();
        let asked: Vec<bool> = (0..4).map(|i| limits.allow("a", 3, Moment::MINUTE, Moment(i))).collect();
        assert_eq!(asked, [true, true, true, false]);
        assert!(limits.allow("b", 3, Moment::MINUTE, Moment(5)));
        assert!(limits.allow("a", 3, Moment::MINUTE, Moment(Moment::MINUTE)));
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        assert_eq!(whose("2001:db8:1:2:3:4:5:6"), whose("2001:db8:1:2::9"));
        assert_ne!(whose("2001:db8:1:2::9"), whose("2001:db8:1:3::9"));
        assert_eq!(whose("203.0.113.7"), "203.0.113.7");
        assert_eq!(whose("unknown"), "unknown");
    }
}
