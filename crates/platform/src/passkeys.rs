//! Passkeys (WebAuthn): a second factor that the browser or a token keeps, beside the one-time code.
//!
//! The challenges come from the library's own generator (the operating system's), not from the world that is handed in:
//! the library has no other way.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foundation::{Moment, Refusal};
use store::{Change, args, row, statements};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    CreationChallengeResponse, Passkey, PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse,
    Url, WebauthnBuilder,
};

use crate::app::{App, PersonId};
use crate::ceremony::Ceremony;
use crate::context::Who;
use crate::rotate::Sealed;
use crate::{Answer, Keys, No, OrNotFound, accounts, sessions};

statements! {
    write ADD(text, text, text, text, int, text) = "insert into account_passkey (id, person, name, credential, created_at, seal) values ($1, $2, $3, $4, $5, $6)";
    read AFTER(text) -> OwnPasskey = "select id, person, name, credential, created_at, seal from account_passkey where id > $1 order by id limit 500";
    write RESEAL(text, text) = "update account_passkey set seal = $2 where id = $1";
    write REMOVE(text, text) = "delete from account_passkey where id = $1 and person = $2";
    write UPDATE(text, text, text) = "update account_passkey set credential = $2, seal = $3 where id = $1";
    read OF_PERSON(text) -> OwnPasskey = "select id, person, name, credential, created_at, seal from account_passkey where person = $1
        order by created_at, id";
    read UNSEALED -> OwnPasskey = "select id, person, name, credential, created_at, seal from account_passkey where seal = '' order by id limit 500";
    upkeep SEAL_OLD(text, text) = "update account_passkey set seal = $2 where id = $1 and seal = ''";
}

/// So many passkeys one account may have.
const AT_MOST: usize = 10;

/// Why a passkey is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Refusal)]
pub enum NoPasskey {
    #[refusal("passkey-not-shown")]
    NotShown,
    #[refusal("passkey-wrong")]
    Wrong,
    #[refusal("passkey-known")]
    Known,
    #[refusal("passkey-enough")]
    Enough,
}

row! {
    /// A passkey of an account.
    #[derive(Debug, Clone)]
    pub struct OwnPasskey {
        /// The credential's id in base64url.
        pub id: String,
        person: PersonId,
        /// What its owner calls it.
        pub name: String,
        credential: String,
        pub created_at: Moment,
        seal: String,
    }
}

/// What the service says of a passkey under its key: whose it is.
fn seal_of(keys: &Keys, id: &str, person: PersonId, credential: &str) -> String {
    keys.mac("passkey of", format!("{id} {person} {credential}").as_bytes())
}

impl OwnPasskey {
    /// Written by the service, for this person: one that somebody put into the database opens nothing.
    fn whole(&self, app: &App) -> bool {
        self.whole_under(&app.keys)
    }

    fn whole_under(&self, keys: &Keys) -> bool {
        if self.seal.is_empty() {
            return !keys.all_sealed();
        }
        crate::keys::same(&self.seal, &seal_of(keys, &self.id, self.person, &self.credential))
    }

    fn passkey(&self) -> Answer<Passkey> {
        serde_json::from_str(&self.credential).map_err(|e| No::Broken(format!("reading a passkey: {e}")))
    }
}

/// Seals those of a version that sealed none.
pub(crate) async fn seal_all(app: &App) -> Answer<()> {
    loop {
        let some = app.store.rows(&UNSEALED, args![]).await?;
        if some.is_empty() {
            return Ok(());
        }
        let mut upkeep = app.store.upkeep().await?;
        for one in some {
            let seal = seal_of(&app.keys, &one.id, one.person, &one.credential);
            upkeep.run(&SEAL_OLD, args![&one.id, seal]).await?;
        }
        upkeep.commit().await?;
    }
}

/// Seals every passkey that is whole under another key.
pub(crate) async fn reseal(change: &mut Change, old: &Keys, new: &Keys, sealed: &mut Sealed) -> store::Result<()> {
    let mut after = String::new();
    loop {
        let some = change.rows(&AFTER, args![&after]).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.id.clone();
        for one in some {
            let whole = one.whole_under(old);
            sealed.count(whole);
            if whole {
                let seal = seal_of(new, &one.id, one.person, &one.credential);
                change.run(&RESEAL, args![&one.id, seal]).await?;
            }
        }
    }
}

/// The relying party of this service: its host is the id, so passkeys stay valid when the port changes. `None` where the
/// address has no domain name (an IP address), because browsers make no passkeys there.
pub fn passkeys(public_url: &str, name: &str) -> Option<Webauthn> {
    let origin = Url::parse(public_url).ok()?;
    let host = origin.domain()?.to_owned();
    WebauthnBuilder::new(&host, &origin).ok()?.rp_name(name).build().ok()
}

/// A person's passkeys, oldest first; none where the service's address allows none.
pub async fn of_person(app: &App, person: PersonId) -> Answer<Vec<OwnPasskey>> {
    if app.passkeys.is_none() {
        return Ok(Vec::new());
    }
    let all = app.store.rows(&OF_PERSON, args![person.to_string()]).await?;
    Ok(all.into_iter().filter(|one| one.whole(app)).collect())
}

fn id_of(passkey: &Passkey) -> String {
    URL_SAFE_NO_PAD.encode(passkey.cred_id())
}

