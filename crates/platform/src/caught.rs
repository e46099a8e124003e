//! A panic in one request or one job is a defect of that request or job, not the end of the service.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;

/// Runs to the end, or says what it panicked with. What the panic interrupted is dropped: an open change rolls back.
pub(crate) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let mut work = pin!(work);
    poll_fn(move |cx| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => {
            let words = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
            let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
            std::task::Poll::Ready(Err(format!("panicked: {}", words.unwrap_or_default())))
        }
    })
    .await
}
