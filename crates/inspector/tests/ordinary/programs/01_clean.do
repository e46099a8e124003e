* Cleans the panel
version 17
clear all
set more off
use "$data/panel", clear
keep if age >= 16
generate lnpay = ln(pay) if pay > 0
label variable lnpay "Log hourly pay"
recode region (1/3 = 1 "North") (4/6 = 2 "South"), generate(region2)
save "$work/clean", replace
