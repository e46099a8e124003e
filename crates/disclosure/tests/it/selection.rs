//! The language of `--where`.

use crate::support::*;
use disclosure::Expression;
use serde_json::json;

const PEOPLE: &str = "region,age,status,joined\nWales,16,student,2024-01-01\nWales,40,work,2025-06-30\nEngland,,work,\n\
                      England,70,retired,2020-02-29\nWales,,,2021-01-01\n";

/// How many records an expression selects, from CSV.
fn selected(expression: &str) -> u64 {
    match table(PEOPLE, json!({"rows": ["region"], "where": expression}), &small("")) {
        Ok(table) => table.cells.iter().map(|cell| cell.n).sum(),
        Err(disclosure::Error::Empty { .. }) => 0,
        Err(error) => panic!("{expression}: {error}"),
    }
}

#[test]
fn an_expression_selects_records_for_which_it_is_true() {
    for (expression, expected) in [
        ("age >= 16", 3),
        ("age > 16", 2),
        ("16 < age", 2),
        ("not age > 16", 1),
        ("age is missing", 2),
        ("age is not missing", 3),
        ("not (age is missing)", 3),
        ("region = 'Wales'", 3),
        ("region != \"Wales\"", 2),
        ("status in ('student', 'retired')", 2),
        ("status not in ('student', 'retired')", 2),
        ("age in (16, 70)", 2),
        ("region = 'Wales' and (age >= 16 or age is missing)", 3),
        ("region = 'Wales' and age >= 16 or status = 'retired'", 3),
        ("region = 'Wales' or region = 'England' and age > 60", 4),
        ("`status` == 'work'", 2),
        ("joined < '2022-01-01'", 2),
        ("age > 16 or status = 'work'", 3),
        ("age = -1", 0),
    ] {
        assert_eq!(selected(expression), expected, "{expression}");
    }
}

#[test]
fn an_expression_means_the_same_in_memory() {
    let columns = || {
        vec![
            ("region", column_of_texts(&[Some("Wales"), Some("Wales"), Some("England"), None])),
            ("age", column_of_ids(&[Some(16), Some(40), None, Some(3)])),
            ("income", column_of_numbers(&[Some(1.5), Some(f64::NAN), None, Some(-2.0)])),
        ]
    };
    for (expression, expected) in [
        ("age >= 16", 2),
        ("age = 16.5", 0),
        ("income is missing", 2),
        ("not income > 0", 0),
        ("income < age", 1),
        ("region in ('Wales') and not income is missing", 1),
    ] {
        let found = in_memory(columns(), json!({"rows": ["region"], "where": expression}), &small(""));
        let n = found.map_or(0, |table| table.cells.iter().map(|cell| cell.n).sum());
        assert_eq!(n, expected, "{expression}");
    }
}

#[test]
fn a_wrong_expression_is_shown_with_the_place_where_it_goes_wrong() {
    for (expression, at, problem) in [
        ("age >", 6, "a field or a value was expected"),
        ("age = 16 and", 13, "a field or a value was expected"),
        ("(age = 16", 10, "a closing parenthesis was expected"),
        ("age = 16)", 9, "\"and\", \"or\" or the end was expected"),
        ("age", 4, "a comparison, \"in\" or \"is missing\" was expected"),
        ("age = 'x", 7, "the quotation that begins here has no closing '"),
        ("age = 1x6", 7, "\"1x6\" is no number; put texts between quotation marks"),
        ("age ~ 3", 5, "\"~\" means nothing here"),
        ("1 = 2", 1, "one side of a comparison has to be a field"),
        ("age in (16, x)", 13, "a list holds values; put texts between quotation marks"),
        ("age is empty", 8, "\"missing\" was expected"),
    ] {
        let error = Expression::parse(expression).unwrap_err().to_string();
        let mut lines = error.lines();
        assert_eq!(lines.next(), Some(format!("--where, at character {at}: {problem}").as_str()), "{expression}");
        assert_eq!(lines.next(), Some(format!("  {expression}").as_str()));
        assert_eq!(lines.next(), Some(format!("  {}^", " ".repeat(at - 1)).as_str()));
    }
    assert!(Expression::parse(&"(".repeat(100_000)).is_err());
}

#[test]
fn an_expression_speaks_only_of_fields_that_are_there_and_in_their_type() {
    let columns = || vec![("region", column_of_texts(&[Some("Wales")])), ("age", column_of_ids(&[Some(16)]))];
    for (expression, problem) in [
        ("regoin = 'Wales'", "did you mean \"region\"?"),
        ("region = Wales", "no field is called \"Wales\""),
        ("age = '16'", "\"age\" holds numbers; compare it with a number, without quotation marks"),
        ("region = 16", "\"region\" holds texts; compare it with a text, between quotation marks"),
    ] {
        let error = in_memory(columns(), json!({"rows": ["region"], "where": expression}), &small("")).unwrap_err();
        assert!(error.to_string().contains(problem), "{expression}: {error}");
    }
}
