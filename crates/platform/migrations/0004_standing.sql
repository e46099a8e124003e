-- Accounts that are disabled, their codes for a lost factor, and which change of the row the seal is of. What takes two people, one
-- table for every kind. What security staff are told of, until one of them has seen to it.
ALTER TABLE account ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN disabled_at BIGINT;
ALTER TABLE account ADD COLUMN disabled_by TEXT;
ALTER TABLE account ADD COLUMN disabled_why TEXT;
ALTER TABLE account ADD COLUMN recovery TEXT NOT NULL DEFAULT '';

CREATE TABLE proposal (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  detail TEXT NOT NULL,
  why TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  decided_by TEXT,
  decided_at BIGINT,
  version BIGINT NOT NULL,
  seal TEXT NOT NULL
);
CREATE INDEX proposal_kind ON proposal (kind, state, proposed_at);
CREATE UNIQUE INDEX proposal_open ON proposal (kind, about) WHERE state = 'proposed';

CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  link TEXT NOT NULL,
  address TEXT NOT NULL,
  times BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  seen_by TEXT,
  seen_at BIGINT,
  seen_why TEXT
);
CREATE INDEX alert_last ON alert (last_at);
CREATE UNIQUE INDEX alert_open ON alert (kind, about) WHERE seen_at IS NULL;
