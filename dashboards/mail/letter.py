"""A mail as it goes out: text and simple HTML, with a way to have no more of them."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say

if TYPE_CHECKING:
    from datetime import datetime

    from dashboards.mail.mail_server import MailServer

UNSUBSCRIBE = "/mail/unsubscribe/"
_STYLE = (
    "margin:0;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:#1b2430;"
    "background:#ffffff"
)


# Mail programs that turn pages dark are told how; the others never see it.
_DARK = (
    "@media (prefers-color-scheme:dark){"
    "body{background:#15191f!important;color:#e6ebf1!important}"
    ".quiet,.quiet a{color:#a9b4c1!important}.line{border-color:#3d4855!important}"
    "a,.link{color:#8fb8f0!important}}"
)


class Letter(NamedTuple):
    """What a mail says; the subject names nobody, `html` is a body without a frame.

    `about` are the people whose data it carries: the log of access is told of them.
    """

    subject: str
    text: str
    html: str
    about: tuple[str, ...] = ()


class Envelope(NamedTuple):
    """What goes round a letter: whose it is, to whom, and how to stop it."""

    mail_id: str
    school_name: str
    address: str
    language: str
    unsubscribe_url: str
    at: datetime  # of the world outside, aware


class _Policy(EmailPolicy):
    """SMTP's policy with addresses on one line: folded, they become encoded words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the whole header as it goes out."""
        if name.startswith("List-"):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


def message(server: MailServer, letter: Letter, envelope: Envelope) -> EmailMessage:
    """Put a letter into its envelope, ready to be sent.

    The mail client's own button (RFC 8058) and the link at the end do the same.
    """
    made = EmailMessage(policy=_POLICY)
    made["From"] = Address(display_name=envelope.school_name, addr_spec=server.sender)
    made["To"] = Address(addr_spec=envelope.address)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(envelope.at)
    made["Message-ID"] = f"<{envelope.mail_id}@{server.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{envelope.unsubscribe_url}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(_text(letter, envelope), cte="base64")
    made.add_alternative(_html(letter, envelope), subtype="html", cte="base64")
    made["Content-Language"] = envelope.language  # earlier it would go to the text part
    return made


def _text(letter: Letter, envelope: Envelope) -> str:
    no_more = say(_NO_MORE, envelope.language)
    return (
        f"{letter.text}\n\n-- \n{envelope.school_name}\n"
        f"{no_more}: {envelope.unsubscribe_url}\n"
    )


def _html(letter: Letter, envelope: Envelope) -> str:
    no_more = escape(say(_NO_MORE, envelope.language))
    return (
        f'<!doctype html><html lang="{envelope.language}"><head>'
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(letter.subject)}</title><style>{_DARK}</style></head>"
        f'<body style="{_STYLE}">'
        '<div role="main" style="max-width:42rem;margin:0 auto">'
        f"{letter.html}"
        '<p class="quiet line" style="margin-top:2rem;padding-top:.5rem;'
        'border-top:1px solid #c9d1dc;font-size:14px;color:#55606e">'
        f"{escape(envelope.school_name)}<br>"
        f'<a href="{escape(envelope.unsubscribe_url)}" style="color:#55606e">{no_more}'
        "</a></p></div></body></html>"
    )


_NO_MORE = N_("Send me no more of these mails")
