"""Cross tables and pivot tables: made and judged by the engine, given back as pandas would."""

from __future__ import annotations

import csv
import io
import json
import logging

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.types as pat

from . import _engine
from .columns import Columns, aligned, fields, listed
from .federated import evidence_file
from .functions import by_name, recognised

logger = logging.getLogger("strongroom")

#: How the engine calls what researchers ask for, where the words differ.
_STATISTICS = {"average": "mean", "nanmean": "mean", "skew": "skewness", "kurt": "kurtosis", "size": "count", "len": "count"}
_KNOWN = ("count", "sum", "mean", "median", "mode", "min", "max", "std", "var", "skew", "kurt", "gini")
_BASES = {True: "total", "all": "total", "index": "row", "columns": "column"}
#: So many objections are told at once; the record has all.
_MOST_TOLD = 10
_HIDDEN = ("primary", "secondary")
#: Statistics that are an amount, and so are rounded where counts are; a share or a shape has no base.
_AMOUNTS = ("sum", "mean", "median", "mode", "min", "max", "std", "var")
#: Statistics that have the precision of their column.
_OWN = ("sum", "mean", "min", "max", "median", "mode")


class Asked:
    """A table as it is asked for: its fields, its statistics, its data."""

    def __init__(self, columns: Columns, rows: list[str], cols: list[str]) -> None:
        self.columns, self.rows, self.cols = columns, rows, cols
        #: Column of figures in the engine's words, and the name and source of each.
        self.figures: list[tuple[str, str, str | None]] = []
        self.request: dict = {"rows": rows, "cols": cols, "more": [], "sum": [], "mean": []}
        #: Functions by their names, and the statistics that they are.
        self.meant: dict[str, str] = {}

    def word(self, name: str) -> str:
        """What the engine calls a statistic."""
        name = self.meant.get(name, name)
        return _STATISTICS.get(name, name)

    def count(self, name: str = "count") -> None:
        self.request["count"] = True
        self.figures.append(("count", name, None))

    def percent(self, base: str) -> None:
        self.request["more"].append({"percent": base})
        self.figures.append((f"percent_{base}", "percent", None))

    def statistic(self, name: str, source: str) -> None:
        """A statistic of a column."""
        word = self.word(name)
        if word == "count":
            self.count(name)
            self.figures[-1] = ("count", name, source)
            return
        if word in ("sum", "mean"):
            self.request[word].append(source)
        else:
            self.request["more"].append({{"var": "variance"}.get(word, word): source})
        self.figures.append((f"{word}_{source}", name, source))


class Made:
    """A table that was made, and how its figures are laid out."""

    def __init__(self, asked: Asked, table, margins: bool, total: str, evidence: bytes | None = None,
                 base: int | None = None) -> None:
        self.asked, self.table, self.total, self.evidence = asked, table, total, evidence
        #: What amounts are rounded to; counts have been rounded by the engine.
        self.base = base
        self.rows, self.cols = table.rows, table.cols
        self.shape = (len(self.rows), len(self.cols))
        self.hidden = np.array([status in _HIDDEN for status in table.statuses], dtype=bool).reshape(self.shape)
        self.empty = np.array(table.n).reshape(self.shape) == 0
        self.margins = margins

    def figures(self, at: int, empty: bool) -> np.ndarray:
        """The figures of a statistic; where nobody is, none unless `empty` figures are wanted (a count of nought)."""
        column, name, source = self.asked.figures[at]
        values = np.array(self.table.figures(self.table.statistics.index(column))).reshape(self.shape)
        if not empty:
            values = np.where(self.empty, np.nan, values)
        return _rounded(values, self.base) if self._amount(at) else values

    def _amount(self, at: int) -> bool:
        _, name, source = self.asked.figures[at]
        return self.base is not None and source is not None and self.asked.word(name) in _AMOUNTS

    def csv(self) -> str:
        """The table as it may be shown."""
        text = self.table.csv()
        amounts = {self.asked.figures[at][0] for at in range(len(self.asked.figures)) if self._amount(at)}
        if not amounts:
            return text
        # After the names of rows the columns of the first statistic come first.
        of = [statistic for statistic in self.table.statistics for _ in self.cols]
        head, *lines = csv.reader(io.StringIO(text))
        for line in lines:
            for at, statistic in enumerate(of, 1):
                if statistic in amounts and line[at]:
                    line[at] = str(int(_rounded(np.array(float(line[at])), self.base)))
        rounded = io.StringIO()
        csv.writer(rounded, lineterminator="\n").writerows([head, *lines])
        return rounded.getvalue()

    def index(self, side: str, names: list) -> pd.Index:
        """The names of rows or columns, as the values that they were."""
        codes, fields = (self.rows, self.asked.rows) if side == "rows" else (self.cols, self.asked.cols)
        columns = self.asked.columns
        parts = []
        for at, field in enumerate(fields):
            known = sorted({row[at] for row in codes if row[at] is not None})
            classes = any(cut["field"] == field for cut in self.asked.request.get("cut", []))
            typed = dict(zip(known, known if classes else columns.labels(field, known)))
            last = [self.total if at == 0 else "" for _ in codes]
            part = [last[i] if row[at] is None else typed[row[at]] for i, row in enumerate(codes)]
            # A total is neither a category nor a number.
            if not self.margins and not classes:
                part = columns.as_it_was(field, part)
            parts.append(part)
        if len(parts) > 1:
            return pd.MultiIndex.from_arrays(parts, names=names)
        return pd.Index(parts[0], name=names[0])


