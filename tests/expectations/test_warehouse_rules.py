"""Rules of the whole warehouse, on a small school in a real DuckDB file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from expectations.findings import finding_text
from expectations.rules_warehouse import WAREHOUSE_RULES
from expectations.warehouse_rule import count_violations
from warehouse import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.database import Database
    from warehouse.school_folder import School

TODAY = date(2026, 11, 23)
PAGE = "2026:5А:МАТ"
_SCHOOL = """
insert into setup.mark_scale (code, kind, value) values
    ('5', 'mark', 5), ('4', 'mark', 4), ('3', 'mark', 3), ('2', 'mark', 2),
    ('н', 'attendance', null);
insert into setup.students (student_id) values ('К-1'), ('К-2');
insert into journal.pages (page_id, year_id, unit_id, subject_id, grading) values
    ('2026:5А:МАТ', '2026', '5А', 'МАТ', 'marks'),
    ('2026:5А:РУС', '2026', '5А', 'РУС', 'none');
insert into journal.page_teachers values ('2026:5А:МАТ', 'p-1', '2026-09-01', null);
insert into journal.roster values
    ('2026:5А:МАТ', 'К-1', '5А', '2026-09-01', null),
    ('2026:5А:МАТ', 'К-2', '5А', '2026-09-01', '2026-11-15');
insert into journal.page_periods values
    ('2026:5А:МАТ', '2026-Q1', '1', '2026-09-01', '2026-10-25'),
    ('2026:5А:МАТ', '2026-Q2', '2', '2026-11-05', '2026-12-29');
insert into journal.lessons
    (lesson_id, page_id, period_id, lesson_on, slot, starts_at, ends_at)
select
    '2026:5А:МАТ:' || strftime(day, '%Y%m%d') || ':1', '2026:5А:МАТ', '2026-Q2', day, 1,
    day + interval '6 hours', day + interval '6 hours 45 minutes'
from (values
    (date '2026-11-16'), (date '2026-11-17'), (date '2026-11-18'), (date '2026-11-19'),
    (date '2026-11-20'), (date '2026-11-24')
) as days (day);
insert into journal.uploads
    (upload_id, received_at, status, count_cells, count_recorded, count_unchanged,
     count_quarantined, count_conflicts, count_removals)
