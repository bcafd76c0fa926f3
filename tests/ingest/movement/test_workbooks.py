"""A change on the 10th in workbooks: downloaded on the 10th, and before (§2.13)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ingest.handing_out import hand_out
from ingest.load import hand_in
from tests.ingest.movement.test_deeds import newcomer, transfer
from tests.ingest.typing_teacher import Teacher

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from warehouse.school_folder import School

pytestmark = pytest.mark.by_turns

TEACHER, TEACHER_B = "С-02", "С-07"
PAGE, PAGE_B = "2026:5А:ГЕО", "2026:5Б:ГЕО"
LEFT, STAYED, CAME = "К-0203", "К-0201", "К-0299"


def lesson(school: School, page: str, on: date) -> str:
    with school.database.reading() as cursor:
        ((lesson_id,),) = cursor.execute(
            "select lesson_id from journal.lessons where page_id = ? and lesson_on = ?",
            [page, on],
        ).fetchall()
    return str(lesson_id)


def downloaded(school: School, person: str) -> Teacher:
    return Teacher(hand_out(school, person).content)


def handed_in(school: School, work: Teacher, person: str) -> Receipt:
    return hand_in(school, work.save(), "журнал.xlsx", person, "page")


def marks(school: School) -> set[tuple[str, str, str]]:
    with school.database.reading() as cursor:
        return set(
            cursor.execute(
                "select student_id, lesson_id, value from journal.current "
                "where field = 'mark'"
            ).fetchall()
        )


@pytest.fixture
def of_the_ninth(school, clock) -> Teacher:
    """The geography teacher's workbook, downloaded on the eve."""
    clock.set(datetime(2026, 11, 9, 9, 0, tzinfo=UTC))
    return downloaded(school, TEACHER)


def test_older_workbooks_merge_rightly_and_fresh_ones_show_the_change(
    school, clock, entered, of_the_ninth
):
    third, tenth = (lesson(school, PAGE, date(2026, 11, day)) for day in (3, 10))
    clock.set(datetime(2026, 11, 10, 6, 0, tzinfo=UTC))
    entered(transfer(LEFT))
    entered(newcomer())

    fresh, fresh_b = downloaded(school, TEACHER), downloaded(school, TEACHER_B)

    clock.set(datetime(2026, 11, 10, 10, 0, tzinfo=UTC))
    fresh.mark(PAGE, CAME, tenth).value = "5"
    assert handed_in(school, fresh, TEACHER).status == "recorded"
    friday = lesson(school, PAGE_B, date(2026, 11, 13))
    clock.set(datetime(2026, 11, 13, 12, 0, tzinfo=UTC))
    fresh_b.mark(PAGE_B, LEFT, friday).value = "4"
    assert handed_in(school, fresh_b, TEACHER_B).status == "recorded"
    with pytest.raises(LookupError):
        of_the_ninth.mark(PAGE, CAME, tenth)
    of_the_ninth.mark(PAGE, LEFT, third).value = "3"
    of_the_ninth.mark(PAGE, LEFT, tenth).value = "2"
    of_the_ninth.mark(PAGE, STAYED, tenth).value = "4"

    receipt = handed_in(school, of_the_ninth, TEACHER)

    refused = [one for one in receipt.findings if one.severity == "critical"]
    assert [(one.rule, one.student_id, one.lesson_id) for one in refused] == [
        ("student_is_on_the_roll", LEFT, tenth)
    ]
    assert marks(school) == {
        (CAME, tenth, "5"),
        (LEFT, friday, "4"),
        (LEFT, third, "3"),
        (STAYED, tenth, "4"),
    }


def test_marks_stay_with_the_student_when_the_transfer_is_taken_back(
    school, clock, entered, taken_back, of_the_ninth
):
    third = lesson(school, PAGE, date(2026, 11, 3))
    of_the_ninth.mark(PAGE, LEFT, third).value = "3"
    handed_in(school, of_the_ninth, TEACHER)
    clock.set(datetime(2026, 11, 10, 6, 0, tzinfo=UTC))

    set_id = entered(transfer(LEFT))
    assert marks(school) == {(LEFT, third, "3")}
    taken_back(set_id)

    assert marks(school) == {(LEFT, third, "3")}
    again = handed_in(school, downloaded(school, TEACHER), TEACHER)
    assert (again.status, again.count_quarantined) == ("unchanged", 0)
