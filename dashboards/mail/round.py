"""One round of the post: what waits is written and sent, one mail after the other.

Each mail is written just before it goes, for who may still read it then. All go over
one connection; if that breaks, the rest waits as the broken one does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboards.failures import log_place
from dashboards.mail.composing import language_of, letter_for, quiet_hours
from dashboards.mail.letter import UNSUBSCRIBE, Envelope, Letter, message
from dashboards.mail.post import MailNotSentError, Post
from warehouse.access import mail_settings, mails
from warehouse.access.log import Actor
from warehouse.access.mail_links import link_token
from warehouse.clock import wall_time

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from datetime import datetime

    from dashboards.mail.mail_server import MailServer
    from dashboards.mail.pace import Pace
    from warehouse.access.mail_settings import MailSettings
    from warehouse.access.mails import Waiting
    from warehouse.school_folder import School

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))
_WRITING_TRIES = 5  # of a mail that the program fails to write


class Round:
    """What one look at the waiting mails works with."""

    def __init__(self, school: School, server: MailServer, pace: Pace) -> None:
        self._school = school
        self._server = server
        self._pace = pace

    def go(self, waiting: Sequence[Waiting], is_over: threading.Event) -> None:
        """Send what may go; the connection is made for the first mail that does."""
        post = Post(self._server)
        try:
            for place, mail in enumerate(waiting):
                if is_over.is_set() or self._pace.wait():
                    return
                written_at = self._school.clock.now()  # what comes later is not in it
                written = self._written(mail)
                if written is None:
                    continue
                try:
                    post.open()
                    self._send(post, mail, written_at, *written)
                except MailNotSentError as error:
                    for one in waiting[place:]:
                        self._try_later(one, error.why)
                    return
        finally:
            post.close()

    def _written(self, mail: Waiting) -> tuple[MailSettings, Letter] | None:
        """Return whose mail it is and what it says; None if it does not go now.

        One that cannot be written must not stop all the others.
        """
        settings = mail_settings.subscriber(self._school.database, mail.account_id)
        if settings is None:  # frozen, stopped or unsubscribed since
            mails.drop(self._school.database, mail.mail_id, mails.NOT_NEEDED)
            return None
        try:
            letter = letter_for(
                self._school, settings, mail, self._server.public_address
            )
        except Exception as error:
            log_place(error)
            self._give_up_writing(mail)
            return None
        if isinstance(letter, str):
            mails.drop(self._school.database, mail.mail_id, letter)
            return None
        now = self._school.clock.now()
        later = quiet_hours(self._school, settings).ends_after(now)
        if later > now:
            mails.put_off(self._school.database, mail.mail_id, later)
            return None
        return settings, letter

    def _give_up_writing(self, mail: Waiting) -> None:
        if mail.count_tries + 1 < _WRITING_TRIES:
            self._try_later(mail, mails.NOT_WRITTEN)
        else:
            mails.drop(self._school.database, mail.mail_id, mails.NOT_WRITTEN)

    def _send(
        self,
        post: Post,
        mail: Waiting,
        written_at: datetime,
        settings: MailSettings,
        letter: Letter,
    ) -> None:
        """Send one mail; raises what blames neither the mail nor its address."""
        database = self._school.database
        is_taken = False

        def take() -> bool:
            nonlocal is_taken
            is_taken = mails.take(database, mail.mail_id, written_at)
            return is_taken

        envelope = self._envelope(settings, mail)
        self._pace.count()
        try:
            is_sent = post.send(
                message(self._server, letter, envelope), settings.address, take
            )
        except MailNotSentError as error:
            if error.is_final:
                mails.drop(database, mail.mail_id, error.why)
                if error.why.startswith(mails.ADDRESS_REFUSED):
                    mail_settings.stop(database, settings.account_id)
                return
            if error.why.startswith(mails.LATER):
                self._try_later(mail, error.why, is_taken=is_taken)
                return
            raise
        if is_sent:
            owner = Actor(settings.account_id, settings.person_id)
            now = self._school.clock.now()
            mails.sent(database, mail.mail_id, now, owner, letter.about)

    def _try_later(self, mail: Waiting, why: str, *, is_taken: bool = False) -> None:
        pause = BACK_OFF[min(mail.count_tries, len(BACK_OFF) - 1)]
        until = self._school.clock.now() + pause
        mails.try_later(self._school.database, mail, until, why, is_taken=is_taken)

    def _envelope(self, settings: MailSettings, mail: Waiting) -> Envelope:
        kind = mails.DIGEST if mail.kind == mails.EXPORT else mail.kind
        return Envelope(
            mail_id=mail.mail_id,
            school_name=self._school.name,
            address=settings.address,
            language=language_of(self._school, settings, mail.kind),
            unsubscribe_url=link(
                self._school,
                self._server,
                settings.account_id,
                kind,
                settings.address,
            ),
            at=wall_time(self._school.clock),
        )


def link(
    school: School, server: MailServer, account_id: str, kind: str, address: str
) -> str:
    """Return where one kind of mails to an address is switched off."""
    token = link_token(school.folder, account_id, kind, address)
    return f"{server.public_address}{UNSUBSCRIBE}{token}"
