//! A row that came from either database.

use std::str::FromStr;
use std::sync::Arc;

use foundation::Moment;

use crate::{Result, StoreError, Value};

/// One row: values by column name.
#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) statement: &'static str,
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

/// What a column can be read as.
pub trait FromValue: Sized {
    fn from_value(value: &Value) -> std::result::Result<Self, String>;
}

impl Row {
    fn value(&self, column: &str) -> Result<&Value> {
        self.columns
            .iter()
            .position(|c| c == column)
            .and_then(|i| self.values.get(i))
            .ok_or_else(|| self.bad(column, "there is no such column".to_owned()))
    }

    pub(crate) fn bad(&self, column: &str, reason: String) -> StoreError {
        StoreError::Column { statement: self.statement, column: column.to_owned(), reason }
    }

    /// The column as a `T`; `Option<T>` where it may be null.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        T::from_value(self.value(column)?).map_err(|reason| self.bad(column, reason))
    }

    pub fn text(&self, column: &str) -> Result<String> {
        self.get(column)
    }

    pub fn int(&self, column: &str) -> Result<i64> {
        self.get(column)
    }

    pub fn bool(&self, column: &str) -> Result<bool> {
        self.get(column)
    }

    pub fn moment(&self, column: &str) -> Result<Moment> {
        self.get(column)
    }

    /// A text column read as an id, an enum, a date: whatever can be parsed.
    pub fn parse<T>(&self, column: &str) -> Result<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text: String = self.get(column)?;
        text.parse().map_err(|e: T::Err| self.bad(column, format!("{text:?}: {e}")))
    }

    /// The same where the column may be null.
    pub fn parse_option<T>(&self, column: &str) -> Result<Option<T>>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text: Option<String> = self.get(column)?;
        text.map(|t| t.parse().map_err(|e: T::Err| self.bad(column, format!("{t:?}: {e}")))).transpose()
    }

    /// A text column that holds JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|e| self.bad(column, e.to_string()))
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> std::result::Result<Self, String> {
        match value {
            Value::Text(t) => Ok(t.clone()),
            other => Err(format!("{other:?} is no text")),
        }
    }
}
impl FromValue for i64 {
    fn from_value(value: &Value) -> std::result::Result<Self, String> {
        match value {
            Value::Int(i) => Ok(*i),
            other => Err(format!("{other:?} is no whole number")),
        }
    }
}
impl FromValue for f64 {
    fn from_value(value: &Value) -> std::result::Result<Self, String> {
        match value {
            Value::Real(x) => Ok(*x),
            other => Err(format!("{other:?} is no number")),
        }
    }
}
impl FromValue for bool {
    fn from_value(value: &Value) -> std::result::Result<Self, String> {
        match value {
            Value::Bool(b) => Ok(*b),
            Value::Int(i @ (0 | 1)) => Ok(*i == 1),
            other => Err(format!("{other:?} is neither true nor false")),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> std::result::Result<Self, String> {
        match value {
            Value::Bytes(b) => Ok(b.clone()),
            other => Err(format!("{other:?} is no bytes")),
        }
    }
}
impl FromValue for Moment {
    fn from_value(value: &Value) -> std::result::Result<Self, String> {
        i64::from_value(value).map(Moment)
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> std::result::Result<Self, String> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}
