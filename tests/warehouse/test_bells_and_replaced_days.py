"""Bells of classes, replaced timetables, five and six days a week, and time zones."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.setup.applying import Cause, Occasion, apply_changes
from ingest.setup.changes import plan_changes
from ingest.setup.seeds import example_tables
from warehouse.calendar import to_local, to_utc
from warehouse.database import Database
from warehouse.timetable import derive

pytestmark = pytest.mark.by_turns

MOSCOW = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 9, 1)  # noqa: DTZ001 - as the warehouse has it
FIRST_DAY = date(2026, 9, 1)
FRIDAY = date(2026, 12, 25)  # the example's replaced day of 5А


class Journal:
    """Applies set-up tables and reads the lessons that were made of them."""

    def __init__(self, database):
        self.database = database
        self.tables = example_tables()

    def apply(self, from_date=FIRST_DAY):
        changes = plan_changes(self.database, self.tables, from_date)
        with self.database.writing() as cursor:
            apply_changes(
                cursor,
                changes,
                Occasion("school-17", MOSCOW, AT),
                Cause("workbook", "С-01"),
                from_date=from_date,
            )

    def bell(self, classes, day, slot, starts):
        hour, minute = divmod(starts, 100)
        self.tables["bells"].append(
            {
                "shift": 1,
                "day": day,
                "slot": slot,
                "starts_time": time(hour, minute),
                "ends_time": time(hour + 1, minute),
                "classes": classes,
            }
        )

    def instead(self, unit, subject, weekday, slot, first, last):
        self.tables["timetable"].append(
            {
                "unit_id": unit,
                "subject_id": subject,
                "weekday": weekday,
                "slot": slot,
                "room": "",
                "starts_on": first,
                "ends_on": last,
                "is_instead": True,
            }
        )

    def day_of(self, on, kind, classes="", as_weekday=None):
        self.tables["calendar"].append(
            {
                "starts_on": on,
                "ends_on": on,
                "kind": kind,
                "classes": classes,
                "as_weekday": as_weekday,
                "note": "",
            }
        )

    def lessons(self, unit, on):
        """Return the lessons of a class or group on a day: number and subject."""
        return [f"{slot} {subject}" for slot, subject, *_ in self.told(unit, on)]

    def starts(self, unit, on):
        """Return when the lessons of a day begin, by number."""
        return {slot: f"{starts:%H:%M}" for slot, _, starts in self.told(unit, on)}

    def told(self, unit, on):
        with self.database.reading() as cursor:
            rows = cursor.execute(
                "select slot, split_part(page_id, ':', 3), starts_at "
                "from journal.lessons where page_id like ? and lesson_on = ? "
                "order by slot",
                [f"2026:{unit}:%", on],
            ).fetchall()
        return [(slot, subject, to_local(at, MOSCOW)) for slot, subject, at in rows]


@pytest.fixture
def journal(tmp_path):
    with Database(tmp_path / "school.duckdb") as database:
        database.migrate()
        yield Journal(database)


MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def test_first_graders_have_their_own_bells_and_the_others_the_common_ones(journal):
    journal.apply()

    assert journal.starts("1А", MONDAY) == {1: "08:30", 2: "09:20", 3: "10:35"}
    assert journal.starts("5А", MONDAY) == {1: "08:30", 2: "09:20", 3: "10:15"}
    assert journal.starts("1А", date(2026, 11, 3))[3] == "09:55"  # a shortened day
    assert journal.starts("5А", date(2026, 11, 3))[3] == "09:50"


@pytest.mark.parametrize(
    ("what", "bells", "expected"),
    [
        ("a grade before all", [("5", "*", 800)], "08:00"),
        ("a span of grades", [("1-4,5-9", "*", 800)], "08:00"),
        ("another grade's", [("6-9", "*", 800)], "08:30"),
        ("the class before its grade", [("5", "*", 800), ("5А", "*", 745)], "07:45"),
        ("a list of classes", [("5А,5Б", "*", 745)], "07:45"),
        ("a weekday before every day", [("", "1", 815)], "08:15"),
        ("another weekday", [("", "2", 815)], "08:30"),
        ("the grade before the weekday", [("", "1", 815), ("5", "*", 800)], "08:00"),
        ("a weekday of the grade", [("5", "*", 800), ("5", "1", 755)], "07:55"),
        ("not a shortened day", [("5", "shortened", 700)], "08:30"),
    ],
)
def test_the_bells_that_name_a_class_most_closely_ring(journal, what, bells, expected):
    for classes, day, starts in bells:
        journal.bell(classes, day, 1, starts)
    journal.apply()

    assert journal.starts("5А", MONDAY)[1] == expected, what
    assert journal.starts("10А", date(2026, 11, 25))[1] == "08:30"


def test_a_group_goes_by_the_bells_of_its_own_then_of_most_of_its_students(journal):
    journal.bell("5А", "*", 4, 1100)
    journal.bell("5А-англ2", "*", 4, 1120)
    journal.bell("1А", "*", 4, 1140)
    first_grader = {"group_id": "5А-англ1", "student_id": "К-0301"}
    journal.tables["group_members"].append(first_grader)
    journal.apply()

    assert journal.starts("5А-англ1", MONDAY) == {4: "11:00"}
    assert journal.starts("5А-англ2", MONDAY) == {4: "11:20"}


def test_new_bells_of_a_class_leave_the_lessons_before_their_day(journal):
    journal.apply()
    journal.bell("5А", "*", 1, 800)
    journal.apply(TUESDAY)

    assert journal.starts("5А", MONDAY)[1] == "08:30"
    assert journal.starts("5А", TUESDAY)[1] == "08:00"
    assert journal.starts("10А", TUESDAY)[1] == "08:30"


def test_on_a_replaced_day_a_class_has_the_replaced_lessons_only(journal):
    journal.apply()

    assert journal.lessons("5А", FRIDAY) == ["1 МАТ", "2 РУС"]
    assert journal.lessons("5А", FRIDAY - timedelta(days=7)) == [
        "1 РУС",
        "2 МАТ",
        "3 ФИЗРА",
    ]
    assert journal.lessons("1А", FRIDAY) == ["1 РУС", "2 ОКР"]


def test_only_the_weekdays_that_are_named_are_replaced(journal):
    journal.instead("5А", "МАТ", 3, 1, MONDAY, date(2026, 12, 4))
    journal.apply()

    assert journal.lessons("5А", date(2026, 11, 25)) == ["1 МАТ"]
    assert journal.lessons("5А", date(2026, 12, 2)) == ["1 МАТ"]
    assert journal.lessons("5А", date(2026, 12, 9))[0] == "1 РУС"
    assert journal.lessons("5А", TUESDAY) == ["1 МАТ", "2 РУС", "3 ГЕО"]
    # Groups have timetables of their own.
    assert journal.lessons("5А-англ1", date(2026, 11, 25)) == ["3 АНГ"]


def test_a_replaced_working_saturday_goes_by_the_weekday_it_follows(journal):
    saturday = date(2027, 2, 20)
    journal.apply()
    assert journal.lessons("5А", saturday) == ["1 РОВ", "2 МАТ", "3 РУС"]

    journal.instead("5А", "РУС", 1, 2, saturday, saturday)
    journal.apply(MONDAY)

    assert journal.lessons("5А", saturday) == ["2 РУС"]
    assert journal.lessons("5А", date(2027, 2, 22)) == []
    assert journal.lessons("5А", date(2027, 3, 1)) == ["1 РОВ", "2 МАТ", "3 РУС"]


def test_a_replaced_day_that_is_taken_back_is_an_ordinary_one_again(journal):
    journal.apply()
    journal.tables["timetable"] = [
        row for row in journal.tables["timetable"] if not row["is_instead"]
    ]
    journal.apply(date(2026, 12, 1))

    assert journal.lessons("5А", FRIDAY) == ["1 РУС", "2 МАТ", "3 ФИЗРА"]


def test_a_day_that_is_replaced_only_afterwards_stays_as_it_was(journal):
    journal.apply()
    journal.instead("5А", "МАТ", 1, 1, date(2026, 11, 16), date(2026, 11, 30))
    journal.apply(MONDAY)

    assert len(journal.lessons("5А", date(2026, 11, 16))) == 3
    assert journal.lessons("5А", MONDAY) == ["1 МАТ"]


def test_one_class_has_six_days_a_week_and_the_others_five(journal):
    saturday = date(2026, 11, 28)
    journal.tables["classes"][2]["week_days"] = 6
    for unit in ("5А", "10А"):
        row = journal.tables["timetable"][0] | {"unit_id": unit, "subject_id": "РОВ"}
        journal.tables["timetable"].append(row | {"weekday": 6, "slot": 1})
    journal.apply()

    assert journal.lessons("10А", saturday) == ["1 РОВ"]
    assert journal.lessons("5А", saturday) == []


def test_a_day_off_by_order_and_a_shortened_day_are_one_classes_own(journal):
    journal.day_of(MONDAY, "day_off", classes="5А")
    journal.day_of(TUESDAY, "shortened", classes="10")
    journal.apply()

    assert journal.lessons("5А", MONDAY) == []
    assert journal.lessons("5А-англ1", MONDAY) == []
    assert len(journal.lessons("1А", MONDAY)) == 3
    assert journal.starts("10А", TUESDAY)[2] == "09:10"
    assert journal.starts("5А", TUESDAY)[2] == "09:20"


_spans = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.integers(1, 6),
        st.dates(FIRST_DAY, date(2027, 5, 1)),
        st.integers(0, 20),
    ),
    max_size=5,
    unique_by=lambda span: (span[0], span[1], span[2]),
)


@settings(max_examples=6, deadline=None)
@example(spans=[(1, 1, date(2027, 2, 1), 19)])  # the Saturday among them
@given(spans=_spans)
def test_every_day_has_either_its_ordinary_or_its_replaced_lessons(spans):
    with Database(Path(":memory:")) as database:
        database.migrate()
        journal = Journal(database)
        rows = [row for row in journal.tables["timetable"] if not row["is_instead"]]
        journal.tables["timetable"] = list(rows)
        replaced = {}
        for weekday, slot, first, length in spans:
            last = first + timedelta(days=length)
            journal.instead("10А", "РОВ", weekday, slot, first, last)
            for number in range(length + 1):
                on = first + timedelta(days=number)
                if worked_as(on) == weekday:
                    replaced.setdefault(on, set()).add(f"{slot} РОВ")
        of_weekday = {
            weekday: [
                f"{row['slot']} {row['subject_id']}"
                for row in rows
                if (row["unit_id"], row["weekday"]) == ("10А", weekday)
            ]
            for weekday in range(1, 8)
        }
        journal.apply()
        with database.reading() as cursor:
            found = cursor.execute(
                "select lesson_on, list(slot || ' ' || split_part(page_id, ':', 3)) "
                "from journal.lessons where page_id like '2026:10А:%' "
                "group by lesson_on"
            ).fetchall()

    assert len(found) > 150
    for on, lessons in found:
        ordinary = of_weekday[worked_as(on)]
        assert sorted(lessons) == sorted(replaced.get(on, ordinary)), on


def worked_as(day):
    """Return the weekday whose lessons a day has: one Saturday has Monday's."""
    return 1 if day == date(2027, 2, 20) else day.isoweekday()


