"""When a reminder goes: before the due time, never at night, never at once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.mail.quiet_hours import QuietHours
from dashboards.mail.ripeness import reminded_at, ripe_moments

ZONE = ZoneInfo("Europe/Moscow")
NIGHT = QuietHours(time(21), time(7), ZONE)
# what it is | opens | due | minutes before | quiet hours | reminded at
TABLE = """
homework, an hour before          | 23 08:30 | 23 10:45 |  60 | 21-07 | 23 09:45
homework, half an hour before     | 23 08:30 | 23 10:45 |  30 | 21-07 | 23 10:15
homework, not in its first half   | 23 08:30 | 23 10:45 | 120 | 21-07 | 23 09:37
attendance by the lesson's end    | 23 08:30 | 23 09:15 |  60 | 21-07 | 23 08:52
topic by the end of the day       | 23 08:30 | 24 00:00 |  60 | 21-07 | 23 20:00
the same without quiet hours      | 23 08:30 | 24 00:00 |  60 | 00-00 | 23 23:00
the same, quiet from midnight     | 23 08:30 | 24 00:00 |  60 | 00-07 | 23 23:00
an early due time, before night   | 22 12:00 | 23 06:50 |  60 | 21-07 | 22 20:00
due at the end of the quiet hours | 22 12:00 | 23 07:00 |  60 | 21-07 | 23 07:00
due soon after the quiet hours    | 22 12:00 | 23 07:30 |  60 | 21-07 | 23 07:00
an evening lesson, before night   | 23 20:00 | 24 00:00 |  60 | 21-07 | 23 20:30
begun in the quiet hours          | 23 21:30 | 24 00:00 |  60 | 21-07 | 24 07:00
quiet in the middle of the day    | 23 08:30 | 23 13:00 |  60 | 12-14 | 23 11:00
written work, the third day       | 18 08:30 | 24 00:00 | 120 | 21-07 | 23 19:00
"""


def moment(told):
    day, clock = told.split()
    local = datetime.fromisoformat(f"2026-11-{day}T{clock}").replace(tzinfo=ZONE)
    return local.astimezone(UTC)


def quiet(told):
    starts, ends = (time(int(hour)) for hour in told.split("-"))
    return QuietHours(starts, ends, ZONE)


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_the_moment_of_a_reminder(row):
    _, opens, due, minutes, hours, expected = (part.strip() for part in row.split("|"))

    found = reminded_at(
        moment(due), moment(opens), timedelta(minutes=int(minutes)), quiet(hours)
    )

    assert found.replace(second=0) == moment(expected)


def test_quiet_hours_hold_over_midnight_from_their_first_moment_to_before_their_last():
    quiet_at = [
        told
        for told in ("22 20:59", "22 21:00", "23 00:00", "23 06:59", "23 07:00")
        if NIGHT.span_of(moment(told)) is not None
    ]

    assert quiet_at == ["22 21:00", "23 00:00", "23 06:59"]
    assert NIGHT.span_of(moment("23 03:00")) == (moment("22 21:00"), moment("23 07:00"))


def test_quiet_hours_of_a_zone_that_turned_its_clocks_back_end_at_seven_there():
    night = QuietHours(time(21), time(7), ZoneInfo("Europe/Berlin"))
    turned = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert night.ends_after(turned) == datetime(2026, 10, 25, 6, tzinfo=UTC)


def test_nothing_is_ripe_in_the_quiet_hours_and_nothing_that_is_over():
    owed = [(moment("23 10:45").replace(tzinfo=None), moment("23 08:30"))]
    owed = [(due, opens.replace(tzinfo=None)) for due, opens in owed]
    hour = timedelta(hours=1)

    def ripe(at, hours="21-07"):
        return len(ripe_moments(owed, hour, quiet(hours), moment(at)))

    assert [ripe("23 09:44"), ripe("23 09:45"), ripe("23 10:44")] == [0, 1, 1]
    assert ripe("23 10:45") == 0
    assert ripe("23 09:45", "09-10") == 0


@given(
    opens=st.integers(0, 2000),
    lasts=st.integers(1, 6000),
    minutes=st.sampled_from([30, 60, 120]),
    starts=st.integers(0, 23),
    ends=st.integers(0, 23),
)
def test_a_reminder_never_goes_in_the_quiet_hours_nor_before_it_is_owed(
    opens, lasts, minutes, starts, ends
):
    opens_at = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=opens)
    due_at = opens_at + timedelta(minutes=lasts)
    hours = QuietHours(time(starts), time(ends), ZONE)

    at = reminded_at(due_at, opens_at, timedelta(minutes=minutes), hours)

    assert hours.span_of(at) is None
    assert at > opens_at
    if hours.span_of(opens_at) is None and hours.span_of(due_at) is None:
        assert at <= due_at or hours.span_of(due_at - timedelta(microseconds=1))
