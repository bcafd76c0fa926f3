"""*Diary on paper*: the homeroom teacher's list, and the sheets that are printed."""

from __future__ import annotations

import pytest

from warehouse import paper
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

PARENT = Viewer("r-one", frozenset())
PAGE = "weekly_sheets"


@pytest.fixture
def opened(open_filled):
    """Open the page: `opened("p-mat")`."""

    def look(person_id="p-mat", locale="ru-RU"):
        app = open_filled(PAGE, person_id, locale)
        assert not app.exception
        return app

    return look


def text_of(app):
    return "\n".join(one.proto.body for one in app.get("html"))


def press(app, choice, button):
    next(one for one in app.selectbox if one.label == choice).select("К-0001")
    next(one for one in app.button if one.label == button).click().run()
    assert not app.exception


def ask(school, kind="ask"):
    paper.wish(
        school.database,
        PARENT,
        "К-0001",
        kind,
        school.clock.now(),
        place="/diary/paper",
    )


def logged(school):
    with school.database.reading() as cursor:
        return cursor.execute(
            "select person_id, action, place, scope, about_person_id from access.log "
            "where action in ('printed', 'paper_wanted', 'paper_unwanted') order by all"
        ).fetchall()


def test_who_asked_stands_in_the_table_and_on_the_button(opened, filled_school):
    before = [one.label for one in opened().get("download_button")]
    assert before == ["Распечатать весь класс"]
    ask(filled_school)

    app = opened()

    assert "Абрамова Т. Л." in text_of(app)
    assert "да, с " in text_of(app)
    labels = [one.label for one in app.get("download_button")]
    assert labels == ["Распечатать 1 семье из списка", "Распечатать весь класс"]


def test_the_homeroom_teacher_puts_a_family_on_the_list_and_takes_it_off(
    opened, filled_school
):
    app = opened()
    press(app, "Семья просит на бумаге", "Внести в список")
    app = opened()
    assert "да, с " in text_of(app)

    press(app, "Семье больше не нужно", "Убрать из списка")

    app = opened()
    assert "больше нет: с " in text_of(app)
    assert {line[1] for line in logged(filled_school)} == {
        "paper_wanted",
        "paper_unwanted",
    }


@pytest.mark.parametrize(
    ("person", "classes"),
    [("p-mat", ["5А"]), ("p-fiz", ["10А"]), ("p-ooo", ["5А", "5Б"])],
)
def test_each_prints_the_classes_that_they_read_whole(opened, person, classes):
    assert opened(person).selectbox(key="class").options == classes


@pytest.mark.parametrize("person", ["p-eng", "p-sec", "r-one", "student:К-0001"])
def test_the_page_is_closed_to_others(opened, person):
    app = opened(person)

    assert [one.value for one in app.error] == ["Эта страница вам не открыта."]


def test_it_opens_in_english(opened):
    assert opened(locale="en-GB").title[0].value == "Diary on paper"
