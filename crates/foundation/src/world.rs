//! Time, ids and randomness, handed in (invariant 11).
#![expect(clippy::disallowed_types, reason = "this is where randomness comes from")]

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::Uuid;

use crate::Moment;

/// Where the time comes from.
#[derive(Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// A test's: stands still until it is moved.
    Fixed(Arc<Mutex<Moment>>),
}

/// Where random bytes come from.
#[derive(Clone)]
pub enum Random {
    /// The operating system's generator.
    System,
    /// A test's or the demo's: the same bytes every time.
    Seeded(Arc<Mutex<StdRng>>),
}

/// Time and chance for one run of the program. Cheap to clone.
#[derive(Clone)]
pub struct World {
    clock: Clock,
    random: Random,
}

impl World {
    pub fn system() -> World {
        World { clock: Clock::System, random: Random::System }
    }

    /// A world whose clock stands at `now` and whose chance is decided by `seed`.
    pub fn fixed(now: Moment, seed: u64) -> World {
        World {
            clock: Clock::Fixed(Arc::new(Mutex::new(now))),
            random: Random::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
    pub fn now(&self) -> Moment {
        match &self.clock {
            Clock::System => Moment(Timestamp::now().as_microsecond()),
            Clock::Fixed(now) => *now.lock().unwrap_or_else(|e| e.into_inner()),
        }
    }

    /// Moves a fixed clock; a system clock is not ours to move.
    pub fn advance(&self, microseconds: i64) {
        if let Clock::Fixed(now) = &self.clock {
            now.lock().unwrap_or_else(|e| e.into_inner()).0 += microseconds;
        }
    }

    /// Sets a fixed clock.
    pub fn set(&self, to: Moment) {
        if let Clock::Fixed(now) = &self.clock {
            *now.lock().unwrap_or_else(|e| e.into_inner()) = to;
        }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.random {
            // The operating system's generator does not fail after boot; going on without it would be worse.
            Random::System => SysRng
                .try_fill_bytes(&mut bytes)
                .unwrap_or_else(|e| panic!("the operating system gives no random bytes: {e}")),
            Random::Seeded(rng) => rng.lock().unwrap_or_else(|e| e.into_inner()).fill_bytes(&mut bytes),
        }
        bytes
    }

    /// A UUID of version 7 at the world's time.
    pub fn uuid(&self) -> Uuid {
        let millis = u64::try_from(self.now().0 / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}
