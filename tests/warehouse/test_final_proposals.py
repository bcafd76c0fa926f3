"""Proposals (§2.8): the figures by hand, ties at the threshold, contradictions."""

from __future__ import annotations

import pytest

from warehouse.queries import final_proposals
from warehouse.viewer import Viewer

MATHS = "2026:5А:МАТ"
TEACHER = Viewer("p-mat", frozenset())
YEAR, EXAM, OVERALL = "2026-year", "2026-exam", "2026-overall"
Q = ("2026-Q1", "2026-Q2")


@pytest.fixture
def school(filled_school):
    """The filled school with both quarters taught, a year, an exam, overall."""
    with filled_school.database.writing() as cursor:
        cursor.execute(
            """
            insert into journal.lessons
            values (
                '2026:5А:МАТ:20261005:1', '2026:5А:МАТ', '2026-Q1', '2026-10-05', 1,
                '2026-10-05 05:30', '2026-10-05 06:15', '', 1, ''
            );
            insert into journal.page_attestations
            select
                '2026:5А:МАТ', '2026-' || kind, kind, kind, '2027-05-20', '2027-05-26'
            from (values ('year'), ('exam'), ('overall')) as kinds (kind);
            """
        )
    return filled_school


@pytest.fixture
def stands(school):
    """Return a function that lets finals of К-0001 stand in the summary."""

    def written(**finals):
        with school.database.writing() as cursor:
            for period, final in finals.items():
                period_id = f"2026-{period}"
                cursor.execute(
                    "delete from journal.summary where page_id = ? and period_id = ? "
                    "and student_id = 'К-0001'",
                    [MATHS, period_id],
                )
                cursor.execute(
                    "insert into journal.summary "
                    "values (?, ?, 'К-0001', 0, 0, 0, 0, 0, 0, 0, 0, ?)",
                    [MATHS, period_id, final],
                )

    return written


def proposal(school, period_id, student_id="К-0001"):
    found = final_proposals.proposals(school.database, TEACHER, MATHS, period_id)
    return found.filter(student_id=student_id).row(0, named=True)


def test_a_periods_final_is_proposed_from_its_marks(school):
    with school.database.reading() as cursor:
        sums = cursor.execute(
            "select student_id, sum_marks, count_marks from journal.summary "
            "where page_id = ? and period_id = '2026-Q2' and count_marks > 0",
            [MATHS],
        ).fetchall()

    assert sums
    for student_id, sum_marks, count_marks in sums:
        found = proposal(school, "2026-Q2", student_id)
        assert (found["numerator"], found["denominator"]) == (sum_marks, count_marks)
        whole = 2 * sum_marks // count_marks  # halves of the average
        assert found["proposed"] == (whole + 1) // 2


def test_the_year_is_proposed_from_the_period_finals(school, stands):
    stands(Q1="4", Q2="5")

    found = proposal(school, YEAR)

    assert (found["numerator"], found["denominator"]) == (9, 2)
    assert (found["proposed"], found["final"], found["differs"]) == (5, None, False)
    assert (found["count_enough"], found["count_needed"]) == (2, 2)


def test_an_exempt_quarter_counts_as_given_and_not_in_the_mean(school, stands):
    stands(Q1="exempt", Q2="4")

    found = proposal(school, YEAR)

    assert (found["numerator"], found["denominator"]) == (4, 1)
    assert (found["proposed"], found["count_enough"]) == (4, 2)


def test_a_positive_year_after_a_two_or_not_attested_is_told(school, stands):
    stands(Q1="2", Q2="not_attested", year="3")

    found = proposal(school, YEAR)

    assert found["failed"] == "1 четверть: 2, 2 четверть: Н/А"
    assert (found["proposed"], found["differs"]) == (2, True)


def test_overall_is_the_mean_of_year_and_exam_a_half_up(school, stands):
    stands(year="4")
    assert proposal(school, OVERALL)["proposed"] == 4
    stands(exam="3", overall="4")
    assert proposal(school, OVERALL)["proposed"] == 4  # 3.5
    assert not proposal(school, OVERALL)["differs"]
    stands(exam="2")
    found = proposal(school, OVERALL)
    assert (found["proposed"], found["failed"]) == (3, "exam: 2")


def test_an_exam_is_never_proposed(school, stands):
    stands(Q1="5", Q2="5", year="5")

    assert proposal(school, EXAM)["proposed"] is None


def test_nothing_of_it_is_written_anywhere(school, stands):
    stands(Q1="5", Q2="5")

    def entries():
        with school.database.reading() as cursor:
            return cursor.execute("select count(*) from journal.entries").fetchall()

    before = entries()
    proposal(school, YEAR)
    assert entries() == before
