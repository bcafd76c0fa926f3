"""Which class and which final marks: kept in the address, so that a link opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.current import _

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

_LAST_DAYS = 7  # so soon before its end a period is what one comes for


def choose(found: pl.DataFrame, today: date) -> tuple[str, str]:
    """Return the chosen class and period of `queries.final_marks.completeness`."""
    left, right = st.columns(2)
    class_id = left.selectbox(
        _("Class"),
        list(dict.fromkeys(found["class_id"])),
        key="class",
        bind="query-params",
    )
    periods: dict[str, dict[str, Any]] = {
        one["period_id"]: one
        for one in found.filter(class_id=class_id).iter_rows(named=True)
    }
    ending = [
        place
        for place, one in enumerate(periods.values())
        if (one["ends_on"] - today).days < _LAST_DAYS and one["kind"] == "period"
    ]
    period_id = right.selectbox(
        _("Final marks of"),
        list(periods),
        index=ending[-1] if ending else 0,
        format_func=lambda period: periods[period]["period_name"],
        key="period",
        bind="query-params",
    )
    return class_id, period_id
