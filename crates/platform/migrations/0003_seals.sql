-- What the service says of a row under its key: whoever writes into the database cannot sign in as somebody else by it.
ALTER TABLE account ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE account_passkey ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN seal TEXT NOT NULL DEFAULT '';
