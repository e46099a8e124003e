"""What comes back is what pandas gives: the same figures under the same headings."""

import unittest

import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal

from people import people, session


def same(ours, theirs):
    assert_frame_equal(ours, theirs, check_dtype=False, check_index_type=False, check_column_type=False, rtol=1e-9)


class Shapes(unittest.TestCase):
    def setUp(self):
        self.df, self.acro = people(), session()

    def crosstab(self, index, columns, **words):
        same(self.acro.crosstab(index, columns, **words), pd.crosstab(index, columns, **words))

    def pivot(self, data=None, **words):
        data = self.df if data is None else data
        same(self.acro.pivot_table(data, **words), pd.pivot_table(data, **words))

    def test_a_cross_table_of_counts(self):
        df = self.df
        made = self.acro.crosstab(df.region, df.kind)
        same(made, pd.crosstab(df.region, df.kind))
        self.assertTrue((made.dtypes == "int64").all())
        self.crosstab(df.year, df.kind, margins=True)
        self.crosstab(df.year, df.kind, margins=True, margins_name="everyone")
        self.crosstab([df.region, df.year], df.kind)
        self.crosstab([df.region, df.year], [df.kind, df.employed], margins=True)
        self.crosstab(df.region, df.kind, rownames=["where"], colnames=["what"])
        self.crosstab(df.region.to_numpy(), df.kind.to_numpy())

    def test_a_cross_table_of_statistics(self):
        df = self.df
        for aggfunc in ("mean", "sum", "median", "std", "var", "min", "max", "count"):
            self.crosstab(df.region, df.kind, values=df.income, aggfunc=aggfunc)
        for aggfunc in ("mean", "sum", "median"):
            self.crosstab(df.region, df.kind, values=df.income, aggfunc=aggfunc, margins=True)
        self.crosstab(df.region, df.kind, values=df.age, aggfunc="sum")
        self.crosstab(df.region, df.kind, values=df.age, aggfunc=["mean", "std"])
        self.crosstab(df.region, [df.kind, df.year], values=df.age, aggfunc=["mean", "sum"])

    def test_percentages(self):
        df = self.df
        for normalize in (True, "all", "index", "columns"):
            self.crosstab(df.region, df.kind, normalize=normalize)
            self.crosstab(df.region, df.kind, normalize=normalize, margins=True)

    def test_pivot_tables(self):
        for values in ("income", ["income"], ["income", "age"]):
            for aggfunc in ("mean", ["mean"], ["mean", "std"], ["std", "median", "sum"]):
                for columns in (None, "kind", ["kind", "year"]):
                    with self.subTest(values=values, aggfunc=aggfunc, columns=columns):
                        self.pivot(values=values, index="region", columns=columns, aggfunc=aggfunc)
                        self.pivot(values=values, index=["region", "employed"], columns=columns, aggfunc=aggfunc)

    def test_pivot_tables_with_totals(self):
        self.pivot(values="income", index="region", columns="kind", aggfunc="mean", margins=True)
        self.pivot(values="income", index="region", aggfunc="sum", margins=True)
        self.pivot(values=["income"], index=["region", "year"], columns="kind", aggfunc="sum", margins=True)
        self.pivot(values=["age"], index="region", columns="kind", aggfunc=["sum", "mean"], margins=True)

    def test_numbers_of_single_precision_come_back_as_such(self):
        data = self.df.assign(income=self.df.income.astype("float32"))
        made = self.acro.crosstab(data.region, data.kind, values=data.income, aggfunc="sum")
        self.assertTrue((made.dtypes == "float32").all())
        exact = pd.crosstab(data.region, data.kind, values=data.income.astype("float64"), aggfunc="sum")
        self.assertTrue((made == exact.astype("float32")).to_numpy().all())
        self.pivot(values=["income"], index="region", aggfunc=np.mean)

    def test_combinations_that_do_not_occur(self):
        df = self.df[~((self.df.region == "Wales") & (self.df.year == 2010))]
        df = df[~((df.region == "North") & (df.year == 2011) & (df.kind == "a"))]
        self.crosstab([df.region, df.year], df.kind)
        self.crosstab([df.region, df.year], df.kind, values=df.age, aggfunc="mean")
        self.pivot(df, values="age", index=["region", "year"], columns="kind", aggfunc="sum")
        self.pivot(df, values="age", index=["region", "year"], columns="kind", aggfunc="sum", fill_value=0)
        made = self.acro.crosstab([df.region, df.year], df.kind)
        self.assertNotIn(("Wales", 2010), made.index)
        whole = self.acro.crosstab([df.region, df.year], df.kind, dropna=False)
        self.assertEqual(whole.loc[("Wales", 2010)].tolist(), [0, 0])
        # What is not shown is not judged; what is shown is.
        shown, complete = self.acro.results.get_index(-2), self.acro.results.get_index(-1)
        self.assertEqual(shown.tables[0][1]["summary"], {"zero": 1})
        self.assertIn("1 rows and columns in which there is nobody are not shown", shown.summary)
        self.assertEqual(complete.tables[0][1]["summary"], {"zero": 3})

    def test_categories_keep_their_order(self):
        df = self.df
        df["region"] = pd.Categorical(df.region, categories=["Wales", "South", "North"], ordered=True)
        made = self.acro.crosstab(df.region, df.kind)
        self.assertEqual(list(made.index), ["Wales", "South", "North"])
        same(made, pd.crosstab(df.region, df.kind))
        text = self.acro.results.get_index(-1).tables[0][0]
        self.assertEqual([line.split(",")[0] for line in text.splitlines()[1:]], ["Wales", "South", "North"])

    def test_codes_come_back_as_what_they_were(self):
        df = self.df
        df["half"] = df.year / 2
        df["day"] = pd.to_datetime(df.year.astype(str) + "-03-01")
        for field in ("employed", "half", "day"):
            self.crosstab(df[field], df.kind)

    def test_series_are_put_together_by_their_index(self):
        left, right = self.df.region.iloc[:2000], self.df.kind.iloc[500:].sample(frac=1, random_state=1)
        self.crosstab(left, right)

    def test_records_with_missing_codes_are_left_out_and_it_is_said(self):
        df = self.df
        df.loc[:99, "region"] = None
        self.crosstab(df.region, df.kind)
        self.assertIn('100 records are left out because "region" is missing', self.acro.results.get_index(-1).summary)


if __name__ == "__main__":
    unittest.main()
