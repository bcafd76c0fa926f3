"""Reminders: when they come, what they say, and that each comes once.

The teacher has mathematics in 5А on Mondays, lesson 1 from 08:30 to 09:15, the class's
only one: homework is due at 10:45, attendance and topic by the end of the day.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest

from dashboards.mail.sending import Postman, look
from tests.dashboards.mail.conftest import (
    MONDAY,
    PUBLIC,
    actor_of,
    enter,
    local,
    rows,
    subscribe_to,
    words,
)
from tests.dashboards.serving import wait_until
from warehouse.access import breaches, mail_settings, mails
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

LESSON = "2026:5А:МАТ:20261123:1"


def test_a_reminder_comes_an_hour_before_and_says_what_where_and_by_which_clause(
    at, subscribe, mailbox
):
    subscribe("teacher")

    assert at(f"{MONDAY}T09:44") == []
    (mail,) = at(f"{MONDAY}T09:45")

    assert mailbox.recipients == ["p-05@school7.example"]
    assert mail["subject"] == "Напоминание: внести до 10:45"
    assert words(mail).startswith(
        "Чего ещё нет в журнале, а срок скоро:\n\nДо 10:45\n"
        "- 5А · Математика, 23.11, 1-й урок: домашнее задание (п. 2.7)\n\n"
        f"Внести в Ведомости: {PUBLIC}/my_journals\n"
    )
    html = words(mail, "html")
    assert "<b>5А · Математика, 23.11, 1-й урок</b>: домашнее задание (п. 2.7)" in html
    assert f'href="{PUBLIC}/my_journals"' in html


def test_no_mail_names_a_student_or_its_reader(at, subscribe, school):
    subscribe("teacher")
    (mail,) = at(f"{MONDAY}T20:30")
    with school.database.reading() as cursor:
        names = cursor.execute(
            "select surname from setup.students union all select student_id "
            "from setup.students union all select surname from setup.staff"
        ).fetchall()

    told = f"{mail['subject']} {mail['from']} {words(mail)} {words(mail, 'html')}"
    assert "Математика" in told
    assert [name for (name,) in names if name in told] == []
    assert school.name in mail["from"]


def test_an_individual_plan_is_not_called_by_its_name(at, subscribe, school):
    with school.database.writing() as cursor:
        cursor.execute(
            "update journal.pages set unit_kind = 'individual' where subject_id = 'МАТ'"
        )
        cursor.execute("delete from journal.obligations_kept")
    subscribe("teacher")

    (mail,) = at(f"{MONDAY}T09:45")

    assert "индивидуальный план, 5 класс · Математика, 23.11, 1-й урок" in words(mail)
    assert "5А" not in words(mail)


def test_what_was_entered_meanwhile_is_not_asked_for(at, subscribe, school, clock):
    subscribe("teacher")
    clock.set(local(school, f"{MONDAY}T09:30"))
    enter(school, LESSON, "homework", "№ 14")

    assert at(f"{MONDAY}T09:45") == []
    (mail,) = at(f"{MONDAY}T20:00")

    assert "домашнее задание" not in words(mail)
    assert "посещаемость" in words(mail)
    assert "тема" in words(mail)


def test_what_is_due_together_comes_in_one_mail_in_english_too(at, subscribe, school):
    actor = subscribe("teacher", minutes_before=120, quiet_from=time(11))
    with school.database.writing() as cursor:
        cursor.execute(
            "update access.accounts set language = 'en' where account_id = ?",
            [actor.account_id],
        )

    # Quiet from 11:00: the end of the day is reminded of from 09:00 on, 10:45 from
    # 09:37 on, when half of its time is over.
    assert at(f"{MONDAY}T09:30") == []
    (mail,) = at(f"{MONDAY}T10:00")

    assert mail["subject"] == "Reminder: to be entered by 10:45"
    told = words(mail)
    assert told.index("By 10:45") < told.index("By the end of the day")
    assert "lesson 1: homework (§2.7)" in told
    assert "lesson 1: attendance (§2.5)" in told
    assert rows(school, "kind, about") == [
        ("reminder", "2026-11-23T07:45:00 2026-11-23T20:59:59.999999")
    ]
    assert at(f"{MONDAY}T10:30") == []


def test_one_due_moment_is_reminded_of_once(at, subscribe):
    subscribe("teacher")

    assert len(at(f"{MONDAY}T09:45")) == 1
    assert [at(f"{MONDAY}T{hour}:50") for hour in ("09", "10", "11")] == [[], [], []]


def test_two_looks_at_once_send_one_mail(subscribe, school, server, mailbox, clock):
    subscribe("teacher")
    clock.set(local(school, f"{MONDAY}T09:45"))

    with ThreadPoolExecutor(4) as threads:
        looks = [threads.submit(look, school, server) for _ in range(4)]
    for one in looks:
        one.result()

    assert len(mailbox.take()) == 1
    assert rows(school, "count_tries, failure") == [(1, None)]


def test_after_a_restart_no_mail_comes_twice(
    at, subscribe, school, server, mailbox, clock
):
    subscribe("teacher")
    assert len(at(f"{MONDAY}T09:45")) == 1
    folder = school.folder
    school.database.close()

    with open_school(folder, clock) as opened:
        mails.end_cut_off(opened.database)
        look(opened, server)

        assert mailbox.take() == []
        assert rows(opened, "kind, failure") == [("reminder", None)]


def test_a_restart_catches_up_only_with_what_is_still_of_use(at, subscribe):
    subscribe("teacher")

    (late,) = at(f"{MONDAY}T10:40")  # the server was down from 09:45 on
    assert late["subject"] == "Напоминание: внести до 10:45"
    assert at("2026-11-24T06:00") == []  # and all night, too late for the day's end


def test_a_mail_that_a_kill_caught_on_its_way_is_not_sent_again(
    at, subscribe, school, mailbox
):
    subscribe("teacher")
    mailbox.answers["text"] = "451 later"
    at(f"{MONDAY}T09:45")
    (waiting,) = mails.waiting(school.database, local(school, f"{MONDAY}T09:50"))
    now = school.clock.now()
    assert mails.take(school.database, waiting.mail_id, now)  # then the power failed
    mailbox.answers.clear()

    mails.end_cut_off(school.database)

    assert at(f"{MONDAY}T10:00") == []
    assert rows(school) == [("reminder", "2026-11-23T07:45:00", "cut_off")]


def test_a_mail_server_that_was_down_gets_the_mail_when_it_is_up(
    at, subscribe, school, office
):
    subscribe("teacher")
    office.close()
    assert at(f"{MONDAY}T09:45") == []
    assert rows(school, "count_tries, failure") == [(1, "no_connection")]
    assert at(f"{MONDAY}T09:45:30") == []  # not before the minute is over
    assert rows(school, "count_tries, failure") == [(1, "no_connection")]
    assert at(f"{MONDAY}T09:46") == []
    assert rows(school, "count_tries, failure") == [(2, "no_connection")]

    office.open()
    assert at(f"{MONDAY}T09:47") == []  # the second pause is two minutes
    assert len(at(f"{MONDAY}T09:48")) == 1
    assert rows(school, "count_tries, failure") == [(3, None)]


def test_a_reminder_that_no_mail_server_took_in_time_is_dropped(
    at, subscribe, school, office
):
    subscribe("teacher")
    office.close()
    for minute in range(45, 60, 3):
        at(f"{MONDAY}T09:{minute}")
    office.open()

    assert at(f"{MONDAY}T10:46") == []
    assert rows(school) == [("reminder", "2026-11-23T07:45:00", "too_late")]


def test_what_was_entered_while_the_mail_server_was_down_is_not_asked_for(
    at, subscribe, school, office
):
    subscribe("teacher")
    office.close()
    at(f"{MONDAY}T09:45")
    enter(school, LESSON, "homework", "не задано")
    office.open()

    assert at(f"{MONDAY}T09:50") == []
    assert rows(school) == [("reminder", "2026-11-23T07:45:00", "not_needed")]


def test_one_that_fails_does_not_hold_up_the_others(
    at, subscribe, school, mailbox, clock
):
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.page_teachers "
            "select page_id, 'P-04', '2026-09-01', null from journal.pages "
            "where subject_id = 'МАТ'"
        )
        cursor.execute("delete from journal.obligations_kept")
    for login in ("teacher", "homeroom"):
        subscribe(login)
    mailbox.answers["p-04@school7.example"] = "450 mailbox busy"

    (mail,) = at(f"{MONDAY}T09:45")

    assert mail["to"] == "p-05@school7.example"
    assert sorted(rows(school, "failure, count_tries"), key=str) == [
        ("later 450", 1),
        (None, 1),
    ]
    mailbox.answers.clear()
    (mail,) = at(f"{MONDAY}T09:47")
    assert mail["to"] == "p-04@school7.example"


def test_a_refused_address_gets_no_more_until_it_is_confirmed_again(
    at, subscribe, school, mailbox
):
    actor = subscribe("teacher")
    mailbox.answers["p-05@school7.example"] = "550 5.1.1 <p-05@school7.example> unknown"

    assert at(f"{MONDAY}T09:45") == []

    own = mail_settings.settings_of(school.database, actor.account_id)
    assert own is not None
    assert (own.is_stopped, own.wants_reminders) == (True, True)
    assert rows(school, "failure") == [("address_refused 550",)]
    mailbox.answers.clear()
    assert at(f"{MONDAY}T20:00") == []


def test_a_mail_that_is_taken_for_unwanted_stops_no_address(
    at, subscribe, school, mailbox
):
    actor = subscribe("teacher")
    mailbox.answers["text"] = "554 5.7.1 looks like spam"

    assert at(f"{MONDAY}T09:45") == []

    assert rows(school, "failure, next_try_at") == [("rejected 554", None)]
    own = mail_settings.settings_of(school.database, actor.account_id)
    assert own is not None
    assert own.is_confirmed
    mailbox.answers.clear()
    assert len(at(f"{MONDAY}T20:00")) == 1


@pytest.mark.parametrize(
    "change",
    [
        "update access.accounts set state = 'frozen' where person_id = 'P-05'",
        "update access.mail_settings set wants_reminders = false",
        "update access.mail_settings set confirmed_at = null",
        "update setup.staff set valid_to = '2026-11-23' where person_id = 'P-05'",
    ],
)
def test_who_is_frozen_left_unproven_or_wants_none_gets_none(
    at, subscribe, school, change
):
    subscribe("teacher")
    with school.database.writing() as cursor:
        cursor.execute(change)

    assert at(f"{MONDAY}T09:45") == []
    assert at(f"{MONDAY}T20:00") == []
    assert rows(school) == []


def test_what_was_set_under_a_breached_account_does_not_count(
    at, subscribe, school, clock
):
    actor = subscribe("teacher")  # by whoever knew the password
    register_breach(school, actor, told=clock.now() - timedelta(minutes=5))
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'active'")

    assert at(f"{MONDAY}T20:00") == []
    assert mail_settings.settings_of(school.database, actor.account_id) is None


def register_breach(school, actor, told):
    breaches.register(
        school.database,
        account_id=actor.account_id,
        learned_at=told,
        reported_to_head_at=told,
        reported_to_support_at=None,
        reported_by="P-05",
        what_happened="Пароль подсмотрели.",
        registered_by="P-05",
        at=school.clock.now(),
        zone=school.timezone,
    )


def test_an_account_frozen_between_two_tries_gets_none(
    at, subscribe, school, office, clock
):
    actor = subscribe("teacher")
    office.close()
    at(f"{MONDAY}T09:45")
    office.open()
    register_breach(school, actor, told=clock.now())

    assert at(f"{MONDAY}T09:50") == []
    assert rows(school, "failure") == [("not_needed",)]


def test_a_student_and_a_director_get_no_reminders(at, school):
    for login in ("student", "director"):
        subscribe_to(school, actor_of(school, login))

    assert at(f"{MONDAY}T09:45") == []
    assert rows(school) == []


def test_the_postman_sends_by_himself_and_stops_at_once(
    subscribe, school, server, mailbox, clock
):
    subscribe("teacher")
    clock.set(local(school, f"{MONDAY}T09:45"))
    postman = Postman(school, server)

    postman.start()
    wait_until(lambda: mailbox.mails)
    postman.stop()

    assert len(mailbox.mails) == 1
    assert rows(school, "sent_at is not null") == [(True,)]
