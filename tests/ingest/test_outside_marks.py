"""Marks of another school as they are typed: what is understood, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from expectations.marks import DEFAULT_SCALE_ROWS
from ingest.outside_marks import Written, state
from warehouse.errors import VedomostError
from warehouse.outside_statements import Document
from warehouse.viewer import Viewer

Q1 = "2026-Q1"
SECRETARY = Viewer("p-sec", frozenset())
PAPER = Document("Школа № 5", "12", date(2026, 11, 6), "Школа при санатории")


@pytest.fixture
def enter(filled_school):
    """Enter cells about К-0001; return what is kept of them."""
    with filled_school.database.writing() as cursor:
        cursor.executemany(
            "insert into setup.mark_scale by name select $code as code, "
            "$kind as kind, $value as value, $aliases as aliases, "
            "date '2026-08-20' as valid_from, null::date as valid_to",
            [dict(row) for row in DEFAULT_SCALE_ROWS],
        )

    def entered(*cells):
        written = [Written(*cell) for cell in cells]
        state(filled_school, SECRETARY, "К-0001", PAPER, written)
        with filled_school.database.reading() as cursor:
            return cursor.execute(
                "select subject_id, subject_name, value, average "
                "from journal.outside_marks order by all"
            ).fetchall()

    return entered


@pytest.mark.parametrize(
    ("text", "value", "average"),
    [
        ("4", "4", None),
        (" 5 ", "5", None),
        ("осв", "exempt", None),
        ("ОСВ (освоено)", "mastered", None),
        ("Н/А", "not_attested", None),
        ("4,25", None, Decimal("4.25")),
        ("4.3", None, Decimal("4.30")),
        ("4 (4,25)", "4", Decimal("4.25")),
        ("4 4,25", "4", Decimal("4.25")),
    ],
)
def test_a_cell_holds_a_final_an_average_or_both(enter, text, value, average):
    assert enter(("МАТ", "", Q1, text)) == [("МАТ", "", value, average)]


@pytest.mark.parametrize("text", ["7", "14,25", "хорошо", "0,5", "5,75", "4 (4", "н"])
def test_what_is_no_final_is_refused_with_its_subject(enter, text):
    with pytest.raises(VedomostError, match="is no final mark") as refused:
        enter(("МАТ", "", Q1, text))

    assert refused.value.facts["subject"] == "Математика"


@pytest.mark.parametrize(
    ("subject_id", "text"), [("МАТ", "зачёт"), ("ФК", "5"), ("ФК", "4,5")]
)
def test_a_final_of_another_kind_than_ours_is_refused(enter, subject_id, text):
    with pytest.raises(VedomostError, match="graded here"):
        enter((subject_id, "", Q1, text))


def test_a_subject_that_is_not_ours_is_kept_by_the_documents_word(enter):
    kept = enter(("", " Шахматы ", Q1, "зачёт"), ("", "математика", Q1, "5"))

    assert kept == [("", "Шахматы", "зачёт", None), ("МАТ", "", "5", None)]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((("МАТ", "", Q1, "4"), ("", "Математика", Q1, "5")), "stands twice"),
        ((("", "Шахматы", Q1, "4"), ("", "шахматы", Q1, "4")), "stands twice"),
        ((("", " ", Q1, "4"),), "Name the subject"),
        ((("НЕТ", "", Q1, "4"),), "no such subject"),
        ((("МАТ", "", Q1, " "),), "at least one mark"),
    ],
    ids=["ours twice", "theirs twice", "no name", "no such code", "all empty"],
)
def test_an_unclear_form_is_refused_whole(enter, cells, sentence):
    with pytest.raises(VedomostError, match=sentence):
        enter(*cells)

    assert enter(("РУС", "", Q1, "4")) == [("РУС", "", "4", None)]
