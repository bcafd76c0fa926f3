"""A real mail server beside the tests, and the small school that sends through it."""

from __future__ import annotations

import shutil
import socket
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import polars as pl
import pytest
from aiosmtpd.controller import Controller

from dashboards.mail.mail_server import MailServer
from dashboards.mail.sending import look
from warehouse import ledger
from warehouse.access import mail_addresses, mail_settings
from warehouse.access.accounts import account_for_login
from warehouse.access.log import Actor
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from warehouse.clock import SetClock
    from warehouse.school_folder import School

MONDAY = "2026-11-23"
PUBLIC = "https://journal.school7.example"


class Mailbox:
    """Keeps what comes in; `answers` are given to an address, sender or text."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str] = {}
        self.is_broken = False

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.is_broken:
            server.transport.abort()
            return "250 never arrives"
        if "text" in self.answers:
            return self.answers["text"]
        self.recipients += envelope.rcpt_tos
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def take(self) -> list[EmailMessage]:
        """Return what came in since the last look."""
        came, self.mails = self.mails, []
        return came


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


class PostOffice:
    """A mail server that can be down for a while; `how` is for its Controller."""

    def __init__(self, mailbox: Mailbox, **how: object) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._mailbox = mailbox
        self._how = how
        self._running: Controller | None = None

    def open(self) -> None:
        self._running = Controller(
            self._mailbox,
            hostname="127.0.0.1",
            port=self.port,
            ready_timeout=60,
            **self._how,
        )
        self._running.start()

    def close(self) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None


@pytest.fixture
def office(mailbox: Mailbox) -> Iterator[PostOffice]:
    opened = PostOffice(mailbox)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
def server(office: PostOffice) -> MailServer:
    return MailServer(
        host="127.0.0.1",
        port=office.port,
        security="none",
        login="",
        password="",
        sender="journal@school7.example",
        public_address=PUBLIC,
    )


@pytest.fixture
def school(
    tmp_path: Path, clock: SetClock, small_school_folder: Path, server: MailServer
) -> Iterator[School]:
    """The small school, with the mail server in its settings."""
    shutil.copytree(small_school_folder, tmp_path / "school")
    with (tmp_path / "school" / "vedomost.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'[mail]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            f'sender = "{server.sender}"\npublic_address = "{PUBLIC}"\n'
        )
    with open_school(tmp_path / "school", clock) as opened:
        yield opened


def actor_of(school: School, login: str) -> Actor:
    account, _ = account_for_login(school.database, login)
    assert account is not None
    return Actor(account.account_id, account.person_id, "192.0.2.7")


@pytest.fixture
def own(school: School) -> Callable[..., mail_settings.MailSettings | None]:
    """Return a function that reads a person's settings."""

    def read(login: str = "teacher") -> mail_settings.MailSettings | None:
        account_id = actor_of(school, login).account_id
        return mail_settings.settings_of(school.database, account_id)

    return read


@pytest.fixture
def subscribe(school: School) -> Callable[..., Actor]:
    """Confirm an address and choose: `subscribe("teacher", minutes_before=30)`."""

    def confirmed(login: str, **choice: object) -> Actor:
        return subscribe_to(school, actor_of(school, login), **choice)

    return confirmed


def subscribe_to(school: School, actor: Actor, **choice: object) -> Actor:
    now = school.clock.now()
    address = f"{actor.person_id.lower().partition(':')[0]}@school7.example"
    sent = mail_addresses.prepare_code(
        school.database, school.folder, actor, address, now
    )
    mail_addresses.expect_code(school.database, actor, sent, now)
    assert mail_addresses.confirm(school.database, actor, sent.code, now)
    wishes = {
        "wants_reminders": True,
        "wants_digest": False,
        "minutes_before": 60,
        "quiet_from": mail_settings.USUAL_QUIET[0],
        "quiet_until": mail_settings.USUAL_QUIET[1],
    }
    mail_settings.choose(school.database, actor, now, **{**wishes, **choice})
    return actor


@pytest.fixture
def at(school: School, clock: SetClock, server: MailServer, mailbox: Mailbox):
    """Look at a local time and return what came: `at("2026-11-23T09:45")`."""

    def looked(moment: str) -> list[EmailMessage]:
        clock.set(local(school, moment))
        look(school, server)
        return mailbox.take()

    return looked


def local(school: School, moment: str) -> datetime:
    return (
        datetime.fromisoformat(moment).replace(tzinfo=school.timezone).astimezone(UTC)
    )


def enter(school: School, lesson_id: str, field: str, value: str) -> None:
    """Hand in one cell of a lesson now, past the workbook."""
    entry = {
        "page_id": ":".join(lesson_id.split(":")[:3]),
        "lesson_id": lesson_id,
        "period_id": "",
        "student_id": "",
        "field": field,
        "value_text": value,
        "value": value,
        "mark_1": None,
        "mark_2": None,
        "attendance": None,
        "sheet": "",
        "cell": "",
        "reason": "",
    }
    now = school.clock.now()
    author = ledger.Author("small", "2026", "P-05", now, f"u-{now.timestamp()}-{field}")
    with school.database.writing() as cursor:
        frame = pl.DataFrame([entry], schema=ledger.NEW_ENTRIES)
        ledger.append(cursor, frame, author)


def rows(school: School, columns: str = "kind, about, failure") -> list[tuple]:
    with school.database.reading() as cursor:
        return cursor.execute(
            f"select {columns} from access.mails where kind <> 'code' "
            "order by composed_at, rowid"
        ).fetchall()


def words(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
