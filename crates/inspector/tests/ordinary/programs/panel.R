library(plm)
panel <- pdata.frame(panel, index = c("firm", "year"))
fe <- plm(lnturnover ~ lag(lnturnover, 1) + staff, data = panel, model = "within")
lmtest::coeftest(fe, vcov = vcovHC(fe, cluster = "group"))
