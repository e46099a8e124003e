-- How many tables of a project were made: of two that are made at once the later is compared with the other. Counted from this
-- step on.
CREATE TABLE space_table_made (
  project TEXT NOT NULL PRIMARY KEY REFERENCES project (id),
  made BIGINT NOT NULL
);
