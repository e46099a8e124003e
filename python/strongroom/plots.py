"""Charts: drawn by matplotlib from the counts that the engine judged, as fixed PNG images with those counts beside them."""

from __future__ import annotations

import io
import json
import logging
import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pac
import pyarrow.types as pat

from . import _engine
from .columns import Columns
from .outputs import chart_path
from .tables import Asked, Made

logger = logging.getLogger("strongroom")


class Plots:
    """Histograms and pie charts."""

    def hist(self, data, column: str, by_val: str | None = None, grid: bool = True, xlabelsize: int | None = None,
             xrot: float | None = None, ylabelsize: int | None = None, yrot: float | None = None, axis=None,
             sharex: bool = False, sharey: bool = False, figsize=None, layout=None, bins=10, backend: str | None = None,
             legend: bool = False, filename: str = "histogram.png", **kwargs) -> str | None:
        """A histogram of a column, by the values of another if `by_val` names one; gives the name of the picture.

        `bins` is a number, a rule of numpy or the edges themselves. Where it is a number, the outer edges are round numbers
        outside the data, so that they are nobody's value. With suppression switched on a histogram with an unsafe bin is not
        drawn, and the name given back is empty. Of several columns, or of one without a value, nothing is drawn: that is
        said, and None comes back.
        """
        several = [] if isinstance(column, str) else list(column)
        if len(several) > 1:
            logger.warning("nothing is drawn: a histogram is of one column, and %s are named; make one for each",
                           " and ".join(map(str, several)))
            return None
        column = several[0] if several else column
        if filename.lower().endswith(".png") and self.results.blocked(filename):
            return None
        held = Columns.of(data, [column] if by_val is None else [column, by_val], numbers=(column,))
        span = kwargs.pop("range", None)
        edges = _edges(held, column, bins, span)
        if edges is None:
            logger.warning("nothing is drawn: %r is empty after dropping NaN.", column)
            return None
        path = chart_path(filename)
        texts = [repr(float(edge)) for edge in edges]
        asked = Asked(held, [column], [] if by_val is None else [by_val])
        asked.request["cut"] = [{"field": column, "edges": texts}]
        asked.request["where"] = f"`{column}` >= {_plain(edges[0])} and `{column}` <= {_plain(edges[-1])}"
        asked.count()
        made = self._counted(asked, complete=True)
        remark, status = ("", None) if span is None else self._ends(held, column, texts, made.table.status)
        labels = [[code for code in col if code is not None] for col in made.cols]

        def draw(figure):
            density = kwargs.pop("density", False)
            counts = made.figures(0, empty=True)
            wide = int(np.ceil(np.sqrt(len(labels))))
            rows, cols = layout or (int(np.ceil(len(labels) / wide)), wide)
            axes = None
            for at, label in enumerate(labels):
                axes = axis or figure.add_subplot(rows, cols, at + 1, sharex=axes if sharex else None,
                                                  sharey=axes if sharey else None)
                heights, widths = counts[:, at], np.diff(edges)
                heights = heights / (heights.sum() * widths) if density and heights.sum() else heights
                axes.bar(edges[:-1], heights, width=widths, align="edge", label=column, **kwargs)
                axes.set_title(label[0] if label else column)
                axes.grid(grid)
                axes.tick_params("x", **_ticks(xlabelsize, xrot))
                axes.tick_params("y", **_ticks(ylabelsize, yrot))
                if legend:
                    axes.legend()

        return self._chart("histogram", "histogram", asked, made, path, draw, figsize, remark, status)

    def pie(self, data, column: str, filename: str = "pie.png", **kwargs) -> str | None:
        """A pie chart of the codes of a column; gives the name of the picture, empty as for a histogram."""
        if filename.lower().endswith(".png") and self.results.blocked(filename):
            return None
        path = chart_path(filename)
        held = Columns.of(data, [column])
        asked = Asked(held, [column], [])
        asked.count()
        made = self._counted(asked, complete=False)
        figsize = kwargs.pop("figsize", None)

        def draw(figure):
            names = [str(name) for name in made.index("rows", [column])]
            figure.add_subplot().pie(made.figures(0, empty=True)[:, 0], labels=names, **{"autopct": "%1.1f%%", **kwargs})

        return self._chart("pie chart", "pie", asked, made, path, draw, figsize, "", None)

    def _counted(self, asked: Asked, complete: bool) -> Made:
        """The counts behind a chart. They are never changed: a chart with unsafe counts is drawn or it is not."""
        asked.request["margins"] = False
        return self._table(asked, False, "", complete)

    def _ends(self, held: Columns, column: str, texts: list[str], status: str):
        """A span that was named may be the smallest and the largest value in the data; the engine says whether they may be."""
        values = held.stream().column(column)
        ends = pac.min_max(values).as_py()
        if float(texts[0]) != ends["min"] and float(texts[-1]) != ends["max"]:
            return "", None
        request = {"rows": [column], "cut": [{"field": column, "edges": [texts[0], texts[-1]]}],
                   "more": [{"min": column}, {"max": column}]}
        table = _engine.table(held.stream(), json.dumps(request), self._policies)
        if table.status == "pass":
            return "", None
        return ("; an outer edge is the smallest or the largest value in the data: name another range",
                status if status == "fail" else "review")

    def _chart(self, kind, method, asked, made, path, draw, figsize, remark, status):
        """Draws, unless it is unsafe and suppression is on, and keeps picture and counts."""
        from matplotlib.figure import Figure

        if self.federated:
            # Whoever judges the evidence draws it.
            return self._keep(method, kind, asked, made, [], None)
        withheld = made.table.status == "fail" and self.mitigation == "suppress"
        others = []
        if withheld:
            logger.warning("%s is not drawn: unsafe counts are behind it, and suppression is on", path.name)
        else:
            figure = Figure(figsize=figsize)
            draw(figure)
            if not figure.axes:
                raise ValueError("the chart was drawn on axes of your own; leave out axis, so that it can be kept")
            image = io.BytesIO()
            figure.savefig(image, format="png")
            path.write_bytes(image.getvalue())
            others = [(path.name, image.getvalue())]
        counts = pd.DataFrame(made.figures(0, empty=True), index=made.index("rows", list(asked.rows)))
        remark += "; not drawn, as unsafe counts are behind it" if withheld else ""
        self._keep(method, kind, asked, made, [counts], None, others=others, summary=remark, status=status,
                   paths=[] if withheld else [str(path)])
        return "" if withheld else str(path)


