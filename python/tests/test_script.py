"""A script in the style of ACRO's documentation runs with only its import changed, and its folder opens in the viewer."""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

import pandas as pd

from people import people

SCRIPT = """
    import os
    import numpy as np
    import pandas as pd
    {imports}

    df = pd.read_csv("people.csv")
    acro = ACRO(suppress=False)

    safe_table = acro.crosstab(df.year, df.region)
    safe_table = acro.crosstab(df.year, df.region, values=df.income, aggfunc="mean")
    safe_table = acro.crosstab(df.year, [df.region, df.kind], values=df.income, aggfunc=["mean", "std"], margins=True)
    table = acro.pivot_table(df, index=["region"], values=["income"], aggfunc=["mean", "std"])
    assert list(table.columns) == [("mean", "income"), ("std", "income")], table.columns

    acro.enable_suppression()
    hidden = acro.crosstab(df.year, df.rare, margins=True)
    assert hidden.isna().any().any(), hidden
    acro.disable_suppression()
    shown = acro.crosstab(df.year, df.rare, show_suppressed=True)

    new_df = df[["income", "age", "spent"]].dropna()
    y = new_df["spent"]
    x = add_constant(new_df[["income", "age"]])
    results = acro.ols(y, x)
    results.summary()
    results = acro.olsr(formula="spent ~ income + age + C(region)", data=df)
    results.summary()
    new_df = df[["employed", "income", "age"]].dropna()
    new_df["employed"] = new_df["employed"].astype("category").cat.codes
    y = new_df["employed"]
    y.name = "employed"
    x = add_constant(new_df[["income", "age"]])
    acro.probit(y, x).summary()
    acro.logit(y, x).summary()
    acro.logitr(formula="employed ~ income + age", data=new_df).summary()
    acro.probitr(formula="employed ~ income + age", data=new_df).summary()

    hist = acro.hist(df, "age")
    assert os.path.exists(hist), hist
    assert os.path.exists(acro.pie(df, "region"))
    safe_table = acro.surv_func(df.futime, df.death, output="table")
    plot, name = acro.surv_func(df.futime, df.death, output="plot")
    assert os.path.exists(name), name

    with open("XandY.txt", "w") as file:
        file.write("text")
    assert acro.custom_output("XandY.txt", "This output is an image")
    acro.remove_output("output_1")
    acro.rename_output("output_2", "pivot")
    acro.add_comments("output_0", "Please let me have this data.")
    acro.add_exception("output_0", "This is evidence of systematic bias?")
    acro.print_outputs()
    output = acro.finalise("{folder}", "json")
    assert output is not None
"""


def opened(folder: pathlib.Path) -> dict:
    """The folder as SACRO-Viewer's loader looks at it: its rules, one by one."""
    valid = []
    for file in folder.glob("*.json"):
        content = json.loads(file.read_text())
        if "version" in content and "results" in content:
            if all(result.get("files") and all("name" in one for one in result["files"]) for result in content["results"].values()):
                valid.append(content)
    assert not (folder / "outputs.json").exists()
    assert len(valid) == 1, valid
    results = valid[0]["results"]
    # It compares versions as texts with 0.4.
    major, minor, *_ = valid[0]["version"].split(".")
    assert (str(int(major)), str(int(minor))) >= ("0", "4")
    for uid, result in results.items():
        for key in ("uid", "status", "type", "properties", "files", "outcome", "command", "summary", "timestamp", "comments",
                    "exception"):
            assert key in result, (uid, key)
        assert result["uid"] == uid
        assert result["properties"]["method"]
        assert result["summary"].split("; ")[0] == result["status"] in ("pass", "fail", "review"), result["summary"]
        for file in result["files"]:
            path = folder / file["name"]
            assert path.parent == folder and path.is_file(), path
            checksum = (folder / "checksums" / f"{file['name']}.txt").read_text(encoding="utf8")
            assert checksum == hashlib.sha256(path.read_bytes()).hexdigest()
            for flag, places in file["sdc"].get("cells", {}).items():
                shape = pd.read_csv(path, index_col=0).shape
                assert isinstance(flag, str) and all(row < shape[0] and col < shape[1] for row, col in places)
    return results


class Script(unittest.TestCase):
    def setUp(self):
        df = people()
        df["spent"] = df.income * 0.4 + df.age
        df["rare"] = ["seldom" if n < 4 else "often" for n in df.groupby("year").cumcount()]
        df["futime"], df["death"] = df.age // 8, df.employed.astype(int)
        self.place = tempfile.TemporaryDirectory()
        self.here = pathlib.Path(self.place.name)
        self.addCleanup(self.place.cleanup)
        df.to_csv(self.here / "people.csv", index=False)

    def run_script(self, script: str) -> dict:
        """Runs a script in a folder of its own; gives what its output folder holds."""
        (self.here / "script.py").write_text(textwrap.dedent(script))
        done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, cwd=self.here)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        return opened(self.here / "outputs")

    def run_with(self, imports: str) -> dict:
        return self.run_script(SCRIPT.format(imports=imports, folder="outputs"))

    def test_the_script_runs_and_the_viewer_opens_its_folder(self):
        results = self.run_with("from strongroom import ACRO, add_constant")
        methods = [result["properties"]["method"] for result in results.values()]
        self.assertEqual(methods, ["crosstab", "crosstab", "pivot_table", "crosstab", "crosstab", "ols", "olsr", "probit",
                                   "logit", "logitr", "probitr", "histogram", "pie", "surv_func", "surv_func", "custom"])
        self.assertEqual(list(results)[:3], ["output_0", "pivot", "output_3"])
        first = results["output_0"]
        self.assertEqual(first["command"], "safe_table = acro.crosstab(df.year, df.region)")
        self.assertEqual(first["comments"], ["Please let me have this data."])
        self.assertEqual(first["exception"], "This is evidence of systematic bias?")
        suppressed, shown = results["output_4"], results["output_5"]
        self.assertEqual((suppressed["status"], shown["status"]), ("review", "fail"))
        self.assertEqual(list(shown["files"][0]["sdc"]["cells"]), ["threshold"])
        self.assertEqual(shown["outcome"]["seldom"]["2010"], "threshold; ")
        self.assertEqual(shown["outcome"]["often"]["2010"], "ok")
        # What is hidden is in no file that can be released.
        text = (self.here / "outputs/output_4_0.csv").read_text()
        self.assertIn("2010,,,", text)
        self.assertFalse((self.here / "acro_artifacts").exists())

    def test_the_package_can_take_the_name_of_acro(self):
        results = self.run_with("import strongroom as acro\n    from strongroom import add_constant\n    ACRO = acro.ACRO")
        self.assertEqual(len(results), 16)

    def test_a_script_without_a_session_of_its_own_has_one(self):
        script = """
            import pandas as pd
            import strongroom as acro
            df = pd.read_csv("people.csv")
            acro.crosstab(df.year, df.region)
            acro.pivot_table(df, index="region", values="income")
            acro.finalise()
        """
        self.assertEqual(list(self.run_script(script)), ["output_0", "output_1"])


if __name__ == "__main__":
    unittest.main()
