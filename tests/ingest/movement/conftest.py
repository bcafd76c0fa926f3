"""The example school with a second class of grade 5, and its journal read plainly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ingest.movement.entering import enter, take_back
from ingest.movement.request import Order
from ingest.setup.school import create_school
from ingest.setup.seeds import example_tables
from tests.passing_school import passing_copy
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.school_folder import open_school
from warehouse.timetable import DERIVED
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.movement.request import Request
    from ingest.setup.columns import SetupTables
    from warehouse.school_folder import School

SECRETARY = Viewer("С-03", frozenset({"secretary"}))
DEPUTY = Viewer("С-02", frozenset({"deputy", "teacher"}))
DIRECTOR = Viewer("С-01", frozenset({"director"}))
TENTH = date(2026, 11, 10)
ORDER = Order("48-у", TENTH)


def with_5b() -> SetupTables:
    """Return the example with 5Б: geography, and Russian while 5А learns English."""
    tables = example_tables()
    home = next(row for row in tables["classes"] if row["class_id"] == "5А")
    tables["classes"].append({**home, "class_id": "5Б", "homeroom_person_id": "С-07"})
    load = next(
        row
        for row in tables["load"]
        if (row["unit_id"], row["subject_id"]) == ("5А", "ГЕО")
    )
    tables["load"].append({**load, "unit_id": "5Б", "person_id": "С-07"})
    lesson = next(
        row
        for row in tables["timetable"]
        if (row["unit_id"], row["subject_id"]) == ("5А", "ГЕО")
    )
    at_english = {"unit_id": "5Б", "weekday": 3, "slot": 3, "room": "401"}
    there = {**at_english, "weekday": 5, "slot": 6}
    tables["timetable"].append({**lesson, **there})
    tables["load"].append(
        {**load, "unit_id": "5Б", "subject_id": "РУС", "person_id": "С-08"}
    )
    tables["timetable"].append({**lesson, **at_english, "subject_id": "РУС"})
    student = next(row for row in tables["students"] if row["class_id"] == "5А")
    there = {"student_id": "К-0221", "surname": "Юдина", "given_name": "Анна"}
    tables["students"].append({**student, **there, "class_id": "5Б"})
    return tables


@pytest.fixture(scope="session")
def folder_with_5b(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("moving") / "school"
    summer = SetClock(datetime(2026, 8, 25, tzinfo=UTC))
    tables = with_5b()
    create_school(folder, tables, b"5B", applied_by="administration", clock=summer)
    with open_school(folder, summer) as school:
        build_models(school.database)
    return folder


@pytest.fixture
def clock() -> SetClock:
    """Tuesday 10 November 2026, noon in Moscow."""
    return SetClock(datetime(2026, 11, 10, 9, 0, tzinfo=UTC))


@pytest.fixture
def school(folder_with_5b: Path, tmp_path: Path, clock: SetClock) -> Iterator[School]:
    with passing_copy(folder_with_5b, tmp_path / "moving", clock) as opened:
        yield opened


@pytest.fixture
def entered(school: School) -> Callable[..., int]:
    """Enter a movement as the secretary; returns its set."""

    def enter_it(request: Request, viewer: Viewer = SECRETARY) -> int:
        number = enter(school, viewer, request)
        with school.database.reading() as cursor:
            ((set_id,),) = cursor.execute(
                "select set_id from journal.movements where number = ?", [number]
            ).fetchall()
        return int(set_id)

    return enter_it


@pytest.fixture
def taken_back(school: School) -> Callable[[int], None]:
    def take_it_back(set_id: int) -> None:
        take_back(school, SECRETARY, set_id, "Ошибка в фамилии")

    return take_it_back


@pytest.fixture
def stays(school: School) -> Callable[[str], set[tuple[object, ...]]]:
    """Return on which pages a student is, of which class, from when until when."""

    def of(student_id: str) -> set[tuple[object, ...]]:
        with school.database.reading() as cursor:
            return set(
                cursor.execute(
                    "select page_id[6:], class_id, starts_on, ends_on "
                    "from journal.roster where student_id = ?",
                    [student_id],
                ).fetchall()
            )

    return of


@pytest.fixture
def journal(school: School) -> Callable[[], dict[str, list[tuple[object, ...]]]]:
    """Return all that is derived of the set-up."""

    def read() -> dict[str, list[tuple[object, ...]]]:
        with school.database.reading() as cursor:
            return {
                table: cursor.execute(f"from journal.{table} order by all").fetchall()
                for table in DERIVED
            }

    return read
