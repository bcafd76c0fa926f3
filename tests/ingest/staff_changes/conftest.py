"""The example school on Monday, 23 November, with a newcomer who can take over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ingest.movement.request import Order
from ingest.staff_changes.entering import enter
from ingest.staff_changes.joining import Joining
from warehouse.obligations import bring_up_to_date
from warehouse.timetable import DERIVED
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.staff_changes.request import Request
    from warehouse.school_folder import School

DIRECTOR = Viewer("С-01", frozenset({"director"}))
DEPUTY = Viewer("С-02", frozenset({"deputy", "teacher"}))
ORDER = Order("61-к", date(2026, 11, 20))
RUSSIAN = "2026:5А:РУС"
ILL, NEW = "С-06", "С-09"  # Осипова: Russian in 5А and 10А, leads 10А


@pytest.fixture
def school(example_school: School) -> School:
    enter(
        example_school,
        DIRECTOR,
        Joining(
            person_id=NEW,
            surname="Юрьева",
            given_name="Вера",
            on=date(2026, 11, 23),
            order=ORDER,
        ),
    )
    return example_school


@pytest.fixture
def entered(school: School) -> Callable[..., int]:
    """Enter a change as the director; returns its set."""

    def enter_it(request: Request, viewer: Viewer = DIRECTOR) -> int:
        number = enter(school, viewer, request)
        found = ask(
            school,
            "select distinct set_id from journal.staff_changes where number = ?",
            number,
        )
        return int(str(found[0][0]))

    return enter_it


def ask(school: School, question: str, *values: object) -> list[tuple[object, ...]]:
    with school.database.reading() as cursor:
        return cursor.execute(question, list(values)).fetchall()


def journal(school: School) -> dict[str, list[tuple[object, ...]]]:
    homeroom = ask(school, "from staging.stg_homeroom order by all")
    derived = {
        table: ask(school, f"from journal.{table} order by all") for table in DERIVED
    }
    return {**derived, "homeroom": homeroom}


def stays(school: School, page_id: str = RUSSIAN) -> list[tuple[object, ...]]:
    """Return who has a page from when until when."""
    return ask(
        school,
        "select person_id, starts_on, ends_on from journal.page_teachers "
        "where page_id = ? order by starts_on, person_id",
        page_id,
    )


def leads(school: School, class_id: str, on: date) -> str:
    """Return who leads a class on a day."""
    ((person,),) = ask(
        school,
        "select person_id from staging.stg_homeroom "
        "where class_id = ? and ? between starts_on and ends_on",
        class_id,
        on,
    )
    return str(person)


def owed_by(school: School, page_id: str, on: date) -> set[object]:
    """Return who owes what a page asks for on a day."""
    bring_up_to_date(school.database)
    return {
        person
        for (person,) in ask(
            school,
            "select distinct person_id from journal.obligations "
            "where page_id = ? and owed_on = ?",
            page_id,
            on,
        )
    }
