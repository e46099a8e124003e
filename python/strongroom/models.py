"""Regressions: fitted by statsmodels, judged by the engine."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pandas as pd

from . import _engine
from .columns import fields

_FAIR = {"statbarn": ["correlation-coefficients"], "risks": ["low degrees of freedom"]}

#: In the words of the statbarns ontology.
_ANALYSES = {"ols": "GeneralLinearModel", "logit": "Logit", "probit": "Probit"}


class Models:
    """Linear, logit and probit models, from arrays and from formulae. What is returned is statsmodels' own result."""

    def ols(self, endog, exog=None, missing: str = "none", hasconst: bool | None = None, **kwargs):
        """Ordinary least squares of arrays or frames."""
        return self._fitted("ols", _arrays().OLS(_array(endog), exog=_array(exog), missing=missing, hasconst=hasconst, **kwargs))

    def logit(self, endog, exog, missing: str | None = None, check_rank: bool = True):
        """A logit model of arrays or frames."""
        return self._fitted("logit", _arrays().Logit(_array(endog), _array(exog), missing=missing or "none", check_rank=check_rank))

    def probit(self, endog, exog, missing: str | None = None, check_rank: bool = True):
        """A probit model of arrays or frames."""
        return self._fitted("probit", _arrays().Probit(_array(endog), _array(exog), missing=missing or "none", check_rank=check_rank))

    def olsr(self, formula: str, data, subset=None, drop_cols=None, *args, **kwargs):
        """Ordinary least squares by a formula."""
        return self._fitted("olsr", _formulae().ols(formula, _frame(data), subset, drop_cols, *args, **_here(kwargs)))

    def logitr(self, formula: str, data, subset=None, drop_cols=None, *args, **kwargs):
        """A logit model by a formula."""
        return self._fitted("logitr", _formulae().logit(formula, _frame(data), subset, drop_cols, *args, **_here(kwargs)))

    def probitr(self, formula: str, data, subset=None, drop_cols=None, *args, **kwargs):
        """A probit model by a formula."""
        return self._fitted("probitr", _formulae().probit(formula, _frame(data), subset, drop_cols, *args, **_here(kwargs)))

    def _fitted(self, method: str, model):
        """Fits, judges and keeps a model."""
        results = model.fit()
        if self.federated:
            kinds = {"dependent": str(model.endog_names), "independent": list(model.exog_names)}
            self._store(method, [_ANALYSES[method.rstrip("r")]], kinds, dof=results.df_resid)
            return results
        summary = _summary(method, model, results)
        status, said, judged = _engine.model(json.dumps(summary), self._policies)
        with warnings.catch_warnings():
            # statsmodels warns of tests that need more records; the judgement says so better.
            warnings.simplefilter("ignore")
            frames = [_table(table) for table in results.summary().tables]
        names = model.endog_names if isinstance(model.endog_names, list) else [model.endog_names]
        self._record(
            status=status, output_type="regression", summary=said, frames=frames,
            properties={"method": method, "dof": summary["df_resid"]},
            tables=[(frame.to_csv(), {}) for frame in frames],
            evidence={".json": judged + "\n"},
            fair={**_FAIR, "dependent": names, "independent": list(model.exog_names)},
        )
        return results


def _summary(method: str, model, results) -> dict:
    """What the engine has to know of a model: degrees of freedom, and how many records stand behind each category."""
    design = np.asarray(model.exog)
    terms = [_term(name, design[:, at]) for at, name in enumerate(model.exog_names)]
    summary = {"method": method, "observations": len(design), "df_resid": float(results.df_resid),
               "df_model": float(results.df_model), "terms": terms + _left_out(model.exog_names, design) + _cells(design)}
    # Of values that are missing none comes out, and JSON knows no such number.
    if hasattr(results, "rsquared") and np.isfinite(results.rsquared):
        summary["r_squared"] = float(results.rsquared)
    return summary


def _term(name: str, column: np.ndarray) -> dict:
    """A column of the design as it is, whatever it is called: how many records move its coefficient."""
    if len(column) and (column == column[0]).all() and column[0] != 0:
        return {"name": str(name), "kind": "constant"}
    values, counts = np.unique(column, return_counts=True)
    if len(values) <= 2:
        # Who is not in a category is told as well as who is.
        units = int(counts.min()) if len(values) == 2 else 0
        return {"name": str(name), "kind": "interaction" if ":" in str(name) else "dummy", "units": units}
    # A slope within a category is nought for everybody else, and rests on its own records alone.
    units = int(len(column) - counts.max())
    of_some = ":" in str(name) and values[counts.argmax()] == 0
    return {"name": str(name), "kind": "interaction" if of_some else "continuous", "units": units}


def _cells(design: np.ndarray) -> list[dict]:
    """A design that has no more kinds of records than coefficients gives back the mean of each kind: a table."""
    kinds, counts = np.unique(design, axis=0, return_counts=True)
    if len(kinds) > design.shape[1] or len(kinds) < 2:
        return []
    return [{"name": "the smallest combination of categories", "kind": "dummy", "units": int(counts.min())}]


def _left_out(names: list, design: np.ndarray) -> list[dict]:
    """The categories that a formula leaves out of each factor (`region[T.Wales]`): the constant is theirs, so they are
    judged like those that it names."""
    factors: dict[str, list[int]] = {}
    for at, name in enumerate(map(str, names)):
        if "[T." in name and ":" not in name:
            factors.setdefault(name.split("[T.")[0], []).append(at)
    return [{"name": f"{factor}, the category left out", "kind": "dummy",
             "units": int((design[:, columns] == 0).all(axis=1).sum())} for factor, columns in factors.items()]


def _table(table) -> pd.DataFrame:
    """One table of a printed summary. Its first line is its heading, its first column its names."""
    lines = [[str(cell).strip() for cell in line] for line in table.data]
    return pd.DataFrame([line[1:] for line in lines[1:]], index=pd.Index([line[0] for line in lines[1:]], name=lines[0][0]),
                        columns=lines[0][1:])


def _arrays():
    """statsmodels takes seconds to import, which only models need."""
    import statsmodels.api

    return statsmodels.api


def _formulae():
    import statsmodels.formula.api

    return statsmodels.formula.api


def _array(values):
    """Arrays of polars and Arrow as pandas, which statsmodels knows."""
    if values is None or isinstance(values, (pd.DataFrame, pd.Series, np.ndarray, list, tuple)):
        return values
    return values.to_pandas() if hasattr(values, "to_pandas") else values


def _frame(data):
    if isinstance(data, pd.DataFrame) or not (hasattr(data, "to_pandas") or hasattr(data, "collect_schema")):
        return data
    fields(data)
    data = data.collect() if hasattr(data, "collect") else data
    return data.to_pandas()


def _here(kwargs: dict) -> dict:
    """Names in a formula are looked up where the researcher wrote it, one call above ours: statsmodels counts 1 for
    whoever calls it."""
    return {"eval_env": 2, **kwargs}
