"""One step of a peer on the microdata, measured: usage: peers.py WHAT DATA.parquet KEY,KEY…

Prints processor seconds and wall seconds of the step alone (imports and, for what works on loaded data, loading left out) and
the most resident memory of the whole process, as JSON on the last line.
"""

import json
import resource
import sys
import time

what, data, keys = sys.argv[1], sys.argv[2], sys.argv[3].split(",")


def duckdb(units=False):
    import duckdb

    talk = duckdb.connect()
    # The bar would be drawn on standard output.
    talk.execute("set enable_progress_bar = false")
    distinct = ", count(distinct id)" if units else ""
    query = f"""select {", ".join(keys)}, count(*), count(turnover), sum(turnover), sum(turnover * turnover),
        max(abs(turnover), 2), count(*) filter (turnover < 0){distinct} from read_parquet('{data}') group by all"""
    return lambda: talk.execute(query).fetchall()


def polars():
    import polars

    x = polars.col("turnover")
    evidence = [polars.len().alias("n"), x.count().alias("valid"), x.sum().alias("sum"), (x * x).sum().alias("squares")]
    evidence += [x.abs().top_k(2).alias("largest"), (x < 0).sum().alias("negative")]
    return lambda: polars.scan_parquet(data).group_by(keys).agg(evidence).collect()


def numpy():
    import numpy
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(data, columns=keys, read_dictionary=keys).unify_dictionaries()
    cells, size = None, 1
    for key in keys:
        column = table[key]
        codes = numpy.concatenate([chunk.indices.to_numpy() for chunk in column.chunks]).astype("i8")
        size *= len(column.chunk(0).dictionary)
        cells = codes if cells is None else cells * len(column.chunk(0).dictionary) + codes
    return lambda: numpy.bincount(cells, minlength=size)


def acro():
    import pandas
    from acro import ACRO

    frame = pandas.read_parquet(data, columns=[*keys, "turnover"])
    session = ACRO(suppress=False)
    rows = [frame[key] for key in keys[:-1]]
    return lambda: session.crosstab(rows, frame[keys[-1]], values=frame["turnover"], aggfunc="sum")


steps = {"duckdb": duckdb, "duckdb-units": lambda: duckdb(True), "polars": polars, "numpy": numpy, "acro": acro}
step = steps[what]()


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


cpu, wall = used(), time.perf_counter()
step()
cpu, wall = used() - cpu, time.perf_counter() - wall
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"cpu": cpu, "wall": wall, "peak_mib": peak}))
