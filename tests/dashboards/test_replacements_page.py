"""*Replacements*: chosen, looked at, applied, listed, taken back; what teachers see."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards import current
from dashboards.site import open_site
from tests.dashboards.conftest import opener

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def open_example(example_school):
    """Run a page of the example school; its С-02 teaches 5А geography on Tuesdays."""
    site = open_site(example_school)
    current.install(site)
    yield opener(site)
    site.archive.stop()
    assert site.archive.wait(60)
    site.versions.close()
    current.remove(site)


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def box(app, label):
    return next(one for one in app.selectbox if label in one.label)


def button(app, label):
    return next(one for one in app.button if one.label == label)


def chosen(app, label, value):
    box(app, label).set_value(value)
    app.run()
    assert not app.exception


def test_a_secretary_replaces_a_lesson_prints_the_list_and_takes_it_back(open_example):
    app = open_example("replacements", "С-03")
    assert not app.exception
    app.date_input[0].set_value(TUESDAY).run()
    chosen(app, "Отсутствует учитель", "С-02")
    assert any("5А · География" in one.label for one in app.selectbox)
    chosen(app, "5А · География", "substitute")
    people = box(app, "Кто ведёт").options
    chosen(app, "Кто ведёт", "С-06")  # gives 10А Russian at that time
    app.text_input[0].input("Болезнь").run()

    button(app, "Показать, что изменится").click().run()

    assert not app.exception
    assert any("Осипова А. Б. · есть урок: 10А · Русский язык" in one for one in people)
    assert not people[0].startswith("Осипова")
    told = " ".join(one.value for one in app.warning)
    assert "Осипова Анна Борисовна в это же время ведёт «10А · Русский язык»" in told
    button(app, "Внести замены").click().run()
    assert not app.exception
    assert "Лист замен на 24.11.2026" in " ".join(one.value for one in app.subheader)
    assert "Рябинин П. О." in html(app)
    assert "Осипова А. Б." in html(app)
    assert "Болезнь" in html(app)

    substitute = open_example("my_journals", "С-06")
    assert not substitute.exception
    assert "вы ведёте за учителя: Рябинин П. О." in html(substitute)
    assert "Отметка за этот урок" in html(substitute)
    regular = open_example("my_journals", "С-02")
    assert "ведёт и вносит записи Осипова А. Б." in html(regular)
    assert "Отметка за этот урок" not in html(regular)

    box(app, "Внесённые замены").select_index(0)
    button(app, "Отменить эти замены").click().run()
    assert not app.error
    assert "Осипова А. Б." not in html(app)


def test_lessons_replaced_already_are_told_and_not_asked_again(open_example):
    app = open_example("replacements", "С-01")
    app.date_input[0].set_value(TUESDAY).run()
    chosen(app, "Отсутствует учитель", "С-02")
    chosen(app, "Все эти уроки", "cancelled")
    button(app, "Показать, что изменится").click().run()
    button(app, "Внести замены").click().run()

    assert not app.exception
    assert any("замена уже внесена (отменён)" in one.value for one in app.caption)
    assert any("хотя бы с одним" in one.value for one in app.info)


def test_a_day_without_lessons_says_so(open_example):
    app = open_example("replacements", "С-01")
    app.date_input[0].set_value(date(2026, 11, 29)).run()
    chosen(app, "Отсутствует учитель", "С-02")

    assert [one.value for one in app.info] == [
        "У этого учителя нет уроков в эти дни.",
        "В эти дни замен нет.",
    ]
