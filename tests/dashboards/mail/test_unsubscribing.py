"""The link at the end of a mail: a door without log-in that opens one thing."""

from __future__ import annotations

import re

import pytest

from dashboards.mail.sending import send_code
from dashboards.people.access_log_table import sentence
from tests.dashboards.mail.conftest import MONDAY, PUBLIC, actor_of, words
from warehouse.access import mail_addresses, mail_settings

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def own(school):
    def read(actor):
        return mail_settings.settings_of(school.database, actor.account_id)

    return read


@pytest.fixture
def link(at, subscribe):
    """Let a reminder come and return its link, without the host."""
    actor = subscribe("teacher", wants_digest=True)
    (mail,) = at(f"{MONDAY}T09:45")
    found = re.fullmatch(
        rf"<{PUBLIC}(/mail/unsubscribe/\S+)>", mail["List-Unsubscribe"]
    )
    assert found is not None
    assert f"{PUBLIC}{found[1]}" in words(mail)
    return found[1], actor


def test_one_click_of_a_mail_program_switches_that_kind_off_and_no_other(
    link, own, browser, at
):
    path, actor = link
    browser.client.headers.pop("origin")

    answer = browser.ask("POST", path, data=ONE_CLICK)

    assert answer.status_code == 200
    assert "Напоминания больше не придут" in answer.text
    assert "set-cookie" not in answer.headers
    settings = own(actor)
    assert (settings.wants_reminders, settings.wants_digest) == (False, True)
    assert (settings.address, settings.is_confirmed) == ("p-05@school7.example", True)
    assert at(f"{MONDAY}T20:00") == []


def test_opening_the_link_asks_first_and_changes_nothing(link, own, browser):
    path, actor = link

    page = browser.get(path)

    assert page.status_code == 200
    assert "Больше не присылать на этот адрес напоминания о сроках?" in page.text
    assert own(actor).wants_reminders
    assert browser.ask("HEAD", path).status_code == 200
    assert own(actor).wants_reminders
    english = browser.get(f"{path}?lang=en").text
    assert "Shall no more reminders of due times come to this address?" in english

    assert browser.ask("POST", f"{path}?lang=en").status_code == 200
    assert not own(actor).wants_reminders


def test_the_link_works_twice_and_tells_nobodys_name_or_address(link, browser, school):
    path, _ = link
    answers = [browser.ask("POST", path), browser.ask("POST", path), browser.get(path)]

    assert [one.status_code for one in answers] == [200, 200, 200]
    for one in answers:
        assert "p-05" not in one.text.lower()
        assert "Учителева" not in one.text
    assert "p-05" not in path.lower()
    with school.database.reading() as cursor:
        lines = cursor.execute(
            "select account_id, action, place, scope, about_person_id from access.log "
            "where place like '/mail%'"
        ).fetchall()
    assert lines == [("", "mail_changed", "/mail/unsubscribe", "reminder", "P-05")]
    line = {"action": "mail_changed", "place": lines[0][2], "scope": lines[0][3]}
    assert sentence({**line, "page_title": ""}, "ru") == (
        "Изменено, какие письма приходят или куда, по ссылке из письма"
    )


def test_a_forged_or_spoiled_link_changes_nothing(link, own, browser, site, school):
    path, actor = link
    start, letter, owner, signed = re.fullmatch(
        r"(.*/)(\w)\.([^.]+)\.([^.]+)", path
    ).groups()
    forged = [
        f"{start}d.{owner}.{signed}",
        f"{start}c.{owner}.{signed}",
        f"{start}x.{owner}.{signed}",
        f"{start}{letter}.{owner}.{signed[:-2]}",
        f"{start}{letter}.{owner}.",
        f"{start}{letter}.{owner}",
        f"{start}{letter}.YWJj.{signed}",
        f"{start}{letter}.%D0%B6.{signed}",
        f"{start}{'a' * 5000}",
    ]

    for one in forged:
        assert browser.ask("POST", one).status_code == 404
        assert browser.get(one).status_code == 404

    settings = own(actor)
    assert (settings.wants_reminders, settings.wants_digest) == (True, True)
    site.trail.write()
    with school.database.reading() as cursor:
        told = cursor.execute(
            "select count(*) from access.log where action = 'refused'"
        ).fetchall()
    assert told == [(1,)]  # once in ten minutes, however many are tried


def test_a_link_ends_with_its_address(link, own, browser, school, clock):
    path, actor = link
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.mail_settings set address = 'new@school7.example'"
        )

    assert browser.ask("POST", path).status_code == 404
    assert own(actor).wants_reminders


def test_a_link_of_another_school_opens_nothing(link, own, browser, school):
    path, actor = link
    key = school.folder / "keys" / "access.key"
    key.unlink()

    assert browser.ask("POST", path).status_code == 404
    assert own(actor).wants_reminders


def test_a_code_that_somebody_else_asked_for_is_sent_away_with_the_address(
    school, server, mailbox, own, browser
):
    actor, now = actor_of(school, "deputy"), school.clock.now()
    sent = mail_addresses.prepare_code(
        school.database, school.folder, actor, "stranger@school7.example", now
    )
    send_code(school, server, actor.account_id, sent, "ru")
    mail_addresses.expect_code(school.database, actor, sent, now)
    (mail,) = mailbox.take()
    path = mail["List-Unsubscribe"].strip("<>").removeprefix(PUBLIC)
    assert sent.code in words(mail)
    assert "Если вы его не запрашивали" in words(mail)

    assert browser.ask("POST", path, data=ONE_CLICK).status_code == 200

    assert own(actor) is None
    assert not mail_addresses.confirm(school.database, actor, sent.code, now)
