"""What is planted wrong in a table of topics is named; no row is lost."""

from __future__ import annotations

import pytest

from ingest.lesson_plans import memory
from ingest.lesson_plans.columns import is_complete, proposed
from ingest.lesson_plans.numbers import Numbers, hours_of, numbers_of
from ingest.lesson_plans.problems import DOUBTS, LEFT_OUT, SAID
from ingest.lesson_plans.tables import read_tables
from ingest.setup.rules import problem_line
from tests.ingest.lesson_plans.conftest import OF_A, OF_B, read, told, workbook
from warehouse.errors import VedomostError

HEADS = ["№ п/п", "Тема урока", "Кол-во часов", "Домашнее задание"]


def named(reading):
    return [
        (doubt.problem.rule, doubt.problem.cell, doubt.problem.value)
        for doubt in reading.doubts
    ]


def remarked(reading):
    return [(one.rule, one.cell, one.value) for one in reading.remarks]


def test_a_row_without_a_number_is_asked_about_and_read_as_was_said():
    rows = [HEADS, [1, "Числа", 1], [None, "Выражения"], [2, "Буквы", 1]]
    content = workbook(rows)

    open_ = read(content)
    assert named(open_) == [("plan_row_kind", "B3", "Выражения")]
    assert open_.open_rows == {2}
    assert told(open_) == [("Числа", 1), ("Буквы", 1)]

    assert told(read(content, {2: "topic"})) == [
        ("Числа", 1), ("Выражения", 1), ("Буквы", 1),
    ]  # fmt: skip
    assert told(read(content, {2: "continues"}))[0] == ("Числа Выражения", 1)
    as_heading = read(content, {2: "heading"})
    assert as_heading.topics[1].section == "Выражения"
    assert as_heading.open_rows == set()
    left_out = read(content, {2: "out"})
    assert [(one.row, one.why) for one in left_out.left_out] == [(2, "out")]


def test_an_answer_that_the_row_does_not_have_leaves_it_open():
    rows = [HEADS, [None, "Без номера"], [1, "Числа", 1], [2, "Дроби", 1]]

    found = read(workbook(rows), {1: "continues"})

    assert found.open_rows == {1}


def test_a_lesson_without_a_topic_is_asked_about():
    rows = [HEADS, [1, "Числа", 1], [2, None, 1, "с. 5"], [3, "Дроби", 1]]
    content = workbook(rows)

    assert named(read(content)) == [("plan_no_topic", "B3", "2")]
    assert told(read(content, {2: "again"})) == [("Числа", 2), ("Дроби", 1)]
    assert told(read(content, {2: "out"})) == [("Числа", 1), ("Дроби", 1)]


@pytest.mark.parametrize("hours", ["0,5", "много", "0", "-1"])
def test_hours_that_are_no_number_of_lessons_are_named(hours):
    content = workbook([HEADS, [1, "Числа", hours], [2, "Дроби", 1]])

    assert named(read(content)) == [("plan_hours", "C2", hours)]
    assert told(read(content, {1: "topic"})) == [("Числа", 1), ("Дроби", 1)]


def test_numbers_and_hours_that_disagree_are_named():
    content = workbook([HEADS, ["1-3", "Числа", 2], [4, "Дроби", 1]])

    assert named(read(content)) == [("plan_hours_differ", "A2", "1-3")]
    assert told(read(content, {1: "by_numbers"}))[0] == ("Числа", 3)
    assert told(read(content, {1: "by_hours"}))[0] == ("Числа", 2)


def test_a_topic_that_takes_very_many_lessons_may_be_a_heading():
    content = workbook([HEADS, [1, "Числа и выражения", 23], [2, "Дроби", 1]])

    assert named(read(content)) == [("plan_many_hours", "C2", "23")]
    assert told(read(content, {1: "heading"})) == [("Дроби", 1)]


def test_a_broken_cell_is_no_topic():
    # Unfinished formulas of a topic have no result in the file.
    content = workbook([HEADS, [1, "=1/0", 1], [2, "Дроби", 1]])

    (found,) = named(read(content))

    assert found[:2] == ("plan_cell_broken", "B2")


@pytest.mark.parametrize("cell", ["B2", "D2"])
def test_a_whole_page_of_text_is_no_topic_and_no_homework(cell):
    rows = [HEADS, [1, "Числа", 1, "с. 5"], [2, "Дроби", 1]]
    rows[1][ord(cell[0]) - 65] = "слово " * 300

    found = read(workbook(rows))

    assert named(found) == [("plan_text_long", cell, "1799")]
    assert told(found) == [("Дроби", 1)]


def test_numbers_that_jump_repeat_or_are_none_are_said_and_hinder_nobody():
    rows = [
        HEADS,
        [1, "Числа", 1],
        [3, "Дроби", 1],
        [3, "Проценты", 1],
        ["*", "Экскурсия", 1],
        [1, "Снова с первого", 1],
    ]

    found = read(workbook(rows))

    assert len(found.topics) == 5
    assert found.doubts == []
    assert remarked(found) == [
        ("plan_number_gap", "A3", "3"),
        ("plan_number_gap", "A4", "3"),
        ("plan_number", "A5", "*"),
    ]


