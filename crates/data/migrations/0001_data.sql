-- The catalogue (CAT). The people who speak for an owner and the dictionary stand in tables of their own.
CREATE TABLE dataset (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  title TEXT NOT NULL,
  title_cy TEXT,
  summary TEXT NOT NULL,
  owner TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  gateway TEXT NOT NULL,
  access_level BIGINT CHECK (access_level BETWEEN 0 AND 3),
  setting TEXT NOT NULL,
  routes TEXT,
  schemes TEXT NOT NULL,
  organisation_kinds TEXT NOT NULL,
  training_months BIGINT,
  conditions TEXT NOT NULL,
  output_conditions TEXT NOT NULL,
  citation TEXT NOT NULL,
  doi TEXT NOT NULL,
  contact TEXT NOT NULL,
  coverage TEXT NOT NULL,
  file TEXT,
  row_count BIGINT NOT NULL,
  synthetic BOOLEAN NOT NULL,
  added_at BIGINT NOT NULL,
  published_at BIGINT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX dataset_reference ON dataset (reference);
CREATE INDEX dataset_published ON dataset (title, id) WHERE published_at IS NOT NULL;

CREATE TABLE dataset_owner (
  dataset TEXT NOT NULL REFERENCES dataset (id),
  person TEXT NOT NULL REFERENCES person (id),
  since BIGINT NOT NULL,
  until BIGINT
);
CREATE INDEX dataset_owner_dataset ON dataset_owner (dataset);
CREATE INDEX dataset_owner_person ON dataset_owner (person);

-- What the owner stipulated, version by version (CAT-07): nothing here is ever changed.
CREATE TABLE dataset_stipulation (
  dataset TEXT NOT NULL REFERENCES dataset (id),
  version BIGINT NOT NULL,
  stipulations TEXT NOT NULL,
  at BIGINT NOT NULL,
  set_by TEXT NOT NULL,
  PRIMARY KEY (dataset, version)
);

CREATE TABLE dataset_variable (
  dataset TEXT NOT NULL REFERENCES dataset (id),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  label_cy TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('code', 'number', 'id', 'weight')),
  codes TEXT NOT NULL,
  missing TEXT NOT NULL,
  unit_role TEXT CHECK (unit_role IN ('unit', 'holding', 'weight')),
  years TEXT NOT NULL,
  missing_share DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (dataset, position)
);
CREATE UNIQUE INDEX dataset_variable_name ON dataset_variable (dataset, name);
