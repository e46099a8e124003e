-- A finding is kept as facts; its sentences are made when it is shown, in the reader's language.
ALTER TABLE output_finding ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE output_finding ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
-- What the service once found by reading itself is the inspector's now.
UPDATE output_finding SET code = 'citation_missing', evidence = place, place = '' WHERE code = 'citation-missing';
UPDATE output_finding SET code = 'raw_variable_name', evidence = place, place = '' WHERE code = 'raw-field-name';
UPDATE output_finding SET code = 'label_missing', evidence = place, place = '' WHERE code = 'label-not-in-text';
UPDATE output_finding SET code = 'unreadable', reason = 'not-inside' WHERE code = 'text-not-read';
ALTER TABLE output_finding DROP COLUMN words;
