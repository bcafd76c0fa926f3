"""What a teacher is shown of the own obligations, counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.drawn_table import rows_of
from tests.warehouse.owing_school import ENGLISH, MATHS, RUSSIAN, OwingSchool
from warehouse.queries import timeliness_choices
from warehouse.queries.obligations import due_of_teacher, timeliness_of_teacher
from warehouse.queries.timeliness import OUTCOMES, Asked, counts
from warehouse.viewer import Viewer

# Monday 23 November 2026, 13:30 in Moscow: the last lesson of 5А and 5Б ended at 11:10.
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def viewer(person_id):
    return Viewer(person_id, frozenset())


def due(school, person_id, now=NOW):
    """Return what is due as (day, kind, state), soonest first."""
    found = due_of_teacher(school.database, viewer(person_id), now)
    return [
        (f"{row['owed_on']:%m-%d}", row["kind"], row["state"])
        for row in found.iter_rows(named=True)
    ]


def test_what_is_missing_comes_soonest_first(filled_school):
    # Four Mondays; p-eng handed in once, on the 9th at 16:00, the first two.
    assert due(filled_school, "p-eng") == [
        ("11-16", "homework", "overdue"),
        ("11-16", "attendance", "overdue"),
        ("11-16", "topic", "overdue"),
        ("11-23", "homework", "overdue"),  # since 12:40
        ("11-23", "attendance", "due"),
        ("11-23", "topic", "due"),
    ]


def test_a_row_says_where_it_is_and_by_which_clause(filled_school):
    found = due_of_teacher(filled_school.database, viewer("p-eng"), NOW)
    row = found.row(0, named=True)

    assert row == {
        "page_id": "2026:5-англ1:АНГ",
        "page_title": "5 англ. 1 · Английский язык",
        "unit_name": "5 англ. 1",
        "subject_name": "Английский язык",
        "lesson_id": "2026:5-англ1:АНГ:20261116:3",
        "period_id": "",
        "period_name": "",
        "owed_on": datetime(2026, 11, 16, tzinfo=UTC).date(),
        "lesson_on": datetime(2026, 11, 16, tzinfo=UTC).date(),
        "slot": 3,
        "kind": "homework",
        "clause": "2.7",
        "due_at": datetime(2026, 11, 16, 9, 40, tzinfo=UTC).replace(tzinfo=None),
        "state": "overdue",
        "count_missing": 1,
        "count_owed": 1,
    }
    assert dict(zip(found["kind"], found["clause"], strict=True)) == {
        "attendance": "2.5",
        "topic": "2.6",
        "homework": "2.7",
    }


def test_a_lesson_owes_from_its_beginning(filled_school):
    begins = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    before = due(filled_school, "p-fiz", begins.replace(minute=29))

    after = due(filled_school, "p-fiz", begins)

    assert [row for row in after if row not in before] == [
        ("11-24", "homework", "due"),
        ("11-24", "attendance", "due"),
        ("11-24", "topic", "due"),
    ]


TIMELINESS = """
teacher  on_time late missing not_yet_due
p-eng    9       11   4       2
p-fiz    8       10   3       0
p-sec    0       0    0       0
"""


@pytest.mark.parametrize(("person_id", "row"), rows_of(TIMELINESS).items())
def test_the_figure_is_what_a_hand_counts(filled_school, person_id, row):
    # p-eng: the 2nd late ×3, the 9th in time ×2 and homework late, the 16th missing ×3,
    # today homework missing. p-fiz: Tuesdays; the 3rd late ×3, the 10th in time ×2 and
    # homework late, the 17th missing ×3. Beside them marks for answers, 7 and 6 in each
    # of two lessons: late of the first, in time of the second.
    found = timeliness_of_teacher(filled_school.database, viewer(person_id), NOW)

    assert {
        "on_time": str(found.count_on_time),
        "late": str(found.count_late),
        "missing": str(found.count_missing),
        "not_yet_due": str(found.count_not_yet_due),
    } == row
    assert found.numerator == found.count_on_time
    assert found.denominator == sum(map(int, list(row.values())[:3]))


def test_the_figure_names_the_periods_that_run(filled_school):
    def periods(person_id, now=NOW):
        database = filled_school.database
        return timeliness_of_teacher(database, viewer(person_id), now).period_names

    assert periods("p-eng") == ("2 четверть",)
    assert periods("p-fiz") == ("1 полугодие",)
    assert periods("p-sec") == ()
    before_any_lesson = datetime(2026, 11, 1, tzinfo=UTC)
    assert periods("p-eng", before_any_lesson) == ()
    in_vacations = datetime(2026, 12, 30, tzinfo=UTC)
    assert periods("p-eng", in_vacations) == ("2 четверть",)


def test_somebody_elses_obligations_are_not_shown(filled_school):
    database = filled_school.database
    for person_id in ("p-eng", "p-mat", "p-rus"):
        pages = set(due_of_teacher(database, viewer(person_id), NOW)["page_id"])
        with database.reading() as cursor:
            own = {
                page
                for (page,) in cursor.execute(
                    "select page_id from journal.page_teachers where person_id = ?",
                    [person_id],
                ).fetchall()
            }
        assert pages and pages <= own
    assert due_of_teacher(database, viewer("p-dir"), NOW).is_empty()


def test_marks_of_a_written_work_and_finals_are_one_row_each(empty_school):
    owing = OwingSchool(empty_school)
    lesson = owing.lesson(MATHS, "2026-12-21")
    owing.enter("2026-12-21T10:00", lesson, "work_type", "test")
    owing.enter("2026-12-21T10:00", lesson, "mark", "5", "К-1")
    now = owing.moment("2026-12-22T09:00")
    found = due_of_teacher(owing.database, viewer("p-mat"), now)

    assert [
        (row["kind"], row["state"], row["count_missing"], row["count_owed"])
        for row in found.iter_rows(named=True)
    ] == [
        ("homework", "overdue", 1, 1),
        ("attendance", "overdue", 1, 1),
        ("topic", "overdue", 1, 1),
        ("written_mark", "due", 1, 2),
        ("final", "due", 2, 2),
    ]
    final = found.row(-1, named=True)
    assert (final["period_name"], final["lesson_id"]) == ("2 четверть", "")


@pytest.mark.parametrize("person_id", ["p-eng", "p-fiz"])
def test_the_figure_is_that_of_the_page_for_the_running_period(
    filled_school, person_id
):
    database, own = filled_school.database, viewer(person_id)
    found = timeliness_of_teacher(database, own, NOW)
    known = timeliness_choices.periods(database, own, "own").rows()
    days = {name: (starts_on, ends_on) for name, starts_on, ends_on in known}

    told = counts(database, own, Asked(NOW, *days[found.period_names[0]], "own"))

    assert told["count_all"].item() > 0
    for name in (*OUTCOMES, "early"):
        assert getattr(found, f"count_{name}") == told[f"count_{name}"].item(), name


def test_two_teachers_of_a_page_owe_together(empty_school):
    owing = OwingSchool(empty_school)
    owing.do(
        "insert into journal.page_teachers "
        f"values ('{ENGLISH}', 'p-two', '2026-09-01', null)"
    )
    lesson = owing.lesson(ENGLISH, "2026-11-16")
    owing.lesson(RUSSIAN, "2026-11-16")
    owing.enter("2026-11-16T10:00", lesson, "topic", "Past", by="p-mat")
    now = owing.moment("2026-11-17T09:00")

    found = timeliness_of_teacher(owing.database, viewer("p-two"), now)

    assert (found.numerator, found.denominator) == (1, 3)
