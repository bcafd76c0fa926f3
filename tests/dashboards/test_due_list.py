"""What is due, in words: the time left, the order, and what is too much to list."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from dashboards.journal import due_figure, due_list
from dashboards.journal.due_words import Now, since_when, when_due
from warehouse.queries.obligations import Timeliness

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 13, 30, tzinfo=MOSCOW)
# Local moments and what a teacher reads on Monday 23 November at 13:30.
WORDS = [
    ("2026-11-23 13:30:20", "до 13:30, осталось 1 мин"),
    ("2026-11-23 14:10", "до 14:10, осталось 40 мин"),
    ("2026-11-23 14:30", "до 14:30, осталось 1 ч"),
    ("2026-11-23 15:05", "до 15:05, осталось 1 ч 35 мин"),
    ("2026-11-23 16:30", "до 16:30, осталось 3 ч"),
    ("2026-11-23 16:31", "до 16:31"),
    ("2026-11-23 23:59:59.999999", "до конца дня"),
    ("2026-11-24 23:59:59.999999", "завтра"),
    ("2026-11-26 23:59:59.999999", "до 26.11"),
]
OVERDUE = [
    ("2026-11-23 12:25", "срок был в 12:25"),
    ("2026-11-22 23:59:59.999999", "срок был вчера"),
    ("2026-10-05 12:00", "срок был 05.10"),
]


def stored(local: str) -> datetime:
    """Return a local moment as the warehouse keeps it."""
    moment = datetime.fromisoformat(local).replace(tzinfo=MOSCOW)
    return moment.astimezone(UTC).replace(tzinfo=None)


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    """Return rows as `due_of_teacher` does; what is not said is a lesson's topic."""
    usual = {
        "page_id": "p",
        "page_title": "5А · Химия",
        "unit_name": "5А",
        "subject_name": "Химия",
        "lesson_id": "l",
        "period_id": "",
        "period_name": "",
        "owed_on": date(2026, 11, 23),
        "lesson_on": date(2026, 11, 23),
        "slot": 2,
        "kind": "topic",
        "clause": "2.6",
        "due_at": stored("2026-11-23 23:59:59.999999"),
        "state": "due",
        "count_missing": 1,
        "count_owed": 1,
    }
    made = [{**usual, **row} for row in rows]
    return pl.DataFrame(made).sort("due_at", maintain_order=True)


def overdue(number: int, unit: str = "5А") -> dict[str, object]:
    """Return a topic of a lesson so many days ago."""
    day = date(2026, 11, 22) - timedelta(number)
    return {
        "lesson_id": f"l-{unit}-{number}",
        "page_id": unit,
        "page_title": f"{unit} · Химия",
        "unit_name": unit,
        "owed_on": day,
        "lesson_on": day,
        "due_at": stored(f"{day} 23:59"),
        "state": "overdue",
    }


