-- Step 23 (platform/0006): answers that were sent after their session had ended.
insert into kept_answers (browser, person, sealed, kept_at) select 'b', person, '00', 1 from account order by person limit 1;
