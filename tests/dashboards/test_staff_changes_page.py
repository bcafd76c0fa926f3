"""*Homeroom and staff*: looked at, entered, read in the register, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.forms.page_tables import page_tables

pytestmark = pytest.mark.by_turns

DIRECTOR = "С-01"


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
    labelled(app.text_input, "Номер приказа").input("61-к")
    labelled(app.date_input, "Дата приказа").set_value(date(2026, 11, 20)).run()


def test_an_illness_is_looked_at_entered_read_and_taken_back(open_filled):
    app = open_filled("staff_changes", DIRECTOR)
    assert not app.exception
    choose(app, "Кто отсутствует", "Лапин")
    until = labelled(app.date_input, "По какой день (пусто — до записи о возвращении)")
    until.set_value(date(2026, 12, 6)).run()
    choose(app, "Кто принимает всё (или по отдельности ниже)", "Мельников")
    order(app)
    click(app, "Показать, что изменится")
    # Until the replaced timetable of 25 December Melnikov is free at these times.
    assert not app.error
    assert any("скачать книгу заново" in one.value for one in app.warning)
    (table,) = page_tables([html(app)])
    touched = {row[0]: row[1:3] for row in table.rows}
    names = ("Лапин Роман Андреевич", "Мельников Игорь Петрович")
    assert touched["5А · Физическая культура"] == names
    click(app, "Внести в реестр")
    assert not app.error

    to(app, "Раздел", "register")
    shown = html(app)
    assert "№ 61-к от 20.11.2026" in shown
    assert "10А · Физическая культура" in shown
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == ["Для печати (PDF)", "Таблица (XLSX)"]

    to(app, "Раздел", "history")
    choose(app, "Класс с его страницами и группами", "5А")
    choose(app, "Человек", "Мельников")
    (table,) = page_tables([html(app)])
    assert [row[-1] for row in table.rows if "Физ" in row[0]] == [
        "Болезнь или отпуск, № 61-к от 20.11.2026"
    ]

    to(app, "Раздел", "register")
    box = app.selectbox[-1]
    box.set_value(box.options[0])
    labelled(app.text_input, "Почему отзывается").input("Вышел на работу")
    click(app, "Отозвать изменение")
    assert "Вышел на работу" in html(app)
    assert 'class="gone"' in html(app)


def test_every_form_opens_and_a_clash_is_named(open_filled):
    app = open_filled("staff_changes", DIRECTOR)
    for kind in ("return", "leave", "page", "homeroom", "join"):
        to(app, "Вид изменения", kind)
    to(app, "Вид изменения", "page")
    choose(app, "Страница журнала", "5А · География")
    choose(app, "Кому", "Осипова")
    order(app)
    click(app, "Показать, что изменится")
    assert any("одновременно 10А и 5А" in one.value for one in app.warning) or any(
        "одновременно 5А и 10А" in one.value for one in app.warning
    )
    assert "Внести в реестр" not in [one.label for one in app.button]