class Tables:
    """Cross tables and pivot tables."""

    def crosstab(self, index, columns, values=None, rownames=None, colnames=None, aggfunc=None, margins: bool = False,
                 margins_name: str = "All", dropna: bool = True, normalize: bool | str = False,
                 show_suppressed: bool = False, *, unit=None, holding=None, weight=None, waiver=None, strata=None,
                 cluster=None) -> pd.DataFrame:
        """A table of counts, or of statistics of `values`, as `pandas.crosstab` makes it.

        `unit` (who a record is about), `holding` (what units belong to) and `weight` are columns too: with them several
        records of one person count once. `waiver` says for each record whether its unit has agreed in writing to be
        recognisable (yes or no); it counts where a policy has `values.waivers = true`. `strata` and `cluster` say how
        the sample was drawn, for degrees of freedom. Hidden figures are NaN; totals are those of all records, hidden
        cells included, so `show_suppressed` changes nothing.
        """
        if (values is None) != (aggfunc is None):
            raise ValueError("specify a single values column and what is made of it (aggfunc); for counts leave out both")
        if isinstance(values, (list, tuple, pd.DataFrame)) and not all(np.isscalar(value) for value in values):
            raise ValueError("specify a single values column: one table has the values of one; make a table for each")
        index, columns = listed(index), listed(columns)
        roles = [("unit", unit), ("holding", holding), ("weight", weight), ("waiver", waiver),
                 ("strata", strata), ("cluster", cluster)]
        extra = [values, *(column for _, column in roles)]
        all_columns = aligned(index + columns + [column for column in extra if column is not None])
        given = iter(all_columns)
        held = Columns()
        row_names = _names(index, rownames, "row")
        col_names = _names(columns, colnames, "col")
        rows = [held.add(next(given), name) for name in row_names]
        cols = [held.add(next(given), name) for name in col_names]
        source = None if values is None else held.add(next(given), _name(values, "values"), number=True)
        asked = Asked(held, rows, cols)
        for role, column in roles:
            if column is not None:
                asked.request[role] = held.add(next(given), _name(column, role), number=role == "weight")
        wanted = _wanted(aggfunc, asked, [source])
        if values is None:
            if normalize is not False:
                if normalize not in _BASES:
                    raise ValueError(f"normalize={normalize!r}: choose True, 'all', 'index' or 'columns'")
                asked.percent(_BASES[normalize])
            else:
                asked.count()
        else:
            if normalize is not False:
                raise ValueError("percentages of statistics are not made; leave out normalize, or values and aggfunc")
            _ask(asked, wanted, [source])
        # A percentage beside its base tells the count: to hide it the engine needs the totals, shown or not.
        shown = margins
        inner = margins or (normalize is not False and self.mitigation == "suppress")
        made = self._make(asked, "crosstab", inner, margins_name, dropna, "round" if normalize is not False else None)
        frames = []
        for at, (_, name, origin) in enumerate(asked.figures):
            figures = made.figures(at, empty=values is None)
            if normalize is not False:
                figures = figures / 100
            frame = _frame(figures, made.index("rows", row_names), made.index("cols", col_names))
            frames.append(_whole(frame, asked.word(name), origin, made, weight is not None))
        result = frames[0] if not isinstance(aggfunc, (list, tuple)) else pd.concat(frames, axis=1, keys=wanted)
        if normalize is not False:
            result = _normalized_margins(result, made, normalize, shown)
        return self._keep("crosstab", "table", asked, made, [result], result)

    def pivot_table(self, data, values=None, index=None, columns=None, aggfunc="mean", fill_value=None,
                    margins: bool = False, dropna: bool = True, margins_name: str = "All", observed: bool = False,
                    sort: bool = True, *, unit: str | None = None, holding: str | None = None,
                    weight: str | None = None, waiver: str | None = None, strata: str | None = None,
                    cluster: str | None = None, where: str | None = None, **kwargs) -> pd.DataFrame:
        """Statistics of columns of a frame (pandas, polars, Arrow), as `pandas.pivot_table` makes them.

        `unit`, `holding`, `weight`, `waiver`, `strata` and `cluster` name columns, as in `crosstab`; `where` chooses
        records, as `strongroom table --where` does. Rows and columns always come sorted, and codes that do not occur
        are not shown.
        """
        if kwargs:
            raise ValueError(f"pivot_table knows no {', '.join(sorted(kwargs))}")
        if isinstance(aggfunc, dict):
            raise ValueError("a statistic of its own for each column is not made in one table; make one table for each")
        rows, cols = _field_names(index), _field_names(columns)
        if not rows:
            raise ValueError("name at least one column as index")
        if values is None:
            raise ValueError("name the values column, or several: nothing else says what the table is made of")
        several = isinstance(values, (list, tuple))
        roles = {"unit": unit, "holding": holding, "weight": weight, "waiver": waiver, "strata": strata,
                 "cluster": cluster}
        keys = [name for name in (*rows, *cols, *roles.values()) if name is not None]
        sources = list(values) if several else [values]
        held = Columns.of(data, [*keys, *sources, *_words(where, data)], numbers=(*sources, weight))
        asked = Asked(held, rows, cols)
        asked.request.update({role: name for role, name in roles.items() if name})
        if where:
            asked.request["where"] = where
        # As pandas sorts the columns of its result.
        sources = sorted(sources)
        wanted = _wanted(aggfunc, asked, sources)
        _ask(asked, wanted, sources)
        made = self._make(asked, "pivot_table", margins, margins_name, dropna)
        blocks = {}
        for at, (_, name, origin) in enumerate(asked.figures):
            figures = made.figures(at, empty=False)
            if fill_value is not None:
                figures = np.where(made.empty, fill_value, figures)
            column = made.index("cols", cols) if cols else pd.Index([origin])
            frame = _frame(figures, made.index("rows", rows), column)
            blocks[name, origin] = _whole(frame, asked.word(name), origin, made, weight is not None)
        result = _pivoted(blocks, wanted if isinstance(aggfunc, (list, tuple)) else None, sources, several, bool(cols))
        return self._keep("pivot_table", "table", asked, made, [result], result)

    def _make(self, asked: Asked, method: str, margins: bool, total: str, dropna: bool, not_by: str | None = None) -> Made:
        """Has the engine make the table, protected as the session says."""
        if margins and total in ("", None):
            raise ValueError("margins_name must not be empty")
        if self.mitigation == not_by:
            raise ValueError("percentages are not rounded; make the table of counts, which is, and divide it")
        asked.request["margins"] = margins
        asked.request["protect"] = "none" if self.federated else self.mitigation
        if self.mitigation == "suppress" and self.protect_seconds is not None:
            asked.request["protect_seconds"] = self.protect_seconds
        return self._table(asked, margins, total, complete=not dropna)

    def _table(self, asked: Asked, margins: bool, total: str, complete: bool) -> Made:
        orders = [asked.columns.order(field) for field in (*asked.rows, *asked.cols)]
        request, shown = json.dumps(asked.request), {"orders": orders, "complete": complete, "total": total}
        base = self.round_base if asked.request.get("protect") == "round" else None
        with evidence_file(self.federated) as (path, content):
            if hasattr(asked.columns, "parts"):
                with asked.columns.parts(request) as files:
                    if path:
                        _engine.merge_parts(request, files, path)
                    table = _engine.judge_parts(files, request, self._policies, **shown)
            else:
                words = {"evidence": path} if path else {}
                table = _engine.table(asked.columns.stream(), request, self._policies, **shown, **words)
            return Made(asked, table, margins, total, content(), base)

    def _table_of_counts(self, data, index, columns=None, margins: bool = False, dropna: bool = True, margins_name: str = "All", *,
                         unit=None, holding=None, weight=None, waiver=None, where=None) -> pd.DataFrame:
        """A table of the records of a frame, by the names of its columns."""
        rows, cols = _field_names(index), _field_names(columns)
        if not rows:
            raise ValueError("name at least one column as index")
        roles = {"unit": unit, "holding": holding, "weight": weight, "waiver": waiver}
        roles = {role: name for role, name in roles.items() if name}
        asked = Asked(Columns.of(data, [*rows, *cols, *roles.values(), *_words(where, data)], numbers=(weight,)), rows, cols)
        asked.request.update(roles)
        if where:
            asked.request["where"] = where
        asked.count()
        made = self._make(asked, "table", margins, margins_name, dropna)
        frame = _frame(made.figures(0, empty=True), made.index("rows", rows), made.index("cols", cols) if cols else pd.Index(["count"]))
        frame = _whole(frame, "count", None, made, weight is not None)
        return self._keep("table", "table", asked, made, [frame], frame)

    def _keep(self, method: str, kind: str, asked: Asked, made: Made, frames: list, result, others=(), summary="",
              properties=None, status=None, paths=()):
        """Keeps a table, or the counts behind a chart, as an output."""
        table = made.table
        fair = json.loads(table.fair)
        if self.federated:
            counts = _frame(np.array(table.n).reshape(made.shape), made.index("rows", list(asked.rows)),
                            made.index("cols", list(asked.cols)) if asked.cols else pd.Index(["count"]))
            kinds = {"rows": asked.rows, "columns": asked.cols, "values": fair["dependent"]}
            self._store(method, _analyses(fair, kind), kinds, {"count_table": counts.to_csv()}, file=made.evidence)
            return result
        sdc, outcome = map(json.loads, table.checks())
        facts = {"method": method, "mitigation": self.mitigation, "rows": asked.rows, "columns": asked.cols,
                 **(properties or {})}
        if self.mitigation == "round":
            facts["round_base"] = self.round_base
        said = table.summary
        status, missing = self._missing(asked, status or table.status, status)
        if status is not None and status != table.status:
            said = status + said[len(table.status):]
        if (status or table.status) == "fail":
            said += "; unsafe cells are to be hidden or merged"
        hidden = bool(made.hidden.any())
        if hidden:
            said += "; cells of other tables may need suppressing too, where they show what is hidden here"
        said += missing + summary + f"; statbarns: {', '.join(_analyses(fair, kind))}"
        output = self._record(
            status=status or table.status, output_type=kind, properties=facts, summary=said,
            tables=[(made.csv(), sdc)], others=list(others), told=outcome, fair=fair, frames=frames,
            paths=list(paths),
            evidence={".json": table.json() + "\n", "_cells.csv": table.cells_csv()},
        )
        if table.status != "pass" and hidden:
            output.exception = "Unsafe cells are hidden, and others where totals would give them back."
        elif self.mitigation == "round":
            output.exception = f"Figures are rounded to {self.round_base}."
        marks = table.marks
        for cell, rule, fails, statistic, words in marks[:_MOST_TOLD]:
            logger.info("  %s, %s: %s %s: %s", " / ".join(cell), statistic, "fails" if fails else "asks", rule, words)
        if len(marks) > _MOST_TOLD:
            logger.info("  … and %d more; print_outputs() shows where they are recorded", len(marks) - _MOST_TOLD)
        return result


    def _missing(self, asked: Asked, status: str, given: str | None) -> tuple[str | None, str]:
        """The status where values that are missing are to be looked at, and what is said of them."""
        sources = {source for _, _, source in asked.figures if source is not None}
        without = sorted(source for source in sources if asked.columns.has_missing(source))
        if not without or not self.sdc_checks.risk_appetite["check_missing_values"]:
            return given, ""
        return "review" if status == "pass" else given, f"; values are missing in {', '.join(without)}"


