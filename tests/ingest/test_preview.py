"""A workbook waits where its teacher should look first, else it is recorded at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ingest import preview
from ingest.decisions import Decision, Decisions
from ingest.load import hand_in
from ingest.narrate import receipt_text
from ingest.waiting_files import NotWaitingError
from tests.ingest.breached import breached
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


def take(desk: Desk, content: bytes) -> Receipt:
    return preview.take(desk.school, content, "журнал.xlsx", desk.person)


def faulty(desk: Desk, mark: str = "4") -> bytes:
    """Return a workbook with one sound mark and one off the scale."""
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = mark
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "6"
    return teacher.save()


def pass_time(desk: Desk, **span: float) -> None:
    desk.school.clock.set(desk.school.clock.now() + timedelta(**span))


def test_a_sound_workbook_is_recorded_at_once(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    receipt = take(desk, teacher.save())

    assert (receipt.status, receipt.count_recorded) == ("recorded", 2)
    assert desk.values() == {desk.students[0]: "5"}
    assert preview.waiting(desk.school, desk.person) == ()


def test_a_warning_does_not_make_a_workbook_wait(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5н"

    receipt = take(desk, teacher.save())

    assert {one.severity for one in receipt.findings} == {"warning"}
    assert receipt.status == "recorded"


def test_a_file_that_is_no_workbook_is_refused_and_does_not_wait(desk: Desk):
    assert take(desk, b"not a workbook").status == "refused"
    assert preview.waiting(desk.school, desk.person) == ()


def test_a_faulty_workbook_waits_and_nothing_of_it_is_recorded(desk: Desk):
    content = faulty(desk)
    before = desk.counts()

    receipt = take(desk, content)

    assert receipt.status == "waiting"
    assert sorted(one.kind for one in receipt.outcomes) == ["faulty", "new", "new"]
    assert desk.counts() == before
    assert desk.school.kept_path(receipt.file_sha256).read_bytes() == content
    (waiting,) = preview.waiting(desk.school, desk.person)
    assert (waiting.preview_id, waiting.file_name) == (
        receipt.upload_id,
        "журнал.xlsx",
    )
    assert waiting.received_at == desk.school.clock.now()
    assert "пока ничего не записано" in receipt_text(receipt, "ru")


def test_a_look_at_a_waiting_file_is_taken_anew(desk: Desk):
    waiting = take(desk, faulty(desk))
    assert preview.look(desk.school, desk.person, waiting.upload_id) == waiting
    desk.enter(desk.students[0], "5")

    again = preview.look(desk.school, desk.person, waiting.upload_id)

    assert sorted(one.kind for one in again.outcomes) == ["conflict", "faulty"]


def test_a_committed_preview_is_entered_at_the_moment_of_the_click(desk: Desk):
    waiting = take(desk, faulty(desk))
    pass_time(desk, hours=1)

    receipt = preview.commit(desk.school, desk.person, waiting.upload_id)

    assert (receipt.status, receipt.count_quarantined) == ("recorded", 1)
    assert desk.values() == {desk.students[0]: "4"}
    assert desk.history(desk.students[0])["recorded_at"].to_list() == [
        desk.school.clock.now().replace(tzinfo=None)
    ]
    assert preview.waiting(desk.school, desk.person) == ()
    with desk.school.database.reading() as cursor:
        rows = cursor.execute(
            "select outcome, upload_id from journal.previews"
        ).fetchall()
    assert rows == [("recorded", receipt.upload_id)]


def test_decisions_are_committed_with_the_preview(desk: Desk):
    desk.enter(desk.students[0], "5")
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = None
    waiting = take(desk, teacher.save())
    (asked,) = waiting.proposals
    decisions = Decisions({asked.key: Decision("file", "5")})
    seen = preview.look(desk.school, desk.person, waiting.upload_id, decisions)

    receipt = preview.commit(desk.school, desk.person, waiting.upload_id, decisions)

    assert seen.outcomes == receipt.outcomes
    assert (receipt.count_removals, desk.values()) == (1, {})


def test_a_preview_is_recorded_once_whoever_clicks_twice(desk: Desk):
    waiting = take(desk, faulty(desk))
    told = []

    def click() -> None:
        try:
            told.append(
                preview.commit(desk.school, desk.person, waiting.upload_id).status
            )
        except NotWaitingError:
            told.append("not waiting")

    hands = [threading.Thread(target=click) for _ in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(told) == ["not waiting", "not waiting", "recorded"]
    assert not list((desk.school.folder / "received" / "unfinished").glob("*.json"))


def test_a_dropped_preview_records_nothing_and_waits_no_more(desk: Desk):
    waiting = take(desk, faulty(desk))

    preview.drop(desk.school, desk.person, waiting.upload_id)

    assert desk.values() == {}
    assert preview.waiting(desk.school, desk.person) == ()
    with pytest.raises(NotWaitingError):
        preview.commit(desk.school, desk.person, waiting.upload_id)
    assert desk.school.kept_path(waiting.file_sha256).exists()


@pytest.mark.parametrize("deed", [preview.look, preview.commit, preview.drop])
def test_a_preview_is_its_owners_alone(desk: Desk, deed):
    waiting = take(desk, faulty(desk))

    with pytest.raises(NotWaitingError):
        deed(desk.school, desk.stranger, waiting.upload_id)
    with pytest.raises(NotWaitingError):
        deed(desk.school, desk.person, "unknown")

    assert preview.waiting(desk.school, desk.stranger) == ()
    assert len(preview.waiting(desk.school, desk.person)) == 1


def test_a_later_file_of_the_same_workbook_takes_the_place_of_a_waiting_one(desk: Desk):
    teacher = desk.open_workbook()
    cell = teacher.mark(desk.page, desk.students[0], desk.lesson)
    cell.value = "6"
    take(desk, teacher.save())
    other = take(desk, faulty(desk))
    pass_time(desk, minutes=1)
    cell.value = "7"
    second = take(desk, teacher.save())

    waiting = [one.preview_id for one in preview.waiting(desk.school, desk.person)]
    assert waiting == [second.upload_id, other.upload_id]

    pass_time(desk, minutes=1)
    cell.value = "5"
    assert take(desk, teacher.save()).status == "recorded"
    waiting = [one.preview_id for one in preview.waiting(desk.school, desk.person)]
    assert waiting == [other.upload_id], "the mended file settled its own"


def test_a_colleagues_hand_in_of_the_workbook_leaves_the_owners_preview(desk: Desk):
    content = faulty(desk)
    waiting = take(desk, content)

    hand_in(desk.school, content, "чужой.xlsx", desk.stranger, "page")

    (still,) = preview.waiting(desk.school, desk.person)
    assert still.preview_id == waiting.upload_id


def test_a_preview_of_a_void_period_is_offered_to_nobody(desk: Desk):
    school = breached(desk)
    reported_at = school.pass_time(minutes=1)
    school.pass_time(minutes=1)
    waiting = take(desk, faulty(desk))
    school.pass_time(minutes=1)
    school.register(reported_at)
    school.pass_time(minutes=1)
    school.issue_credentials()

    assert preview.waiting(desk.school, desk.person) == ()
    with pytest.raises(NotWaitingError):
        preview.commit(desk.school, desk.person, waiting.upload_id)


def test_what_comes_in_a_void_period_does_not_wait_and_does_not_count(desk: Desk):
    school = breached(desk)
    school.register(school.pass_time(minutes=1))
    school.pass_time(minutes=1)

    receipt = take(desk, faulty(desk))

    assert receipt.is_void
    assert preview.waiting(desk.school, desk.person) == ()
    assert desk.values() == {}
    with desk.school.database.reading() as cursor:
        assert ledger.replay(cursor) == []


def test_another_copy_does_not_take_the_place_of_a_waiting_one_with_other_marks(
    desk: Desk,
):
    content = desk.open_workbook().save()
    at_home, at_school = Teacher(content), Teacher(content)
    at_home.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    at_home.mark(desk.page, desk.students[1], desk.lesson).value = "6"
    waits = take(desk, at_home.save())
    assert waits.status == "waiting"
    pass_time(desk, minutes=1)
    at_school.mark(desk.page, desk.students[2], desk.lesson).value = "4"

    assert take(desk, at_school.save()).status == "recorded"

    (still,) = preview.waiting(desk.school, desk.person)
    assert still.preview_id == waits.upload_id
    preview.commit(desk.school, desk.person, still.preview_id)
    assert desk.values() == {desk.students[0]: "5", desk.students[2]: "4"}
