"""Tables of frames of Dask and relations of DuckDB are those of one machine."""

import unittest

import dask
import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal

from people import people, session, small
from strongroom.spark import table


def last(acro):
    return acro.results.get_index(-1)


class Elsewhere(unittest.TestCase):
    def setUp(self):
        dask.config.set(scheduler="threads")
        self.df = people(900)
        self.df["whole"] = np.arange(900) % 250

    def frames(self):
        """The same records from several hands."""
        mixed = self.df.sample(frac=1, random_state=3).reset_index(drop=True)
        for parts in (1, 5, 70):
            yield f"dask in {parts}", dd.from_pandas(mixed, npartitions=parts, sort=False)
        records = mixed  # noqa: F841
        yield "duckdb", duckdb.sql("select * from records")

    def test_the_table_and_what_is_said_of_it_are_the_same(self):
        words = {"index": ["region", "year"], "columns": "kind", "values": "whole", "aggfunc": ["sum", "max", "median"],
                 "unit": "person", "where": "age >= 30", "margins": True}
        for policy, mitigation in (("srs", "none"), ("acro", "suppress")):
            here = session(policy=policy, mitigation=mitigation)
            here.pivot_table(self.df, **words)
            for name, frame in self.frames():
                with self.subTest(name, policy=policy):
                    there = session(policy=policy, mitigation=mitigation)
                    assert_frame_equal(there.pivot_table(frame, **words), last(here).frames[0])
                    self.assertEqual((last(there).summary, last(there).sdc), (last(here).summary, last(here).sdc))
                    self.assertEqual(last(there).tables[0][0], last(here).tables[0][0])
                    self.assertEqual(last(there).evidence["_cells.csv"], last(here).evidence["_cells.csv"])

    def test_one_person_in_many_partitions_is_one_person(self):
        df = pd.DataFrame({"a": ["x"] * 480 + ["y"] * 60, "person": np.arange(540) // 12})
        acro = session()
        table(dd.from_pandas(df, npartitions=30), "a", unit="person", session=acro)
        self.assertEqual(last(acro).sdc["cells"], {"threshold": [[1, 0]]})

    def test_categories_and_numbers_are_what_they_were(self):
        self.df["region"] = pd.Categorical(self.df.region, categories=["Wales", "South", "North"])
        self.df["employed"] = self.df.employed.astype(bool)
        here, there = session(), session()
        words = {"index": "region", "columns": "year", "values": "employed", "aggfunc": "mean"}
        assert_frame_equal(there.pivot_table(dd.from_pandas(self.df, npartitions=4), **words), here.pivot_table(self.df, **words))

    def test_what_cannot_be_made_of_parts_is_said(self):
        frame, acro = dd.from_pandas(small(), npartitions=2), session()
        wrong = {
            "name the statistic": lambda: table(frame, "a", values="v", aggfunc=lambda values: values.mean(), session=acro),
            "lies in parts": lambda: acro.hist(frame, "v"),
            "no column is called 'c'": lambda: table(frame, "c", session=acro),
            "no part holds any record": lambda: table(frame[frame.a == "nobody"], "a", session=acro),
        }
        for sentence, call in wrong.items():
            with self.subTest(sentence), self.assertRaises(ValueError) as caught:
                call()
            self.assertIn(sentence, str(caught.exception))

    def test_a_relation_with_names_of_all_kinds(self):
        df = small().rename(columns={"a": 'the "a"', "b": "b, too"})  # noqa: F841
        made = table(duckdb.sql("select * from df"), 'the "a"', "b, too", session=session())
        self.assertEqual(made.to_numpy().tolist(), [[20, 20], [40, 3]])


if __name__ == "__main__":
    unittest.main()
