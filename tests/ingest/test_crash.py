"""kill -9 at any point of an ingest: nothing received is lost, nothing is half done."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.load import finish_interrupted
from warehouse import ledger
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from tests.ingest.desk import Desk

ROOT = Path(__file__).parents[2]
# In the order in which one upload passes them.
POINTS = [
    ("warehouse.school_folder:School.keep", "after"),
    ("ingest.pending:receive", "after"),
    ("ingest.load:read_workbook", "before"),
    ("ingest.load:read_journal", "after"),
    ("ingest.load:around", "before"),
    ("ingest.load:check_changes", "after"),
    ("warehouse.ledger:_follow_current", "before"),
    ("warehouse.ledger:append", "after"),
    ("ingest.record:store_bases", "after"),
    ("ingest.record:record", "after"),
    ("warehouse.suite_runs:store", "after"),
    ("ingest.pending:finished", "before"),
    ("ingest.pending:finished", "after"),
]


@pytest.mark.parametrize(("point", "when"), POINTS)
def test_a_killed_hand_in_is_finished_at_the_next_start(
    desk: Desk, tmp_path, clock, point, when
):
    teacher = desk.open_workbook()
    for number, student in enumerate(desk.students):
        teacher.mark(desk.page, student, desk.lesson).value = str(2 + number % 4)
    content = teacher.save()
    file = tmp_path / "journal.xlsx"
    file.write_bytes(content)
    folder = desk.school.folder
    desk.school.database.close()

    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.ingest.killed_hand_in", str(folder), str(file),
            desk.person, point, when,
        ],
        cwd=ROOT,
        check=False,
    )  # fmt: skip

    assert killed.returncode == -9, "the trap was not reached"
    with open_school(folder, clock) as school:
        digest = hashlib.sha256(content).hexdigest()
        assert school.kept_path(digest).read_bytes() == content
        is_noted = point != "warehouse.school_folder:School.keep"
        finish_interrupted(school)
        with school.database.reading() as cursor:
            marks = dict(
                cursor.execute(
                    "select student_id, value from journal.current "
                    "where field = 'mark' order by 1"
                ).fetchall()
            )
            uploads = cursor.execute("select status from journal.uploads").fetchall()
            assert ledger.replay(cursor) == []
        expected = {s: str(2 + n % 4) for n, s in enumerate(desk.students)}
        assert marks == (expected if is_noted else {})
        assert uploads == ([("recorded",)] if is_noted else []), "once, and only once"
        assert finish_interrupted(school) == []
        assert not list((folder / "received" / "unfinished").glob("*.json"))
