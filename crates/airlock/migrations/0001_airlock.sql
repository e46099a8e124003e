-- Tables made in a project's space. The cells stand in a file under its hash, never in a row.
CREATE TABLE space_table (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  project TEXT NOT NULL,
  dataset TEXT NOT NULL,
  title TEXT NOT NULL,
  request TEXT NOT NULL,
  policy TEXT NOT NULL,
  verdict TEXT NOT NULL,
  marks TEXT NOT NULL,
  cells BIGINT NOT NULL,
  pages BIGINT NOT NULL,
  drawable BOOLEAN NOT NULL,
  data_hash TEXT NOT NULL,
  kept_hash TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX space_table_reference ON space_table (reference);
CREATE INDEX space_table_project ON space_table (project, made_at);

-- Which table a bare table file of the SDC folder was saved from.
CREATE TABLE space_table_file (
  id TEXT PRIMARY KEY,
  space_table TEXT NOT NULL REFERENCES space_table (id),
  project TEXT NOT NULL,
  hash TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at BIGINT NOT NULL
);
CREATE INDEX space_table_file_hash ON space_table_file (project, hash);

-- Texts with tables and figures, and the documents that were saved from them.
CREATE TABLE write_up (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  project TEXT NOT NULL,
  author TEXT NOT NULL,
  content TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX write_up_reference ON write_up (reference);
CREATE INDEX write_up_project ON write_up (project, changed_at);

CREATE TABLE write_up_saved (
  id TEXT PRIMARY KEY,
  write_up TEXT NOT NULL REFERENCES write_up (id),
  project TEXT NOT NULL,
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  lang TEXT NOT NULL,
  content TEXT NOT NULL,
  words TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at BIGINT NOT NULL
);
CREATE INDEX write_up_saved_hash ON write_up_saved (project, hash);

-- Requests for release: rounds, files, items, findings, votes.
CREATE TABLE output_request (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  project TEXT NOT NULL,
  requester TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'inspection', 'first-check', 'second-check', 'third-check', 'returned', 'approved', 'released', 'rejected', 'withdrawn')),
  round BIGINT NOT NULL,
  kind TEXT NOT NULL,
  answers TEXT NOT NULL,
  reply TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  submitted_at BIGINT,
  waiting_since BIGINT,
  used_days BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX output_request_reference ON output_request (reference);
CREATE INDEX output_request_project ON output_request (project, made_at);
CREATE INDEX output_request_requester ON output_request (requester, made_at);
CREATE INDEX output_request_queue ON output_request (state, waiting_since);

CREATE TABLE output_file (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES output_request (id),
  round BIGINT NOT NULL,
  number BIGINT NOT NULL,
  space_file TEXT NOT NULL,
  name TEXT NOT NULL,
  class TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  hash TEXT NOT NULL,
  frozen_at BIGINT,
  content TEXT NOT NULL
);
CREATE UNIQUE INDEX output_file_number ON output_file (request, round, number);

CREATE TABLE output_item (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES output_request (id),
  round BIGINT NOT NULL,
  number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  description TEXT NOT NULL,
  counts TEXT NOT NULL,
  statistic TEXT,
  space_table TEXT REFERENCES space_table (id)
);
CREATE UNIQUE INDEX output_item_number ON output_item (request, round, number);

CREATE TABLE output_finding (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES output_request (id),
  round BIGINT NOT NULL,
  number BIGINT NOT NULL,
  file TEXT REFERENCES output_file (id),
  code TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('note', 'ask', 'blocks')),
  place TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE UNIQUE INDEX output_finding_number ON output_finding (request, round, number);

CREATE TABLE output_vote (
  request TEXT NOT NULL REFERENCES output_request (id),
  round BIGINT NOT NULL,
  checker TEXT NOT NULL,
  vote TEXT NOT NULL CHECK (vote IN ('release', 'return', 'reject')),
  reason TEXT NOT NULL,
  publishable TEXT NOT NULL CHECK (publishable IN ('yes', 'no', '')),
  at BIGINT NOT NULL,
  PRIMARY KEY (request, round, checker)
);

-- Why a checker who wants to release takes a finding for harmless (SDC-06).
CREATE TABLE output_answer (
  finding TEXT NOT NULL REFERENCES output_finding (id),
  checker TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (finding, checker)
);

-- What has left.
CREATE TABLE output_release (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  request TEXT NOT NULL REFERENCES output_request (id),
  project TEXT NOT NULL,
  entry TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT,
  withdrawn_why TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX output_release_reference ON output_release (reference);
CREATE UNIQUE INDEX output_release_request ON output_release (request);

CREATE TABLE output_release_file (
  release TEXT NOT NULL REFERENCES output_release (id),
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (release, number)
);

CREATE TABLE output_release_recipient (
  release TEXT NOT NULL REFERENCES output_release (id),
  person TEXT NOT NULL,
  PRIMARY KEY (release, person)
);
