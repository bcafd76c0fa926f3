"""Working days counted in Python and in SQL, by the production calendars shipped."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.setup.seeds import production_calendar
from warehouse.build import build_models
from warehouse.calendar import CalendarRow, WorkingDays, working_days
from warehouse.database import Database

FIRST, LAST = date(2026, 9, 1), date(2027, 5, 31)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Return a warehouse with a lesson at both ends of a year and nothing else."""
    folder = tmp_path_factory.mktemp("working-days")
    with Database(folder / "school.duckdb") as database:
        database.migrate()
        build_models(database)
        with database.writing() as cursor:
            for on in (FIRST, LAST):
                cursor.execute(
                    "insert into journal.lessons (lesson_id, lesson_on) values (?, ?)",
                    [str(on), on],
                )
        yield database


def write(database, calendar, weeks):
    """Write rows of the calendar and, by first day, the days of a week."""
    with database.writing() as cursor:
        cursor.execute("delete from setup.calendar; delete from setup.about")
        for row in calendar:
            cursor.execute(
                "insert into setup.calendar values (?, ?, ?, ?, ?, '', ?, null)",
                [*row, date(2026, 8, 20)],
            )
        starts = sorted(weeks)
        for begins, ends in zip(starts, [*starts[1:], None], strict=True):
            cursor.execute(
                "insert into setup.about values ('week_days', ?, ?, ?)",
                [str(weeks[begins]), begins, ends],
            )


def in_sql(database, count):
    """Return each day with whether it is working and the count-th working day after."""
    with database.reading() as cursor:
        rows = cursor.execute(
            "select day_on, is_working, following_days[$count] "
            "from intermediate.int_working_days where day_on <= $last order by day_on",
            {"count": count, "last": LAST},
        ).fetchall()
    return {on: told for on, *told in rows}


def shipped(year, week=5):
    return [
        CalendarRow(
            row["starts_on"],
            row["ends_on"],
            row["kind"],
            row["classes"],
            row["as_weekday"],
        )
        for row in production_calendar(str(year), week)
    ]


VACATIONS = [
    CalendarRow(date(2026, 12, 31), date(2027, 1, 10), "vacation", "", None),
    CalendarRow(date(2027, 3, 27), date(2027, 4, 4), "vacation", "", None),
    CalendarRow(date(2026, 12, 14), date(2026, 12, 14), "day_off", "", None),
    CalendarRow(date(2026, 12, 15), date(2026, 12, 15), "holiday", "5А", None),
]


@pytest.mark.parametrize(
    ("what", "week", "lesson_on", "third"),
    [
        ("an ordinary week", 5, "2026-11-23", "2026-11-26"),
        ("a weekend between", 5, "2026-11-26", "2026-12-01"),
        ("six days a week", 6, "2026-11-26", "2026-11-30"),
        ("Unity Day", 5, "2026-11-03", "2026-11-09"),
        ("New Year", 5, "2026-12-29", "2027-01-12"),
        ("the last lesson before New Year", 5, "2026-12-30", "2027-01-13"),
        ("New Year, six days a week", 6, "2026-12-29", "2027-01-11"),
        ("a working Saturday", 5, "2027-02-17", "2027-02-20"),
        ("a lesson on the working Saturday", 5, "2027-02-20", "2027-02-26"),
        ("that Saturday, six days a week", 6, "2027-02-20", "2027-02-25"),
        ("May", 5, "2027-04-29", "2027-05-05"),
        ("May, six days a week", 6, "2027-04-29", "2027-05-04"),
        ("Victory Day", 5, "2027-05-06", "2027-05-12"),
        ("vacations are working days", 5, "2027-03-26", "2027-03-31"),
        ("days off by order are working days", 5, "2026-12-11", "2026-12-16"),
        (
            "a class's own holiday is everybody's working day",
            5,
            "2026-12-14",
            "2026-12-17",
        ),
    ],
)
def test_the_third_working_day_after_a_lesson(database, what, week, lesson_on, third):
    calendar = [*shipped(2026, week), *VACATIONS]
    on, expected = date.fromisoformat(lesson_on), date.fromisoformat(third)

    assert WorkingDays(calendar, {FIRST: week}).after(on, 3) == expected, what
    write(database, calendar, {FIRST: week})
    assert in_sql(database, 3)[on][1] == expected, what


_days = st.dates(FIRST, LAST)
_calendars = st.lists(
    st.builds(
        lambda on, length, kind, classes: CalendarRow(
            on, on + timedelta(length), kind, classes, None
        ),
        _days,
        st.integers(0, 10),
        st.sampled_from(["holiday", "working_day", "vacation", "day_off", "shortened"]),
        st.sampled_from(["", "", "5А", "1-4"]),
    ),
    max_size=8,
)
_weeks = st.dictionaries(_days, st.sampled_from([5, 6]), min_size=1, max_size=3)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(calendar=_calendars, weeks=_weeks, count=st.integers(1, 30))
def test_python_and_sql_count_the_same_working_days(database, calendar, weeks, count):
    write(database, calendar, weeks)
    with database.reading() as cursor:
        working = working_days(cursor)

    found = in_sql(database, count)

    assert len(found) == (LAST - FIRST).days + 1
    assert {on: is_working for on, (is_working, _) in found.items()} == {
        on: working.is_working(on) for on in found
    }
    # SQL looks sixty days ahead, which holds thirty working days of any calendar
    # that is no more than half holidays.
    within = {on: day for on, (_, day) in found.items() if day is not None}
    assert within == {on: working.after(on, count) for on in within}


@given(
    calendar=_calendars,
    weeks=_weeks,
    on=_days,
    some=st.integers(0, 10),
    more=st.integers(0, 10),
)
def test_terms_add_up_and_never_run_backwards(calendar, weeks, on, some, more):
    working = WorkingDays(calendar, weeks)

    assert working.after(working.after(on, some), more) == working.after(
        on, some + more
    )
    assert working.after(on, 0) == on
    assert working.after(on, 1) > on
    assert working.is_working(working.after(on, some + 1))
    assert working.after(on, some) <= working.after(on + timedelta(days=1), some)
