"""When what is due: working days, ends of days, bells and numbers that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drawn_table import rows_of
from tests.warehouse.owing_school import ENGLISH, HOME, MATHS, RUSSIAN, OwingSchool
from warehouse.calendar import calendar_rows, working_days

# The production calendar of 2026/27, Autumn vacation, and a Saturday that was moved.
CALENDAR = """
insert into setup.calendar
select starts_on, ends_on, kind, '', null, '', date '2026-08-20', null
from (values
    (date '2026-10-26', date '2026-11-03', 'vacation'),
    (date '2026-11-04', date '2026-11-04', 'holiday'),
    (date '2026-12-31', date '2026-12-31', 'holiday'),
    (date '2027-01-01', date '2027-01-08', 'holiday'),
    (date '2026-12-31', date '2027-01-10', 'vacation'),
    (date '2027-02-20', date '2027-02-20', 'working_day'),
    (date '2027-02-22', date '2027-02-23', 'holiday'),
    (date '2027-05-01', date '2027-05-01', 'holiday'),
    (date '2027-05-03', date '2027-05-03', 'holiday'),
    (date '2027-05-10', date '2027-05-10', 'holiday')
) as given (starts_on, ends_on, kind)
"""
# §2.5: marks of a written work within three working days; five- and six-day week.
WRITTEN = """
written work on                       five        six
2026-11-23 a Monday                   2026-11-26  2026-11-26
2026-11-26 a Thursday                 2026-12-01  2026-11-30
2026-11-27 a Friday                   2026-12-02  2026-12-01
2026-10-23 before vacation            2026-10-28  2026-10-27
2026-11-02 before 4 November          2026-11-06  2026-11-06
2026-12-28 before New Year            2027-01-11  2027-01-09
2026-12-30 before New Year            2027-01-13  2027-01-12
2027-02-18 before a working Saturday  2027-02-24  2027-02-24
2027-02-19 before a working Saturday  2027-02-25  2027-02-25
2027-04-29 before 1 May               2027-05-05  2027-05-05
2027-05-06 before 9 May               2027-05-12  2027-05-11
2027-05-26 the last day               2027-05-31  2027-05-29
"""


@pytest.fixture
def owing(empty_school):
    return OwingSchool(empty_school)


@pytest.mark.parametrize(("week", "column"), [(5, "five"), (6, "six")])
def test_a_written_work_is_due_at_the_end_of_the_third_working_day(
    empty_school, week, column
):
    owing = OwingSchool(empty_school, week=week)
    owing.do(CALENDAR)
    rows = rows_of(WRITTEN)
    lessons = {name: owing.lesson(MATHS, name.split()[0]) for name in rows}
    for lesson in lessons.values():
        owing.enter("2026-09-01T08:00", lesson, "work_type", "test")
    told = owing.all_owed("written_mark")
    due = {
        name: {due_at for due_at, _, _ in told[lesson].values()}
        for name, lesson in lessons.items()
    }

    assert due == {name: {f"{row[column]}T23:59"} for name, row in rows.items()}


DAYS = st.integers(0, 60).map(lambda number: date(2026, 12, 1) + timedelta(number))
CALENDARS = st.lists(
    st.tuples(
        DAYS,
        st.integers(0, 9),
        st.sampled_from(["holiday", "working_day", "vacation", "day_off"]),
        st.sampled_from(["", "5А"]),
    ),
    max_size=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=CALENDARS, week=st.sampled_from([5, 6]), count=st.integers(0, 5))
def test_working_days_in_sql_are_those_of_the_calendar(owing, rows, week, count):
    owing.do(
        "delete from setup.calendar; delete from journal.lessons;"
        f"update setup.about set value = '{week}' where setting = 'week_days';"
        f"update setup.deadlines set amount = {count} "
        "where kind = 'written_mark';"
    )
    with owing.database.writing() as cursor:
        for starts_on, length, kind, classes in rows:
            cursor.execute(
                "insert into setup.calendar "
                "values (?, ?, ?, ?, null, '', '2026-08-20', null)",
                [starts_on, starts_on + timedelta(length), kind, classes],
            )
    owing.lesson(MATHS, "2026-11-20")
    owing.lesson(MATHS, "2027-02-01")
    with owing.database.reading() as cursor:
        working = working_days(cursor)
        assert len(calendar_rows(cursor)) == len(rows)
        found = cursor.execute(
            "select day_on, due_on from intermediate.int_day_terms "
            "where kind = 'written_mark' "
            "and day_on between '2026-11-20' and '2027-02-01' order by day_on"
        ).fetchall()

    assert len(found) == 74
    assert found == [(on, working.after(on, count)) for on, _ in found]


def test_homework_of_a_group_waits_for_the_latest_of_its_classes(owing):
    maths = owing.lesson(MATHS, "2026-11-16", slot=1)
    english = owing.lesson(ENGLISH, "2026-11-16", slot=3)  # ends at 11:05
    russian = owing.lesson(RUSSIAN, "2026-11-16", slot=6)  # ends at 13:50
    home = owing.lesson(HOME, "2026-11-16", slot=9)  # one boy of 5А, till 16:35

    due = {
        lesson: owing.owed(lesson, "homework")[""][0][-5:]
        for lesson in (maths, english, russian, home)
    }

    assert due == {maths: "12:35", english: "15:20", russian: "15:20", home: "18:05"}


def test_days_are_those_of_the_school_where_the_sun_rises_first(empty_school):
    owing = OwingSchool(empty_school, "Asia/Kamchatka", week=6)
    lesson = owing.lesson(MATHS, "2026-11-21", slot=4)  # Saturday, over midnight UTC
    with owing.database.reading() as cursor:
        starts_at, ends_at = cursor.execute(
            "select starts_at, ends_at from journal.lessons"
        ).fetchall()[0]
    assert (starts_at.day, ends_at.day) == (20, 21)

    owing.enter("2026-11-21T23:59", lesson, "topic", "Дроби")
    owing.enter("2026-11-22T00:00", lesson, "attendance_taken", "yes")
    owing.enter("2026-11-21T13:30", lesson, "homework", "№ 1")

    assert owing.owed(lesson, "topic")[""] == (
        "2026-11-21T23:59",
        "2026-11-21T23:59",
        "on_time",
    )
    assert owing.owed(lesson, "attendance")[""][2] == "late"
    assert owing.owed(lesson, "homework")[""] == (
        "2026-11-21T13:30",
        "2026-11-21T13:30",
        "on_time",
    )
    with owing.database.reading() as cursor:
        due_at = cursor.execute(
            "select due_at from marts.obligations where kind = 'topic'"
        ).fetchall()[0][0]
    assert due_at.replace(tzinfo=UTC) == datetime(
        2026, 11, 21, 11, 59, 59, 999999, tzinfo=UTC
    )


def test_a_day_ends_an_hour_later_by_the_clock_of_its_season(empty_school):
    owing = OwingSchool(empty_school, "Europe/Berlin")
    summer = owing.lesson(MATHS, "2026-10-23")
    winter = owing.lesson(MATHS, "2026-10-26")

    assert owing.owed(summer, "topic")[""][0] == "2026-10-23T23:59"
    assert owing.owed(winter, "topic")[""][0] == "2026-10-26T23:59"


def test_a_new_number_applies_from_its_day_and_never_before(owing):
    before = owing.lesson(MATHS, "2026-11-16")
    after = owing.lesson(MATHS, "2026-11-23")
    owing.do(
        "update setup.deadlines set valid_to = '2026-11-20' where kind = 'homework';"
        "insert into setup.deadlines values ('homework', 'class_day_end', 60, "
        "'minutes', '§2.7', '', '2026-11-20', null)"
    )

    assert owing.owed(before, "homework")[""][0][-5:] == "10:45"
    assert owing.owed(after, "homework")[""][0][-5:] == "10:15"


def test_a_number_that_the_set_up_dropped_still_holds(owing):
    lesson = owing.lesson(MATHS, "2026-11-23")
    owing.do("update setup.deadlines set valid_to = '2026-10-01'")

    assert owing.owed(lesson, "homework")[""][0][-5:] == "10:45"
