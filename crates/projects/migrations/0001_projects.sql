-- A project from the first draft of its application on. `draft` is what the applicant writes; what assessors read are
-- the submitted versions.
CREATE TABLE project (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  applicant TEXT NOT NULL REFERENCES person (id),
  coordinator TEXT NOT NULL REFERENCES person (id),
  deputy TEXT REFERENCES person (id),
  lead TEXT NOT NULL REFERENCES person (id),
  supervisor TEXT REFERENCES person (id),
  supervisor_confirmed_at BIGINT,
  gateway TEXT NOT NULL,
  starts TEXT,
  ends TEXT,
  draft TEXT NOT NULL,
  draft_version BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  submitted_at BIGINT,
  accredited_on TEXT,
  accreditation_number TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX project_number ON project (number);
CREATE UNIQUE INDEX project_accreditation ON project (accreditation_number);
CREATE INDEX project_applicant ON project (applicant);
CREATE INDEX project_coordinator ON project (coordinator);
CREATE INDEX project_made ON project (made_at, id);
CREATE INDEX project_register ON project (accredited_on, number) WHERE accredited_on IS NOT NULL;

-- What was submitted, version by version (ASM-01): nothing here is ever changed.
CREATE TABLE project_version (
  project TEXT NOT NULL REFERENCES project (id),
  number BIGINT NOT NULL,
  draft TEXT NOT NULL,
  at BIGINT NOT NULL,
  submitted_by TEXT NOT NULL,
  PRIMARY KEY (project, number)
);

-- Whom the application names; they become members when the project is set up.
CREATE TABLE project_named (
  project TEXT NOT NULL REFERENCES project (id),
  person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  PRIMARY KEY (project, person)
);
CREATE INDEX project_named_person ON project_named (person);

CREATE TABLE project_member (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  person TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('coordinator', 'deputy', 'researcher', 'output-reviewer')),
  from_date TEXT NOT NULL,
  until_date TEXT
);
CREATE INDEX project_member_project ON project_member (project);
CREATE INDEX project_member_person ON project_member (person);
CREATE UNIQUE INDEX project_member_once ON project_member (project, person) WHERE until_date IS NULL;

CREATE TABLE project_dataset (
  project TEXT NOT NULL REFERENCES project (id),
  dataset TEXT NOT NULL REFERENCES dataset (id),
  approved_at BIGINT,
  PRIMARY KEY (project, dataset)
);
CREATE INDEX project_dataset_dataset ON project_dataset (dataset);

CREATE TABLE project_mapping (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  dataset TEXT NOT NULL REFERENCES dataset (id),
  mapped_at BIGINT NOT NULL,
  unmapped_at BIGINT,
  cleared_at BIGINT
);
CREATE INDEX project_mapping_project ON project_mapping (project);
CREATE UNIQUE INDEX project_mapping_once ON project_mapping (project, dataset) WHERE unmapped_at IS NULL;

-- One decision to be taken: a stage, and for data owners one for each of them (ASM-04).
CREATE TABLE project_item (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  stage TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by TEXT,
  outcome TEXT CHECK (outcome IN ('approved', 'rejected', 'superseded')),
  reason TEXT,
  conditions TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX project_item_project ON project_item (project);
CREATE INDEX project_item_open ON project_item (stage, opened_at, id) WHERE decided_at IS NULL;

CREATE TABLE project_item_dataset (
  item TEXT NOT NULL REFERENCES project_item (id),
  dataset TEXT NOT NULL REFERENCES dataset (id),
  PRIMARY KEY (item, dataset)
);
CREATE INDEX project_item_dataset_dataset ON project_item_dataset (dataset);

CREATE TABLE project_query (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project (id),
  item TEXT NOT NULL REFERENCES project_item (id),
  question TEXT NOT NULL,
  asked TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_at BIGINT
);
CREATE INDEX project_query_project ON project_query (project);

-- In which state the application was, from when to when (APP-05, ASM-08).
CREATE TABLE project_time (
  project TEXT NOT NULL REFERENCES project (id),
  position BIGINT NOT NULL,
  state TEXT NOT NULL,
  began BIGINT NOT NULL,
  ended BIGINT,
  PRIMARY KEY (project, position)
);

CREATE TABLE project_space (
  project TEXT PRIMARY KEY REFERENCES project (id),
  made_at BIGINT NOT NULL
);

-- Files of a space. `owner` is empty but for private folders.
CREATE TABLE space_file (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES project_space (project),
  folder TEXT NOT NULL CHECK (folder IN ('private', 'shared', 'sdc', 'study')),
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  hash TEXT NOT NULL,
  added_by TEXT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL
);
CREATE UNIQUE INDEX space_file_name ON space_file (project, folder, owner, name);
