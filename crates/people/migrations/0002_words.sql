-- Lists of words leave the database: the types of the program guard them, and a new word needs no table built again.
-- postgresql
ALTER TABLE organisation DROP CONSTRAINT organisation_kind_check;
ALTER TABLE person DROP CONSTRAINT person_lang_check;
ALTER TABLE accreditation DROP CONSTRAINT accreditation_kind_check;
ALTER TABLE accreditation DROP CONSTRAINT accreditation_state_check;
-- sqlite: rebuild organisation
CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  country TEXT NOT NULL,
  added_at BIGINT NOT NULL
);
-- sqlite: rebuild person
CREATE TABLE person (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  organisation TEXT NOT NULL REFERENCES organisation (id),
  lang TEXT NOT NULL,
  student BOOLEAN NOT NULL,
  country TEXT NOT NULL,
  registered_at BIGINT NOT NULL
);
-- sqlite: rebuild accreditation
CREATE TABLE accreditation (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  scheme TEXT NOT NULL,
  kind TEXT NOT NULL,
  supervisor TEXT REFERENCES person (id),
  draft TEXT NOT NULL,
  state TEXT NOT NULL,
  question TEXT,
  from_date TEXT,
  until_date TEXT,
  number TEXT,
  requested_at BIGINT NOT NULL,
  decided_at BIGINT,
  version BIGINT NOT NULL
);
