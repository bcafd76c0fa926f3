"""The column «Комментарий»: written, corrected, and nothing lost without it."""

from __future__ import annotations

import pytest

from ingest.workbook import LESSON_COLUMNS, LIST_HEADER_ROW, LIST_KEY_ROW
from tests.ingest.desk import ALL_EMPTIED
from tests.ingest.typing_teacher import bare_key

WORDS = "Работали в парах.\nМолодцы"


def lessons_sheet(work):
    return work.book["Уроки"]


def without_the_column(work):
    """Make of a workbook what one of before the column was: no key, no heading."""
    sheet = lessons_sheet(work)
    keys = [bare_key(cell.value) for cell in sheet[LIST_KEY_ROW + 1]]
    sheet.delete_cols(keys.index("comment") + 1)
    assert "comment" not in [bare_key(cell.value) for cell in sheet[LIST_KEY_ROW + 1]]
    return work


@pytest.fixture
def commented(desk):
    """The desk after a comment on the lesson was handed in."""
    work = desk.open_workbook()
    work.lesson(desk.lesson, "comment").value = WORDS
    assert desk.hand_in(work).count_recorded == 1
    return desk


def test_a_comment_goes_to_the_journal_and_comes_back(commented):
    assert commented.fields() == {"comment": WORDS}
    fresh = commented.open_workbook()
    assert fresh.lesson(commented.lesson, "comment").value == WORDS
    assert commented.hand_in(fresh).status == "unchanged"


def test_the_column_is_the_last_one_so_that_the_others_stay_where_they_were(desk):
    assert LESSON_COLUMNS[-1].key == "comment"
    sheet = lessons_sheet(desk.open_workbook())
    assert sheet.cell(LIST_HEADER_ROW + 1, len(LESSON_COLUMNS)).value == "Комментарий"


def test_a_changed_comment_is_a_correction_and_an_emptied_one_is_asked(commented):
    work = commented.open_workbook()
    work.lesson(commented.lesson, "comment").value = "Работали молча"
    commented.hand_in(work)
    assert commented.fields() == {"comment": "Работали молча"}
    fresh = commented.open_workbook()
    fresh.lesson(commented.lesson, "comment").value = None
    saved = fresh.save()
    assert [one.kind for one in commented.hand_in(saved).proposals] == ["removal"]
    assert commented.fields() == {"comment": "Работали молча"}
    commented.hand_in(saved, decisions=ALL_EMPTIED)
    assert commented.fields() == {}


def test_a_workbook_from_before_the_column_hands_in_and_empties_no_comment(commented):
    older = without_the_column(commented.open_workbook())
    older.lesson(commented.lesson, "homework").value = "№ 5"
    receipt = commented.hand_in(older, decisions=ALL_EMPTIED)

    assert receipt.findings == ()
    assert receipt.proposals == ()
    assert receipt.count_removals == 0
    assert commented.fields()["comment"] == WORDS
    assert commented.fields()["homework"] == "№ 5"


def test_an_own_column_of_that_name_in_an_older_workbook_is_told_and_not_lost(desk):
    older = without_the_column(desk.open_workbook())
    sheet = lessons_sheet(older)
    place = sheet.max_column + 1
    row = older.lesson(desk.lesson, "homework").row
    sheet.cell(LIST_HEADER_ROW + 1, place).value = "Заметки"
    sheet.cell(row, place).value = "для себя"
    desk.hand_in(older)
    assert desk.fields() == {}


def test_a_comment_alone_says_nothing_of_whether_the_lesson_was_held(commented):
    with commented.school.database.reading() as cursor:
        reported = cursor.execute(
            "select is_reported, comment_text from marts.lesson_rows "
            "where lesson_id = ?",
            [commented.lesson],
        ).fetchall()
    assert reported == [(False, WORDS)]
