"""kill -9 in the middle of an import: it goes on, and nothing comes in twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.foreign import importing
from ingest.foreign.importing import run_import, take_back
from tests.ingest.foreign.drawn_facts import brought
from tests.ingest.foreign.killed_import import DIRECTOR, FIRST, TABLE
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from warehouse.school_folder import School

pytestmark = pytest.mark.by_turns

ROOT = Path(__file__).parents[3]
CELLS = 12
POINTS = [
    ("ingest.foreign.importing:plan_import", 1),
    ("ingest.foreign.importing:begin", 1),
    ("ingest.foreign.importing:_begun", 1),
    ("warehouse.ledger:append", 1),
    ("ingest.foreign.importing:_write", 1),
    ("ingest.foreign.importing:_write", 2),
    ("warehouse.ledger:append", 3),
    ("ingest.foreign.importing:_write", 3),
    ("ingest.foreign.importing:note", 1),
]


def kill(folder: Path, point: str, nth: int, deed: str) -> None:
    """Do a deed in a process of its own that is killed at the trap."""
    killed = subprocess.run(
        [
            *(sys.executable, "-m", "tests.ingest.foreign.killed_import"),
            *(str(folder), point, str(nth), deed),
        ],
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == -9, "the trap was not reached"


def state(school: School) -> tuple[int, int, list[str]]:
    with school.database.reading() as cursor:
        entries, cells = cursor.execute(
            "select (select count(*) from journal.entries), "
            "(select count(*) from journal.current)"
        ).fetchall()[0]
        events = cursor.execute(
            "select import_id || ' ' || event from journal.imports order by block_id"
        ).fetchall()
    return entries, cells, [event for (event,) in events]


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_a_killed_import_goes_on_and_nothing_comes_in_twice(
    example_school, clock, point, nth
):
    folder = example_school.folder
    example_school.database.close()

    kill(folder, point, nth, "bring")

    with open_school(folder, clock) as school:
        entries, cells, events = state(school)
        assert entries == cells  # never half a batch
        assert events in ([], [f"{FIRST} begun"])
        done = run_import(school, DIRECTOR, brought(TABLE))
        assert done.import_id == FIRST
        assert state(school) == (CELLS, CELLS, [f"{FIRST} begun", f"{FIRST} finished"])
        assert verify_school(school).differences == ()


@pytest.mark.parametrize(
    ("point", "nth"),
    [("ingest.foreign.importing:note", 1), ("warehouse.ledger:append", 2)],
)
def test_a_killed_taking_back_goes_on(example_school, clock, monkeypatch, point, nth):
    monkeypatch.setattr(importing, "BATCH", 1)
    run_import(example_school, DIRECTOR, brought(TABLE))
    folder = example_school.folder
    example_school.database.close()

    kill(folder, point, nth, "back")

    with open_school(folder, clock) as school:
        take_back(school, DIRECTOR, FIRST)
        entries, cells, events = state(school)
        assert (entries, cells) == (2 * CELLS, 0)
        assert events[-1] == f"{FIRST} withdrawn"
        assert verify_school(school).differences == ()
