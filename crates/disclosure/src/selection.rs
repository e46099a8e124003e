//! Which records of a batch a `--where` expression selects.

use crate::error::{Error, nearest};
use crate::expression::{Comparison, Expression, Literal, Name, Operand};
use crate::request::TableRequest;
use crate::scan::absent;
use crate::values::described;
use crate::values::{Place, Reading, missing, number, numeric};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Datum, Float64Array, Int64Array, RecordBatch, Scalar, StringArray,
};
use arrow::buffer::NullBuffer;
use arrow::compute::kernels::cmp;
use arrow::compute::{and_kleene, cast, not, or_kleene};
use arrow::datatypes::{DataType, Schema};
use arrow::error::ArrowError;

pub(crate) struct Selection {
    text: String,
    expression: Expression,
    reading: Reading,
    /// The place of each field in the batches.
    columns: Vec<(String, usize)>,
    /// Fields of texts that are used as texts: there "NA" is a code like any other.
    texts: Vec<String>,
}

impl Selection {
    /// None where the request has no expression.
    pub fn new(request: &TableRequest, schema: &Schema, reading: Reading) -> Result<Option<Selection>, Error> {
        let (Some(text), Some(expression)) = (request.selection.clone(), request.expression()?) else {
            return Ok(None);
        };
        let mut columns = Vec::new();
        for name in expression.fields() {
            let mut found = schema.fields().iter().enumerate().filter(|(_, field)| *field.name() == name.field);
            match (found.next(), found.next()) {
                (Some((index, _)), None) => columns.push((name.field.clone(), index)),
                (Some(_), Some(_)) => {
                    return Err(Error::AmbiguousField { field: name.field.clone() });
                }
                (None, _) => {
                    let fields: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
                    let like = nearest(&name.field, &fields).map(|n| format!("; did you mean \"{n}\"?"));
                    return Err(Error::Where {
                        problem: format!(
                            "no field is called \"{}\"{}; the fields are: {} (texts stand between quotation marks)",
                            name.field,
                            like.unwrap_or_default(),
                            fields.join(", ")
                        ),
                        at: name.at,
                        expression: text,
                    });
                }
            }
        }
        let mut texts: Vec<String> = request
            .dimensions()
            .into_iter()
            .filter(|field| !request.cut.iter().any(|cut| cut.field == *field))
            .collect();
        let named = [&request.unit, &request.holding, &request.waiver, &request.strata, &request.cluster];
        texts.extend(named.into_iter().flatten().cloned());
        texts.extend(expression.fields_of_texts().into_iter().cloned());
        let numbers = request.variables().into_iter().chain(request.weight.clone()).collect::<Vec<_>>();
        texts.retain(|field| !numbers.contains(field));
        let selection = Selection { text, expression, reading, columns, texts };
        // Types are looked at before any record is read: an expression that cannot be compared fails on no data too.
        let empty = RecordBatch::new_empty(std::sync::Arc::new(schema.clone()));
        selection.select(&empty, &Place { before: 0, kept: None })?;
        Ok(Some(selection))
    }

