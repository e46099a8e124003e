//! Asking again who is there, of somebody who is signed in and may have gone away.

use super::{Did, NoEntry, by_person, check_password};
use crate::tries::{ALTERED, GUESSING, Taken, Tries};
use crate::{Answer, Context, No, OrNotFound};

/// Whether whoever sits there knows the password of the account that is signed in, counted before it is compared. A wrong one
/// is refused and on the record. The tries are to be forgotten within the change that follows from the right one.
pub async fn still_there(cx: &Context, password: &str) -> Answer<Tries> {
    let app = &cx.app;
    let who = cx.who()?;
    let account = by_person(app, who.person).await?.or_not_found()?;
    let tries = Tries::of_password(cx, &account.email, Some(&account));
    let taken = tries.take(app).await?;
    let checked = match taken {
        Taken::Allowed => check_password(app, Some(&account), password).await?,
        Taken::First | Taken::More => Err(NoEntry::Locked),
    };
    let Err(reason) = checked else { return Ok(tries) };
    let told = match reason {
        NoEntry::Altered => Some(ALTERED),
        _ => (taken == Taken::First).then_some(GUESSING),
    };
    let mut change = app.store.change().await?;
    if let Some(key) = told {
        Tries::tell(cx, &mut change, &account, key).await?;
    }
    let reason = if reason == NoEntry::Wrong { NoEntry::NotThere } else { reason };
    let key = foundation::Refusal::key(&reason);
    change.commit(cx.record(Did::SignInFailed(who.person.to_string())).detail("reason", key)).await?;
    Err(No::refused(reason))
}
