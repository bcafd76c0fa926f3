"""Rules about deadlines: what a term may be counted from, in which unit, how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.setup.sheets_deadlines import (
    COUNTED_FROM,
    DEADLINE_KINDS,
    DEADLINE_UNITS,
    WAYS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.placed import Checked
    from ingest.setup.rules import SetupProblem

_TABLE = "deadlines"


def deadline_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield problems of the sheet “Deadlines”, the first of each row."""
    for number, row in checked.rows(_TABLE, "kind", "counted_from", "unit", "amount"):
        kind, counted_from = str(row["kind"]), str(row["counted_from"])
        unit, ways = str(row["unit"]), WAYS[kind]
        names = {
            "deadline": (DEADLINE_KINDS[kind],),
            "counted": (COUNTED_FROM[counted_from],),
        }
        if counted_from not in ways:
            yield checked.at(
                "setup_deadline_counted_so",
                _TABLE,
                number,
                "counted_from",
                choices=tuple(COUNTED_FROM[way] for way in ways),
                **names,
            )
        elif unit not in ways[counted_from]:
            yield checked.at(
                "setup_deadline_in_unit",
                _TABLE,
                number,
                "unit",
                unit=(DEADLINE_UNITS[unit],),
                choices=tuple(DEADLINE_UNITS[known] for known in ways[counted_from]),
                **names,
            )
        else:
            bounds = ways[counted_from][unit]
            if not bounds.lowest <= int(str(row["amount"])) <= bounds.highest:
                yield checked.at(
                    "setup_number_possible",
                    _TABLE,
                    number,
                    "amount",
                    column=checked.header(_TABLE, "amount"),
                    lowest=bounds.lowest,
                    highest=bounds.highest,
                )
