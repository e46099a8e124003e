-- Tries of passwords and codes within a time, by a keyed hash of whose and from where.
CREATE TABLE account_try (
  key TEXT PRIMARY KEY,
  used BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX account_try_until ON account_try (until);
