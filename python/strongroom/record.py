"""Outputs under the names that scripts for ACRO import them by."""

from .outputs import Output as Record
from .outputs import Outputs as Records
from .outputs import load_output, load_records

__all__ = ["Record", "Records", "load_output", "load_records"]
