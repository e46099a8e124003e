//! What a statement says of its rows is held against what the databases say, and what is in a row against its type.
#![allow(dead_code, reason = "most rows here are wrong ones that nobody reads")]

use foundation::{Lang, Moment};
use store::testing::{TestStore, faults};
use store::{Declared, Filled, Json, Kind, Shape, Statement, StoreError, args, both, row};

use super::{ADD, EntryOf, THINGS, TOUCH};

foundation::words! {
    Note { Long = "long", Short = "short" }
}

row! {
    #[derive(Debug, PartialEq)]
    struct Right {
        id: String,
        n: u32,
        on: bool = "on_",
        share: Option<f64> = "x",
        has_bytes: bool as Filled<Vec<u8>> = "raw",
        note: Option<Note>,
    }
}
row! { struct AnotherName { id: String, number: i64 } }
row! { struct AnotherOrder { n: i64, id: String } }
row! { struct AnotherType { id: String, n: String } }
row! { struct TruthForText { id: bool, n: i64 } }
row! { struct NumberForTruth { id: String, on_: f64 } }
row! { struct NeverNull { id: String, note: String } }
row! { struct Within { about: Both = *, n: i64, later: Vec<i64> = () } }
row! { struct Both { id: String, note: Option<String> } }
row! { struct Personal { id: String, value: String } }

const fn reads<S: Shape>(sql: &'static str) -> Statement<(), S> {
    Statement::new("made-up", Kind::Read, sql)
}

static RIGHT: Statement<(), Right> = reads("select id, n, on_, x, raw, note from thing order by n");
static NESTED: Statement<(), Within> = reads("select id, note, n from thing order by n");
static SILENT: Statement = Statement::new("made-up", Kind::Write, "update thing set n = 1 where id = ''");
static UNSAID: Statement = Statement::new("made-up", Kind::Write, "update thing set n = 1 where id = '' returning id");
static COUNTED: Statement<(), Counted> = reads("select count(*) as n from thing");
static MAY_BE_THERE: Statement<(), PersonalIfAny> =
    reads("select t.id, p.value from thing t left join ledger_personal p on p.hash = t.id");
static COMPUTED: Statement<(), NeverNull> = reads("select id, coalesce(note, '') as note from thing");

row! { struct Counted { n: usize } }
row! { struct PersonalIfAny { id: String, value: Option<String> } }

static NAME: Statement<(), AnotherName> = reads("select id, n from thing");
static ORDER: Statement<(), AnotherOrder> = reads("select id, n from thing");
static MISSING: Statement<(), AnotherType> = reads("select id from thing");
static TOO_MANY: Statement<(), AnotherType> = reads("select id, n, note from thing");
static TYPE: Statement<(), AnotherType> = reads("select id, n from thing");
static TRUTH: Statement<(), TruthForText> = reads("select id, n from thing");
static NUMBER: Statement<(), NumberForTruth> = reads("select id, on_ from thing");
static NULL: Statement<(), NeverNull> = reads("select id, note from thing");
static OUTER: Statement<(), Personal> =
    reads("select t.id, p.value from thing t left join ledger_personal p on p.hash = t.id");
static NO_ROWS: Statement<(), Both> = Statement::new("made-up", Kind::Write, "update thing set n = 1 where id = ''");

async fn the_fault(test: &TestStore, declared: &'static Declared, says: &str) {
    let faults = faults(&test.store, [declared]).await;
    assert!(matches!(&faults[..], [fault] if fault == &format!("made-up {says}")), "{faults:?}");
}

async fn keep(test: &TestStore, note: Option<&str>, n: i64) {
    let mut change = test.store.change().await.unwrap();
    change.run(&ADD, args!["a", n, true, Some(0.5), Some(vec![0u8]), note]).await.unwrap();
    change.commit(EntryOf::from(1)).await.unwrap();
}

