//! What a statement's rows are: the columns in their order, each as a type of Rust.
//!
//! It is said once, with [`row!`](crate::row) or beside the statement. The compiler then knows what reading gives, and a test
//! compares the columns with what both databases say of the prepared statement ([`crate::testing`]). Columns are read in their
//! order; their names are compared once for each answer.

use std::sync::Arc;

use foundation::Stored;
use serde::de::DeserializeOwned;

use crate::{Result, StoreError, Type, Value};

/// A column, or those of a row within a row.
#[derive(Debug)]
pub enum Column {
    One { name: &'static str, holds: Type, nullable: bool },
    All(&'static [Column]),
}

impl Column {
    /// A column that is read as a `T`.
    pub const fn of<T: Stored<As: Plain>>(name: &'static str) -> Column {
        Column::One { name, holds: <T::As as Plain>::TYPE, nullable: <T::As as Plain>::NULLABLE }
    }
}

/// The columns one after the other: name, type, and whether it may be null.
pub fn flat(columns: &'static [Column]) -> Vec<(&'static str, Type, bool)> {
    let each = |column: &'static Column| match column {
        Column::One { name, holds, nullable } => vec![(*name, *holds, *nullable)],
        Column::All(within) => flat(within),
    };
    columns.iter().flat_map(each).collect()
}

/// What the rows of a statement are.
#[diagnostic::on_unimplemented(message = "{Self} is no row", note = "say what it is with `row!`")]
pub trait Shape: 'static {
    /// What one is read as.
    type Row;
    const COLUMNS: &'static [Column];

    fn read(cells: &mut Cells) -> Result<Self::Row>;
}

/// A row as a database gave it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) statement: &'static str,
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    fn bad(&self, column: &str, reason: String) -> StoreError {
        StoreError::Column { statement: self.statement, column: column.to_owned(), reason }
    }
}

/// The values of one row, read from left to right.
#[derive(Debug)]
pub struct Cells {
    statement: &'static str,
    values: std::vec::IntoIter<Value>,
}

impl Cells {
    /// The next value as a `T`. `column` is for the message only.
    pub fn next<T: Stored<As: Plain>>(&mut self, column: &'static str) -> Result<T> {
        let value = self.values.next().ok_or_else(|| "there is no such column".to_owned());
        value.and_then(T::As::take).and_then(T::stored).map_err(|reason| StoreError::Column {
            statement: self.statement,
            column: column.to_owned(),
            reason,
        })
    }
}

/// Compares the names and reads the rows.
pub(crate) fn read_all<S: Shape>(rows: Vec<Row>) -> Result<Vec<S::Row>> {
    if let Some(first) = rows.first() {
        let mut given = first.columns.iter();
        compare(S::COLUMNS, &mut given, first)?;
        if let Some(more) = given.next() {
            return Err(first.bad(more, "the row says nothing of it".to_owned()));
        }
    }
    rows.into_iter()
        .map(|row| S::read(&mut Cells { statement: row.statement, values: row.values.into_iter() }))
        .collect()
}

fn compare(columns: &[Column], given: &mut std::slice::Iter<'_, String>, row: &Row) -> Result<()> {
    columns.iter().try_for_each(|column| match column {
        Column::All(within) => compare(within, given, row),
        Column::One { name, .. } => match given.next() {
            Some(one) if one == name => Ok(()),
            other => Err(row.bad(name, format!("{} stands in its place", other.map_or("nothing", |one| one.as_str())))),
        },
    })
}

/// A value as both databases give it.
pub trait Plain: Sized {
    const TYPE: Type;
    const NULLABLE: bool;

    fn take(value: Value) -> std::result::Result<Self, String>;
}

macro_rules! plain {
    ($($t:ty: $type:ident, $what:literal, $($value:pat => $out:expr),+;)*) => {$(
        impl Plain for $t {
            const TYPE: Type = Type::$type;
            const NULLABLE: bool = false;
            fn take(value: Value) -> std::result::Result<$t, String> {
                match value {
                    $($value => Ok($out),)+
                    other => Err(format!("{other:?} is {}", $what)),
                }
            }
        }
    )*};
}
plain! {
    String: Text, "no text", Value::Text(x) => x;
    i64: Int, "no whole number", Value::Int(x) => x;
    f64: Real, "no number", Value::Real(x) => x;
    bool: Bool, "neither true nor false", Value::Bool(x) => x, Value::Int(x @ (0 | 1)) => x == 1;
    Vec<u8>: Bytes, "no bytes", Value::Bytes(x) => x;
}

