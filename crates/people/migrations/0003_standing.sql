-- Suspension and withdrawal: since when, and why.
ALTER TABLE accreditation ADD COLUMN stopped_from TEXT;
ALTER TABLE accreditation ADD COLUMN stopped_why TEXT;
ALTER TABLE agreement ADD COLUMN withdrawn_why TEXT;
