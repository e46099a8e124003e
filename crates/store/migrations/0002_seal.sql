-- An entry carries the service's seal, a keyed hash: one without is not the service's own and is never numbered.
ALTER TABLE ledger_entry ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger_entry ADD COLUMN not_ours BOOLEAN NOT NULL DEFAULT FALSE;

-- The last checkpoint that the record's folder is known to have signed: a shorter folder, or another one, is refused.
ALTER TABLE ledger_head ADD COLUMN checkpoint TEXT NOT NULL DEFAULT '';
