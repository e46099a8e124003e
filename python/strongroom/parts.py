"""Evidence in parts: gathered where the records are, merged by tree, judged here.

No record is brought here. Evidence is what the rules look at: counts, sums, the largest contributions of each cell, and with
`unit=` what each unit contributes. It is merged without loss, so that the table and its verdict are those of one machine.
"""

from __future__ import annotations

import os
import pathlib
import tempfile
from contextlib import contextmanager

import pyarrow as pa

from . import _engine
from .columns import Columns

#: So many parts are merged into one in each round.
TOGETHER = 8


class Parts(Columns):
    """Columns that lie elsewhere, in partitions."""

    def evidence(self, request: str) -> list[bytes]:
        """The evidence of all records, in a few parts."""
        raise NotImplementedError

    def stream(self):
        raise ValueError("this frame lies in parts and is not brought here; what is asked for cannot be made of one")

    def frame(self):
        raise ValueError("a function cannot be tried on a frame that lies in parts; name the statistic")

    def has_missing(self, name: str) -> bool:
        """Looking would be a pass of its own; so it may be."""
        return True

    @contextmanager
    def parts(self, request: str):
        """Files with the evidence of all records."""
        with tempfile.TemporaryDirectory() as folder:
            yield _files(folder, self.evidence(request))


class DaskParts(Parts):
    """Columns of a frame of Dask."""

    def __init__(self, frame, names: list[str], numbers=()) -> None:
        super().__init__()
        self._frame, self._names, self._wanted = frame[names], names, tuple(numbers)
        # An empty frame that says what there is.
        meta = frame._meta[names]
        known = Columns.of(meta, names, numbers)
        self.numbers, self._types = known.numbers, {name: known.type(name) for name in names}
        self.categories = {name: kind for name, kind in known.categories.items() if frame[name].cat.known}

    def type(self, name: str) -> pa.DataType:
        return self._types[name]

    def evidence(self, request: str) -> list[bytes]:
        import dask

        parts = [dask.delayed(self._gathered)(part, self._names, self._wanted, request) for part in self._frame.to_delayed()]
        while len(parts) > TOGETHER:
            parts = [dask.delayed(merged)(parts[at:at + TOGETHER], request) for at in range(0, len(parts), TOGETHER)]
        return [part for part in dask.compute(*parts) if part is not None]

    @staticmethod
    def _gathered(part, names: list[str], numbers, request: str) -> bytes | None:
        return gathered(Columns.of(part, names, numbers).stream().to_reader(), request) if len(part) else None


def gathered(reader: pa.RecordBatchReader, request: str) -> bytes:
    """The evidence of one part."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "evidence")
        _engine.gather_part(reader, request, file)
        return pathlib.Path(file).read_bytes()


def merged(parts: list, request: str) -> bytes | None:
    """The evidence of several parts; None of nobody's."""
    parts = [part for part in parts if part is not None]
    if not parts:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "merged")
        _engine.merge_parts(request, _files(folder, parts), file)
        return pathlib.Path(file).read_bytes()


def _files(folder: str, contents: list[bytes]) -> list[str]:
    files = [os.path.join(folder, str(number)) for number in range(len(contents))]
    for file, content in zip(files, contents):
        pathlib.Path(file).write_bytes(content)
    return files
