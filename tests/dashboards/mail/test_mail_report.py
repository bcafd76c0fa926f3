"""Who sees which mails went, and what is tried again by hand."""

from __future__ import annotations

import re

import pytest

from tests.dashboards.mail.conftest import actor_of, local, rows
from tests.dashboards.mail.weekly import FRIDAY, open_account, wants_weekly
from warehouse.access import mails
from warehouse.access.mail_retrying import try_again

pytestmark = pytest.mark.by_turns
PAGE = "app_pages/mails.py"
TAGS = re.compile(r"<[^>]+>")


def shown(app):
    assert not app.exception
    told = [element.proto.body for element in app.get("html")]
    told += [
        one.value for kind in ("info", "caption", "markdown") for one in app.get(kind)
    ]
    return TAGS.sub("|", " ".join(told)).replace("||", "|")


def seen(looking_as, login):
    app = looking_as(login, PAGE)
    app.run()
    return app


def fail(school, failure):
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.mails set sent_at = null, next_try_at = null, failure = ? "
            "where kind = 'weekly'",
            [failure],
        )


@pytest.fixture
def friday(school, at):
    """One family of three gets the weekly mail, and it went."""
    wants_weekly(school)
    assert len(at(FRIDAY)) == 1
    return school


def test_the_director_sees_to_whom_what_went_and_no_address(friday, looking_as):
    app = seen(looking_as, "director")
    told = shown(app)

    assert "Абрамова Инга Павловна|письмо за неделю родителю|отправлено" in told
    assert "27.11.2026 18:00" in told
    assert "код для адреса" in told
    everything = told + str(app)
    assert "families.example" not in everything
    assert "a-parent" not in everything


def test_who_looks_after_the_server_sees_mails_and_no_families(friday, looking_as):
    told = shown(seen(looking_as, "administrator"))

    assert "Абрамова Инга Павловна|письмо за неделю родителю|отправлено" in told
    assert "Абрамов Илья" not in told
    assert "Последнее отправлено" not in told


@pytest.mark.parametrize("login", ["homeroom", "deputy"])
def test_who_reads_the_class_sees_children_and_neither_parents_nor_mails(
    friday, looking_as, login
):
    told = shown(seen(looking_as, login))

    assert "Абрамов Илья|приходит|27.11.2026 18:00" in told
    assert "Белова Ксения|никто не подписан|—" in told
    assert "Письмо за неделю приходит о 1 из 3 учеников." in told
    assert "Инга" not in told
    assert "Все письма" not in told


@pytest.mark.parametrize("login", ["teacher", "secretary", "parent", "student"])
def test_nobody_else_sees_anything(friday, looking_as, login):
    app = seen(looking_as, login)

    assert [one.value for one in app.error] == ["Эта страница вам не открыта."]


def test_a_child_left_out_a_frozen_account_and_a_refused_address_are_told_apart(
    school, looking_as
):
    open_account(school, "two", "R-02")
    wants_weekly(school, "two", without=["К-002"])
    wants_weekly(school, "parent")
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.mail_settings set confirmed_at = null, code_hash = null, "
            "code_expires_at = null where account_id = 'a-parent'"
        )

    told = shown(seen(looking_as, "homeroom"))
    assert "Абрамов Илья|почтовый сервер не принимает адрес|—" in told
    assert "Белова Ксения|никто не подписан|—" in told
    assert "Волков Лев|приходит|—" in told

    with school.database.writing() as cursor:
        cursor.execute(
            "update access.accounts set state = 'frozen' where account_id = 'a-two'"
        )
    assert "Волков Лев|никто не подписан|—" in shown(seen(looking_as, "homeroom"))


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("no_connection", "почтовый сервер не отвечает"),
        ("not_let_in 535", "почтовый сервер не принимает наш логин или пароль (535)"),
        ("rejected 554", "почтовый сервер отклонил письмо (554)"),
        ("cut_off", "связь или наш сервер прервались на середине"),
        ("not_needed", "сообщать было нечего, или письма больше не нужны"),
        ("not_written", "программа не смогла составить письмо"),
    ],
)
def test_why_a_mail_was_not_sent_stands_there_in_words(
    friday, looking_as, failure, words
):
    fail(friday, failure)

    assert words in shown(seen(looking_as, "director"))


@pytest.mark.parametrize("failure", ["cut_off", "rejected 554", "not_written"])
def test_what_failed_is_sent_again_by_hand(friday, looking_as, at, failure):
    fail(friday, failure)
    app = seen(looking_as, "administrator")
    (mail_id,) = app.multiselect("mails_chosen").options[:1]

    app.multiselect("mails_chosen").select(mail_id).run()
    warned = [one.value for one in app.warning]
    assert bool(warned) == (failure == "cut_off")
    app.button("mails_send_again").click().run()
    assert not app.exception

    assert len(at("2026-11-27T18:05")) == 1
    assert rows(friday, "failure, sent_at is not null") == [(None, True)]
    with friday.database.reading() as cursor:
        lines = cursor.execute(
            "select person_id, place from access.log where action = 'mails_tried_again'"
        ).fetchall()
    assert lines == [("P-07", "mails")]


@pytest.mark.parametrize(
    ("failure", "moment"),
    [
        ("address_refused 550", "2026-11-27T18:05"),
        ("not_needed", "2026-11-27T18:05"),
        ("too_late", "2026-11-27T18:05"),
        ("cut_off", "2026-12-01T18:05"),  # the next weekly mail tells it all
    ],
)
def test_what_is_of_no_use_is_not_offered(friday, looking_as, clock, failure, moment):
    fail(friday, failure)
    clock.set(local(friday, moment))

    app = seen(looking_as, "director")

    assert "mails_chosen" not in [one.key for one in app.multiselect]


def test_only_who_answers_for_the_server_or_school_sends_again(friday, clock):
    fail(friday, "cut_off")
    (told,) = rows(friday, "mail_id")
    now = clock.now()

    for login in ("deputy", "homeroom", "teacher", "secretary", "parent"):
        assert try_again(friday.database, actor_of(friday, login), told, now) == 0
    assert rows(friday, "failure, next_try_at") == [(mails.CUT_OFF, None)]
    assert try_again(friday.database, actor_of(friday, "director"), told, now) == 1


def test_what_waits_is_tried_at_once_when_the_mail_server_is_back(
    school, looking_as, at, office
):
    wants_weekly(school)
    office.close()
    at(FRIDAY)
    for minutes in (1, 3, 8, 18, 38):
        at(f"2026-11-27T18:{minutes:02}:10")
    office.open()
    assert at("2026-11-27T18:39") == []  # the next try is in half an hour

    app = seen(looking_as, "director")
    assert "ждёт" in shown(app)
    app.button("mails_try_waiting").click().run()
    assert not app.exception

    assert len(at("2026-11-27T18:40")) == 1
