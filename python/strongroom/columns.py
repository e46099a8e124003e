"""From what researchers hold (pandas, polars, Arrow, arrays, lists) to columns of Arrow, which share its memory."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pac
import pyarrow.types as pat


class Columns:
    """The columns of one table, each under a name of its own."""

    def __init__(self) -> None:
        self._arrays: dict[str, object] = {}
        self._reader: pa.RecordBatchReader | None = None
        #: For fields of categories: the categories in their order.
        self.categories: dict[str, pd.CategoricalDtype] = {}
        #: For numbers of pandas: their type there.
        self.numbers: dict[str, np.dtype] = {}

    @classmethod
    def of(cls, data, names, numbers=()) -> "Columns":
        """The named columns of a frame; those in `numbers` are to be calculated with."""
        columns = cls()
        names = list(dict.fromkeys(names))
        if isinstance(data, pa.RecordBatchReader):
            # Read once and never held whole.
            columns._reader = data
            return columns
        have = fields(data)
        maker = type(data).__module__.split(".")[0]
        for name in names:
            if have.count(name) != 1:
                many = "two columns are" if name in have else "no column is"
                raise ValueError(f"{many} called {name!r}; the columns are: {', '.join(map(str, have))}")
        if maker == "pyspark":
            from .spark import SparkParts

            return SparkParts(data, names, numbers)
        if maker == "dask":
            from .parts import DaskParts

            return DaskParts(data, names, numbers)
        if maker in ("duckdb", "_duckdb"):
            # Read once and never held whole.
            chosen = data.select(*(_quoted(name) for name in names))
            # pyarrow 14 knows no streams of others.
            own = not hasattr(pa.RecordBatchReader, "from_stream")
            columns._reader = chosen.fetch_record_batch() if own else pa.RecordBatchReader.from_stream(chosen)
            return columns
        if maker == "polars":
            frame = data.select(names)
            frame = frame.collect() if hasattr(frame, "collect") else frame
            found = {name: frame.get_column(name) for name in names}
        elif isinstance(data, pd.DataFrame):
            found = {name: data[name] for name in names}
        else:
            table = data if isinstance(data, (pa.Table, pa.RecordBatch)) else pa.table(data)
            found = {name: table.column(name) for name in names}
        for name, values in found.items():
            columns.add(values, name, number=name in numbers)
        return columns

    def add(self, values, name, number: bool = False) -> str:
        """Takes a column in; gives the name under which it stands."""
        name, free, at = str(name), str(name), 1
        while free in self._arrays:
            at += 1
            free = f"{name}_{at}"
        self._arrays[free] = self._array(values, free, number)
        return free

    def _array(self, values, name: str, number: bool):
        if isinstance(values, (pd.Series, pd.Index)) and isinstance(values.dtype, pd.CategoricalDtype):
            self.categories[name] = values.dtype
        elif isinstance(values, pd.Categorical):
            self.categories[name] = values.dtype
        elif isinstance(values, pd.Series) and isinstance(values.dtype, np.dtype) and values.dtype.kind in "iuf":
            self.numbers[name] = values.dtype
        try:
            array = arrow(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise ValueError(f"{name!r} holds values of several kinds ({error}); make it texts or numbers") from error
        if pat.is_boolean(array.type) and number:
            array = array.cast(pa.int8())
        if pat.is_null(array.type):
            array = array.cast(pa.float64() if number else pa.string())
        return array

    def __len__(self) -> int:
        return max((len(array) for array in self._arrays.values()), default=0)

    def stream(self):
        """What the engine reads: an object with `__arrow_c_stream__`."""
        if self._reader is not None:
            return self._reader
        lengths = {name: len(array) for name, array in self._arrays.items()}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name!r} has {length}" for name, length in lengths.items())
            raise ValueError(f"the columns of a table must have as many values each: {told}")
        return pa.table(dict(self._arrays))

    def frame(self) -> pd.DataFrame:
        """The columns as a frame of pandas; a stream cannot be looked at twice."""
        if self._reader is not None:
            raise ValueError("a function cannot be tried on a stream; name the statistic")
        return self.stream().to_pandas()

    def type(self, name: str) -> pa.DataType:
        """The type of a column's values."""
        kind = self._reader.schema.field(name).type if self._reader is not None else self._arrays[name].type
        return kind.value_type if pat.is_dictionary(kind) else kind

    def has_missing(self, name: str) -> bool:
        """Whether a value is missing; a stream cannot be looked at twice, so there it may be."""
        if self._reader is not None:
            return True
        array = self._arrays[name]
        return array.null_count > 0 or (pat.is_floating(array.type) and bool(pac.any(pac.is_nan(array)).as_py()))

    def order(self, name: str) -> list[str]:
        """The codes of categories in their order; empty where the codes themselves say it."""
        if name not in self.categories:
            return []
        return [str(label).lower() if isinstance(label, (bool, np.bool_)) else str(label)
                for label in self.categories[name].categories]

    def labels(self, name: str, codes: list[str]) -> list:
        """Codes as the values that they were."""
        kind = self.type(name)
        if pat.is_integer(kind):
            return [int(code) for code in codes]
        if pat.is_floating(kind) or pat.is_decimal(kind):
            return [float(code) for code in codes]
        if pat.is_boolean(kind):
            return [code == "true" for code in codes]
        if pat.is_temporal(kind) and not pat.is_time(kind) and not pat.is_duration(kind):
            return [pd.Timestamp(code) for code in codes]
        return list(codes)

    def as_it_was(self, name: str, values: list):
        """Values of a column with the type that pandas has for them: categories, numbers of fewer bits."""
        if name in self.categories:
            return pd.Categorical(values, dtype=self.categories[name])
        return np.array(values, dtype=self.numbers[name]) if name in self.numbers else values


