label define sex 1 "Male" 2 "Female"
label define region 1 "North" 2 "Midlands" 3 "South" 4 "Wales" 5 "Scotland"
label values sex sex
label values region region
