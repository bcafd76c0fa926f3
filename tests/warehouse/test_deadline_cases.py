"""Every row of deadline_cases.txt: by when it was due and how it came out (§2.5–2.8).

The rows share as few schools as they can: each has a class, teachers and students of
its own, so that none of them touches another.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.warehouse.deadline_events import Doing
from tests.warehouse.deadline_setup import add_case, ids_of, school_of, set_up, write
from tests.warehouse.deadline_table import PERIODS, Case, cases
from warehouse import obligations
from warehouse.build import build_models
from warehouse.calendar import to_local
from warehouse.clock import utc_naive
from warehouse.queries.outcomes import OUTCOME
from warehouse.school_folder import create_folder, open_school
from warehouse.timetable import derive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

CASES = cases()
_WORDS = {
    "on_time": "вовремя",
    "missing": "не внесено",
    "excused": "причина принята",
    "void": "недействительно",
    "undetermined": "время неизвестно",
    "not_yet_due": "срок не наступил",
}
_MINUTE = timedelta(minutes=1)


class Told(NamedTuple):
    """What the row says, or what the models made of it."""

    clause: str
    due: str
    outcome: str


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """Everything that the models say of the cases, by number."""
    together: dict[tuple[str, int, tuple[str, ...]], list[Case]] = {}
    for case in CASES:
        together.setdefault(school_of(case), []).append(case)
    told: dict[str, Told] = {}
    empty = tmp_path_factory.mktemp("deadlines") / "empty"
    create_folder(empty, {"school_id": "s", "name": "Школа", "timezone": "UTC"})
    with open_school(empty) as school:
        build_models(school.database)
    for number, ((zone, week, own), some) in enumerate(together.items()):
        folder = empty.with_name(str(number))
        shutil.copytree(empty, folder)
        with open_school(folder) as school:
            told.update(_lived_through(school.database, zone, week, own, some))
    return told


def _lived_through(
    database: Database, zone: str, week: int, own: tuple[str, ...], some: list[Case]
) -> Iterator[tuple[str, Told]]:
    tables = set_up(week, own)
    tables["about"].append({"setting": "timezone", "value": zone})
    for case in some:
        add_case(tables, case)
    with database.writing() as cursor:
        write(cursor, tables)
        derive(cursor, ZoneInfo(zone))
        doing = Doing(cursor, zone)
        for case in some:
            doing.do(case)
        _take_off_the_timetable(cursor, zone, some)
    obligations.bring_up_to_date(database)
    for case in some:
        yield case.number, _of_case(database, case, doing)


def _take_off_the_timetable(
    cursor: duckdb.DuckDBPyConnection, zone: str, some: list[Case]
) -> None:
    units = [ids_of(case)[0] for case in some if case.has("снят с расписания")]
    if units:
        cursor.execute(
            "update setup.timetable set valid_to = valid_from "
            "where list_contains(?, unit_id)",
            [units],
        )
        derive(cursor, ZoneInfo(zone))


def _of_case(database: Database, case: Case, doing: Doing) -> Told:
    asked_at = utc_naive(doing.moment(case.asked_at))
    second = "-2" if case.has("спрошен второй") else ""
    with database.reading() as cursor:
        rows = cursor.execute(
            f"""
            select
                clause, due_at, first_recorded_at, is_early,
                corrected_at <= $now as is_corrected, {OUTCOME} as outcome
            from marts.obligations
            where
                page_id = $page_id and kind = $kind and person_id = $person_id
                and student_id in ('', $student_id) and period_id in ('', $period_id)
                and opens_at <= $now
            """,
            {
                "now": asked_at,
                "page_id": ids_of(case)[1],
                "kind": case.kind,
                "person_id": f"П-{case.number}{second}",
                "student_id": f"У-{case.number}",
                "period_id": _period_id(case),
            },
        ).fetchall()
    assert len(rows) <= 1, rows
    if not rows:
        return Told(case.clause, "—", "не требуется")
    clause, due_at, first_at, is_early, is_corrected, outcome = rows[0]
    words = _WORDS.get(outcome) or f"опоздание {_duration(first_at - due_at)}"
    words += ", раньше окна" if is_early else ""
    words += ", исправлено" if is_corrected else ""
    return Told(clause, _due(due_at, doing.zone), words)


def _period_id(case: Case) -> str:
    return PERIODS[case.period][0] if case.period else ""


def _due(due_at: datetime, zone: ZoneInfo) -> str:
    """Return «23.11 12:35»; the end of a day is 24:00."""
    local = to_local(due_at, zone)
    if (local + timedelta(microseconds=1)).date() > local.date():
        return f"{local:%d.%m} 24:00"
    return f"{local:%d.%m %H:%M}"


def _duration(late: timedelta) -> str:
    """Return «1 дн 2 ч 5 мин»; a day ends a microsecond before the next."""
    minutes = (late + timedelta(microseconds=1)) // _MINUTE
    if not minutes:
        return "менее 1 мин"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "дн"), (hours, "ч"), (minutes, "мин"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_the_row_comes_out_as_it_says(found: dict[str, Told], case: Case) -> None:
    assert found[case.number] == Told(case.clause, case.due, case.outcome)


def test_the_table_has_at_least_120_rows_each_with_its_own_number() -> None:
    numbers = [case.number for case in CASES]

    assert len(CASES) >= 120
    assert numbers == [str(number) for number in range(1, len(CASES) + 1)]


def test_the_table_has_every_kind_on_every_school_day_and_every_outcome() -> None:
    lessons = [(case.kind, case.lesson_on) for case in CASES]
    days = {(kind, lesson_on.isoweekday()) for kind, lesson_on in lessons if lesson_on}
    kinds = {"attendance", "topic", "homework", "lesson_mark", "written_mark"}
    outcomes = {case.outcome.split(",")[0].split(" ")[0] for case in CASES}

    assert days >= {(kind, weekday) for kind in kinds for weekday in range(1, 7)}
    assert {case.kind for case in CASES} == {*kinds, "final"}
    words = {word.split(" ")[0] for word in _WORDS.values()}
    assert outcomes == words | {"опоздание"}