/// First half of adding: what the browser's `navigator.credentials.create` needs.
pub(crate) async fn begin_adding(app: &App, who: &Who) -> Answer<CreationChallengeResponse> {
    let authority = app.passkeys.as_ref().or_not_found()?;
    let account = accounts::by_person(app, who.person).await?.or_not_found()?;
    let mine = of_person(app, who.person).await?;
    if mine.len() >= AT_MOST {
        return Err(No::refused(NoPasskey::Enough));
    }
    let mut known = Vec::new();
    for one in &mine {
        known.push(one.passkey()?.cred_id().clone());
    }
    let (options, state) = authority
        .start_passkey_registration(who.person.0, &account.email, &who.known.name, Some(known))
        .map_err(|e| No::Broken(format!("beginning to add a passkey: {e}")))?;
    Ceremony::AddPasskey { until: Ceremony::until(app), state: Box::new(state) }.keep(app, &who.session).await?;
    Ok(options)
}

/// Second half: the passkey the browser made, kept in this change. The answer names it for the record.
pub(crate) async fn finish_adding(
    app: &App,
    change: &mut Change,
    who: &Who,
    name: &str,
    shown: &str,
) -> Answer<String> {
    let authority = app.passkeys.as_ref().or_not_found()?;
    let shown: RegisterPublicKeyCredential =
        serde_json::from_str(shown).map_err(|_| No::refused(NoPasskey::NotShown))?;
    let Some(Ceremony::AddPasskey { state, .. }) = Ceremony::of(app, &who.session) else {
        return Err(No::refused(NoPasskey::NotShown));
    };
    let passkey = authority.finish_passkey_registration(&shown, &state).map_err(|e| {
        tracing::info!(error = %e, "a new passkey was not accepted");
        No::refused(NoPasskey::Wrong)
    })?;
    if !sessions::take_state(change, &who.session).await? {
        return Err(No::refused(NoPasskey::NotShown));
    }
    let id = id_of(&passkey);
    let credential = serde_json::to_string(&passkey).map_err(|e| No::Broken(format!("keeping a passkey: {e}")))?;
    let seal = seal_of(&app.keys, &id, who.person, &credential);
    let row = args![&id, who.person.to_string(), name, credential, app.world.now(), seal];
    match change.run(&ADD, row).await {
        Err(e) if e.is_taken() => Err(No::refused(NoPasskey::Known)),
        other => other.map(|_| mark(app, &id)).map_err(No::from),
    }
}

/// Removes one; false where this person has no such passkey.
pub(crate) async fn remove(change: &mut Change, person: PersonId, id: &str) -> Answer<bool> {
    Ok(change.run(&REMOVE, args![id, person.to_string()]).await? > 0)
}

/// How the record names a passkey: its id would link a person across services.
pub(crate) fn mark(app: &App, id: &str) -> String {
    app.keys.mac("passkey", id.as_bytes()).chars().take(16).collect()
}

/// First half of showing: what `navigator.credentials.get` needs.
pub(crate) async fn begin_showing(app: &App, who: &Who) -> Answer<RequestChallengeResponse> {
    let authority = app.passkeys.as_ref().or_not_found()?;
    let mine: Vec<Passkey> =
        of_person(app, who.person).await?.iter().map(OwnPasskey::passkey).collect::<Answer<_>>()?;
    if mine.is_empty() {
        return Err(No::NotFound);
    }
    let (options, state) = authority
        .start_passkey_authentication(&mine)
        .map_err(|e| No::Broken(format!("beginning to show a passkey: {e}")))?;
    Ceremony::ShowPasskey { until: Ceremony::until(app), state: Box::new(state) }.keep(app, &who.session).await?;
    Ok(options)
}

/// Second half: which of the person's passkeys was shown, by its mark; `None` where it was none of them, or not in answer to
/// this session's challenge. Either way the challenge is used up.
pub(crate) async fn finish_showing(app: &App, change: &mut Change, who: &Who, shown: &str) -> Answer<Option<String>> {
    let authority = app.passkeys.as_ref().or_not_found()?;
    let Some(Ceremony::ShowPasskey { state, .. }) = Ceremony::of(app, &who.session) else { return Ok(None) };
    if !sessions::take_state(change, &who.session).await? {
        return Ok(None);
    }
    let Ok(shown) = serde_json::from_str::<PublicKeyCredential>(shown) else { return Ok(None) };
    let result = match authority.finish_passkey_authentication(&shown, &state) {
        Ok(result) => result,
        Err(e) => {
            tracing::info!(error = %e, "a passkey was not accepted");
            return Ok(None);
        }
    };
    // Read again: one that was removed since the challenge no longer opens anything.
    for one in change.rows(&OF_PERSON, args![who.person.to_string()]).await?.into_iter().filter(|one| one.whole(app)) {
        let mut passkey = one.passkey()?;
        let Some(changed) = passkey.update_credential(&result) else { continue };
        if changed {
            let credential = serde_json::to_string(&passkey).map_err(|e| No::Broken(e.to_string()))?;
            let seal = seal_of(&app.keys, &one.id, who.person, &credential);
            change.run(&UPDATE, args![&one.id, credential, seal]).await?;
        }
        return Ok(Some(mark(app, &one.id)));
    }
    Ok(None)
}
