* Frequencies and crosstabs.
GET FILE=PANEL.
SELECT IF (age >= 16).
RECODE region (1 THRU 3=1) (4 THRU 6=2) INTO region2.
VALUE LABELS region2 1 "North" 2 "South".
CROSSTABS /TABLES=region2 BY smokes /CELLS=COUNT ROW /STATISTICS=CHISQ.
