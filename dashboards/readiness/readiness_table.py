"""The tables of *Readiness*: the checks, and what lacks of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.readiness import lacking
from dashboards.readiness.lines import by_when
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, clause_name, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from dashboards.readiness.lines import Line
    from warehouse.queries.readiness import SetUpTerm

TITLE = N_("What is formed")


def draw(
    lines: Sequence[Line], term: SetUpTerm | None, today: date, language: str
) -> str:
    """Return one row per check."""
    head = row(
        heading(say(N_("What must be formed"), language), "name"),
        heading(say(N_("Clause"), language), "spare"),
        heading(say(N_("Ready"), language), "right"),
        heading(say(N_("State"), language)),
        heading(say(N_("Who answers"), language), "spare"),
        heading(say(N_("By when"), language), "spare"),
    )
    body = [
        row(
            heading(
                say(line.check.name, language),
                "name",
                say(line.check.rule, language),
                scope="row",
            ),
            cell(clause_name(line.check.clause, language), "spare nowrap"),
            cell(f"{line.ready.of} / {line.ready.out_of}", "right"),
            cell(state(line, language), "good" if line.is_ready else "bad"),
            cell(line.who, "spare wide"),
            cell(by_when(line.is_ready, term, today, language), "spare nowrap"),
        )
        for line in lines
    ]
    return table(say(TITLE, language), [head], body)


def state(line: Line, language: str) -> str:
    """Return «готово» or «не хватает: 3»."""
    if line.is_ready:
        return say(N_("ready"), language)
    return say(N_("lacking: {count}"), language, count=line.count_lacking)


def draw_lacking(found: pl.DataFrame, title: str, language: str) -> str:
    """Return one row per thing that is not ready."""
    shows_people = lacking.shows_people(found)
    head = row(
        heading(say(N_("Where"), language), "name"),
        heading(say(N_("What lacks"), language)),
        heading(say(N_("Teacher"), language), "spare") if shows_people else "",
    )
    body = [
        row(
            heading(lacking.what(item, language), "name", scope="row"),
            cell(lacking.lacks(item, language), "wide"),
            cell(lacking.who(item), "spare") if shows_people else "",
        )
        for item in found.iter_rows(named=True)
    ]
    return table(title, [head], body)
