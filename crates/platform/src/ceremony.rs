//! What a session remembers between the two halves of a ceremony: the challenge of a passkey, or the secret of an
//! authenticator that is being set up. Kept in the session's row, used up when the second half arrives.

use foundation::Moment;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{PasskeyAuthentication, PasskeyRegistration};

use crate::sessions::{self, Session};
use crate::{Answer, App, No};

/// How long a browser may take to show a passkey.
const LASTS: i64 = 5 * Moment::MINUTE;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ceremony {
    /// The new secret, sealed. The one in use stays in use until a code of the new one has been shown.
    Authenticator {
        secret: String,
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

impl Ceremony {
    /// The unfinished ceremony of a session, unless it took too long.
    pub(crate) fn of(app: &App, session: &Session) -> Option<Ceremony> {
        let ceremony = serde_json::from_str(session.state.as_deref()?).ok()?;
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

    pub(crate) async fn keep(&self, app: &App, session: &Session) -> Answer<()> {
        let state = serde_json::to_string(self).map_err(|e| No::Broken(format!("keeping a ceremony: {e}")))?;
        sessions::keep_state(app, session, &state).await
    }
}
