"""What each person sees: their own, and nothing of another teacher's class."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from warehouse.queries import (
    choices,
    final_proposals,
    journal,
    journal_past,
    new_marks,
    progress,
    quality,
    student_card,
    summary,
    today,
)
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

MATHS_5A = "2026:5А:МАТ"
ENGLISH = "2026:5-англ1:АНГ"
LESSON = "2026:5А:МАТ:20261113:1"
Q2 = "2026-Q2"
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 9, 1, tzinfo=UTC)


def viewer(person_id):
    """Return a viewer; queries look at `person_id` alone."""
    return Viewer(person_id=person_id, roles=frozenset())


DIRECTOR, DEPUTY_OOO, DEPUTY_SOO = viewer("p-dir"), viewer("p-ooo"), viewer("p-soo")
HOMEROOM_5A, HOMEROOM_5B = viewer("p-mat"), viewer("p-rus")
ENGLISH_TEACHER, PHYSICS_TEACHER = viewer("p-eng"), viewer("p-fiz")
SECRETARY, STRANGER = viewer("p-sec"), viewer("nobody")

# Everything that could be asked about mathematics of 5А.
ABOUT_5A_MATHS = {
    "class_periods": (choices.class_periods, ("5А",)),
    "page_periods": (choices.page_periods, (MATHS_5A,)),
    "page_finals": (choices.page_finals, (MATHS_5A,)),
    "final_proposals": (final_proposals.proposals, (MATHS_5A, Q2)),
    "class_summary": (summary.class_summary, ("5А", Q2)),
    "class_years": (choices.class_years, ("5А",)),
    "class_totals": (summary.class_totals, ("5А", "2026-Q1")),
    "changed_since": (summary.changed_since, ("5А", LONG_AGO)),
    "weekly_progress": (progress.weekly_progress, ("5А", Q2)),
    "student_attendance": (progress.student_attendance, ("5А", Q2)),
    "class_attendance": (progress.class_attendance, ("5А",)),
    "hints": (progress.hints, ("5А", "2026-Q1")),
    "class_averages": (progress.class_averages, ("5А", Q2)),
    "attendance_days": (progress.attendance_days, ("5А", Q2)),
    "attendance_of_week": (progress.attendance_of_week, ("5А", Q2)),
    "marks_since": (new_marks.marks_since, ("5А", LONG_AGO)),
    "students of a class": (student_card.students, ("5А",)),
    "results of a student": (student_card.results, ("5А", "К-0004")),
    "marks of a student": (student_card.marks, ("5А", Q2, "К-0004")),
    "attendance of a student": (student_card.attendance, ("5А", "К-0004")),
    "page_teachers": (journal.page_teachers, (MATHS_5A,)),
    "page_students": (journal.page_students, (MATHS_5A, Q2)),
    "page_lessons": (journal.page_lessons, (MATHS_5A, Q2)),
    "page_marks": (journal.page_marks, (MATHS_5A, Q2)),
    "cell_history": (journal.cell_history, (MATHS_5A, LESSON, "", "К-0004")),
    "past page_students": (journal_past.page_students, (MATHS_5A, Q2, NOW)),
    "past page_lessons": (journal_past.page_lessons, (MATHS_5A, Q2, NOW)),
    "past page_marks": (journal_past.page_marks, (MATHS_5A, Q2, NOW)),
}


@pytest.mark.parametrize("name", ABOUT_5A_MATHS)
def test_another_teachers_class_is_empty(filled_school, name):
    query, arguments = ABOUT_5A_MATHS[name]
    database = filled_school.database
    with database.writing() as cursor:
        cursor.execute(
            "insert into journal.page_attestations "
            "select page_id, '2026-year', 'year', 'Год', '2026-12-21', '2026-12-27' "
            "from journal.pages"
        )

    assert len(query(database, DIRECTOR, *arguments)) > 0
    for person in (PHYSICS_TEACHER, DEPUTY_SOO, SECRETARY, STRANGER):
        assert len(query(database, person, *arguments)) == 0, person


def test_a_stranger_sees_nothing_at_all(filled_school):
    database = filled_school.database
    nothing = (
        choices.classes(database, STRANGER),
        choices.pages(database, STRANGER),
        today.lessons_of_day(database, STRANGER, date(2026, 11, 23)),
        today.uploads_between(database, STRANGER, LONG_AGO, NOW),
        quality.control_totals(database, STRANGER),
        quality.open_findings(database, STRANGER),
        quality.suite_trend(database, STRANGER),
        quality.suite_results(database, STRANGER),
        quality.descriptions(database, STRANGER),
    )

    assert [len(frame) for frame in nothing] == [0] * len(nothing)


def test_each_person_chooses_from_their_own_classes(filled_school):
    def chosen(person):
        return choices.classes(filled_school.database, person)["class_id"].to_list()

    assert chosen(DIRECTOR) == ["5А", "5Б", "10А"]
    assert chosen(DEPUTY_OOO) == ["5А", "5Б"]
    assert chosen(DEPUTY_SOO) == ["10А"]
    assert chosen(HOMEROOM_5B) == ["5Б", "5А"]  # the own class first
    assert chosen(PHYSICS_TEACHER) == ["10А"]
    assert chosen(SECRETARY) == []


def test_only_the_teachers_of_a_page_may_write_on_it(filled_school):
    def writable(person):
        pages = choices.pages(filled_school.database, person)
        return sorted(pages.filter(pages["may_write"])["page_id"])

    assert writable(DIRECTOR) == []
    assert writable(HOMEROOM_5A) == [MATHS_5A, "2026:5Б:МАТ"]
    assert writable(DEPUTY_OOO) == ["2026:5А:ФК"]


def test_a_homeroom_teacher_reads_every_subject_of_the_own_class(filled_school):
    sheet = summary.class_summary(filled_school.database, HOMEROOM_5A, "5А", Q2)

    assert set(sheet["subject_id"]) == {"МАТ", "РУС", "АНГ", "ФК"}


def test_a_subject_teacher_reads_only_the_own_subject_of_a_class(filled_school):
    sheet = summary.class_summary(filled_school.database, HOMEROOM_5A, "5Б", Q2)
    totals = summary.class_totals(filled_school.database, HOMEROOM_5A, "5Б", "2026-Q1")

    assert set(sheet["subject_id"]) == {"МАТ"}
    assert totals["subject_id"].to_list() == ["МАТ"]


def test_on_a_page_of_two_classes_a_homeroom_teacher_sees_the_own_class(filled_school):
    database = filled_school.database

    def students(person):
        shown = journal.page_students(database, person, ENGLISH, Q2)
        marks = journal.page_marks(database, person, ENGLISH, Q2)
        assert set(marks["student_id"]) == set(shown["student_id"])
        return set(shown["class_id"])

    assert students(ENGLISH_TEACHER) == {"5А", "5Б"}
    assert students(HOMEROOM_5A) == {"5А"}
    assert students(HOMEROOM_5B) == {"5Б"}


def test_the_history_of_a_cell_tells_who_when_and_what_stood_before(filled_school):
    history = journal.cell_history(
        filled_school.database, HOMEROOM_5A, MATHS_5A, LESSON, "", "К-0004"
    )

    assert history["value_text"].to_list() == ["3", "2"]
    assert history["previous_text"].to_list() == ["2", None]
    assert history["person_name"][0] == "Морозова Ирина Львовна"
    assert history["file_name"].to_list() == ["p-mat.xlsx", "p-mat.xlsx"]
    assert history["recorded_at"][0] == datetime(2026, 11, 21, 8, 0)  # noqa: DTZ001


def test_the_history_of_a_final_mark_is_kept_too(filled_school):
    history = journal.cell_history(
        filled_school.database, HOMEROOM_5A, MATHS_5A, "", "2026-Q1", "К-0009"
    )

    assert history["value"].to_list() == ["not_attested"]


def test_a_page_as_of_now_is_the_page(filled_school):
    database = filled_school.database
    for past, present in (
        (journal_past.page_students, journal.page_students),
        (journal_past.page_marks, journal.page_marks),
        (journal_past.page_lessons, journal.page_lessons),
    ):
        then = past(database, DIRECTOR, MATHS_5A, Q2, NOW)
        now = present(database, DIRECTOR, MATHS_5A, Q2)

        assert len(then) > 0
        assert then.equals(now.select(then.columns))


def test_a_page_as_of_an_earlier_day_holds_what_stood_then(filled_school):
    before = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    marks = journal_past.page_marks(
        filled_school.database, HOMEROOM_5A, MATHS_5A, Q2, before
    )
    lessons = journal_past.page_lessons(
        filled_school.database, HOMEROOM_5A, MATHS_5A, Q2, before
    )
    students = journal_past.page_students(
        filled_school.database, HOMEROOM_5A, MATHS_5A, Q2, before
    )

    corrected = marks.filter(student_id="К-0004", lesson_id=LESSON)
    assert corrected["value"].to_list() == ["2"]
    assert lessons.filter(lesson_on=date(2026, 11, 23))["topic"].to_list() == [None]
    # 2, 3, 2 and 2 at that time; today the third is a 3
    student = students.filter(student_id="К-0004").row(0, named=True)
    assert (student["sum_marks"], student["count_marks"]) == (9, 4)


def test_what_changed_lately_is_found_by_student_and_page(filled_school):
    since = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    changed = summary.changed_since(filled_school.database, HOMEROOM_5A, "5А", since)

    assert sorted(changed.select("student_id", "page_id").rows()) == [
        ("К-0001", MATHS_5A),
        ("К-0002", MATHS_5A),
        ("К-0006", MATHS_5A),
    ]


def test_the_secretary_follows_the_day_but_opens_no_page(filled_school):
    database = filled_school.database

    day = today.lessons_of_day(database, SECRETARY, date(2026, 11, 23))

    assert len(day) == 4
    assert len(today.uploads_between(database, SECRETARY, LONG_AGO, NOW)) == 12
    assert len(quality.open_findings(database, SECRETARY)) == 0
    assert len(choices.pages(database, SECRETARY)) == 0


def test_uploads_of_the_own_level_are_the_deputys(filled_school):
    def files(person):
        return set(
            quality.control_totals(filled_school.database, person)["received_by"]
        )

    assert files(DIRECTOR) == {"p-mat", "p-rus", "p-eng", "p-fiz", "p-ooo"}
    assert files(DEPUTY_OOO) == {"p-mat", "p-rus", "p-eng", "p-ooo"}
    assert files(DEPUTY_SOO) == {"p-fiz"}
    assert files(HOMEROOM_5A) == {"p-mat"}


def test_findings_are_shown_to_the_teacher_and_to_who_answers(filled_school):
    def rules(person):
        found = quality.open_findings(filled_school.database, person)
        return found["rule"].to_list()

    everything = ["mark_is_on_the_scale", "student_is_known", "mark_has_a_work_type"]
    assert rules(HOMEROOM_5A) == ["mark_is_on_the_scale", "mark_has_a_work_type"]
    assert rules(DIRECTOR) == everything  # critical ones first
    assert rules(DEPUTY_OOO) == everything
    assert rules(HOMEROOM_5B) == ["student_is_known"]  # in the own file, on no page
    assert rules(PHYSICS_TEACHER) == []
    assert rules(DEPUTY_SOO) == []


def test_suites_are_shown_to_leaders_alone(filled_school):
    database = filled_school.database

    trend = quality.suite_trend(database, DIRECTOR)
    results = quality.suite_results(database, DIRECTOR)

    assert trend["met_percent"].to_list() == [75.0, 87.5]
    assert results["is_success"].to_list() == [False, True]
    assert len(quality.suite_trend(database, HOMEROOM_5A)) == 0
    assert len(quality.suite_results(database, HOMEROOM_5A)) == 0


def test_descriptions_are_those_of_the_models(filled_school):
    described = quality.descriptions(filled_school.database, DIRECTOR)

    assert described.filter(mart="class_totals", column_name="")[
        "description"
    ].to_list() == [
        "Totals under the summary sheet (§2.9), over final marks of students enrolled "
        "at the end."
    ]
