//! Every story runs on SQLite and on PostgreSQL.

mod crash;
mod full;
mod reads;
mod record;
mod rows;
mod schema;

use store::{Migration, args, row, statements};

pub(crate) const THINGS: &[Migration] = &[Migration {
    order: 2,
    name: "test/0001",
    sql: "CREATE TABLE thing (\n  id TEXT PRIMARY KEY,\n  n BIGINT NOT NULL,\n  on_ BOOLEAN NOT NULL,\n  x DOUBLE PRECISION,\n  raw BYTEA,\n  note TEXT\n);\nCREATE UNIQUE INDEX thing_n ON thing (n);",
}];

statements! {
    write ADD(text, int, bool, real, bytes, text) = "insert into thing (id, n, on_, x, raw, note) values ($1, $2, $3, $4, $5, $6)";
    write SET(text, text, int) = "update thing set note = $2, n = n + 1000 where id = $1 and n = $3";
    upkeep TOUCH(text, text) -> (id: String) = "update thing set note = $2 where id = $1 returning id";
    read ALL -> Kept = "select id, n, on_, x, raw, note from thing order by n";
    read ABSOLUTE(int) -> (n: Option<i64>) = "select abs(cast($1 as bigint)) as n";
    read SOME among -> (n: i64) = concat!("select n from thing where id in ", store::among!());
    upkeep FORGE(text, text) = "update ledger_entry set body = $2 where id = $1";
    upkeep COPY(text, text) = "insert into ledger_entry (id, at, who, action, kind, thing, project, body, seal)
        select $2, at, who, action, kind, thing, project, body, seal from ledger_entry where id = $1";
    upkeep INVENT(text, text) = "insert into ledger_entry (id, at, who, action, kind, thing, project, body) values ($1, 0, '', '', '', '', '', $2)";
    read WAITING -> (n: i64) = "select count(*) as n from ledger_entry where idx is null";
    read INDEXES -> (idx: Option<i64>) = "select idx from ledger_entry order by idx";
}

row! {
    /// A row of the table of things.
    #[derive(Debug, PartialEq)]
    pub(crate) struct Kept {
        pub id: String,
        pub n: i64,
        pub on: bool = "on_",
        pub x: Option<f64>,
        pub raw: Option<Vec<u8>>,
        pub note: Option<String>,
    }
}

/// An entry of something done by nobody in particular.
pub(crate) fn entry(n: u64) -> store::Entry {
    store::Entry {
        id: format!("00000000-0000-7000-8000-{n:012x}"),
        at: 1_000_000 + n as i64,
        who: "service".into(),
        action: "tested".into(),
        thing: store::Thing { kind: "thing".into(), id: n.to_string() },
        project: Some("p".into()),
        from: None,
        why: None,
        files: vec![],
        detail: Default::default(),
        personal: Default::default(),
    }
}

pub(crate) type Thing = (String, i64, bool, Option<f64>, Option<Vec<u8>>, Option<String>);

pub(crate) fn thing(n: i64) -> Thing {
    args![n.to_string(), n, n % 2 == 0, Some(n as f64 / 2.0), None::<Vec<u8>>, None::<String>]
}

impl From<u64> for EntryOf {
    fn from(n: u64) -> Self {
        EntryOf(n)
    }
}
pub(crate) struct EntryOf(u64);
impl From<EntryOf> for store::Record {
    fn from(e: EntryOf) -> Self {
        store::Record::new(entry(e.0))
    }
}
