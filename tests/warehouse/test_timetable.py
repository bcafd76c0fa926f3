from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.setup.applying import Cause, Occasion, apply_changes
from ingest.setup.changes import plan_changes
from ingest.setup.contract import SHEETS
from ingest.setup.seeds import example_tables
from ingest.setup.sheets_lessons import TIMETABLE
from warehouse.database import Database
from warehouse.rosters import ALWAYS, Days, common, joined, without
from warehouse.timetable import derive

pytestmark = pytest.mark.by_turns

ZONE = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 9, 1)  # noqa: DTZ001 - as the warehouse has it
FIRST_DAY = date(2026, 9, 1)
DERIVED = (
    "pages",
    "page_teachers",
    "roster",
    "page_periods",
    "page_attestations",
    "lessons",
    "replaced_lessons",
)


@pytest.fixture
def tables():
    return example_tables()


@pytest.fixture
def database(tmp_path):
    with Database(tmp_path / "school.duckdb") as database:
        database.migrate()
        yield database


@pytest.fixture
def set_up(database):
    """Return a function that applies set-up tables from a day on."""

    def applied(tables, from_date=FIRST_DAY):
        changes = plan_changes(database, tables, from_date)
        if not changes:
            return
        with database.writing() as cursor:
            apply_changes(
                cursor,
                changes,
                Occasion("school-17", ZONE, AT),
                Cause("workbook", "С-01"),
                from_date=from_date,
            )

    return applied


def ask(database, sql):
    with database.reading() as cursor:
        return cursor.execute(sql).fetchall()


def journal(database):
    return {
        table: ask(database, f"select * from journal.{table} order by all")
        for table in DERIVED
    }


def enter(database, page_id, lesson_id="", period_id=""):
    with database.writing() as cursor:
        cursor.execute(
            "insert into journal.entries (page_id, lesson_id, period_id, value) "
            "values (?, ?, ?, '5')",
            [page_id, lesson_id, period_id],
        )


def test_making_the_journal_twice_changes_nothing(database, set_up, tables):
    moved = {
        "unit_id": "5А",
        "subject_id": "ГЕО",
        "lesson_on": date(2026, 11, 24),
        "slot": 3,
        "kind": "moved",
        "to_slot": 5,
    }
    set_up({**tables, "replacements": [moved]})
    before = journal(database)

    with database.writing() as cursor:
        derive(cursor, ZONE)

    assert journal(database) == before
    assert all(before.values())


def test_a_lesson_has_its_page_its_day_its_time_in_utc_and_its_planned_topic(
    database, set_up, tables
):
    set_up(tables)

    (lesson,) = ask(
        database,
        "select * from journal.lessons where lesson_id = '2026:5А:ГЕО:20260908:3'",
    )

    assert lesson == (
        "2026:5А:ГЕО:20260908:3",
        "2026:5А:ГЕО",
        "2026-Q1",
        date(2026, 9, 8),
        3,
        datetime(2026, 9, 8, 7, 15),  # noqa: DTZ001
        datetime(2026, 9, 8, 7, 55),  # noqa: DTZ001
        "205",
        2,
        "Методы географических исследований",
    )


def test_no_keys_come_twice(database, set_up, tables):
    set_up(tables)

    for table, key in (("pages", "page_id"), ("lessons", "lesson_id")):
        assert (
            ask(
                database,
                f"select {key} from journal.{table} group by all having count(*) > 1",
            )
            == []
        )


def test_there_are_no_lessons_in_vacations_and_on_holidays(database, set_up, tables):
    set_up(tables)

    free = ask(
        database,
        "select count(*) from journal.lessons where lesson_on between '2026-10-24' "
        "and '2026-11-01' or lesson_on = '2026-11-04' "
        "or (page_id like '2026:1А:%' "
        "and lesson_on between '2027-02-15' and '2027-02-21')",
    )
    others = ask(
        database,
        "select count(*) > 0 from journal.lessons where page_id like '2026:5А:%' "
        "and lesson_on between '2027-02-15' and '2027-02-19'",
    )

    assert free == [(0,)]
    assert others == [(True,)]


def test_shortened_days_have_their_own_bells(database, set_up, tables):
    set_up(tables)

    times = ask(
        database,
        "select lesson_on, ends_at - starts_at from journal.lessons "
        "where page_id = '2026:5А:ГЕО' and lesson_on in ('2026-11-03', '2026-11-10')",
    )

    assert dict(times) == {
        date(2026, 11, 3): timedelta(minutes=30),
        date(2026, 11, 10): timedelta(minutes=40),
    }


def test_a_transferred_saturday_has_the_lessons_of_the_weekday_it_follows(
    database, set_up, tables
):
    tables["calendar"].append(
        {
            "starts_on": date(2026, 11, 7),
            "ends_on": date(2026, 11, 7),
            "kind": "working_day",
            "classes": "",
            "as_weekday": 3,
            "note": "",
        }
    )
    set_up(tables)

    subjects = ask(
        database,
        "select list(split_part(page_id, ':', 3) order by slot) from journal.lessons "
        "where lesson_on = '2026-11-07' and page_id like '2026:10А:%'",
    )

    assert subjects == [(["МАТ", "АНГ", "РУС"],)]


