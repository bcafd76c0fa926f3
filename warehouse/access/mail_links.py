"""Links that switch one kind of mails off without a log-in (RFC 8058).

A link holds an account's id, a kind and a signature over both and the address: no name,
no address. It ends with the address, so that an old mailbox changes nothing.
"""

from __future__ import annotations

import base64
from hmac import compare_digest
from typing import TYPE_CHECKING

from warehouse.access.mail_settings import settings_of
from warehouse.access.mails import CODE, DIGEST, REMINDER, WEEKLY
from warehouse.access.secrets_at_rest import signature

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.database import Database

_LETTERS = {"c": CODE, "r": REMINDER, "d": DIGEST, "w": WEEKLY}
_SIGNS = 16  # bytes of the signature
_LONGEST = 200


def link_token(folder: Path, account_id: str, kind: str, address: str) -> str:
    """Return the last part of the address that switches this kind off."""
    letter = next(one for one, named in _LETTERS.items() if named == kind)
    signed = _sign(folder, account_id, kind, address)
    return f"{letter}.{_packed(account_id.encode())}.{_packed(signed)}"


def kind_of_link(
    database: Database, folder: Path, token: str
) -> tuple[str, str] | None:
    """Return (account_id, kind) of a link of ours whose address still gets mails."""
    letter, _, rest = token[:_LONGEST].partition(".")
    owner, _, signed = rest.partition(".")
    try:
        account_id = _unpacked(owner).decode()
        given = _unpacked(signed)
    except ValueError:  # not base64, or not text inside it
        return None
    kind = _LETTERS.get(letter, "")
    settings = settings_of(database, account_id)
    address = settings.address if settings is not None else ""
    right = _sign(folder, account_id, kind, address)
    if not compare_digest(right, given) or not kind or not address:
        return None
    return account_id, kind


def _sign(folder: Path, account_id: str, kind: str, address: str) -> bytes:
    told = "\n".join((account_id, kind, address))
    return signature(folder, "mail link", told)[:_SIGNS]


def _packed(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def _unpacked(told: str) -> bytes:
    whole = told + "=" * (-len(told) % 4)
    return base64.b64decode(whole, altchars=b"-_", validate=True)
