"""*Movement of students*: looked at, entered, read in the book, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.forms.page_tables import page_tables

pytestmark = pytest.mark.by_turns

SECRETARY = "С-03"
ORDERED = date(2026, 11, 20)


@pytest.fixture
def filled_school(example_school):
    """The school whose pages `open_filled` opens: one made by the real set-up."""
    return example_school


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def labelled(elements, label):
    return next(one for one in elements if one.label == label)


def choose(app, label, text):
    box = labelled(app.selectbox, label)
    box.set_value(next(one for one in box.options if text in one)).run()


def click(app, label):
    labelled(app.button, label).click().run()
    assert not app.exception


def to(app, label, option):
    labelled(app.segmented_control, label).set_value(option).run()
    assert not app.exception


def order(app):
    labelled(app.text_input, "Номер приказа").input("61-у")
    labelled(app.date_input, "Дата приказа").set_value(ORDERED).run()


def test_a_secretary_sees_what_a_leaving_touches_enters_it_and_takes_it_back(
    open_filled,
):
    app = open_filled("movement", SECRETARY)
    assert not app.exception
    to(app, "Движение", "leave")
    choose(app, "Ученик", "Воронин")
    click(app, "Показать, что изменится")
    assert any("номер и дату приказа" in one.value for one in app.error)

    order(app)
    labelled(app.text_input, "Куда выбывает (школа)").input("Школа № 5").run()
    click(app, "Показать, что изменится")
    assert not app.error
    (table,) = page_tables([html(app)])
    touched = {row[0]: row[1:] for row in table.rows}
    assert touched["5А · География"] == ("с 01.09.2026", "01.09.2026–23.11.2026")

    labelled(app.text_input, "Номер приказа").input("62-у").run()
    assert "Внести в книгу движения" not in [one.label for one in app.button]
    click(app, "Показать, что изменится")
    click(app, "Внести в книгу движения")
    assert not app.error

    to(app, "Раздел", "book")
    shown = html(app)
    assert "№ 62-у от 20.11.2026" in shown
    assert "Школа № 5" in shown
    assert [one.proto.label for one in app.get("download_button")] == [
        "Для печати (PDF)",
        "Таблица (XLSX)",
    ]
    box = app.selectbox[-1]
    box.set_value(box.options[0])
    labelled(app.text_input, "Почему отзывается").input("Опечатка")
    click(app, "Отозвать запись о движении")
    assert "Опечатка" in html(app)
    assert 'class="gone"' in html(app)


def test_a_newcomer_needs_a_number_that_nobody_had(open_filled):
    app = open_filled("movement", SECRETARY)
    choose(app, "Класс", "5А")
    labelled(app.text_input, "Номер личного дела").input("К-0203")
    labelled(app.text_input, "Фамилия").input("Воронин")
    labelled(app.text_input, "Имя").input("Артём")
    labelled(app.text_input, "Отчество").input("Игоревич")
    order(app)
    assert any("личное дело К-0203 уже есть" in one.value for one in app.info)
    click(app, "Показать, что изменится")
    assert any("закреплён за одним учеником" in one.value for one in app.error)

    labelled(app.text_input, "Номер личного дела").input("К-0299")
    labelled(app.text_input, "Имя").input("Олег").run()
    click(app, "Показать, что изменится")
    click(app, "Внести в книгу движения")

    assert not app.error
    to(app, "Раздел", "lists")
    choose(app, "Класс или группа", "5А")
    assert "Воронин Олег Игоревич" in html(app)


def test_a_plan_is_entered_with_its_subjects(open_filled):
    app = open_filled("movement", SECRETARY)
    to(app, "Движение", "plan")
    choose(app, "Ученик", "Воронин")
    choose(app, "Предмет, строка 1", "География")
    click(app, "Показать, что изменится")
    assert any("Работника с кодом «»" in one.value for one in app.error)
    choose(app, "Учитель, строка 1", "Гордеева")
    click(app, "Показать, что изменится")
    assert "Воронин А., индивидуально · География" in html(app)
    click(app, "Внести в книгу движения")

    to(app, "Движение", "groups")
    choose(app, "Ученик", "Воронин")
    leaves = app.multiselect[0]
    assert "Воронин А., индивидуально" in leaves.options


def test_the_head_count_is_a_table_with_a_total(open_filled):
    app = open_filled("movement", "С-01")
    to(app, "Раздел", "count")

    (table,) = page_tables([html(app)])
    assert table.heads[0] == "Класс"
    assert {row[0]: row[1:] for row in table.rows}["5А"] == (5, 1, 0, 0, 0, 6)
    assert table.rows[-1] == ("Всего по этим классам", 13, 1, 0, 0, 0, 14)
