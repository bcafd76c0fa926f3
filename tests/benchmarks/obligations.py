"""What a school's timeliness costs: the views that define it, and their kept copy."""

from __future__ import annotations

import statistics
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from ingest.demo.schedule import DEMO_NOW, HANDED_OUT
from ingest.demo.school_year import TIMEZONE
from tests.benchmarks.cpu import cpu_of
from warehouse.clock import SetClock
from warehouse.obligations import bring_up_to_date, forget
from warehouse.queries import obligations, timeliness
from warehouse.school_folder import open_school
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warehouse.school_folder import School

ROUNDS = 15
NOW = DEMO_NOW.replace(tzinfo=TIMEZONE)


def measure(folder: Path) -> dict[str, float]:
    """Return median CPU seconds over the demo school in `folder`."""
    with open_school(folder, SetClock(NOW)) as school:
        bring_up_to_date(school.database)
        times: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for name, (prepare, run) in _contestants(school).items():
                prepare()
                times.setdefault(name, []).append(cpu_of(run))
        return {name: statistics.median(taken) for name, taken in times.items()}


def _contestants(
    school: School,
) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Return what is measured, each with what goes before it unmeasured."""
    database = school.database
    director, teacher = _people(school)
    asked = timeliness.Asked(
        NOW, HANDED_OUT[1].date(), NOW.date() + timedelta(days=40), "led"
    )

    def views() -> None:
        with database.reading() as cursor:
            cursor.execute(
                "select entered, count(*) from intermediate.int_obligation_entries "
                "group by entered"
            ).fetchall()

    def forget_all() -> None:
        with database.writing() as cursor:
            forget(cursor)

    def forget_last_hand_in() -> None:
        bring_up_to_date(database)
        with database.writing() as cursor:
            cursor.execute(
                "update journal.obligations_kept "
                "set block_id = (select max(block_id) - 1 from journal.entries)"
            )

    def nothing() -> None:
        bring_up_to_date(database)

    refresh = partial(bring_up_to_date, database)
    count = partial(timeliness.counts, database, director, asked)
    return {
        "the views, asked for the whole school": (nothing, views),
        "the copy made anew": (forget_all, refresh),
        "the copy after one hand-in": (forget_last_hand_in, refresh),
        "the copy, when nothing is new": (nothing, refresh),
        "shares of the school by teacher, from the copy": (
            nothing,
            partial(count, "teacher"),
        ),
        "what one teacher owes, from the copy": (
            nothing,
            partial(obligations.due_of_teacher, database, teacher, NOW),
        ),
    }


def _people(school: School) -> tuple[Viewer, Viewer]:
    """Return the director and the teacher of the school's last entry."""
    with school.database.reading() as cursor:
        rows = cursor.execute(
            """
            select
                (
                    select min(person_id) from intermediate.int_leaders
                    where is_director
                ),
                arg_max(recorded_by, entry_id)
            from journal.entries
            """
        ).fetchall()
    director, teacher = rows[0]
    return Viewer(director, frozenset()), Viewer(teacher, frozenset())
