"""Where two tables with the same columns differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def differing(
    cursor: duckdb.DuckDBPyConnection, kept: str, made: str, place: str
) -> list[str]:
    """Return the places at which two queries with the same columns differ."""
    rows = cursor.execute(
        f"""
        with kept as ({kept}), made as ({made}),

        differing as (
            (select * from made except all select * from kept)
            union all
            (select * from kept except all select * from made)
        )

        select distinct {place} from differing order by all
        """
    ).fetchall()
    return [", ".join(str(part) for part in row if part) for row in rows]
