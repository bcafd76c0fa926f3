"""The job that sends mails: what is ripe is claimed, what waits is written and sent.

A mail is written at the moment it goes, so that it never asks for what was entered
meanwhile. A mail server that does not answer is asked again, less and less often, for
as long as the mail is of use.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboards.failures import log_place
from dashboards.mail import code_letter
from dashboards.mail.composing import claim_ripe, language_of, letter_for, quiet_hours
from dashboards.mail.letter import UNSUBSCRIBE, Envelope, Letter, message
from dashboards.mail.post import MailNotSentError, Post
from warehouse.access import mail_settings, mails
from warehouse.access.mail_links import link_token
from warehouse.clock import wall_time

if TYPE_CHECKING:
    from dashboards.mail.mail_server import MailServer
    from warehouse.access.mail_settings import CodeMail, MailSettings
    from warehouse.access.mails import Waiting
    from warehouse.school_folder import School

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))
_EVERY = 30.0  # seconds between looks
_AFTER_A_FAILURE = 60.0
_GOODBYE = 5.0  # seconds that a mail on its way gets when the server stops


class Postman:
    """Looks for mails in a thread of its own, because a mail server may be slow."""

    def __init__(self, school: School, server: MailServer) -> None:
        self._school = school
        self._server = server
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._go, name="mails", daemon=True)

    def start(self) -> None:
        """Begin to look; what an earlier run left half-sent is given up first."""
        mails.end_cut_off(self._school.database)
        self._thread.start()

    def stop(self) -> None:
        """End after the mail that is on its way, or in a few seconds without it."""
        self._is_over.set()
        self._thread.join(_GOODBYE)

    def _go(self) -> None:
        while not self._is_over.is_set():
            pause = _EVERY
            try:
                look(self._school, self._server, self._is_over)
            except Exception as error:  # whatever a look ran into, the next one tries
                if not self._is_over.is_set():
                    log_place(error)
                pause = _AFTER_A_FAILURE
            self._is_over.wait(pause)


def look(
    school: School, server: MailServer, is_over: threading.Event | None = None
) -> None:
    """Claim what is ripe, then send what waits."""
    subscribed = mail_settings.subscribers(school.database)
    claim_ripe(school, subscribed)
    of_account = {settings.account_id: settings for settings in subscribed}
    written = [
        (mail, of_account[mail.account_id], letter)
        for mail in mails.waiting(school.database, school.clock.now())
        if (letter := _written(school, server, of_account, mail)) is not None
    ]
    if written:
        _send_all(school, server, written, is_over or threading.Event())


def send_code(
    school: School, server: MailServer, account_id: str, sent: CodeMail, language: str
) -> None:
    """Send the code of an address now; raises `MailNotSentError`, and then for good.

    A code cannot wait: it is stored nowhere, and its owner looks at the screen.
    """
    envelope = Envelope(
        mail_id=sent.mail_id,
        school_name=school.name,
        address=sent.address,
        language=language,
        unsubscribe_url=_link(school, server, account_id, mails.CODE, sent.address),
        at=wall_time(school.clock),
    )
    mail = message(server, code_letter.letter(sent.code, language), envelope)
    try:
        with Post(server) as post:
            post.send(mail, sent.address)
    except MailNotSentError as error:
        mails.drop(school.database, sent.mail_id, error.why)
        raise
    mails.sent(school.database, sent.mail_id, school.clock.now())


def _written(
    school: School,
    server: MailServer,
    of_account: dict[str, MailSettings],
    mail: Waiting,
) -> Letter | None:
    """Return a mail's letter; None if it is dropped or waits for the morning."""
    settings = of_account.get(mail.account_id)
    if settings is None:  # frozen, stopped or unsubscribed since
        mails.drop(school.database, mail.mail_id, mails.NOT_NEEDED)
        return None
    letter = letter_for(school, settings, mail, server.public_address)
    if isinstance(letter, str):
        mails.drop(school.database, mail.mail_id, letter)
        return None
    now = school.clock.now()
    later = quiet_hours(school, settings).ends_after(now)
    if later > now:
        mails.put_off(school.database, mail.mail_id, later)
        return None
    return letter


def _send_all(
    school: School,
    server: MailServer,
    written: list[tuple[Waiting, MailSettings, Letter]],
    is_over: threading.Event,
) -> None:
    """Send over one connection; if it breaks, the rest waits as the broken one does."""
    rest = list(written)
    try:
        with Post(server) as post:
            while rest and not is_over.is_set():
                mail, settings, letter = rest[0]
                _send(school, server, post, mail, settings, letter)
                rest.pop(0)
    except MailNotSentError as error:
        for mail, _, _ in rest:
            _try_later(school, mail, error.why)


def _send(
    school: School,
    server: MailServer,
    post: Post,
    mail: Waiting,
    settings: MailSettings,
    letter: Letter,
) -> None:
    """Send one mail; raises what blames neither the mail nor its address."""
    if not mails.take(school.database, mail.mail_id):
        return
    envelope = _envelope(school, server, settings, mail)
    try:
        post.send(message(server, letter, envelope), settings.address)
    except MailNotSentError as error:
        if error.is_final:
            mails.drop(school.database, mail.mail_id, error.why)
            if error.why.startswith(mails.ADDRESS_REFUSED):
                mail_settings.stop(school.database, settings.account_id)
            return
        if error.why.startswith(mails.LATER):
            _try_later(school, mail, error.why)
            return
        raise
    mails.sent(school.database, mail.mail_id, school.clock.now())


def _try_later(school: School, mail: Waiting, why: str) -> None:
    pause = BACK_OFF[min(mail.count_tries, len(BACK_OFF) - 1)]
    mails.try_later(school.database, mail, school.clock.now() + pause, why)


def _envelope(
    school: School, server: MailServer, settings: MailSettings, mail: Waiting
) -> Envelope:
    kind = mails.DIGEST if mail.kind == mails.EXPORT else mail.kind
    return Envelope(
        mail_id=mail.mail_id,
        school_name=school.name,
        address=settings.address,
        language=language_of(school, settings),
        unsubscribe_url=_link(
            school, server, settings.account_id, kind, settings.address
        ),
        at=wall_time(school.clock),
    )


def _link(
    school: School, server: MailServer, account_id: str, kind: str, address: str
) -> str:
    token = link_token(school.folder, account_id, kind, address)
    return f"{server.public_address}{UNSUBSCRIBE}{token}"
