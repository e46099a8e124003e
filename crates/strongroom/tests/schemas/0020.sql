-- Step 20 (platform/0004): accounts that are disabled, codes for a lost factor, proposals of every kind, alerts.
insert into proposal (id, kind, about, detail, why, state, proposed_by, proposed_at, version, seal)
  values ('pr-1', 'enable-account', 'p-1', '3', 'They are back.', 'proposed', 'p-2', 1000, 1, 'x');
insert into alert (id, kind, about, link, address, times, first_at, last_at)
  values ('al-1', 'guessing', 'p-1', '/people/p-1', '192.0.2.1', 3, 1000, 2000);
