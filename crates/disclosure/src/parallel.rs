//! Work on several cores whose results are taken in order, so that they do not depend on how many cores there are.

use crate::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;

/// More would wait for the disk, and each has records in memory.
const MOST_THREADS: usize = 8;

/// On how many cores work is done.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// Does each piece of work and takes the results in the order of the pieces. The first error in that order ends it.
pub(crate) fn in_order<T: Send>(
    pieces: usize,
    work: impl Fn(usize) -> Result<T, Error> + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    let threads = threads().min(pieces);
    if threads <= 1 {
        return (0..pieces).try_for_each(|piece| take(work(piece)?));
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Each thread is at most one result ahead of what was taken from it.
        let results: Vec<_> = (0..threads)
            .map(|first| {
                let (give, results) = sync_channel(1);
                let (work, stop) = (&work, &stop);
                scope.spawn(move || {
                    for piece in (first..pieces).step_by(threads) {
                        if stop.load(Ordering::Relaxed) || give.send(work(piece)).is_err() {
                            break;
                        }
                    }
                });
                results
            })
            .collect();
        let mut outcome = Ok(());
        for piece in 0..pieces {
            // A thread that ended early has panicked, which the scope passes on.
            let Ok(result) = results[piece % threads].recv() else { break };
            outcome = result.and_then(&mut take);
            if outcome.is_err() {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
        drop(results);
        outcome
    })
}
