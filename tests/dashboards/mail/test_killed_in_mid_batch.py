"""A server killed again and again between MAIL and the last answer: real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import Counter
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.dashboards.mail.conftest import PUBLIC, local, rows
from tests.dashboards.mail.weekly import FRIDAY, open_account, wants_weekly
from tests.dashboards.serving import Serving, wait_until
from warehouse.access import mails
from warehouse.school_folder import open_school

pytestmark = [pytest.mark.by_turns, pytest.mark.timeout(600)]

FAMILIES = 14
SURE, UNKNOWN, EITHER = "certainly not sent", "nobody knows", "it depends"
# At which step of how manieth mail of a run the process dies, and what is known then.
KILLS = (
    (2, "MAIL", SURE),
    (1, "text", UNKNOWN),
    (1, "RCPT", SURE),
    (3, "DATA", SURE),
    (2, "text", UNKNOWN),
    (1, "DATA", SURE),
    (1, "answered", EITHER),
    (1, "text", UNKNOWN),
)


class KillingOffice:
    """A real mail server that kills its client at one step of one mail."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.victim: int | None = None  # while it is, mails wait; 0: nobody dies
        self.step = ""
        self.countdown = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._running = _Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=60
        )

    def open(self) -> None:
        self._running.start()

    def close(self) -> None:
        self._running.stop()

    def reached(self, step: str) -> None:
        if step == self.step and self.victim:
            self.countdown -= 1
            if self.countdown == 0:
                os.kill(self.victim, signal.SIGKILL)

    async def handle_MAIL(self, server, session, envelope, address, options):
        while self.victim is None:
            await asyncio.sleep(0.01)
        self.reached("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.reached("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.came += envelope.rcpt_tos
        self.reached("text")
        asyncio.get_running_loop().call_later(0.001, self.reached, "answered")
        return "250 OK"


class _Smtp(SMTP):
    async def smtp_DATA(self, arg):
        self.event_handler.reached("DATA")
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self):
        return _Smtp(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def killing():
    office = KillingOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def subscribed(school, killing):
    """The folder of a closed school with many parents, on a Friday evening."""
    with school.database.writing() as cursor:
        for number in range(FAMILIES - 1):
            cursor.execute(
                "insert into setup.parents select $id, surname, given_name, "
                "patronymic, students, valid_from, valid_to "
                "from setup.parents where person_id = 'R-01'",
                {"id": f"R-1{number:02}"},
            )
    wants_weekly(school, "parent")
    for number in range(FAMILIES - 1):
        open_account(school, f"parent{number}", f"R-1{number:02}")
        wants_weekly(school, f"parent{number}")
    settings = school.folder / "vedomost.toml"
    told = settings.read_text(encoding="utf-8").partition("[mail]")[0]
    settings.write_text(
        f'demo_now = "{local(school, FRIDAY).isoformat()}"\n{told}'
        f'[mail]\nhost = "127.0.0.1"\nport = {killing.port}\nsecurity = "none"\n'
        f'sender = "journal@school7.example"\npublic_address = "{PUBLIC}"\n',
        encoding="utf-8",
    )
    school.database.close()
    return school.folder


@pytest.fixture
def serve(subscribed):
    running = []

    def started():
        """Start a minute later by the school's clock each time, as time goes on."""
        settings = subscribed / "vedomost.toml"
        first, _, rest = settings.read_text(encoding="utf-8").partition("\n")
        moment = datetime.fromisoformat(first.split('"')[1]) + timedelta(minutes=1)
        settings.write_text(
            f'demo_now = "{moment.isoformat()}"\n{rest}', encoding="utf-8"
        )
        running.append(Serving(subscribed))
        return running[-1]

    yield started
    for one in running:
        one.process.kill()
        one.process.communicate()


def test_nothing_goes_twice_nothing_is_lost_and_what_is_unknown_is_said(
    subscribed, serve, killing, clock
):
    for countdown, step, _ in KILLS:
        killing.victim, killing.step, killing.countdown = None, step, countdown
        serving = serve()
        killing.victim = serving.process.pid
        wait_until(lambda: serving.process.poll() is not None)  # noqa: B023
        assert serving.process.returncode == -signal.SIGKILL
    killing.victim = 0
    serving = serve()
    wait_until(lambda: len(killing.came) >= FAMILIES)
    serving.stop()

    assert set(Counter(killing.came).values()) == {1}
    assert len(killing.came) == FAMILIES
    known = Counter(known for _, _, known in KILLS)
    with open_school(subscribed, clock) as opened:
        told = Counter(rows(opened, "failure, sent_at is not null"))
    unknown = told.pop((mails.CUT_OFF, False))
    assert known[UNKNOWN] <= unknown <= known[UNKNOWN] + known[EITHER]
    assert told == {(None, True): FAMILIES - unknown}
