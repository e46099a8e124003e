//! The values that travel to and from both databases: ids and json are text, times are microseconds.

use foundation::Moment;

/// One value. The `No…` variants are nulls that keep their type, which PostgreSQL wants to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Int(i64),
    Real(f64),
    Bool(bool),
    Bytes(Vec<u8>),
    NoText,
    NoInt,
    NoReal,
    NoBytes,
    /// A number that the database has no room for: running the statement is an error.
    TooLarge(u64),
}

impl Value {
    pub fn is_null(&self) -> bool {
        matches!(self, Value::NoText | Value::NoInt | Value::NoReal | Value::NoBytes)
    }
}

macro_rules! from {
    ($($t:ty => $v:expr, $none:expr;)*) => {$(
        impl From<$t> for Value {
            fn from(x: $t) -> Value { $v(x) }
        }
        impl From<Option<$t>> for Value {
            fn from(x: Option<$t>) -> Value { x.map_or($none, $v) }
        }
    )*};
}
from! {
    String => Value::Text, Value::NoText;
    &str => |x: &str| Value::Text(x.to_owned()), Value::NoText;
    &String => |x: &String| Value::Text(x.clone()), Value::NoText;
    i64 => Value::Int, Value::NoInt;
    i32 => |x| Value::Int(i64::from(x)), Value::NoInt;
    u32 => |x| Value::Int(i64::from(x)), Value::NoInt;
    usize => |x: usize| whole(x as u64), Value::NoInt;
    u64 => whole, Value::NoInt;
    Moment => |x: Moment| Value::Int(x.0), Value::NoInt;
    f64 => Value::Real, Value::NoReal;
    Vec<u8> => Value::Bytes, Value::NoBytes;
}
impl From<bool> for Value {
    fn from(x: bool) -> Value {
        Value::Bool(x)
    }
}
impl From<Option<bool>> for Value {
    fn from(x: Option<bool>) -> Value {
        x.map_or(Value::NoInt, Value::Bool)
    }
}

fn whole(x: u64) -> Value {
    i64::try_from(x).map_or(Value::TooLarge(x), Value::Int)
}

/// The arguments of a statement, in the order of `$1`, `$2`, …: `args![id, now]`. Ids go as text.
#[macro_export]
macro_rules! args {
    ($($x:expr),* $(,)?) => { ($($x,)*) };
}