def test_a_student_with_an_individual_plan_is_not_on_the_classes_page_of_that_subject(
    database, set_up, tables
):
    set_up(tables)

    pages = ask(
        database,
        "select page_id from journal.roster where student_id = 'К-0206' "
        "order by page_id",
    )

    assert [page_id for (page_id,) in pages] == [
        "2026:5А-англ2:АНГ",
        "2026:5А-инд-Зайцева:МАТ",
        "2026:5А:ГЕО",
        "2026:5А:РОВ",
        "2026:5А:РУС",
        "2026:5А:ФИЗРА",
    ]


def test_an_individual_plan_from_a_day_on_leaves_the_days_before_with_the_class(
    database, set_up, tables
):
    member = tables["group_members"][-1]
    member["joined_on"] = date(2026, 11, 2)
    set_up(tables)

    stays = ask(
        database,
        "select page_id, starts_on, ends_on from journal.roster "
        "where student_id = 'К-0206' and page_id like '%:МАТ' order by starts_on",
    )

    assert stays == [
        ("2026:5А:МАТ", date(2026, 9, 1), date(2026, 11, 1)),
        ("2026:5А-инд-Зайцева:МАТ", date(2026, 11, 2), None),
    ]


def test_a_student_who_moves_to_another_class_is_on_both_pages_in_turn(
    database, set_up, tables
):
    set_up(tables)
    tables["students"][4]["class_id"] = "1А"

    set_up(tables, date(2026, 11, 30))

    stays = ask(
        database,
        "select page_id, class_id, starts_on, ends_on from journal.roster "
        "where student_id = 'К-0201' and page_id like '%:РУС' order by starts_on",
    )
    assert stays == [
        ("2026:5А:РУС", "5А", date(2026, 9, 1), date(2026, 11, 29)),
        ("2026:1А:РУС", "1А", date(2026, 11, 30), None),
    ]


def test_upper_grades_have_half_years_and_the_first_grade_no_marks(
    database, set_up, tables
):
    set_up(tables)

    periods = ask(
        database,
        "select period_id from journal.page_periods where page_id = '2026:10А:РУС' "
        "order by starts_on",
    )
    pages = ask(
        database,
        "select page_id, unit_kind, level, grading from journal.pages where page_id in "
        "('2026:1А:РУС', '2026:5А-англ1:АНГ', '2026:5А:ФИЗРА', '2026:10А:РУС') "
        "order by grade, page_id",
    )

    assert periods == [("2026-H1",), ("2026-H2",)]
    assert pages == [
        ("2026:1А:РУС", "class", "noo", "none"),
        ("2026:5А-англ1:АНГ", "group", "ooo", "marks"),
        ("2026:5А:ФИЗРА", "class", "ooo", "pass"),
        ("2026:10А:РУС", "class", "soo", "marks"),
    ]


def test_new_bells_leave_the_times_of_earlier_lessons(database, set_up, tables):
    set_up(tables)
    for row in tables["bells"]:
        row["starts_time"] = row["starts_time"].replace(
            hour=row["starts_time"].hour + 1
        )
        row["ends_time"] = row["ends_time"].replace(hour=row["ends_time"].hour + 1)

    set_up(tables, date(2026, 11, 30))

    hours = ask(
        database,
        "select lesson_on < '2026-11-30', list(distinct hour(starts_at)) "
        "from journal.lessons where slot = 1 group by 1 order by 1",
    )
    assert hours == [(False, [6]), (True, [5])]


def test_a_lesson_with_entries_stays_when_the_timetable_drops_it(
    database, set_up, tables
):
    set_up(tables)
    lesson_id = "2026:5А:ГЕО:20260908:3"
    enter(database, "2026:5А:ГЕО", lesson_id)
    (kept,) = ask(
        database, f"select * from journal.lessons where lesson_id = '{lesson_id}'"
    )
    next(row for row in tables["timetable"] if row["subject_id"] == "ГЕО")[
        "weekday"
    ] = 5

    set_up(tables)
    once = journal(database)
    with database.writing() as cursor:
        derive(cursor, ZONE)

    tuesdays = [
        lesson
        for lesson in once["lessons"]
        if lesson[1] == "2026:5А:ГЕО" and lesson[3].isoweekday() == 2
    ]
    assert tuesdays == [kept]
    assert journal(database) == once


