"""The morning digest: of the own level, at 07:30 on days with lessons, once."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from dashboards.mail.sending import look
from tests.dashboards.mail.conftest import local, rows, subscribe_to, words
from warehouse.access.accounts import account_for_id
from warehouse.access.log import Actor
from warehouse.access.opening import open_missing

MORNING = "2026-11-23T07:30"


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
    print(came)
