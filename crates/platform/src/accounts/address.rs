//! Another address in the place of the one of an account. Who asks has lately shown both factors, and types the password again;
//! the new address is proved with a link and the password; the old one is told, and puts things back with a link of its own for
//! a week. Meanwhile nobody else has the old address, and no further one takes its place: nothing buries that link.

use foundation::{Moment, Refusal, id_type};
use store::{Change, args, row, statements};

use super::{Account, NoEntry, VOID_ALL_LINKS, by_email, link_for, normal, rewrite, use_link};
use crate::app::{App, PersonId};
use crate::rotate::Sealed;
use crate::{Answer, Keys, No, keys, sessions};

statements! {
    write ASK(text, text, text, text, int, text) = "insert into account_address (id, person, old, new, asked_at, seal) values ($1, $2, $3, $4, $5, $6)";
    write REWRITE(text, text, int, int, int, text) = "update account_address set proved_at = $3, undo_until = $4, ended_at = $5, seal = $6
        where id = $1 and seal = $2";
    read LAST(text) -> Replacing = "select id, person, old, new, asked_at, proved_at, undo_until, ended_at, seal from account_address
        where person = $1 order by asked_at desc, id desc limit 1";
    read KEPT_FOR(text, int) -> Replacing = "select id, person, old, new, asked_at, proved_at, undo_until, ended_at, seal from account_address
        where old = $1 and undo_until > $2 and ended_at is null order by id";
    read AFTER(text) -> Replacing = "select id, person, old, new, asked_at, proved_at, undo_until, ended_at, seal from account_address
        where id > $1 order by id limit 500";
    write RESEAL(text, text) = "update account_address set seal = $2 where id = $1";
    write SET_EMAIL(text, text) = "update account set email = $2 where person = $1";
}

id_type!(
    /// One address that was to replace another.
    ReplacingId
);

/// How long the old address can put things back.
pub const UNDO: i64 = 7 * Moment::DAY;
/// What its link is called, and that of the new one.
pub const UNDO_LINK: &str = "address-undo";
pub const PROVE_LINK: &str = "address-prove";
/// How long the new address can be proved.
const PROVE: i64 = Moment::DAY;

/// Why an address is not replaced.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoAddress {
    /// The old address may still want to undo the last one.
    #[refusal("address-lately")]
    Lately,
    #[refusal("address-same")]
    Same,
    #[refusal("address-over")]
    Over,
}

row! {
    /// An address that replaces another, or is to.
    #[derive(Debug, Clone)]
    pub struct Replacing {
        id: ReplacingId,
        person: PersonId,
        pub old: String,
        pub new: String,
        asked_at: Moment,
        proved_at: Option<Moment>,
        undo_until: Option<Moment>,
        ended_at: Option<Moment>,
        seal: String,
    }
}

impl Replacing {
    fn mark(&self, keys: &Keys) -> String {
        let at = |at: Option<Moment>| at.map(|at| at.0);
        let times = (self.asked_at.0, at(self.proved_at), at(self.undo_until), at(self.ended_at));
        let row = (self.id.to_string(), self.person.to_string(), &self.old, &self.new, times);
        keys.mac("address", serde_json::json!(row).to_string().as_bytes())
    }

    fn whole(&self, app: &App) -> bool {
        keys::same(&self.seal, &self.mark(&app.keys))
    }

    /// Proved, and the old address can still put it back.
    fn undone_until(&self, now: Moment) -> bool {
        self.ended_at.is_none() && self.undo_until.is_some_and(|until| now < until)
    }

    async fn write(mut self, app: &App, change: &mut Change) -> Answer<Replacing> {
        let before = std::mem::take(&mut self.seal);
        self.seal = self.mark(&app.keys);
        let row = args![self.id.to_string(), before, self.proved_at, self.undo_until, self.ended_at, &self.seal];
        match change.run(&REWRITE, row).await? {
            0 => Err(No::Stale),
            _ => Ok(self),
        }
    }
}

/// Seals every row that is whole under another key.
pub(crate) async fn reseal(change: &mut Change, old: &Keys, new: &Keys, sealed: &mut Sealed) -> store::Result<()> {
    let mut after = String::new();
    loop {
        let some = change.rows(&AFTER, args![&after]).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.id.to_string();
        for one in some {
            let whole = keys::same(&one.seal, &one.mark(old));
            sealed.count(whole);
            if whole {
                change.run(&RESEAL, args![one.id.to_string(), one.mark(new)]).await?;
            }
        }
    }
}