def _edges(held: Columns, column: str, bins, span) -> np.ndarray | None:
    """The edges of classes, rising; None where there is no value."""
    kind = held.type(column)
    if not (pat.is_integer(kind) or pat.is_floating(kind) or pat.is_decimal(kind)):
        raise ValueError(f"a histogram needs numbers; {column!r} holds {kind}")
    values = held.stream().column(column).drop_null().cast(pa.float64()).to_numpy()
    values = values[~np.isnan(values)]
    if not len(values):
        return None
    if not isinstance(bins, (int, np.integer, str)):
        return np.asarray(sorted(set(map(float, bins))))
    found = np.histogram_bin_edges(values, bins=bins, range=span)
    # Where the span is named, it does not come from the data.
    return found if span is not None else _round_edges(float(values.min()), float(values.max()), len(found) - 1)


def _round_edges(least: float, most: float, bins: int) -> np.ndarray:
    """So many classes of one width between round numbers: multiples of 1, 2 or 5 times a power of ten that are no closer
    together than the classes would be wide. What they tell of the smallest and the largest value is no more than that there is
    somebody in the outer classes."""
    wide = (most - least) / bins if most > least else 1.0
    power = Fraction(10) ** math.floor(math.log10(wide))
    grid = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= Fraction(wide))
    start, stop = math.floor(Fraction(least) / grid), math.ceil(Fraction(most) / grid)
    stop = max(stop, start + 1)
    return np.array([float(grid * (start + Fraction((stop - start) * at, bins))) for at in range(bins + 1)])


def _plain(number: float) -> str:
    """A number as a condition has it, without an exponent."""
    return np.format_float_positional(number, trim="-")


def _ticks(size, rotation) -> dict:
    return {key: value for key, value in (("labelsize", size), ("labelrotation", rotation)) if value is not None}
