-- Step 22 (airlock/0004): how many tables were made from the same data.
insert into space_table_made (project, data_hash, made)
  select project, data_hash, count(*) from space_table group by project, data_hash;
