//! Every SQL text of the program is a named statement that says what it takes, registered so that a test prepares each on
//! both databases and compares what it says with what PostgreSQL has understood.

use std::marker::PhantomData;

use crate::Value;

/// What a statement may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Selects, and nothing else: readers of both databases could not write either.
    Read,
    /// Changes facts: runs only inside a [`crate::Change`], which commits with a ledger entry.
    Write,
    /// Changes rows that are no facts about the service (a session's last use, a claimed job).
    Upkeep,
}

/// The type of an argument; each may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Ids, words, dates and JSON are text.
    Text,
    /// Whole numbers, and moments in microseconds.
    Int,
    Real,
    Bool,
    Bytes,
}

/// What is known of a statement without its argument types.
#[derive(Debug)]
pub struct Declared {
    pub name: &'static str,
    pub kind: Kind,
    pub sql: &'static str,
    /// Of `$1`, `$2`, ….
    pub takes: &'static [Type],
}

/// One SQL text, `$1` arguments of the types `K`, the same for SQLite and PostgreSQL.
#[derive(Debug)]
pub struct Statement<K = ()> {
    pub declared: Declared,
    takes: PhantomData<fn(K)>,
}

impl<K: Kinds> Statement<K> {
    /// Made by [`statements!`](crate::statements).
    pub const fn new(name: &'static str, kind: Kind, sql: &'static str) -> Statement<K> {
        Statement { declared: Declared { name, kind, sql, takes: K::TYPES }, takes: PhantomData }
    }
}

inventory::collect!(&'static Declared);

/// Every statement of the crates linked into this program, by name.
pub fn all_statements() -> Vec<&'static Declared> {
    let mut all: Vec<_> = inventory::iter::<&'static Declared>().copied().collect();
    all.sort_by_key(|s| s.name);
    all
}

/// The argument types of a statement: a tuple of [`kinds`], or [`kinds::Among`].
pub trait Kinds: 'static {
    const TYPES: &'static [Type];
}

/// Types of arguments as types of Rust.
pub mod kinds {
    pub struct Text;
    pub struct Int;
    pub struct Real;
    pub struct Bool;
    pub struct Bytes;
    /// A list of texts, as [`among!`](crate::among) writes it.
    pub struct Among;
}

/// How many values a statement with [`among!`](crate::among) takes at a time.
pub(crate) const AMONG: usize = 25;

impl Kinds for kinds::Among {
    const TYPES: &'static [Type] = &[Type::Text; AMONG];
}

/// A kind of [`kinds`].
pub trait One: 'static {
    const TYPE: Type;
}

/// A value of Rust that can stand for an argument of kind `K`.
#[diagnostic::on_unimplemented(message = "an argument of the kind {K} cannot be a {Self}")]
pub trait Takes<K>: Send {
    fn value(self) -> Value;
}

macro_rules! takes {
    ($($kind:ident: $($t:ty),*;)*) => {$(
        impl One for kinds::$kind {
            const TYPE: Type = Type::$kind;
        }
        $(
            impl Takes<kinds::$kind> for $t {
                fn value(self) -> Value {
                    Value::from(self)
                }
            }
            impl Takes<kinds::$kind> for Option<$t> {
                fn value(self) -> Value {
                    Value::from(self)
                }
            }
        )*
    )*};
}
takes! {
    Text: String, &str, &String;
    Int: i64, i32, u32, u64, usize, foundation::Moment;
    Real: f64;
    Bool: bool;
    Bytes: Vec<u8>;
}

/// The arguments of one call: as many as the statement takes, each of its kind. Made by [`args!`](crate::args).
#[diagnostic::on_unimplemented(message = "the statement takes {K}, not {Self}")]
pub trait Args<K>: Send {
    fn values(self) -> Vec<Value>;
}

