*! version 1.0.1  1mar2024
program define tabmean, rclass
    version 17
    syntax varlist(min=1 max=1) [if] [in], BY(varname) [Format(string)]
    marksample touse
    if "`format'" == "" local format "%9.2f"
    tabstat `varlist' if `touse', by(`by') statistics(mean n) format(`format')
    return add
end
