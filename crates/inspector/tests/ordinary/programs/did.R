library(fixest)
fit <- feols(y ~ i(time_to_treat, treated, ref = -1) | firm + year, data = panel, cluster = ~firm)
iplot(fit)
etable(fit, tex = TRUE, file = "table3.tex")
