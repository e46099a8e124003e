using DataFrames, GLM
panel = filter(:age => >=(16), panel)
fit = lm(@formula(lnpay ~ age + female), panel)
println(coeftable(fit))
