import pandas as pd
import statsmodels.formula.api as smf

panel = pd.read_parquet("clean.parquet")
models = {
    "base": "lnpay ~ age + female",
    "full": "lnpay ~ age + female + degree + C(region)",
}
for name, formula in models.items():
    fit = smf.ols(formula, data=panel).fit(cov_type="cluster", cov_kwds={"groups": panel["psu"]})
    print(name)
    print(fit.summary())
