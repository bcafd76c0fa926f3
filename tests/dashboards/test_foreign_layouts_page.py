"""*Layouts of other journals*: pointed out, looked at, kept, known again, removed."""

from __future__ import annotations

import io

import openpyxl
import pytest

from expectations.marks import DEFAULT_SCALE_ROWS
from ingest.foreign.own_layouts import own_layouts

pytestmark = pytest.mark.by_turns


@pytest.fixture
def filled_school(filled_school):
    """The filled school with the marks and codes of every school."""
    with filled_school.database.writing() as cursor:
        cursor.executemany(
            "insert into setup.mark_scale (code, kind, value, aliases, valid_from) "
            "values ($code, $kind, $value, $aliases, date '2026-08-20')",
            [dict(row) for row in DEFAULT_SCALE_ROWS],
        )
    return filled_school


def journal():
    """Return a journal with headings that no shipped layout knows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Математика"
    for row in (
        ["Мой журнал 5А, 2026/2027"],
        ["Дети", "ноябрь"],
        ["", 2, 3, 5, "За всё"],
        ["Абрамов Лев", "5", "прог", "", "5"],
        ["Бобров Тимур", "", "4/5", "н", "4"],
        [],
        ["Когда", "О чём", "Учить"],
        ["02.11.2026", "Дроби", "с. 5"],
    ):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def named(blocks, label):
    return next(one for one in blocks if one.label == label)


def bring(app, content, name="moy.xlsx"):
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception


def test_a_teachers_five_minutes(filled_school, open_filled):
    """Bring the file, see the likely places, point at the rest, keep it."""
    app = open_filled("foreign_layouts", "p-mat")
    bring(app, journal())
    assert named(app.number_input, "Строка с днями").value == 3
    assert named(app.number_input, "Строка с месяцами (0 — нет)").value == 2
    assert named(app.selectbox, "Столбец с фамилиями").value == "A"
    assert named(app.number_input, "Строка первого ученика").value == 4

    named(app.number_input, "Строка последнего ученика (0 — до конца)").set_value(5)
    named(app.multiselect, "Столбцы итоговых отметок").select("За всё")
    named(app.selectbox, "Заголовок дней уроков").select("Когда")
    named(app.selectbox, "Заголовок тем").select("О чём")
    named(app.selectbox, "Заголовок домашних заданий").select("Учить").run()
    assert not app.exception
    named(app.selectbox, "«прог» · 1").select("н").run()
    assert not app.exception
    page = html(app)
    assert "Дроби" in page
    assert not app.expander or "Не понято" not in app.expander[0].label

    named(app.button, "Сохранить разметку").click().run()
    assert [one.value for one in app.error] == ["Дайте разметке название."]
    named(app.text_input, "Название разметки").set_value("Журнал кафедры")
    named(app.button, "Сохранить разметку").click().run()
    assert not app.exception
    assert [one.title for one in own_layouts(filled_school).layouts] == [
        "Журнал кафедры"
    ]

    again = open_filled("foreign_layouts", "p-mat")
    bring(again, journal(), "drugoy.xlsx")
    assert "Журнал кафедры" in again.success[0].value
    named(again.selectbox, "Разметка").select(
        named(again.selectbox, "Разметка").options[0]
    )
    named(again.button, "Убрать").click().run()
    assert not again.exception
    assert own_layouts(filled_school).layouts == ()


def test_in_english(filled_school, open_filled):
    app = open_filled("foreign_layouts", "p-dir", "en-GB")
    bring(app, journal())

    assert app.title[0].value == "Layouts of other journals"
    assert named(app.number_input, "Row of the days").value == 3
    assert "first student" in html(app)


def test_what_lacks_is_said(filled_school, open_filled):
    app = open_filled("foreign_layouts", "p-mat")
    bring(app, journal())
    named(app.number_input, "Строка с днями").set_value(1).run()

    assert [one.value for one in app.warning] == ["В строке 1 нет дней."]
    assert "Сохранить разметку" not in [one.label for one in app.button]


def test_a_kept_layout_is_used_by_the_reconciliation(filled_school, open_filled):
    app = open_filled("foreign_layouts", "p-mat")
    bring(app, journal())
    named(app.number_input, "Строка последнего ученика (0 — до конца)").set_value(5)
    named(app.text_input, "Название разметки").set_value("Мой журнал").run()
    named(app.button, "Сохранить разметку").click().run()

    other = open_filled("reconciliation", "p-mat")
    bring(other, journal())
    assert not other.error
    assert {one.label for one in other.metric} >= {"Совпадает", "Различается"}
    assert "Абрамов Лев" in html(other)
