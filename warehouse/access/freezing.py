"""Freezing an account: nothing made under it gets in any more (§4.3, §4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access import calendar_feeds, log, tokens
from warehouse.access.activation import void_codes

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


def freeze_in(
    cursor: duckdb.DuckDBPyConnection, account_id: str, *, by: str, at: datetime
) -> None:
    """Freeze an account inside a caller's transaction, who has the right to.

    Sessions end at their next look; `Sessions.end_account` ends them at once. An
    account that is frozen stays as it is.
    """
    frozen = cursor.execute(
        "select person_id from access.accounts "
        "where account_id = $account_id and state <> 'frozen'",
        {"account_id": account_id},
    ).fetchone()
    if frozen is None:
        return
    cursor.execute(
        "update access.accounts set state = 'frozen', "
        "security_version = security_version + 1 where account_id = $account_id",
        {"account_id": account_id},
    )
    void_codes(cursor, account_id, at)
    tokens.revoke_all(cursor, account_id, at)
    calendar_feeds.end_all(cursor, account_id, at)
    actor = log.Actor(person_id=by)
    log.write(cursor, at, actor, "account_frozen", about=frozen[0])
