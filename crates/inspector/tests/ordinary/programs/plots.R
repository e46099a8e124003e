library(ggplot2)
levels <- c("North", "Midlands", "South")
p <- ggplot(rates, aes(region, percent)) +
  geom_col(fill = "#1f77b4") +
  geom_errorbar(aes(ymin = lower, ymax = upper), width = 0.2) +
  scale_y_continuous(limits = c(0, 30), breaks = seq(0, 30, 5)) +
  labs(title = "Smokers by region", x = NULL, y = "Per cent")
ggsave("fig1.png", p, width = 16, height = 12, units = "cm", dpi = 300)
