//! A desktop in a project's space: opened, looked at, locked, unlocked and ended. Each begins with being inside, under the
//! access decision asked again (LVL-12, LVL-16).

mod end;
mod hold;
mod open;
mod output;

pub(crate) use end::{desk_ended, end_row};
pub use end::{end_desk, end_desks, end_left_desks};
pub use hold::{DeskState, desk_state, desk_ticket, lock_desk, show_desk, unlock_desk};
pub use open::open_desk;
pub(crate) use open::{desk_form, mapped, offered};
pub(crate) use output::why_not;
pub use output::{bring_output, desk_output};

use std::sync::Arc;

use platform::{Answer, Context, May, No};
use projects::ProjectId;

use super::{Asked, ask, inside};
use crate::desks::{Desks, Running};
use crate::model::SpaceSession;
use crate::policy::EnterSpace;

/// The caller's place in the space, and the desktop of this stay where one runs.
pub(crate) struct Held {
    pub stay: SpaceSession,
    pub right: May<EnterSpace, Asked>,
    pub running: Option<Arc<Running>>,
}

impl Held {
    /// The desktop; "not found" where none runs.
    pub fn running(&self) -> Answer<&Arc<Running>> {
        self.running.as_ref().ok_or(No::NotFound)
    }
}

pub(crate) async fn held(cx: &Context, project: ProjectId) -> Answer<Held> {
    let stay = inside(cx, project).await?;
    let right = ask::<EnterSpace>(cx, project).await?;
    let running = cx.app.part::<Desks>()?.of_person(cx.person()?);
    let running = running.filter(|running| running.project == project && running.stay == stay.id);
    Ok(Held { stay, right, running })
}