both! { THINGS;
    async fn a_statement_that_says_what_its_rows_are_has_no_fault(test: TestStore) {
        let right: [&'static Declared; 6] = [
            &RIGHT.declared, &NESTED.declared, &SILENT.declared, &COUNTED.declared, &MAY_BE_THERE.declared, &COMPUTED.declared,
        ];
        assert_eq!(faults(&test.store, right).await, Vec::<String>::new());
    }

    async fn another_name_another_order_a_column_missing_or_too_many_is_a_fault(test: TestStore) {
        the_fault(&test, &NAME.declared, "says its columns are id, number, but they are id, n").await;
        the_fault(&test, &ORDER.declared, "says its columns are n, id, but they are id, n").await;
        the_fault(&test, &MISSING.declared, "says its columns are id, n, but they are id").await;
        the_fault(&test, &TOO_MANY.declared, "says its columns are id, n, but they are id, n, note").await;
        the_fault(&test, &UNSAID.declared, "says its columns are , but they are id").await;
        the_fault(&test, &NO_ROWS.declared, "says its columns are id, note, but they are ").await;
    }

    async fn another_type_is_a_fault(test: TestStore) {
        let sqlite = test.store.engine() == "SQLite";
        let (int, text, truth) = if sqlite { ("int", "text", "int") } else { ("INT8", "TEXT", "BOOL") };
        the_fault(&test, &TYPE.declared, &format!("reads the column n as Text, but it is {int}")).await;
        the_fault(&test, &TRUTH.declared, &format!("reads the column id as Bool, but it is {text}")).await;
        the_fault(&test, &NUMBER.declared, &format!("reads the column on_ as Real, but it is {truth}")).await;
    }

    async fn what_may_be_null_and_is_read_as_never_null_is_a_fault(test: TestStore) {
        the_fault(&test, &NULL.declared, "reads the column note as never null, but thing.note may be null there").await;
        let outer = "reads the column value as never null, but ledger_personal.value may be null there";
        the_fault(&test, &OUTER.declared, outer).await;
    }

    async fn a_row_is_read_as_what_its_statement_says(test: TestStore) {
        keep(&test, Some("long"), 7).await;
        let row = test.store.row(&RIGHT, args![]).await.unwrap().unwrap();
        let id = "a".to_owned();
        assert_eq!(row, Right { id, n: 7, on: true, share: Some(0.5), has_bytes: true, note: Some(Note::Long) });
        let within = test.store.row(&NESTED, args![]).await.unwrap().unwrap();
        assert_eq!((within.about.id.as_str(), within.about.note.as_deref()), ("a", Some("long")));
        assert_eq!((within.n, within.later.len()), (7, 0));
        let mut upkeep = test.store.upkeep().await.unwrap();
        assert_eq!(upkeep.rows(&TOUCH, args!["a", "short"]).await.unwrap(), ["a"]);
    }

    async fn a_value_that_is_none_of_its_type_is_an_error_that_names_statement_and_column(test: TestStore) {
        keep(&test, Some("middling"), -7).await;
        let error = test.store.rows(&RIGHT, args![]).await.unwrap_err();
        assert!(error.to_string().starts_with("reading the column n of made-up: -7: "), "{error}");
        let mut upkeep = test.store.upkeep().await.unwrap();
        upkeep.rows(&TOUCH, args!["a", "{"]).await.unwrap();
        upkeep.commit().await.unwrap();
        for (error, column) in [
            (test.store.rows(&JSON, args![]).await.map(drop).unwrap_err(), "note"),
            (test.store.rows(&LANGUAGE, args![]).await.map(drop).unwrap_err(), "note"),
            (test.store.rows(&WHEN, args![]).await.map(drop).unwrap_err(), "id"),
        ] {
            assert!(matches!(&error, StoreError::Column { statement: "made-up", column: c, .. } if c == column), "{error}");
        }
    }

    async fn columns_in_another_order_are_an_error_and_never_taken_for_each_other(test: TestStore) {
        keep(&test, None, 7).await;
        for error in [
            test.store.rows(&ORDER, args![]).await.map(drop).unwrap_err(),
            test.store.rows(&MISSING, args![]).await.map(drop).unwrap_err(),
            test.store.rows(&TOO_MANY, args![]).await.map(drop).unwrap_err(),
        ] {
            assert!(matches!(error, StoreError::Column { .. }), "{error}");
        }
    }
}

row! { struct AsJson { note: Option<Vec<String>> as Option<Json<Vec<String>>> } }
row! { struct AsLanguage { note: Option<Lang> } }
row! { struct AsMoment { id: Moment } }
static JSON: Statement<(), AsJson> = reads("select note from thing");
static LANGUAGE: Statement<(), AsLanguage> = reads("select note from thing");
static WHEN: Statement<(), AsMoment> = reads("select id from thing");
