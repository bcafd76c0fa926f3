"""An address is somebody's once they typed the code that went there."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest

from dashboards.mail.sending import send_code
from tests.dashboards.mail.conftest import actor_of, words
from warehouse import ledger
from warehouse.access import breaches, mail_addresses, weekly_wishes
from warehouse.access.retention import forget_old
from warehouse.errors import VedomostError

ADDRESS = "elena@school7.example"


@pytest.fixture
def ask(school):
    """Ask for a code as if it had been sent: `ask("teacher")`; returns it."""

    def asked(login="teacher", address=ADDRESS):
        actor, now = actor_of(school, login), school.clock.now()
        sent = mail_addresses.prepare_code(
            school.database, school.folder, actor, address, now
        )
        mail_addresses.expect_code(school.database, actor, sent, now)
        return sent.code

    return asked


@pytest.fixture
def confirm(school):
    def confirmed(code, login="teacher"):
        return mail_addresses.confirm(
            school.database, actor_of(school, login), code, school.clock.now()
        )

    return confirmed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "elena",
        "elena@school",
        "elena@",
        "@school7.example",
        "елена@школа.рф",
        "elena@school7.example, all@school7.example",
        "elena@school7.example;all@school7.example",
        "elena@school7.example\nBcc: all@school7.example",
        "elena@school7.example\r\nSubject: x",
        "elena\x00@school7.example",
        "Елена <elena@school7.example>",
        "<elena@school7.example>",
        '"elena all"@school7.example',
        "elena@school7.example>",
        "elena@[127.0.0.1]",
        "elena@127.0.0.1",
        "elena..p@school7.example",
        "elena`**`@school7.example",
        ".elena@school7.example",
        "elena@-school7.example",
        "elena@school7..example",
        f"{'e' * 65}@school7.example",
        f"e@{'s' * 64}.example",
        f"e@{'s.' * 130}example",
    ],
)
def test_what_is_no_single_plain_address_is_refused_and_kept_nowhere(ask, own, typed):
    with pytest.raises(VedomostError, match="not an e-mail address"):
        ask(address=typed)

    assert own() is None


def test_the_right_code_confirms_its_address_once(ask, confirm, own, school):
    code = ask(address=" Elena.P+mail@School7.Example ")
    assert not own().is_confirmed
    with school.database.reading() as cursor:
        stored = str(cursor.execute("from access.mail_settings").fetchall())
    assert code.replace("-", "") not in stored

    assert confirm(f" {code.lower()} ")

    assert own().is_confirmed
    assert own().address == "Elena.P+mail@school7.example"
    assert not confirm(code)
    with school.database.reading() as cursor:
        actions = cursor.execute(
            "select action, person_id, about_person_id from access.log "
            "order by logged_at, rowid"
        ).fetchall()
    assert actions == [
        ("mail_code_sent", "P-05", "P-05"),
        ("mail_confirmed", "P-05", "P-05"),
    ]


def test_a_wrong_late_or_others_code_confirms_nothing(ask, confirm, own, school, clock):
    code = ask()
    others = ask("director", "anna@school7.example")

    for typed in ("", "AAAA-AAAA", others, code[:-1], f"{code}A", "код-код-код"):
        assert not confirm(typed)
    clock.set(clock.now() + mail_addresses.CODE_VALID_FOR)
    assert not confirm(code)

    assert not own().is_confirmed


def test_a_new_code_makes_the_older_one_worthless(ask, confirm, own, clock):
    first = ask()
    clock.set(clock.now() + timedelta(minutes=2))
    second = ask()

    assert not confirm(first)
    assert confirm(second)


def test_nobody_is_flooded_with_codes(ask, clock, school, own):
    ask()
    with pytest.raises(VedomostError, match="a moment ago"):
        ask()
    for _ in range(4):
        clock.set(clock.now() + timedelta(minutes=2))
        ask()
    clock.set(clock.now() + timedelta(minutes=2))
    with pytest.raises(VedomostError, match="Too many codes"):
        ask(address="other@school7.example")
    # Nor by others: the same mailbox, written otherwise.
    with pytest.raises(VedomostError, match="Too many codes"):
        ask("director", ADDRESS.upper())
    ask("deputy", "vera@school7.example")

    clock.set(clock.now() + timedelta(days=1))
    ask()


def test_codes_that_the_mail_server_never_took_do_not_count_and_change_nothing(
    subscribe, clock, school, server, office, own, mailbox
):
    actor = subscribe("teacher")

    def send():
        clock.set(clock.now() + timedelta(minutes=2))
        sent = mail_addresses.prepare_code(
            school.database, school.folder, actor, ADDRESS, clock.now()
        )
        send_code(school, server, actor.account_id, sent, "ru")
        return sent.code

    office.close()
    for _ in range(7):
        with pytest.raises(VedomostError, match="could not be sent"):
            send()
    assert (own().address, own().is_confirmed) == ("p-05@school7.example", True)
    office.open()

    code = send()

    (mail,) = mailbox.take()
    assert code in words(mail)


def test_no_address_and_no_code_is_kept_beside_the_settings(ask, school, clock):
    code = ask()
    with school.database.reading() as cursor:
        kept = cursor.execute("from access.mails").fetchall()
        log = cursor.execute("from access.log").fetchall()

    for told in (str(kept), str(log)):
        assert "elena" not in told.lower()
        assert code not in told


def test_another_address_keeps_the_wishes_but_gets_nothing_before_it_is_confirmed(
    ask, confirm, own, school, subscribe, at, clock
):
    subscribe("teacher", minutes_before=30, quiet_from=time(22))
    clock.set(clock.now() + timedelta(minutes=2))
    code = ask()

    assert at("2026-11-23T20:59") == []
    assert (own().minutes_before, own().quiet_from) == (30, time(22))
    clock.set(clock.now() - timedelta(hours=8, minutes=30))
    assert confirm(code)
    (mail,) = at("2026-11-23T21:30")
    assert mail["to"] == ADDRESS


def test_addresses_and_mails_are_forgotten_in_their_time(
    ask, confirm, own, school, clock, subscribe, at
):
    subscribe("teacher")
    at("2026-11-23T20:00")
    ask("director", "anna@school7.example")  # never confirmed
    ask("deputy", "vera@school7.example")

    clock.set(clock.now() + timedelta(days=2))
    gone = forget_old(school.database, clock.now())
    assert gone["mail_addresses"] == 2
    assert gone["mails"] == 0
    assert own().is_confirmed

    clock.set(clock.now() + timedelta(days=90))
    assert forget_old(school.database, clock.now())["mails"] == 4
    assert own().is_confirmed

    with school.database.writing() as cursor:
        cursor.execute(
            "update setup.staff set valid_to = '2027-01-01' where person_id = 'P-05'"
        )
    assert forget_old(school.database, clock.now())["mail_addresses"] == 1
    assert own() is None


def test_the_minutes_are_one_of_three(school, subscribe):
    with pytest.raises(ValueError, match="45"):
        subscribe("teacher", minutes_before=45)


def test_a_new_code_after_a_breach_begins_afresh(ask, confirm, own, school, clock):
    code = ask()
    confirm(code)
    actor = actor_of(school, "teacher")
    breaches.register(
        school.database,
        account_id=actor.account_id,
        learned_at=clock.now() - timedelta(minutes=1),
        reported_to_head_at=clock.now() - timedelta(minutes=1),
        reported_to_support_at=None,
        reported_by="P-05",
        what_happened="Пароль подсмотрели.",
        registered_by="P-05",
        at=clock.now(),
        zone=school.timezone,
    )

    assert own() is None
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", code)

    clock.set(clock.now() + timedelta(hours=1))
    with school.database.writing() as cursor:
        (breach_id,) = cursor.execute(
            "select breach_id from journal.void_periods"
        ).fetchone()
        decision = ledger.Decision(
            school.school_id, breach_id, actor.person_id, "P-05", clock.now()
        )
        ledger.void_until(cursor, decision, clock.now())
    clock.set(clock.now() + timedelta(hours=1))
    weekly_wishes.stop(school.database, actor, clock.now())
    weekly_wishes.choose(
        school.database, actor, clock.now(), day=5, hour=18, language="", without=()
    )
    assert own() is None
