"""What several services gathered with ACRO is judged as the records of all of them, or not at all."""

import json
import pathlib
import tempfile
import unittest

import pandas as pd

from people import people, session, small
from strongroom.gathered import judge_evidence


def handed_over(tables: dict, fields: list, analysis="FrequencyTable", **more) -> pathlib.Path:
    """A folder as ACRO leaves one: tables of pandas written as CSV, and what they are."""
    folder = pathlib.Path(tempfile.mkdtemp(dir="."))
    outputs = {}
    for at, table in enumerate(tables):
        name = f"output_{at}_count_table.csv"
        (folder / name).write_text(table if isinstance(table, str) else table.to_csv())
        outputs[f"output_{at}"] = {"command": "c", "analysis_names": [analysis], "dof": None, "interim_tables": {"count_table": name},
                                   "variable_types": {"dependent": "unknown", "independent": fields}, **more}
    (folder / "evidence.json").write_text(json.dumps({"version": "1.0.1", "outputs": outputs}))
    return folder


def last(acro):
    return acro.results.get_index(-1)


class Gathered(unittest.TestCase):
    def test_counts_of_several_services_are_judged_as_those_of_all_their_records(self):
        df = people(200)
        parts = [df.iloc[:70], df.iloc[70:120], df.iloc[120:]]
        for rows, cols, margins in ((["region"], ["kind"], False), (["region"], ["kind"], True), (["region", "year"], ["kind"], True),
                                    (["region"], ["kind", "year"], True), (["region", "year"], ["kind", "employed"], False)):
            with self.subTest(rows=rows, cols=cols, margins=margins):
                made = [pd.crosstab([part[row] for row in rows], [part[col] for col in cols], margins=margins) for part in parts]
                here, there = session(), session()
                whole = here._table_of_counts(df.astype({"year": str, "employed": str}), rows, cols)
                tables = judge_evidence([handed_over([table], rows + cols) for table in made], there)
                self.assertEqual(tables["output_0"].to_numpy().tolist(), whole.to_numpy().tolist())
                self.assertEqual((last(there).status, last(there).sdc), (last(here).status, last(here).sdc))
                self.assertTrue(last(there).summary.endswith("whose they are is not said"))

    def test_a_cell_that_is_small_in_each_service_passes_together_and_one_that_stays_small_does_not(self):
        def counts(x: int, y: int) -> pd.DataFrame:
            return pd.DataFrame({"n": [x, y]}, index=pd.Index(["x", "y"], name="a"))

        acro = session()
        made = judge_evidence([handed_over([counts(4, 1)], ["a"]), handed_over([counts(7, 2)], ["a"])], acro)
        self.assertEqual(made["output_0"]["count"].tolist(), [11, 3])
        self.assertEqual(last(acro).sdc["cells"], {"threshold": [[1, 0]]})

    def test_what_does_not_say_enough_is_not_judged(self):
        df, acro = small(), session()
        table = pd.crosstab(df.a, df.b)
        with self.assertLogs("strongroom", "WARNING") as said:
            self.assertEqual(judge_evidence([handed_over([table], ["a", "b"], "Mean")], acro), {})
            self.assertEqual(judge_evidence([handed_over([table], ["a", "b"], evidence="output_0.evidence")], acro), {})
        self.assertIn("do not say who makes the figures of Mean", said.output[0])
        self.assertIn("judge those with strongroom merge", said.output[1])
        self.assertEqual(acro.results.get_keys(), [])

    def test_what_is_not_of_one_work_or_spoilt_is_refused(self):
        df, acro = small(), session()
        table, other = pd.crosstab(df.a, df.b), pd.crosstab(df.b, df.a)
        good = handed_over([table], ["a", "b"])
        text = table.to_csv()
        wrong = {
            "two folders hold the same counts": [good, handed_over([table], ["a", "b"])],
            "hold different outputs": [good, handed_over([table, table], ["a", "b"])],
            "variable_types differ": [good, handed_over([other], ["b", "a"])],
            "no line begins with 'c'": [handed_over([table], ["c", "b"])],
            "its headings do not fit": [handed_over([table], ["a", "b", "c"])],
            "'3.5' is no count": [handed_over([text.replace(",3\n", ",3.5\n")], ["a", "b"])],
            "'<5' is no count": [handed_over([text.replace(",3\n", ",<5\n")], ["a", "b"])],
            "the codes All are not the sums": [handed_over(["a,p,All\nx,20,21\ny,40,43\n"], ["a", "b"])],
            "holds no evidence.json": [pathlib.Path("nowhere")],
            "no folder is named": [],
        }
        for sentence, folders in wrong.items():
            with self.subTest(sentence), self.assertRaises(ValueError) as caught:
                judge_evidence(folders, acro)
            self.assertIn(sentence, str(caught.exception))
        outside = json.loads((good / "evidence.json").read_text())
        outside["outputs"]["output_0"]["interim_tables"]["count_table"] = "../other.csv"
        (good / "evidence.json").write_text(json.dumps(outside))
        with self.assertRaisesRegex(ValueError, "is no file of the folder"):
            judge_evidence([good], acro)
        self.assertEqual(acro.results.get_keys(), [])


if __name__ == "__main__":
    unittest.main()
