//! State machines as tables: where a thing can be, and where it can go from there.
//!
//! A [`Move`] can only be made by the table, and what writes a state takes a move: a state that the table does not lead
//! to cannot be stored.

use std::fmt;

/// The states of one kind of thing, with the table that says where each can go.
pub trait States: Copy + Eq + fmt::Debug + fmt::Display + 'static {
    /// Every state, each once.
    fn all() -> &'static [Self];

    /// Where a thing can go from here; empty where nothing more can happen.
    fn next(self) -> &'static [Self];

    /// The state in which a new thing begins.
    fn first() -> Self;

    /// The step from here to there, if the table has it.
    ///
    /// # Errors
    /// The table does not lead there.
    fn to(self, to: Self) -> Result<Move<Self>, NoMove<Self>> {
        if self.next().contains(&to) { Ok(Move { from: self, to }) } else { Err(NoMove { from: self, to }) }
    }

    /// Whether the table leads there.
    fn leads_to(self, to: Self) -> bool {
        self.next().contains(&to)
    }
}

/// One step that the table allows. [`States::to`] makes it, and nothing else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move<S> {
    from: S,
    to: S,
}

impl<S: States> Move<S> {
    pub fn from(self) -> S {
        self.from
    }

    pub fn to(self) -> S {
        self.to
    }

    /// This step and then another: what a thing that takes several steps in one change has done in all.
    ///
    /// # Errors
    /// The table does not lead on to there.
    pub fn then(self, to: S) -> Result<Move<S>, NoMove<S>> {
        self.to.to(to)
    }
}

/// A step that the table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMove<S> {
    pub from: S,
    pub to: S,
}

impl<S: fmt::Display> fmt::Display for NoMove<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing leads from the state {} to {}", self.from, self.to)
    }
}

impl<S: fmt::Debug + fmt::Display> std::error::Error for NoMove<S> {}

/// What is wrong with a table: a state that nothing leads to, a step to itself. For the tests of each machine.
pub fn flaws<S: States>() -> Vec<String> {
    let mut flaws = Vec::new();
    let all = S::all();
    for state in all {
        if state.next().contains(state) {
            flaws.push(format!("{state} leads to itself"));
        }
        if *state != S::first() && !all.iter().any(|from| from.leads_to(*state)) {
            flaws.push(format!("nothing leads to {state}"));
        }
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::words! { Door { Open = "open", Shut = "shut", Gone = "gone" } }

    impl States for Door {
        fn all() -> &'static [Door] {
            Door::ALL
        }
        fn first() -> Door {
            Door::Open
        }
        fn next(self) -> &'static [Door] {
            match self {
                Door::Open => &[Door::Shut],
                Door::Shut => &[Door::Open, Door::Gone],
                Door::Gone => &[],
            }
        }
    }

    #[test]
    fn only_what_the_table_leads_to_is_a_move() {
        let shut = Door::Open.to(Door::Shut).unwrap();
        assert_eq!((shut.from(), shut.to()), (Door::Open, Door::Shut));
        assert_eq!(Door::Open.to(Door::Gone), Err(NoMove { from: Door::Open, to: Door::Gone }));
        assert_eq!(shut.then(Door::Gone).unwrap().to(), Door::Gone);
        assert!(flaws::<Door>().is_empty());
    }
}
