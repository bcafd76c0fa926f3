"""The register of imports: which file was brought when, by whom, and where it stands.

Sealed events, `journal.imports`; whoever asks gets an import as its last event left it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.pending import plain_name
from warehouse import sealed_records, teaching
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    import duckdb

    from ingest.foreign.planning import Brought
    from warehouse.school_folder import School

TABLE = "journal.imports"
BEGUN, FINISHED = "begun", "finished"
WITHDRAWING, WITHDRAWN = "withdrawing", "withdrawn"


class Import(NamedTuple):
    """One import as it was begun, with its last event as `state`."""

    import_id: str
    state: str
    year_id: str
    layout: str
    file_name: str
    file_sha256: str
    size_bytes: int
    class_name: str
    count_facts: int


# An import that was begun under a breached account does not count (§4.4): it is not
# gone on with.
_FOUND = f"""
    with events as (
        select *, arg_max(event, block_id) over (partition by import_id) as state
        from {TABLE}
    )

    select
        import_id, state, year_id, layout, file_name, file_sha256, size_bytes,
        class_name, count_facts
    from events
    where event = 'begun'
        and not exists (
            select 1
            from journal.void_periods as periods
            where events.by_person_id = periods.person_id
                and events.happened_at >= periods.starts_at
                and events.happened_at
                < coalesce(periods.ends_at, timestamp '9999-12-31')
        )
"""


def find(cursor: duckdb.DuckDBPyConnection, import_id: str) -> Import:
    """Return an import by its id; refuses one that is not, or does not count."""
    row = cursor.execute(f"{_FOUND} and import_id = ?", [import_id]).fetchone()
    if row is None:
        raise VedomostError("There is no such import.")
    return Import(*row)


def unfinished_of(cursor: duckdb.DuckDBPyConnection, file_sha256: str) -> Import | None:
    """Return the import of this very file that was cut off, if there is one."""
    row = cursor.execute(
        f"{_FOUND} and file_sha256 = ? and state in (?, ?) order by block_id desc",
        [file_sha256, BEGUN, WITHDRAWING],
    ).fetchone()
    return Import(*row) if row else None


def begin(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    brought: Brought,
    digest: str,
) -> Import:
    """Register a new import, before its first entry."""
    year_id = teaching.setting(cursor, "year_id")
    count = cursor.execute(f"select count(distinct import_id) from {TABLE}").fetchall()[
        0
    ][0]
    made = Import(
        import_id=f"import-{year_id}-{count + 1}",
        state=BEGUN,
        year_id=year_id,
        layout=brought.layout,
        file_name=plain_name(brought.file_name),
        file_sha256=digest,
        size_bytes=len(brought.content),
        class_name=brought.class_name,
        count_facts=len(brought.facts),
    )
    note(cursor, school, made, BEGUN, person_id)
    return made


def note(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    of: Import,
    event: str,
    person_id: str,
    *,
    count_entries: int = 0,
) -> None:
    """Seal one event of an import."""
    now = school.clock.now()
    row = of._asdict() | {
        "event": event,
        "count_entries": count_entries,
        "happened_at": utc_naive(now),
        "by_person_id": person_id,
    }
    row.pop("state")
    sealed_records.write(cursor, school.school_id, now, TABLE, [row])
