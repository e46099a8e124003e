"""Tables, models and charts that are checked for disclosure as they are made.

    from strongroom import ACRO

    acro = ACRO(suppress=False)
    acro.crosstab(df.year, df.grant_type)
    acro.finalise("outputs")

A script written for ACRO runs after changing its import. Who writes `import strongroom as acro` may also call
`acro.crosstab(…)` and the others directly: they belong to one session, which is made at the first call.
"""

from __future__ import annotations

from . import _engine
from .outputs import load_records
from .session import ACRO, add_to_acro

__version__ = _engine.version
__all__ = ["ACRO", "add_constant", "add_to_acro", "load_records"]

_session: ACRO | None = None


def __getattr__(name: str):
    """The calls of the one session of a script that makes none itself."""
    global _session
    if name == "add_constant":
        from statsmodels.api import add_constant

        return add_constant
    if name.startswith("_") or not hasattr(ACRO, name):
        raise AttributeError(f"module 'strongroom' has no attribute {name!r}")
    if _session is None:
        _session = ACRO()
    return getattr(_session, name)
