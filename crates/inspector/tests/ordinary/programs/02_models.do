version 17
use "$work/clean", clear
foreach y of varlist lnpay smokes {
    regress `y' age female degree, vce(robust)
    estimates store m_`y'
}
esttab m_* using "$out/table2.tex", replace se label star(* 0.05 ** 0.01)
/* The panel has 12,480 adults;
   weights are in the variable w. */
