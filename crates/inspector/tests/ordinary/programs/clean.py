"""Cleans the panel."""
from pathlib import Path

import numpy as np
import pandas as pd


def clean(path: Path) -> pd.DataFrame:
    panel = pd.read_parquet(path)
    panel = panel.loc[panel["age"] >= 16].copy()
    panel["lnpay"] = np.log(panel["pay"].where(panel["pay"] > 0))
    return panel


if __name__ == "__main__":
    clean(Path("panel.parquet")).to_parquet("clean.parquet")