def fields(data) -> list[str]:
    """The names of a frame's columns."""
    if hasattr(data, "collect_schema"):
        return list(data.collect_schema().names())
    if isinstance(data, (pa.Table, pa.RecordBatch, pa.RecordBatchReader)):
        return list(data.schema.names)
    if hasattr(data, "columns"):
        return list(data.columns)
    if hasattr(data, "__arrow_c_schema__"):
        return list(pa.schema(data).names)
    raise ValueError(f"a frame of pandas, polars or Arrow is needed, not {type(data).__name__}")


def _quoted(name: str) -> str:
    """A name in the SQL of DuckDB."""
    return '"' + name.replace('"', '""') + '"'


def arrow(values):
    """A column as Arrow; memory is shared where the source allows it."""
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values
    if hasattr(values, "__arrow_c_stream__") and not isinstance(values, pd.Series):
        return pa.chunked_array(values)
    if isinstance(values, pd.Index):
        values = values.to_series()
    if isinstance(values, (pd.Series, pd.Categorical, np.ndarray)):
        return pa.array(values, from_pandas=True)
    return pa.array(pd.Series(list(values)), from_pandas=True)


def aligned(columns: list) -> list:
    """Series of pandas by the records that all of them have, as pandas does; others are left as they are."""
    series = [column for column in columns if isinstance(column, pd.Series)]
    if all(column.index.equals(series[0].index) for column in series):
        return columns
    common = series[0].index
    for column in series[1:]:
        common = common.intersection(column.index)
    if not all(column.index.is_unique for column in series):
        raise ValueError("the series have different indexes with repeated labels; put them into one frame first")
    return [column.reindex(common) if isinstance(column, pd.Series) else column for column in columns]


def listed(one_or_many) -> list:
    """A list of columns: a list or tuple of columns is one, a single column is made one."""
    if isinstance(one_or_many, (list, tuple)) and one_or_many and not np.isscalar(one_or_many[0]):
        return list(one_or_many)
    return [one_or_many]