    pub fn columns(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|(_, index)| *index)
    }

    pub fn renumber(&mut self, place: impl Fn(&mut usize)) {
        self.columns.iter_mut().for_each(|(_, index)| place(index));
    }

    /// True for each record for which the expression is true; it has no nulls.
    pub fn select(&self, batch: &RecordBatch, place: &Place) -> Result<BooleanArray, Error> {
        Ok(only_true(self.judge(&self.expression, batch, place)?))
    }

    fn wrong(&self, at: usize, problem: String) -> Error {
        Error::Where { expression: self.text.clone(), at, problem }
    }

    fn column<'a>(&self, batch: &'a RecordBatch, name: &Name) -> &'a ArrayRef {
        let index = self.columns.iter().find(|(field, _)| *field == name.field).map_or(0, |(_, index)| *index);
        batch.column(index)
    }

    fn judge(&self, expression: &Expression, batch: &RecordBatch, place: &Place) -> Result<BooleanArray, Error> {
        let broken = |e: ArrowError| Error::Batch(format!("--where: {e}"));
        match expression {
            Expression::And(a, b) => {
                and_kleene(&self.judge(a, batch, place)?, &self.judge(b, batch, place)?).map_err(broken)
            }
            Expression::Or(a, b) => {
                or_kleene(&self.judge(a, batch, place)?, &self.judge(b, batch, place)?).map_err(broken)
            }
            Expression::Not(a) => not(&self.judge(a, batch, place)?).map_err(broken),
            Expression::True(a) => Ok(only_true(self.judge(a, batch, place)?)),
            Expression::Missing { field } => {
                let column = self.column(batch, field);
                if self.reading == Reading::Text && !self.texts.contains(&field.field) {
                    // What is missing where numbers are read is missing here.
                    let texts: &StringArray = column.as_string();
                    return Ok(texts.iter().map(|text| Some(text.is_none_or(missing))).collect());
                }
                let present = absent(column)?.unwrap_or_else(|| NullBuffer::new_valid(column.len()));
                Ok(BooleanArray::new(!present.inner(), None))
            }
            Expression::Compare { field, comparison, with: Operand::Literal(literal, at) } => {
                self.compare(batch, field, *comparison, literal, *at, place)
            }
            Expression::Compare { field, comparison, with: Operand::Field(other) } => {
                self.compare_fields(batch, field, *comparison, other, place)
            }
            Expression::In { field, values } => {
                let mut any = BooleanArray::from(vec![false; batch.num_rows()]);
                for (literal, at) in values {
                    let one = self.compare(batch, field, Comparison::Equal, literal, *at, place)?;
                    any = or_kleene(&any, &one).map_err(broken)?;
                }
                Ok(any)
            }
        }
    }

    fn compare(
        &self,
        batch: &RecordBatch,
        field: &Name,
        comparison: Comparison,
        literal: &Literal,
        at: usize,
        place: &Place,
    ) -> Result<BooleanArray, Error> {
        let column = self.column(batch, field);
        let kind = match column.data_type() {
            DataType::Dictionary(_, value) => value.as_ref(),
            kind => kind,
        };
        let mismatch = |needed: &str| {
            self.wrong(at, format!("\"{}\" holds {}; compare it with {needed}", field.field, described(kind)))
        };
        let one = |array: ArrayRef| Scalar::new(array);
        match literal {
            Literal::Number(wanted) if self.reading == Reading::Text => {
                let values = self.parse(column, field, place)?;
                apply(comparison, &values, &Scalar::new(Float64Array::from(vec![*wanted])))
            }
            Literal::Number(wanted) if numeric(kind) => {
                // Whole numbers are compared as such: a long identifier has more digits than a floating number.
                if kind.is_integer() && *kind != DataType::UInt64 && wanted.fract() == 0.0 && wanted.abs() < 9e15 {
                    let values = cast(column, &DataType::Int64).map_err(|_| mismatch("a number"))?;
                    return apply(comparison, &values, &Scalar::new(Int64Array::from(vec![*wanted as i64])));
                }
                let values = cast(column, &DataType::Float64).map_err(|_| mismatch("a number"))?;
                let values: &Float64Array = values.as_primitive();
                apply(comparison, &without_nan(values), &Scalar::new(Float64Array::from(vec![*wanted])))
            }
            Literal::Text(wanted) if kind.is_string() && comparison.orders() => {
                let dates = self.ordered_texts(field, wanted, at)?;
                if dates {
                    self.only_dates(column, field, place)?;
                }
                let text = cast(&StringArray::from(vec![wanted.as_str()]), kind).map_err(|_| mismatch("a text"))?;
                apply(comparison, column, &one(text))
            }
            Literal::Text(wanted) if kind.is_string() => {
                let text = cast(&StringArray::from(vec![wanted.as_str()]), kind).map_err(|_| mismatch("a text"))?;
                apply(comparison, column, &one(text))
            }
            Literal::Text(wanted) if kind.is_temporal() => {
                // Where a zone is named moments are compared as that of Greenwich has them.
                let plain = match kind {
                    DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, None),
                    other => other.clone(),
                };
                let date = cast(&StringArray::from(vec![wanted.as_str()]), &plain)
                    .ok()
                    .filter(|date| date.null_count() == 0)
                    .ok_or_else(|| mismatch("a date like '2026-01-31'"))?;
                let values = cast(column, &plain).map_err(|_| mismatch("a date like '2026-01-31'"))?;
                apply(comparison, &values, &one(date))
            }
            Literal::Truth(wanted) if *kind == DataType::Boolean => {
                apply(comparison, column, &Scalar::new(BooleanArray::from(vec![*wanted])))
            }
            Literal::Truth(wanted) if self.reading == Reading::Text => {
                let texts: &StringArray = column.as_string();
                let truth = |(index, text): (usize, Option<&str>)| {
                    let Some(text) = text.filter(|text| !missing(text)) else { return Ok(None) };
                    text.trim().to_lowercase().parse::<bool>().map(Some).map_err(|_| {
                        let problem = format!(
                            "record {} has \"{text}\" in \"{}\", which is neither true nor false; compare it with a text between quotation marks",
                            place.record(index),
                            field.field
                        );
                        self.wrong(at, problem)
                    })
                };
                let values: BooleanArray = texts.iter().enumerate().map(truth).collect::<Result<_, _>>()?;
                apply(comparison, &values, &Scalar::new(BooleanArray::from(vec![*wanted])))
            }
            _ if numeric(kind) => Err(mismatch("a number, without quotation marks")),
            _ if kind.is_temporal() => Err(mismatch("a date like '2026-01-31'")),
            _ if *kind == DataType::Boolean => Err(mismatch("true or false")),
            _ => Err(mismatch("a text, between quotation marks")),
        }
    }

    /// Texts are put in order by their letters, which fits dates as ISO 8601 writes them and words; whether it is a date.
    fn ordered_texts(&self, field: &Name, wanted: &str, at: usize) -> Result<bool, Error> {
        let digits = wanted.chars().filter(char::is_ascii_digit).count();
        if number(wanted).is_ok_and(|number| !number.is_nan()) {
            let problem = format!(
                "\"{}\" would be compared with '{wanted}' letter by letter (so that 9 is more than 10); write the number without quotation marks",
                field.field
            );
            return Err(self.wrong(at, problem));
        }
        let date = iso(wanted);
        let dated = digits >= 3 && wanted.chars().all(|c| c.is_ascii_digit() || "/.-: ".contains(c));
        if dated && !date {
            let problem = format!(
                "'{wanted}' would be compared letter by letter; write a date as '2026-01-31', with the year first"
            );
            return Err(self.wrong(at, problem));
        }
        Ok(date)
    }

    /// Texts that are compared with a date are dates.
    fn only_dates(&self, column: &ArrayRef, field: &Name, place: &Place) -> Result<(), Error> {
        let texts = cast(column, &DataType::Utf8).map_err(|e| Error::Batch(format!("--where: {e}")))?;
        let texts: &StringArray = texts.as_string();
        match texts.iter().enumerate().find(|(_, text)| text.is_some_and(|text| !missing(text) && !iso(text))) {
            None => Ok(()),
            Some((index, text)) => {
                let problem = format!(
                    "record {} has \"{}\" in \"{}\", which is no date like 2026-01-31 and cannot be put in order with one",
                    place.record(index),
                    text.unwrap_or_default(),
                    field.field
                );
                Err(self.wrong(field.at, problem))
            }
        }
    }

    fn parse(&self, column: &ArrayRef, field: &Name, place: &Place) -> Result<Float64Array, Error> {
        let texts: &StringArray = column.as_string();
        texts
            .iter()
            .enumerate()
            .map(|(index, text)| match number(text.unwrap_or_default()) {
                Ok(value) => Ok((!value.is_nan()).then_some(value)),
                Err(text) => Err(Error::NotANumber {
                    field: field.field.clone(),
                    record: place.record(index),
                    text: text.into(),
                }),
            })
            .collect()
    }

    fn compare_fields(
        &self,
        batch: &RecordBatch,
        field: &Name,
        comparison: Comparison,
        other: &Name,
        place: &Place,
    ) -> Result<BooleanArray, Error> {
        let (a, b) = (self.column(batch, field), self.column(batch, other));
        if self.reading == Reading::Text {
            // Numbers if both sides are, else texts.
            if let (Ok(a), Ok(b)) = (self.parse(a, field, place), self.parse(b, other, place)) {
                return apply(comparison, &a, &b);
            }
            if comparison.orders() {
                // By letters "9" comes after "10", and "31/01/2026" after "01/02/2026".
                self.only_dates(a, field, place)?;
                self.only_dates(b, other, place)?;
            }
            return apply(comparison, a, b);
        }
        let (a, mut b) = (&without_dictionary(a)?, without_dictionary(b)?);
        if a.data_type().is_string() && b.data_type().is_string() {
            b = cast(&b, a.data_type()).map_err(|e| Error::Batch(format!("--where: {e}")))?;
        }
        let b = &b;
        if numeric(a.data_type()) && numeric(b.data_type()) && a.data_type() != b.data_type() {
            let wide =
                |column: &ArrayRef| cast(column, &DataType::Float64).map_err(|e| Error::Batch(format!("--where: {e}")));
            return apply(comparison, &wide(a)?, &wide(b)?);
        }
        apply(comparison, a, b).map_err(|_| {
            let (a, b) = (described(a.data_type()), described(b.data_type()));
            self.wrong(
                other.at,
                format!("\"{}\" holds {a} and \"{}\" {b}; they cannot be compared", field.field, other.field),
            )
        })
    }
}

