//! Things and actions as types, made by [`cedar!`](crate::cedar) out of the schemas.

use crate::Resource;

/// A kind of thing that policies speak about.
pub trait Thing: Send + Sync {
    /// The entity type as the schema declares it.
    const KIND: &'static str;

    /// With every attribute that the schema declares.
    fn resource(&self) -> Resource;
}

/// What a person may do to one kind of thing.
pub trait Action: Send + Sync {
    /// As in `Do::"VoteOnOutput"`.
    const NAME: &'static str;
    /// What it is done to.
    type On: Thing;
}

/// An action that may change what it is done to: the schema declares it without `@reads`.
pub trait Changes: Action {}
