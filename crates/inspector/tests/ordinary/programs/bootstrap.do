program define boots, rclass
    regress lnpay age
    return scalar b = _b[age]
end
bootstrap b = r(b), reps(500) seed(20240301): boots
