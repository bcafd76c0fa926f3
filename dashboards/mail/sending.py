"""The job that sends mails: what is ripe is claimed, what waits is written and sent.

A mail is written at the moment it goes, so that it never asks for what was entered
meanwhile. A mail server that does not answer is asked again, less and less often, for
as long as the mail is of use.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dashboards import current
from dashboards.failures import log_place
from dashboards.mail import code_letter
from dashboards.mail.composing import claim_ripe
from dashboards.mail.letter import Envelope, message
from dashboards.mail.pace import Pace
from dashboards.mail.post import MailNotSentError, Post
from dashboards.mail.round import Round, link
from warehouse.access import mail_settings, mails
from warehouse.clock import wall_time

if TYPE_CHECKING:
    from dashboards.mail.mail_server import MailServer
    from warehouse.access.mail_addresses import CodeMail
    from warehouse.school_folder import School

_EVERY = 30.0  # seconds between looks
_AFTER_A_FAILURE = 60.0
_GOODBYE = 5.0  # seconds that a mail on its way gets when the server stops


class Postman:
    """Looks for mails in a thread of its own, because a mail server may be slow."""

    def __init__(self, school: School, server: MailServer) -> None:
        self._school = school
        self._server = server
        self._pace = Pace(server.mails_a_minute)
        self._is_over = threading.Event()
        self._thread = threading.Thread(
            target=current.carried(self._go), name="mails", daemon=True
        )

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
                look(self._school, self._server, self._is_over, self._pace)
                pause = min(_EVERY, self._pace.wait() or _EVERY)
            except Exception as error:  # whatever a look ran into, the next one tries
                if not self._is_over.is_set():
                    log_place(error)
                pause = _AFTER_A_FAILURE
            self._is_over.wait(pause)


def look(
    school: School,
    server: MailServer,
    is_over: threading.Event | None = None,
    pace: Pace | None = None,
) -> None:
    """Claim what is ripe, then send what waits, as far as the pace allows."""
    subscribed = mail_settings.subscribers(school.database)
    claim_ripe(school, subscribed)
    waiting = mails.waiting(school.database, school.clock.now())
    if not waiting:
        return
    one_round = Round(school, server, pace or Pace(server.mails_a_minute))
    one_round.go(waiting, is_over or threading.Event())


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
        unsubscribe_url=link(school, server, account_id, mails.CODE, sent.address),
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
