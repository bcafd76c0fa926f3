"""What the weekly mail says, in text and HTML, in both languages, and what it hides."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.dashboards.mail.conftest import PUBLIC, enter, words
from tests.dashboards.mail.weekly import (
    FRIDAY,
    MATHS,
    MONDAY_MATHS,
    TUESDAY_RUSSIAN,
    WEDNESDAY_MATHS,
    enter_final,
    enter_for,
    open_account,
    wants_weekly,
    write_message,
)

pytestmark = pytest.mark.by_turns


class Cells(HTMLParser):
    """Collects what stands in tables, and titles, as a reader sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag, _attrs):
        self.tags.append(tag)
        if tag in ("th", "td", "h1", "h2", "h3", "p"):
            self.cells.append("")
        elif tag == "br" and self.cells:
            self.cells[-1] += "\n"

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def shown(mail):
    cells = Cells()
    cells.feed(words(mail, "html").partition("<body")[2])
    return cells


@pytest.fixture
def entered(school, clock):
    """A week in which everything that a mail tells of happened to Илья (К-001)."""
    enter_for(school, "К-001", MONDAY_MATHS, "3")
    enter_for(school, "К-001", MONDAY_MATHS, "4")
    enter(school, MONDAY_MATHS, "work_type", "контрольная работа")
    enter_for(school, "К-001", TUESDAY_RUSSIAN, "б")
    enter_for(school, "К-001", WEDNESDAY_MATHS, "о")
    enter(school, WEDNESDAY_MATHS, "homework", "№ 12, с. 40")
    enter(school, MONDAY_MATHS, "homework", "№ 11")
    enter_final(school, "К-001", MATHS, "5")
    write_message(school, "Принесите циркуль")
    write_message(school, "Илья забывает тетрадь", "К-001")
    return school


def test_a_week_in_russian(entered, at):
    wants_weekly(entered)

    (mail,) = at(FRIDAY)

    assert mail["subject"] == "Дневник за неделю, 27 ноября"
    assert words(mail).partition("\n-- \n")[0] == (
        "Дневник за неделю, 27 ноября\n"
        "Что нового в дневнике с пт, 20.11.\n\n\n"
        "Илья\n\n"
        "Домашние задания на ближайшие дни:\n"
        "- пн, 30.11 · Математика · № 12, с. 40\n\n"
        "Новые отметки:\n"
        "- пн, 23.11 · Математика · контрольная работа · исправлена, было 3 · 4\n\n"
        "Посещаемость:\n"
        "- вт, 24.11 · Пропущено: Русский язык\n"
        "- ср, 25.11 · Опоздание: Математика\n\n"
        "Новые итоговые отметки:\n"
        "- 2 четверть · Математика · 5\n\n"
        "Сообщения учителей:\n"
        "- вт, 24.11 · Учителева Е. П. · Сообщение для вас: прочитайте его в "
        "дневнике.\n"
        "- вт, 24.11 · Учителева Е. П. · Принесите циркуль\n\n"
        "Средний балл по этим предметам: 2 четверть:\n"
        "- Математика · 4,00\n\n"
        f"Открыть дневник: {PUBLIC}/diary\n"
    )


def test_a_week_in_english(entered, at):
    wants_weekly(entered, language="en")

    (mail,) = at(FRIDAY)

    text = words(mail)
    assert mail["subject"] == "Diary of the week, 27 November"
    assert mail["content-language"] == "en"
    assert text.startswith(
        "Diary of the week, 27 November\nWhat is new in the diary since Fri 20 Nov.\n"
    )
    assert "- Mon 23 Nov · Математика · контрольная работа · corrected, was 3 · 4" in (
        text
    )
    assert "- Tue 24 Nov · Missed: Русский язык" in text
    assert "- Математика · 4.00" in text


@pytest.mark.parametrize("language", ["ru", "en"])
def test_text_and_html_tell_the_same_facts(entered, at, language):
    wants_weekly(entered, language=language)
    (mail,) = at(FRIDAY)

    text = words(mail)
    body = shown(mail).cells
    of_text = {
        part.removesuffix(":").removesuffix(".")
        for line in text.partition("\n-- \n")[0].splitlines()
        for part in line.removeprefix("- ").split(" · ")
        if part and PUBLIC not in line
    }
    of_html = {
        part.removesuffix(".")
        for cell in body
        for line in cell.splitlines()
        for part in line.split(" · ")
    }
    assert of_text <= of_html
    heads = {"На день", "Домашнее задание", "День", "Предмет и вид работы", "Отметка"}
    heads |= {"Уроки", "Период", "Предмет", "От кого", "Средний балл", "For", "Day"}
    heads |= {"Homework", "Subject and kind of work", "Mark", "Lessons", "Period"}
    heads |= {"Subject", "From whom", "Average"}
    frame = {"Открыть дневник", "Open the diary", "Школа № 7 (проверочная)"}
    frame |= {"Больше не присылать таких писем", "Send me no more of these mails"}
    assert of_html - of_text - heads - frame == set()


def test_why_a_child_was_away_and_what_was_said_of_it_stay_in_the_diary(entered, at):
    wants_weekly(entered)
    (mail,) = at(FRIDAY)

    for told in (words(mail), words(mail, "html")):
        assert "болез" not in told.lower()
        assert "болел" not in told.lower()
        assert "тетрадь" not in told
        assert "Абрамов" not in told
        assert "К-001" not in told
        assert "5А" not in told
    assert "Илья" not in str(mail["subject"])
    head = "".join(f"{name}: {value}\n" for name, value in mail.items())
    assert not any(name in head for name in ("Илья", "Абрамов", "R-01"))


