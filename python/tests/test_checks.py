"""What the checks say of tables, models, charts and survival functions, and what protection does."""

import io
import json
import os
import pathlib
import unittest

import numpy as np
import pandas as pd
from PIL import Image

import strongroom
from people import people, session, small
from test_script import opened


def last(acro):
    return acro.results.get_index(-1)


class Checks(unittest.TestCase):
    def test_unsafe_cells_are_marked_where_they_stand(self):
        df, acro = small(), session()
        acro.crosstab(df.a, df.b)
        output = last(acro)
        self.assertEqual(output.status, "fail")
        self.assertEqual(output.tables[0][0], "a by b,p,q\nx,20,20\ny,40,3\n")
        self.assertEqual(output.tables[0][1], {"summary": {"threshold": 1}, "cells": {"threshold": [[1, 1]]}})
        self.assertEqual(output.outcome["q"].to_dict(), {"x": "ok", "y": "threshold; "})
        acro.crosstab(df.a, df.b, values=df.v, aggfunc=["mean", "std"])
        self.assertEqual(last(acro).tables[0][1]["cells"], {"threshold": [[1, 1]], "dof": [[1, 3]]})

    def test_suppression_hides_what_totals_would_give_back(self):
        df, acro = small(), session(suppress=True)
        made = acro.crosstab(df.a, df.b, margins=True)
        self.assertTrue(made.loc[["x", "y"], ["p", "q"]].isna().all().all())
        self.assertEqual(made.loc["All", "All"], 83)
        self.assertEqual(last(acro).status, "review")
        self.assertNotIn("3", last(acro).tables[0][0].splitlines()[2].split(",")[1:3])
        alone = acro.crosstab(df.a, df.b)
        self.assertEqual(alone.isna().sum().sum(), 1)

    def test_a_safe_table_is_not_changed_by_suppression(self):
        df, acro = people(), session(suppress=True)
        made = acro.crosstab(df.region, df.kind, margins=True)
        self.assertEqual((last(acro).status, last(acro).exception), ("pass", ""))
        self.assertTrue(made.equals(session().crosstab(df.region, df.kind, margins=True)))

    def test_percentages_do_not_tell_a_hidden_count(self):
        df, acro = small(), session(suppress=True)
        made = acro.crosstab(df.a, df.b, normalize="index")
        self.assertTrue(np.isnan(made.loc["y", "q"]) and np.isnan(made.loc["y", "p"]))

    def test_rounding_rounds_and_does_not_pretend_to_mend(self):
        df, acro = small(), session()
        acro.enable_rounding()
        made = acro.crosstab(df.a, df.b)
        self.assertEqual(made.to_numpy().tolist(), [[20, 20], [40, 5]])
        self.assertEqual(last(acro).status, "fail")
        acro.enable_rounding(10)
        made = acro.crosstab(df.a, df.b)
        self.assertEqual((made.loc["y", "q"], last(acro).status, last(acro).properties["round_base"]), (0, "review", 10))
        acro.disable_rounding()
        self.assertEqual(acro.mitigation, "none")

    def test_the_rules_are_those_of_the_policy(self):
        df = small()
        strict = strongroom.ACRO(policy=["acro", "ukllc"])
        self.assertEqual(strict.config["safe_threshold"], 10)
        mild = strongroom.ACRO(policy="bundesbank")
        mild.crosstab(df.a, df.b)
        self.assertIn("by the policy bundesbank", last(mild).summary)
        pathlib.Path("own.toml").write_text("name = 'own'\nsource = 'test'\n[count]\nthreshold = 3\nzero = 'allow'\nfull = 'allow'\n")
        own = strongroom.ACRO("own.toml")
        own.crosstab(df.a, df.b)
        self.assertEqual(last(own).status, "pass")
        os.environ["STRONGROOM_POLICY"] = "own.toml"
        try:
            self.assertEqual(strongroom.ACRO().config["safe_threshold"], 3)
        finally:
            del os.environ["STRONGROOM_POLICY"]
        with self.assertRaisesRegex(ValueError, "there is no policy of this name"):
            strongroom.ACRO("mine")

    def test_a_unit_that_gave_a_waiver_is_not_protected_and_the_others_are(self):
        df = pd.DataFrame({"a": ["x"] * 40, "b": ["p"] * 40, "turnover": [1000.0] + [1.0] * 39, "firm": range(40),
                           "agreed": [True] + [False] * 39})
        rules = "name = 'w'\nsource = 'test'\n[count]\nthreshold = 3\nzero = 'allow'\nfull = 'allow'\n[p]\npercent = 0.1\n"
        pathlib.Path("strict.toml").write_text(rules)
        pathlib.Path("waivers.toml").write_text(rules + "[values]\nwaivers = true\n")
        for policy, status in (("strict.toml", "fail"), ("waivers.toml", "pass")):
            acro = strongroom.ACRO(policy)
            acro.crosstab(df.a, df.b, values=df.turnover, aggfunc="sum", unit=df.firm, waiver=df.agreed)
            acro.pivot_table(df, index="a", values="turnover", aggfunc="sum", unit="firm", waiver="agreed")
            self.assertEqual([output.status for output in (acro.results.get_index(-2), last(acro))], [status] * 2)
        # Whoever gave none is protected though another gave one.
        df.loc[1, "turnover"] = 900.0
        acro.crosstab(df.a, df.b, values=df.turnover, aggfunc="sum", unit=df.firm, waiver=df.agreed)
        self.assertEqual(last(acro).status, "fail")
        with self.assertRaisesRegex(ValueError, "a waiver is yes or no"):
            acro.pivot_table(df, index="a", values="turnover", aggfunc="sum", unit="firm", waiver="b")

    def test_clusters_and_strata_make_the_degrees_of_freedom(self):
        df = pd.DataFrame({"a": ["x"] * 24, "b": ["p"] * 24, "v": np.arange(24.0), "s": [1] * 12 + [2] * 12,
                           "psu": [n // 2 % 6 for n in range(24)]})
        acro = session()
        acro.crosstab(df.a, df.b, values=df.v, aggfunc="std", strata=df.s, cluster=df.psu)
        acro.pivot_table(df, index="a", values="v", aggfunc="std", strata="s", cluster="psu")
        self.assertEqual([output.status for output in (acro.results.get_index(-2), last(acro))], ["pass", "pass"])
        # Eleven clusters in two strata: nine degrees of freedom, though 22 people stand behind it.
        fewer = df[(df.s == 1) | (df.psu > 0)]
        acro.pivot_table(fewer, index="a", values="v", aggfunc="std", strata="s", cluster="psu")
        self.assertEqual(last(acro).status, "fail")
        acro.pivot_table(fewer, index="a", values="v", aggfunc="std")
        self.assertEqual(last(acro).status, "pass")

    def test_models_are_judged_by_what_stands_behind_them(self):
        random, acro = np.random.default_rng(3), session()
        x = pd.DataFrame({"x": random.normal(size=12), "z": random.normal(size=12)})
        acro.ols(pd.Series(random.normal(size=12)), strongroom.add_constant(x))
        self.assertEqual((last(acro).status, last(acro).properties), ("fail", {"method": "ols", "dof": 9.0}))
        df = people(400)
        df["rare"] = ["yes" if n < 4 else "no" for n in range(len(df))]
        acro.olsr("income ~ age + C(rare)", data=df)
        self.assertEqual(last(acro).status, "fail")
        self.assertIn("stand behind C(rare)[T.yes]", last(acro).summary)
        # The slope of a category is nought for everybody else.
        acro.olsr("income ~ age:C(rare)", data=df)
        self.assertEqual(last(acro).status, "fail")
        # Four are in it, and the model has three of them: the income of one is missing.
        self.assertIn("3 units stand behind age:C(rare)[yes]", last(acro).summary)
        # A category of columns that were made by hand.
        acro.ols(df.income, strongroom.add_constant(pd.get_dummies(df.rare, drop_first=True).astype(float)))
        self.assertEqual(last(acro).status, "fail")
        # The category that the formula leaves out is told by the constant.
        df["rare"] = df.rare.map({"yes": "a", "no": "b"})
        acro.olsr("income ~ age + C(rare)", data=df)
        self.assertIn("stand behind C(rare), the category left out", last(acro).summary)
        acro.olsr("income ~ age", data=df)
        self.assertEqual(last(acro).status, "pass")
        self.assertEqual(len(last(acro).tables), 3)
        factor = 2

        acro.olsr("income ~ I(age * factor)", data=df)
        self.assertEqual(last(acro).status, "pass")

    def test_a_histogram_is_a_picture_with_its_counts_beside_it(self):
        df, acro = people(), session()
        name = acro.hist(df, "age", bins=[10, 30, 50, 70, 90])
        output = last(acro)
        self.assertEqual(output.status, "pass")
        picture = Image.open(io.BytesIO(output.others[0][1]))
        self.assertEqual((picture.format, pathlib.Path(name).read_bytes()), ("PNG", output.others[0][1]))
        counts = pd.read_csv(io.StringIO(output.tables[0][0]))["count"].tolist()
        self.assertEqual(counts, np.histogram(df.age, bins=[10, 30, 50, 70, 90])[0].tolist())
        self.assertIsNotNone(acro.hist(df, "age", by_val="region", bins=[10, 50, 90], grid=False, density=True, color="grey"))
        self.assertEqual(last(acro).tables[0][0].splitlines()[0], "age by region,North,South,Wales")

    def test_an_unsafe_chart_is_not_drawn_where_suppression_is_on(self):
        df, acro = small(), session(suppress=True)
        df["c"] = ["x"] * 80 + ["y"] * 3
        self.assertEqual(acro.pie(df, "c"), "")
        self.assertEqual((last(acro).status, last(acro).others), ("fail", []))
        acro.disable_suppression()
        self.assertTrue(os.path.exists(acro.pie(df, "c")))
        self.assertEqual(last(acro).status, "fail")
        with self.assertRaisesRegex(ValueError, "PNG"):
            acro.pie(df, "c", filename="pie.svg")

    def test_steps_of_a_survival_function_are_joined_until_enough_have_the_event(self):
        time, event = np.arange(300) % 60 + 1, np.arange(300) % 3 > 0
        acro = session()
        whole = acro.surv_func(time, event, output="table")
        self.assertEqual((len(whole), last(acro).status), (40, "fail"))
        acro.enable_suppression()
        joined = acro.surv_func(pd.Series(time), pd.Series(event), output="table")
        self.assertEqual(last(acro).status, "review")
        self.assertGreater(len(joined), 5)
        left = -np.diff([300, *joined["num remaining"]])
        withdrawn = left - joined["num events"]
        self.assertTrue((joined["num events"] >= 10).all(), joined)
        self.assertTrue(((withdrawn == 0) | (withdrawn >= 10)).all(), joined)
        self.assertLessEqual(joined["num events"].sum(), event.sum())
        self.assertTrue(np.allclose(joined["Surv prob"], whole.loc[joined.index, "Surv prob"]))
        plot, name = acro.surv_func(time, event, output="plot")
        self.assertTrue(os.path.exists(name))


class Sessions(unittest.TestCase):
    def test_outputs_are_named_commented_and_removed(self):
        df, acro = small(), session()
        acro.crosstab(df.a, df.b)
        acro.crosstab(df.a, df.b)
        acro.rename_output("output_0", "first")
        acro.add_comments("first", "one")
        acro.add_exception("first", "two")
        self.assertEqual(acro.results.get_keys(), ["first", "output_1"])
        wrong = {
            "unable to remove output_0, key not found; the outputs are: first, output_1": lambda: acro.remove_output("output_0"),
            "unable to rename, output_1 already exists": lambda: acro.rename_output("first", "output_1"),
            "cannot name files": lambda: acro.rename_output("first", "../x"),
            "unable to find none, key not found": lambda: acro.add_comments("none", "x"),
            "unable to add exception: none is no output": lambda: acro.add_exception("none", "x"),
            "unable to get {}, key not found": lambda: acro.results.get("{}"),
        }
        for sentence, call in wrong.items():
            with self.assertRaises(ValueError) as caught:
                call()
            self.assertIn(sentence, str(caught.exception))
        acro.remove_output("output_1")
        acro.crosstab(df.a, df.b)
        self.assertEqual(acro.results.get_keys(), ["first", "output_2"])

    def test_a_folder_is_never_written_over(self):
        df, acro = small(), session()
        self.assertIsNone(acro.finalise("empty"))
        acro.crosstab(df.a, df.b)
        self.assertIsNotNone(acro.finalise("once"))
        before = pathlib.Path("once/results.json").read_bytes()
        self.assertIsNone(acro.finalise("once"))
        self.assertEqual(pathlib.Path("once/results.json").read_bytes(), before)
        with self.assertRaisesRegex(ValueError, "json or xlsx"):
            acro.finalise("other", "txt")

    def test_a_file_that_the_viewer_reads_itself_is_not_taken_for_it(self):
        df, acro = small(), session()
        os.makedirs("mine", exist_ok=True)
        pathlib.Path("mine/outputs.json").write_text("{}")
        acro.custom_output("mine/outputs.json")
        pathlib.Path("mine/picture.svg").write_text("<svg/>")
        self.assertFalse(acro.custom_output("mine/picture.svg"))
        acro.crosstab(df.a, df.b)
        acro.finalise("named")
        results = opened(pathlib.Path("named"))
        self.assertEqual(results["output_0"]["files"][0]["name"], "output_0_outputs.json")

    def test_what_only_checkers_see_stands_in_a_folder_of_its_own(self):
        df, acro = small(), session(suppress=True)
        acro.crosstab(df.a, df.b, margins=True)
        acro.finalise("kept")
        record = json.loads(pathlib.Path("kept/records/output_0.json").read_text())
        self.assertEqual(record["request"]["protect"], "suppress")
        self.assertEqual(len(record["cells"]), 9)
        listed = {file["name"] for result in opened(pathlib.Path("kept")).values() for file in result["files"]}
        self.assertEqual(listed, {"output_0_0.csv"})
        config = json.loads(pathlib.Path("kept/config.json").read_text())
        self.assertEqual((config["safe_threshold"], config["suppress"], config["policies"][0]["name"]), (10, True, "acro"))

    def test_a_spreadsheet_can_be_had_too(self):
        df, acro = small(), session()
        acro.crosstab(df.a, df.b)
        acro.olsr("v ~ a", data=df)
        acro.finalise("sheet", "xlsx")
        sheets = pd.read_excel("sheet/results.xlsx", sheet_name=None)
        self.assertEqual(list(sheets), ["description", "output_0", "output_1"])

    def test_a_federated_session_judges_nothing_and_hands_over_the_evidence(self):
        df = people()
        acro = strongroom.ACRO(policy="srs", federated=True)
        table = acro.crosstab(df.region, df.kind)
        self.assertFalse(table.isna().to_numpy().any())
        self.assertIsNone(acro.hist(df, "age", bins=[0, 40, 120]))
        model = acro.olsr("income ~ age", data=df)
        self.assertEqual(acro.results.get_keys(), [])
        acro.finalise("gathered")
        told = json.loads(pathlib.Path("gathered/evidence.json").read_text())["outputs"]
        self.assertEqual([entry["analysis_names"] for entry in told.values()],
                         [["FrequencyTable"], ["Histogram"], ["GeneralLinearModel"]])
        self.assertEqual(told["output_2"]["dof"], model.df_resid)
        self.assertNotIn("evidence", told["output_2"])
        counts = pd.read_csv("gathered/" + told["output_0"]["interim_tables"]["count_table"], index_col=0)
        self.assertEqual(counts.to_numpy().sum(), len(df.dropna(subset=["region", "kind"])))
        self.assertTrue(pathlib.Path("gathered/" + told["output_0"]["evidence"]).read_bytes().startswith(b"strongroom-evidence"))
        self.assertFalse(os.path.exists("gathered/results.json"))
        self.assertFalse(os.path.exists("gathered/checksums"))

    def test_a_script_does_not_loosen_the_policy_and_may_ask_for_more(self):
        df = people()
        acro = session()
        appetite = acro.sdc_checks.risk_appetite
        with self.assertLogs("strongroom", "WARNING") as said:
            appetite["safe_threshold"] = 1
        self.assertIn("rules come from the policy", said.output[0])
        self.assertEqual(appetite["safe_threshold"], acro.config["safe_threshold"])
        with self.assertRaisesRegex(ValueError, "no rule is called"):
            appetite["anything"] = 1
        appetite["check_missing_values"] = True
        df.loc[df.index[:1], "income"] = None
        acro.crosstab(df.region, df.kind, values=df.income, aggfunc="mean")
        self.assertIn("values are missing in income", last(acro).summary)
        self.assertNotEqual(last(acro).status, "pass")


if __name__ == "__main__":
    unittest.main()