#: Charts are analyses of their own in the statbarns ontology.
_CHARTS = {"histogram": "Histogram", "pie chart": "PieChart"}


def _analyses(fair: dict, kind: str) -> list[str]:
    """What it is in the words of the statbarns ontology."""
    if kind in _CHARTS:
        return [_CHARTS[kind]]
    return [identifier.rsplit("#")[-1] for identifier in fair["identifiers"]["analysis"]] or ["none of its words"]


def _name(column, instead: str) -> str:
    name = getattr(column, "name", None)
    return instead if name in (None, "") else str(name)


def _names(columns: list, given, prefix: str) -> list[str]:
    if given is not None:
        given = [given] if isinstance(given, str) else list(given)
        if len(given) != len(columns):
            raise ValueError(f"{len(given)} names are given for {len(columns)} {prefix}s; name each once")
        return [str(name) for name in given]
    return [_name(column, f"{prefix}_{at}") for at, column in enumerate(columns)]


def _field_names(fields) -> list[str]:
    if fields is None:
        return []
    if isinstance(fields, str):
        return [fields]
    if isinstance(fields, (list, tuple)) and all(isinstance(field, str) for field in fields):
        return list(fields)
    raise ValueError("index and columns are names of columns of the frame; use crosstab for columns of their own")


def _words(where: str | None, data) -> list[str]:
    """The columns that a condition may name; an unknown name is the engine's to refuse."""
    return [name for name in fields(data) if str(name) in where] if where else []


