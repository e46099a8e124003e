from lifelines import CoxPHFitter, KaplanMeierFitter

kmf = KaplanMeierFitter()
for arm, rows in panel.groupby("arm"):
    kmf.fit(rows["time"], rows["event"], label=str(arm))
    kmf.plot_survival_function()
