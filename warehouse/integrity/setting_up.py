"""The set-up as it was sealed, and the journal's pages as the set-up makes them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from warehouse import canonical, setup_states, timetable
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.integrity.examined import Examined
    from warehouse.setup_states import SetupState


def check_set_up(examined: Examined) -> Iterator[Difference]:
    """Yield the set-up rows that are not those of the last sealed change."""
    cursor = examined.cursor
    sealed = setup_states.sealed(cursor)
    for table in setup_states.tables(cursor) if sealed else ():
        known = sealed.get(table)
        lines = setup_states.lines(cursor, table)
        if known is None:
            if lines:
                yield Difference(f"setup.{table}", "It was never sealed.")
        elif canonical.digest(lines) != known.digest:
            yield from _altered(cursor, table, known)


def _altered(
    cursor: duckdb.DuckDBPyConnection, table: str, known: SetupState
) -> Iterator[Difference]:
    width = canonical.CHECK_BYTES
    checks = known.row_checks
    sealed = Counter(checks[at : at + width] for at in range(0, len(checks), width))
    named = False
    for row in cursor.execute(f"select * from setup.{table}").fetchall():
        check = canonical.check(canonical.lines(f"setup.{table}", [row])[0])
        if sealed[check]:
            sealed[check] -= 1
            continue
        named = True
        # The first column is the code of what the row is about.
        yield Difference(
            f"setup.{table}, {row[0]}", "It was altered or added afterwards."
        )
    if not named:
        yield Difference(
            f"setup.{table}",
            "Rows are missing that were sealed: {count}.",
            (("count", sealed.total()),),
        )


def check_derived(examined: Examined) -> Iterator[Difference]:
    """Yield rows of pages, rosters and lessons that the set-up does not make.

    They are made anew for a moment and put back: nobody else sees it.
    """
    if not examined.cursor.execute("select 1 from setup.about").fetchone():
        return
    with examined.school.database.rehearsing() as cursor:
        for table in timetable.DERIVED:
            cursor.execute(
                f"create or replace temp table stored_{table} as from journal.{table}"
            )
        timetable.derive(cursor, examined.school.timezone)
        for table, key in timetable.DERIVED.items():
            rows = cursor.execute(
                f"""
                with differing as (
                    (from stored_{table} except all from journal.{table})
                    union all
                    (from journal.{table} except all from stored_{table})
                )

                select distinct {key} from differing order by all
                """
            ).fetchall()
            for row in rows:
                place = ", ".join(str(part) for part in row)
                yield Difference(
                    f"journal.{table}, {place}", "It is not what the set-up makes."
                )
