"""The diary as a parent or a student opens it: the real route over a real school."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest

from dashboards.journal.figures import for_day, room_name
from expectations.marks import DEFAULT_SCALE_ROWS
from tests.dashboards.diary.conftest import ENGLISH, RUSSIAN
from tests.warehouse.test_diary import write_cell
from warehouse.outside_statements import Document, StatedMark, state
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns


@pytest.mark.parametrize("person", ["r-one", "r-two", "p-fiz", "student:К-0001"])
@pytest.mark.parametrize("locale", [RUSSIAN, ENGLISH])
def test_the_diary_opens_for_parents_and_students_in_both_languages(
    open_diary, person, locale
):
    answer = open_diary(person, locale)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    title, language = ("Дневник", "ru") if locale == RUSSIAN else ("Diary", "en")
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{title}</h1>" in answer.text
    assert "<li" in answer.text


@pytest.mark.parametrize("person", ["p-dir", "p-mat", "p-adm"])
def test_the_diary_is_closed_to_everyone_else(open_diary, person):
    answer = open_diary(person)

    assert answer.status_code == 403
    assert "<main" not in answer.text


@pytest.mark.parametrize("person", ["К-0001", "nobody", "r-left"])
def test_who_is_of_no_family_here_goes_to_the_log_in(open_diary, person):
    """Also a parent whose only child has left, and a code that is no student's."""
    answer = open_diary(person)

    assert answer.status_code in (303, 403)
    assert "<main" not in answer.text


def test_a_day_says_what_was_taught_set_and_marked_and_by_whom(open_diary):
    page = open_diary("r-one", week="2026-11-02").text

    assert "Понедельник, 2 ноября" in page
    assert "08:30<br>09:15" in page
    for told in ("Математика", "Тема 1", "Задание: № 12, с. 40", "Морозова И. Л."):
        assert told in page
    assert '<div class="mark ">5</div>' in page
    assert "Ответ на уроке" in page


def test_this_week_folds_the_days_that_are_over_and_marks_today(
    open_diary, filled_school
):
    filled_school.clock.set(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))

    page = open_diary("r-one").text

    assert len(re.findall(r'<details id="day-[^"]*">', page)) == 2
    assert len(re.findall(r'<details id="day-[^"]*" open', page)) == 3
    today = '<details id="day-2026-11-25" open class="today"><summary>Среда, 25 ноября'
    assert today in page


def test_one_day_can_be_looked_at_alone(open_diary):
    page = open_diary("r-one", day="2026-11-06").text

    assert re.findall(r'id="day-([^"]*)"', page) == ["2026-11-06"]
    assert 'aria-current="page">пт 6</a>' in page


def test_a_day_of_another_year_is_no_day_but_the_nearest_week(open_diary):
    page = open_diary("r-one", day="2031-01-01").text

    assert "На этой неделе уроков нет." in page
    assert 'aria-current="page">Вся неделя</a>' in page


def test_no_classmates_name_is_on_the_page(open_diary, filled_school):
    with filled_school.database.reading() as cursor:
        surnames = cursor.execute(
            "select surname from setup.students where student_id <> 'К-0001'"
        ).fetchall()
    page = open_diary("r-one", week="2026-11-09").text

    assert "Морозова" in page
    assert not [surname for (surname,) in surnames if f"{surname} " in page]


def test_a_parent_of_two_opens_either_child_by_its_number_in_the_address(open_diary):
    first = open_diary("r-two").text
    assert "Громов Яков, 5А класс" in first
    (way,) = re.findall(r'<a href="([^"]*)">Роза, 10А</a>', first)

    assert unescape(way) == "/diary?child=2&week=2026-11-23"
    second = open_diary("r-two", child="2").text

    assert "Цветкова Роза, 10А класс" in second
    assert "Физика" in second
    assert "Математика" not in second


@pytest.mark.parametrize("number", ["2", "0", "-1", "К-0004", "1e9", "²", "9" * 9])
def test_another_number_in_the_address_opens_nobody_elses_diary(open_diary, number):
    answer = open_diary("r-one", child=number)

    assert answer.status_code == 200
    assert "Абрамов Лев, 5А класс" in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("week", ["", "вчера", "0001-01-01", "9999-12-31", "2026-13-1"])
def test_a_strange_week_in_the_address_is_no_failure(open_diary, week):
    answer = open_diary("r-one", week=week)

    assert answer.status_code == 200
    assert "<h1>" in answer.text


def test_the_arrows_turn_the_week(open_diary, family):
    page = open_diary("r-one").text
    before = unescape(re.search(r'class="arrow" href="([^"]*)"', page)[1])

    earlier = family.get(before).text

    assert before == "/diary?child=1&week=2026-11-16"
    assert "Пятница, 20 ноября" in earlier
    assert 'href="/diary?child=1&amp;week=2026-11-23">К текущей неделе</a>' in earlier


