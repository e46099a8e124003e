INPUT PROGRAM.
LOOP #i = 1 TO 1200.
COMPUTE region = 1 + MOD(#i, 4).
COMPUTE sex = 1 + MOD(TRUNC(#i / 4), 2).
COMPUTE pay = RND(EXP(10 + 0.1 * region + RV.NORMAL(0, 0.4))).
END CASE.
END LOOP.
END FILE.
END INPUT PROGRAM.
VARIABLE LABELS region 'Region' sex 'Sex' pay 'Yearly pay'.
VALUE LABELS region 1 'North' 2 'South' 3 'East' 4 'West' /sex 1 'Women' 2 'Men'.
FREQUENCIES region sex.
CROSSTABS /TABLES=region BY sex /CELLS=COUNT ROW.
MEANS TABLES=pay BY region.
REGRESSION /VARIABLES=region sex /DEPENDENT=pay.
T-TEST /GROUPS=sex(1,2) /VARIABLES=pay.
ONEWAY pay BY region.
