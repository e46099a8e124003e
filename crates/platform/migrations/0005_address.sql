-- An address that somebody asks to have in the place of the one of their account, and whether the old one can still undo it.
CREATE TABLE account_address (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (person),
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  proved_at BIGINT,
  undo_until BIGINT,
  ended_at BIGINT,
  seal TEXT NOT NULL
);
CREATE INDEX account_address_person ON account_address (person, asked_at);
CREATE INDEX account_address_old ON account_address (old);
