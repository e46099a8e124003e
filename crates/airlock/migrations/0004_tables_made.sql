-- How many tables of a project were made from the same data: of two that are made at once the later is compared with the
-- other. Counted from this step on.
CREATE TABLE space_table_made (
  project TEXT NOT NULL REFERENCES project (id),
  data_hash TEXT NOT NULL,
  made BIGINT NOT NULL,
  PRIMARY KEY (project, data_hash)
);
