-- Step 15 (platform/0002): tries of passwords and codes.
INSERT INTO account_try (key, used, until) VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 7, 1795000900000000);
