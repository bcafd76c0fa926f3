"""Charts as ECharts options: plain data, labels written out beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import moment, short_day
from dashboards.journal.quality_tables import suite_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    import polars as pl

_GRID = {"left": 40, "right": 16, "top": 36, "bottom": 28, "containLabel": False}


def line(
    labels: list[str],
    series: Mapping[str, list[float | None]],
    lowest: float,
    highest: float,
    step: int,
) -> dict[str, Any]:
    """Return a line chart; None is a gap in its line."""
    return {
        "grid": _GRID,
        "legend": {"top": 0, "type": "scroll"} if len(series) > 1 else {"show": False},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "min": lowest, "max": highest, "interval": step},
        "series": [
            {
                "name": name,
                "type": "line",
                "data": [None if one is None else round(one, 2) for one in values],
                "symbolSize": 7,
                "connectNulls": True,
            }
            for name, values in series.items()
        ],
    }


def weekly(averages: Mapping[date, float], name: str, language: str) -> dict[str, Any]:
    """Return the average of a class by week."""
    return line(
        [short_day(week, language) for week in averages],
        {name: list(averages.values())},
        lowest=2,
        highest=5,
        step=1,
    )


def shares_by_week(
    shares: Mapping[date, float | None], name: str, language: str
) -> dict[str, Any]:
    """Return a share in percent by week; a week without one is a gap."""
    return line(
        [short_day(week, language) for week in shares],
        {name: list(shares.values())},
        lowest=0,
        highest=100,
        step=20,
    )


def suites(trend: pl.DataFrame, zone: ZoneInfo, language: str) -> dict[str, Any]:
    """Return the share of expectations met by each suite, run by run."""
    runs = trend.rows(named=True)
    names = list(dict.fromkeys(run["suite"] for run in runs))
    return line(
        [moment(run["started_at"], zone, language) for run in runs],
        {
            suite_name(name, language): [
                run["met_percent"] if run["suite"] == name else None for run in runs
            ]
            for name in names
        },
        lowest=0,
        highest=100,
        step=20,
    )
