"""Handing mails over to the school's mail server (SMTP)."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from typing import TYPE_CHECKING

from dashboards.mail.mail_server import STARTTLS, TLS
from expectations.language import N_
from warehouse.access import mails
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from types import TracebackType

    from dashboards.mail.mail_server import MailServer

_PATIENCE = 60.0  # seconds that the mail server gets for each answer
_YES = range(200, 300)
_NO = 400  # answers from here on are no; what is neither is no answer of a mail server
_FOR_GOOD = 500  # answers from here on say: do not try again
_GO_ON = 354  # the answer that asks for the text
_DOT = re.compile(rb"^\.", re.MULTILINE)  # doubled: a lone one ends the text
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
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self) -> None:
        """Connect, unless it is done; raises `MailNotSentError`."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connect()
        except (smtplib.SMTPAuthenticationError, ssl.SSLError) as error:
            raise MailNotSentError(_numbered(mails.NOT_LET_IN, error)) from error
        except smtplib.SMTPNotSupportedError as error:  # no STARTTLS, no log-in
            raise MailNotSentError(mails.NOT_LET_IN) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSentError(_numbered(mails.NO_CONNECTION, error)) from error

    def close(self) -> None:
        """Say goodbye; what was taken is taken."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()  # it went away first
        self._smtp = None

    def send(
        self,
        mail: EmailMessage,
        address: str,
        before_text: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Hand one mail over; true once the mail server has taken it.

        `before_text` is called when nothing but the text is missing: up to there the
        mail was certainly not sent, from there on nobody knows until the mail server
        answers. If it says no, the mail is not sent and the answer is false. If the
        connection breaks in the text, the mail is given up, because none goes twice.
        """
        smtp = self._smtp
        if smtp is None:
            raise RuntimeError("open the post first")
        text = _DOT.sub(b"..", mail.as_bytes())
        try:
            self._check(mails.SENDER_REFUSED, smtp.mail(self._server.sender))
            self._check(mails.ADDRESS_REFUSED, smtp.rcpt(address))
            answer = smtp.docmd("DATA")
            if answer[0] != _GO_ON:  # it does not even want to see the text
                self._check(mails.REJECTED, answer)
                raise smtplib.SMTPDataError(*answer)  # a yes to what was not asked
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSentError(mails.NO_CONNECTION) from error
        is_to_go = False
        try:
            is_to_go = before_text()
        finally:
            if not is_to_go:
                smtp.close()  # a text without its end is no mail
                self._smtp = None
        if not is_to_go:
            return False
        try:
            smtp.send(text + b".\r\n")
            answer = smtp.getreply()
            if answer[0] not in _YES and answer[0] < _NO:
                raise smtplib.SMTPDataError(*answer)
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSentError(mails.CUT_OFF, is_final=True) from error
        self._check(mails.REJECTED, answer)
        return True

    def _check(self, blamed: str, answer: tuple[int, bytes]) -> None:
        """Refuse an answer that is no yes; the next mail begins afresh."""
        code, words = answer
        if code in _YES:
            return
        if code < _NO:
            raise smtplib.SMTPResponseException(code, words)
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.rset()  # it may have said no and gone away
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