ZONES = ["Europe/Kaliningrad", "Asia/Kamchatka", "Asia/Yekaterinburg", "Europe/Berlin"]


@pytest.mark.parametrize("name", ZONES)
def test_lessons_begin_and_end_by_the_schools_clock_all_year_in_any_zone(journal, name):
    zone = ZoneInfo(name)
    fourth = journal.tables["bells"][3]
    fourth["ends_time"] = time(12, 5)  # on Kamchatka after midnight in Greenwich
    journal.apply()
    with journal.database.writing() as cursor:
        derive(cursor, zone)
    bells = {
        row["slot"]: (row["starts_time"], row["ends_time"])
        for row in journal.tables["bells"]
        if row["day"] == "*" and not row["classes"]
    }

    with journal.database.reading() as cursor:
        lessons = cursor.execute(
            "select lesson_on, slot, starts_at, ends_at from journal.lessons "
            "where page_id like '2026:10А:%' and lesson_on <> '2026-11-03'"
        ).fetchall()

    assert len(lessons) > 400
    for on, slot, starts_at, ends_at in lessons:
        starts, ends = bells[slot]
        assert (starts_at, ends_at) == (
            to_utc(on, starts, zone),
            to_utc(on, ends, zone),
        )
        assert to_local(starts_at, zone).date() == to_local(ends_at, zone).date() == on
        assert to_local(ends_at, zone).time() == ends
    days = {
        (on, starts_at.date() < on, ends_at.date() < on)
        for on, _, starts_at, ends_at in lessons
    }
    if name == "Asia/Kamchatka":
        assert any(is_before and not ends_before for _, is_before, ends_before in days)
    else:
        assert not any(is_before for _, is_before, _ in days)


@given(
    on=st.dates(date(2025, 9, 1), date(2027, 8, 31)),
    at=st.times(time(4, 0)),
    name=st.sampled_from(ZONES),
)
def test_a_local_time_of_a_lesson_is_one_moment_and_comes_back(on, at, name):
    zone = ZoneInfo(name)

    local = to_local(to_utc(on, at, zone), zone)

    assert (local.date(), local.time()) == (on, at)
