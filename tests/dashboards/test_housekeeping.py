"""What the server does by itself: whose tabs leave, what is forgotten."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import timedelta

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboards import housekeeping
from dashboards.door.guard import COOKIE, Guard
from dashboards.gate import by_itself
from dashboards.housekeeping import end_closed, keep_house
from warehouse.access import log

pytestmark = pytest.mark.by_turns


class OpenTab:
    """A tab that shows a page and asks nothing, as the guard's socket sees it."""

    def __init__(self, site, token):
        self.sent = []
        self.scope = {
            "type": "websocket",
            "path": "/_stcore/stream",
            "headers": [
                (b"host", b"testserver"),
                (b"origin", b"https://testserver"),
                (b"cookie", f"{COOKIE}={token}".encode()),
            ],
        }
        self.guard = Guard(self.page, site)

    async def page(self, _scope, receive, _send):
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def receive(self):
        await asyncio.Event().wait()

    async def send(self, message):
        self.sent.append(message)

    async def stay_open(self):
        await self.guard(self.scope, self.receive, self.send)

    @property
    def farewell(self):
        return ForwardMsg.FromString(self.sent[0]["bytes"]).auth_redirect.url


@pytest.mark.parametrize(
    "change",
    [
        "update access.accounts set state = 'frozen' where login = 'teacher'",
        "update access.accounts set security_version = 2 where login = 'teacher'",
        "delete from access.accounts where login = 'teacher'",
    ],
)
def test_an_open_tab_leaves_within_seconds_of_its_account_being_closed(
    site, token_of, school, change, monkeypatch
):
    looks = []
    look = housekeeping.end_closed
    monkeypatch.setattr(
        housekeeping, "end_closed", lambda site: (looks.append(site), look(site))
    )
    tab, other = OpenTab(site, token_of("teacher")), OpenTab(site, token_of("director"))

    async def live():
        house = asyncio.create_task(keep_house(site))
        others = asyncio.create_task(other.stay_open())
        mine = asyncio.create_task(tab.stay_open())
        await asyncio.sleep(0.1)
        assert not mine.done()
        with school.database.writing() as cursor:
            cursor.execute(change)
        before = len(looks)
        async with asyncio.timeout(60):
            while not tab.sent:
                await asyncio.sleep(0.01)
        assert len(looks) - before <= 2  # one of them may have been under way
        await asyncio.wait_for(mine, 60)
        assert not others.done()
        for task in (house, others):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    asyncio.run(live())

    assert housekeeping._EVERY <= 2
    assert tab.farewell == "/login?why=closed"
    assert tab.sent[-1] == {"type": "websocket.close", "code": 4401}
    assert other.sent == []


def test_an_open_tab_leaves_at_once_when_whoever_freezes_says_so(site, token_of):
    token = token_of("teacher")
    tab = OpenTab(site, token)
    account_id = site.sessions.for_token(token).account_id

    async def live():
        mine = asyncio.create_task(tab.stay_open())
        await asyncio.sleep(0.1)
        await asyncio.to_thread(site.sessions.end_account, account_id, "closed")
        await asyncio.wait_for(mine, 60)  # nobody keeps house here: it is told

    asyncio.run(live())

    assert tab.farewell == "/login?why=closed"


def test_sessions_of_open_accounts_go_on(site, token_of):
    token = token_of("teacher")

    end_closed(site)

    assert site.sessions.for_token(token) is not None


def test_old_lines_of_the_log_go_by_themselves(site, school, clock):
    for age in (timedelta(days=366), timedelta(days=1)):
        log.note(school.database, clock.now() - age, log.Actor(), "log_in_failed")

    def counts():
        with school.database.reading() as cursor:
            return cursor.execute(
                "select count_if(action = 'log_in_failed'), "
                "count_if(action = 'account_opened') from access.log"
            ).fetchall()[0]

    async def a_while():
        house = asyncio.create_task(keep_house(site))
        async with asyncio.timeout(60):
            while (found := counts())[0] != 1 or not found[1]:
                await asyncio.sleep(0.1)
        house.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await house

    assert counts() == (2, 0)
    asyncio.run(a_while())
    assert counts()[0] == 1  # of a year ago, not of yesterday


def test_a_school_that_closes_does_not_wait_for_another_one_s_day(site, school):
    async def a_while():
        house = asyncio.create_task(keep_house(site))
        await asyncio.sleep(2.5)  # its first look, in the line
        site.intake.close()
        house.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await house
        await asyncio.sleep(1)  # who stands in the line has looked and left

    with by_itself(lambda: False):
        asyncio.run(a_while())
    time.sleep(1)

    with school.database.reading() as cursor:
        opened = "select count(*) from access.log where action = 'account_opened'"
        assert cursor.execute(opened).fetchall() == [(0,)]
