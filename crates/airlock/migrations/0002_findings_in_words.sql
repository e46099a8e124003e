-- A finding is kept as facts; its sentences are made when it is shown, in the reader's language.
ALTER TABLE output_finding ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE output_finding ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE output_finding DROP COLUMN words;
