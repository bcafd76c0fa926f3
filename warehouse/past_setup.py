"""The set-up as it stood at a moment, replayed from its log of changes.

A row's `valid_from` and `valid_to` tell for which days it holds, not since when the
school knew it: a leaving entered on the 20th may count from the 10th. What was known
on the 15th is in the order of the changes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warehouse import setup_states, timetable

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import duckdb

_DATED = ("valid_from", "valid_to")
# A row that a later change closes ends on the day from which that change holds.
_KNOWN = """
insert into setup.{table} by name
with opened as (
    select
        unnest(from_json(made.after_row, $structure)),
        made.valid_from,
        min(closing.valid_from) as closed_on
    from setup.setup_changes as made
    left join setup.setup_changes as closing
        on
            made.sheet = closing.sheet
            and made.natural_key = closing.natural_key
            and made.change_id < closing.change_id
            and closing.before_row is not null
            and closing.applied_at <= $moment
    where
        made.sheet = $table
        and made.after_row is not null
        and made.applied_at <= $moment
    group by made.change_id, made.after_row, made.valid_from
)

select
    * exclude (closed_on),
    case
        when closed_on is not null then greatest(valid_from, closed_on)
    end as valid_to
from opened
"""


def changed_since(cursor: duckdb.DuckDBPyConnection, moment: datetime) -> bool:
    """Tell if the set-up was changed after a moment (UTC without zone)."""
    found = cursor.execute(
        "select exists (select 1 from setup.setup_changes where applied_at > ?)",
        [moment],
    ).fetchone()
    return bool(found and found[0])


def restore(
    cursor: duckdb.DuckDBPyConnection, moment: datetime, zone: ZoneInfo
) -> None:
    """Let the set-up, and the journal made of it, be what they were at a moment.

    Call it inside `database.rehearsing()` only. `moment` is UTC without zone.
    """
    for table in setup_states.tables(cursor):
        cursor.execute(f"delete from setup.{table}")
        cursor.execute(
            _KNOWN.format(table=table),
            {
                "table": table,
                "moment": moment,
                "structure": json.dumps(_columns(cursor, table)),
            },
        )
    timetable.derive(cursor, zone)


def _columns(cursor: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = cursor.execute(
        "select column_name, data_type from duckdb_columns() "
        "where schema_name = 'setup' and table_name = ? "
        "and database_name = current_database() order by column_index",
        [table],
    ).fetchall()
    return {name: kind for name, kind in rows if name not in _DATED}
