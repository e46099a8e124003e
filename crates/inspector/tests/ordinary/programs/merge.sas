data work.both;
  merge work.left (in=a) work.right (in=b);
  by id;
  if a and b;
run;

proc sql;
  create table work.counts as
  select region, count(*) as n from work.both group by region having count(*) >= 10;
quit;
