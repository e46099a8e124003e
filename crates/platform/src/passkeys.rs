//! Passkeys (WebAuthn): a second factor that the browser or a token keeps, beside the one-time code.
//!
//! The challenges come from the library's own generator (the operating system's), not from the world that is handed in:
//! the library has no other way.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foundation::{Moment, Refusal};
use store::{Change, Json, args, row, statements};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    CreationChallengeResponse, Passkey, PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse,
    Url, WebauthnBuilder,
};

use crate::app::{App, PersonId};
use crate::ceremony::Ceremony;
use crate::context::Who;
use crate::{Answer, No, OrNotFound, accounts, sessions};

statements! {
    write ADD(text, text, text, text, int) = "insert into account_passkey (id, person, name, credential, created_at) values ($1, $2, $3, $4, $5)";
    write REMOVE(text, text) = "delete from account_passkey where id = $1 and person = $2";
    write UPDATE(text, text) = "update account_passkey set credential = $2 where id = $1";
    read OF_PERSON(text) -> OwnPasskey = "select id, name, credential, created_at from account_passkey where person = $1
        order by created_at, id";
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
        /// What its owner calls it.
        pub name: String,
        passkey: Passkey as Json<Passkey> = "credential",
        pub created_at: Moment,
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
    Ok(app.store.rows(&OF_PERSON, args![person.to_string()]).await?)
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
    let known = mine.iter().map(|p| p.passkey.cred_id().clone()).collect();
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
    let row = args![&id, who.person.to_string(), name, credential, app.world.now()];
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
    let mine: Vec<Passkey> = of_person(app, who.person).await?.into_iter().map(|p| p.passkey).collect();
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
    for mut one in change.rows(&OF_PERSON, args![who.person.to_string()]).await? {
        let Some(changed) = one.passkey.update_credential(&result) else { continue };
        if changed {
            let credential = serde_json::to_string(&one.passkey).map_err(|e| No::Broken(e.to_string()))?;
            change.run(&UPDATE, args![&one.id, credential]).await?;
        }
        return Ok(Some(mark(app, &one.id)));
    }
    Ok(None)
}
