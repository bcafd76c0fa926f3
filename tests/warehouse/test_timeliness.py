"""Timeliness of several teachers: counted by hand, never twice, closed to others."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.drawn_table import rows_of
from tests.warehouse.owing_school import ENGLISH, MATHS, RUSSIAN, OwingSchool
from warehouse.queries import timeliness, timeliness_choices, timeliness_entries
from warehouse.queries.timeliness import OUTCOMES, Asked
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

# Monday 23 November 2026, 13:30 in Moscow.
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
ALL = Asked(NOW, date(2026, 9, 1), date(2026, 12, 30), "led")
BYS = ("all", "teacher", "subject", "unit", "level", "week", "kind")
DIRECTOR = Viewer("p-dir", frozenset())


def sums(found):
    """Return the outcomes of all rows, added up."""
    return {one: int(found[f"count_{one}"].sum()) for one in OUTCOMES}


def count(database, viewer, asked, which):
    """Return how long a list is, by the list itself."""
    return len(timeliness_entries.entries(database, viewer, asked, which, 10_000))


@pytest.fixture
def owing(empty_school):
    """Two teachers of a group of 5А and 5Б, one more of Russian, a homeroom of 5А."""
    owing = OwingSchool(empty_school)
    owing.do(
        f"""
        insert into setup.staff values
            ('p-dir', 'Главная', 'Анна', '', 'director', '', '', '2026-08-20', null),
            ('p-noo', 'Младшая', 'Вера', '', 'deputy', 'noo', '', '2026-08-20', null),
            ('p-mat', 'Счётная', 'Ада', '', 'teacher', '', '', '2026-08-20', null),
            ('p-two', 'Вторая', 'Яна', '', 'teacher', '', '', '2026-08-20', null),
            ('p-hr', 'Классная', 'Ия', '', 'teacher', '', '', '2026-08-20', null);
        insert into setup.classes values
            ('5А', 5, 1, 5, 'p-hr', '2026-08-20', null),
            ('5Б', 5, 1, 5, 'p-two', '2026-08-20', null);
        insert into journal.page_teachers
        values ('{ENGLISH}', 'p-two', '2026-09-01', null);
        """
    )
    return owing


@pytest.fixture
def week(owing):
    """One lesson of each page on Monday the 16th; what came of it is drawn below."""
    maths = owing.lesson(MATHS, "2026-11-16")
    russian = owing.lesson(RUSSIAN, "2026-11-16")
    english = owing.lesson(ENGLISH, "2026-11-16", slot=2)
    owing.enter("2026-11-16T09:00", maths, "topic", "Дроби")  # in time
    owing.enter("2026-11-18T09:00", maths, "homework", "№ 5")  # late
    owing.enter("2026-11-16T10:00", english, "attendance_taken", "да")  # in time
    owing.enter("2026-11-17T00:30", english, "topic", "Past")  # 31 minutes late
    owing.enter("2026-11-16T09:00", russian, "work_type", "test")
    owing.enter("2026-11-19T09:00", russian, "mark", "4", "К-3")  # the third day
    owing.enter("2026-11-16T09:00", english, "work_type", "test")
    owing.enter("2026-11-25T09:00", english, "mark", "5", "К-1")  # six days late
    return owing


# Attendance, topic, homework of three lessons, one written mark of Russian, two of
# English: 12 entries, as of Friday the 27th.
BY_UNIT = """
unit     on_time late missing excused void undetermined not_yet_due
5-англ1  1       2    2       0       0    0            0
5А       1       1    1       0       0    0            0
5Б       1       0    3       0       0    0            0
"""


@pytest.fixture
def friday(week):
    return ALL._replace(now=week.moment("2026-11-27T09:00"))


def test_the_counts_are_what_a_hand_counts(week, friday):
    found = timeliness.counts(week.database, DIRECTOR, friday, "unit")

    drawn = {
        row["key"]: {one: str(row[f"count_{one}"]) for one in OUTCOMES}
        for row in found.iter_rows(named=True)
    }
    assert drawn == rows_of(BY_UNIT)


def test_the_seven_outcomes_add_up_however_they_are_put_together(week, friday):
    for by in BYS:
        found = timeliness.counts(week.database, DIRECTOR, friday, by)

        assert sum(sums(found).values()) == found["count_all"].sum()
        if by != "teacher":
            assert found["count_all"].sum() == 12


def test_what_two_teachers_owe_counts_for_each_and_once_for_the_school(week, friday):
    database = week.database
    of_teachers = timeliness.counts(database, DIRECTOR, friday, "teacher")
    alone = friday._replace(teacher_id="p-two")

    assert dict(of_teachers.select("key", "count_all").rows()) == {
        "p-mat": 12,
        "p-two": 5,
    }
    assert timeliness.counts(database, DIRECTOR, alone)["count_all"].to_list() == [5]
    own = friday._replace(whose="own")
    found = timeliness.counts(database, Viewer("p-two", frozenset()), own)
    assert found["count_all"].to_list() == [5]


def test_due_sums_two_teachers_once(week, friday):
    found = timeliness.due(week.database, DIRECTOR, friday, friday.now)

    assert found["count_overdue"].sum() == 8  # 6, and the two of both for p-two too
    assert found["count_overdue_once"].sum() == 6
    assert count(week.database, DIRECTOR, friday, "overdue") == 6


def test_a_list_is_as_long_as_its_count(filled_school):
    database = filled_school.database
    found = timeliness.counts(database, DIRECTOR, ALL)

    assert found["count_all"].sum() > 100
    for which in [*OUTCOMES, "all", "corrected", "early"]:
        many = found[f"count_{which}"].sum()
        assert count(database, DIRECTOR, ALL, which) == many


def test_outcomes_add_up_in_a_school_of_weeks(filled_school):
    for by in BYS:
        found = timeliness.counts(filled_school.database, DIRECTOR, ALL, by)

        assert found["count_all"].sum() > 100
        for row in found.iter_rows(named=True):
            assert row["count_all"] == sum(row[f"count_{one}"] for one in OUTCOMES)


NARROWED = [
    ("teacher", "teacher_id"),
    ("subject", "subject_id"),
    ("unit", "unit_id"),
    ("level", "school_level"),
    ("kind", "kind"),
]


def test_a_row_is_the_figure_of_its_filter(filled_school):
    database = filled_school.database
    for by, filtered in NARROWED:
        rows = timeliness.counts(database, DIRECTOR, ALL, by).rows(named=True)
        assert rows
        for row in rows:
            alone = ALL._replace(**{filtered: row["key"]})
            found = timeliness.counts(database, DIRECTOR, alone).row(0, named=True)
            assert {**found, "key": row["key"], "name": row["name"]} == row


def test_a_cell_of_the_heat_map_is_the_list_of_its_day_and_lesson(filled_school):
    database = filled_school.database
    cells = timeliness.counts_by_day_and_lesson(database, DIRECTOR, ALL)

    assert len(cells) > 2
    for row in cells.iter_rows(named=True):
        alone = ALL._replace(weekday=row["weekday"], slot=row["slot"])
        assert count(database, DIRECTOR, alone, "all") == row["count_all"]


def test_late_entries_are_spread_over_the_spans(week, friday):
    database = week.database
    found = timeliness.lateness(database, DIRECTOR, friday)
    spans = dict(found.select("lateness", "count_late").rows())

    assert spans == {"hour": 1, "three_days": 1, "week": 1}
    for span, many in spans.items():
        assert count(database, DIRECTOR, friday, f"late_{span}") == many


def test_later_on_the_same_day_is_a_span_of_its_own(owing):
    lesson = owing.lesson(MATHS, "2026-11-16")  # homework is due at 10:45
    owing.enter("2026-11-16T23:30", lesson, "homework", "№ 5")
    asked = ALL._replace(now=owing.moment("2026-11-17T09:00"), kind="homework")

    found = timeliness.lateness(owing.database, DIRECTOR, asked)

    assert found.rows() == [("same_day", 1, 0)]


def test_an_accepted_explanation_takes_an_entry_out_with_excuses_alone(week, friday):
    week.do(
        f"""
        insert into journal.explanations values (
            'x-1', 'p-mat', '{MATHS}', '{MATHS}:20261116:1', '', 'homework', 'illness',
            '', '2026-11-19 08:00', null
        );
        insert into journal.explanation_answers values
            ('x-1', true, '', '2026-11-20 08:00', 'p-dir', null);
        """
    )
    plain = friday._replace(counts_excuses=False)

    with_excuses = sums(timeliness.counts(week.database, DIRECTOR, friday))
    without = sums(timeliness.counts(week.database, DIRECTOR, plain))

    assert (with_excuses["excused"], with_excuses["late"]) == (1, 2)
    assert (without["excused"], without["late"]) == (0, 3)
    excused = timeliness_entries.entries(
        week.database, DIRECTOR, friday, "excused", 10
    ).row(0, named=True)
    assert (excused["explanation_id"], excused["is_accepted"]) == ("x-1", True)


def test_a_homeroom_teacher_follows_the_class_and_its_students_alone(week, friday):
    # The English group has К-1 of 5А and К-3 of 5Б: what is about the lesson counts,
    # of the marks that of К-1.
    database, homeroom = week.database, Viewer("p-hr", frozenset())
    asked = friday._replace(whose="homeroom")

    found = timeliness.counts(database, homeroom, asked, "unit")
    lines = timeliness_entries.entries(database, homeroom, asked, "all", 100)

    assert dict(found.select("key", "count_all").rows()) == {"5А": 3, "5-англ1": 4}
    assert set(lines["student_id"]) == {"", "К-1"}


def test_a_deputy_of_another_level_follows_nothing_of_this_one(week, friday):
    deputy = Viewer("p-noo", frozenset())

    for whose in ("led", "homeroom", "own"):
        asked = friday._replace(whose=whose)
        assert timeliness.counts(week.database, deputy, asked).is_empty()
        assert timeliness.due(week.database, deputy, asked, asked.now).is_empty()
        lines = timeliness_entries.entries(week.database, deputy, asked, "all", 100)
        assert lines.is_empty()


def test_a_teacher_follows_the_own_entries_alone(week, friday):
    own = friday._replace(whose="own", teacher_id="p-mat")

    assert timeliness.counts(
        week.database, Viewer("p-two", frozenset()), own
    ).is_empty()


def history(school, person_id, whose, page_id, lesson, student_id, kind):
    found = timeliness_entries.cell_history(
        school.database,
        Viewer(person_id, frozenset()),
        whose,
        page_id,
        f"{page_id}:{lesson}",
        "",
        student_id,
        kind,
    )
    return found["value_text"].to_list()


def test_the_history_of_a_cell_opens_to_those_who_follow_it(week):
    english = (ENGLISH, "20261116:2", "К-1", "written_mark")
    topic = (MATHS, "20261116:1", "", "topic")

    assert history(week, "p-dir", "led", *english) == ["5"]
    assert history(week, "p-hr", "homeroom", *english) == ["5"]
    assert history(week, "p-two", "homeroom", *english) == []  # К-1 is not in 5Б
    assert history(week, "p-two", "own", *english) == ["5"]
    assert history(week, "p-two", "own", *topic) == []
    assert history(week, "p-noo", "led", *topic) == []
    assert history(week, "p-dir", "led", *topic) == ["Дроби"]


def test_a_homeroom_teacher_reads_no_mark_of_another_class_by_leaving_the_student_out(
    week,
):
    week.enter("2026-11-25T09:10", f"{ENGLISH}:20261116:2", "mark", "3", "К-3")

    everyone = (ENGLISH, "20261116:2", "", "written_mark")
    assert history(week, "p-dir", "led", *everyone) == ["3", "5"]
    assert history(week, "p-hr", "homeroom", *everyone) == ["5"]


def test_an_entry_is_missing_from_the_moment_its_time_passes(week, friday):
    # Homework of English is due 90 minutes after the last lesson of both classes.
    database = week.database
    found = timeliness_entries.entries(database, DIRECTOR, friday, "missing", 100)
    homework = found.filter(page_id=ENGLISH, kind="homework").row(0, named=True)
    due_at = homework["due_at"].replace(tzinfo=UTC)

    def outcome(now):
        asked = friday._replace(now=now, page_id=ENGLISH, kind="homework")
        lines = timeliness_entries.entries(database, DIRECTOR, asked, "all", 10)
        return lines["outcome"].to_list()

    assert outcome(due_at) == ["not_yet_due"]
    assert outcome(due_at.replace(microsecond=1)) == ["missing"]


def test_sheets_of_a_list_hold_every_entry_once(filled_school):
    database, seen = filled_school.database, []
    total = count(database, DIRECTOR, ALL, "all")
    for offset in range(0, total, 70):
        sheet = timeliness_entries.entries(database, DIRECTOR, ALL, "all", 70, offset)
        assert set(sheet["count_all"]) == {total}
        key = ("person_id", "page_id", "lesson_id", "period_id", "student_id", "kind")
        seen += sheet.select(key).rows()

    assert len(seen) == len(set(seen)) == total


def test_who_leads_teaches_and_has_a_class_may_choose_among_all_three(owing):
    owing.do(
        "update setup.staff set roles = 'deputy, teacher', levels = 'ooo' "
        "where person_id = 'p-two'"
    )
    found = timeliness_choices.whose(owing.database, Viewer("p-two", frozenset()))

    assert found["whose"].to_list() == ["led", "homeroom", "own"]


def test_filters_offer_a_teacher_only_the_own_pages(owing):
    viewer = Viewer("p-two", frozenset())

    found = timeliness_choices.filters(owing.database, viewer, "own")

    assert set(found["unit_id"]) == {"5-англ1"}
    assert set(found["person_id"]) == {"p-two"}
    assert timeliness_choices.filters(owing.database, viewer, "led").is_empty()


def test_the_deadlines_of_the_days_are_told_with_their_source(owing):
    owing.do(
        """
        update setup.deadlines set valid_to = '2026-11-16' where kind = 'homework';
        insert into setup.deadlines values ('homework', 'class_day_end', 60, 'minutes',
            '§2.7', 'Приказ № 5', '2026-11-16', null);
        """
    )
    days = (date(2026, 11, 9), date(2026, 11, 20))

    found = timeliness_choices.deadlines(owing.database, DIRECTOR, *days)

    homework = found.filter(kind="homework")
    assert homework.select("amount", "source", "starts_on", "ends_on").rows() == [
        (90, "", date(2026, 11, 9), date(2026, 11, 15)),
        (60, "Приказ № 5", date(2026, 11, 16), date(2026, 11, 20)),
    ]
