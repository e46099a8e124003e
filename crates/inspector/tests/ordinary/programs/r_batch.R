# Pay by region, from made-up data
set.seed(3)
d <- data.frame(region = rep(c("North", "South"), each = 300), pay = round(exp(rnorm(600, 10, 0.4))))
aggregate(pay ~ region, d, mean)
m <- lm(log(pay) ~ region, d)
summary(m)
table(d$region)