/// Whether a text begins like a date of ISO 8601.
fn iso(text: &str) -> bool {
    let text = text.trim().as_bytes();
    let digits =
        |range: std::ops::Range<usize>| text.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let rest = text.get(10).is_none_or(|letter| matches!(letter, b' ' | b'T'));
    digits(0..4) && digits(5..7) && digits(8..10) && text[4] == b'-' && text[7] == b'-' && rest
}

/// What is undecided is not true.
fn only_true(found: BooleanArray) -> BooleanArray {
    match found.nulls() {
        Some(nulls) => BooleanArray::new(found.values() & nulls.inner(), None),
        None => found,
    }
}

fn without_dictionary(column: &ArrayRef) -> Result<ArrayRef, Error> {
    match column.data_type() {
        DataType::Dictionary(_, value) => cast(column, value).map_err(|e| Error::Batch(format!("--where: {e}"))),
        _ => Ok(column.clone()),
    }
}

fn without_nan(values: &Float64Array) -> Float64Array {
    if values.values().iter().any(|value| value.is_nan()) {
        values.iter().map(|value| value.filter(|value| !value.is_nan())).collect()
    } else {
        values.clone()
    }
}

fn apply(comparison: Comparison, a: &dyn Datum, b: &dyn Datum) -> Result<BooleanArray, Error> {
    let compare = match comparison {
        Comparison::Equal => cmp::eq,
        Comparison::Unequal => cmp::neq,
        Comparison::Less => cmp::lt,
        Comparison::LessOrEqual => cmp::lt_eq,
        Comparison::Greater => cmp::gt,
        Comparison::GreaterOrEqual => cmp::gt_eq,
    };
    compare(a, b).map_err(|e| Error::Batch(format!("--where: {e}")))
}
