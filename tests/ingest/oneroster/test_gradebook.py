"""Marks go out as line items and results; codes, comments and words stay here."""

from __future__ import annotations

import csv
import io

import pytest

from tests.ingest.oneroster.conftest import exported, files_of

PAGE = "2026:5А:МАТ"
FACTS = (
    "insert into journal.current (page_id, lesson_id, student_id, field, value_text, "
    "value, mark_1, mark_2, attendance, period_id) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, '')"
)


@pytest.fixture
def files(school):
    """Return the package of a school with one marked lesson, as tables of its files."""
    with school.database.writing() as cursor:
        (lesson_id,) = cursor.execute(
            "select lesson_id from journal.lessons where page_id = ? "
            "order by lesson_on, slot limit 1",
            [PAGE],
        ).fetchone()
        facts = [
            ("", "topic", "Дроби", "Дроби", None, None, None),
            ("", "work_type", "", "control", None, None, None),
            ("", "work_type_2", "", "answer", None, None, None),
            ("К-0201", "mark", "4/5", "4/5", 4, 5, None),
            ("К-0202", "mark", "н", "н", None, None, "н"),
            ("К-0203", "mark", "3н", "3н", 3, None, "н"),
            ("К-0203", "message", "Придите в школу", "Придите в школу", *[None] * 3),
        ]
        (types,) = cursor.execute(
            "select list(work_type_id order by work_type_id) from setup.work_types"
        ).fetchone()
        known = {"control": types[0], "answer": types[1]}
        for student_id, field, text, value, *marks in facts:
            cursor.execute(
                FACTS,
                [
                    PAGE,
                    lesson_id,
                    student_id,
                    field,
                    text,
                    known.get(value, value),
                    *marks,
                ],
            )
    texts = files_of(exported(school))
    return {
        name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()
    }


def test_a_double_mark_is_two_line_items_of_their_work_types(files):
    first, second = files["lineItems.csv"]
    titles = {row["sourcedId"]: row["title"] for row in files["categories.csv"]}

    assert first["categorySourcedId"] != second["categorySourcedId"]
    assert first["title"].startswith(titles[first["categorySourcedId"]])
    assert {one["description"] for one in (first, second)} == {"Дроби"}
    assert first["assignDate"] == first["dueDate"] == "2026-09-01"
    assert (first["resultValueMin"], first["resultValueMax"]) == ("1", "5")


def test_a_mark_is_a_score_and_an_absence_is_none(files):
    users = {row["sourcedId"]: row["identifier"] for row in files["users.csv"]}
    scores = [
        (users[row["studentSourcedId"]], row["score"], row["scoreStatus"])
        for row in files["results.csv"]
    ]

    assert scores == [
        ("К-0201", "4", "fully graded"),
        ("К-0203", "3", "fully graded"),
        ("К-0201", "5", "fully graded"),
    ]


def test_every_result_has_its_line_item_and_no_words(files):
    items = {row["sourcedId"] for row in files["lineItems.csv"]}

    assert {row["lineItemSourcedId"] for row in files["results.csv"]} == items
    assert not any(row["comment"] or row["textScore"] for row in files["results.csv"])
