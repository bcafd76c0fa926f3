"""What was done to other accounts under a breached one is void too (§4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.changed_rows import count_changed
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


def void_codes_issued(
    cursor: duckdb.DuckDBPyConnection, person_id: str, since: datetime, at: datetime
) -> int:
    """Void the unused codes that a person issued since the report; return how many.

    A code that was used already opened somebody's account: `queries.breaches.deeds`
    lists whose, and only a new code mends that.
    """
    return count_changed(
        cursor,
        "update access.activation_codes set voided_at = $at "
        "where issued_by = $person_id and issued_at >= $since "
        "and used_at is null and voided_at is null",
        {"person_id": person_id, "since": utc_naive(since), "at": utc_naive(at)},
    )