/// The last that a person asked for, if the service wrote it.
async fn last(app: &App, person: PersonId) -> Answer<Option<Replacing>> {
    Ok(app.store.row(&LAST, args![person.to_string()]).await?.filter(|last| last.whole(app)))
}

/// Whose an address is: of an account, or kept for one that has lately got another.
pub async fn whose(app: &App, email: &str) -> Answer<Option<PersonId>> {
    if let Some(account) = by_email(app, email).await? {
        return Ok(Some(account.person));
    }
    let kept = app.store.rows(&KEPT_FOR, args![normal(email), app.world.now()]).await?;
    Ok(kept.into_iter().find(|kept| kept.whole(app)).map(|kept| kept.person))
}

/// Whether a person may ask for this address now.
pub async fn may_ask(app: &App, account: &Account, new: &str) -> Answer<()> {
    if last(app, account.person).await?.is_some_and(|last| last.undone_until(app.world.now())) {
        return Err(No::refused(NoAddress::Lately));
    }
    if normal(new) == account.email { Err(No::refused(NoAddress::Same)) } else { Ok(()) }
}

/// Keeps what was asked for. The answer: the token for the new address, and that with which the old one stops it.
pub async fn ask(app: &App, change: &mut Change, account: &Account, new: &str) -> Answer<(String, String)> {
    let (id, now) = (ReplacingId::new(&app.world), app.world.now());
    let mut asked = Replacing {
        id,
        person: account.person,
        old: account.email.clone(),
        new: normal(new),
        asked_at: now,
        proved_at: None,
        undo_until: None,
        ended_at: None,
        seal: String::new(),
    };
    asked.seal = asked.mark(&app.keys);
    let row = args![id.to_string(), account.person.to_string(), &asked.old, &asked.new, now, &asked.seal];
    change.run(&ASK, row).await?;
    let prove = link_for(app, change, account.person, PROVE_LINK, PROVE).await?;
    let stop = link_for(app, change, account.person, UNDO_LINK, PROVE).await?;
    Ok((prove, stop))
}

/// The new address is proved: it is the account's from now on. The answer: what was replaced, and the token with which the old
/// address puts it back.
pub async fn prove(app: &App, change: &mut Change, token: &str) -> Answer<(Replacing, String)> {
    let person = use_link(app, change, token, PROVE_LINK).await?;
    let now = app.world.now();
    let asked = last(app, person).await?.filter(|asked| asked.proved_at.is_none() && asked.ended_at.is_none());
    let Some(asked) = asked else { return Err(No::refused(NoAddress::Over)) };
    let proved = Replacing { proved_at: Some(now), undo_until: Some(now.plus(UNDO)), ..asked };
    let proved = proved.write(app, change).await?;
    move_to(app, change, person, &proved.new).await?;
    let undo = link_for(app, change, person, UNDO_LINK, UNDO).await?;
    Ok((proved, undo))
}

/// The old address stops it, or puts things back: links that went to the new one and every session end. True where it had been
/// replaced.
pub async fn undo(app: &App, change: &mut Change, token: &str) -> Answer<(Replacing, PersonId, bool)> {
    let person = use_link(app, change, token, UNDO_LINK).await?;
    let now = app.world.now();
    let asked = last(app, person).await?.filter(|asked| asked.ended_at.is_none());
    let Some(asked) = asked else { return Err(No::refused(NoAddress::Over)) };
    let replaced = asked.proved_at.is_some();
    if replaced && !asked.undone_until(now) {
        return Err(No::refused(NoAddress::Over));
    }
    let ended = Replacing { ended_at: Some(now), ..asked }.write(app, change).await?;
    if replaced {
        move_to(app, change, person, &ended.old).await?;
    }
    change.run(&VOID_ALL_LINKS, args![person.to_string(), now]).await?;
    sessions::end_all(app, change, person).await?;
    Ok((ended, person, replaced))
}

async fn move_to(app: &App, change: &mut Change, person: PersonId, email: &str) -> Answer<()> {
    change.run(&VOID_ALL_LINKS, args![person.to_string(), app.world.now()]).await?;
    match rewrite(app, change, person, &SET_EMAIL, args![person.to_string(), email]).await {
        Err(No::Store(e)) if e.is_taken() => return Err(No::refused(NoEntry::EmailTaken)),
        other => other?,
    };
    app.directory.readdress(app, change, person, email).await
}
