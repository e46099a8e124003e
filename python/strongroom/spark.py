"""Tables of frames of PySpark: evidence is gathered where the records are, merged by tree, and judged here.

No record leaves its executor. Evidence is what the rules look at: counts, sums, the largest contributions of each cell, and with
`unit=` what each unit contributes. It is merged without loss, so that the table and its verdict are those of one machine.
"""

from __future__ import annotations

import itertools
import os
import pathlib
import tempfile
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.types as pat

from . import _engine
from .columns import Columns

#: So many parts are merged into one in each round.
_TOGETHER = 8
_PART = "part int, evidence binary"


def table(data, index, columns=None, values=None, aggfunc="mean", *, session=None, **words):
    """A table of a frame of PySpark, kept and judged in `session` (an `ACRO`; a new one where there is none): of counts, or of
    statistics of `values`. The words are those of `ACRO.pivot_table`, which takes such frames too."""
    from .session import ACRO

    session = ACRO() if session is None else session
    if values is None:
        return session._table_of_counts(data, index, columns, **words)
    return session.pivot_table(data, values, index, columns, aggfunc, **words)


class Parts(Columns):
    """Columns of a frame of PySpark. They are never brought here."""

    def __init__(self, frame, names: list[str], numbers=()) -> None:
        super().__init__()
        from pyspark.sql import functions
        from pyspark.sql.pandas.types import to_arrow_schema

        def chosen(name: str):
            column = functions.col("`" + name.replace("`", "``") + "`")
            kind = frame.schema[name].dataType.typeName()
            if kind == "void":
                column = column.cast("double" if name in numbers else "string")
            elif kind == "boolean" and name in numbers:
                column = column.cast("tinyint")
            return column.alias(name)

        self._frame = frame.select([chosen(name) for name in names])
        self._schema = to_arrow_schema(self._frame.schema)

    def stream(self):
        raise ValueError("a frame of PySpark is not brought here; this cannot be made of one")

    def frame(self):
        raise ValueError("a function cannot be tried on a frame of PySpark; name the statistic")

    def type(self, name: str) -> pa.DataType:
        kind = self._schema.field(name).type
        return kind.value_type if pat.is_dictionary(kind) else kind

    def has_missing(self, name: str) -> bool:
        """Looking would be a pass of its own; so it may be."""
        return True

    @contextmanager
    def parts(self, request: str):
        """Files with the evidence of all records, each of some partitions."""
        frame = self._frame.mapInArrow(_gathering(request), _PART)
        left = self._frame.rdd.getNumPartitions()
        while left > _TOGETHER:
            # By number, so that a task that is run again gets the same parts.
            left = -(-left // _TOGETHER)
            frame = frame.repartition(left, (frame.part / _TOGETHER).cast("int")).mapInArrow(_merging(request), _PART)
        rows = sorted(frame.collect(), key=lambda row: row.part)
        with tempfile.TemporaryDirectory() as folder:
            yield _files(folder, [row.evidence for row in rows])


def _gathering(request: str):
    """What an executor does with the records of a partition."""

    def gather(batches):
        batches = (batch for batch in batches if batch.num_rows)
        first = next(batches, None)
        # Of nobody there is no evidence.
        if first is None:
            return
        reader = pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], batches))
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "evidence")
            _engine.gather_part(reader, request, file)
            yield _part(file)

    return gather


def _merging(request: str):
    """What an executor does with the evidence of several partitions."""

    def merge(batches):
        parts = sorted((part, evidence) for batch in batches
                       for part, evidence in zip(batch["part"].to_pylist(), batch["evidence"].to_pylist()))
        if not parts:
            return
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "merged")
            _engine.merge_parts(request, _files(folder, [evidence for _, evidence in parts]), file)
            yield _part(file)

    return merge


def _part(file: str) -> pa.RecordBatch:
    """A part under the number of its partition."""
    from pyspark import TaskContext

    number = pa.array([TaskContext.get().partitionId()], pa.int32())
    return pa.record_batch([number, pa.array([pathlib.Path(file).read_bytes()], pa.binary())], names=["part", "evidence"])


def _files(folder: str, contents: list[bytes]) -> list[str]:
    files = [os.path.join(folder, str(number)) for number in range(len(contents))]
    for file, content in zip(files, contents):
        pathlib.Path(file).write_bytes(content)
    return files
