set.seed(20240301)
n <- 10000
x <- rnorm(n)
y <- 0.5 * x + rnorm(n)
coverage <- replicate(500, {
  i <- sample(n, replace = TRUE)
  coef(lm(y[i] ~ x[i]))[2]
})
quantile(coverage, c(0.025, 0.975))