macro_rules! tuples {
    () => {
        impl Kinds for () {
            const TYPES: &'static [Type] = &[];
        }
        impl Args<()> for () {
            fn values(self) -> Vec<Value> {
                Vec::new()
            }
        }
    };
    ($k:ident $v:ident, $($rest:tt)*) => {
        tuples!(@one [] $k $v, $($rest)*);
        tuples!();
    };
    (@one [$($dk:ident $dv:ident),*] $k:ident $v:ident, $($rest:tt)*) => {
        impl<$($dk: One,)* $k: One> Kinds for ($($dk,)* $k,) {
            const TYPES: &'static [Type] = &[$($dk::TYPE,)* $k::TYPE];
        }
        impl<$($dk, $dv: Takes<$dk>,)* $k, $v: Takes<$k>> Args<($($dk,)* $k,)> for ($($dv,)* $v,) {
            fn values(self) -> Vec<Value> {
                #[allow(non_snake_case)]
                let ($($dv,)* $v,) = self;
                vec![$($dv.value(),)* $v.value()]
            }
        }
        tuples!(@one [$($dk $dv,)* $k $v] $($rest)*);
    };
    (@one [$($dk:ident $dv:ident),*]) => {};
}
tuples! {
    K1 V1, K2 V2, K3 V3, K4 V4, K5 V5, K6 V6, K7 V7, K8 V8, K9 V9, K10 V10, K11 V11, K12 V12, K13 V13, K14 V14, K15
    V15, K16 V16, K17 V17, K18 V18, K19 V19, K20 V20, K21 V21, K22 V22, K23 V23, K24 V24, K25 V25, K26 V26, K27 V27,
    K28 V28, K29 V29, K30 V30,
}

/// The kind behind its word in [`statements!`](crate::statements).
#[doc(hidden)]
#[macro_export]
macro_rules! kind {
    (text) => {
        $crate::kinds::Text
    };
    (int) => {
        $crate::kinds::Int
    };
    (real) => {
        $crate::kinds::Real
    };
    (bool) => {
        $crate::kinds::Bool
    };
    (bytes) => {
        $crate::kinds::Bytes
    };
}

/// Names SQL texts and says what each takes: `text` (ids, words, dates, JSON), `int` (numbers, moments), `real`, `bool`,
/// `bytes`, or `among` for a list ([`among!`](crate::among)):
///
/// `statements! { read FIND(text) = "select … where id = $1"; write ADD(text, int) = "insert …"; upkeep TIDY = "delete …"; }`
#[macro_export]
macro_rules! statements {
    () => {};
    ($kind:ident $name:ident ($($arg:ident),* $(,)?) = $sql:expr; $($rest:tt)*) => {
        $crate::statements!(@one $kind $name ($($crate::kind!($arg),)*) $sql); $crate::statements!($($rest)*);
    };
    ($kind:ident $name:ident among = $sql:expr; $($rest:tt)*) => {
        $crate::statements!(@one $kind $name $crate::kinds::Among, $sql); $crate::statements!($($rest)*);
    };
    ($kind:ident $name:ident = $sql:expr; $($rest:tt)*) => {
        $crate::statements!(@one $kind $name () $sql); $crate::statements!($($rest)*);
    };
    (@one read $name:ident $($typed:tt)*) => { $crate::statements!(@of Read $name $($typed)*); };
    (@one write $name:ident $($typed:tt)*) => { $crate::statements!(@of Write $name $($typed)*); };
    (@one upkeep $name:ident $($typed:tt)*) => { $crate::statements!(@of Upkeep $name $($typed)*); };
    (@of $kind:ident $name:ident $takes:ty, $sql:expr) => {
        static $name: $crate::Statement<$takes> =
            $crate::Statement::new(concat!(module_path!(), "::", stringify!($name)), $crate::Kind::$kind, $sql);
        $crate::inventory::submit! { &$name.declared }
    };
    (@of $kind:ident $name:ident ($($takes:ty,)*) $sql:expr) => {
        $crate::statements!(@of $kind $name ($($takes,)*), $sql);
    };
}

/// A list of values in a statement for [`Store::rows_among`](crate::Store::rows_among): `concat!("… where id in ", among!())`.
#[macro_export]
macro_rules! among {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
    };
}
