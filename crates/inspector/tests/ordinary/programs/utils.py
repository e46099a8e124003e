from __future__ import annotations

import logging

LOG = logging.getLogger(__name__)


def rounded(value: float, base: int = 5) -> int:
    """Rounds to a multiple of base."""
    return int(base * round(value / base))