def test_nothing_personal_stands_in_any_address_on_the_page(open_diary):
    page = open_diary("r-two", child="2").text
    ways = [unescape(way) for way in re.findall(r'(?:href|src|action)="([^"]*)"', page)]

    assert len(ways) > 10
    for way in ways:
        assert re.fullmatch(r"[\w/.#-]*(\?(child|week|day)=[\d-]+(&\w+=[\d-]+)*)?", way)


def test_subjects_show_marks_average_and_final_of_the_shown_weeks_period(open_diary):
    page = open_diary("r-one", week="2026-10-19").text
    assert 'aria-label="Предметы: 1 четверть"' in page
    assert ">зачёт</td>" in page

    page = open_diary("student:К-0001").text
    assert 'aria-label="Предметы: 2 четверть"' in page
    assert 'title="29 / 6">4,83</td>' in page


def test_homework_for_the_next_day_stands_first(open_diary, filled_school):
    filled_school.clock.set(datetime(2026, 11, 6, 9, 0, tzinfo=UTC))
    write_cell(filled_school, "2026-11-06", "homework", "§ 7, № 3")

    page = open_diary("r-one").text

    first = page.index('class="vedomost-homework"')
    assert first < page.index('class="vedomost-diary"')
    told = re.search(r"<h2 id=.homework.>([^<]*)</h2><ul>(.*?)</ul>", page)
    assert told[1] == "Задано на понедельник, 9 ноября"
    assert "<b>Математика</b> § 7, № 3" in told[2]
    assert "Задано на завтра" not in page


def test_a_corrected_mark_is_shown_with_the_one_before(open_diary, filled_school):
    write_cell(filled_school, "2026-11-02", "mark", "3", "К-0001", mark=3)

    page = open_diary("r-one", week="2026-11-02").text
    others = open_diary("r-two", week="2026-11-02").text

    assert '<div class="mark ">3</div>' in page
    assert "исправлено 12.11.2026 15:00, было: 5" in page
    assert "исправлено" not in others


def test_a_mark_that_was_taken_away_is_told_too(open_diary, filled_school):
    write_cell(filled_school, "2026-11-02", "mark", None, "К-0001")

    page = open_diary("r-one", week="2026-11-02").text

    assert "убрано 12.11.2026 15:00, было: 5" in page


def test_missed_lessons_are_counted_with_their_reasons(open_diary, filled_school):
    with filled_school.database.reading() as cursor:
        (missed, late) = cursor.execute(
            "select sum(count_missed), sum(count_late) from marts.class_summary "
            "where student_id = 'К-0001' and period_id = '2026-Q2'"
        ).fetchone()

    page = open_diary("r-one").text

    assert f"Пропущено уроков: {missed}" in page
    assert f"Опозданий: {late}." in page


def test_marks_of_another_school_stand_below_with_their_document(
    open_diary, filled_school
):
    with filled_school.database.writing() as cursor:
        cursor.executemany(
            "insert into setup.mark_scale by name select $code as code, "
            "$kind as kind, $value as value, $aliases as aliases, "
            "date '2026-08-20' as valid_from, null::date as valid_to",
            [dict(row) for row in DEFAULT_SCALE_ROWS],
        )
    paper = Document("Школа № 5, г. Казань", "12", date(2026, 11, 6), "Санаторий")
    stated = [StatedMark("МАТ", "", "2026-Q1", "2")]
    state(filled_school, Viewer("p-dir", frozenset()), "К-0001", paper, stated)

    page = open_diary("student:К-0001").text

    assert "Школа № 5, г. Казань, документ № 12 от 06.11.2026" in page
    assert "Математика — 2" in page


def test_markup_in_topics_and_names_is_shown_as_text(open_diary, filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.parents set students = 'К-0001' where person_id = 'r-two'"
        )
    page = open_diary("r-two", week="2026-11-09").text

    assert "&lt;" in page
    assert page.count("<script") == 1  # ours
    assert page.count("<img") == 1


def test_looking_at_a_diary_is_in_the_log_of_access(open_diary, filled_site):
    open_diary("r-one")
    filled_site.trail.write()

    with filled_site.school.database.reading() as cursor:
        lines = cursor.execute(
            "select person_id, action, place, scope, about_person_id from access.log"
        ).fetchall()
    assert ("r-one", "page_viewed", "diary", "5А", "student:К-0001") in lines


@pytest.mark.parametrize(
    ("day", "told"),
    [(24, "вторник, 24 ноября"), (25, "среду, 25 ноября"), (28, "субботу, 28 ноября")],
)
def test_homework_is_set_for_a_day_as_people_say_it(day, told):
    assert for_day(date(2026, 11, day), "ru") == told


def test_a_gym_is_no_room_with_a_number():
    assert room_name("21", "ru") == "каб. 21"
    assert room_name("Стадион", "ru") == "Стадион"
