//! Every SQL text of the program is a named statement, registered so that a test prepares each on both databases.

/// What a statement may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Selects.
    Read,
    /// Changes facts: runs only inside a [`crate::Change`], which commits with a ledger entry.
    Write,
    /// Changes rows that are no facts about the service (a session's last use, a claimed job).
    Upkeep,
}

/// One SQL text, `$1` arguments, the same for SQLite and PostgreSQL.
#[derive(Debug)]
pub struct Statement {
    pub name: &'static str,
    pub kind: Kind,
    pub sql: &'static str,
}

inventory::collect!(&'static Statement);

/// Every statement of the crates linked into this program, by name.
pub fn all_statements() -> Vec<&'static Statement> {
    let mut all: Vec<_> = inventory::iter::<&'static Statement>().copied().collect();
    all.sort_by_key(|s| s.name);
    all
}

/// `statements! { read FIND = "select …"; write ADD = "insert …"; upkeep TOUCH = "update …"; }`
#[macro_export]
macro_rules! statements {
    () => {};
    (read $name:ident = $sql:expr; $($rest:tt)*) => {
        $crate::statements!(@one $name Read $sql); $crate::statements!($($rest)*);
    };
    (write $name:ident = $sql:expr; $($rest:tt)*) => {
        $crate::statements!(@one $name Write $sql); $crate::statements!($($rest)*);
    };
    (upkeep $name:ident = $sql:expr; $($rest:tt)*) => {
        $crate::statements!(@one $name Upkeep $sql); $crate::statements!($($rest)*);
    };
    (@one $name:ident $kind:ident $sql:expr) => {
        static $name: $crate::Statement = $crate::Statement {
            name: concat!(module_path!(), "::", stringify!($name)),
            kind: $crate::Kind::$kind,
            sql: $sql,
        };
        $crate::inventory::submit! { &$name }
    };
}

/// How many values a statement with [`among!`](crate::among) takes at a time.
pub(crate) const AMONG: usize = 25;

/// A list of values in a statement for [`Store::rows_among`](crate::Store::rows_among): `concat!("… where id in ", among!())`.
#[macro_export]
macro_rules! among {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
    };
}
