options nodate nonumber;
libname panel "&data";

proc sort data=panel.wave9 out=work.panel;
  by region;
run;

proc means data=work.panel mean std n;
  class region;
  var pay;
  weight w;
  ods output summary=work.means;
run;

%macro model(y);
  proc logistic data=work.panel;
    model &y(event="1") = age female;
  run;
%mend;
%model(smokes)