def test_totals_and_headings_that_promise_other_hours_are_said():
    rows = [
        HEADS,
        ["Раздел 1. Числа (3 ч)"],
        [1, "Числа", 1],
        [2, "Дроби", 1],
        ["Итого: 102 ч"],
    ]

    assert remarked(read(workbook(rows))) == [
        ("plan_section_hours", "B2", "Раздел 1. Числа (3 ч)"),
        ("plan_total", "B5", "Итого: 102 ч"),
    ]


def test_every_filled_row_is_a_topic_or_is_told_why_not():
    rows = [
        ["Утверждаю"],
        HEADS,
        ["Раздел 1"],
        [1, "Числа", 1],
        [None, None, None, "без темы"],
        [None, "продолжение темы"],
        [2, None, None, None],
        [None, "Итого", 1],
    ]

    found = read(workbook(rows))

    told_rows = {one.row for one in found.left_out} | {one.row for one in found.topics}
    told_rows |= found.open_rows | {5}  # row 5 goes on in the topic above
    assert told_rows == {0, 2, 3, 4, 5, 6, 7}
    assert told(found) == [("Числа продолжение темы", 1)]
    assert all(one.why in LEFT_OUT for one in found.left_out)


def test_every_doubt_says_where_what_and_how_to_mend_in_both_languages():
    content = workbook([HEADS, [1, "Числа", "много"], [2, "Дроби", 1]])
    (doubt,) = read(content).doubts

    assert problem_line(doubt.problem, "ru") == (
        "лист «КТП», ячейка C2: «много» — не число уроков. Впишите целое число уроков, "
        "например 1 или 2, или укажите ниже. (п. 2.6)"
    )
    assert "“много” is no number of lessons." in problem_line(doubt.problem, "en")
    for _message, _fix, choices in DOUBTS.values():
        assert choices
        assert set(choices) <= set(SAID)


def test_an_empty_file_and_one_that_is_no_table_are_refused():
    with pytest.raises(VedomostError, match="no filled sheet"):
        read_tables(workbook([[]]))
    with pytest.raises(VedomostError, match="neither a workbook nor"):
        read_tables(b"\0\1\2\0")


def test_what_a_teacher_said_of_headings_comes_back_to_this_teacher_alone(school):
    heads = ["Что", "Сколько", "Когда"]
    assert not is_complete(proposed(heads))

    memory.remember(school, OF_A.person_id, heads, {0: "topic", 1: "hours"})

    said = memory.mapping_for(school, OF_A.person_id, [" ЧТО", "Сколько:", "когда"])
    assert said == {0: "topic", 1: "hours", 2: "ignored"}
    assert memory.mapping_for(school, OF_B.person_id, heads) == proposed(heads)
    memory.remember(school, OF_A.person_id, heads, {0: "topic"})
    assert memory.mapping_for(school, OF_A.person_id, heads)[1] == "ignored"
    (school.folder / "lesson-plan-columns.json").write_text("{", encoding="utf-8")
    assert memory.mapping_for(school, OF_A.person_id, heads) == proposed(heads)


def test_usual_headings_are_found_and_look_alikes_are_not():
    headings = {
        "№ п/п": "number",
        "№ урока": "number",
        "Тема урока": "topic",
        "Раздел, тема": "topic",
        "Наименование разделов и тем программы": "topic",
        "Содержание учебного материала": "topic",
        "Кол-во часов": "hours",
        "Количество часов Всего": "hours",
        "Часы": "hours",
        "Кол-во уроков": "hours",
        "Д/з": "homework",
        "Дом. задание": "homework",
        "Домашнее задание": "homework",
        "Раздел": "section",
        "Дата по плану": "ignored",
        "Количество часов Контрольные работы": "ignored",
        "Планируемые результаты": "ignored",
        "Тип урока": "ignored",
        "№ темы": "number",
        "Topic of the lesson": "topic",
        "Часть учебника": "ignored",
    }

    found = {heading: proposed([heading])[0] for heading in headings}

    assert found == headings


@pytest.mark.parametrize(
    ("written", "expected", "found"),
    [
        ("5", 5, Numbers(5, 5)),
        (5.0, 5, Numbers(5, 5)),
        ("5 – 7", 1, Numbers(5, 7)),
        ("7-5", 1, None),
        ("5,6", 5, Numbers(5, 6)),
        ("5, 7", 5, None),
        (5.6, 5, Numbers(5, 6)),
        ("к/р", 5, None),
        ("5/2", 5, Numbers(5, 5)),
    ],
)
def test_numbers_of_lessons(written, expected, found):
    assert numbers_of(written, expected) == found


def test_hours_as_they_are_written():
    written = {"1": 1, "2 ч.": 2, "1+1": 2, "3 часа": 3, 2.0: 2, "0,5": None, "0": None}

    assert {value: hours_of(value) for value in written} == written
