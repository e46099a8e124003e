//! Answers that somebody sent in vain, because their session had ended or somebody else was faster: kept for a day, until the
//! same person, signed in on the same browser, sees them in the form again. Nothing is sent or done by itself.
//!
//! They are encrypted under a key that the service and the browser make together: the browser's half is in its cookie and
//! nowhere else, so that neither the database nor the service's disk opens them, nor both.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foundation::Moment;
use serde::{Deserialize, Serialize};
use store::{Change, args, statements};

use crate::app::{App, PersonId};
use crate::sessions::Session;
use crate::{Answer, No};

/// How long they are kept.
pub(crate) const LASTS: i64 = Moment::DAY;
/// Fields that are not kept: no answers, but the page's own, or what opens something. A test holds every form to it: a question
/// whose answer is secret has one of these names.
pub const NOT_KEPT: [&str; 4] = [ui::CSRF_FIELD, crate::web::SHOWN_AT, "password", "code"];
/// The longest form that is kept, in bytes as it was sent.
pub(crate) const BYTES: usize = 64 * 1024;
/// So many forms of one person at a time; the oldest give way.
const FORMS: i64 = 10;

statements! {
    upkeep KEEP(text, text, text, int) = "insert into kept_answers (browser, person, sealed, kept_at) values ($1, $2, $3, $4)
        on conflict (browser, person) do update set sealed = $3, kept_at = $4";
    upkeep MAKE_ROOM(text, int) = "delete from kept_answers where person = $1 and browser not in
        (select browser from kept_answers where person = $1 order by kept_at desc, browser limit $2)";
    upkeep FORGET(text, text) = "delete from kept_answers where browser = $1 and person = $2";
    upkeep PURGE(int) = "delete from kept_answers where kept_at <= $1";
    write FORGET_EVERY(int) = "delete from kept_answers where kept_at <= $1";
    read OF(text, text, int) -> (sealed: String) =
        "select sealed from kept_answers where browser = $1 and person = $2 and kept_at > $3";
}

/// A form as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Where it was posted, without language.
    pub(crate) action: String,
    /// The page that showed it, without language.
    pub(crate) page: String,
    pub(crate) fields: Vec<(String, String)>,
    /// Somebody else had saved another version meanwhile; or else the session had ended.
    #[serde(default)]
    pub(crate) beside: bool,
}

/// What a browser keeps of the key.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Half(String);

impl Half {
    pub(crate) fn new(app: &App) -> Half {
        Half(URL_SAFE_NO_PAD.encode(app.world.bytes::<32>()))
    }

    /// Of a cookie; `None` where it holds none.
    pub(crate) fn of(cookie: &str) -> Option<Half> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        (bytes.len() == 32).then(|| Half(cookie.to_owned()))
    }

    pub(crate) fn cookie(&self) -> &str {
        &self.0
    }

    /// Names the browser in the database, and opens nothing.
    fn name(&self, app: &App) -> String {
        app.keys.mac("browser that keeps answers", self.0.as_bytes())
    }

    fn label(&self, app: &App, person: PersonId) -> String {
        format!("answers of {person} kept with {}", app.keys.mac("half of a key", self.0.as_bytes()))
    }
}

/// Keeps a form for whoever the session was; what the same browser kept for them before gives way.
pub(crate) async fn keep(app: &App, session: &Session, half: &Half, kept: &Kept) -> Answer<()> {
    let plain = serde_json::to_vec(kept).map_err(|e| No::Broken(format!("keeping answers: {e}")))?;
    let person = session.person;
    // The label holds the browser's half: no error may tell it.
    let sealed = app.keys.seal(&half.label(app, person), &plain, &app.world);
    let sealed = sealed.map_err(|_| No::Broken("answers could not be sealed".into()))?;
    let now = app.world.now();
    let mut upkeep = app.store.upkeep().await?;
    upkeep.run(&PURGE, args![now.plus(-LASTS)]).await?;
    upkeep.run(&KEEP, args![half.name(app), person.to_string(), sealed, now]).await?;
    upkeep.run(&MAKE_ROOM, args![person.to_string(), FORMS]).await?;
    upkeep.commit().await?;
    Ok(())
}

/// What this browser keeps for this person, not older than a day.
pub(crate) async fn of(app: &App, person: PersonId, half: &Half) -> Answer<Option<Kept>> {
    let since = app.world.now().plus(-LASTS);
    let sealed = app.store.row(&OF, args![half.name(app), person.to_string(), since]).await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = app.keys.unseal(&half.label(app, person), &sealed).ok();
    Ok(plain.and_then(|plain| serde_json::from_slice(&plain).ok()))
}

/// They have been sent again.
pub(crate) async fn forget(app: &App, person: PersonId, half: &Half) -> Answer<()> {
    let mut upkeep = app.store.upkeep().await?;
    upkeep.run(&FORGET, args![half.name(app), person.to_string()]).await?;
    upkeep.commit().await?;
    Ok(())
}

/// All are forgotten: under another key of the service nobody could read them.
pub(crate) async fn forget_every(change: &mut Change, now: Moment) -> store::Result<u64> {
    change.run(&FORGET_EVERY, args![now]).await
}

/// Deletes what is older than a day.
pub async fn purge(app: &App) -> Answer<u64> {
    let mut upkeep = app.store.upkeep().await?;
    let gone = upkeep.run(&PURGE, args![app.world.now().plus(-LASTS)]).await?;
    upkeep.commit().await?;
    Ok(gone)
}
