-- Lists of words leave the database: the types of the program guard them, and a new word needs no table built again.
-- postgresql
ALTER TABLE dataset_variable DROP CONSTRAINT dataset_variable_kind_check;
ALTER TABLE dataset_variable DROP CONSTRAINT dataset_variable_unit_role_check;
-- sqlite: rebuild dataset_variable
CREATE TABLE dataset_variable (
  dataset TEXT NOT NULL REFERENCES dataset (id),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  label_cy TEXT NOT NULL,
  kind TEXT NOT NULL,
  codes TEXT NOT NULL,
  missing TEXT NOT NULL,
  unit_role TEXT,
  years TEXT NOT NULL,
  missing_share DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (dataset, position)
);
