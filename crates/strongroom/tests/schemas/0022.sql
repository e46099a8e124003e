-- Step 22 (airlock/0004): how many tables of a project were made.
insert into space_table_made (project, made) select project, count(*) from space_table group by project;
