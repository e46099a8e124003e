"""Tables of frames of PySpark are those of one machine, whatever the split and whoever is lost on the way. A local cluster of two
workers, each a process of its own."""

import json
import os
import pathlib
import signal
import sys
import tempfile
import unittest

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.testing import assert_frame_equal
from pyspark.sql import SparkSession

from people import people, session, small
from strongroom.spark import table


def cluster() -> SparkSession:
    """Two workers with a core and a gigabyte each."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""), "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "3",
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": tempfile.mkdtemp(), "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("strongroom's tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def last(acro):
    return acro.results.get_index(-1)


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = cluster()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def split(self, frame: pd.DataFrame, parts: int):
        """The records in an order of chance, in so many partitions."""
        mixed = frame.sample(frac=1, random_state=parts).reset_index(drop=True)
        return self.spark.createDataFrame(pa.Table.from_pandas(mixed, preserve_index=False)).repartition(parts)

    def same(self, here, there, rtol=0.0):
        """Two sessions said the same of their last tables."""
        here, there = last(here), last(there)
        assert_frame_equal(there.frames[0], here.frames[0], rtol=rtol, check_exact=rtol == 0.0)
        self.assertEqual(there.sdc, here.sdc)
        self.assertEqual((there.status, there.summary, there.told), (here.status, here.summary, here.told))
        if rtol == 0.0:
            self.assertEqual(there.tables[0][0], here.tables[0][0])
            self.assertEqual(there.evidence["_cells.csv"], here.evidence["_cells.csv"])

    def test_random_tables_are_those_of_one_machine(self):
        random = np.random.default_rng(11)
        for number in range(8):
            records = int(random.integers(30, 700))
            df = people(records)
            df["whole"] = random.integers(-50, 1000, records) ** int(random.integers(1, 3))
            words = {
                "index": [["region"], ["region", "year"]][number % 2], "columns": [None, "kind", ["kind", "employed"]][number % 3],
                "values": "whole", "aggfunc": [["sum", "mean"], ["max", "min"], ["count", "median"], "mode"][number % 4],
                "margins": number % 3 == 1, "unit": [None, "person"][number // 2 % 2],
                "where": [None, "age >= 30 and income is not missing"][number % 2],
            }
            policy, parts = ["acro", "srs", "essnet"][number % 3], int(random.integers(1, 20))
            with self.subTest(number, parts=parts, policy=policy, **words):
                here, there = session(policy=policy), session(policy=policy)
                for one in (here, there):
                    one.mitigation = ["none", "suppress"][number // 2 % 2]
                    one.pivot_table(df if one is here else self.split(df, parts), **words)
                self.same(here, there)

    def test_sums_of_fractions_differ_by_no_more_than_the_order_of_adding(self):
        df, here, there = people(), session(), session()
        words = {"values": ["income", "age"], "index": "region", "columns": "year", "aggfunc": ["mean", "sum", "std", "skew"]}
        here.pivot_table(df, **words)
        table(self.split(df, 7), session=there, **words)
        self.same(here, there, rtol=1e-9)

    def test_one_person_with_records_everywhere_is_one_person(self):
        # Every person has twelve records: 60 records in the cell y/q are five people.
        df = pd.DataFrame({"a": ["x"] * 480 + ["y"] * 300, "b": ["p"] * 240 + ["q"] * 240 + ["p"] * 240 + ["q"] * 60,
                           "person": np.arange(780) // 12, "v": 1.0})
        acro = session()
        made = table(self.split(df, 20), "a", "b", unit="person", session=acro)
        self.assertEqual(made.to_numpy().tolist(), [[240, 240], [240, 60]])
        self.assertEqual(last(acro).sdc["cells"], {"threshold": [[1, 1]]})
        table(self.split(df, 20), "a", "b", session=acro)
        self.assertEqual(last(acro).status, "pass")

    def test_tables_of_counts_are_cross_tables(self):
        df, acro = small(), session(suppress=True)
        made = table(self.split(df, 5), "a", "b", session=acro, margins=True)
        expected = session(suppress=True).crosstab(df.a, df.b, margins=True)
        assert_frame_equal(made, expected, check_names=False)

    def test_more_partitions_than_records_and_none_at_all(self):
        df, acro = small().iloc[:30], session()
        made = table(self.split(df, 70), "a", "b", session=acro)
        self.assertEqual(made.loc["x"].tolist(), [20, 10])
        with self.assertRaisesRegex(ValueError, "selection is empty"):
            table(self.split(df, 3), "a", session=acro, where="b = 'nobody'")
        with self.assertRaisesRegex(ValueError, "no part holds any record"):
            table(self.split(df, 3).where("a = 'nobody'"), "a", session=acro)
        with self.assertRaisesRegex(ValueError, "no column is called 'c'"):
            table(self.split(df, 3), "c", session=acro)
        with self.assertRaisesRegex(ValueError, "name the statistic"):
            table(self.split(df, 3), "a", values="v", aggfunc=lambda values: values.mean(), session=acro)
        self.assertEqual(acro.results.get_keys(), ["output_0"])

    def test_a_lost_executor_changes_nothing(self):
        df, acro = people(900), session()
        with tempfile.TemporaryDirectory() as folder:
            killed = os.path.join(folder, "killed")

            def fatal(batches):
                # The process of Python is a child of a daemon, and that a child of the executor.
                from pyspark import TaskContext

                if TaskContext.get().partitionId() == 2 and not os.path.exists(killed):
                    daemon = os.getppid()
                    executor = int(pathlib.Path(f"/proc/{daemon}/stat").read_text().rsplit(")", 1)[1].split()[1])
                    command = pathlib.Path(f"/proc/{executor}/cmdline").read_bytes()
                    assert b"CoarseGrainedExecutorBackend" in command, command
                    pathlib.Path(killed).write_text(str(executor))
                    os.kill(executor, signal.SIGKILL)
                yield from batches

            frame = self.split(df, 10)
            frame = frame.mapInArrow(fatal, frame.schema)
            made = table(frame, ["region", "year"], "kind", unit="person", session=acro)
            self.assertTrue(os.path.exists(killed))
        there = session()
        there._table_of_counts(df, ["region", "year"], "kind", unit="person")
        assert_frame_equal(made, last(there).frames[0])
        self.assertEqual(last(acro).evidence["_cells.csv"], last(there).evidence["_cells.csv"])

    def test_a_federated_session_hands_over_the_evidence_of_all_partitions(self):
        df = people(400)
        acro = session(federated=True)
        table(self.split(df, 9), "region", "kind", session=acro)
        acro.finalise("spark-evidence")
        told = json.loads(pathlib.Path("spark-evidence/evidence.json").read_text())["outputs"]["output_0"]
        counts = pd.read_csv("spark-evidence/" + told["interim_tables"]["count_table"], index_col=0)
        self.assertEqual(counts.to_numpy().sum(), len(df))
        self.assertTrue(pathlib.Path("spark-evidence/" + told["evidence"]).read_bytes().startswith(b"strongroom-evidence"))


if __name__ == "__main__":
    unittest.main()
