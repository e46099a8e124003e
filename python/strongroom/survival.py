"""Survival tables and Kaplan-Meier curves: estimated by statsmodels, released in steps that enough people make."""

from __future__ import annotations

import io
import json
import logging
import pathlib

import numpy as np
import pandas as pd

from . import _engine
from .columns import Columns, aligned
from .outputs import CHARTS, chart_path
from .tables import Asked, Made

logger = logging.getLogger("strongroom")


class Survival:
    """Survival functions."""

    def surv_func(self, time, status, output: str, entry=None, title=None, freq_weights=None, exog=None,
                  bw_factor: float = 1.0, filename: str = "kaplan-meier.png"):
        """The survival function of times and events (1 for an event, 0 for censored): its table (`output="table"`), or
        its curve and the name of the picture (`output="plot"`).

        A step of the curve tells how many records left since the step before, so they are judged like the counts of a
        table. With suppression switched on steps are joined until enough records have the event in each.
        """
        if output not in ("table", "plot"):
            logger.warning("output=%r is not made: choose 'table' or 'plot'", output)
            return None
        from statsmodels.api import SurvfuncRight

        if output == "plot" and filename.lower().endswith(".png") and self.results.blocked(filename):
            return None
        path = chart_path(filename) if output == "plot" else None
        time, status = (np.asarray(values) for values in aligned([time, status]))
        known = ~(pd.isna(time) | pd.isna(status))
        if not known.all() and entry is None and freq_weights is None and exog is None:
            time, status = time[known].astype(float), status[known]
        table = SurvfuncRight(time, status, entry=entry, title=title, freq_weights=freq_weights, exog=exog,
                              bw_factor=bw_factor).summary()
        if self.federated:
            return self._evidence_of(table, title, output, path)
        joined = self.mitigation == "suppress"
        if joined:
            table = _joined(table, np.asarray(time, dtype=float), self._policies.threshold)
        if not len(table):
            raise ValueError("there is no step that enough records make; a survival function cannot be shown")
        made, asked = self._left(np.asarray(time, dtype=float), table.index.to_numpy(dtype=float), joined)
        others, figure = [], None
        if path is not None:
            figure = _curve(table, title)
            image = io.BytesIO()
            figure.savefig(image, format="png")
            path.write_bytes(image.getvalue())
            others = [(path.name, image.getvalue())]
        fails = made.table.status == "fail"
        said = made.table.status if not joined or fails else "review"
        self._survival(made, asked, table, said, joined, others)
        return table if output == "table" else (figure, str(path))

    def _evidence_of(self, table: pd.DataFrame, title, output: str, path):
        """Keeps how many are at risk and have the event at each step; the curve is for whoever works inside."""
        counts = table[["num at risk", "num events"]]
        self._store("surv_func", ["KaplanMeier"], {"time": "time", "status": "status"}, {"survival_table": counts.to_csv()},
                    dof=counts[["num at risk"]].to_csv())
        if path is None:
            return table
        _curve(table, title).savefig(path, format="png")
        return None, str(path)

    def _left(self, time: np.ndarray, steps: np.ndarray, joined: bool):
        """How many records left at each step: those with a time after the step before, up to it where steps are joined;
        otherwise from the step on and before the next."""
        # Who remains after the last joined step is a class of its own.
        places = np.searchsorted(steps, time, side="left") if joined else np.searchsorted(steps, time, side="right") - 1
        held = Columns()
        asked = Asked(held, [held.add(places, "step")], [])
        asked.count()
        asked.request["margins"] = False
        asked.request["where"] = "step >= 0"
        table = _engine.table(held.stream(), json.dumps(asked.request), self._policies)
        return Made(asked, table, False, "Total"), asked

    def _survival(self, made: Made, asked: Asked, table: pd.DataFrame, said: str, joined: bool, others: list) -> None:
        """Keeps a survival table, with the picture if there is one."""
        marks = {codes[0]: words for codes, _, fails, _, words in made.table.marks if fails}
        places = [at for at in range(len(table)) if str(at) in marks]
        sdc = {"summary": {"threshold": len(places)} if places else {},
               "cells": {"threshold": [[row, column] for row in places for column in range(table.shape[1])]} if places else {}}
        summary = said + made.table.summary[len(made.table.status):] + "; counted are the records that left at each step"
        summary += "; statbarns: KaplanMeier"
        if joined:
            summary += f"; steps are joined until {self._policies.threshold} records have the event in each"
        record = self._record(
            status=said, output_type="survival plot" if others else "table", frames=[table], others=others,
            paths=[str(pathlib.Path(CHARTS) / name) for name, _ in others],
            properties={"method": "surv_func", "mitigation": self.mitigation}, summary=summary,
            tables=[(table.to_csv(), sdc)],
            fair={"statbarn": ["hazard-survival-tables"], "risks": ["implicit tables", "low degrees of freedom"]},
            evidence={".json": made.table.json() + "\n"},
        )
        if joined:
            record.exception = "Events Reported: those of joined steps, in each of which enough records have the event."


def _joined(table: pd.DataFrame, time: np.ndarray, threshold: int) -> pd.DataFrame:
    """The steps that enough people make, by the rules of `strongroom survival`: at least `threshold` have the event in each,
    and of those withdrawn in it and of those who remain as many or nobody. Events are added up."""
    steps, events, since = [], [], -np.inf
    happened = 0

    def enough(people: int) -> bool:
        return people == 0 or people >= threshold

    for at, row in table.iterrows():
        happened += int(row["num events"])
        gone = int(((time > since) & (time <= at)).sum())
        remain = int((time > at).sum())
        if happened >= threshold and enough(gone - happened) and enough(remain):
            steps.append(at)
            events.append(happened)
            since, happened = at, 0
    joined = table.loc[steps].copy()
    joined["num events"] = events
    # Who is at risk at the end of the step, before its own events, would tell how many left at that very time.
    joined["num at risk"] = [int((time > at).sum()) for at in steps]
    return joined.rename(columns={"num at risk": "num remaining"})


def _curve(table: pd.DataFrame, title):
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    axes.step([0, *table.index], [1, *table["Surv prob"]], where="post")
    axes.set_ylim(0, 1)
    axes.set_xlabel("Time")
    axes.set_ylabel("Survival")
    if title:
        axes.set_title(title)
    return figure
