"""Requests that ACRO 1.0.2 answered: the calls give the same tables. Which cells are marked is compared in Rust."""

import json
import pathlib
import unittest

import numpy as np
import pandas as pd

from people import session

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "shared/cases/disclosure/acro"


def cases() -> list[dict]:
    return [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text().splitlines()]


def flat(label) -> tuple:
    return tuple(label) if isinstance(label, (list, tuple)) else (label,)


def figures(table: pd.DataFrame) -> dict[tuple, float]:
    """Row and column, and the figure there."""
    return {flat(row) + flat(column): float(table.iat[r, c])
            for r, row in enumerate(table.index) for c, column in enumerate(table.columns)}


def expected_figures(table: dict) -> dict[tuple, float]:
    return {flat(row) + flat(column): float("nan" if figure is None else figure)
            for row, line in zip(table["index"], table["data"]) for column, figure in zip(table["columns"], line)}


@unittest.skipUnless(FOLDER.exists(), f"{FOLDER} is not there, so nothing was compared with ACRO")
class Acro(unittest.TestCase):
    def made(self, case: dict, **words) -> pd.DataFrame:
        df = pd.read_csv(FOLDER / case["input"])
        acro = session(**words)
        extra = {"margins": case["margins"]}
        if case["method"] == "pivot_table":
            extra.update(values=[case["values"]], index=case["index"], columns=case["columns"] or None)
            return acro.pivot_table(df, aggfunc=case["aggfunc"], **extra)
        index, columns = [df[name] for name in case["index"]], [df[name] for name in case["columns"]]
        if case["values"] is not None:
            extra.update(values=df[case["values"]], aggfunc=case["aggfunc"])
        return acro.crosstab(index, columns, **extra)

    def test_tables_are_those_of_acro(self):
        compared = 0
        for case in cases():
            expected = case["expected"]
            if case["method"] not in ("crosstab", "pivot_table") or case["suppress"] or expected.get("error") is not None:
                continue
            with self.subTest(case["case"]):
                ours, theirs = figures(self.made(case)), expected_figures(expected["table"][0])
                for place, figure in theirs.items():
                    # The cases' categories had codes without any record; a CSV does not have them.
                    if place not in ours:
                        self.assertTrue(np.isnan(figure) or figure == 0, place)
                    elif case["aggfunc"] != "mode" and not np.isnan(ours[place]):
                        # The charities were in single precision when ACRO read them.
                        part = 1e-6 if "charities" in case["input"] else 1e-9
                        self.assertLessEqual(abs(ours[place] - figure), part * max(abs(figure), 1), place)
                        compared += 1
                self.assertLessEqual(set(ours), set(theirs))
        self.assertGreater(compared, 1000)

    def test_hidden_cells_are_at_least_those_that_acro_hides(self):
        compared = 0
        for case in cases():
            if case["method"] not in ("crosstab", "pivot_table") or not case["suppress"] or case["aggfunc"] in ("std", "mode"):
                continue
            with self.subTest(case["case"]):
                ours = figures(self.made(case, suppress=True))
                theirs = expected_figures(case["expected"]["table"][0])
                for place in ours.keys() & theirs.keys():
                    # ACRO also hides figures that are nought, and makes margins of what is left.
                    if np.isnan(theirs[place]) and "All" not in place:
                        self.assertTrue(np.isnan(ours[place]) or ours[place] == 0, place)
                        compared += 1
        self.assertGreater(compared, 300)


if __name__ == "__main__":
    unittest.main()
