"""What a rule of the whole warehouse is, and how its violations are counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import polars as pl

from expectations.parameters import DEFAULT_SETTINGS, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from expectations.rule import Severity

    RunQuery = Callable[[str, dict[str, object]], list[tuple[object, ...]]]

WAREHOUSE_COUNTS = pl.Schema(
    {
        "rule": pl.String(),
        "count_unexpected": pl.Int64(),
        "places": pl.List(pl.String()),  # the first few, ids only
    }
)
_PLACES_SHOWN = 20


class WarehouseRule:
    """One expectation of the whole warehouse; `{count}` fills its sentences."""

    id: ClassVar[str]
    clause: ClassVar[str]
    severity: ClassVar[Severity]
    description: ClassVar[str]
    what: ClassVar[str]
    why: ClassVar[str]
    fix: ClassVar[str]
    query: ClassVar[str]  # one row per violation, its one column is `place`

    @classmethod
    def parameters(cls) -> frozenset[str]:
        """Return the names that the query wants filled."""
        return frozenset(re.findall(r"\$(\w+)", cls.query))


def count_violations(
    rules: Iterable[type[WarehouseRule]],
    run_query: RunQuery,
    today: date,
    settings: Settings = DEFAULT_SETTINGS,
) -> pl.DataFrame:
    """Return WAREHOUSE_COUNTS, one row per rule.

    `run_query(query, parameters)` runs one query and returns its rows, for example
    `lambda query, named: cursor.execute(query, named).fetchall()`.
    """
    known: Mapping[str, object] = {**settings.parameters, "today": today}
    rows = []
    for rule in rules:
        named = {name: known[name] for name in rule.parameters()}
        found = run_query(_counted(rule.query), named)
        count, places = found[0]
        rows.append((rule.id, count, places or []))
    return pl.DataFrame(rows, schema=WAREHOUSE_COUNTS, orient="row")


def _counted(query: str) -> str:
    return (
        f"with violations as ({query}) "
        "select count(*), (select list(place) from "
        f"(select place from violations order by place limit {_PLACES_SHOWN})) "
        "from violations"
    )
