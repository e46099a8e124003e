-- The record: one row for each thing that was done. `idx` stays empty until the sequencer numbers the entry.
CREATE TABLE ledger_entry (
  id TEXT PRIMARY KEY,
  idx BIGINT,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  thing TEXT NOT NULL,
  project TEXT,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX ledger_entry_idx ON ledger_entry (idx);
CREATE INDEX ledger_entry_project ON ledger_entry (project, at);
CREATE INDEX ledger_entry_thing ON ledger_entry (kind, thing, at);
CREATE INDEX ledger_entry_waiting ON ledger_entry (at) WHERE idx IS NULL;

-- Personal details named in an entry only by a salted hash: erasing the row leaves the record whole.
CREATE TABLE ledger_personal (
  hash TEXT PRIMARY KEY,
  salt TEXT NOT NULL,
  value TEXT NOT NULL
);

-- How many entries are numbered. One row; its lock is the sequencer's turn.
CREATE TABLE ledger_head (
  id BIGINT PRIMARY KEY,
  size BIGINT NOT NULL
);
INSERT INTO ledger_head (id, size) VALUES (1, 0);
