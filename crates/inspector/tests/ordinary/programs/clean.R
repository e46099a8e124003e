# Cleans the panel
library(dplyr)
library(haven)

panel <- read_dta(file.path(data_dir, "panel.dta")) |>
  filter(age >= 16) |>
  mutate(
    lnpay = if_else(pay > 0, log(pay), NA_real_),
    age_group = cut(age, c(15, 24, 34, 44, 54, 64, Inf))
  )
saveRDS(panel, file.path(work_dir, "clean.rds"))
