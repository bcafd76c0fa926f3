"""The diary as a parent or a student sees it: the real page over a real school."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from dashboards import current
from tests.dashboards.test_pages import ENGLISH, RUSSIAN, html

pytestmark = pytest.mark.by_turns

ENDED = "Сеанс завершён. Войдите снова."


@pytest.fixture
def open_page(open_filled):
    """Open the diary as a person."""
    return partial(open_filled, "diary")


@pytest.mark.parametrize("person", ["r-one", "r-two", "p-fiz", "student:К-0001"])
@pytest.mark.parametrize("locale", [RUSSIAN, ENGLISH])
def test_the_diary_opens_for_parents_and_students_in_both_languages(
    open_page, person, locale
):
    app = open_page(person, locale)

    assert not app.exception
    assert not app.error
    assert app.title[0].value == ("Дневник" if locale == RUSSIAN else "Diary")
    assert "<li" in html(app)


@pytest.mark.parametrize("person", ["p-dir", "p-mat", "p-adm", "К-0001", "nobody"])
def test_the_diary_is_closed_to_everyone_else(open_page, person):
    app = open_page(person)

    is_known = person.startswith("p-")
    refusal = "Эта страница вам не открыта." if is_known else ENDED
    assert [error.value for error in app.error] == [refusal]
    assert html(app) == ""


def test_a_parent_whose_only_child_has_left_is_let_in_no_more(open_page):
    app = open_page("r-left")

    assert [error.value for error in app.error] == [ENDED]
    assert html(app) == ""


def test_a_day_says_what_was_taught_set_and_marked_and_by_whom(open_page):
    page = html(open_page("r-one", week="2026-11-02"))

    assert "Понедельник, 2 ноября" in page
    assert "08:30<br>09:15" in page
    for told in ("Математика", "Тема 1", "Задание: № 12, с. 40", "Морозова И. Л."):
        assert told in page
    assert '<div class="mark ">5</div>' in page
    assert "Ответ на уроке" in page


def test_this_week_folds_the_days_that_are_over_and_marks_today(
    open_page, filled_school
):
    filled_school.clock.set(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))

    page = html(open_page("r-one"))

    assert page.count("<details>") == 2
    assert page.count("<details open") == 3
    assert '<details open class="today"><summary>Среда, 25 ноября' in page


def test_no_classmates_name_is_on_the_page(open_page, filled_school):
    with filled_school.database.reading() as cursor:
        surnames = cursor.execute(
            "select surname from setup.students where student_id <> 'К-0001'"
        ).fetchall()
    page = html(open_page("r-one", week="2026-11-09"))

    assert "Морозова" in page
    assert not [surname for (surname,) in surnames if f"{surname} " in page]


def test_a_parent_of_two_opens_either_child_by_its_number_in_the_address(open_page):
    first = open_page("r-two")
    assert "Громов Яков, 5А класс" in first.caption[0].value

    first.query_params["child"] = "2"
    second = first.run()

    assert "Цветкова Роза, 10А класс" in second.caption[0].value
    assert "Физика" in html(second)
    assert "Математика" not in html(second)


@pytest.mark.parametrize("number", ["2", "0", "-1", "К-0004", "1e9", "²", "9" * 9])
def test_another_number_in_the_address_opens_nobody_elses_diary(open_page, number):
    app = open_page("r-one", child=number)

    assert not app.exception
    assert "Абрамов Лев, 5А класс" in app.caption[0].value


@pytest.mark.parametrize("week", ["", "вчера", "0001-01-01", "9999-12-31", "2026-13-1"])
def test_a_strange_week_in_the_address_is_no_failure(open_page, week):
    app = open_page("r-one", week=week)

    assert not app.exception
    assert app.title


def test_the_arrows_turn_the_week_and_the_address_follows(open_page):
    app = open_page("r-one")
    before, after = app.button[0], app.button[1]

    before.click().run()
    assert app.query_params["week"] in ("2026-11-16", ["2026-11-16"])
    assert "Пятница, 20 ноября" in html(app)

    assert after
    back = next(one for one in app.button if one.label == "К текущей неделе")
    back.click().run()
    assert app.query_params["week"] in ("2026-11-23", ["2026-11-23"])


def test_nothing_personal_stands_in_the_address(open_page):
    app = open_page("r-two", child="2")
    app.button[0].click().run()

    assert set(app.query_params) <= {"child", "week"}
    assert "К-0021" not in str(dict(app.query_params))


def test_subjects_show_marks_average_and_final_of_the_shown_weeks_period(open_page):
    page = html(open_page("r-one", week="2026-10-19"))
    assert 'aria-label="Предметы: 1 четверть"' in page
    assert ">зачёт</td>" in page

    page = html(open_page("student:К-0001"))
    assert 'aria-label="Предметы: 2 четверть"' in page
    assert 'title="29 / 6">4,83</td>' in page


def test_markup_in_topics_and_names_is_shown_as_text(open_page, filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.parents set students = 'К-0001' where person_id = 'r-two'"
        )
    page = html(open_page("r-two", week="2026-11-09"))

    assert "&lt;" in page
    assert "<script" not in page
    assert "<img" not in page


def test_looking_at_a_diary_is_in_the_log_of_access(open_page, filled_school):
    open_page("r-one")
    current.site().trail.write()

    with filled_school.database.reading() as cursor:
        lines = cursor.execute(
            "select person_id, action, place, scope, about_person_id from access.log"
        ).fetchall()
    assert ("r-one", "page_viewed", "diary", "5А", "student:К-0001") in lines
