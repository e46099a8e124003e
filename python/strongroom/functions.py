"""Functions that researchers hand over as a statistic: each is taken for the known one whose figures it gives, or refused."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: What a group's values make, as pandas has it.
_KNOWN = {
    "count": "count", "sum": "sum", "mean": "mean", "median": "median", "min": "min", "max": "max", "std": "std", "var": "var",
    "mode": lambda values: values.mode().iloc[0] if values.notna().any() else np.nan,
    "skew": lambda values: values.skew(), "kurt": lambda values: values.kurt(),
}
_LIBRARIES = ("numpy", "pandas", "builtins")


def by_name(function) -> bool:
    """Whether a function is what its name says: those of numpy, pandas and Python itself are."""
    module = getattr(function, "__module__", None) or type(function).__module__
    return module.split(".")[0] in _LIBRARIES


def recognised(function, frame: pd.DataFrame, keys: list[str], sources: list[str]) -> str:
    """The known statistic that gives the function's figures in every cell of the table. What is shown then are the figures of that
    statistic, judged as such; the function's own are thrown away.

    A ValueError where none does, or where several do, so that nobody can tell which one is meant.
    """
    name = getattr(function, "__name__", str(function))
    fits = list(_KNOWN)
    for source in sources:
        groups = frame.groupby(keys, observed=True)[source]
        theirs = _numbers(groups.agg(function))
        fits = [known for known in fits if _same(theirs, _numbers(groups.agg(_KNOWN[known])))]
    if not fits:
        raise ValueError(f"the statistic {name!r} is not made, as nobody can check it: it gives the figures of none of "
                         f"{', '.join(_KNOWN)}")
    if len(fits) > 1:
        raise ValueError(f"the statistic {name!r} gives the same figures as {' and '.join(fits)} here; name the one that is meant")
    return fits[0]


def _numbers(figures: pd.Series) -> np.ndarray | None:
    try:
        return figures.to_numpy(dtype=float)
    except (TypeError, ValueError):
        return None


def _same(theirs: np.ndarray | None, ours: np.ndarray | None) -> bool:
    return (theirs is not None and ours is not None and theirs.shape == ours.shape
            and bool(np.allclose(theirs, ours, rtol=1e-9, atol=0, equal_nan=True)))