values ('u-1', '2026-11-20 15:00', 'recorded', 12, 12, 0, 0, 0, 0);
"""
_LESSON = "2026:5А:МАТ:202611{day}:1"

# Rule → what is done to the sound school behind the program's back.
BREAKING: dict[str, str] = {
    "entry_numbers_are_unique": "update journal.entries set entry_id = 2",
    "current_cells_are_unique": """
        insert into journal.current
        select * from journal.current where field = 'status' limit 1
    """,
    "field_is_known": "update journal.current set field = 'note' "
    "where field = 'status'",
    "current_is_the_last_entry": "update journal.current set value = '2', mark_1 = 2 "
    "where field = 'mark' and lesson_id like '%1120:1'",
    "entries_are_whole": "delete from setup.students where student_id = 'К-2'",
    "entries_have_author_and_time": "update journal.entries set recorded_by = '' "
    "where entry_id = 1",
    "blocks_hold_their_entries": "delete from journal.entries where entry_id = 1",
    "uploads_add_up": "update journal.uploads set count_unchanged = 1",
    "uploads_do_not_empty_pages": "update journal.uploads set count_removals = 99",
    "summary_agrees_with_entries": "update journal.summary set count_marks = 7 "
    "where student_id = 'К-1'",
    "marks_are_on_the_scale": "update journal.current set mark_1 = 7 "
    "where field = 'mark' and lesson_id like '%1120:1'",
    "marks_are_on_the_roll": "delete from journal.roster where student_id = 'К-1'",
    "cancelled_lessons_hold_no_marks": "update journal.current "
    "set value = 'cancelled' where field = 'status' and lesson_id like '%1120:1'",
    "held_lessons_have_marks": "delete from journal.current "
    "where field = 'mark' and lesson_id like '%1120:1'",
    "twos_are_corrected": "update journal.current set mark_1 = 2 "
    "where field = 'mark' and lesson_id like '%1116:1'; "
    "update journal.current set mark_1 = null, attendance = 'н' where field = 'mark' "
    "and lesson_id similar to '.*(1117|1118|1119):1'",
    "students_are_in_one_lesson_at_a_time": """
        insert into journal.lessons
            (lesson_id, page_id, period_id, lesson_on, slot, starts_at, ends_at)
        values
            ('2026:5А:РУС:20261120:1', '2026:5А:РУС', '2026-Q2', '2026-11-20', 1,
             '2026-11-20 06:30', '2026-11-20 07:15');
        insert into journal.current (page_id, lesson_id, period_id, student_id, field,
            value, mark_1)
        values ('2026:5А:РУС', '2026:5А:РУС:20261120:1', '', 'К-1', 'mark', '5', 5)
    """,
    "finals_are_complete": "delete from journal.current "
    "where field = 'final' and student_id = 'К-1'",
    "pages_are_kept": "update journal.entries "
    "set recorded_at = timestamp '2026-11-17 15:00'",
    "pages_have_a_teacher": "update journal.page_teachers set ends_on = '2026-11-20'",
}


@pytest.fixture
def database(empty_school: School) -> Iterator[Database]:
    """One page, five held lessons with a mark each, finals of the ended period."""
    cells = [
        (PAGE, _LESSON.format(day=day), "", student, field, value, mark)
        for day in range(16, 21)
        for student, field, value, mark in (
            ("", "status", "held", None),
            ("К-1", "mark", "5", 5),
        )
    ] + [(PAGE, "", "2026-Q1", student, "final", "5", 5) for student in ("К-1", "К-2")]
    names = ("page_id", "lesson_id", "period_id", "student_id", "field", "value")
    entries = pl.DataFrame(
        [
            {
                **dict(zip(names, cell, strict=False)),
                "mark_1": cell[-1],
                "value_text": cell[5],
                "sheet": "5А",
                "cell": "A1",
                "reason": "",
            }
            for cell in cells
        ],
        schema=ledger.NEW_ENTRIES,
    )
    received_at = datetime(2026, 11, 20, 15, tzinfo=UTC)
    author = ledger.Author("school-17", "2026", "p-1", received_at, "u-1")
    with empty_school.database.writing() as cursor:
        cursor.execute(_SCHOOL)
        ledger.append(cursor, entries, author)
    yield empty_school.database


def counted(
    database: Database, today: date = TODAY
) -> dict[str, tuple[int, list[str]]]:
    with database.reading() as cursor:
        counts = count_violations(
            WAREHOUSE_RULES,
            lambda query, named: cursor.execute(query, named).fetchall(),
            today,
        )
    return {rule: (count, places) for rule, count, places in counts.iter_rows()}


def test_a_sound_school_violates_nothing(database):
    assert {rule: found for rule, found in counted(database).items() if found[0]} == {}


def test_an_empty_school_violates_nothing(empty_school):
    assert not any(count for count, _ in counted(empty_school.database).values())


def test_for_every_rule_a_violation_is_drawn():
    assert list(BREAKING) == [rule.id for rule in WAREHOUSE_RULES]


@pytest.mark.parametrize("rule", WAREHOUSE_RULES, ids=lambda rule: rule.id)
def test_a_rule_counts_what_violates_it_and_names_the_place(rule, database):
    with database.writing() as cursor:
        cursor.execute(BREAKING[rule.id])

    count, places = counted(database)[rule.id]

    assert count >= 1
    assert places
    for language in ("ru", "en"):
        facts = {"count": count, "correction_lessons": 3, "silent_lesson_days": 3}
        text = finding_text(rule.id, facts, language)
        assert str(count) in text.what
        assert text.why
        assert text.fix


def test_a_page_that_nobody_writes_sleeps_in_the_holidays(database):
    with database.writing() as cursor:
        cursor.execute("delete from journal.lessons where lesson_on > '2026-11-20'")

    assert counted(database, date(2027, 1, 8))["pages_are_kept"] == (0, [])


def test_a_two_that_was_corrected_in_time_is_not_reported(database):
    with database.writing() as cursor:
        cursor.execute(
            "update journal.current set mark_1 = 2 "
            "where field = 'mark' and lesson_id like '%1116:1'"
        )

    assert counted(database)["twos_are_corrected"] == (0, [])


def test_many_violations_are_counted_all_and_the_first_places_named(database):
    with database.writing() as cursor:
        cursor.execute(
            "insert into setup.students (student_id) "
            "select 'К-' || n from range(100, 150) as numbers (n)"
        )
        cursor.execute(
            "insert into journal.current (page_id, lesson_id, period_id, student_id, "
            "field, value, mark_1) select '2026:5А:МАТ', '2026:5А:МАТ:20261120:1', '', "
            "'К-' || n, 'mark', '9', 9 from range(100, 150) as numbers (n)"
        )

    count, places = counted(database)["marks_are_on_the_scale"]

    assert count == 50
    assert len(places) == 20
