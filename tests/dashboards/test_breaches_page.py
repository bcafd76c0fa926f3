"""The page of breaches: registering, running deadlines, void cells, closing (§4.3)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from dashboards.people import breach_words
from warehouse import ledger
from warehouse.access import breaches, managing
from warehouse.clock import utc_naive

pytestmark = pytest.mark.by_turns

PAGE = "app_pages/breaches.py"


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def account_of(site, login):
    with site.school.database.reading() as cursor:
        query = "select account_id, person_id from access.accounts where login = ?"
        return cursor.execute(query, [login]).fetchall()[0]


def register(site, login, **known):
    account_id, person_id = account_of(site, login)
    now = site.school.clock.now()
    facts = {
        "account_id": account_id,
        "learned_at": now - timedelta(hours=1),
        "reported_to_head_at": now,
        "reported_to_support_at": None,
        "reported_by": person_id,
        "what_happened": "<b>Пароль</b> на доске",
        "registered_by": person_id,
        "at": now,
        "zone": site.school.timezone,
        **known,
    }
    return breaches.register(site.school.database, **facts)


@pytest.mark.parametrize("login", ["director", "deputy", "secretary"])
def test_the_register_opens_and_shows_a_breach_with_its_running_deadline(
    site, looking_as, login
):
    register(site, "teacher")

    app = looking_as(login, PAGE).run()

    assert not app.exception
    shown = html(app)
    assert "Учителева" in shown
    assert "осталось 1 дн." in shown
    assert "заморожена" in shown
    assert "<b>Пароль" not in shown
    files = {button.proto.label for button in app.get("download_button")}
    assert {"Для печати (PDF)", "Таблица (XLSX)"} <= files


def test_a_breach_is_registered_on_the_page_and_ends_the_open_tabs(
    site, looking_as, token_of
):
    tab = token_of("teacher")
    app = looking_as("director", PAGE).run()
    app.text_area[0].input("Пароль прочитан вслух")
    app.selectbox[0].select(account_of(site, "teacher")[0])

    app.button[0].click().run()

    assert not app.exception
    assert not app.error
    assert site.sessions.for_token(tab) is None
    with site.school.database.reading() as cursor:
        (row,) = cursor.execute(
            "select what_happened, reported_to_head_at from access.breaches"
        ).fetchall()
    assert row[0] == "Пароль прочитан вслух"
    assert row[1] == utc_naive(site.school.clock.now())


def test_a_registered_breach_is_opened_and_the_form_cannot_be_sent_twice(
    site, looking_as
):
    register(site, "deputy")
    app = looking_as("director", PAGE).run()
    app.text_area[0].input("Пароль прочитан вслух")
    app.selectbox[0].select(account_of(site, "teacher")[0])
    app.button[0].click().run()

    assert not app.exception
    assert "Пароль прочитан вслух" in [one.value for one in app.text]
    assert app.selectbox[0].value is None
    assert not app.text_area[0].value
    app.button[0].click().run()

    with site.school.database.reading() as cursor:
        query = "select count(*) from access.breaches"
        assert cursor.execute(query).fetchall() == [(2,)]


def test_codes_issued_under_a_breached_account_are_listed_as_void(site, looking_as):
    now = site.school.clock.now()
    student, _ = account_of(site, "student")
    managing.reset(site.school.database, student, by="P-03", at=now)
    register(site, "secretary", reported_to_head_at=now - timedelta(minutes=5))

    app = looking_as("director", PAGE).run()

    assert not app.exception
    assert "Выдан одноразовый код: код недействителен" in html(app)
    assert "Абрамов" in html(app)


def test_what_cannot_be_is_refused_in_russian(site, looking_as):
    app = looking_as("director", PAGE).run()
    app.selectbox[0].select(account_of(site, "teacher")[0])

    app.button[0].click().run()

    assert "Опишите случившееся" in app.error[0].value


@pytest.mark.parametrize(
    ("told_after", "seen"),
    [
        (timedelta(hours=1), "24.11.2026"),
        (timedelta(days=3, hours=2), "с опозданием на"),
        (None, "ещё не сообщено, осталось"),
    ],
)
def test_a_report_is_shown_in_time_late_or_running_out(site, told_after, seen):
    now = site.school.clock.now()
    breach = {
        "deadline_at": utc_naive(now + timedelta(days=2)),
        "reported_to_head_at": told_after and utc_naive(now + told_after),
    }
    if told_after == timedelta(hours=1):
        seen = "23.11.2026"

    word = breach_words.report(breach, "head", now, site.school.timezone, "ru")

    assert seen in word.text


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=320), "5 ч 20 мин"),
        (timedelta(days=2, hours=3, minutes=59), "2 дн. 3 ч"),
        (timedelta(seconds=59), "0 мин"),
    ],
)
def test_spans_are_told_in_days_hours_and_minutes(length, words):
    assert breach_words.span(length, "ru") == words


def test_an_overdue_report_says_so(site):
    now = site.school.clock.now()
    breach = {
        "deadline_at": utc_naive(now - timedelta(hours=3)),
        "reported_to_support_at": None,
    }

    word = breach_words.report(breach, "support", now, site.school.timezone, "ru")

    assert (word.kind, word.text) == ("bad", "не сообщено, срок истёк 3 ч 0 мин назад")


def test_a_deputy_closes_when_new_credentials_are_issued(site, looking_as):
    breach = register(site, "teacher")
    account_id, _ = account_of(site, "teacher")
    app = looking_as("deputy", PAGE).run()
    close = app.button(key="breach_close")
    assert close.disabled
    with site.school.database.writing() as cursor:
        breaches.credentials_issued(cursor, account_id, site.school.clock.now(), "P-02")

    app = looking_as("deputy", PAGE).run()
    app.button(key="breach_close").click().run()

    assert not app.exception
    with site.school.database.reading() as cursor:
        query = "select closed_by from access.breaches where breach_id = ?"
        assert cursor.execute(query, [breach]).fetchall() == [("P-02",)]


def test_the_teacher_is_told_which_cells_to_enter_again(site, looking_as):
    school, now = site.school, site.school.clock.now()
    account_id, person_id = account_of(site, "teacher")
    cell = {
        "page_id": "2026:5А:МАТ",
        "lesson_id": "2026:5А:МАТ:20261123:1",
        "student_id": "К-001",
        "field": "mark",
        "value_text": "5<i>",
        "value": "5",
        "mark_1": 5,
    }
    entries = pl.DataFrame([cell], schema_overrides=dict(ledger.NEW_ENTRIES))
    entries = pl.concat(
        [pl.DataFrame(schema=ledger.NEW_ENTRIES), entries], how="diagonal"
    ).with_columns(pl.col("period_id", "sheet", "cell", "reason").fill_null(""))
    with school.database.writing() as cursor:
        author = ledger.Author("small", "2026", person_id, now, "")
        ledger.append(cursor, entries, author)
    register(site, "teacher")
    school.clock.set(now + timedelta(minutes=5))
    with school.database.writing() as cursor:
        breaches.credentials_issued(cursor, account_id, school.clock.now(), "P-01")
        cursor.execute("update access.accounts set state = 'active'")

    app = looking_as("teacher", "app_pages/my_journals.py").run()

    assert not app.exception
    assert app.warning[0].value.startswith("1 ячейку нужно внести заново")
    assert "Абрамов" in html(app)
    assert "5&lt;i&gt;" in html(app)
    assert "/workbooks/2026-11-05" in html(app)


def test_breaches_of_namesakes_and_of_one_minute_are_told_apart(site, looking_as):
    for login in ("teacher", "homeroom"):
        register(site, login)
    with site.school.database.writing() as cursor:
        cursor.execute(
            "update setup.staff set surname = 'Ким', given_name = 'Яна', "
            "patronymic = 'Львовна' where person_id in ('P-04', 'P-05')"
        )

    app = looking_as("director", PAGE).run()

    assert not app.exception
    (box,) = [one for one in app.selectbox if one.label == "Нарушение"]
    assert len(box.options) == len(set(box.options)) == 2
    assert {"P-04", "P-05"} == {one.split(" · ")[1][:4] for one in box.options}