def texts(html: str) -> str:
    """Return what is read aloud, without the style."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def shown(found: pl.DataFrame, language: str = "ru") -> str:
    return texts(due_list.render(found, NOW, MOSCOW, language))


@pytest.mark.parametrize(("local", "words"), WORDS)
def test_the_time_left_is_told_as_a_teacher_says_it(local, words):
    assert when_due(stored(local), Now(NOW, MOSCOW, "ru")) == words


@pytest.mark.parametrize(("local", "words"), OVERDUE)
def test_what_is_overdue_says_since_when(local, words):
    assert since_when(stored(local), Now(NOW, MOSCOW, "ru")) == words


def test_a_line_says_class_subject_date_lesson_what_and_clause():
    homework = {
        "kind": "homework",
        "clause": "2.7",
        "due_at": stored("2026-11-23 15:05"),
    }
    attendance = {"kind": "attendance", "clause": "2.5"}

    assert shown(frame({}, homework, attendance)) == (
        "Сегодня 3 записи 5А · Химия 23.11, 2-й урок "
        "домашнее задание (п. 2.7) до 15:05, осталось 1 ч 35 мин "
        "посещаемость (п. 2.5) , тема (п. 2.6) до конца дня"
    )


def test_marks_are_told_by_their_number():
    marks = {
        "kind": "written_mark",
        "clause": "2.5",
        "count_missing": 3,
        "count_owed": 25,
        "due_at": stored("2026-11-24 23:59:59.999999"),
    }
    finals = {
        "kind": "final",
        "clause": "2.8",
        "lesson_id": "",
        "lesson_on": None,
        "slot": None,
        "period_id": "2026-Q2",
        "period_name": "II четверть",
        "count_missing": 1,
        "count_owed": 25,
    }

    told = shown(frame(marks, finals))

    assert "II четверть итоговые отметки: не хватает 1 из 25 (п. 2.8)" in told
    assert (
        "В ближайшие дни 3 записи 5А · Химия 23.11, 2-й урок отметки за письменную "
        "работу: не хватает 3 из 25 (п. 2.5) завтра"
    ) in told


def test_each_missing_mark_is_an_entry_as_it_is_in_the_figure_of_timeliness():
    late = overdue(3) | {"kind": "written_mark", "count_missing": 12, "count_owed": 23}

    assert "Просрочено 13 записей" in shown(frame(overdue(1), late))


def test_nothing_due_says_so():
    assert shown(frame({}).clear()) == (
        "Всё внесено вовремя: сейчас ничего заполнять не нужно."
    )


def test_today_comes_first_and_the_latest_overdue_before_the_oldest():
    told = shown(frame({}, overdue(9), overdue(1)))

    places = [
        told.index(words) for words in ("Сегодня", "Просрочено", "21.11", "13.11")
    ]
    assert places == sorted(places)


def test_hundreds_of_overdue_lessons_are_told_by_page():
    rows = [overdue(number) for number in range(60)]
    rows += [overdue(number, "6Б") for number in range(60, 200)]
    html = due_list.render(frame({}, *rows), NOW, MOSCOW, "ru")
    lines, rest = html.split("<details>")

    assert lines.count('<div class="where">') == due_list.MOST_SHOWN
    assert "Просрочено 200 записей" in texts(lines)
    assert "ещё 189 уроков" in texts(rest)
    assert "6Б · Химия 140 тема 140 07.05" in texts(rest)
    assert "5А · Химия 49 тема 49" in texts(rest)
    assert texts(rest).index("6Б") < texts(rest).index("5А")


def test_a_full_day_leaves_room_for_what_is_overdue():
    today = [{"lesson_id": f"l-{number}"} for number in range(20)]
    html = due_list.render(frame(*today, overdue(1)), NOW, MOSCOW, "en")

    assert html.count('<div class="where">') == 9
    assert "… and 12 lessons more" in texts(html)
    assert "Overdue 1 entry" in texts(html)


def test_names_of_classes_and_subjects_cannot_be_markup():
    nasty = {"unit_name": "<b>5А", "subject_name": "<script>", "page_title": "<i>x"}
    rows = [{**overdue(number), **nasty} for number in range(20)]
    finals = {"lesson_on": None, "slot": None, "lesson_id": "", "period_name": "<u>"}

    html = due_list.render(frame(nasty, {**nasty, **finals}, *rows), NOW, MOSCOW, "ru")

    for markup in ("<b>5А", "<script>", "<i>x", "<u>"):
        assert markup not in html.replace("<b>&lt;b&gt;5А", "")


FIGURE = Timeliness(("I четверть",), 188, 1, 8, 4, 2, 0, 0, 5)


def test_the_figure_shows_what_it_is_made_of():
    told = texts(due_figure.render(FIGURE, "ru"))

    assert told.startswith("94 % вовремя: 188 из 200 записей за I четверть")
    assert "с опозданием: 8" in told
    assert "не внесено: 4" in told
    assert "раньше последних дней периода: 1" in told
    assert "причина принята, в счёт не идёт: 2" in told
    assert "недействительно" not in told
    assert "срок ещё не наступил, в счёт не идёт: 5" in told
    assert "массовой загрузки" not in told
    assert "(п. 2.5–2.7)" in told


def test_without_anything_due_there_is_no_figure():
    nothing = Timeliness((), 0, 0, 0, 0, 3, 1, 4, 7)

    assert texts(due_figure.render(nothing, "ru")) == "Вовремя: сроков пока не было."
