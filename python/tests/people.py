"""Data made for tests: the same at every run."""

import numpy as np
import pandas as pd

import strongroom


def people(records: int = 3000) -> pd.DataFrame:
    """Records of people with categories, numbers, missing values and an identifier."""
    random = np.random.default_rng(7)
    frame = pd.DataFrame({
        "region": random.choice(["North", "South", "Wales"], records),
        "year": random.choice([2010, 2011, 2012], records),
        "kind": random.choice(["a", "b"], records),
        "income": random.gamma(2, 1000, records).round(2),
        "age": random.integers(16, 90, records),
        "person": np.arange(records) // 2,
        "employed": random.random(records) < 0.6,
    })
    frame.loc[random.random(records) < 0.1, "income"] = np.nan
    return frame


def small() -> pd.DataFrame:
    """A table with one cell of three records."""
    return pd.DataFrame({"a": ["x"] * 40 + ["y"] * 43, "b": ["p"] * 20 + ["q"] * 20 + ["p"] * 40 + ["q"] * 3,
                         "v": np.arange(83.0) + 1})


def session(**words) -> strongroom.ACRO:
    """A session by ACRO's own rules."""
    return strongroom.ACRO(**{"policy": "acro", **words})