def _wanted(aggfunc, asked: Asked, sources: list[str]) -> list[str]:
    """The names of the statistics; what a function of the researcher's own is, is noted in `asked`."""
    many = list(aggfunc) if isinstance(aggfunc, (list, tuple)) else [aggfunc] if aggfunc is not None else []
    names = []
    for one in many:
        name = one if isinstance(one, str) else getattr(one, "__name__", str(one))
        if name in names:
            raise ValueError(f"two statistics are called {name!r}; give each function a name of its own")
        if not isinstance(one, str) and not by_name(one):
            asked.meant[name] = recognised(one, asked.columns.frame(), [*asked.rows, *asked.cols], sources)
        elif _STATISTICS.get(name, name) not in {_STATISTICS.get(known, known) for known in _KNOWN}:
            raise ValueError(f"the statistic {name!r} is not made, as nobody can check it; there are {', '.join(_KNOWN)}")
        names.append(name)
    return names


def _rounded(figures: np.ndarray, base: int) -> np.ndarray:
    """To the nearest multiple of the base, upwards from the middle."""
    return np.floor(figures / base + 0.5) * base


def _ask(asked: Asked, wanted: list[str], sources: list[str]) -> None:
    for name in wanted:
        for source in sources:
            asked.statistic(name, source)
    if "count" in {asked.word(name) for name in wanted}:
        missing = [source for source in sources if asked.columns.has_missing(source)]
        if len(sources) > 1 and missing:
            raise ValueError(f"values are missing in {', '.join(missing)}, so each column has a count of its own: "
                             "make one table for each, or leave out count")
        if missing:
            # A count of values: records without one take no part, which changes no other statistic of this column.
            own = f"`{missing[0]}` is not missing"
            other = asked.request.get("where")
            asked.request["where"] = f"({other}) and {own}" if other else own


