"""Topics brought for pages as rows of the set-up's plans.

A plan that serves no other page is changed in its place. Else the pages get a plan of
their own, and the other one goes on for whom it serves besides.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.lesson_plans.standing import (
    TABLE,
    leading_plan,
    pages_of_subject,
    rows_of_subject,
)
from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import Edit, added
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from ingest.lesson_plans.standing import PlanPage, PlanRow

_NO_PAGE = N_("Choose at least one journal page.")
_ONE_SUBJECT = N_("Choose pages of one subject: a plan is of one subject.")
_NO_TOPIC = N_("No topic was found. See what the columns are.")
_TOO_LONG = N_("A plan has at most {most} lessons, this one would have {count}.")
_MOST = int(SHEET_OF[TABLE].column("position").highest or 0)


class Asked(NamedTuple):
    """Topics as somebody wants them for pages.

    `lessons` are topic and homework of each lesson, the first of them for the lesson
    number `start`. `keeps_rest` leaves the present topics of later lessons as they are.
    """

    page_ids: tuple[str, ...]
    lessons: tuple[tuple[str, str], ...]
    from_date: date
    start: int = 1
    keeps_rest: bool = False


class _Home(NamedTuple):
    """A plan that is to hold the topics, and its pages; `units` of new rows."""

    plan_id: str
    units: str
    pages: list[PlanPage]


def chosen_pages(
    cursor: duckdb.DuckDBPyConnection, page_ids: Sequence[str]
) -> tuple[list[PlanPage], list[PlanPage]]:
    """Return the chosen pages and all of their subject; refuse pages of several."""
    if not page_ids:
        raise VedomostError(_NO_PAGE)
    rows = cursor.execute(
        "select distinct subject_id from journal.pages "
        "where page_id in (select unnest(?))",
        [list(page_ids)],
    ).fetchall()
    if len(rows) != 1:
        raise VedomostError(_ONE_SUBJECT)
    of_subject = pages_of_subject(cursor, rows[0][0])
    return [page for page in of_subject if page.page_id in page_ids], of_subject


def edits_for(cursor: duckdb.DuckDBPyConnection, asked: Asked) -> list[Edit]:
    """Return the rows of plans that change, so that the pages get these topics."""
    last = asked.start + len(asked.lessons) - 1
    if not asked.lessons:
        raise VedomostError(_NO_TOPIC)
    if last > _MOST:
        raise VedomostError(_TOO_LONG, most=_MOST, count=last)
    chosen, of_subject = chosen_pages(cursor, asked.page_ids)
    rows = rows_of_subject(cursor, chosen[0].subject_id, asked.from_date)
    homes = _homes(cursor, rows, chosen, of_subject)
    edits = [edit for home in homes for edit in _written(home, rows, asked, chosen[0])]
    return edits + _given_way(homes, rows, asked, of_subject)


def serves_besides(
    rows: Sequence[PlanRow], chosen: Sequence[PlanPage], of_subject: Sequence[PlanPage]
) -> list[PlanPage]:
    """Return the pages that share their plan with the chosen ones and are not chosen.

    For them nothing changes: the chosen ones get a plan of their own.
    """
    leading = {leading_plan(rows, page) for page in chosen} - {None}
    return [
        page
        for page in of_subject
        if page not in chosen and leading_plan(rows, page) in leading
    ]


def _homes(
    cursor: duckdb.DuckDBPyConnection,
    rows: Sequence[PlanRow],
    chosen: Sequence[PlanPage],
    of_subject: Sequence[PlanPage],
) -> list[_Home]:
    led: dict[str | None, list[PlanPage]] = defaultdict(list)
    for page in chosen:
        led[leading_plan(rows, page)].append(page)
    homes, homeless = [], []
    for plan_id, pages in led.items():
        served = [
            page
            for page in of_subject
            if any(row.serves(page) for row in rows if row.plan_id == plan_id)
        ]
        if plan_id is None or set(served) - set(chosen):
            homeless += pages
            continue
        units = {row.units for row in rows if row.plan_id == plan_id}
        told = units.pop() if len(units) == 1 else _named(served)
        homes.append(_Home(plan_id, told, pages))
    if homeless:
        homes.append(_Home(_free_code(cursor, homeless), _named(homeless), homeless))
    return homes


def _written(
    home: _Home, rows: Sequence[PlanRow], asked: Asked, page: PlanPage
) -> list[Edit]:
    """Return the topics of a plan, and the end of those after the last one."""
    own = {row.position: row for row in rows if row.plan_id == home.plan_id}
    edits = []
    for position, (topic, homework) in enumerate(asked.lessons, asked.start):
        row = own.pop(position, None)
        is_same = row is not None and row[1:] == (
            home.units, position, topic, homework, True,
        )  # fmt: skip
        if not is_same:
            edits.append(_edit(home, page.subject_id, position, topic, homework))
    if not asked.keeps_rest:
        last = asked.start + len(asked.lessons) - 1
        edits += [
            Edit(TABLE, (home.plan_id, position), None)
            for position in sorted(own)
            if position > last
        ]
    return edits


def _given_way(
    homes: Sequence[_Home],
    rows: Sequence[PlanRow],
    asked: Asked,
    of_subject: Sequence[PlanPage],
) -> list[Edit]:
    """Return the rows of other plans that would still have the word on chosen pages."""
    last = asked.start + len(asked.lessons) - 1
    at_home = {page: home for home in homes for page in home.pages}
    edits = []
    for row in rows:
        served = [page for page in of_subject if row.serves(page)]
        leaving = {
            page
            for page in served
            if page in at_home and _stands_in_the_way(row, page, at_home, asked, last)
        }
        if not leaving:
            continue
        staying = [page for page in served if page not in leaving]
        key = (row.plan_id, row.position)
        subject_id = served[0].subject_id
        home = _Home(row.plan_id, _named(staying), staying)
        edits.append(
            _edit(home, subject_id, row.position, row.topic, row.homework)
            if staying
            else Edit(TABLE, key, None)
        )
    return edits


def _stands_in_the_way(
    row: PlanRow,
    page: PlanPage,
    at_home: dict[PlanPage, _Home],
    asked: Asked,
    last: int,
) -> bool:
    home = at_home[page]
    if row.plan_id == home.plan_id or row.position < asked.start:
        return False
    if row.position > last:
        return not asked.keeps_rest
    own = row._replace(plan_id=home.plan_id, units=home.units)
    return row.rank(page) < own.rank(page)


def _edit(
    home: _Home, subject_id: str, position: int, topic: str, homework: str
) -> Edit:
    return added(
        TABLE,
        {
            "plan_id": home.plan_id,
            "subject_id": subject_id,
            "units": home.units,
            "position": position,
            "topic": topic,
            "homework": homework,
        },
    )


def _named(pages: Sequence[PlanPage]) -> str:
    return ",".join(page.unit_id for page in pages)


def _free_code(cursor: duckdb.DuckDBPyConnection, pages: Sequence[PlanPage]) -> str:
    """Return a code that no plan has ever had: «АЛГ-8А», else «АЛГ-8А-2»."""
    wanted = f"{pages[0].subject_id}-{pages[0].unit_id}"
    taken = {
        code
        for (code,) in cursor.execute(
            "select distinct plan_id from setup.lesson_plans"
        ).fetchall()
    }
    codes = (
        wanted if number == 1 else f"{wanted}-{number}" for number in range(1, 999)
    )
    return next(code for code in codes if code not in taken)
