"""A year with its movements, replacements and changes reconciles after every month.

What the school says of rosters, lessons, obligations and summary sheets is compared
with a book kept beside it by other means, and every sheet as of a day with what was
exported on that day (§2.3, §2.5–2.13).
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from dashboards.printing import summary_form
from dashboards.printing.desk import server_desk
from ingest.rolling_over.making import Farewell, make_next_year
from ingest.rolling_over.reviewing import as_workbook, proposed, review
from ingest.setup.school import create_school
from tests.ingest.movement.conftest import with_5b
from tests.passing_school import passing_copy
from tests.year.living_year import (
    COUNT_MOVEMENTS,
    COUNT_REPLACEMENTS,
    COUNT_STAFF_CHANGES,
    DIRECTOR,
    RESCHEDULED,
    LivingYear,
    fifteenth,
    month_ends,
)
from tests.year.paper_book import DAY, PaperBook
from warehouse.build import build_models
from warehouse.clock import SetClock, utc_naive
from warehouse.integrity.report import verify_school
from warehouse.obligations import bring_up_to_date
from warehouse.printed_forms import figures_digest
from warehouse.queries import movement
from warehouse.queries.outcomes import OUTCOME
from warehouse.queries.sheet import class_sheet
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.by_turns, pytest.mark.timeout(1800)]

SUMMER = datetime(2026, 8, 25, tzinfo=UTC)
ABOVE = {"1А": "2А", "5А": "6А", "5Б": "6Б", "10А": "11А"}
CLASSES = tuple(ABOVE)


def ask(school, question, *values):
    with school.database.reading() as cursor:
        return cursor.execute(question, list(values)).fetchall()


def test_after_each_month_everything_reconciles(tmp_path: Path):
    clock = SetClock(SUMMER)
    tables = with_5b()
    made = tmp_path / "made"
    create_school(made, tables, b"set-up", applied_by="administration", clock=clock)
    with passing_copy(made, tmp_path / "school", clock) as school:
        build_models(school.database)
        year = LivingYear(school, clock, PaperBook(tables))
        weeks = list(year.weeks())
        for first, last in month_ends(year.book):
            filed = fifteenth(first)
            while weeks and weeks[0] <= last:
                monday = weeks.pop(0)
                is_week = monday <= filed < monday + 7 * DAY
                year.live_week(monday, filed if is_week else None)
            year.write_journals(first, last)
            reconcile(year, first, last)
        as_exported(year, [f"{first:%Y-%m}" for first, _ in month_ends(year.book)])
        assert (year.count_movements, year.count_replacements) == (
            COUNT_MOVEMENTS,
            COUNT_REPLACEMENTS,
        )
        assert kinds_of_change(school) == {
            "workbook": 1,
            "movement": COUNT_MOVEMENTS,
            "replacement": year.count_replacement_sets,
            "page": len(RESCHEDULED),
            "staff": COUNT_STAFF_CHANGES,
        }
        assert verify_school(school).differences == ()
        rolled_over(year, tmp_path / "next")


def rolled_over(year, folder):
    """The next year begins with who is in the classes now, a grade up (§2.2)."""
    last = year.book.last
    year.at(date(2027, 6, 1), 9)
    content = as_workbook(proposed(year.school, DIRECTOR), "ru")
    looked = review(year.school, DIRECTOR, content)
    leaving = len(looked.leaving)
    order = Farewell(last, "90-у", date(2027, 6, 1))
    make_next_year(year.school, DIRECTOR, folder, content, order, leaving=leaving)
    with open_school(folder, year.clock) as following:
        listed = ask(
            following, "select class_id, student_id from setup.students order by all"
        )
        assert verify_school(following).differences == ()
    expected = {
        (above, student)
        for class_id, above in ABOVE.items()
        for student in year.book.in_class(class_id, last)
    }
    assert set(listed) == expected
    assert len(listed) == len(expected)


def kinds_of_change(school):
    return Counter(
        dict(
            ask(
                school,
                "select kind, count(*) from journal.setup_change_sets group by kind",
            )
        )
    )


def reconcile(year, first, last):
    rosters(year, first, last)
    lessons(year)
    obligations(year)
    sheets(year, last)
    as_exported(year, [f"{last:%Y-%m}"])


def rosters(year, first, last):
    database = year.school.database
    for class_id in CLASSES:
        for day in (first, first + 9 * DAY, last):
            listed = movement.class_list(database, DIRECTOR, class_id, day)
            told = set(listed["student_id"])
            assert told == year.book.in_class(class_id, day), (class_id, day)
    counted = movement.head_count(database, DIRECTOR, first, last)
    for row in counted.filter(~counted["class_id"].is_null()).iter_rows(named=True):
        begin = len(year.book.in_class(row["class_id"], first))
        end = len(year.book.in_class(row["class_id"], last))
        assert (row["count_begin"], row["count_end"]) == (begin, end), row
        came = row["count_came"] + row["count_moved_in"]
        assert begin + came - row["count_went"] - row["count_moved_out"] == end, row


def lessons(year):
    told = {
        code: (on, slot)
        for code, on, slot in ask(
            year.school, "select lesson_id, lesson_on, slot from journal.lessons"
        )
    }
    assert told == year.book.places()


def obligations(year):
    school, now = year.school, utc_naive(year.clock.now())
    bring_up_to_date(school.database)
    expected = Counter()
    places = year.book.places()
    today = year.clock.now().date()
    for code, lesson in year.book.timetable().items():
        person = year.book.giver(lesson)
        if person is not None and places[code][0] <= today:
            expected[person] += 1
    told = Counter(
        dict(
            ask(
                school,
                "select person_id, count(distinct lesson_id) from marts.obligations "
                "where kind = 'attendance' and owed_on <= ? group by person_id",
                today,
            )
        )
    )
    assert told == expected
    with school.database.reading() as cursor:
        total, outcomes = cursor.execute(
            f"select count(*), count({OUTCOME}) from marts.obligations "
            "where opens_at <= $now",
            {"now": now},
        ).fetchone()
    assert total == outcomes > 0


def sheets(year, last):
    book = year.book
    places = book.places()
    for class_id in ("5А", "5Б", "10А"):
        period = running(year, class_id, last)
        sheet = class_sheet(
            year.school.database,
            DIRECTOR,
            class_id,
            period["period_id"],
            None,
            year.school.timezone,
        )
        for row in sheet.results.iter_rows(named=True):
            student, subject = row["student_id"], row["subject_id"]
            here = [spell for spell in book.classes[student] if spell.who == class_id]
            marks = [
                int(mark)
                for (whose, of, code), mark in book.marks.items()
                if (whose, of) == (student, subject)
                and period["starts_on"] <= places[code][0] <= period["ends_on"]
                and places[code][0] <= here[-1].last
            ]
            if is_back_elsewhere(book.classes[student], here[-1], period):
                continue
            assert (row["count_marks"], row["sum_marks"]) == (
                len(marks),
                sum(marks),
            ), (class_id, student, subject)


def is_back_elsewhere(spells, here, period):
    """A class left for one where the student had been in the same period.

    The sheet of the class that was left then counts all marks of the other page.
    """
    inside = [one for one in spells if one.last >= period["starts_on"]]
    later = {one.who for one in inside if one.first > here.last}
    return bool(later & {one.who for one in inside if one.last < here.first})


def running(year, class_id, day: date):
    kind = "half_year" if class_id == "10А" else "quarter"
    return next(
        row
        for row in year.book.tables["periods"]
        if row["kind"] == kind and row["starts_on"] <= day <= row["ends_on"]
    )


def as_exported(year, months):
    """Every sheet as of the day of its export is the one that was exported."""
    school = year.school
    desk = server_desk(school, DIRECTOR, "", "")
    exported = ask(
        school,
        "select forms.class_id, forms.period_id, forms.printed_at, "
        "forms.figures_digest from journal.printed_forms as forms "
        "inner join journal.exported_files using (code) "
        "where forms.kind = 'summary_sheet' "
        "and list_contains(?, strftime(forms.printed_at, '%Y-%m')) group by all",
        months,
    )
    assert exported
    names = {row["period_id"]: row["name"] for row in year.book.tables["periods"]}
    for class_id, period_id, printed_at, digest in exported:
        day = printed_at.date()
        asked = summary_form.Asked(class_id, period_id, names[period_id], day)
        (draft,) = summary_form.drafts(desk, asked)
        then = desk.moment(printed_at.replace(tzinfo=UTC))  # by the hour, not the day
        paper = draft.paper._replace(moment=then)
        assert figures_digest(paper) == digest, (class_id, day)
