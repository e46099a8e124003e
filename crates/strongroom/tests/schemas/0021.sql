-- Step 21 (platform/0005): an address that replaces another.
insert into account_address (id, person, old, new, asked_at, seal)
  select 'aa-1', person, email, 'new@example.org', 1000, 'x' from account order by person limit 1;
