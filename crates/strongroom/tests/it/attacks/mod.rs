//! Attacks on the program as it runs, by HTTP and the command line alone. Each is a test that reads as what the attacker
//! would like to say; it passes where the attack is refused. When all have run they print how many there were.
//!
//! `STRONGROOM_ATTACKED` names another binary than the one just built: an older one shows what has been mended.

/// Makes a test of each attack, and the list of their names.
macro_rules! attacks {
    ($($(#[$note:meta])* async fn $name:ident() $attack:block)*) => {
        pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(
            $(#[$note])*
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let attack = super::Attack::begun();
                $attack
                attack.refused();
            }
        )*
    };
}

mod accounts;
mod alone;
mod at_rest;
mod exhaustion;
mod files;
mod house;
mod insiders;
mod keys;
mod lost;
mod moved;
mod outputs;
mod people;
mod place;
mod proxies;
mod record;
mod rewrite;
mod shut;

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const ALL: [&[&str]; 15] = [
    accounts::NAMES,
    alone::NAMES,
    at_rest::NAMES,
    exhaustion::NAMES,
    files::NAMES,
    keys::NAMES,
    lost::NAMES,
    moved::NAMES,
    outputs::NAMES,
    people::NAMES,
    place::NAMES,
    proxies::NAMES,
    record::NAMES,
    rewrite::NAMES,
    shut::NAMES,
];

/// How many have been refused, and how many have not.
static TALLY: Mutex<(usize, usize)> = Mutex::new((0, 0));

/// How many lacked what they attack with.
static NOT_RUN: AtomicUsize = AtomicUsize::new(0);

fn not_run() {
    NOT_RUN.fetch_add(1, Ordering::Relaxed);
}

/// An attack under way. Dropped before it was refused, it has succeeded.
pub(super) struct Attack {
    refused: bool,
}

impl Attack {
    fn begun() -> Attack {
        Attack { refused: false }
    }

    fn refused(mut self) {
        self.refused = true;
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        let mut tally = TALLY.lock().unwrap_or_else(|e| e.into_inner());
        if self.refused {
            tally.0 += 1;
        } else {
            tally.1 += 1;
        }
        let run = tally.0 + tally.1;
        if run == ALL.iter().map(|names| names.len()).sum::<usize>() {
            // Straight to the terminal: what a passing test prints is not shown.
            let not_run = match NOT_RUN.load(Ordering::Relaxed) {
                0 => String::new(),
                some => format!(", {some} not run"),
            };
            let _ = writeln!(std::io::stderr(), "{run} attacks, {} succeeded{not_run}", tally.1);
        }
    }
}
