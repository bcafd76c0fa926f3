"""What an open page follows: its class, its journal page, its person's journals."""

from __future__ import annotations

import pytest

from dashboards.concerns import Concern, concern_asked, version_of
from ingest.handing_out import hand_out
from ingest.load import hand_in
from tests.ingest.typing_teacher import Teacher


@pytest.fixture
def lesson(school):
    """Return page, lesson, student, teacher and class of a mark to be entered."""
    with school.database.reading() as cursor:
        return cursor.execute(
            """
            select
                lessons.page_id, lessons.lesson_id, roster.student_id,
                teachers.person_id, roster.class_id, lessons.lesson_on
            from journal.lessons as lessons
            inner join journal.roster as roster using (page_id)
            inner join journal.page_teachers as teachers using (page_id)
            where lessons.lesson_on < $today
                and lessons.lesson_on >= roster.starts_on
            order by lessons.lesson_on desc, lessons.page_id, roster.student_id
            limit 1
            """,
            {"today": school.clock.now().date()},
        ).fetchone()


def enter(school, lesson, mark):
    page_id, lesson_id, student_id, person_id, _, lesson_on = lesson
    book = Teacher(hand_out(school, person_id, lesson_on).content)
    book.mark(page_id, student_id, lesson_id).value = mark
    return hand_in(school, book.save(), "book.xlsx", person_id, "test")


def test_a_mark_is_followed_by_its_class_and_its_teacher_alone(school, lesson):
    page_id, _, student_id, person_id, class_id, _ = lesson
    database = school.database
    follow = {
        "class": Concern("class", class_id),
        "page": Concern("page", page_id),
        "teacher": Concern("teacher", person_id),
        "family": Concern("family", f"student:{student_id}"),
        "other class": Concern("class", "no such class"),
        "other teacher": Concern("teacher", "p-nobody"),
        "everything": None,
    }
    before = {name: version_of(database, one) for name, one in follow.items()}

    assert enter(school, lesson, "4").count_recorded

    grown = {
        name for name, one in follow.items() if version_of(database, one) > before[name]
    }
    assert grown == {"class", "page", "teacher", "family", "everything"}


def test_a_change_of_the_set_up_is_followed_by_everybody(school):
    other = Concern("class", "no such class")
    before = version_of(school.database, other)

    with school.database.writing():
        pass

    assert version_of(school.database, other) > before


def test_a_listener_names_a_class_and_never_another_person():
    named = concern_asked({"class": "5А"}, "p-mat")
    own = concern_asked({"teacher": "p-rus"}, "p-mat")

    assert named == Concern("class", "5А")
    assert own == Concern("teacher", "p-mat")
    assert own.asked == "?teacher="
    assert concern_asked({"anything": "5А"}, "p-mat") is None
