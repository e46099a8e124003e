-- Where people may come in from. `low` and `high` are the first and last address of the range as 32 hexadecimal digits
-- (IPv4 as ::ffff:a.b.c.d), so that one index finds an address on both databases.
CREATE TABLE place (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  organisation TEXT REFERENCES organisation (id),
  person TEXT REFERENCES person (id),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  low TEXT NOT NULL,
  high TEXT NOT NULL,
  wide BOOLEAN NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  approved_by TEXT NOT NULL
);
CREATE INDEX place_low ON place (low);
CREATE INDEX place_wide ON place (low, high) WHERE wide;
CREATE INDEX place_recorded ON place (from_at, id);
-- NET-01: one address a person, one person an address.
CREATE UNIQUE INDEX place_own_address ON place (low) WHERE person IS NOT NULL AND until_at IS NULL;
CREATE UNIQUE INDEX place_own_person ON place (person) WHERE person IS NOT NULL AND until_at IS NULL;
CREATE UNIQUE INDEX place_of_service ON place (kind, address)
  WHERE person IS NULL AND organisation IS NULL AND until_at IS NULL;
CREATE UNIQUE INDEX place_of_organisation ON place (kind, address, organisation)
  WHERE organisation IS NOT NULL AND until_at IS NULL;

-- Assured Organisational Connectivity: one agreement an organisation (AOC-01). Dates are first and last days.
CREATE TABLE aoc (
  organisation TEXT PRIMARY KEY REFERENCES organisation (id),
  office_from TEXT NOT NULL,
  office_until TEXT,
  remote_from TEXT,
  remote_until TEXT,
  suspended_from TEXT,
  suspended_why TEXT,
  version BIGINT NOT NULL
);

-- A person inside the space of a project: always by a route (SET-01), always of one signed-in session.
CREATE TABLE space_session (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  person TEXT NOT NULL REFERENCES person (id),
  session TEXT NOT NULL,
  route TEXT NOT NULL,
  place TEXT NOT NULL REFERENCES place (id),
  address TEXT NOT NULL,
  statements TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  ended_at BIGINT,
  why_ended TEXT
);
CREATE INDEX space_session_project ON space_session (project, opened_at);
CREATE UNIQUE INDEX space_session_open ON space_session (person, project) WHERE ended_at IS NULL;
