//! What a session remembers between the two halves of a ceremony: the challenge of a passkey, the secret of an authenticator
//! that is being set up, codes that are about to be shown. Kept in the session's row, used up when the second half arrives, and
//! sealed to the session and whose it is: whoever writes into the database can neither read it nor make it another's.

use foundation::Moment;
use serde::{Deserialize, Serialize};
use store::Change;
use webauthn_rs::prelude::{PasskeyAuthentication, PasskeyRegistration};

use crate::keys::OF_CEREMONIES;
use crate::sessions::{self, Session};
use crate::{Answer, App, No};

/// How long a browser may take to show a passkey.
const LASTS: i64 = 5 * Moment::MINUTE;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ceremony {
    /// The new secret. The one in use stays in use until a code of the new one has been shown.
    Authenticator {
        secret: Vec<u8>,
    },
    /// New codes for a lost factor, to be shown once.
    RecoveryCodes {
        codes: Vec<String>,
    },
    AddPasskey {
        until: Moment,
        state: Box<PasskeyRegistration>,
    },
    ShowPasskey {
        until: Moment,
        state: Box<PasskeyAuthentication>,
    },
}

fn label(session: &Session) -> String {
    format!("{OF_CEREMONIES}{} in {}", session.person, session.hash)
}

impl Ceremony {
    /// The unfinished ceremony of a session, unless it took too long. One that was sealed to another session, or written by
    /// somebody else, is none.
    pub(crate) fn of(app: &App, session: &Session) -> Option<Ceremony> {
        let state = app.keys.unseal(&label(session), session.state.as_deref()?).ok()?;
        let ceremony = serde_json::from_slice(&state).ok()?;
        match &ceremony {
            Ceremony::AddPasskey { until, .. } | Ceremony::ShowPasskey { until, .. } if *until <= app.world.now() => {
                None
            }
            _ => Some(ceremony),
        }
    }

    pub(crate) fn until(app: &App) -> Moment {
        app.world.now().plus(LASTS)
    }

    fn sealed(&self, app: &App, session: &Session) -> Answer<String> {
        let state = serde_json::to_vec(self).map_err(|e| No::Broken(format!("keeping a ceremony: {e}")))?;
        app.keys.seal(&label(session), &state, &app.world).map_err(No::Broken)
    }

    pub(crate) async fn keep(&self, app: &App, session: &Session) -> Answer<()> {
        sessions::keep_state(app, session, &self.sealed(app, session)?).await
    }

    /// The same within a change.
    pub(crate) async fn keep_in(&self, app: &App, change: &mut Change, session: &Session) -> Answer<()> {
        sessions::keep_state_in(change, session, &self.sealed(app, session)?).await
    }
}
