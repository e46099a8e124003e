"""Tables of frames of PySpark: evidence is gathered on the executors and merged there, and judged here."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pyarrow.types as pat

from .parts import TOGETHER, Parts, gathered, merged

_PART = "part int, evidence binary"


def table(data, index, columns=None, values=None, aggfunc="mean", *, session=None, **words):
    """A table of a frame that lies in parts, kept and judged in `session` (an `ACRO`; a new one where there is none): of counts, or
    of statistics of `values`. The words are those of `ACRO.pivot_table`, which takes such frames too."""
    from .session import ACRO

    session = ACRO() if session is None else session
    if values is None:
        return session._table_of_counts(data, index, columns, **words)
    return session.pivot_table(data, values, index, columns, aggfunc, **words)


class SparkParts(Parts):
    """Columns of a frame of PySpark."""

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

    def type(self, name: str) -> pa.DataType:
        kind = self._schema.field(name).type
        return kind.value_type if pat.is_dictionary(kind) else kind

    def evidence(self, request: str) -> list[bytes]:
        frame = self._frame.mapInArrow(_gathering(request), _PART)
        left = self._frame.rdd.getNumPartitions()
        while left > TOGETHER:
            # By number, so that a task that is run again gets the same parts.
            left = -(-left // TOGETHER)
            frame = frame.repartition(left, (frame.part / TOGETHER).cast("int")).mapInArrow(_merging(request), _PART)
        return [row.evidence for row in sorted(frame.collect(), key=lambda row: row.part)]


def _gathering(request: str):
    """What an executor does with the records of a partition."""

    def gather(batches):
        batches = (batch for batch in batches if batch.num_rows)
        first = next(batches, None)
        # Of nobody there is no evidence.
        if first is not None:
            reader = pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], batches))
            yield _part(gathered(reader, request))

    return gather


def _merging(request: str):
    """What an executor does with the evidence of several partitions."""

    def merge(batches):
        parts = sorted((part, evidence) for batch in batches
                       for part, evidence in zip(batch["part"].to_pylist(), batch["evidence"].to_pylist()))
        if parts:
            yield _part(merged([evidence for _, evidence in parts], request))

    return merge


def _part(evidence: bytes) -> pa.RecordBatch:
    """A part under the number of its partition."""
    from pyspark import TaskContext

    number = pa.array([TaskContext.get().partitionId()], pa.int32())
    return pa.record_batch([number, pa.array([evidence], pa.binary())], names=["part", "evidence"])