def _frame(figures: np.ndarray, rows: pd.Index, cols: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(figures, index=rows, columns=cols)


def _whole(frame: pd.DataFrame, word: str, source: str | None, made: Made, weighted: bool) -> pd.DataFrame:
    """Counts, and sums and ends of whole numbers, as whole numbers where none is missing; of single precision as pandas has it,
    unless they are rounded: it could not hold the multiples of the base."""
    columns, amount = made.asked.columns, source is not None and word in _AMOUNTS
    if source is not None and word in _OWN and columns.type(source) == pa.float32() and made.base is None:
        return frame.astype("float32")
    whole = word == "count" or (source is not None and word in ("sum", "min", "max", "mode")
                                and (pat.is_integer(columns.type(source)) or pat.is_boolean(columns.type(source))))
    whole = whole or (amount and made.base is not None)
    if not whole or weighted or frame.isna().to_numpy().any() or (frame.to_numpy() % 1 != 0).any():
        return frame
    return frame.astype("int64")


def _normalized_margins(result: pd.DataFrame, made: Made, normalize, shown: bool) -> pd.DataFrame:
    """Totals of percentages as pandas has them: none that is always 1."""
    rows = [row[0] is not None for row in made.rows]
    cols = [col[0] is not None for col in made.cols]
    if not shown:
        return result.loc[rows, cols]
    if normalize == "index":
        return result.loc[:, cols]
    if normalize == "columns":
        return result.loc[rows]
    return result


def _pivoted(blocks: dict, wanted: list[str] | None, sources: list[str], several: bool, columns: bool) -> pd.DataFrame:
    """The blocks of a pivot table side by side, under the headings that pandas gives them."""
    def of_one(name: str) -> pd.DataFrame:
        parts = [blocks[name, source] for source in sources]
        if not columns:
            return pd.concat(parts, axis=1)
        return pd.concat(parts, axis=1, keys=sources) if several else parts[0]

    if wanted is None:
        return of_one(next(iter(blocks))[0])
    return pd.concat([of_one(name) for name in wanted], axis=1, keys=wanted)
