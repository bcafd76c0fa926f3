"""Whether deeds under an account count now (§4.4): asked inside the write itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse import ledger
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


def refuse_under_a_breach(
    cursor: duckdb.DuckDBPyConnection, person_id: str, now: datetime
) -> None:
    """Refuse under an account that is frozen or whose deeds are void at `now`."""
    frozen = cursor.execute(
        "select 1 from access.accounts where person_id = ? and state = 'frozen'",
        [person_id],
    ).fetchone()
    if frozen is not None or ledger.is_void(cursor, person_id, now):
        raise VedomostError(
            "After a breach was reported nothing done under this account counts, until "
            "new credentials are issued (§4.4)."
        )
