# Targets of the census, in per cent, by age group
targets <- tibble::tribble(
  ~age_group, ~percent,
  "16-24", 14,
  "25-44", 33,
  "45-64", 31,
  "65+", 22
)
