"""What a process remembers of a school is what stands in it, whoever wrote last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.undo import undo
from warehouse import teaching
from warehouse.blocks import last_block
from warehouse.known_facts import KnownFacts

if TYPE_CHECKING:
    from tests.ingest.desk import Desk


def remembered(desk: Desk) -> dict[str, str]:
    """The marks of the desk's page, as the process knows them without asking."""
    with desk.school.database.writing(announced=False) as cursor:
        desk.school.known.facts(cursor)
        values = desk.school.known.values(cursor, [desk.page])
        assert values == teaching.current_values(cursor, [desk.page])
    return {key[3]: value for key, value in values[desk.page].items() if key[3]}


def test_values_follow_hand_ins(desk: Desk):
    teacher = desk.open_workbook()
    for mark in ("3", "4", "5"):
        teacher.mark(desk.page, desk.students[0], desk.lesson).value = mark
        desk.hand_in(teacher)
        assert remembered(desk)[desk.students[0]] == mark


def test_values_follow_what_others_enter_and_what_is_taken_back(desk: Desk):
    desk.enter(desk.students[1], "2")
    assert remembered(desk) == {desk.students[1]: "2"}
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "3"
    receipt = desk.hand_in(teacher)
    assert remembered(desk) == {desk.students[0]: "3", desk.students[1]: "2"}

    undo(desk.school, desk.person, receipt.upload_id)

    assert remembered(desk) == {desk.students[1]: "2"}


def test_a_hand_in_that_is_undone_by_an_error_leaves_nothing(desk: Desk):
    remembered(desk)
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "3"

    def fail(_cursor: object) -> None:
        raise RuntimeError

    signing, desk.school.database.before_commit = (
        desk.school.database.before_commit,
        fail,
    )
    with pytest.raises(RuntimeError):
        desk.hand_in(teacher)
    desk.school.database.before_commit = signing

    assert remembered(desk) == {}
    desk.enter(desk.students[1], "2")
    assert remembered(desk) == {desk.students[1]: "2"}


def test_a_history_that_is_cut_off_is_known_anew(desk: Desk):
    desk.enter(desk.students[0], "3")
    with desk.school.database.rehearsing() as cursor:
        known = KnownFacts()
        known.facts(cursor)
        cursor.execute(
            "delete from journal.blocks "
            "where block_id = (select max(block_id) from journal.blocks)"
        )

        assert known.facts_and_last(cursor)[1] == last_block(cursor)
        assert known.facts_and_last(cursor)[1] == last_block(cursor)


def test_whoever_looks_at_an_earlier_moment_misleads_no_writer(desk: Desk):
    desk.enter(desk.students[0], "3")
    known = desk.school.known
    with desk.school.database.cursor() as earlier:
        earlier.begin()
        before = last_block(earlier)
        desk.enter(desk.students[1], "4")
        with desk.school.database.writing(announced=False) as cursor:
            _, last = known.facts_and_last(cursor)
            _, seen = known.facts_and_last(earlier)
        earlier.rollback()

    assert last.block_id == seen.block_id + 1
    assert seen == before
    assert remembered(desk) == {desk.students[0]: "3", desk.students[1]: "4"}
