"""The morning digest: of the own level, at 07:30 on days with lessons, once."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from dashboards.mail.sending import look
from tests.dashboards.mail.conftest import local, rows, subscribe_to, words
from warehouse.access.accounts import account_for_id
from warehouse.access.log import Actor
from warehouse.access.opening import open_missing

MORNING = "2026-11-24T07:30"


@pytest.fixture
def led(filled_school, server, mailbox, clock):
    """Subscribe people of the filled school and look: `led("p-ooo", at=MORNING)`."""
    database = filled_school.database
    clock.set(datetime(2026, 11, 20, 9, tzinfo=UTC))
    open_missing(database, at=clock.now(), by="p-adm")
    with database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'active'")
        account_of = dict(
            cursor.execute(
                "select person_id, account_id from access.accounts"
            ).fetchall()
        )

    def subscribe(*people, **choice):
        for person_id in people:
            account = account_for_id(database, account_of[person_id])
            assert account is not None
            actor = Actor(account.account_id, account.person_id)
            subscribe_to(filled_school, actor, wants_digest=True, **choice)

    def looked(moment):
        clock.set(local(filled_school, moment))
        look(filled_school, server)
        return {
            str(mail["to"]).partition("@")[0]: words(mail) for mail in mailbox.take()
        }

    return subscribe, looked


def test_each_deputy_reads_of_the_own_level_alone(led):
    subscribe, looked = led
    subscribe("p-dir", "p-ooo", "p-soo", "p-mat", "p-sec", wants_reminders=False)

    came = looked(MORNING)

    assert sorted(came) == ["p-dir", "p-ooo", "p-soo"]
    assert came["p-soo"].startswith(
        "Внесено в срок по урокам за 17.11:\n"
        "- посещаемость: 0\N{NO-BREAK SPACE}% (0 из 1); не внесено 1\n"
        "- тема: 0\N{NO-BREAK SPACE}% (0 из 1); не внесено 1\n"
        "- домашнее задание: 0\N{NO-BREAK SPACE}% (0 из 1); не внесено 1\n\n"
        "Сейчас просрочены 3 записи:\n"
        "- Белов А. С.: 3\n\n"
        "По прошедшим урокам сегодня сроков нет.\n\n"
        "Подробно в Ведомости: https://journal.school7.example/timeliness\n"
    )
    teachers = ("Королёва", "Морозова", "Гусева", "Жукова")
    assert all(name in came["p-ooo"] for name in teachers)
    assert not any(name in came["p-soo"] for name in teachers)
    assert "Белов А. С." not in came["p-ooo"]
    assert "Белов А. С." in came["p-dir"]
    share = "25\N{NO-BREAK SPACE}% (1 из 4)"
    assert f"- посещаемость: {share}; не внесено 3\n" in came["p-ooo"]


def test_no_digest_names_a_student(led, filled_school):
    subscribe, looked = led
    subscribe("p-dir")
    (told,) = looked(MORNING).values()
    with filled_school.database.reading() as cursor:
        names = cursor.execute(
            "select surname from setup.students where surname not in "
            "(select surname from setup.staff) union all select student_id "
            "from setup.students"
        ).fetchall()

    assert names
    assert [name for (name,) in names if name in told] == []


def test_a_digest_comes_once_a_morning_on_days_with_lessons(led, filled_school):
    subscribe, looked = led
    subscribe("p-ooo", wants_reminders=False)

    days = {
        moment: len(looked(moment))
        for moment in (
            "2026-11-21T07:30",  # a Saturday
            "2026-11-22T07:30",
            "2026-11-23T07:29",
            "2026-11-23T07:30",
            "2026-11-23T07:31",
            "2026-11-23T11:59",
            "2026-11-24T06:00",
            "2026-11-24T11:59",  # the server was down until then
            "2026-11-25T12:00",  # and here until it was too late
            "2026-11-26T07:45",
        )
    }

    assert [moment for moment, count in days.items() if count] == [
        "2026-11-23T07:30",
        "2026-11-24T11:59",
        "2026-11-26T07:45",
    ]
    assert rows(filled_school, "about") == [
        ("2026-11-23",),
        ("2026-11-24",),
        ("2026-11-26",),
    ]


def test_a_digest_waits_for_the_end_of_the_quiet_hours(led):
    subscribe, looked = led
    subscribe("p-soo", quiet_until=time(9))

    assert looked("2026-11-24T08:59") == {}
    assert len(looked("2026-11-24T09:00")) == 1


def test_a_morning_that_no_mail_server_took_is_dropped_at_noon(
    led, filled_school, office
):
    subscribe, looked = led
    subscribe("p-soo")
    office.close()
    looked(MORNING)
    office.open()

    assert looked("2026-11-24T12:00") == {}
    assert rows(filled_school) == [("digest", "2026-11-24", "too_late")]


def test_a_deputy_who_teaches_gets_both_mails(led, mailbox):
    subscribe, looked = led
    subscribe("p-ooo")

    looked("2026-11-23T07:30")
    digest = mailbox.recipients
    looked("2026-11-27T20:00")  # physical education was in the morning
    assert mailbox.recipients == digest


def test_in_english_and_with_what_is_due_today(led, filled_school, clock):
    subscribe, looked = led
    subscribe("p-dir")
    with filled_school.database.writing() as cursor:
        cursor.execute("update access.accounts set language = 'en'")
        cursor.execute(
            "insert into journal.entries by name "
            "select * replace ('test' as value, 'test' as value_text, "
            "(select max(entry_id) + 1 from journal.entries) as entry_id) "
            "from journal.entries where field = 'work_type' and lesson_id like "
            "'%20261109%' limit 1"
        )
        cursor.execute("delete from journal.obligations_kept")

    (told,) = looked(MORNING).values()

    assert told.startswith("Entered in time of what the lessons of 23 Nov asked for:")
    assert "- attendance: 25% (1 of 4); missing 3" in told
    assert "Overdue now: " in told
    assert "Of earlier lessons nothing is due today." in told
