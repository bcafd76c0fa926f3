"""A teacher leaves, pages and classes pass for good, somebody joins."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingest.staff_changes.entering import enter, take_back
from ingest.staff_changes.joining import Joining
from ingest.staff_changes.leaving import Leaving
from ingest.staff_changes.passing_on import HomeroomPassing, PagePassing
from ingest.staff_changes.request import NOBODY
from tests.ingest.staff_changes.conftest import (
    DEPUTY,
    DIRECTOR,
    ILL,
    NEW,
    ORDER,
    RUSSIAN,
    ask,
    journal,
    leads,
    owed_by,
    stays,
)
from warehouse.access.accounts import has_left
from warehouse.access.roles import viewer_for
from warehouse.errors import VedomostError
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

YEAR_BEGINS = date(2026, 9, 1)
MONDAY, THURSDAY = date(2026, 11, 30), date(2026, 11, 26)
TENTH = "2026:10А:РУС"


def leaving(**other):
    takes = (("", NEW), ("page:10А:РУС", NOBODY))
    asked = {"person_id": ILL, "on": MONDAY, "takes": takes, "order": ORDER}
    return Leaving(**asked | other)


def test_who_leaves_passes_everything_on_and_is_let_in_no_more(school, entered, clock):
    before = journal(school)
    set_id = entered(leaving())

    assert stays(school) == [
        (ILL, YEAR_BEGINS, date(2026, 11, 29)),
        (NEW, MONDAY, None),
    ]
    assert stays(school, TENTH) == [(ILL, YEAR_BEGINS, date(2026, 11, 29))]
    assert leads(school, "10А", date(2026, 11, 29)) == ILL
    assert leads(school, "10А", MONDAY) == NEW
    let_in = [
        not has_left(school.database, viewer_for(school.database, ILL, on), on)
        for on in (date(2026, 11, 29), MONDAY)
    ]
    assert let_in == [True, False]
    assert owed_by(school, RUSSIAN, date(2026, 11, 27)) == {ILL}
    assert owed_by(school, RUSSIAN, MONDAY) == {NEW}
    assert owed_by(school, TENTH, date(2026, 12, 2)) == set()
    clock.set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    untaught = ask(
        school,
        "select count_lacking > 0 from intermediate.int_readiness "
        "where check_id = 'teacher' and page_id = ?",
        TENTH,
    )
    named = ask(
        school,
        "select distinct teacher_names from intermediate.int_lesson_teachers "
        "where lesson_id = ?",
        f"{RUSSIAN}:20261127:1",
    )
    assert (untaught, named) == ([(True,)], [("Осипова Анна Борисовна",)])

    take_back(school, DIRECTOR, set_id, "Осталась")
    assert journal(school) == before
    assert "homeroom" in viewer_for(school.database, ILL, MONDAY).roles


def test_the_roles_of_who_leads_pass_on_by_the_director_alone(school, entered):
    takes = (("", "С-07"), ("page:5А-англ2:АНГ", NEW))
    request = leaving(person_id="С-02", takes=takes, on=MONDAY)
    with pytest.raises(VedomostError, match="changed by the director"):
        enter(school, DEPUTY, request)

    entered(request)

    assert "deputy" in viewer_for(school.database, "С-07", MONDAY).roles
    assert "deputy" not in viewer_for(school.database, "С-07", THURSDAY).roles
    assert not viewer_for(school.database, "С-02", MONDAY).roles


def test_a_page_passes_on_and_the_final_is_owed_at_its_last_day(school, entered):
    page = {"unit_id": "5А", "subject_id": "РУС", "order": ORDER}
    entered(PagePassing(**page, person_from=ILL, person_to=NEW, on=MONDAY))
    back = date(2027, 1, 11)
    entered(PagePassing(**page, person_from=NEW, person_to=ILL, on=back))

    assert stays(school) == [
        (ILL, YEAR_BEGINS, date(2026, 11, 29)),
        (NEW, MONDAY, date(2027, 1, 10)),
        (ILL, back, None),
    ]
    # The final of the second quarter is owed by who has the page on its last day.
    assert owed_by(school, RUSSIAN, date(2026, 12, 30)) == {NEW}


def test_hours_are_shared_with_somebody_who_is_free_then(school, entered):
    shared = {
        "unit_id": "5А",
        "subject_id": "ГЕО",
        "person_from": "",
        "on": MONDAY,
        "hours": 1.0,
        "order": ORDER,
    }
    # Russian of 10А is on Tuesdays, the third lesson too.
    with pytest.raises(VedomostError, match="would hold a mistake"):
        entered(PagePassing(**shared, person_to=ILL))

    entered(PagePassing(**shared, person_to=NEW))

    assert stays(school, "2026:5А:ГЕО") == [
        ("С-02", YEAR_BEGINS, None),
        (NEW, MONDAY, None),
    ]


def test_a_class_gets_another_homeroom_teacher_for_good_or_for_days(school, entered):
    asked = {"class_id": "5А", "order": ORDER}
    for_days = HomeroomPassing(
        **asked, person_to="С-07", on=THURSDAY, until=MONDAY, is_for_good=False
    )
    entered(for_days)
    entered(HomeroomPassing(**asked, person_to=NEW, on=date(2026, 12, 14)))

    days = (date(2026, 11, 25), THURSDAY, MONDAY, date(2026, 12, 1))
    led = [leads(school, "5А", on) for on in (*days, date(2026, 12, 14))]
    assert led == ["С-05", "С-07", "С-07", "С-05", NEW]


def test_nobody_else_changes_staff_and_codes_stay_one_persons(school):
    strangers = {"С-03": "secretary", NEW: "teacher"}
    for stranger in (Viewer(who, frozenset({one})) for who, one in strangers.items()):
        with pytest.raises(VedomostError, match="are changed by the director"):
            enter(school, stranger, leaving())
    with pytest.raises(VedomostError, match="is that of"):
        enter(
            school,
            DIRECTOR,
            Joining(
                person_id="C-04",  # a Latin letter
                surname="Ершова",
                given_name="Анна",
                on=MONDAY,
                order=ORDER,
            ),
        )
    logins = ask(
        school, "select login, state from access.accounts where person_id = ?", NEW
    )
    assert logins == [("yureva.v", "new")]


def test_who_stands_in_goes_too_and_the_class_passes_for_the_rest(school, entered):
    until, gone = date(2026, 12, 20), date(2026, 12, 7)
    entered(
        HomeroomPassing(
            class_id="10А",
            person_to=NEW,
            on=THURSDAY,
            until=until,
            is_for_good=False,
            order=ORDER,
        )
    )
    entered(leaving(person_id=NEW, takes=(("", "С-08"),), on=gone))

    days = (date(2026, 12, 6), gone, until, date(2026, 12, 21))
    assert [leads(school, "10А", on) for on in days] == [NEW, "С-08", "С-08", ILL]
