"""The page Timeliness as its people see it, over the school of tests/data/school."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qsl

import pytest

from dashboards.address_codes import code_of
from dashboards.timeliness.printed import by_teacher
from dashboards.timeliness.shown import Owing

pytestmark = pytest.mark.by_turns

ROLES = ["p-dir", "p-ooo", "p-mat", "p-eng"]
LINK = re.compile(r'<a href="\?([^"]*)"[^>]*>([^<]*)</a>')


def html(app):
    """Return all HTML that our own tables drew."""
    return "".join(block.proto.body for block in app.get("html"))


def text(app):
    """Return what is read aloud, without styles and tags."""
    body = re.sub(r"<style>.*?</style>", " ", html(app), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def counts(app):
    """Return the count of each list that the page opens, by its address."""
    return {
        unescape(query): int(re.sub(r"\D", "", told))
        for query, told in LINK.findall(html(app))
        if told.strip() and re.fullmatch(r"[\d\s\u00a0\u202f]+", unescape(told))
    }


def captions(app):
    return " ".join(one.value for one in app.caption)


@pytest.mark.parametrize("person", ROLES)
@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
def test_the_page_opens_in_both_languages(open_filled, person, locale):
    app = open_filled("timeliness", person, locale)

    assert not app.exception
    assert not app.error
    assert ("Доля вовремя" in [one.value for one in app.subheader]) == (
        locale == "ru-RU"
    )


def test_it_is_closed_to_whoever_teaches_and_leads_nothing(open_filled):
    app = open_filled("timeliness", "p-sec")

    assert app.error
    assert html(app) == ""


def test_the_outcomes_add_up_to_what_was_owed(open_filled):
    told = text(open_filled("timeliness", "p-dir"))

    total, sum_of = re.search(r"Всего (\d+) = ([\d +]+)", told).groups()
    terms = [int(one) for one in sum_of.split("+")]
    assert len(terms) == 7
    assert sum(terms) == int(total)


def test_the_rule_is_told_with_its_figures_and_deadlines(open_filled):
    told = text(open_filled("timeliness", "p-dir"))

    formula = re.search(
        r"с опозданием \+ не внесено\) = (\d+) / \((\d+) \+ (\d+) \+ (\d+)\) = ", told
    )
    on_time, again, late, missing = (int(one) for one in formula.groups())
    assert on_time == again
    assert f"вовремя: {on_time} из {on_time + late + missing} запис" in told
    assert "90 минут после конца последнего урока класса в этот день п. 2.7" in told
    assert "до конца 3-го рабочего дня после урока п. 2.5" in told


@pytest.mark.parametrize("person", ["p-dir", "p-mat", "p-eng"])
def test_a_count_opens_the_list_of_just_so_many_entries(open_filled, person):
    app = open_filled("timeliness", person)
    addresses = counts(app)
    seen = set()

    for query, many in addresses.items():
        asked = dict(parse_qsl(query))
        if asked["list"] in seen and len(seen) > 3:
            continue
        seen.add(asked["list"])
        app.query_params.clear()
        for name, value in asked.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        assert captions(app).startswith(f"{many} ")
    assert {"missing", "overdue", "all", "decided"} <= seen


def test_what_is_overdue_says_that_it_is_of_the_school_year(open_filled):
    app = open_filled("timeliness", "p-dir", days="Сегодня")
    assert "просрочено с начала учебного года" in text(app)

    app.query_params["list"] = "overdue"
    app.run()

    assert "Дни: весь учебный год" in captions(app)


def test_a_list_says_what_it_is_of(open_filled):
    query = {"list": "all", "kind": "домашнее задание", "excuses": "false"}
    app = open_filled("timeliness", "p-dir", **query)

    assert "Чьи записи: Вся школа · Дни: " in captions(app)
    assert "Что: домашнее задание · Принятые объяснения: не учтены" in captions(app)


def test_a_name_in_a_list_opens_the_history_of_its_cell(open_filled):
    app = open_filled("timeliness", "p-mat", whose="Мой класс", list="on_time")
    found = [
        dict(parse_qsl(unescape(query)))
        for query, _told in LINK.findall(html(app))
        if "entry=" in query
    ]

    app.query_params["entry"] = found[-1]["entry"]
    app.run()

    assert not app.exception
    assert "История ячейки" in html(app)


def test_addresses_name_neither_teachers_nor_students(open_filled):
    app = open_filled("timeliness", "p-dir")
    for which in ("", "late", "on_time"):
        app.query_params["list"] = which
        app.run()
        addresses = " ".join(re.findall(r'href="([^"]*)"', html(app)))
        assert addresses
        assert "p-mat" not in addresses
        assert "%D0%9A-00" not in addresses  # К-00…, the codes of students


def test_a_list_of_a_teacher_is_asked_for_without_the_name(open_filled):
    app = open_filled("timeliness", "p-dir", list="all", of_teacher=code_of("p-fiz"))

    assert "Физика" in text(app)
    assert "Математика" not in text(app)


def test_what_is_not_the_viewers_cannot_be_asked_for_by_address(open_filled):
    app = open_filled("timeliness", "p-eng", list="all", of_teacher=code_of("p-mat"))

    assert [one.value for one in app.info] == ["Сейчас в этом списке ничего нет."]


@pytest.mark.parametrize(
    "query",
    [
        {"list": "nonsense"},
        {"list": "late", "of_week": "yesterday", "of_slot": "x", "of_weekday": "99"},
        {"list": "all", "sheet": "-3"},
        {"list": "all", "sheet": "9" * 23},
        {"list": "all", "entry": "<b>"},
        {"days": "nonsense", "kind": "nonsense", "by_led": "nonsense"},
    ],
)
def test_an_address_that_says_nothing_known_draws_the_page(open_filled, query):
    app = open_filled("timeliness", "p-dir", **query)

    assert not app.exception
    assert not app.error


def test_a_filter_narrows_the_figure_and_opens_from_the_address(open_filled):
    app = open_filled("timeliness", "p-dir")
    everything = int(re.search(r"Всего (\d+) =", text(app))[1])

    app.selectbox(key="kind").select("topic").run()

    topics = int(re.search(r"Всего (\d+) =", text(app))[1])
    assert 0 < topics < everything
    assert "Что: тема" in captions(app)
    app.query_params["kind"] = "домашнее задание"
    app.selectbox(key="kind").select("homework").run()
    assert "list=missing" in html(app)
    assert "kind=%D0%B4%D0%BE%D0%BC" in html(app)  # lists keep the filter


def test_a_teacher_is_chosen_without_a_name_in_the_address(open_filled):
    app = open_filled("timeliness", "p-dir")

    app.selectbox(key="teacher_chosen").select("p-fiz").run()

    assert app.query_params["teacher"] == code_of("p-fiz")


def test_a_teacher_has_the_own_list_by_the_time_left(open_filled):
    told = text(open_filled("timeliness", "p-eng"))

    assert "5 англ. 1 · Английский язык" in told
    assert "Просрочено" in told
    assert "Учитель Сегодня Просрочено" not in told  # no table of colleagues


def test_an_entry_becomes_missing_when_its_time_passes(open_filled, filled_school):
    filled_school.clock.set(datetime(2026, 11, 23, 20, 59, 59, tzinfo=UTC))
    app = open_filled("timeliness", "p-eng")
    before = [int(one) for one in re.findall(r"не внесено (\d+)", text(app))]

    filled_school.clock.set(datetime(2026, 11, 23, 21, 0, 1, tzinfo=UTC))  # midnight
    app.run()

    after = [int(one) for one in re.findall(r"не внесено (\d+)", text(app))]
    assert after[0] == before[0] + 2  # attendance and topic of Monday


def test_within_a_minute_the_figures_stand_at_one_moment(open_filled, filled_school):
    app = open_filled("timeliness", "p-eng")
    told = captions(app)

    filled_school.clock.set(filled_school.clock.now() + timedelta(seconds=40))
    app.run()
    assert captions(app) == told
    filled_school.clock.set(filled_school.clock.now() + timedelta(seconds=40))
    app.run()
    assert captions(app) != told


def test_the_share_is_broken_down_by_what_is_chosen(open_filled):
    app = open_filled("timeliness", "p-dir")
    drawn = set()
    for view in ("subject", "unit", "level", "kind", "week", "slots", "lateness"):
        app.segmented_control(key="by_led").set_value(view).run()
        assert not app.exception
        assert counts(app)
        drawn.add(text(app))
    assert len(drawn) == 7


def test_names_and_subjects_cannot_be_markup(open_filled, filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute("update setup.subjects set name = '<script>x' where true")
        cursor.execute("update setup.staff set given_name = '<img src=x>' where true")
    app = open_filled("timeliness", "p-dir")
    for which in ("", "all"):
        app.query_params["list"] = which
        app.run()
        assert not app.exception
        assert "<script" not in html(app)
        assert "<img" not in html(app)
        assert "&lt;img" in html(app) or "&lt;script" in html(app)


def test_days_and_the_switch_open_from_the_address(open_filled):
    app = open_filled(
        "timeliness",
        "p-dir",
        excuses="false",
        days="Свои даты",
        own_days=["2026-11-09", "2026-11-16"],
    )

    assert not app.exception
    assert "09.11.2026 – 16.11.2026" in captions(app)
    assert "Принятые объяснения: не учтены" in captions(app)
    links = [unescape(query) for query in LINK.findall(html(app))[0][:1]]
    assert "own_days=2026-11-09&own_days=2026-11-16" in links[0]
    assert "excuses=false" in links[0]


def test_files_tell_what_is_owed_teacher_by_teacher_the_most_overdue_first():
    pages = (("Б", 5), ("А", 4), ("В", 3), ("А", 2))
    owing = tuple(
        Owing(who, who, f"{who}{many}", f"{many}", 0, None, many, None)
        for who, many in pages
    )

    told = [(one.person_name, one.count_overdue) for one in by_teacher(owing)]

    assert told == [("А", 4), ("А", 2), ("Б", 5), ("В", 3)]
