"""The mail with the code that proves that an address is one's own."""

from __future__ import annotations

from html import escape

from dashboards.mail.letter import Letter
from expectations.language import N_, say


def letter(code: str, language: str) -> Letter:
    """Return the mail; it tells nothing but the code and what to do if it is no use."""
    subject = say(N_("Code for mails from Vedomost"), language)
    first = say(
        N_("Type this code on the page where you gave this address, within an hour:"),
        language,
    )
    second = say(
        N_(
            "If you did not ask for it, somebody typed your address by mistake. Then "
            "there is nothing to do: without the code no mails come."
        ),
        language,
    )
    html = (
        f'<p>{escape(first)}</p><p style="font-size:24px;letter-spacing:.1em">'
        f"<b>{escape(code)}</b></p><p>{escape(second)}</p>"
    )
    return Letter(subject, f"{first}\n\n    {code}\n\n{second}", html)
