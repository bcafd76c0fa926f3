"""One upload, end to end: kept, read, merged, checked, recorded."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.decisions import Decision, Decisions
from ingest.load import hand_in, owner_of, rehearse
from tests.ingest.desk import ALL_EMPTIED
from warehouse import ledger

if TYPE_CHECKING:
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


def test_a_mark_typed_into_the_workbook_is_recorded_with_author_and_time(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    receipt = desk.hand_in(teacher)

    assert receipt.status == "recorded"
    assert receipt.count_recorded == 2, "the mark, and the topic of a given lesson"
    told = desk.history(desk.students[0])
    assert told["value"].to_list() == ["5"]
    assert told["recorded_by"].to_list() == [desk.person]
    assert told["recorded_at"][0] == desk.school.clock.now().replace(tzinfo=None)


def test_the_same_file_handed_in_twice_changes_nothing(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "4"
    teacher.lesson(desk.lesson, "homework").value = "§ 12, № 340"
    saved = teacher.save()
    first = desk.hand_in(saved)
    before = desk.counts()

    second = desk.hand_in(saved)

    assert first.status == "recorded"
    assert second.status == "unchanged"
    assert second.count_unchanged == second.count_cells == first.count_cells
    assert desk.counts() == before


def test_a_fresh_workbook_handed_in_untouched_changes_nothing(desk: Desk):
    desk.enter(desk.students[0], "5")

    receipt = desk.hand_in(desk.open_workbook())

    assert receipt.status == "unchanged"
    assert receipt.count_recorded == 0


def test_a_stale_copy_does_not_wipe_newer_marks(desk: Desk):
    stale = desk.open_workbook()
    desk.enter(desk.students[0], "5")
    stale.mark(desk.page, desk.students[1], desk.lesson).value = "3"

    receipt = desk.hand_in(stale)

    assert receipt.count_recorded == 1
    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "3"}


def test_where_both_changed_the_journal_keeps_its_value_and_both_are_shown(desk: Desk):
    stale = desk.open_workbook()
    desk.enter(desk.students[0], "5")
    stale.mark(desk.page, desk.students[0], desk.lesson).value = "3"

    receipt = desk.hand_in(stale)

    (conflict,) = receipt.proposals
    assert (conflict.kind, conflict.file_value, conflict.current_value) == (
        "conflict",
        "3",
        "5",
    )
    assert desk.values() == {desk.students[0]: "5"}
    again = desk.hand_in(stale)
    assert [proposal.kind for proposal in again.proposals] == ["conflict"]


def test_an_emptied_cell_is_proposed_and_removed_only_when_confirmed(desk: Desk):
    desk.enter(desk.students[0], "5")
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = None
    saved = teacher.save()

    receipt = desk.hand_in(saved)

    assert [proposal.kind for proposal in receipt.proposals] == ["removal"]
    assert desk.values() == {desk.students[0]: "5"}

    confirmed = desk.hand_in(saved, decisions=ALL_EMPTIED)

    assert (confirmed.count_removals, confirmed.proposals) == (1, ())
    assert desk.values() == {}
    assert desk.history(desk.students[0])["value"].to_list() == ["5", None]


def test_a_mark_may_return_after_its_removal(desk: Desk):
    desk.enter(desk.students[0], "5")
    teacher = desk.open_workbook()
    cell = teacher.mark(desk.page, desk.students[0], desk.lesson)
    cell.value = None
    desk.hand_in(teacher, decisions=ALL_EMPTIED)
    cell.value = "5"

    (asked,) = desk.hand_in(teacher).proposals

    assert asked.why == "outdated", "an untouched copy would say just the same"
    decisions = Decisions({asked.key: Decision("file", None)})
    desk.hand_in(teacher, decisions=decisions)
    assert desk.values() == {desk.students[0]: "5"}


def test_a_faulty_cell_is_set_aside_and_everything_sound_is_recorded(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "6"
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "4"
    saved = teacher.save()

    receipt = desk.hand_in(saved)

    assert (receipt.count_recorded, receipt.count_quarantined) == (2, 1)
    assert {finding.value_text for finding in receipt.findings} >= {"6"}
    assert desk.values() == {desk.students[1]: "4"}
    again = desk.hand_in(saved)
    assert again.count_quarantined == 1, "it comes up again until it is mended"

    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    mended = desk.hand_in(teacher)

    assert "6" not in {finding.value_text for finding in mended.findings}
    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "4"}


def test_a_fault_over_a_recorded_mark_is_no_removal(desk: Desk):
    desk.enter(desk.students[0], "5")
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "6"

    receipt = desk.hand_in(teacher, decisions=ALL_EMPTIED)

    assert (receipt.count_quarantined, receipt.count_removals) == (1, 0)
    assert desk.values() == {desk.students[0]: "5"}


def test_the_planned_topic_is_recorded_when_the_lesson_was_given(desk: Desk):
    teacher = desk.open_workbook()
    planned = teacher.lesson(desk.lesson, "topic").value

    assert desk.hand_in(teacher).status == "unchanged"

    teacher.lesson(desk.lesson, "status").value = "проведён"
    receipt = desk.hand_in(teacher)

    assert planned
    assert receipt.count_recorded == 2
    assert desk.fields() == {"status": "held", "topic": planned}


def test_marks_of_another_teachers_page_are_not_recorded(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    receipt = hand_in(desk.school, teacher.save(), "j.xlsx", desk.stranger, "page")

    assert receipt.count_recorded == 0
    assert desk.values() == {}


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 torn"])
def test_a_file_that_is_no_workbook_is_kept_and_refused_in_one_sentence(
    desk: Desk, content
):
    receipt = desk.hand_in(content)

    assert receipt.status == "refused"
    assert receipt.refusal.endswith((".", "!"))
    kept = desk.school.kept_path(hashlib.sha256(content).hexdigest())
    assert kept.read_bytes() == content
    assert desk.counts()["entries"] == 0


def test_a_rehearsal_tells_the_same_and_writes_nothing(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "7"
    saved = teacher.save()
    before = desk.counts()

    told = rehearse(desk.school, saved, "j.xlsx", desk.person)

    assert desk.counts() == before
    assert not desk.school.kept_path(hashlib.sha256(saved).hexdigest()).exists()
    done = desk.hand_in(saved)
    assert (told.count_recorded, told.count_quarantined) == (
        done.count_recorded,
        done.count_quarantined,
    )
    assert [f.rule for f in told.findings] == [f.rule for f in done.findings]


def test_the_counts_of_a_receipt_add_up_to_the_cells_read(desk: Desk):
    desk.enter(desk.students[0], "5")
    teacher = desk.open_workbook()
    desk.enter(desk.students[1], "4")
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "2"  # conflict
    teacher.mark(desk.page, desk.students[2], desk.lesson).value = "6"  # fault
    teacher.mark(desk.page, desk.students[3], desk.lesson).value = "н"  # new

    receipt = desk.hand_in(teacher)

    assert receipt.count_cells == (
        receipt.count_recorded
        + receipt.count_unchanged
        + receipt.count_quarantined
        + receipt.count_conflicts
    )
    assert receipt.count_conflicts == receipt.count_quarantined == 1


def test_the_order_of_two_copies_loses_no_entry(desk: Desk):
    one, other = desk.open_workbook(), desk.open_workbook()
    one.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    other.mark(desk.page, desk.students[1], desk.lesson).value = "4"

    for copy in (other, one, other):
        desk.hand_in(copy)

    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "4"}


def test_a_workbook_knows_whose_it_is(desk: Desk):
    assert owner_of(desk.school, desk.open_workbook().save()) == desk.person


def test_history_and_as_of_tell_what_stood_when(desk: Desk):
    desk.enter(desk.students[0], "3")
    then = desk.school.clock.now()
    desk.school.clock.set(then + timedelta(days=1))
    desk.enter(desk.students[0], "4")

    with desk.school.database.reading() as cursor:
        stood = ledger.as_of(cursor, [desk.page], then)
        assert ledger.replay(cursor) == []

    assert stood.filter(field="mark")["value"].to_list() == ["3"]
    assert desk.history(desk.students[0])["reason"].to_list() == ["", "correction"]


def test_a_fresh_workbook_holds_what_was_recorded(desk: Desk):
    desk.enter(desk.students[0], "5")

    fresh = desk.open_workbook()

    assert fresh.mark(desk.page, desk.students[0], desk.lesson).value == "5"


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    typed=st.lists(
        st.sampled_from(["5", "4", "3", "2", "н", "4/5", "5н", "6", "", "5 ", "H"]),
        min_size=6,
        max_size=6,
    )
)
def test_handing_in_twice_is_handing_in_once(desk: Desk, typed):
    teacher = desk.open_workbook()
    for student, text in zip(desk.students, typed, strict=True):
        teacher.mark(desk.page, student, desk.lesson).value = text or None
    saved = teacher.save()
    desk.hand_in(saved, decisions=ALL_EMPTIED)
    values, counts = desk.values(), desk.counts()

    again = desk.hand_in(saved, decisions=ALL_EMPTIED)

    assert again.count_recorded == again.count_removals == 0
    assert desk.values() == values
    assert desk.counts() | {"findings": 0} == counts | {"findings": 0}
    with desk.school.database.reading() as cursor:
        assert ledger.replay(cursor) == []