def test_a_message_that_was_taken_back_is_not_in_the_mail(school, at):
    wants_weekly(school)
    write_message(school, "Завтра урока нет", key="a")
    write_message(school, "", key="a")
    write_message(school, "Завтра в поход", key="b")

    (mail,) = at(FRIDAY)

    assert "Завтра урока нет" not in words(mail)
    assert "Завтра в поход" in words(mail)


def test_what_people_typed_stays_text(school, at):
    with school.database.writing() as cursor:
        cursor.execute(
            "update setup.students set given_name = '<b>Илья</b>' "
            "where student_id = 'К-001'"
        )
        cursor.execute(
            "update setup.subjects set name = 'Мат<script>&' where subject_id = 'МАТ'"
        )
    enter(school, WEDNESDAY_MATHS, "homework", '<img src="https://evil.example/x">')
    enter_for(school, "К-001", MONDAY_MATHS, "4")
    enter(school, MONDAY_MATHS, "work_type", "<i>контрольная</i>")
    write_message(school, "<a href='https://evil.example'>Приз</a>\nи ещё строка")
    wants_weekly(school)

    (mail,) = at(FRIDAY)

    seen = shown(mail)
    assert {"img", "script", "b", "i"}.isdisjoint(seen.tags)
    assert "<b>Илья</b>" in seen.cells
    assert any(
        "<a href='https://evil.example'>Приз</a>\nи ещё" in c for c in seen.cells
    )
    links = re.findall(r'(?:href|src)="([^"]*)"', words(mail, "html"))
    assert all(link.startswith(PUBLIC) for link in links)


def test_the_html_needs_no_picture_and_says_what_its_columns_are(entered, at):
    wants_weekly(entered)
    (mail,) = at(FRIDAY)

    html = words(mail, "html")
    assert "<img" not in html
    assert "url(" not in html
    assert "<script" not in html
    tables = re.findall(r"<table aria-label=.*?</table>", html)
    assert len(tables) == html.count("<table") == 6
    for table in tables:
        columns = table.partition("</thead>")[0].count('scope="col"')
        rows = table.partition("<tbody>")[2].split("</tr>")[:-1]
        assert columns >= 2
        assert all(row.count('scope="row"') == 1 for row in rows)
        assert all(row.count("</th>") + row.count("</td>") == columns for row in rows)
    assert 'name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme:dark" in html


def test_a_mark_taken_back_is_told_only_to_who_was_told_of_it(school, at):
    wants_weekly(school)
    enter_for(school, "К-001", MONDAY_MATHS, "5")
    enter_for(school, "К-001", MONDAY_MATHS, "")
    enter_for(school, "К-001", WEDNESDAY_MATHS, "4")
    (first,) = at(FRIDAY)
    enter_for(school, "К-001", WEDNESDAY_MATHS, "")

    (second,) = at("2026-12-04T18:00")

    assert "пн, 23.11" not in words(first)
    assert "- ср, 25.11 · Математика · 4\n" in words(first)
    assert "- ср, 25.11 · Математика · отметка снята, было 4 · —\n" in words(second)


def test_a_missed_lesson_that_was_not_missed_is_put_right(school, at):
    wants_weekly(school)
    enter_for(school, "К-001", MONDAY_MATHS, "н")
    enter_for(school, "К-001", WEDNESDAY_MATHS, "н")
    (first,) = at(FRIDAY)
    enter_for(school, "К-001", MONDAY_MATHS, "")
    enter_for(school, "К-001", WEDNESDAY_MATHS, "б")  # why is nobody's business

    (second,) = at("2026-12-04T18:00")

    assert "- пн, 23.11 · Пропущено: Математика" in words(first)
    assert (
        "- пн, 23.11 · Пропуск или опоздание больше не отмечены: Математика"
        in words(second)
    )
    assert "25.11" not in words(second)


def test_a_week_with_lessons_and_without_entries_says_so_in_one_line(school, at):
    wants_weekly(school)

    (mail,) = at(FRIDAY)

    assert "Илья\nЗа неделю ничего нового не внесено.\n" in words(mail)


def test_a_week_of_holidays_brings_no_mail(school, at):
    wants_weekly(school)
    with school.database.writing() as cursor:
        cursor.execute(
            "delete from journal.lessons where lesson_on between '2026-12-31' "
            "and '2027-01-10'"
        )

    assert len(at("2026-12-25T18:00")) == 1
    assert at("2027-01-08T18:00") == []
    assert len(at("2027-01-15T18:00")) == 1


def test_two_children_are_told_apart_by_their_names(school, at):
    open_account(school, "two", "R-02")
    wants_weekly(school, "two")
    enter_for(school, "К-002", MONDAY_MATHS, "5")
    enter_for(school, "К-003", MONDAY_MATHS, "2")

    (mail,) = at(FRIDAY)

    xenia, _, lev = words(mail).partition("\nЛев\n")
    assert "Ксения\n" in xenia
    assert "· 5\n" in xenia
    assert "· 2\n" not in xenia
    assert "· 2\n" in lev
