"""How an address for mails becomes somebody's: by the code that was sent there.

Nothing goes to it before its owner typed the code. The throttle of wrong codes is the
caller's.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access import log, mails
from warehouse.access.activation import ALPHABET, normalised
from warehouse.access.code_hashes import check_code, hash_code
from warehouse.access.mail_settings import (
    PLACE,
    USUAL_MINUTES,
    USUAL_QUIET,
    delete_in,
    note,
    settings_of,
)
from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from warehouse.database import Database

CODE_VALID_FOR = timedelta(hours=1)
_LENGTH = 8
_LONGEST = 254  # characters of an address: RFC 5321
_LONGEST_NAME = 64  # before the @
# One plain address of ASCII letters: no comments, quotes, line ends, back-ticks.
_NAME = r"[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<name>{_NAME})@(?P<host>(?:{_LABEL}\.)+{_LABEL})")

_NEW = """
insert into access.mail_settings by name
select
    $account_id as account_id, $address as address, $code_hash as code_hash,
    $expires_at as code_expires_at, false as wants_reminders, false as wants_digest,
    $minutes as minutes_before, $quiet[1] as quiet_from, $quiet[2] as quiet_until,
    $at as changed_at
"""
_OTHER_ADDRESS = """
update access.mail_settings
set
    address = $address, confirmed_at = null, code_hash = $code_hash,
    code_expires_at = $expires_at, changed_at = $at
where account_id = $account_id
"""


def checked_address(typed: str) -> str:
    """Return an address in the one way it is stored, or refuse what is none."""
    found = _ADDRESS.fullmatch(typed.strip())
    if (
        found is None
        or len(found["name"]) > _LONGEST_NAME
        or len(found[0]) > _LONGEST
        or found["host"].rpartition(".")[2].isdecimal()
    ):
        raise VedomostError(
            "This is not an e-mail address. Write one, in Latin letters, such as "
            "name@school.ru."
        )
    return f"{found['name']}@{found['host'].lower()}"


class CodeMail(NamedTuple):
    """A code that is to be sent to an address, once."""

    mail_id: str
    address: str
    code: str


def prepare_code(
    database: Database,
    folder: Path,
    actor: log.Actor,
    typed: str,
    at: datetime,
    place: str = PLACE,
) -> CodeMail:
    """Invent a code for an address; nothing changes before `expect_code`.

    Refuses what is no address, and more codes than a person needs.
    """
    address = checked_address(typed)
    mark = mails.address_mark(folder, address)
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    with database.writing(announced=False) as cursor:
        mail_id = mails.reserve_code_mail(cursor, actor.account_id, mark, at)
        note(cursor, at, actor, "mail_code_sent", place)
    return CodeMail(
        mail_id, address, f"{signs[: _LENGTH // 2]}-{signs[_LENGTH // 2 :]}"
    )


def expect_code(
    database: Database, actor: log.Actor, sent: CodeMail, at: datetime
) -> None:
    """Put the address that a code went to in the place of the old one.

    From then on no mails come until the code is typed; an older code is worthless. The
    wishes stay.
    """
    code_hash = hash_code(normalised(sent.code))
    before = settings_of(database, actor.account_id)
    values = {
        "account_id": actor.account_id,
        "address": sent.address,
        "code_hash": code_hash,
        "expires_at": utc_naive(at + CODE_VALID_FOR),
        "at": utc_naive(at),
    }
    with database.writing(announced=False) as cursor:
        if before is None:  # nothing, or what a breach set
            delete_in(cursor, actor.account_id)
            cursor.execute(
                _NEW, {**values, "minutes": USUAL_MINUTES, "quiet": list(USUAL_QUIET)}
            )
        else:
            cursor.execute(_OTHER_ADDRESS, values)


def confirm(
    database: Database,
    actor: log.Actor,
    typed: str,
    at: datetime,
    place: str = PLACE,
) -> bool:
    """Open the address for mails if the code is right; the throttle is the caller's."""
    code = normalised(typed)
    if len(code) != _LENGTH or not set(code) <= set(ALPHABET):
        return False
    with database.reading() as cursor:
        row = cursor.execute(
            "select code_hash from access.mail_settings where account_id = ? "
            "and code_expires_at > ?",
            [actor.account_id, utc_naive(at)],
        ).fetchone()
    code_hash = row[0] if row is not None else None
    if not check_code(code_hash, code):
        return False
    with database.writing(announced=False) as cursor:
        confirmed = count_changed(
            cursor,
            "update access.mail_settings set confirmed_at = $at, changed_at = $at, "
            "code_hash = null, code_expires_at = null "
            "where account_id = $account_id and code_hash = $code_hash",
            {
                "at": utc_naive(at),
                "account_id": actor.account_id,
                "code_hash": code_hash,
            },
        )
        if confirmed:
            note(cursor, at, actor, "mail_confirmed", place)
    return confirmed > 0
