//! What somebody may do to a thing, proved by a value.
//!
//! Looking a thing up asks the policies, and what comes back is a handle: a [`May`] of the action that was asked about. What
//! writes rows takes a handle of an action that changes ([`Right`]), and a change of the database begins with one
//! ([`Context::change`]). So a handler that forgot to ask has nothing to write with.

use std::future::Future;
use std::ops::Deref;

use permissions::{Action, Changes, Resource, Thing};
use store::Change;

use crate::context::Context;
use crate::jobs::Claim;
use crate::{Answer, App, No};

/// Something that is looked up, and what the policies see of it.
pub trait Guarded: Send + Sync + Sized {
    type Thing: Thing;
    /// Who may not do this is told that there is no such thing (invariant 12).
    type See: Action<On = Self::Thing>;
    /// Whether somebody who has not signed in may see some of them. Where not, a visitor is asked to sign in whether the
    /// thing exists or not.
    const PUBLIC: bool = false;

    /// The facts about it that the policies ask for.
    fn as_thing(&self, app: &App) -> impl Future<Output = Answer<Self::Thing>> + Send;
}

/// A thing to which the person of a context may do `A`: the policies were asked, and nothing else makes one.
#[derive(Debug, Clone)]
pub struct May<A: Action, T> {
    it: T,
    thing: A::On,
}

impl<A: Action, T> Deref for May<A, T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.it
    }
}

impl<A: Action, T> May<A, T> {
    /// What the policies saw of it.
    pub fn thing(&self) -> &A::On {
        &self.thing
    }

    /// The thing alone, to be read.
    pub fn into_it(self) -> T {
        self.it
    }

    /// Whether the same person may do this to it as well: what a page asks before it shows a button.
    pub fn also<B: Action<On = A::On>>(&self, cx: &Context) -> bool {
        cx.allows::<B>(&self.thing)
    }

    /// The same thing in the hands of somebody who may do this to it as well.
    pub fn for_action<B: Action<On = A::On>>(self, cx: &Context) -> Answer<May<B, T>> {
        cx.ask::<B>(&self.thing)?;
        Ok(May { it: self.it, thing: self.thing })
    }
}

mod sealed {
    pub trait Sealed {}
}

/// The right to change a thing: an action that changes was permitted, or the service itself does it in a job.
pub trait Right<T>: sealed::Sealed + Deref<Target = T> + Send + Sync {}

impl<A: Changes, T> sealed::Sealed for May<A, T> {}
impl<A: Changes, T: Send + Sync> Right<T> for May<A, T> {}

/// A thing that the service itself changes, in a job that followed from a change of somebody who might.
#[derive(Debug, Clone)]
pub struct ByService<T>(T);

impl<T> Deref for ByService<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> sealed::Sealed for ByService<T> {}
impl<T: Send + Sync> Right<T> for ByService<T> {}

impl Claim {
    /// The thing that the claimed job is about.
    pub fn hold<T>(&self, it: T) -> ByService<T> {
        ByService(it)
    }
}

/// What is changed without asking a policy, each with the reason why. The list is closed and short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unasked {
    /// Somebody registers, or proves an address with the link that was sent there.
    Registering,
    /// The command line of the machine itself makes one of the first two operators.
    FirstOperator,
    /// The command line of the machine itself makes a code for somebody who has lost their second factor.
    LostFactor,
    /// A refusal is put on the record.
    Refusing,
    /// The access decision ends a stay in a space or a desktop, or the person leaves or is not there: it takes a right away
    /// and gives none.
    EndingSession,
}

impl Context {
    /// Looks a thing up for an action. Not found where there is none or this person may not know of it; a no with its
    /// reasons where they may know of it but not do this.
    pub async fn lookup<A, T>(&self, found: Option<T>) -> Answer<May<A, T>>
    where
        T: Guarded,
        A: Action<On = T::Thing>,
    {
        if !T::PUBLIC {
            self.who()?;
        }
        let it = found.ok_or(No::NotFound)?;
        let thing = it.as_thing(&self.app).await?;
        match self.ask::<T::See>(&thing) {
            Err(No::Forbidden { .. }) => return Err(No::NotFound),
            other => other?,
        }
        if A::NAME != <T::See as Action>::NAME {
            self.ask::<A>(&thing)?;
        }
        Ok(May { it, thing })
    }

    /// The same for something of which nobody may know who may not do it: every no is "not found".
    pub async fn lookup_or_hide<A, T>(&self, found: Option<T>) -> Answer<May<A, T>>
    where
        T: Guarded,
        A: Action<On = T::Thing>,
    {
        match self.lookup::<A, T>(found).await {
            Err(No::Forbidden { .. }) => Err(No::NotFound),
            other => other,
        }
    }

    /// The right to do something to a thing that has no row of its own: the service, the catalogue, all projects.
    pub fn permit_on<A: Action>(&self, thing: A::On) -> Answer<May<A, ()>> {
        self.ask::<A>(&thing)?;
        Ok(May { it: (), thing })
    }

    /// May they?
    pub fn allows<A: Action>(&self, thing: &A::On) -> bool {
        self.decide(A::NAME, &thing.resource()).allowed
    }

    /// A no with its reasons where they may not. A visitor is asked to sign in first.
    fn ask<A: Action>(&self, thing: &A::On) -> Answer<()> {
        self.decided(A::NAME, &thing.resource())
    }

    /// Begins a change of the database by somebody who has the right to make it.
    pub async fn change<T>(&self, _by: &impl Right<T>) -> Answer<Change> {
        Ok(self.app.store.change().await?)
    }

    /// Begins a change that no policy is asked about.
    pub async fn change_unasked(&self, _why: Unasked) -> Answer<Change> {
        Ok(self.app.store.change().await?)
    }

    pub(crate) fn decided(&self, action: &str, on: &Resource) -> Answer<()> {
        let decision = self.decide(action, on);
        if let Some(fault) = &decision.fault {
            return Err(No::Broken(format!("the policies cannot decide {action}: {fault}")));
        }
        if decision.allowed {
            return Ok(());
        }
        self.who()?;
        Err(No::Forbidden {
            because: decision.because.unwrap_or_default(),
            because_cy: decision.because_cy.unwrap_or_default(),
        })
    }
}
