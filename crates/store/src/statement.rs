//! Every SQL text of the program is a named statement that says what it takes and what its rows are, registered so that a test
//! prepares each on both databases and compares what it says with what they have understood.

use std::marker::PhantomData;

use crate::{Column, NoRows, Says, Value};

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

/// The type of an argument, which may be null, or of a column.
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
    /// The columns of its rows.
    pub gives: &'static [Column],
}

/// One SQL text, `$1` arguments of the types `K`, rows of the shape `S`, the same for SQLite and PostgreSQL.
#[derive(Debug)]
pub struct Statement<K = (), S = NoRows> {
    pub declared: Declared,
    takes: PhantomData<fn(K) -> S>,
}

impl<K: Kinds, S: Says> Statement<K, S> {
    /// Made by [`statements!`](crate::statements).
    pub const fn new(name: &'static str, kind: Kind, sql: &'static str) -> Statement<K, S> {
        Statement { declared: Declared { name, kind, sql, takes: K::TYPES, gives: S::COLUMNS }, takes: PhantomData }
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
/// `bytes`, or `among` for a list ([`among!`](crate::among)); and what its rows are: a type that [`row!`](crate::row) has made
/// one, or a few columns, which are read as a tuple (one column as what it is).
///
/// ```text
/// statements! {
///     read FIND(text) -> Person = "select … where id = $1";
///     read NAMES among -> (id: PersonId, name: String) = concat!("select id, name … where id in ", among!());
///     write ADD(text, int) = "insert …";
///     upkeep TIDY = "delete …";
/// }
/// ```
///
/// Where several statements select the same columns, a macro beside them writes the list once:
///
/// ```text
/// macro_rules! select_person { () => { "select p.id, p.name, o.name as organisation_name from person p join …" } }
/// read PERSON(text) -> Person = concat!(select_person!(), "where p.id = $1");
/// ```
///
/// The list is not made out of the row: whoever reads the SQL sees which table each column comes from and what is computed, and
/// the test says where the two differ.
#[macro_export]
macro_rules! statements {
    ($($kind:ident $name:ident $(($($arg:ident),* $(,)?))? $($among:ident)? $(-> $shape:tt)? = $sql:expr;)*) => {
        $($crate::statement!($kind $name [$(($($arg),*))? $($among)?] [$($shape)?] $sql);)*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! statement {
    (read $($rest:tt)*) => { $crate::statement!(@takes Read $($rest)*); };
    (write $($rest:tt)*) => { $crate::statement!(@takes Write $($rest)*); };
    (upkeep $($rest:tt)*) => { $crate::statement!(@takes Upkeep $($rest)*); };
    (@takes $kind:ident $name:ident [] $($rest:tt)*) => {
        $crate::statement!(@gives $kind $name [()] $($rest)*);
    };
    (@takes $kind:ident $name:ident [among] $($rest:tt)*) => {
        $crate::statement!(@gives $kind $name [$crate::kinds::Among] $($rest)*);
    };
    (@takes $kind:ident $name:ident [($($arg:ident),*)] $($rest:tt)*) => {
        $crate::statement!(@gives $kind $name [($($crate::kind!($arg),)*)] $($rest)*);
    };
    (@gives Read $name:ident [$takes:ty] [] $sql:expr) => {
        compile_error!(concat!(stringify!($name), " reads: say what its rows are, `read NAME(…) -> Row = …`"));
    };
    (@gives $kind:ident $name:ident [$takes:ty] [] $sql:expr) => {
        $crate::statement!(@one $kind $name [$takes] [$crate::NoRows] $sql);
    };
    (@gives $kind:ident $name:ident [$takes:ty] [($($column:ident: $ty:ty),+ $(,)?)] $sql:expr) => {
        // The shape has the statement's name, in the other room of names.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum $name {}
        // Of one column it is no tuple.
        #[allow(unused_parens)]
        impl $crate::Shape for $name {
            type Row = ($($ty),+);
            const COLUMNS: &'static [$crate::Column] = &[$($crate::Column::of::<$ty>(stringify!($column))),+];
            fn read(cells: &mut $crate::Cells) -> $crate::Result<Self::Row> {
                Ok(($(cells.next::<$ty>(stringify!($column))?),+))
            }
        }
        $crate::statement!(@one $kind $name [$takes] [$name] $sql);
    };
    (@gives $kind:ident $name:ident [$takes:ty] [$shape:ident] $sql:expr) => {
        $crate::statement!(@one $kind $name [$takes] [$shape] $sql);
    };
    (@one $kind:ident $name:ident [$takes:ty] [$shape:ty] $sql:expr) => {
        static $name: $crate::Statement<$takes, $shape> =
            $crate::Statement::new(concat!(module_path!(), "::", stringify!($name)), $crate::Kind::$kind, $sql);
        $crate::inventory::submit! { &$name.declared }
    };
}

/// A list of values in a statement for [`Store::rows_among`](crate::Store::rows_among): `concat!("… where id in ", among!())`.
#[macro_export]
macro_rules! among {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
    };
}
