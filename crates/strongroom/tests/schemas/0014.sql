-- Step 14 (store/0002): an entry carries the service's seal; the head keeps the last signed checkpoint.
INSERT INTO ledger_entry (id, idx, at, who, action, kind, thing, project, body, seal, not_ours) VALUES ('019ac000-0000-7000-8000-000000001401', NULL, 1795000000000000, 'service', 'tested', 'thing', '1', NULL, '{}', 'ab', true);
UPDATE ledger_head SET checkpoint = 'kept' WHERE id = 1;
