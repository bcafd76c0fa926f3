"""Who gets the weekly mail, about which children and when: once a week, never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboards.mail.pace import Pace
from dashboards.mail.round import BACK_OFF
from dashboards.mail.sending import look
from dashboards.mail.weekly_slots import last_slot, next_slot, week_of
from tests.dashboards.mail.conftest import actor_of, local, rows, subscribe_to, words
from tests.dashboards.mail.weekly import (
    FRIDAY,
    MONDAY_MATHS,
    enter_for,
    open_account,
    wants_weekly,
)
from warehouse.access import (
    breaches,
    mail_addresses,
    mail_settings,
    mails,
    weekly_wishes,
)
from warehouse.access.retention import forget_old

pytestmark = pytest.mark.by_turns


def execute(school, statement, *values):
    with school.database.writing() as cursor:
        cursor.execute(statement, list(values))


def children_of(mail):
    names = ("Илья", "Ксения", "Лев")
    return [name for name in names if f"\n{name}\n" in f"\n{words(mail)}"]


@pytest.fixture
def parents(school):
    """Three parents: of one child, of two, and one who teaches here and has a child."""
    open_account(school, "two", "R-02")
    execute(
        school,
        "insert into setup.parents select 'P-05', surname, given_name, patronymic, "
        "'К-003', valid_from, valid_to from setup.staff where person_id = 'P-05'",
    )
    for student_id in ("К-001", "К-002", "К-003"):
        enter_for(school, student_id, MONDAY_MATHS, "4")
    return {
        "parent": wants_weekly(school, "parent"),
        "two": wants_weekly(school, "two"),
        "teacher": wants_weekly(school, "teacher"),
    }


def test_each_parent_reads_of_the_own_children_alone(parents, at):
    came = {str(mail["to"]).partition("@")[0]: children_of(mail) for mail in at(FRIDAY)}

    assert came == {"parent": ["Илья"], "two": ["Ксения", "Лев"], "teacher": ["Лев"]}


def test_the_log_of_access_tells_whose_data_went_to_whom(parents, school, at):
    wants_weekly(school, "two", without=["К-002"])
    at(FRIDAY)

    with school.database.reading() as cursor:
        lines = cursor.execute(
            "select person_id, about_person_id from access.log "
            "where action = 'weekly_mail_sent' order by all"
        ).fetchall()
    assert lines == [
        ("P-05", "student:К-003"),
        ("R-01", "student:К-001"),
        ("R-02", "student:К-003"),
    ]


def test_a_child_that_is_left_out_is_not_told_of(parents, school, at):
    wants_weekly(school, "two", without=["К-002"])

    came = {str(mail["to"]).partition("@")[0]: children_of(mail) for mail in at(FRIDAY)}
    assert came["two"] == ["Лев"]

    wants_weekly(school, "two", without=["К-002", "К-003"])
    (one,) = [mail for mail in at("2026-12-04T18:00") if "parent" in str(mail["to"])]
    assert children_of(one) == ["Илья"]


def test_a_child_who_comes_later_is_told_of_without_asking(parents, school, at):
    execute(
        school,
        "update setup.parents set students = 'К-001,К-002' where person_id = 'R-01'",
    )

    came = {str(mail["to"]).partition("@")[0]: children_of(mail) for mail in at(FRIDAY)}
    assert came["parent"] == ["Илья", "Ксения"]


LOST = {
    "a parent by the lists no more": (
        "update setup.parents set valid_to = '2026-11-26' where person_id = 'R-01'"
    ),
    "another child in the list": (
        "update setup.parents set students = 'К-999' where person_id = 'R-01'"
    ),
    "the child has left": (
        "update setup.students set left_on = '2026-11-25' where student_id = 'К-001'"
    ),
    "the account is frozen": (
        "update access.accounts set state = 'frozen' where person_id = 'R-01'"
    ),
    "the address was refused": (
        "update access.mail_settings set confirmed_at = null "
        "where account_id = 'a-parent'"
    ),
    "the mail is not wanted": (
        "update access.mail_settings set wants_weekly = false "
        "where account_id = 'a-parent'"
    ),
}


@pytest.mark.parametrize("lost", LOST)
def test_who_lost_the_right_before_friday_gets_nothing(parents, school, at, lost):
    execute(school, LOST[lost])

    assert "parent@families.example" not in [str(mail["to"]) for mail in at(FRIDAY)]


@pytest.mark.parametrize("lost", LOST)
def test_who_lost_the_right_while_the_mail_waited_gets_nothing(
    parents, school, at, office, lost
):
    office.close()
    at(FRIDAY)
    execute(school, LOST[lost])
    office.open()

    later = at("2026-11-27T18:10")

    assert sorted(str(mail["to"]) for mail in later) == [
        "teacher@families.example",
        "two@families.example",
    ]
    with school.database.reading() as cursor:
        told = cursor.execute(
            "select failure from access.mails where account_id = 'a-parent' "
            "and kind = 'weekly'"
        ).fetchall()
    assert told == [("not_needed",)]


def test_what_was_chosen_under_a_breached_account_sends_nothing(school, clock, at):
    wants_weekly(school)
    minute_ago = clock.now() - timedelta(minutes=1)
    breaches.register(
        school.database,
        account_id="a-parent",
        learned_at=minute_ago,
        reported_to_head_at=minute_ago,
        reported_to_support_at=None,
        reported_by="R-01",
        what_happened="Пароль подсмотрели.",
        registered_by="R-01",
        at=clock.now(),
        zone=school.timezone,
    )
    assert at(FRIDAY) == []
    execute(school, "update access.accounts set state = 'active'")

    assert at("2026-11-27T18:10") == []


def test_a_student_gets_no_weekly_mail(school, at):
    wants_weekly(school, "student")

    assert at(FRIDAY) == []


@pytest.mark.parametrize(
    ("day", "hour", "before", "then"),
    [
        (5, 18, "2026-11-27T17:59", "2026-11-27T18:00"),
        (1, 7, "2026-11-30T06:59", "2026-11-30T07:00"),
        (7, 20, "2026-11-29T19:59", "2026-11-29T20:00"),
        (3, 12, "2026-11-25T11:59", "2026-11-25T12:00"),
    ],
)
def test_it_comes_at_the_chosen_hour_of_the_school_and_once_a_week(
    school, at, day, hour, before, then
):
    wants_weekly(school, day=day, hour=hour)
    week_later = datetime.fromisoformat(then) + timedelta(days=7)

    assert at(before) == []
    assert len(at(then)) == 1
    assert at(then) == []
    assert at((week_later - timedelta(minutes=1)).isoformat()) == []
    assert len(at(week_later.isoformat())) == 1


def test_a_server_that_was_off_on_friday_sends_on_saturday_and_not_twice(school, at):
    wants_weekly(school)

    assert len(at("2026-11-28T11:00")) == 1
    assert at("2026-11-29T11:00") == []
    assert len(at("2026-12-04T18:00")) == 1
    assert rows(school, "about") == [("2026-W48",), ("2026-W49",)]


def test_after_three_days_the_next_mail_tells_both_weeks(school, at):
    wants_weekly(school)
    assert len(at(FRIDAY)) == 1
    enter_for(school, "К-001", "2026:5А:МАТ:20261130:1", "3")

    assert at("2026-12-07T18:01") == []  # off from Friday to Monday evening
    (mail,) = at("2026-12-11T18:00")
    assert "Что нового в дневнике с пт, 27.11." in words(mail)
    assert "- пн, 30.11 · Математика · 3" in words(mail)


def test_no_entry_falls_between_two_mails_and_none_is_told_twice(school, at, clock):
    wants_weekly(school)
    told = []
    for week in range(4):
        friday = datetime.fromisoformat(FRIDAY) + timedelta(days=7 * week)
        for day, value in (("20261123", "2"), ("20261130", "3"), ("20261207", "5")):
            clock.set(local(school, (friday - timedelta(hours=3)).isoformat()))
            if week == {"20261123": 0, "20261130": 1, "20261207": 3}[day]:
                enter_for(school, "К-001", f"2026:5А:МАТ:{day}:1", value)
        (mail,) = at(friday.isoformat())
        told += [line for line in words(mail).splitlines() if "Математика · " in line]

    marks = [line for line in told if line.startswith("- п")]
    assert marks == [
        "- пн, 23.11 · Математика · 2",
        "- пн, 30.11 · Математика · 3",
        "- пн, 07.12 · Математика · 5",
    ]


def test_who_subscribes_after_the_hour_waits_for_the_next_one(school, at, clock):
    clock.set(local(school, "2026-11-27T18:30"))
    wants_weekly(school)

    assert at("2026-11-27T18:31") == []
    assert len(at("2026-12-04T18:00")) == 1


def test_another_day_chosen_after_this_weeks_mail_brings_no_second_one(school, at):
    wants_weekly(school, day=4)
    assert len(at("2026-11-26T18:00")) == 1
    wants_weekly(school, day=6)

    assert at("2026-11-28T18:00") == []
    assert len(at("2026-12-05T18:00")) == 1


def test_choosing_the_children_anew_loses_no_mail(school, at, clock):
    wants_weekly(school)
    clock.set(local(school, "2026-11-27T18:00:10"))  # the server is about to look
    wants_weekly(school, without=["К-999"])

    assert len(at("2026-11-27T18:00:20")) == 1


def test_hours_without_mails_hold_for_the_weekly_mail_too(school, at):
    subscribe_to(
        school,
        actor_of(school, "parent"),
        wants_reminders=False,
        quiet_from=time(17),
        quiet_until=time(9),
    )
    wants_weekly(school)

    assert at(FRIDAY) == []
    assert len(at("2026-11-28T09:00")) == 1


def test_eighteen_is_eighteen_before_and_after_the_clocks_are_put_back():
    zone = ZoneInfo("Europe/Berlin")
    summer = datetime(2026, 10, 23, 16, 0, tzinfo=UTC)  # 18:00 of the Friday before
    winter = datetime(2026, 10, 30, 17, 0, tzinfo=UTC)

    assert last_slot(5, 18, zone, summer) == summer
    assert last_slot(5, 18, zone, summer - timedelta(seconds=1)) < summer
    assert next_slot(5, 18, zone, summer) == winter
    assert last_slot(5, 18, zone, winter - timedelta(seconds=1)) == summer
    assert last_slot(5, 18, zone, winter) == winter


def test_weeks_run_on_over_the_turn_of_the_year():
    zone = ZoneInfo("Europe/Moscow")
    friday = datetime(2027, 1, 1, 18, tzinfo=zone)

    assert week_of(friday) == "2026-W53"
    assert week_of(friday + timedelta(days=7)) == "2027-W01"


def test_an_address_of_a_parent_is_kept_until_the_last_child_has_left(school, clock):
    wants_weekly(school, without=["К-999"])
    assert forget_old(school.database, clock.now())["mail_addresses"] == 0

    execute(
        school,
        "update setup.students set left_on = '2026-11-25' where student_id = 'К-001'",
    )
    clock.set(local(school, "2026-11-27T03:00"))
    gone = forget_old(school.database, clock.now())

    assert (gone["mail_addresses"], gone["weekly_left_out"]) == (1, 1)
    assert mail_settings.settings_of(school.database, "a-parent") is None


def test_to_forget_the_address_forgets_the_choice(school):
    actor = wants_weekly(school, without=["К-001"])

    mail_settings.forget(school.database, actor, school.clock.now())

    assert weekly_wishes.left_out(school.database, actor.account_id) == frozenset()


def test_another_address_keeps_the_choice(school):
    actor = wants_weekly(school, day=2, without=["К-001"])
    now = school.clock.now() + timedelta(minutes=2)
    sent = mail_addresses.prepare_code(
        school.database, school.folder, actor, "new@families.example", now
    )

    mail_addresses.expect_code(school.database, actor, sent, now)

    kept = mail_settings.settings_of(school.database, actor.account_id)
    assert (kept.address, kept.wants_weekly, kept.weekly_day) == (
        "new@families.example",
        True,
        2,
    )
    assert not kept.is_confirmed
    assert weekly_wishes.left_out(school.database, actor.account_id) == {"К-001"}


def test_one_mail_that_cannot_be_written_stops_no_other(
    parents, school, at, monkeypatch
):
    whole = mails.told_until

    def broken(database, account_id, kind):
        if account_id == "a-parent":
            raise ZeroDivisionError
        return whole(database, account_id, kind)

    monkeypatch.setattr(mails, "told_until", broken)

    assert len(at(FRIDAY)) == 2
    moment = datetime.fromisoformat(FRIDAY)
    for _ in range(6):
        moment += max(BACK_OFF)
        assert at(moment.isoformat()) == []
    told = [row for row in rows(school, "account_id, failure, next_try_at") if row[1]]
    assert told == [("a-parent", "not_written", None)]


def test_no_more_go_in_a_minute_than_the_school_says(
    parents, school, server, mailbox, clock
):
    seconds = [0.0]
    pace = Pace(2, lambda: seconds[0])
    slow = replace(server, mails_a_minute=2)
    clock.set(local(school, FRIDAY))

    look(school, slow, pace=pace)
    assert len(mailbox.take()) == 2
    assert pace.wait() == pytest.approx(60)
    seconds[0] = 59.9
    look(school, slow, pace=pace)
    assert mailbox.take() == []
    seconds[0] = 60.1
    look(school, slow, pace=pace)
    assert len(mailbox.take()) == 1


def test_a_reminder_goes_before_the_weekly_mails_that_wait(parents, school, at):
    execute(
        school,
        "update access.mail_settings set wants_reminders = true "
        "where account_id = (select account_id from access.accounts "
        "where login = 'teacher')",
    )

    came = at("2026-11-23T09:45")  # a reminder is ripe
    assert [str(mail["subject"]) for mail in came] == ["Напоминание: внести до 10:45"]
    claimed = (
        "insert into access.mails by name select * replace ('zz' as mail_id, "
        "'weekly' as kind, 'x' as about, timestamp '2020-01-01' as composed_at, "
        "timestamp '2020-01-01' as next_try_at) from access.mails limit 1"
    )
    execute(school, claimed)
    execute(
        school,
        "update access.mails set next_try_at = timestamp '2026-11-01' "
        "where kind = 'reminder'",
    )
    kinds = [one.kind for one in mails.waiting(school.database, school.clock.now())]
    assert kinds == ["reminder", "weekly"]
