"""Data from pandas, polars and Arrow: the same tables, and nothing copied that need not be."""

import unittest

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from pandas.testing import assert_frame_equal

from people import people, session
from strongroom.columns import Columns, arrow


class Sources(unittest.TestCase):
    def setUp(self):
        self.df, self.acro = people(), session()

    def test_frames_of_polars_and_arrow_make_the_same_tables(self):
        words = {"values": ["income", "age"], "index": ["region", "year"], "columns": "kind", "aggfunc": ["mean", "sum"]}
        expected = self.acro.pivot_table(self.df, **words)
        table = pa.Table.from_pandas(self.df)
        polar = pl.from_pandas(self.df)
        for frame in (table, polar, polar.lazy(), table.to_batches()[0], table.to_reader(max_chunksize=700)):
            with self.subTest(type(frame).__name__):
                assert_frame_equal(self.acro.pivot_table(frame, **words), expected)

    def test_numbers_are_found_in_every_kind_of_frame(self):
        data, words = self.df[["region", "income", "age"]], {"index": "region", "values": ["income", "age"]}
        expected = self.acro.pivot_table(data, **words)
        self.assertEqual(list(expected.columns), ["age", "income"])
        table = pa.Table.from_pandas(data)
        for frame in (table, pl.from_pandas(data), pl.from_pandas(data).lazy(), table.to_reader()):
            assert_frame_equal(self.acro.pivot_table(frame, **words), expected)

    def test_columns_of_polars_and_arrow_make_the_same_tables(self):
        expected = self.acro.crosstab(self.df.region, self.df.kind, values=self.df.income, aggfunc="mean")
        polar = pl.from_pandas(self.df)
        made = self.acro.crosstab(polar["region"], polar["kind"], values=polar["income"], aggfunc="mean")
        assert_frame_equal(made, expected)
        table = pa.Table.from_pandas(self.df)
        made = self.acro.crosstab(table["region"], table["kind"], values=table["income"], aggfunc="mean",
                                  rownames=["region"], colnames=["kind"])
        assert_frame_equal(made, expected)

    def test_categories_of_polars_are_dictionaries_of_texts(self):
        polar = pl.from_pandas(self.df).with_columns(pl.col("region").cast(pl.Categorical))
        assert_frame_equal(self.acro.crosstab(polar["region"], polar["kind"]), self.acro.crosstab(self.df.region, self.df.kind))

    def test_numbers_are_not_copied(self):
        numbers = np.arange(1000.0)
        series = pd.Series(numbers)
        polar = pl.Series(numbers)
        column = pa.array(numbers)
        for source, address in ((series, series.to_numpy().ctypes.data), (column, column.buffers()[1].address)):
            held = Columns()
            held.add(source, "v")
            stream = pa.RecordBatchReader.from_stream(held.stream()) if hasattr(pa.RecordBatchReader, "from_stream") else None
            self.assertEqual(next(iter(stream)).column(0).buffers()[1].address, address)
        taken = arrow(polar).chunk(0).buffers()[1].address
        self.assertEqual(taken, polar.to_numpy(allow_copy=False).ctypes.data)

    def test_units_and_weights_are_columns_too(self):
        # Every person has two records: 3 records of 2 people.
        df = pd.DataFrame({"a": ["x"] * 30, "b": ["p"] * 19 + ["q"] * 11, "person": [n // 2 for n in range(30)]})
        self.acro.crosstab(df.a, df.b)
        self.assertEqual(self.acro.results.get_index(-1).status, "pass")
        self.acro.crosstab(df.a, df.b, unit=df.person)
        self.assertEqual(self.acro.results.get_index(-1).tables[0][1]["cells"], {"threshold": [[0, 1]]})
        df["w"] = 2.0
        df["v"] = 1.0
        made = self.acro.pivot_table(df, values="v", index="a", columns="b", aggfunc="sum", weight="w", unit="person")
        self.assertEqual(made.loc["x", "p"], 38)
        self.assertEqual(self.acro.results.get_index(-1).status, "fail")

    def test_a_condition_chooses_records(self):
        made = self.acro.pivot_table(self.df, values="age", index="region", aggfunc="mean", where="year = 2011 and employed = true")
        expected = self.df[(self.df.year == 2011) & self.df.employed].pivot_table(values="age", index="region")
        assert_frame_equal(made, expected)

    def test_what_is_wrong_is_said_with_what_to_do(self):
        df = self.df
        wrong = {
            "no column is called 'regio'; the columns are: region": lambda: self.acro.pivot_table(df, values="age", index="regio"),
            "the columns of a table must have as many values each": lambda: self.acro.crosstab([1, 2, 3], [1, 2]),
            "name the values column": lambda: self.acro.pivot_table(df, index="region"),
            "specify a single values column": lambda: self.acro.crosstab(df.region, df.kind, values=df.age),
            "the statistic 'nunique' is not made": lambda: self.acro.crosstab(df.region, df.kind, values=df.age, aggfunc="nunique"),
            "\"kind\" holds": lambda: self.acro.pivot_table(df, values="kind", index="region"),
            "is infinite": lambda: self.acro.crosstab(df.region, df.kind, values=df.age / 0.0, aggfunc="mean"),
            "several kinds": lambda: self.acro.crosstab(pd.Series([1, "a"] * 9), pd.Series([1, 2] * 9)),
            "the selection is empty": lambda: self.acro.crosstab([], []),
            "make one table for each": lambda: self.acro.pivot_table(df, values=["age", "income"], index="region", aggfunc=["count", "mean"]),
            "name at least one column as index": lambda: self.acro.pivot_table(df, values="age", columns="kind"),
        }
        for sentence, call in wrong.items():
            with self.subTest(sentence), self.assertRaises(ValueError) as caught:
                call()
            self.assertIn(sentence, str(caught.exception))
        self.assertEqual(self.acro.results.get_keys(), [])


if __name__ == "__main__":
    unittest.main()
