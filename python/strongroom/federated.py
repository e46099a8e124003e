"""Federated mode: nothing is judged here. The evidence goes into a folder for whoever judges it together with that of others."""

from __future__ import annotations

import json
import logging
import os
import pathlib
import tempfile
from contextlib import contextmanager

from . import _engine
from .outputs import command

logger = logging.getLogger("strongroom")


class Federated:
    """What a session keeps instead of outputs where it is federated."""

    federated: bool = False
    #: By the name of the output that it would be: command, analyses, degrees of freedom, tables as CSV; under `file` the
    #: evidence that `strongroom merge` reads.
    _federated_evidence: dict[str, dict]

    def _store(self, method: str, analyses: list[str], kinds: dict, tables: dict | None = None, dof=None,
               file: bytes | None = None) -> None:
        """Keeps the evidence of one output."""
        uid = f"output_{self.results.output_id}"
        self.results.output_id += 1
        entry = {"command": command(method), "analysis_names": analyses, "variable_types": kinds, "dof": dof,
                 "interim_tables": tables or {}}
        if file is not None:
            entry["file"] = file
        self._federated_evidence[uid] = entry
        logger.info("%s: its evidence is kept, and nothing is judged", uid)

    def _finalise_evidence(self, folder: pathlib.Path) -> None:
        """Writes `evidence.json` and the files that it names. They hold true counts: they stay as safe as the data."""
        about = self.results.finalise_evidence(folder, self._federated_evidence)
        (folder / "evidence.json").write_text(json.dumps(about, indent=4), encoding="utf-8")
        if self.results.results:
            logger.warning("in federated mode only evidence is written; left out: %s", ", ".join(self.results.results))


@contextmanager
def evidence_file(wanted: bool):
    """Where the engine puts the evidence of a table, and what it has put there; neither where it is not wanted."""
    if not wanted:
        yield None, lambda: None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "evidence")
        yield path, lambda: pathlib.Path(path).read_bytes()
