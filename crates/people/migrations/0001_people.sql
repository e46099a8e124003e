CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('academic', 'esrc-centre', 'government', 'company', 'charity', 'other')),
  country TEXT NOT NULL,
  added_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX organisation_name ON organisation (name);

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  organisation TEXT NOT NULL REFERENCES organisation (id),
  lang TEXT NOT NULL CHECK (lang IN ('en', 'cy')),
  student BOOLEAN NOT NULL,
  country TEXT NOT NULL,
  registered_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_email ON person (email);
CREATE INDEX person_name ON person (name);

CREATE TABLE person_role (
  person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT
);
CREATE UNIQUE INDEX person_role_once ON person_role (person, role, since);
CREATE INDEX person_role_role ON person_role (role);

-- Accreditations (ACC). Answers of the request stand in the form's own JSON.
CREATE TABLE accreditation (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  scheme TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('full', 'provisional')),
  supervisor TEXT REFERENCES person (id),
  draft TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('requested', 'queried', 'granted', 'refused', 'suspended', 'withdrawn')),
  question TEXT,
  from_date TEXT,
  until_date TEXT,
  number TEXT,
  requested_at BIGINT NOT NULL,
  decided_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX accreditation_person ON accreditation (person);
CREATE INDEX accreditation_state ON accreditation (state, requested_at);

CREATE TABLE training (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  course TEXT NOT NULL,
  passed_on TEXT NOT NULL,
  until_date TEXT NOT NULL,
  recorded_at BIGINT NOT NULL
);
CREATE INDEX training_person ON training (person);

CREATE TABLE agreement (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  version TEXT NOT NULL,
  signed_at BIGINT NOT NULL,
  officer TEXT REFERENCES person (id),
  officer_signed_at BIGINT,
  from_date TEXT NOT NULL,
  until_date TEXT,
  device TEXT,
  withdrawn_at BIGINT,
  recorded_at BIGINT NOT NULL
);
CREATE INDEX agreement_person ON agreement (person);
