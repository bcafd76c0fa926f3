"""A file that needs its teacher's eye: preview, decisions, undo, history of a cell."""

from __future__ import annotations

import polars as pl
import pytest

from dashboards.journal import cell_history, decide_form
from ingest.handing_out import hand_out
from tests.dashboards.handing_in import hand_in, marks, press, words
from tests.ingest.typing_teacher import Teacher

pytestmark = pytest.mark.by_turns

PAGE = "app_pages/my_journals.py"
RECORD, DROP, BACK = "Записать", "Не записывать", "Отменить эту сдачу"
PUT_AWAY = "Убрать файл"


def values(school):
    return [value for *_, value in marks(school)]


def questions(page):
    return [one for one in page.radio if not one.label.startswith("Все сразу")]


def offered(page):
    """Return the labels of the buttons that settle a file."""
    labels = {one.label for one in page.button}
    return labels & {RECORD, DROP, BACK, PUT_AWAY}


def choose(page, word, place=0):
    questions(page)[place].set_value(word)


def deeds(school):
    """Return the ids that the log of access has of hand-ins."""
    with school.database.reading() as cursor:
        return [
            scope
            for (scope,) in cursor.execute(
                "select scope from access.log where action = 'handed_in' order by all"
            ).fetchall()
        ]


@pytest.fixture
def stale(my_journals, fill):
    """A file whose D7 says 4 where the journal got 5 since it was downloaded."""
    old = fill({"D7": "4", "D8": "3"})
    hand_in(my_journals, fill({"D7": "5"}))
    hand_in(my_journals, old)
    return my_journals


def test_a_file_with_a_faulty_cell_waits_and_shows_what_would_become_of_it(
    my_journals, fill, school
):
    hand_in(my_journals, fill({"D7": "5", "D8": "<b>6</b>"}))

    told = words(my_journals)
    assert "Файл «журнал\\.xlsx» ещё не записан" in told
    assert "Будет записана 1 ячейка; 1 с ошибкой не будет записана" in told
    assert '<td class="mark new"' in told
    assert '<td class="mark faulty"' in told
    assert "5А Математика, D8:" in told
    assert "Не будет записано: исправьте эти ячейки" in told
    assert "&lt;b&gt;6&lt;/b&gt;" in told
    assert "<b>6</b>" not in told
    assert values(school) == []


def test_one_press_records_what_is_sound(my_journals, fill, school):
    hand_in(my_journals, fill({"D7": "5", "D8": "6"}))

    press(my_journals, RECORD)

    assert values(school) == ["5"]
    told = words(my_journals)
    assert "Записана 1 ячейка." in told
    assert "Не записано: исправьте эти ячейки и сдайте" in told
    assert "ещё не записан" not in told


def test_a_file_that_waits_is_there_on_the_next_visit_and_only_for_its_teacher(
    my_journals, fill, looking_as
):
    hand_in(my_journals, fill({"D7": "5", "D8": "6"}))

    again = looking_as("teacher", PAGE).run()
    other = looking_as("homeroom", PAGE).run()

    assert not again.exception
    assert "ещё не записан" in words(again)
    assert not other.exception
    assert "ещё не записан" not in words(other)


def test_a_dropped_file_leaves_nothing_behind(my_journals, fill, school):
    hand_in(my_journals, fill({"D7": "5", "D8": "6"}))

    press(my_journals, DROP)

    assert values(school) == []
    assert "ещё не записан" not in words(my_journals)
    assert not offered(my_journals)


def test_what_another_tab_has_settled_is_said_and_not_done_twice(
    my_journals, fill, school, looking_as
):
    hand_in(my_journals, fill({"D7": "5", "D8": "6"}))
    press(looking_as("teacher", PAGE).run(), DROP)

    press(my_journals, RECORD)

    assert values(school) == []
    assert "ещё не записан" not in words(my_journals)


def test_a_file_of_which_nothing_can_be_recorded_is_only_put_away(
    my_journals, fill, school
):
    hand_in(my_journals, fill({"D7": "6"}))
    assert offered(my_journals) == {PUT_AWAY}

    press(my_journals, PUT_AWAY)

    assert values(school) == []
    assert not offered(my_journals)


