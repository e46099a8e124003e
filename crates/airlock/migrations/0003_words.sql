-- Lists of words leave the database: the types of the program guard them, and a new word needs no table built again.
-- postgresql
ALTER TABLE output_request DROP CONSTRAINT output_request_state_check;
ALTER TABLE output_finding DROP CONSTRAINT output_finding_severity_check;
ALTER TABLE output_vote DROP CONSTRAINT output_vote_vote_check;
ALTER TABLE output_vote DROP CONSTRAINT output_vote_publishable_check;
-- sqlite: rebuild output_request
CREATE TABLE output_request (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  project TEXT NOT NULL,
  requester TEXT NOT NULL,
  state TEXT NOT NULL,
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
-- sqlite: rebuild output_finding
CREATE TABLE output_finding (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES output_request (id),
  round BIGINT NOT NULL,
  number BIGINT NOT NULL,
  file TEXT REFERENCES output_file (id),
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT ''
);
-- sqlite: rebuild output_vote
CREATE TABLE output_vote (
  request TEXT NOT NULL REFERENCES output_request (id),
  round BIGINT NOT NULL,
  checker TEXT NOT NULL,
  vote TEXT NOT NULL,
  reason TEXT NOT NULL,
  publishable TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (request, round, checker)
);
