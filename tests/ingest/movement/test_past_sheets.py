"""A sheet of a past day has the roll that was known on that day (decision 0029)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingest.movement.departing import Departure
from ingest.movement.transferring import Transfer
from tests.ingest.movement.conftest import DIRECTOR, ORDER, TENTH
from warehouse import past_setup, setup_states
from warehouse.clock import utc_naive
from warehouse.queries.sheet import class_sheet

pytestmark = pytest.mark.by_turns

NINTH = date(2026, 11, 9)
Q2 = "2026-Q2"


def sheet(school, class_id, day=None):
    return class_sheet(school.database, DIRECTOR, class_id, Q2, day, school.timezone)


def listed(school, class_id, day=None):
    """Return who stands on a sheet, and who of them is still there."""
    results = sheet(school, class_id, day).results
    return dict(results.select("student_id", "is_enrolled_at_end").iter_rows())


def test_a_transfer_of_today_is_not_on_the_sheet_of_yesterday(school, clock, entered):
    before = listed(school, "5А"), listed(school, "5Б")

    entered(
        Transfer(student_id="К-0203", on=TENTH, class_id="5Б", groups=(), order=ORDER)
    )
    clock.set(datetime(2026, 11, 20, 9, tzinfo=UTC))

    assert (listed(school, "5А", NINTH), listed(school, "5Б", NINTH)) == before
    assert listed(school, "5Б", TENTH)["К-0203"]
    assert not listed(school, "5А")["К-0203"]


def test_what_was_entered_late_was_not_known_on_its_day(school, clock, entered):
    clock.set(datetime(2026, 11, 12, 9, tzinfo=UTC))

    entered(Departure(student_id="К-0203", on=TENTH, order=ORDER))

    assert listed(school, "5А", date(2026, 11, 11))["К-0203"]
    assert not listed(school, "5А", date(2026, 11, 12))["К-0203"]


def test_who_leaves_on_friday_is_there_until_friday(school, clock, entered):
    entered(Departure(student_id="К-0203", on=date(2026, 11, 13), order=ORDER))

    assert listed(school, "5А")["К-0203"]
    assert listed(school, "5А") == listed(school, "5А", TENTH)
    clock.set(datetime(2026, 11, 14, 9, tzinfo=UTC))
    assert not listed(school, "5А")["К-0203"]


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_the_log_replayed_to_the_end_is_the_set_up(
    school, clock, entered, taken_back, is_taken_back
):
    number = entered(Departure(student_id="К-0203", on=TENTH, order=ORDER))
    entered(Departure(student_id="К-0201", on=date(2026, 11, 27), order=ORDER))
    if is_taken_back:
        taken_back(number)

    with school.database.rehearsing() as cursor:
        standing = setup_states.current(cursor)
        past_setup.restore(cursor, utc_naive(clock.now()), school.timezone)
        assert setup_states.current(cursor) == standing
