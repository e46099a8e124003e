"""What a script that was written for ACRO sees of its outputs, and what it may ask for."""

import io
import json
import pathlib
import unittest

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.testing import assert_frame_equal

import strongroom
from people import people, session, small
from strongroom.plots import _round_edges
from strongroom.record import Record, Records, load_output, load_records
from test_script import opened


def last(acro):
    return acro.results.get_index(-1)


class Outputs(unittest.TestCase):
    def test_the_outcome_is_a_frame_also_when_it_is_read_back(self):
        df, acro = small(), session()
        acro.crosstab(df.a, df.b)
        self.assertIsInstance(last(acro), Record)
        self.assertEqual(last(acro).outcome.loc["y"].to_dict(), {"p": "ok", "q": "threshold; "})
        acro.finalise("outcome")
        read = load_records("outcome")
        self.assertIsInstance(read, Records)
        assert_frame_equal(read.get_index(0).outcome, last(acro).outcome)
        self.assertEqual(len(load_output("outcome", ["output_0_0.csv"])[0]), 2)
        with self.assertRaisesRegex(ValueError, "error loading output: no file is named"):
            load_output("outcome", [])

    def test_rules_are_found_under_the_names_that_acro_has_for_them(self):
        df, acro = small(), session()
        acro.crosstab(df.a, df.b)
        sdc = last(acro).sdc
        self.assertEqual(sdc, {"summary": {"threshold": 1}, "cells": {"threshold": [[1, 1]]}})
        self.assertEqual((sdc["cells"]["MinimumThresholdCheck"], sdc["summary"].get("MinimumThresholdCheck")), ([[1, 1]], 1))
        self.assertEqual((sdc["summary"].get("NKCheck", 0), "nk-rule" in sdc["cells"], "other" in sdc["cells"]), (0, False, False))
        with self.assertRaises(KeyError):
            sdc["cells"]["PPercentCheck"]

    def test_what_a_script_adds_by_itself_is_never_passed(self):
        frame, records = pd.DataFrame({"a": [1, 2]}, index=["x", "y"]), Records([".svg"])
        records.add(status="pass", output_type="table", summary="looked at by hand", output=[frame], sdc={"summary": {}})
        output = records.get_index(0)
        self.assertEqual((output.status, output.summary.split("; ")[0], output.summary.split("; ")[-1]),
                         ("review", "review", "looked at by hand"))
        self.assertEqual((output.tables, output.output[0] is frame), ([(",a\nx,1\ny,2\n", {"summary": {}})], True))
        records.add(status="fail", output=[frame], sdc={"own": 1})
        self.assertEqual((records.get_index(1).status, records.get_index(1).sdc), ("fail", {"own": 1}))
        records.add()
        empty = records.get_index(2)
        self.assertEqual((empty.status, empty.properties, empty.sdc, empty.fair, empty.output), ("review", {}, {}, {}, []))
        self.assertTrue(empty.outcome.empty)
        pathlib.Path("own.svg").write_text("<svg/>")
        records.add(output=["own.svg"])
        self.assertEqual(len(records.results), 3)
        with self.assertRaisesRegex(ValueError, "frames and names of files"):
            records.add(output=[3])

    def test_an_output_without_a_file_is_not_handed_over(self):
        df, acro = small(), session()
        acro.crosstab(df.a, df.b)
        acro.results.add(status="pass")
        with self.assertLogs("strongroom", "WARNING") as said:
            acro.finalise("without")
        self.assertIn("output_1 is left out", said.output[0])
        self.assertEqual(list(opened(pathlib.Path("without"))), ["output_0"])

    def test_evidence_is_written_for_whoever_gathers_it_himself(self):
        store = {"output_0": {"command": "c", "analysis_names": ["Mean"], "interim_tables": {"count_table": ",n\nx,1\n"}},
                 "output_1": {"dof": "step,dof\n1,20\n", "file": b"bytes"}}
        told = Records().finalise_evidence("evidence", store)["outputs"]
        folder = pathlib.Path("evidence")
        self.assertEqual((folder / told["output_0"]["interim_tables"]["count_table"]).read_text(), ",n\nx,1\n")
        self.assertEqual((folder / told["output_1"]["dof"]).read_text(), "step,dof\n1,20\n")
        self.assertEqual((folder / told["output_1"]["evidence"]).read_bytes(), b"bytes")
        self.assertNotIn("file", told["output_1"])


