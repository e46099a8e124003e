-- Lists of words leave the database: the types of the program guard them, and a new word needs no table built again.
-- postgresql
ALTER TABLE project_member DROP CONSTRAINT project_member_role_check;
ALTER TABLE project_item DROP CONSTRAINT project_item_outcome_check;
ALTER TABLE space_file DROP CONSTRAINT space_file_folder_check;
-- sqlite: rebuild project_member
CREATE TABLE project_member (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT
);
-- sqlite: rebuild project_item
CREATE TABLE project_item (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  stage TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by TEXT,
  outcome TEXT,
  reason TEXT,
  conditions TEXT,
  version BIGINT NOT NULL
);
-- sqlite: rebuild space_file
CREATE TABLE space_file (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project_space (project),
  folder TEXT NOT NULL,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  hash TEXT NOT NULL,
  added_by TEXT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL
);
