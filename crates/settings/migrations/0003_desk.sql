-- What a person keeps in a project's desktop: the number gives its accounts on the machine, the same each time.
CREATE TABLE desk_home (
  number BIGINT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  person TEXT NOT NULL REFERENCES person (id),
  made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX desk_home_once ON desk_home (project, person);

-- A desktop of a person: one at a time, always of a stay in a space. `accepted` names the statements and their version.
CREATE TABLE desk_session (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  person TEXT NOT NULL REFERENCES person (id),
  stay TEXT NOT NULL REFERENCES space_session (id),
  accepted TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  locked_at BIGINT,
  ended_at BIGINT,
  why_ended TEXT,
  clipboard_out BIGINT NOT NULL,
  clipboard_in BIGINT NOT NULL,
  keys_dropped BIGINT NOT NULL
);
CREATE INDEX desk_session_project ON desk_session (project, opened_at);
CREATE UNIQUE INDEX desk_session_open ON desk_session (person) WHERE ended_at IS NULL;
