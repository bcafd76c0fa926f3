"""Building the demo school: by the real set-up and the real hand-in, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ingest.demo.build import build_demo
from ingest.demo.discipline import PUNCTUAL
from ingest.demo.schedule import HANDED_OUT
from ingest.demo.school_year import TIMEZONE
from ingest.demo.tables import demo_tables
from ingest.demo.term import live_a_term
from ingest.reading.child import read_workbook
from ingest.setup.reader import read_setup
from ingest.setup.school import create_school
from ingest.setup.writer import write_setup_workbook
from warehouse.clock import SetClock
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.by_turns


class StoppedError(Exception):
    """Somebody pressed Ctrl-C."""


def ignore(stage: str, share: float) -> None:
    """Look at no progress."""


def test_an_interrupted_build_leaves_nothing_that_could_be_served(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "demo"

    def stop_early(stage: str, share: float) -> None:
        if share > 0.01:
            raise StoppedError(stage)

    with pytest.raises(StoppedError):
        build_demo(folder, stop_early)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("мой файл")

    with pytest.raises(VedomostError, match="is not empty"):
        build_demo(tmp_path, ignore)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_teacher_of_the_demo_school_hands_in_a_quarter(tmp_path: Path) -> None:
    tables = demo_tables(14)
    content = write_setup_workbook(tables, "ru")
    reading = read_setup(read_workbook(content))
    assert list(reading.problems) == []
    clock = SetClock(HANDED_OUT[0].replace(tzinfo=TIMEZONE))
    folder = tmp_path / "school"
    create_school(folder, reading.tables, content, applied_by="test", clock=clock)
    music = next(r["person_id"] for r in tables["load"] if r["subject_id"] == "МУЗ")
    told: list[float] = []

    with open_school(folder, clock) as school:
        (book,) = live_a_term(
            school, clock, {str(music): PUNCTUAL}, 14, tmp_path / "books", told.append
        )
        with school.database.reading() as cursor:
            uploads = cursor.execute(
                "select received_at, status from journal.uploads order by received_at"
            ).fetchall()
            finals = cursor.execute(
                "select count(*) from journal.current where field = 'final'"
            ).fetchone()

    assert len(book.saves) == len(uploads) == 1
    assert len({entry.key for entry in book.term.entries}) > 1000
    assert {status for _, status in uploads} == {"recorded"}
    assert [at.replace(tzinfo=UTC) for at, _ in uploads][-1] <= datetime(
        2026, 10, 26, tzinfo=UTC
    )
    assert finals is not None
    assert finals[0] > 300
    assert told[-1] == 1
    assert [path.name for path in (tmp_path / "books").rglob("*.xlsx")] == [
        "I четверть.xlsx"
    ]