class Rounding(unittest.TestCase):
    def test_amounts_of_pivot_tables_are_rounded_in_the_frame_and_in_the_file(self):
        df, acro, plain = people(), session(), session()
        words = {"index": "region", "columns": "kind", "values": "income", "aggfunc": ["mean", "sum", "skew"], "margins": True}
        bare = plain.pivot_table(df, **words)
        acro.enable_rounding(5)
        made = acro.pivot_table(df, **words)
        for statistic in ("mean", "sum"):
            self.assertEqual((made[statistic] % 5).to_numpy().sum(), 0)
            self.assertLessEqual((made[statistic] - bare[statistic]).abs().to_numpy().max(), 2.5)
        # A shape has no base.
        assert_frame_equal(made["skew"], bare["skew"])
        file = pd.read_csv(io.StringIO(last(acro).tables[0][0]), index_col=0)
        for at, statistic in enumerate(("sum", "mean")):
            written = file[[name for name in file if name.startswith(statistic)]].to_numpy()
            self.assertEqual(written.tolist(), made[statistic].to_numpy().tolist())
        self.assertEqual(last(acro).exception, "Figures are rounded to 5.")

    def test_a_rounded_amount_is_judged_like_the_true_one(self):
        df, acro, plain = small(), session(), session()
        acro.enable_rounding(5)
        for one in (acro, plain):
            one.pivot_table(df, index="a", columns="b", values="v", aggfunc="mean")
        self.assertEqual((last(acro).status, last(plain).status), ("fail", "fail"))
        self.assertEqual(last(acro).sdc, last(plain).sdc)

    def test_single_precision_does_not_spoil_what_is_rounded(self):
        df, acro = people(), session()
        df["income"] = (df.income * 1e6).astype("float32")
        acro.enable_rounding(5)
        made = acro.pivot_table(df, index="region", values="income", aggfunc="mean")
        self.assertTrue((made % 5 == 0).to_numpy().all())


class Functions(unittest.TestCase):
    def test_a_function_is_made_as_the_statistic_whose_figures_it_gives(self):
        df, acro = people(), session()

        def usual(values):
            return values.sum() / values.notna().sum()

        made = acro.crosstab(df.region, df.kind, values=df.income, aggfunc=usual)
        assert_frame_equal(made, acro.crosstab(df.region, df.kind, values=df.income, aggfunc="mean"))
        self.assertEqual(acro.results.get_index(0).sdc, last(acro).sdc)
        made = acro.pivot_table(df, index="region", values=["income", "age"], aggfunc=[usual, lambda values: values.median()])
        self.assertEqual(list(made.columns.get_level_values(0).unique()), ["usual", "<lambda>"])
        self.assertEqual(made["usual", "age"].tolist(), df.groupby("region").age.mean().tolist())

    def test_a_largest_value_is_judged_as_such_whatever_the_function_is_called(self):
        df, acro = people(), session(policy="srs")

        def mean(values):
            return sorted(values.dropna())[-1]

        acro.crosstab(df.region, df.kind, values=df.income, aggfunc=mean)
        acro.crosstab(df.region, df.kind, values=df.income, aggfunc="max")
        self.assertEqual(acro.results.get_index(0).status, last(acro).status)
        self.assertNotEqual(last(acro).status, "pass")

    def test_what_nobody_can_check_or_tell_apart_is_refused(self):
        df, acro = people(), session()
        df["same"] = 3.0
        table = lambda values, function: acro.crosstab(df.region, df.kind, values=values, aggfunc=function)  # noqa: E731
        wrong = {
            "it gives the figures of none of": lambda: table(df.income, lambda values: values.max() - values.min()),
            "the same figures as mean and median": lambda: table(df.same, lambda values: values.mean()),
            "two statistics are called '<lambda>'": lambda: table(df.income, [lambda v: v.mean(), lambda v: v.sum()]),
            "cannot be tried on a stream": lambda: acro.pivot_table(
                pa.Table.from_pandas(df).to_reader(), index="region", values="income", aggfunc=lambda v: v.mean()),
        }
        for sentence, call in wrong.items():
            with self.subTest(sentence), self.assertRaises(ValueError) as caught:
                call()
            self.assertIn(sentence, str(caught.exception))
        self.assertEqual(acro.results.get_keys(), [])


