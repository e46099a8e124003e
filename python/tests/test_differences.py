"""Where a verdict is meant to be another than ACRO's: each row of the table in the handbook."""

import pathlib
import unittest

import numpy as np
import pandas as pd

import strongroom
from people import session

HANDBOOK = pathlib.Path(__file__).resolve().parents[2] / "docs/handbook/python.md"


def last(acro):
    return acro.results.get_index(-1)


def cell(values, **more) -> pd.DataFrame:
    """One cell beside a safe one."""
    values = list(values)
    safe = [float(n) for n in range(100, 140)]
    frame = pd.DataFrame({"a": ["x"] * len(safe) + ["y"] * len(values), "b": "p", "v": safe + values})
    for name, column in more.items():
        frame[name] = [f"other {n}" for n in range(len(safe))] + list(column)
    return frame


def marked(df: pd.DataFrame, aggfunc: str, policy: str = "acro", **words) -> dict:
    """The rules that fail, and in how many cells."""
    acro = session(policy=policy)
    acro.pivot_table(df, index="a", values="v", aggfunc=aggfunc, **words)
    return last(acro).sdc["summary"]


class Differences(unittest.TestCase):
    def test_records_without_a_value_stand_behind_no_mean(self):
        self.assertEqual(marked(cell([5.0, 6.0, 7.0] + [np.nan] * 17), "mean"), {"threshold": 1})

    def test_one_negative_value_does_not_switch_dominance_off(self):
        rules = marked(cell([-1.0, 1e6] + [1.0] * 18), "sum")
        self.assertEqual((rules["dominance"], rules["p-percent"]), (1, 1))

    def test_twenty_records_of_one_person_are_one_person(self):
        df = cell(range(20), person=["somebody"] * 20)
        self.assertEqual(marked(df, "mean"), {})
        self.assertEqual(marked(df, "mean", unit="person")["threshold"], 1)

    def test_a_cell_of_equal_values_tells_everybody_s(self):
        self.assertEqual(marked(cell([7.0] * 20), "mean"), {"full": 1})

    def test_the_largest_value_is_one_person_s_however_many_there_are(self):
        self.assertEqual(marked(cell(range(50)), "max"), {"extreme": 2})

    def test_an_empty_cell_passes_where_the_policy_allows_noughts(self):
        df = pd.DataFrame({"a": ["x"] * 40 + ["y"] * 20, "b": ["p"] * 20 + ["q"] * 20 + ["p"] * 20})
        for allowed, rules in (("true", {"zero": 1}), ("false", {})):
            pathlib.Path("noughts.yaml").write_text(f"zeros_are_disclosive: {allowed}\n")
            acro = strongroom.ACRO("noughts.yaml")
            acro.crosstab(df.a, df.b)
            self.assertEqual(last(acro).sdc["summary"], rules)

    def test_at_equality_only_acro_s_own_policy_fails_dominance(self):
        # The two largest make exactly nine tenths, and the rest more than a tenth of the largest.
        df = cell([5.0, 4.0] + [0.0625] * 16)
        self.assertEqual(marked(df, "sum"), {"dominance": 1})
        pathlib.Path("above.toml").write_text("name = 'above'\nsource = 'test'\n[count]\nthreshold = 10\nzero = 'fail'\nfull = 'fail'\n"
                                              "[[dominance]]\nn = 2\nk = 0.90\n")
        self.assertEqual(marked(df, "sum", policy="above.toml"), {})

    def test_what_is_hidden_is_not_told_by_totals_that_another_table_shows(self):
        df = pd.DataFrame({"a": ["x"] * 40 + ["y"] * 43, "b": ["p"] * 20 + ["q"] * 20 + ["p"] * 40 + ["q"] * 3})
        acro = session(suppress=True)
        made = acro.crosstab(df.a, df.b, margins=True)
        self.assertEqual(made.loc["All"].tolist(), [60, 23, 83])
        for row in ("x", "y"):
            self.assertGreaterEqual(made.loc[row, ["p", "q"]].isna().sum(), 2)

    def test_the_handbook_has_a_row_for_each(self):
        text = HANDBOOK.read_text(encoding="utf-8").split("## Another verdict than ACRO's")[1].split("\n## ")[0]
        rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
        tests = [name for name in dir(self) if name.startswith("test_")]
        self.assertEqual(len(rows), len(tests) - 1)


if __name__ == "__main__":
    unittest.main()
