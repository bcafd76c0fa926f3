"""The rule of closed periods (§2.11): nothing changes without a permission."""

from __future__ import annotations

import polars as pl

from expectations.language import N_
from expectations.rule import Rule


class PeriodIsNotClosed(Rule):
    """A mark, a final or a lesson of a closed period stays as it is."""

    id = "period_is_not_closed"
    clause = "2.11"
    severity = "critical"
    description = N_("Entries are of periods that are not closed, or permitted.")
    what = N_(
        "{closed_period} of class {closed_class} was closed on {closed_on}; the "
        "journal keeps what it has in this cell."
    )
    why = N_(
        "The summary sheet of a closed journal is in the archive: what it shows must "
        "stand."
    )
    fix = N_(
        "Ask the deputy head for a permission to change it; once given, hand this file "
        "in again."
    )
    predicate = pl.col("closed_on").is_not_null()
    shown_facts = (
        pl.col("closed_class"),
        pl.col("closed_period"),
        pl.col("closed_on"),
    )
