"""Accounts at the school's outside identity provider, linked to ours (§4.1, §4.2).

The first log-in links (issuer, subject) to the account whose login the provider names;
from then on the subject alone decides, whatever the provider calls the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.access.accounts import Account, account_for_id
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.database import Database

NOBODY = "nobody"  # no account has this login
NEW, FROZEN = "new", "frozen"
OTHER_SUBJECT = "other_subject"  # the account belongs to another of the provider's
BREACHED = "breached"  # its new one-time code has to come first (§4.4)

_LINKED = """
select accounts.account_id, accounts.state
from access.outside_identities as linked
inner join access.accounts using (account_id)
where linked.issuer = $issuer and linked.subject = $subject
"""
_WITH_LOGIN = """
select account_id, state from access.accounts where login = $login and login <> ''
"""


class Admission(NamedTuple):
    """The account that may come in, or why not (then with the account, if known)."""

    account: Account | None
    refusal: str = ""


def admit(
    database: Database, issuer: str, subject: str, login: str, at: datetime
) -> Admission:
    """Find the account of the provider's person; link it when they come first.

    The provider's word stands for a password: an account that never had one becomes
    active, and its printed code dies with the first link, so that a slip left on a desk
    opens nothing. After a breach only the new code opens the account: whoever comes by
    the provider may be the one it was disclosed to.
    """
    with database.writing(announced=False) as cursor:
        found = cursor.execute(
            _LINKED, {"issuer": issuer, "subject": subject}
        ).fetchone()
        is_linked = found is not None
        if found is None:
            found = cursor.execute(
                _WITH_LOGIN, {"login": login.strip().lower()}
            ).fetchone()
        if found is None:
            return Admission(None, NOBODY)
        account_id, state = found
        if not is_linked and _is_taken(cursor, issuer, account_id):
            return Admission(account_for_id(database, account_id), OTHER_SUBJECT)
        if state == FROZEN:
            return Admission(account_for_id(database, account_id), FROZEN)
        if state == NEW and _had_breach(cursor, account_id):
            return Admission(account_for_id(database, account_id), BREACHED)
        if not is_linked:
            _link(cursor, issuer, subject, account_id, at)
        cursor.execute(
            "update access.accounts set state = 'active' "
            "where account_id = $account_id and state = 'new'",
            {"account_id": account_id},
        )
    return Admission(account_for_id(database, account_id))


def unlink(cursor: duckdb.DuckDBPyConnection, account_id: str) -> None:
    """Forget the provider's person of an account; the next log-in links anew."""
    cursor.execute(
        "delete from access.outside_identities where account_id = $account_id",
        {"account_id": account_id},
    )


def _is_taken(cursor: duckdb.DuckDBPyConnection, issuer: str, account_id: str) -> bool:
    row = cursor.execute(
        "select 1 from access.outside_identities "
        "where issuer = $issuer and account_id = $account_id",
        {"issuer": issuer, "account_id": account_id},
    ).fetchone()
    return row is not None


def _had_breach(cursor: duckdb.DuckDBPyConnection, account_id: str) -> bool:
    row = cursor.execute(
        "select 1 from access.breaches where account_id = $account_id",
        {"account_id": account_id},
    ).fetchone()
    return row is not None


def _link(
    cursor: duckdb.DuckDBPyConnection,
    issuer: str,
    subject: str,
    account_id: str,
    at: datetime,
) -> None:
    now = utc_naive(at)
    cursor.execute(
        "insert into access.outside_identities "
        "(issuer, subject, account_id, linked_at) values (?, ?, ?, ?)",
        [issuer, subject, account_id, now],
    )
    cursor.execute(
        "update access.activation_codes set voided_at = $now "
        "where account_id = $account_id and used_at is null and voided_at is null",
        {"now": now, "account_id": account_id},
    )
