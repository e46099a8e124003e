//! Passwords: which may be chosen, and how they are hashed (argon2id).

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use foundation::Refusals;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::accounts::NoEntry;
use crate::{Answer, App, No};

/// In characters (NIST SP 800-63B, OWASP ASVS 5: length and a list of the commonest instead of rules about signs).
pub(crate) const SHORTEST: usize = 12;
/// A hash that no password has: an unknown address costs the same time as a wrong password.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Passwords are hashed a few at a time: each takes 19 MiB, and a crowd must not take the machine's memory.
struct Queue {
    turns: Semaphore,
    /// How many may stand in it; others are told to come back.
    places: Semaphore,
}

impl Queue {
    const fn of(turns: usize) -> Queue {
        Queue { turns: Semaphore::const_new(turns), places: Semaphore::const_new(64) }
    }
}

/// Whoever signs in does not stand behind those who register.
static SIGNING_IN: Queue = Queue::of(2);
static CHOOSING: Queue = Queue::of(1);

/// The first 4 bytes of the SHA-256 of each of the commonest passwords, in order (`data/README.md`).
static COMMONEST: &[u8] = include_bytes!("../data/common-passwords.bin");

fn commonest(password: &str) -> bool {
    let digest = Sha256::digest(password.as_bytes());
    let (all, _) = COMMONEST.as_chunks::<4>();
    all.binary_search_by(|known| known[..].cmp(&digest[..4])).is_ok()
}

/// One that is tried first: common, or a common one with signs about it, or a few characters again and again, or in a row.
fn common(password: &str) -> bool {
    let small = password.trim().to_lowercase();
    let core = small.trim_matches(|c: char| !c.is_alphabetic());
    let signs: Vec<char> = small.chars().collect();
    let again = (1..=signs.len() / 2).any(|n| signs.iter().zip(&signs[n..]).all(|(a, b)| a == b));
    let step = |pair: &[char]| match pair {
        ['9', '0'] => 1,
        ['0', '9'] => -1,
        [a, b] => i64::from(u32::from(*b)) - i64::from(u32::from(*a)),
        _ => 0,
    };
    let steps: Vec<i64> = signs.windows(2).map(step).collect();
    let row = steps.first().is_some_and(|first| first.abs() == 1 && steps.iter().all(|s| s == first));
    again || row || commonest(&small) || (!core.is_empty() && commonest(core))
}

/// The hash of a password that somebody chooses, if it may be chosen. Hashing takes tens of milliseconds: off the async
/// threads.
pub async fn hash_password(app: &App, password: &str) -> Answer<String> {
    let mut no = Refusals::none();
    no.when(password.chars().count() < SHORTEST, NoEntry::Short);
    no.when(common(password), NoEntry::Common);
    no.or_else(|| ())?;
    let salt = app.world.bytes::<16>();
    let password = password.to_owned();
    hashing(&CHOOSING, move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|h| h.to_string())
            .map_err(|e| No::Broken(format!("hashing a password: {e}")))
    })
    .await?
}

async fn hashing<T: Send + 'static>(queue: &Queue, work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    let _place = queue.places.try_acquire().map_err(|_| No::TooMany)?;
    let _turn = queue.turns.acquire().await.map_err(|e| No::Broken(e.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| No::Broken(format!("hashing a password: {e}")))
}

pub(crate) async fn password_matches(hash: &str, password: &str) -> Answer<bool> {
    let (hash, password) = (hash.to_owned(), password.to_owned());
    hashing(&SIGNING_IN, move || {
        PasswordHash::new(&hash).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = Argon2::default().hash_password_with_salt(b"x", &[0; 16]).unwrap();
        assert_eq!(nobody.params, real.params);
        assert_eq!(nobody.hash.map(|h| h.len()), real.hash.map(|h| h.len()));
    }

    #[test]
    fn what_everybody_tries_first_is_common_and_a_phrase_is_not() {
        let (all, rest) = COMMONEST.as_chunks::<4>();
        assert!(rest.is_empty() && all.len() > 40_000 && all.is_sorted());
        for known in [
            "password",
            "PassWord1234",
            "  Sunshine2026!!",
            "!!Manchester!!",
            "123456789012",
            "098765432109",
            "abcdefghijkl",
            "aaaaaaaaaaaa",
            "passwordpassword",
            "xq7xq7xq7xq7",
        ] {
            assert!(common(known), "{known}");
        }
        for fine in
            ["correct horse battery", "pebbles and slate 1", "pässword pässe", "kjh2 9sdf 22lk", "strongroom demo rhys"]
        {
            assert!(!common(fine), "{fine}");
        }
    }
}
