"""What stands on a login slip (§2.14); `slips_pdf` and `slips_xlsx` draw it."""

from __future__ import annotations

from typing import NamedTuple

from expectations.language import N_, say


class Slip(NamedTuple):
    """One person's way in: a code that works once, never a password."""

    name: str
    whose: str  # the class, or the children of a parent
    login: str
    code: str


class SlipSheet(NamedTuple):
    """Slips that are handed out together."""

    school_name: str
    title: str
    address: str  # where to log in, as whoever prints reached it
    valid_until: str
    language: str
    slips: tuple[Slip, ...]


def labels(language: str) -> dict[str, str]:
    """Return the words around the data, translated."""
    return {
        "address": say(N_("Address"), language),
        "login": say(N_("Login"), language),
        "code": say(N_("One-time code"), language),
        "valid_until": say(N_("Valid until"), language),
        "how": say(
            N_(
                "Open the address, type the login and the code, and choose a password "
                "of your own. Show this slip to nobody."
            ),
            language,
        ),
    }
