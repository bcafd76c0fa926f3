"""One school at two nodes: a log-in at one holds at all, and so does a log-out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboards.door.sessions import IDLE, Sessions
from warehouse.access.accounts import account_for_login


class OpenTab:
    def __init__(self):
        self.why = ""

    def leave(self, why):
        self.why = why


@pytest.fixture
def nodes(school):
    """Two nodes' sessions over one store."""
    return [Sessions(school.database, school.clock, is_shared=True) for _ in range(2)]


@pytest.fixture
def account(school):
    return account_for_login(school.database, "teacher")[0]


def test_a_log_in_at_one_node_holds_at_another_at_once(nodes, account):
    here, there = nodes
    token = here.open(account)

    assert there.for_token(token) is None
    found = there.look_up(token)
    assert found.account_id == account.account_id
    assert there.for_token(token) is found
    assert there.look_up("made-up") is None


def test_a_node_alone_asks_the_store_for_no_token(school, nodes, account):
    alone = Sessions(school.database, school.clock)
    token = nodes[0].open(account)

    assert alone.look_up(token) is None


def test_a_log_out_at_one_node_takes_the_tabs_at_another(nodes, account):
    here, there = nodes
    token, other = here.open(account), here.open(account)
    there.follow()
    tab = OpenTab()
    there.for_token(token).tabs.add(tab)

    here.end(here.for_token(token).session_id, "logout")
    there.follow()

    assert there.for_token(token) is None
    assert there.look_up(token) is None
    assert tab.why == "closed"
    assert there.for_token(other) is not None


def test_whoever_works_at_one_node_is_not_idle_at_another(nodes, account, clock):
    here, there = nodes
    token = here.open(account)
    there.follow()
    clock.set(clock.now() + IDLE - timedelta(minutes=1))
    here.touch(here.for_token(token))
    here.sweep()
    there.sweep()  # which knows less, and writes nothing back
    there.follow()

    clock.set(clock.now() + timedelta(minutes=2))

    assert there.for_token(token) is not None
    clock.set(clock.now() + IDLE)
    assert there.for_token(token) is None


def test_what_expired_here_does_not_come_back_from_the_store(nodes, account, clock):
    here, there = nodes
    token = here.open(account)
    there.follow()
    clock.set(clock.now() + IDLE)
    assert there.for_token(token) is None

    there.follow()

    assert there.look_up(token) is None
    there.sweep()
    assert there.look_up(token) is None
