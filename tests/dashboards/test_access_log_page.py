"""The log of access (§1.7): what pages tell it, and how the director reads it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import polars as pl
import pytest

from dashboards.csv_export import safe_csv
from dashboards.door.guard import COOKIE
from dashboards.people import access_log_table
from dashboards.trail import AGAIN_AFTER, Trail
from warehouse.access import log, outside_identities
from warehouse.errors import VedomostError
from warehouse.queries import access_log
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

PAGE = "app_pages/access_log.py"
TEACHER = log.Actor("a1", "P-05", "192.0.2.7")


@pytest.fixture
def logged(school, site):
    """Return lines as (person, action, place, scope, about)."""

    def lines():
        site.trail.write()
        with school.database.reading() as cursor:
            return cursor.execute(
                "select person_id, action, place, scope, about_person_id "
                "from access.log order by logged_at"
            ).fetchall()

    return lines


def words(app):
    assert not app.exception
    return " ".join(one.value for one in [*app.caption, *app.info, *app.html])


def test_a_page_that_is_looked_at_is_told_once_in_ten_minutes(
    looking_as, logged, clock
):
    app = looking_as("deputy", "app_pages/summary_sheet.py")
    for _ in range(3):
        app.run()
    seen = ("P-02", "page_viewed", "summary_sheet", "5А", "")
    assert logged() == [seen]

    clock.set(clock.now() + AGAIN_AFTER)
    app.run()

    assert logged() == [seen, seen]


@pytest.mark.parametrize(
    ("page", "scope"), [("class_progress", "5А"), ("journal_page", "2026:5А:МАТ")]
)
def test_a_page_tells_whose_data_it_shows(looking_as, logged, page, scope):
    looking_as("director", f"app_pages/{page}.py").run()

    assert logged() == [("P-01", "page_viewed", page, scope, "")]


def test_a_page_without_a_scope_is_told_by_the_menu(looking_as, logged):
    app = looking_as("teacher")
    app.run()
    app.switch_page("app_pages/data_quality.py").run()

    assert ("P-05", "page_viewed", "my_journals", "", "") in logged()
    assert ("P-05", "page_viewed", "data_quality", "", "") in logged()


def test_a_page_with_a_scope_is_not_told_a_second_time_without(looking_as, logged):
    app = looking_as("director")
    app.run()
    app.switch_page("app_pages/class_progress.py").run()

    told = [line for line in logged() if line[2] == "class_progress"]

    assert told == [("P-01", "page_viewed", "class_progress", "5А", "")]


def test_a_page_of_another_role_is_told_as_a_refusal(looking_as, logged):
    looking_as("teacher", PAGE).run()

    assert logged() == [("P-05", "refused", "access_log", "", "")]


def test_a_workbook_that_is_taken_is_told(browser, token_of, logged):
    browser.client.headers["cookie"] = f"{COOKIE}={token_of('teacher')}"

    assert browser.get("/workbooks/2026-11-05").status_code == 200
    assert browser.get("/workbooks/2026-11-06").status_code == 404

    assert logged() == [
        ("P-05", "downloaded", "/workbooks/{starts_on}", "2026-11-05", "")
    ]


def test_what_was_told_survives_a_write_that_failed(school, clock):
    trail = Trail(school.database, clock)
    trail.tell("s", TEACHER, "page_viewed", place="my_journals")
    with school.database.writing() as cursor:
        cursor.execute("alter table access.log rename to log_away")
    with pytest.raises(Exception, match="log"):
        trail.write()
    with school.database.writing() as cursor:
        cursor.execute("alter table access.log_away rename to log")

    trail.write()
    trail.write()

    with school.database.reading() as cursor:
        assert len(cursor.execute("from access.log").fetchall()) == 1


def test_two_people_and_two_scopes_are_two_views(site, logged):
    for session, scope in (("s", "5А"), ("s", "5Б"), ("t", "5А"), ("t", "5А")):
        site.trail.tell(session, TEACHER, "page_viewed", place="x", scope=scope)

    assert len(logged()) == 3


def test_an_export_is_told_before_the_file_is_made_and_not_for_an_ended_session(
    looking_as, logged, site
):
    app = looking_as("director", PAGE)
    app.run()
    session = site.sessions.for_id(app.user["session"])
    script = """
