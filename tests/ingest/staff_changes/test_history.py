"""Who was responsible when, by which order, and what each owed: worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.staff_changes.entering import enter, take_back
from ingest.staff_changes.leaving import Absence
from ingest.staff_changes.passing_on import PagePassing
from ingest.staff_changes.returning import Return
from tests.ingest.staff_changes.conftest import (
    DEPUTY,
    DIRECTOR,
    ILL,
    NEW,
    ORDER,
    RUSSIAN,
    ask,
)
from warehouse.errors import VedomostError
from warehouse.obligations import bring_up_to_date
from warehouse.queries.responsible import Asked, history
from warehouse.queries.staff_changes import register

TUESDAY, SUNDAY, MONDAY = date(2026, 11, 24), date(2026, 12, 6), date(2026, 12, 7)
AWAY = Absence(person_id=ILL, on=TUESDAY, until=SUNDAY, takes=(("", NEW),), order=ORDER)


def told(school, asked, viewer=DIRECTOR):
    found = history(school.database, viewer, asked)
    return [
        (one["person_id"], one["starts_on"], one["ends_on"], one["order_number"])
        for one in found.iter_rows(named=True)
        if (one["what"], one["unit_id"], one["subject_name"])
        == ("page", "5А", "Русский язык")
    ]


def test_each_stay_is_told_with_its_order_also_on_a_past_day(school, entered):
    away = entered(AWAY)
    back = Return(set_id=away, on=date(2026, 12, 3), order=ORDER._replace(number="64"))
    entered(back)

    begins = date(2026, 9, 1)
    first = (ILL, begins, date(2026, 11, 23), "")
    stands = (NEW, TUESDAY, date(2026, 12, 2), "61-к")
    again = (ILL, date(2026, 12, 3), None, "64")
    assert told(school, Asked("5А")) == [first, stands, again]
    assert told(school, Asked(person_id=NEW)) == [stands]
    assert told(school, Asked("5А", on=date(2026, 10, 1))) == [first]
    assert told(school, Asked("5А", on=date(2026, 12, 2))) == [stands]


def test_the_register_keeps_what_was_taken_back_and_offers_the_last_first(
    school, entered
):
    away = entered(AWAY)
    back = entered(Return(set_id=away, on=date(2026, 12, 3)))

    def offered():
        found = register(school.database, DIRECTOR).filter("is_latest")
        return set(found["set_id"]) & {away, back}

    assert offered() == {back}
    with pytest.raises(VedomostError, match="changed again since"):
        take_back(school, DIRECTOR, away, "Не болела")
    take_back(school, DIRECTOR, back, "Опечатка")
    assert offered() == {away}
    take_back(school, DIRECTOR, away, "Не болела")
    assert offered() == set()
    kept = register(school.database, DIRECTOR).filter(set_id=away)
    assert set(kept["why_taken_back"]) == {"Не болела"}
    assert len(told(school, Asked("5А"))) == 1


def test_topics_of_the_quarter_are_owed_by_who_had_the_page_on_the_day(school, entered):
    entered(AWAY)
    bring_up_to_date(school.database)

    # One lesson a school day. 2 to 23 November without the 4th: 15; 24 November to
    # 4 December: 9; 7 to 30 December: 18.
    assert ask(
        school,
        "select person_id, count(*) from journal.obligations "
        "where page_id = ? and kind = 'topic' and owed_on >= '2026-11-02' "
        "and owed_on <= '2026-12-30' group by person_id order by person_id",
        RUSSIAN,
    ) == [(ILL, 15 + 18), (NEW, 9)]


def test_a_deputy_passes_on_pages_of_the_own_level_only(school):
    with school.database.writing() as cursor:
        cursor.execute("update setup.staff set levels = 'noo' where person_id = 'С-02'")
    page = {"person_from": "С-04", "person_to": NEW, "on": TUESDAY, "order": ORDER}

    with pytest.raises(VedomostError, match="by the deputy of the level"):
        enter(school, DEPUTY, AWAY)
    enter(school, DEPUTY, PagePassing(unit_id="1А", subject_id="МАТ", **page))

    assert set(history(school.database, DEPUTY, Asked())["unit_id"]) == {"1А"}
    seen = register(school.database, DEPUTY)
    assert set(seen["unit_id"]) == {"1А", ""}
    assert told(school, Asked("5А"), DEPUTY) == []
