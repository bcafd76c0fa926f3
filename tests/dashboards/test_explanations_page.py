"""Explaining and answering on the real pages, from the first click to the figures.

The teacher of English owes what tests/warehouse/test_explanations.py tells.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import polars as pl
import pytest

from dashboards.timeliness import explain_words
from tests.warehouse.test_explanations import ENG, MONDAY_16, OOO, counts, matter
from warehouse import explanations as deeds
from warehouse.queries import explanations

pytestmark = pytest.mark.by_turns

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
LESSONS = (matter("16", "topic"), matter("02", "topic"))


def texts(app):
    """Return what is read on a page, without tags and styles."""
    drawn = [one.proto.body for one in app.get("html")]
    drawn += [one.value for one in (*app.caption, *app.info, *app.error)]
    html = re.sub(r"<style>.*?</style>", "", " ".join(drawn), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def button(app, label):
    (found,) = [one for one in app.button if one.label.startswith(label)]
    return found


@pytest.fixture(autouse=True)
def _at_half_past_one(clock):
    clock.set(NOW)


@pytest.fixture
def teacher(open_filled):
    return open_filled("my_journals", "p-eng")


@pytest.fixture
def deputy(open_filled):
    """Open *Timeliness* as the deputy of the lower levels."""
    return lambda: open_filled("timeliness", "p-ooo")


def choose_days(app, first, last):
    (days,) = [one for one in app.date_input if "первый" in one.label]
    return days.set_value((date(2026, 11, first), date(2026, 11, last))).run()


def choose_reason(app, reason):
    (reasons,) = [one for one in app.selectbox if one.label == "Причина"]
    return reasons.select(reason).run()


def test_an_illness_is_explained_by_days_answered_and_shown_to_its_teacher(
    filled_school, teacher, deputy
):
    app = choose_reason(choose_days(teacher, 9, 16), "illness")
    (note,) = [one for one in app.text_input if "Своими словами" in one.label]
    note.input("Больничный с 9-го").run()
    assert button(app, "Отправить объяснение").label.endswith("4 записи")
    app = button(app, "Отправить объяснение").click().run()
    assert not app.exception
    assert not app.error
    assert "ждёт ответа 4" in texts(app)

    answering = deputy()
    told = texts(answering)
    assert "Жукова Ольга Денисовна · болезнь · 4 записи, 09.11–16.11" in told
    assert "Больничный с 9-го" in told
    answering = button(answering, "Принять").click().run()
    assert not answering.exception
    assert "ничего не ждёт ответа" in texts(answering)
    assert "вовремя, с учётом принятых объяснений" in texts(answering)
    assert "вовремя, без учёта объяснений" in texts(answering)

    app = app.run()
    assert "принято 4" in texts(app)
    assert "ждёт ответа" not in texts(app)
    assert counts(filled_school) == (9, 10, 1, 4)
    assert counts(filled_school, counts_excuses=False) == (9, 11, 4, 0)


def test_what_was_accepted_leaves_the_list_of_what_is_to_be_entered(
    filled_school, teacher, deputy
):
    before = texts(teacher)
    assert "Просрочено 4 записи" in before

    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    button(deputy(), "Принять").click().run()

    assert "Просрочено 1 запись" in texts(teacher.run())


def test_some_kinds_and_single_lessons_can_be_chosen(filled_school, teacher):
    (way,) = [one for one in teacher.button_group if one.label == "Выбрать"]
    app = way.set_value("lessons").run()
    (lessons,) = app.multiselect
    assert lessons.options[0] == "23.11, 3-й урок · 5 англ. 1 · Английский язык"
    places = [(one.page_id, one.lesson_id, "") for one in LESSONS]
    app = lessons.set_value(places).run()
    (kinds,) = [one for one in app.button_group if one.label == "Что именно"]
    app = kinds.set_value(["topic", "lesson_mark"]).run()
    app = choose_reason(app, "no_connection")
    app = button(app, "Отправить объяснение").click().run()

    assert not app.exception
    waiting = explanations.waiting(filled_school.database, OOO, NOW)
    assert sorted(
        (f"{one['owed_on']:%d}", one["kind"]) for one in waiting.to_dicts()
    ) == [("02", "lesson_mark"), ("02", "topic"), ("16", "topic")]


def test_a_refusal_needs_a_word_and_the_teacher_reads_it(
    filled_school, teacher, deputy
):
    deeds.explain(filled_school, ENG, MONDAY_16, "business_trip")
    app = deputy()
    app = button(app, "Отправить: 3").click().run()
    assert "в двух словах, почему" in texts(app)
    (word,) = [one for one in app.text_input if "Почему" in one.label]
    word.input("Это было <b>17-го</b>").run()
    app = button(app, "Отправить: 3").click().run()

    assert not app.exception
    shown = teacher.run()
    assert "не принято: Это было <b>17-го</b>" in texts_unescaped(shown)
    assert "<b>17-го</b>" not in "".join(one.proto.body for one in shown.get("html"))
    assert counts(filled_school) == (9, 11, 4, 0)


def texts_unescaped(app):
    return texts(app).replace("&lt;", "<").replace("&gt;", ">")


def test_some_of_a_card_can_be_answered_and_an_answer_changed(filled_school, deputy):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    app = deputy()
    (toggle,) = [one for one in app.toggle if "некоторых" in one.label]
    app = toggle.set_value(True).run()
    assert button(app, "Принять").disabled
    app = app.checkbox[0].check().run()
    app = button(app, "Принять: 1").click().run()
    assert counts(filled_school) == (9, 11, 3, 1)

    (change,) = [one for one in app.selectbox if one.label == "Изменить ответ"]
    (answered,) = explanations.answered(filled_school.database, OOO, NOW).to_dicts()
    app = change.select(answered["explanation_id"]).run()
    words = [one for one in app.text_input if "Почему" in one.label]
    words[-1].input("Ошиблась").run()
    refusing = [one for one in app.button if one.label == "Отправить: 1 запись"]
    app = refusing[-1].click().run()

    assert not app.exception
    assert counts(filled_school) == (9, 11, 4, 0)
    assert "Ошиблась" in texts(app)


def test_what_waits_can_be_taken_back(filled_school, teacher):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    app = teacher.run()

    app = button(app, "Отозвать").click().run()

    assert not app.exception
    assert explanations.waiting(filled_school.database, OOO, NOW).is_empty()
    assert "ждёт ответа" not in texts(app)


def test_what_was_answered_meanwhile_is_said_and_not_lost(filled_school, teacher):
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    app = teacher.run()
    waiting = explanations.waiting(filled_school.database, OOO, NOW)
    taken_back = button(app, "Отозвать")
    ids = waiting["explanation_id"].to_list()
    deeds.answer(filled_school, OOO, ids, is_accepted=True)

    app = taken_back.click().run()

    assert not app.exception
    assert counts(filled_school) == (9, 11, 1, 3)


def test_the_day_of_the_school_says_how_many_wait(filled_school, open_filled):
    assert "объяснени" not in texts(open_filled("school_today", "p-dir"))
    deeds.explain(filled_school, ENG, MONDAY_16, "illness")
    deeds.explain(filled_school, ENG, [matter("09", "homework")], "no_connection")

    told = texts(open_filled("school_today", "p-ooo"))

    assert "2 объяснения учителей ждут вашего ответа" in told
    assert "объяснени" not in texts(open_filled("school_today", "p-soo"))
    assert "объяснени" not in texts(open_filled("school_today", "p-sec"))


def test_who_was_never_late_is_asked_nothing(open_filled):
    """The deputy of 10–11 teaches nobody, and nobody there has explained anything."""
    script = """
from dashboards import current
from dashboards.timeliness import explain_answers, explain_form

viewer = current.require("school_today")
explain_form.draw(viewer)
explain_answers.draw(viewer)
"""
    app = open_filled("school_today", "p-soo", script=script)

    assert not app.exception
    assert not app.expander
    assert texts(app) == ""


def test_an_explained_work_counts_an_entry_for_each_student_as_all_figures_do():
    rows = pl.DataFrame({"count_late": [7, 0], "count_missing": [2, 1]})

    assert explain_words.entries(rows, "ru") == "10 записей"
    assert explain_words.entries(rows.clear(), "en") == "0 entries"