class Histograms(unittest.TestCase):
    def test_edges_that_nobody_chose_are_round_and_nobody_s_value(self):
        df, acro = people(), session()
        acro.hist(df, "income", bins=4)
        counts = pd.read_csv(io.StringIO(last(acro).tables[0][0]))
        self.assertEqual(len(counts), 4)
        values = df.income.dropna()
        edges = _round_edges(values.min(), values.max(), 4)
        self.assertEqual(counts["count"].tolist(), np.histogram(values, bins=edges)[0].tolist())
        self.assertNotIn(values.min(), edges)
        self.assertNotIn(values.max(), edges)
        self.assertEqual(_round_edges(-3.6, 3.2, 5).tolist(), [-4.0, -2.4, -0.8, 0.8, 2.4, 4.0])
        self.assertEqual(_round_edges(0.11, 0.29, 2).tolist(), [0.1, 0.2, 0.3])
        self.assertEqual(_round_edges(7, 7, 1).tolist(), [7.0, 8.0])

    def test_the_outer_edges_tell_no_more_than_that_somebody_is_in_the_outer_classes(self):
        random = np.random.default_rng(5)
        for _ in range(300):
            bins, wide = int(random.integers(3, 40)), float(10.0 ** random.uniform(-6, 7))
            least = float(random.normal()) * wide * 100
            edges = [_round_edges(least + moved, least + moved + wide * bins, bins)
                     for moved in np.linspace(0, wide, 25, endpoint=False)]
            for moved, own in zip(np.linspace(0, wide, 25, endpoint=False), edges):
                self.assertEqual(len(own), bins + 1)
                self.assertLessEqual(own[0], least + moved)
                self.assertGreaterEqual(own[-1], least + moved + wide * bins)
            # The smallest value may lie anywhere in a stretch as wide as a class.
            self.assertLessEqual(len({own[0] for own in edges}), 2)
            self.assertLessEqual(len({own[-1] for own in edges}), 2)

    def test_a_range_that_is_the_smallest_and_largest_value_is_for_a_person_to_look_at(self):
        df, acro = people(), session(policy="srs")
        acro.hist(df, "income", bins=3, range=(df.income.min(), df.income.max()))
        self.assertIn("an outer edge is the smallest or the largest value", last(acro).summary)
        self.assertNotEqual(last(acro).status, "pass")
        acro.hist(df, "age", bins=3, range=(0, 120))
        self.assertEqual(last(acro).status, "pass")

    def test_of_several_columns_or_none_nothing_is_drawn_and_the_script_goes_on(self):
        df, acro = people(), session()
        with self.assertLogs("strongroom", "WARNING") as said:
            self.assertIsNone(acro.hist(df, ["age", "income"]))
            self.assertIsNone(acro.hist(pd.DataFrame({"v": [None, None]}), "v"))
        self.assertEqual([line.split("nothing is drawn: ")[1].split(" ")[0] for line in said.output], ["a", "'v'"])
        self.assertEqual(acro.results.get_keys(), [])
        self.assertTrue(pathlib.Path(acro.hist(df, ["age"])).exists())


class Configurations(unittest.TestCase):
    def test_rules_written_for_acro_are_read(self):
        pathlib.Path("house.yaml").write_text(
            "# The house's own\n---\nsafe_threshold: 3  # people\nsafe_nk_k: 0.8\nzeros_are_disclosive: False\n"
            "survival_safe_threshold: 3\ncheck_missing_values: yes\nfederated: true\nblocked_extensions:\n  - .svg\n  - '.png'\n...\n")
        acro = strongroom.ACRO(config="house.yaml", federated=False)
        self.assertFalse(acro.federated)
        self.assertTrue(strongroom.ACRO("house.yaml").federated)
        config = acro.config
        self.assertEqual([config[name] for name in ("safe_threshold", "safe_nk_n", "safe_nk_k", "zeros_are_disclosive", "safe_round_base")],
                         [3, 2, 0.8, False, 5])
        self.assertEqual(config["blocked_extensions"], [".svg", ".png"])
        self.assertTrue(acro.sdc_checks.risk_appetite["check_missing_values"])
        df = small()
        acro.crosstab(df.a, df.b)
        self.assertEqual(last(acro).status, "pass")
        self.assertIn("by the policy house", last(acro).summary)
        acro.enable_rounding(10)
        self.assertEqual(acro.config["safe_threshold"], 3)
        # A script that makes no session of its own still sees the rules of the one it has.
        self.assertIn("safe_threshold", strongroom.config)

    def test_a_line_that_is_not_understood_is_refused_with_its_place(self):
        wrong = {
            "safe_treshold: 3": "line 1: 'safe_treshold' is no rule",
            "safe_threshold: ten": "line 1: safe_threshold is a whole number, not 'ten'",
            "safe_threshold: 3\nsafe_threshold: 4": "line 2: safe_threshold stands there twice",
            "zeros_are_disclosive: perhaps": "line 1: zeros_are_disclosive is true or false",
            "safe_threshold: 3\n- .svg": "line 2: a list item belongs to no list",
            "survival_safe_threshold: 20": "write the larger one as safe_threshold",
            "safe_nk_k: 90": "is no share",
        }
        for text, sentence in wrong.items():
            pathlib.Path("wrong.yaml").write_text(text)
            with self.subTest(text), self.assertRaises(ValueError) as caught:
                strongroom.ACRO(config="wrong.yaml")
            self.assertIn(sentence, str(caught.exception))
        with self.assertRaisesRegex(ValueError, "there is no configuration"):
            strongroom.ACRO(config="none.yaml")


if __name__ == "__main__":
    unittest.main()