def test_a_page_with_entries_stays_when_the_load_drops_it(database, set_up, tables):
    set_up(tables)
    enter(database, "2026:5А:ГЕО", period_id="2026-Q1")
    for table in ("load", "timetable"):
        tables[table] = [
            row
            for row in tables[table]
            if (row["unit_id"], row["subject_id"]) != ("5А", "ГЕО")
        ]

    set_up(tables)

    assert ask(database, "select 1 from journal.pages where page_id = '2026:5А:ГЕО'")
    assert ask(database, "select 1 from journal.roster where page_id = '2026:5А:ГЕО'")
    assert not ask(
        database, "select 1 from journal.lessons where page_id = '2026:5А:ГЕО'"
    )


def test_another_years_journal_is_left_alone(database, set_up, tables):
    set_up(tables)
    before = journal(database)
    for row in tables["about"]:
        row["value"] = {
            "year_id": "2027",
            "year_starts_on": "2027-09-01",
            "year_ends_on": "2028-05-26",
        }.get(row["setting"], row["value"])

    set_up(tables, date(2027, 9, 1))

    after = journal(database)
    for table, rows in before.items():
        assert set(rows) <= set(after[table])
    assert {page[1] for page in after["pages"]} == {"2026", "2027"}
    assert all(period[0].startswith("2026") for period in after["page_periods"])


def test_a_plan_for_the_very_class_beats_the_plan_of_the_grade(
    database, set_up, tables
):
    tables["lesson_plans"].append(
        {
            "plan_id": "ГЕО-5А",
            "subject_id": "ГЕО",
            "units": "5А",
            "position": 1,
            "topic": "Наш особый первый урок",
            "homework": "",
        }
    )
    set_up(tables)

    topics = ask(
        database,
        "select planned_topic from journal.lessons where page_id = '2026:5А:ГЕО' "
        "order by lesson_on limit 2",
    )

    assert topics == [
        ("Наш особый первый урок",),
        ("Методы географических исследований",),
    ]


def test_spans_of_days_are_joined_cut_and_shared():
    def day(number):
        return date(2026, 9, number)

    first, second = Days(day(1), day(5)), Days(day(6), day(9))
    assert joined([second, first]) == [Days(day(1), day(9))]
    assert joined([Days(day(1), ALWAYS), second]) == [Days(day(1), ALWAYS)]
    assert without([Days(day(1), day(9))], [Days(day(3), day(4))]) == [
        Days(day(1), day(2)),
        Days(day(5), day(9)),
    ]
    assert common([first], [Days(day(4), ALWAYS)]) == [Days(day(4), day(5))]
    assert common([first], [second]) == []


def test_the_time_of_lessons_follows_the_schools_zone(database, tables, set_up):
    set_up(tables)
    with database.writing() as cursor:
        derive(cursor, ZoneInfo("Asia/Kamchatka"))

    (starts,) = ask(database, "select min(starts_at) from journal.lessons")[0]

    assert starts.replace(tzinfo=UTC) == datetime(2026, 8, 31, 20, 30, tzinfo=UTC)


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    on=st.dates(date(2026, 9, 2), date(2027, 5, 20)),
    moves=st.lists(
        st.tuples(st.integers(0, 49), st.integers(1, 5), st.integers(1, 6)), max_size=6
    ),
)
def test_no_change_of_the_timetable_touches_lessons_before_its_day(
    database, set_up, tables, on, moves
):
    set_up(tables)
    before = ask(
        database, f"select * from journal.lessons where lesson_on < '{on}' order by all"
    )
    changed = [dict(row) for row in tables["timetable"]]
    for number, weekday, slot in moves:
        changed[number] |= {"weekday": weekday, "slot": slot}
    unique = {tuple(row[key] for key in TIMETABLE.key): row for row in changed}

    set_up({**tables, "timetable": list(unique.values())}, on)

    assert before == ask(
        database, f"select * from journal.lessons where lesson_on < '{on}' order by all"
    )
    with database.writing() as cursor:
        for table in DERIVED:
            cursor.execute(f"delete from journal.{table}")
        for sheet in SHEETS:
            cursor.execute(f"delete from setup.{sheet.table}")


def test_a_page_has_as_many_lessons_as_its_weekdays_have_school_days(
    database, set_up, tables
):
    set_up(tables)
    free = {date(2026, 11, 4), date(2027, 2, 23), date(2027, 3, 8)}
    free |= {date(2027, 2, 22), date(2027, 5, 3), date(2027, 5, 10)}
    for first, count in ((date(2026, 10, 24), 9), (date(2026, 12, 31), 11)):
        free |= {first + timedelta(days=number) for number in range(count)}
    free |= {date(2027, 3, 27) + timedelta(days=number) for number in range(9)}
    year = [FIRST_DAY + timedelta(days=number) for number in range(268)]
    expected = Counter(
        day.isoweekday() for day in year if day not in free and day.isoweekday() <= 5
    )
    expected[6] = 1  # 20 February, a working Saturday

    counts = ask(
        database,
        "select isodow(lesson_on), count(distinct lesson_on) from journal.lessons "
        "where page_id like '2026:10А:%' group by 1 order by 1",
    )

    assert dict(counts) == expected