def test_two_versions_of_a_cell_stand_side_by_side(stale):
    (asked,) = questions(stale)

    assert asked.options == ["в файле: 4", "в журнале: 5", "решу позже"]
    assert asked.value == "later"
    assert "Абрамов Илья" in asked.label
    assert '<td class="mark conflict"' in words(stale)


@pytest.mark.parametrize(
    ("word", "kept"), [("file", ["4", "3"]), ("journal", ["5", "3"])]
)
def test_a_conflict_is_settled_as_the_teacher_says(stale, school, word, kept):
    choose(stale, word)
    press(stale, RECORD)

    assert values(school) == kept
    assert not stale.radio


def test_a_file_decided_for_the_journal_asks_no_more(stale, school, fill):
    choose(stale, "journal")
    press(stale, RECORD)
    other = fill({"D7": "5"})

    hand_in(stale, other)

    assert values(school) == ["5", "3"]
    assert not stale.radio


def test_what_was_not_decided_waits_and_is_decided_later(stale, school, looking_as):
    press(stale, RECORD)
    assert values(school) == ["5", "3"]
    assert "1 ячейка ждёт вашего решения" in words(stale)

    later = looking_as("teacher", PAGE).run()
    assert "Осталось решить по сданному раньше" in words(later)
    press(later, "Записать решения")
    assert "Пока ничего не решено" in words(later)
    choose(later, "file")
    press(later, "Записать решения")

    assert values(school) == ["4", "3"]
    assert not later.radio


def test_an_emptied_cell_is_removed_only_when_the_teacher_says_so(
    my_journals, fill, school
):
    hand_in(my_journals, fill({"D7": "5", "D8": "4"}))
    hand_in(my_journals, fill({"D7": None, "D9": "3"}))
    assert '<td class="mark removal"' in words(my_journals)
    assert values(school) == ["5", "4"]

    choose(my_journals, "file")
    press(my_journals, RECORD)

    assert values(school) == ["4", "3"]


def test_all_emptied_cells_are_settled_by_one_choice_but_for_one(
    my_journals, fill, school
):
    hand_in(my_journals, fill({"D7": "5", "D8": "4", "D9": "3"}))
    hand_in(my_journals, fill({"D7": None, "D8": None, "D9": None}))
    for_all = next(
        one for one in my_journals.radio if one not in questions(my_journals)
    )
    assert for_all.label == "Все сразу: 3 ячейки"

    for_all.set_value("file")
    choose(my_journals, "journal", place=1)
    press(my_journals, RECORD)

    assert values(school) == ["4"]


def test_more_questions_than_anybody_answers_one_by_one_are_answered_at_once(
    my_journals, fill, school, monkeypatch
):
    monkeypatch.setattr(decide_form, "_MOST_ASKED", 2)
    hand_in(my_journals, fill({"D7": "5", "D8": "4", "D9": "3"}))
    hand_in(my_journals, fill({"D7": None, "D8": None, "D9": None}))
    assert len(questions(my_journals)) == 2
    assert "и ещё 1 ячейка" in words(my_journals)

    my_journals.radio[0].set_value("file")
    press(my_journals, RECORD)

    assert values(school) == []


def test_words_of_the_journal_cannot_mark_up_a_question(my_journals, school):
    workbooks = [Teacher(hand_out(school, "P-05").content) for _ in range(2)]
    with school.database.reading() as cursor:
        (lesson,) = cursor.execute(
            "select lesson_id from journal.lessons where page_id = '2026:5А:МАТ' "
            "and lesson_on < '2026-11-23' order by lesson_on desc limit 1"
        ).fetchall()[0]
    for work, homework in zip(workbooks, ("[№ 1](//evil)", "**№ 2**"), strict=True):
        work.lesson(lesson, "homework").value = homework
        hand_in(my_journals, work.save())

    (asked,) = questions(my_journals)

    assert asked.options[0] == "в файле: \\*\\*№ 2\\*\\*"
    assert asked.options[1] == "в журнале: \\[№ 1\\]\\(\\/\\/evil\\)"
    assert "домашнее задание" in asked.label


