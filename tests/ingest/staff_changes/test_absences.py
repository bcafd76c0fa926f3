"""Long illness: pages and a class pass on for a time, and come back by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingest.staff_changes.entering import preview, take_back
from ingest.staff_changes.leaving import Absence
from ingest.staff_changes.returning import Return
from tests.ingest.staff_changes.conftest import (
    DIRECTOR,
    ILL,
    NEW,
    ORDER,
    RUSSIAN,
    journal,
    leads,
    owed_by,
    stays,
)
from warehouse.access.roles import viewer_for
from warehouse.errors import VedomostError

pytestmark = pytest.mark.by_turns

YEAR_BEGINS = date(2026, 9, 1)
TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 12, 4)
SUNDAY = date(2026, 12, 6)
MONDAY = date(2026, 12, 7)


def absence(**other):
    asked = {"person_id": ILL, "on": TUESDAY, "until": SUNDAY, "takes": (("", NEW),)}
    return Absence(**asked | {"order": ORDER, "reason": "Болезнь"} | other)


def test_pages_and_the_class_pass_for_the_stretch_and_come_back(school, entered):
    entered(absence())

    assert stays(school) == [
        (ILL, YEAR_BEGINS, date(2026, 11, 23)),
        (NEW, TUESDAY, SUNDAY),
        (ILL, MONDAY, None),
    ]
    days = (date(2026, 11, 23), TUESDAY, FRIDAY, MONDAY)
    assert [leads(school, "10А", on) for on in days] == [ILL, NEW, NEW, ILL]
    # Russian in 5А is every day of the week.
    assert [owed_by(school, RUSSIAN, on) for on in days] == [{ILL}, {NEW}, {NEW}, {ILL}]
    # The quarter ends on 30 December, when the teacher is back.
    assert owed_by(school, RUSSIAN, date(2026, 12, 30)) >= {ILL}


def test_the_rights_end_with_the_last_day(school, entered, clock):
    entered(absence())

    roles = [
        (sorted(viewer_for(school.database, who, on).roles))
        for on in (TUESDAY, MONDAY)
        for who in (ILL, NEW)
    ]
    pages = []
    for day in (4, 7):
        clock.set(datetime(2026, 12, day, 9, tzinfo=UTC))
        with school.database.reading() as cursor:
            pages.append(
                cursor.execute(
                    "select count(*) from intermediate.int_page_access "
                    "where person_id = ?",
                    [NEW],
                ).fetchone()
            )

    teacher, leading = ["teacher"], ["homeroom", "teacher"]
    assert roles == [teacher, leading, leading, teacher]
    assert pages[0][0] > 3  # 5А and 10А Russian, and all pages of the class led
    assert pages[1] == (0,)


def test_an_open_absence_ends_with_the_return_and_is_put_off(school, entered):
    before = journal(school)
    away = entered(absence(until=None))
    assert stays(school)[-1] == (NEW, TUESDAY, None)

    back = entered(Return(set_id=away, on=MONDAY, order=ORDER))
    assert stays(school)[1:] == [(NEW, TUESDAY, SUNDAY), (ILL, MONDAY, None)]
    assert leads(school, "10А", MONDAY) == ILL

    later = entered(Return(set_id=away, on=date(2026, 12, 9)))
    assert stays(school)[1:] == [
        (NEW, TUESDAY, date(2026, 12, 8)),
        (ILL, date(2026, 12, 9), None),
    ]
    assert leads(school, "10А", date(2026, 12, 8)) == NEW
    assert leads(school, "10А", date(2026, 12, 9)) == ILL

    earlier = entered(Return(set_id=away, on=date(2026, 12, 1)))
    assert stays(school)[1:] == [
        (NEW, TUESDAY, date(2026, 11, 30)),
        (ILL, date(2026, 12, 1), None),
    ]
    for set_id in (earlier, later, back, away):
        take_back(school, DIRECTOR, set_id, "Ошибка")
    assert journal(school) == before


def test_what_it_touches_is_told_beforehand(school):
    seen = preview(school, DIRECTOR, absence())

    russian = next(one for one in seen.taken if one.title == "5А · Русский язык")
    assert (russian.person_from, russian.person_to) == (ILL, NEW)
    # 24 to 27 November and 30 November to 4 December: nine school days.
    assert (russian.count_lessons, russian.finals) == (9, [])
    assert (russian.first_on, russian.last_on) == (TUESDAY, FRIDAY)
    assert russian.count_missing > 0  # nothing was entered in this school
    assert stays(school) == [(ILL, YEAR_BEGINS, None)]


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"takes": ()}, "Choose who takes over"),
        ({"takes": (("", ILL),)}, "Choose somebody else"),
        ({"until": date(2026, 11, 20)}, "is before the first"),
        ({"order": ORDER._replace(number="")}, "Enter the number and the date"),
        ({"takes": (("", "С-07"),)}, "would hold a mistake"),
    ],
)
def test_what_cannot_be_is_refused(school, entered, other, sentence):
    before = journal(school)

    with pytest.raises(VedomostError, match=sentence):
        entered(absence(**other))

    assert journal(school) == before