impl<P: Plain> Plain for Option<P> {
    const TYPE: Type = P::TYPE;
    const NULLABLE: bool = true;
    fn take(value: Value) -> std::result::Result<Self, String> {
        if value.is_null() { Ok(None) } else { P::take(value).map(Some) }
    }
}

/// What a column is read as before it is what its field holds: `field: Draft as Json<Draft>`.
pub trait Gives<T> {
    fn give(self) -> T;
}

/// A text column that holds JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> Stored for Json<T> {
    type As = String;
    fn stored(text: String) -> std::result::Result<Self, String> {
        serde_json::from_str(&text).map(Json).map_err(|e| e.to_string())
    }
}
impl<T> Gives<T> for Json<T> {
    fn give(self) -> T {
        self.0
    }
}
impl<T> Gives<Option<T>> for Option<Json<T>> {
    fn give(self) -> Option<T> {
        self.map(|json| json.0)
    }
}

/// Whether a column that may be null holds anything: `confirmed: bool as Filled<Moment> = "confirmed_at"`.
#[derive(Debug)]
pub struct Filled<T>(Option<T>);

impl<T: Stored> Stored for Filled<T> {
    type As = Option<T::As>;
    fn stored(plain: Option<T::As>) -> std::result::Result<Self, String> {
        plain.map(T::stored).transpose().map(Filled)
    }
}
impl<T> Gives<bool> for Filled<T> {
    fn give(self) -> bool {
        self.0.is_some()
    }
}

/// What a statement says of its rows: their shape, or [`NoRows`].
pub trait Says: 'static {
    const COLUMNS: &'static [Column];
}

impl<S: Shape> Says for S {
    const COLUMNS: &'static [Column] = <S as Shape>::COLUMNS;
}

/// A statement that gives no rows: asking for them does not compile.
#[derive(Debug)]
pub enum NoRows {}

impl Says for NoRows {
    const COLUMNS: &'static [Column] = &[];
}

/// Says what a row is: a new struct, or one that there is, with the type of each field.
///
/// ```text
/// row! {
///     /// A passkey of an account.
///     pub struct OwnPasskey {
///         pub id: String,                                     // the column `id`, never null
///         pub used_at: Option<Moment>,                        // may be null
///         pub hash: ContentHash = "data_hash",                // a column of another name
///         passkey: Passkey as Json<Passkey> = "credential",   // read as another type first
///     }
/// }
/// row! {
///     Agreement {
///         id: AgreementId,
///         signed: Signed = *,                                 // all columns of that row, here
///         people: Vec<PersonId> = (),                         // no column: empty, to be filled in afterwards
///     }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident: $ty:ty $(as $via:ty)? $(= $column:tt)?),* $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$fmeta])* $fvis $field: $ty,)*
        }
        $crate::row! { $name { $($field: $ty $(as $via)? $(= $column)?),* } }
    };
    ($name:ident { $($field:ident: $ty:ty $(as $via:ty)? $(= $column:tt)?),* $(,)? }) => {
        impl $crate::Shape for $name {
            type Row = $name;
            const COLUMNS: &'static [$crate::Column] =
                &[$($crate::column!($field, $ty, $($via)?, $($column)?)),*];
            fn read(cells: &mut $crate::Cells) -> $crate::Result<$name> {
                Ok($name { $($field: $crate::cell!(cells, $field, $ty, $($via)?, $($column)?),)* })
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! column {
    ($field:ident, $ty:ty, $($via:ty)?, ()) => {
        $crate::Column::All(&[])
    };
    ($field:ident, $ty:ty,, *) => {
        $crate::Column::All(<$ty as $crate::Shape>::COLUMNS)
    };
    ($field:ident, $ty:ty,,) => {
        $crate::Column::of::<$ty>(stringify!($field))
    };
    ($field:ident, $ty:ty,, $column:literal) => {
        $crate::Column::of::<$ty>($column)
    };
    ($field:ident, $ty:ty, $via:ty, $($column:tt)?) => {
        $crate::column!($field, $via,, $($column)?)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! cell {
    ($cells:ident, $field:ident, $ty:ty, $($via:ty)?, ()) => {
        <$ty as ::std::default::Default>::default()
    };
    ($cells:ident, $field:ident, $ty:ty,, *) => {
        <$ty as $crate::Shape>::read($cells)?
    };
    ($cells:ident, $field:ident, $ty:ty,,) => {
        $cells.next::<$ty>(stringify!($field))?
    };
    ($cells:ident, $field:ident, $ty:ty,, $column:literal) => {
        $cells.next::<$ty>($column)?
    };
    ($cells:ident, $field:ident, $ty:ty, $via:ty, $($column:tt)?) => {
        $crate::Gives::<$ty>::give($crate::cell!($cells, $field, $via,, $($column)?))
    };
}
