"""What several services gathered with ACRO in federated mode, judged together where it says enough.

ACRO's `evidence.json` names tables of counts of records. They say enough for a table of counts; who makes a sum, or whose the
records are, they do not say. What this package gathers says it all: `strongroom merge` reads that.
"""

from __future__ import annotations

import csv
import json
import logging
import pathlib
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa

logger = logging.getLogger("strongroom")

#: More records than this are not put together again.
_MOST = 100_000_000


def judge_evidence(folders: list, session) -> dict[str, pd.DataFrame]:
    """Adds up the counts of each output over the folders of all services, and has the sum judged and kept in `session` (an `ACRO`).
    Gives the tables by the names of the outputs; those that the files do not say enough of are named in a warning.

    A ValueError where the folders are not of the same work, or a file is not what it should be.
    """
    told = [_manifest(pathlib.Path(folder)) for folder in folders]
    if not told:
        raise ValueError("no folder is named; name those of all services")
    names = [list(outputs) for outputs in told]
    if any(name != names[0] for name in names):
        raise ValueError("the folders hold different outputs; every service has to run the same script")
    tables = {}
    for uid in names[0]:
        entries = [outputs[uid] for outputs in told]
        why = _says_enough(entries)
        if why is None:
            counts = [_counts(pathlib.Path(folder), entry) for folder, entry in zip(folders, entries)]
            if len({tuple(sorted(each[2].items())) for each in counts}) < len(counts):
                raise ValueError(f"{uid}: two folders hold the same counts; twice the same people would make small cells large")
            tables[uid] = _judged(session, uid, counts)
        else:
            logger.warning("%s is not judged: %s", uid, why)
    return tables


def _manifest(folder: pathlib.Path) -> dict[str, dict]:
    path = folder / "evidence.json"
    if not path.exists():
        raise ValueError(f"{folder} holds no evidence.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(told, dict) or not isinstance(told.get("outputs"), dict):
        raise ValueError(f"{path} is no evidence of a federated session")
    return told["outputs"]


def _says_enough(entries: list[dict]) -> str | None:
    """Why an output cannot be judged by what its files say; None where it can."""
    first = entries[0]
    for key in ("analysis_names", "variable_types"):
        if any(entry.get(key) != first.get(key) for entry in entries):
            raise ValueError(f"the services gathered different things under one name: {key} differ")
    if any("evidence" in entry for entry in entries):
        return "its files of evidence say more; judge those with strongroom merge"
    if first.get("analysis_names") != ["FrequencyTable"]:
        return f"tables of counts do not say who makes the figures of {', '.join(first.get('analysis_names') or ['it'])}"
    if not all("count_table" in entry.get("interim_tables", {}) for entry in entries):
        return "a table of its counts is missing"
    return None


def _counts(folder: pathlib.Path, entry: dict) -> tuple[list[str], list[str], Counter]:
    """Fields of rows and of columns, and the count of each combination of their codes, without totals."""
    name = entry["interim_tables"]["count_table"]
    if name != pathlib.Path(name).name:
        raise ValueError(f"{name!r} is no file of the folder {folder}")
    fields = [str(field) for field in entry["variable_types"]["independent"]]
    with open(folder / name, newline="", encoding="utf-8") as file:
        lines = [line for line in csv.reader(file) if line]
    heads = next((at for at, line in enumerate(lines) if line[0] == fields[0]), None)
    if heads is None:
        raise ValueError(f"{folder / name}: no line begins with {fields[0]!r}, the first field")
    rows = 0
    while rows < len(fields) and rows < len(lines[heads]) and lines[heads][rows] == fields[rows]:
        rows += 1
    # Headings of several fields stand in lines of their own, above the names of the rows.
    headings = lines[:heads] if heads else [lines[0]] if rows < len(fields) else []
    if len(headings) != len(fields) - rows or (not headings and len(lines[heads]) != rows + 1):
        raise ValueError(f"{folder / name}: its headings do not fit the fields {', '.join(fields)}")
    counts: Counter = Counter()
    for line in lines[heads + 1:]:
        for at, text in enumerate(line[rows:], rows):
            counts[tuple(line[:rows]) + tuple(heading[at] for heading in headings)] += _whole(text, folder / name)
    return fields[:rows], fields[rows:], _without_totals(counts, rows, folder / name)


def _whole(text: str, path: pathlib.Path) -> int:
    try:
        number = float(text or 0)
    except ValueError:
        number = -1.0
    if number < 0 or number % 1:
        raise ValueError(f"{path}: {text!r} is no count")
    return int(number)


def _without_totals(counts: Counter, rows: int, path: pathlib.Path) -> Counter:
    """Leaves out the codes `All` that are the sum of the others."""
    for side in (slice(0, rows), slice(rows, None)):
        def total(codes: tuple, side=side) -> bool:
            own = codes[side]
            return bool(own) and own[0] == "All" and not any(own[1:])

        whole, parts = Counter(), Counter()
        for codes, count in counts.items():
            other = codes[rows:] if side.start == 0 else codes[:rows]
            (whole if total(codes) else parts)[other] += count
        if not any(map(total, counts)):
            continue
        if +whole != +parts:
            raise ValueError(f"{path}: the codes All are not the sums of the others; it cannot be told whether they are totals")
        counts = Counter({codes: count for codes, count in counts.items() if not total(codes)})
    return counts


def _judged(session, uid: str, parts: list[tuple[list[str], list[str], Counter]]) -> pd.DataFrame:
    rows, cols, _ = parts[0]
    if any((rows, cols) != (other[0], other[1]) for other in parts):
        raise ValueError(f"{uid}: the services have different rows and columns")
    together: Counter = sum((counts for _, _, counts in parts), Counter())
    if sum(together.values()) > _MOST:
        raise ValueError(f"{uid}: {sum(together.values())} records are more than are put together again here")
    columns = {}
    for at, field in enumerate([*rows, *cols]):
        codes = sorted({key[at] for key in together})
        places = [codes.index(key[at]) for key in together]
        repeated = np.repeat(np.array(places, dtype=np.int32), list(together.values()))
        columns[field] = pa.DictionaryArray.from_arrays(pa.array(repeated), pa.array(codes, pa.string()))
    table = session._table_of_counts(pa.table(columns), rows, cols)
    output = session.results.get_index(-1)
    output.summary += f"; made of counts of records from {len(parts)} services ({uid} there): whose they are is not said"
    return table
