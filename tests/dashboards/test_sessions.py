"""Log-in sessions: how they begin, last and end."""

from __future__ import annotations

import threading
from datetime import timedelta

import duckdb
import pytest

from dashboards.door.sessions import ABSOLUTE, IDLE, Sessions
from warehouse.access.accounts import account_for_login, choose_language


class Leaver:
    def __init__(self):
        self.why = None

    def leave(self, why):
        self.why = why


@pytest.fixture
def account(school):
    return account_for_login(school.database, "teacher")[0]


@pytest.fixture
def sessions(school):
    return Sessions(school.database, school.clock)


def test_the_store_never_holds_what_the_browser_keeps(school, sessions, account):
    token = sessions.open(account)

    with school.database.reading() as cursor:
        stored = str(cursor.execute("from access.sessions").fetchall())

    assert token not in stored
    assert sessions.for_token(token).session_id in stored


def test_half_an_hour_without_a_touch_ends_a_session(clock, sessions, account):
    token = sessions.open(account)
    tab = Leaver()
    sessions.for_token(token).tabs.add(tab)

    clock.set(clock.now() + IDLE)

    assert sessions.for_token(token) is None
    assert tab.why == "expired"


def test_someone_who_works_all_day_logs_in_again_after_twelve_hours(
    clock, sessions, account
):
    token = sessions.open(account)
    step = IDLE - timedelta(minutes=1)
    for _ in range(ABSOLUTE // step):
        clock.set(clock.now() + step)
        sessions.touch(sessions.for_token(token))

    clock.set(clock.now() + step)

    assert sessions.for_token(token) is None


def test_logging_out_takes_all_tabs_of_this_device_and_no_other(sessions, account):
    here, there = sessions.open(account), sessions.open(account)
    tabs = [Leaver(), Leaver(), Leaver()]
    sessions.for_token(here).tabs.update(tabs[:2])
    sessions.for_token(there).tabs.add(tabs[2])

    sessions.end(sessions.for_token(here).session_id, "logout")

    assert [tab.why for tab in tabs] == ["logout", "logout", None]
    assert sessions.for_token(here) is None
    assert sessions.for_token(there) is not None


def test_ending_an_account_takes_every_device(school, sessions, account):
    tokens = [sessions.open(account), sessions.open(account)]
    other = sessions.open(account_for_login(school.database, "director")[0])

    assert sessions.end_account(account.account_id, "closed") == 2

    assert [sessions.for_token(token) for token in tokens] == [None, None]
    assert sessions.for_token(other) is not None


def test_a_person_sees_the_own_devices_and_ends_all_but_one(
    school, clock, sessions, account
):
    sessions.open(account, "Chrome, Windows")
    clock.set(clock.now() + timedelta(minutes=1))
    here = sessions.for_token(sessions.open(account, "Firefox, Linux"))
    other = account_for_login(school.database, "director")[0]
    sessions.open(other, "Safari, iPhone")

    mine = sessions.of_account(account.account_id)
    assert [one.device for one in mine] == ["Firefox, Linux", "Chrome, Windows"]
    assert Sessions(school.database, clock).of_account(account.account_id) == mine

    ended = sessions.end_account(account.account_id, "logout", but=here.session_id)

    assert ended == 1
    assert sessions.of_account(account.account_id) == [here]
    assert len(sessions.of_account(other.account_id)) == 1


def test_an_expired_session_is_no_device_any_more(clock, sessions, account):
    sessions.open(account)

    clock.set(clock.now() + IDLE)

    assert sessions.of_account(account.account_id) == []


def test_a_restart_of_the_server_logs_nobody_out(school, sessions, account):
    token = sessions.open(account)
    ended = sessions.open(account)
    sessions.end(sessions.for_token(ended).session_id, "logout")
    sessions.sweep()

    restarted = Sessions(school.database, school.clock)

    assert restarted.for_token(token).account_id == account.account_id
    assert restarted.for_token(ended) is None


@pytest.mark.parametrize(
    "change",
    [
        "update access.accounts set state = 'frozen'",
        "update access.accounts set security_version = 2",
        "delete from access.accounts",
    ],
)
def test_a_closed_or_changed_account_ends_its_sessions(
    school, sessions, account, change
):
    token = sessions.open(account)
    session = sessions.for_token(token)
    assert sessions.account(session) == account

    with school.database.writing() as cursor:
        cursor.execute(change)

    assert sessions.account(session) is None
    assert sessions.for_token(token) is None


def test_logging_in_does_not_make_open_pages_look_again(school, sessions, account):
    before = school.database.version

    sessions.end(sessions.for_token(sessions.open(account)).session_id, "logout")
    choose_language(school.database, account.account_id, "en")

    assert school.database.version == before
    assert account_for_login(school.database, "teacher")[0].language == "en"


def stored_ids(school):
    with school.database.reading() as cursor:
        rows = cursor.execute("select token_sha256 from access.sessions").fetchall()
    return {row[0] for row in rows}


def test_an_expired_session_never_waits_for_a_hand_in(school, clock, sessions, account):
    token = sessions.open(account)
    tab = Leaver()
    sessions.for_token(token).tabs.add(tab)
    clock.set(clock.now() + IDLE)
    found = []
    asking = threading.Thread(
        target=lambda: found.append(sessions.for_token(token)), daemon=True
    )

    with school.database.writing():
        asking.start()
        asking.join(5)
        assert not asking.is_alive()

    assert found == [None]
    assert tab.why == "expired"


def test_sweeping_deletes_the_expired_and_nobody_who_came_meanwhile(
    school, clock, sessions, account
):
    expired = sessions.open(account)
    clock.set(clock.now() + IDLE)
    assert sessions.for_token(expired) is None
    came = sessions.for_token(sessions.open(account))

    sessions.sweep()

    assert stored_ids(school) == {came.session_id}
    assert sessions.for_id(came.session_id) is came


def test_an_expired_session_that_is_still_stored_is_dead_after_a_restart(
    school, clock, sessions, account
):
    token = sessions.open(account)
    clock.set(clock.now() + IDLE)
    assert sessions.for_token(token) is None
    assert len(stored_ids(school)) == 1

    restarted = Sessions(school.database, clock)

    assert restarted.for_token(token) is None
    restarted.sweep()
    assert stored_ids(school) == set()


def test_a_sweep_that_failed_deletes_the_next_time(school, clock, sessions, account):
    token = sessions.open(account)
    clock.set(clock.now() + IDLE)
    assert sessions.for_token(token) is None
    with school.database.writing() as cursor:
        cursor.execute("alter table access.sessions rename to sessions_away")
    with pytest.raises(duckdb.CatalogException):
        sessions.sweep()
    with school.database.writing() as cursor:
        cursor.execute("alter table access.sessions_away rename to sessions")

    sessions.sweep()

    assert stored_ids(school) == set()
