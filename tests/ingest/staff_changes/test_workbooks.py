"""Workbooks across the day on which a page passes on: whose lessons, whose finals."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ingest.staff_changes.leaving import Leaving
from ingest.staff_changes.passing_on import PagePassing
from tests.ingest.replaced import book_of, handed_in, values
from tests.ingest.staff_changes.conftest import ILL, NEW, ORDER, RUSSIAN, ask

MONDAY = date(2026, 11, 30)
STUDENT = "К-0203"
BEFORE, AFTER = f"{RUSSIAN}:20261127:1", f"{RUSSIAN}:20261130:3"
PASSING = PagePassing(
    unit_id="5А",
    subject_id="РУС",
    person_from=ILL,
    person_to=NEW,
    on=MONDAY,
    order=ORDER,
)


def critical(receipt):
    return {one.rule for one in receipt.findings if one.severity == "critical"}


def test_an_older_workbook_counts_up_to_the_day_and_names_the_successor_after_it(
    school, entered, clock
):
    old = book_of(school, ILL)
    entered(PASSING)
    clock.set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    old.mark(RUSSIAN, STUDENT, BEFORE).value = "5"
    old.mark(RUSSIAN, STUDENT, AFTER).value = "3"
    old.final(RUSSIAN, STUDENT, "2026-Q2").value = "4"

    receipt = handed_in(school, old, ILL)

    assert values(school, BEFORE) == {STUDENT: "5"}
    assert values(school, AFTER) == {}
    assert critical(receipt) == {
        "lesson_is_given_by_the_uploader",
        "teacher_is_assigned",
    }
    told = {one.facts.get("given_by") for one in receipt.findings} - {None}
    assert told == {"Юрьева Вера"}

    fresh = book_of(school, NEW)
    locked = fresh.mark(RUSSIAN, STUDENT, BEFORE)
    assert (locked.value, locked.protection.locked) == ("5", True)
    assert "Осипова" in fresh.lesson(BEFORE, "status").comment.text
    assert not fresh.mark(RUSSIAN, STUDENT, AFTER).protection.locked
    fresh.mark(RUSSIAN, STUDENT, AFTER).value = "4"
    fresh.final(RUSSIAN, STUDENT, "2026-Q2").value = "4"
    receipt = handed_in(school, fresh, NEW)
    assert (receipt.count_recorded, critical(receipt)) == (2, set())

    # What the successor writes over a mark of before is set aside.
    fresh = book_of(school, NEW)
    fresh.mark(RUSSIAN, STUDENT, BEFORE).value = "2"
    receipt = handed_in(school, fresh, NEW)
    assert critical(receipt) == {"lesson_is_given_by_the_uploader"}
    assert values(school, BEFORE) == {STUDENT: "5"}

    # The former teacher's workbook ends with the last own day and has no final.
    former = book_of(school, ILL)
    keys = [str(cell.value) for cell in former.page_sheet(RUSSIAN)[3]]
    assert any(key.startswith(BEFORE) for key in keys)
    assert not any(key.startswith((AFTER, "final")) for key in keys)


def test_what_a_leaver_left_undone_is_entered_by_the_successor(school, entered, clock):
    entered(
        Leaving(person_id=ILL, on=MONDAY, takes=(("", NEW),), order=ORDER),
    )
    clock.set(datetime(2026, 12, 1, 9, tzinfo=UTC))

    book = book_of(school, NEW)
    assert not book.mark(RUSSIAN, STUDENT, BEFORE).protection.locked
    book.mark(RUSSIAN, STUDENT, BEFORE).value = "4"
    receipt = handed_in(school, book, NEW)

    assert (receipt.count_recorded, critical(receipt)) == (1, set())
    assert ask(
        school,
        "select recorded_by from journal.entries where lesson_id = ?",
        BEFORE,
    ) == [(NEW,)]
