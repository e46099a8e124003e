* Codes of the diagnosis
local asthma H33 H330 H331 H332 H33z
foreach code of local asthma {
    replace asthma = 1 if substr(code, 1, 5) == "`code'"
}