from dashboards import current
from dashboards.exporting import exporting
import streamlit as st
current.require("access_log")
st.session_state.file = exporting(lambda: b"made", "5А", "student:К-001")
"""
    user, context = app.user, app.context
    app = type(app).from_string(script)
    app.user, app.context = user, context
    app.run()
    assert not app.exception
    file = app.session_state.file

    assert file() == b"made"
    told = ("P-01", "exported", "access_log", "5А", "student:К-001")
    assert logged()[-1] == told

    site.sessions.end(session.session_id, "logout")
    with pytest.raises(VedomostError):
        file()
    assert logged().count(told) == 1


def test_the_director_reads_names_and_sentences_and_pages_through(
    looking_as, school, clock, site
):
    for minute in range(60):
        at = clock.now() - timedelta(minutes=minute)
        log.note(
            school.database,
            at,
            TEACHER,
            "page_viewed",
            place="summary_sheet",
            scope=f"{minute}-й",
        )
    log.note(school.database, clock.now(), log.Actor(), "log_in_failed", about="P-05")
    app = looking_as("director", PAGE)

    told = words(app.run())

    assert "Найдена 61 запись. Записи хранятся 365 дней." in told
    assert "Учителева Е.\u00a0П." in told
    assert "Просмотр страницы «Сводная ведомость», 0-й" in told
    assert "Вход не удался: неверный логин, пароль или код" in told
    assert "58-й" not in told
    assert "P-05" not in told
    files = {button.proto.label for button in app.get("download_button")}
    assert files == {
        "Для печати (PDF)", "Таблица (XLSX)", "Все найденные строки (CSV)",
    }  # fmt: skip

    app.selectbox(key="kind").select("Log-ins and log-outs").run()
    assert "Найдена 1 запись." in words(app)
    app.selectbox(key="who").select("").run()
    app.selectbox(key="about").select("P-05").run()
    assert "Найдена 1 запись." in words(app)
    app.selectbox(key="kind").select("Refusals").run()
    assert "В эти дни ничего такого не происходило." in words(app)


def test_every_action_of_the_log_has_its_words_and_its_place_in_the_filter():
    line = {"scope": "", "page_title": ""}
    for action in log.ACTIONS:
        for place in ("summary_sheet", "/api/workbooks"):
            if action == "page_viewed" and place.startswith("/"):
                continue
            told = access_log_table.sentence(
                {**line, "action": action, "place": place}, "ru"
            )
            assert told
            assert not told.isascii()
    offered = [action for some in access_log_table.KINDS.values() for action in some]
    assert sorted(offered) == sorted(log.ACTIONS)


def test_a_deed_at_the_machine_is_not_laid_on_somebody_unknown(
    looking_as, school, clock
):
    log.note(school.database, clock.now(), log.Actor(), "code_issued", about="P-05")
    assert "сам сервер" in words(looking_as("director", PAGE).run())
    assert "неизвестно" not in words(looking_as("director", PAGE).run())

    stranger = log.Actor(address="192.0.2.9")
    log.note(school.database, clock.now(), stranger, "log_in_failed")
    assert "неизвестно" in words(looking_as("director", PAGE).run())


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("wrong", "неверный логин, пароль или код"),
        ("frozen", "учётная запись заморожена"),
        ("second_factor", "второй фактор неверен"),
        ("password", "неверен нынешний"),
        (outside_identities.NOBODY, "нет здесь учётной записи"),
        (outside_identities.OTHER_SUBJECT, "с другим человеком"),
        (outside_identities.BREACHED, "только новый одноразовый код"),
    ],
)
def test_why_somebody_did_not_get_in_is_told_in_words(reason, told):
    line = {"action": "log_in_failed", "scope": reason, "place": "/login"}

    sentence = access_log_table.sentence(line, "ru")

    assert told in sentence
    assert reason not in sentence


def test_markup_in_a_scope_is_shown_as_text(looking_as, school, clock):
    log.note(
        school.database,
        clock.now(),
        TEACHER,
        "page_viewed",
        place="summary_sheet",
        scope="<img src=x onerror=alert(1)>",
    )

    told = words(looking_as("director", PAGE).run())

    assert "<img" not in told
    assert "&lt;img src=x" in told


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", " =", "\n="])
def test_a_table_for_excel_calculates_nothing(sign):
    formula = f"{sign}HYPERLINK(1)"
    frame = pl.DataFrame({formula: [formula, "a;b\n“c”", ""], "n": [-1.5, 2.0, None]})

    content = safe_csv(frame)

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(
        csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert rows == [
        [f"'{formula}", "n"],
        [f"'{formula}", "-1.5"],
        ["a;b\n“c”", "2.0"],
        ["", ""],
    ]


def test_the_exported_log_has_names_and_codes(school, clock):
    log.note(school.database, clock.now(), TEACHER, "exported", place="summary_sheet")
    asked = access_log.Asked(
        clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    )
    found = access_log.lines(
        school.database, Viewer("P-01", frozenset()), asked, limit=10
    )

    frame = access_log_table.for_export(found, school.timezone, "ru")

    assert "Учителева Елена Павловна" in frame["Кто"].to_list()
    assert "P-05" in frame["Код человека"].to_list()


def test_a_workbook_handed_in_on_the_page_is_told(looking_as, logged, school):
    app = looking_as("teacher", "app_pages/my_journals.py")
    app.run()
    app.file_uploader[0].upload("журнал.xlsx", b"PK nothing").run()
    assert not app.exception

    with school.database.reading() as cursor:
        (upload_id,) = cursor.execute(
            "select upload_id from journal.uploads"
        ).fetchone()

    assert ("P-05", "handed_in", "my_journals", upload_id, "") in logged()


@pytest.mark.parametrize(
    ("action", "place", "scope", "told"),
    [
        ("printed", "login_slips", "7Б student 26", "7Б ученики 26"),
        ("printed", "login_slips", "7Б parent 3", "7Б родители 3"),
        ("exported", "personal_data", "retention", "Сроки хранения"),
        ("exported", "personal_data", "pseudonymised", "без имён"),
    ],
)
def test_the_log_is_in_russian_to_the_last_word(action, place, scope, told):
    line = {"action": action, "place": place, "scope": scope, "page_title": None}

    assert access_log_table.sentence(line, "ru").endswith(told)
