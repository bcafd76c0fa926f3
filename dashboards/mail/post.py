"""Handing mails over to the school's mail server (SMTP)."""

from __future__ import annotations

import re
import smtplib
import ssl
from typing import TYPE_CHECKING

from dashboards.mail.mail_server import STARTTLS, TLS
from expectations.language import N_
from warehouse.access import mails
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from email.message import EmailMessage
    from types import TracebackType

    from dashboards.mail.mail_server import MailServer

_PATIENCE = 60.0  # seconds that the mail server gets for each answer
_NO = 400  # answers from here on are no yes
_FOR_GOOD = 500  # answers from here on say: do not try again
# RFC 3463: X.1 is about the address, X.2 about its mailbox, the rest is about us.
_DETAIL = re.compile(rb"\b[45]\.(\d{1,3})\.\d{1,3}\b")
_ABOUT_ADDRESS = frozenset({b"1", b"2"})
_NOT_SENT = N_(
    "The mail could not be sent: the school’s mail server does not take mails now. Try "
    "again later; if it stays so, tell the school’s administrator."
)
_REFUSED = N_("The mail server refused this address. Check it for a wrong letter.")


class MailNotSentError(VedomostError):
    """A mail that the mail server did not take; `why` is short and without addresses.

    `is_final` means that this mail has no second try.
    """

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        self.why = why
        self.is_final = is_final
        super().__init__(
            _REFUSED if why.startswith(mails.ADDRESS_REFUSED) else _NOT_SENT
        )


class Post:
    """One connection to the mail server, for as many mails as wait."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Post:
        try:
            self._smtp = self._connect()
        except (smtplib.SMTPAuthenticationError, ssl.SSLError) as error:
            raise MailNotSentError(_numbered(mails.NOT_LET_IN, error)) from error
        except smtplib.SMTPNotSupportedError as error:  # no STARTTLS, no log-in
            raise MailNotSentError(mails.NOT_LET_IN) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSentError(_numbered(mails.NO_CONNECTION, error)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()  # it went away first; what was taken is taken

    def send(self, mail: EmailMessage, address: str) -> None:
        """Hand one mail over; returns once the mail server has taken it.

        If the connection breaks while the text is on its way, nobody knows whether it
        was taken: that mail is given up, because none goes twice.
        """
        if self._smtp is None:
            raise RuntimeError("send inside “with Post(…)”")
        text = mail.as_bytes()
        try:
            self._check(mails.SENDER_REFUSED, self._smtp.mail(self._server.sender))
            self._check(mails.ADDRESS_REFUSED, self._smtp.rcpt(address))
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSentError(mails.NO_CONNECTION) from error
        try:
            answer = self._smtp.data(text)
        except smtplib.SMTPDataError as error:  # it does not even want to see the text
            answer = (error.smtp_code, _bytes(error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSentError(mails.CUT_OFF, is_final=True) from error
        self._check(mails.REJECTED, answer)

    def _check(self, blamed: str, answer: tuple[int, bytes]) -> None:
        """Refuse an answer that is no yes; the next mail begins afresh."""
        code, words = answer
        if code < _NO:
            return
        if self._smtp is not None:
            self._smtp.rset()
        if code < _FOR_GOOD:
            raise MailNotSentError(f"{mails.LATER} {code}")
        detail = _DETAIL.search(words)
        if detail is not None and blamed != mails.SENDER_REFUSED:
            is_address = detail[1] in _ABOUT_ADDRESS
            blamed = mails.ADDRESS_REFUSED if is_address else mails.REJECTED
        is_final = blamed != mails.SENDER_REFUSED
        raise MailNotSentError(f"{blamed} {code}", is_final=is_final)

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security == TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=server.public_host,
                timeout=_PATIENCE,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(
                server.host,
                server.port,
                local_hostname=server.public_host,
                timeout=_PATIENCE,
            )
        try:
            if server.security == STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
            if server.login:
                smtp.login(server.login, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp


def _numbered(why: str, error: Exception) -> str:
    """Add the number of the mail server's answer; its words may hold an address."""
    code = getattr(error, "smtp_code", None)
    return f"{why} {code}" if isinstance(code, int) and code > 0 else why


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
