"""*Teachers' lesson plans*: a file is mapped, shown, applied, taken back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from warehouse.school_folder import School

pytestmark = pytest.mark.by_turns

HEADS = "Что;Сколько;Задание\n"
FILE = (HEADS + "Первая тема;2;с. 5\nВторая тема;1;\nТретья тема;40;\n").encode()
PAGE = "2026:5А:МАТ"
TEACHER = "С-05"


@pytest.fixture
def filled_school(example_school: School) -> School:
    """The example school: its set-up is whole, so changes of it are checked."""
    return example_school


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def named(blocks, label):
    return next(one for one in blocks if one.label == label)


def said(blocks, words):
    return any(words in one.value for one in blocks)


def planned(school):
    with school.database.reading() as cursor:
        rows = cursor.execute(
            "select planned_topic from journal.lessons where page_id = ? "
            "and lesson_on >= date '2026-11-23' order by lesson_on, slot limit 2",
            [PAGE],
        ).fetchall()
    return [topic for (topic,) in rows]


def deeds(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select action, person_id, place from access.log order by rowid"
        ).fetchall()


def choose_page(app, title="5А · Математика"):
    pages = named(app.multiselect, "Для каких страниц журнала план")
    pages.select(next(one for one in pages.options if one.startswith(title))).run()


def bring(app, content=FILE, name="ktp.csv"):
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception


def test_a_teachers_ten_minutes(filled_school, open_filled):
    """Choose the page, bring the file, say the columns, look, apply, take back."""
    app = open_filled("lesson_plans", TEACHER)
    choose_page(app)
    bring(app)
    assert said(app.warning, "укажите, в каком столбце темы")

    named(app.selectbox, "A: Что").select("topic")
    named(app.selectbox, "C: Задание").select("topic").run()
    assert said(app.warning, "указано сразу для нескольких столбцов")
    named(app.selectbox, "C: Задание").select("homework")
    named(app.selectbox, "B: Сколько").select("hours").run()
    assert said(app.markdown, "Непонятных строк: 1")
    assert said(app.markdown, "ячейка B4")
    assert said(app.info, "Осталось: 1")
    assert "Применить план" not in [one.label for one in app.button]

    named(app.selectbox, "Строка 4 — это").select("topic").run()
    assert said(app.markdown, "Тем: **3**, уроков на них: **4**.")
    assert said(app.warning, "Уроков без темы в конце")
    named(app.number_input, "Первая тема — для урока №").set_value(
        1 + past(filled_school)
    ).run()
    assert "Вторая тема" in html(app)
    named(app.button, "Показать, что изменится").click().run()
    assert not app.exception
    assert said(app.markdown, "5А · Математика: уроков с другой темой плана — 4")
    assert said(app.caption, "Внесённое остаётся как есть")
    assert planned(filled_school) == ["", ""]  # only looked at so far

    named(app.button, "Применить план").click().run()
    assert not app.exception
    assert planned(filled_school) == ["Первая тема", "Первая тема"]
    assert ("plan_changed", TEACHER, "lesson_plans") in deeds(filled_school)

    bring(app)
    assert named(app.selectbox, "A: Что").value == "topic"  # remembered
    take_back(app)
    assert planned(filled_school) == ["", ""]
    assert ("plan_taken_back", TEACHER, "lesson_plans") in deeds(filled_school)


def past(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select count(*) from journal.lessons where page_id = ? "
            "and lesson_on < date '2026-11-23'",
            [PAGE],
        ).fetchone()[0]


def take_back(app):
    chosen = named(app.selectbox, "Отменить своё изменение")
    chosen.select(chosen.options[0]).run()
    named(app.button, "Показать, что затронет отмена").click().run()
    named(app.text_input, "Почему отменяется").set_value("не тот файл").run()
    named(app.button, "Отменить изменение").click().run()
    assert not app.exception


def test_a_teacher_sees_own_pages_and_a_deputy_those_of_the_level(
    filled_school, open_filled
):
    own = named(
        open_filled("lesson_plans", TEACHER).multiselect,
        "Для каких страниц журнала план",
    ).options
    with filled_school.database.writing() as cursor:
        cursor.execute("update setup.staff set levels = 'ooo' where person_id = 'С-02'")
    led = named(
        open_filled("lesson_plans", "С-02").multiselect,
        "Для каких страниц журнала план",
    ).options

    assert own == [
        "5А · Математика",
        "Зайцева П. индивидуально · Математика",
        "10А · Математика",
        "5А · Разговоры о важном",
    ]
    assert "5А · Математика (Мельников Игорь Петрович)" in led
    assert not [one for one in led if one.startswith("1А")]


def test_pages_of_two_subjects_are_not_planned_at_once(open_filled):
    app = open_filled("lesson_plans", TEACHER)
    choose_page(app)
    choose_page(app, "5А · Разговоры")

    assert said(app.error, "одного предмета")
    assert not app.file_uploader


def test_a_workbook_of_another_class_is_asked_about(open_filled):
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "8Б"
    book.active.append(["№", "Тема урока"])
    book.active.append([1, "*Звёздочки* и <b>теги</b>"])
    book.save(file)
    app = open_filled("lesson_plans", TEACHER)
    choose_page(app)
    bring(app, file.getvalue(), "ktp.xlsx")

    assert said(app.warning, "указано: 8Б")
    assert "*Звёздочки* и &lt;b&gt;теги&lt;/b&gt;" in html(app)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(open_filled):
    app = open_filled("lesson_plans", TEACHER)
    choose_page(app)
    bring(app, b"PK\x03\x04 broken", "ktp.xlsx")

    assert len(app.error) == 1
