"""kill -9 at any point of an ingest: nothing received is lost, nothing is half done."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest import deciding, pending, preview, undo
from ingest.load import finish_interrupted
from tests.samples import one_in
from warehouse import ledger
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from tests.ingest.desk import Desk
    from warehouse.school_folder import School

pytestmark = pytest.mark.by_turns

ROOT = Path(__file__).parents[2]
# In the order in which one upload passes them.
POINTS = [
    ("warehouse.school_folder:School.keep", "after"),
    ("ingest.pending:receive", "after"),
    ("ingest.reading.read_before:read_workbook", "before"),
    ("ingest.reading.read_before:read_journal", "after"),
    ("ingest.load:around", "before"),
    ("ingest.load:check_changes", "after"),
    ("warehouse.ledger:_follow_current", "before"),
    ("warehouse.ledger:append", "after"),
    ("ingest.record:store_bases", "after"),
    ("ingest.load:record", "after"),
    ("warehouse.suite_runs:store", "after"),
    ("ingest.pending:finished", "before"),
    ("ingest.pending:finished", "after"),
]


def kill(
    folder: Path, file: Path, person: str, trap: tuple[str, str], deed: str
) -> None:
    """Do a deed in a process of its own that is killed at the trap."""
    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.ingest.killed_hand_in", str(folder), str(file),
            person, *trap, deed,
        ],
        cwd=ROOT,
        check=False,
    )  # fmt: skip
    assert killed.returncode == -9, "the trap was not reached"


@pytest.mark.parametrize(("point", "when"), one_in(3, POINTS))
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

    kill(folder, file, desk.person, (point, when), "hand_in")

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


@pytest.mark.parametrize(
    "trap",
    [
        ("ingest.pending:receive", "after"),
        ("ingest.load:record", "after"),
        ("ingest.waiting_files:store", "before"),
        ("ingest.waiting_files:store", "after"),
        ("ingest.pending:finished", "before"),
    ],
)
def test_a_file_whose_preview_was_killed_waits_after_the_next_start(
    desk: Desk, tmp_path, clock, trap
):
    file = tmp_path / "journal.xlsx"
    file.write_bytes(faulty(desk))
    folder = desk.school.folder
    desk.school.database.close()

    kill(folder, file, desk.person, trap, "take")

    with open_school(folder, clock) as school:
        finish_interrupted(school)
        (waiting,) = preview.waiting(school, desk.person)
        seen = preview.look(school, desk.person, waiting.preview_id)
        assert school.kept_path(seen.file_sha256).read_bytes() == file.read_bytes()
        assert [one.kind for one in seen.outcomes].count("faulty") == 1
        assert marks_in(school) == {}
        assert finish_interrupted(school) == []
        assert not list((folder / "received" / "unfinished").glob("*.json"))


@pytest.mark.parametrize(
    "trap",
    [
        ("ingest.pending:receive", "after"),
        ("ingest.waiting_files:settle", "after"),
        ("ingest.load:record", "after"),
        ("warehouse.suite_runs:store", "after"),
        ("ingest.pending:finished", "before"),
    ],
)
def test_a_killed_commit_of_a_preview_is_finished_once(
    desk: Desk, tmp_path, clock, trap
):
    preview.take(desk.school, faulty(desk), "журнал.xlsx", desk.person)
    file = tmp_path / "unused"
    file.touch()
    folder = desk.school.folder
    desk.school.database.close()

    kill(folder, file, desk.person, trap, "commit")

    with open_school(folder, clock) as school:
        finish_interrupted(school)
        assert marks_in(school) == {desk.students[0]: "4"}
        assert preview.waiting(school, desk.person) == ()
        with school.database.reading() as cursor:
            settled = cursor.execute(
                "select previews.outcome, uploads.status "
                "from journal.previews inner join journal.uploads using (upload_id)"
            ).fetchall()
            assert ledger.replay(cursor) == []
        assert settled == [("recorded", "recorded")]
        assert not list((folder / "received" / "unfinished").glob("*"))


@pytest.mark.parametrize(
    "trap",
    [("ingest.pending:receive", "after"), ("ingest.load:record", "after")],
)
def test_a_killed_decision_is_taken_after_the_next_start(
    desk: Desk, tmp_path, clock, trap
):
    desk.enter(desk.students[0], "4")
    stale = desk.open_workbook()
    desk.enter(desk.students[0], "5")
    stale.mark(desk.page, desk.students[0], desk.lesson).value = "3"
    desk.hand_in(stale)
    file = tmp_path / "unused"
    file.touch()
    folder = desk.school.folder
    desk.school.database.close()

    kill(folder, file, desk.person, trap, "decide")

    with open_school(folder, clock) as school:
        finish_interrupted(school)
        assert marks_in(school) == {desk.students[0]: "3"}
        assert deciding.open_questions(school, desk.person) == ()


@pytest.mark.parametrize("name", ["append", "insert_upload"])
def test_a_killed_undo_has_undone_nothing_and_can_be_done_again(
    desk: Desk, tmp_path, clock, name
):
    desk.enter(desk.students[0], "5")
    file = tmp_path / "unused"
    file.touch()
    folder = desk.school.folder
    desk.school.database.close()

    kill(folder, file, desk.person, (f"ingest.undo:{name}", "after"), "undo")

    with open_school(folder, clock) as school:
        assert finish_interrupted(school) == []
        assert marks_in(school) == {desk.students[0]: "5"}
        undo.undo(school, desk.person, undo.last(school, desk.person).upload_id)
        assert marks_in(school) == {}
        with school.database.reading() as cursor:
            assert ledger.replay(cursor) == []


@pytest.mark.embedded
def test_a_note_of_the_version_before_is_finished_too(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    upload = pending.receive(
        desk.school, teacher.save(), "журнал.xlsx", desk.person, "page"
    )
    (note,) = (desk.school.folder / "received" / "unfinished").glob("*.json")
    older = json.loads(note.read_text(encoding="utf-8"))
    for unknown in ("decided", "is_preview", "is_decision", "preview_id"):
        del older[unknown]
    note.write_text(json.dumps(older), encoding="utf-8")

    (receipt,) = finish_interrupted(desk.school)

    assert (receipt.upload_id, receipt.status) == (upload.upload_id, "recorded")


def faulty(desk: Desk) -> bytes:
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "4"
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "6"
    return teacher.save()


def marks_in(school: School) -> dict[str, str]:
    with school.database.reading() as cursor:
        return dict(
            cursor.execute(
                "select student_id, value from journal.current where field = 'mark'"
            ).fetchall()
        )