def test_the_last_hand_in_is_taken_back_with_one_press(my_journals, fill, school):
    hand_in(my_journals, fill({"D7": "5"}))
    hand_in(my_journals, fill({"D7": "4", "D8": "3"}))
    assert "2 записи. При отмене каждой ячейке вернётся прежнее" in words(my_journals)

    press(my_journals, BACK)

    assert values(school) == ["5"]
    assert "Сдача отменена: 2 ячейкам" in words(my_journals)


def test_a_hand_in_that_others_built_upon_says_why_it_stays(
    my_journals, fill, school, looking_as
):
    hand_in(my_journals, fill({"D7": "5"}))
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.page_teachers values "
            "('2026:5А:МАТ', 'P-04', '2026-09-01', null)"
        )
    school.known.forget()  # what the set-up does by a block
    colleague = Teacher(hand_out(school, "P-04").content)
    colleague.book["5А Математика"]["D7"] = "4"
    hand_in(looking_as("homeroom", PAGE).run(), colleague.save())
    assert values(school) == ["4"]

    again = looking_as("teacher", PAGE).run()

    assert not again.exception
    assert BACK not in [one.label for one in again.button]
    assert "«журнал\\.xlsx»: 1 запись." in words(again)
    assert values(school) == ["4"]


def test_every_deed_is_told_to_the_log_of_access(stale, school):
    choose(stale, "file")
    press(stale, RECORD)
    press(stale, BACK)

    with school.database.reading() as cursor:
        uploads = cursor.execute("select upload_id from journal.uploads").fetchall()
    assert {upload_id for (upload_id,) in uploads} <= set(deeds(school))
    assert len(uploads) == 3


def test_the_history_of_a_cell_tells_who_when_and_from_which_file(
    my_journals, fill, school
):
    hand_in(my_journals, fill({"D7": "5"}))
    hand_in(my_journals, fill({"D7": "4"}), "вечером.xlsx")
    box = {one.label: one for one in my_journals.selectbox}
    box["Страница журнала"].select("2026:5А:МАТ").run()
    box = {one.label: one for one in my_journals.selectbox}
    ((_student, lesson, _mark),) = marks(school)
    box["Урок"].set_value(cell_history.Column(lesson, ""))
    box["Ученик или графа урока"].set_value("К-001")
    box["Урок"].run()

    assert not my_journals.exception
    told = words(my_journals)
    assert "История ячейки" in told
    assert "вечером.xlsx" in told
    assert "Учителева" in told


def test_a_void_entry_is_struck_out_in_the_history():
    entries = pl.DataFrame(
        {
            "person_name": ["Учителева Е. П."],
            "previous_text": ["4"],
            "value": ["5"],
            "value_text": ["5<i>"],
            "via": ["page"],
            "file_name": ["журнал.xlsx"],
            "sheet": ["5А"],
            "cell": ["D7"],
            "is_void": [True],
        }
    )

    shown = cell_history.history(entries, ["23.11.2026 12:00"], "ru")

    assert 'class="bad gone">5&lt;i&gt; (недействительно, п. 4.4)' in shown


def test_a_workbook_of_another_format_is_offered_no_copy_that_cannot_be_made(
    my_journals, fill
):
    hand_in(my_journals, fill({"D7": "5", "D8": "6"}), "журнал.ods")
    waiting = words(my_journals)

    press(my_journals, RECORD)

    told = words(my_journals)
    assert "/returned/" not in waiting + told
    assert "Проверенная копия делается только для книг .xlsx" in waiting
    assert "Проверенная копия делается только для книг .xlsx" in told


def test_of_a_file_of_which_nothing_can_be_recorded_no_cell_is_said_to_be(
    my_journals, fill
):
    hand_in(my_journals, fill({"D7": "5"}))
    hand_in(my_journals, fill({"D7": "5", "D8": "6"}))

    told = words(my_journals)
    assert "Не ошибки, но проверьте эти ячейки" in told
    assert "Будет записано" not in told
