"""Tables, and whatever else stands beside them, are those that this program defines.

A function that bears the name of one of the database's own, `max` or `||`, stands in
its place: the file then answers what it likes, to every other check too. So what is
asked here is asked of the database's own functions by their full names, and compared
outside of it: nothing in the file has a say in it.
"""

from __future__ import annotations

import functools
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.database import Database
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.integrity.examined import Examined

    # Each place, such as `table journal.entries`, with what is known of it.
    Places = dict[str, list[tuple[object, ...]]]

OF_VIEWS = "view_name, sql from system.main.duckdb_views()"
_OF_COLUMNS = (
    "table_name, column_index, column_name, data_type, is_nullable, column_default "
    "from system.main.duckdb_columns()"
)
# What stands beside the tables: the program itself makes nothing of it.
_BESIDE = {
    "function": (
        "function_name, function_type, macro_definition "
        "from system.main.duckdb_functions()"
    ),
    "type": "type_name from system.main.duckdb_types()",
    "sequence": "sequence_name, sql from system.main.duckdb_sequences()",
    "index": "index_name, sql from system.main.duckdb_indexes()",
    "constraint": "table_name, constraint_text from system.main.duckdb_constraints()",
}
_CAST = re.compile(r"CAST\('([tf])' AS BOOLEAN\)")
_WITHOUT_OWN = frozenset({"sequence", "index", "constraint"})  # the database has none


def check(examined: Examined) -> Iterator[Difference]:
    """Yield what is missing, added or made otherwise; views are asked by their text."""
    there, expected = _places(examined.cursor), _expected()
    own = examined.school.database.storage.own_places
    for place in sorted((there.keys() | expected.keys()) - set(own)):
        if there.get(place) != expected.get(place):
            yield Difference(place, "It is not the one of this program.")


def asked(
    cursor: duckdb.DuckDBPyConnection, kind: str, question: str
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield what the open file defines of a kind, by its place."""
    named = cursor.execute("select system.main.current_database()").fetchone()
    own = "" if kind in _WITHOUT_OWN else "and not internal"
    rows = cursor.execute(
        f"select schema_name, {question} where database_name = ? {own}", named
    ).fetchall()
    for schema, name, *facts in rows:
        yield f"{kind} {schema}.{name}", tuple(facts)


@functools.cache
def _expected() -> Places:
    with (
        tempfile.TemporaryDirectory() as folder,
        Database(Path(folder) / "school.duckdb") as database,
    ):
        database.migrate()
        with database.reading() as cursor:
            return _places(cursor)


def _plain(default: object) -> str | None:
    """Return a column's default without what each storage writes around it."""
    if default is None or default == "NULL":
        return None
    text = str(default)
    if cast := _CAST.fullmatch(text):
        return "true" if cast[1] == "t" else "false"
    return text.strip("'")


def _places(cursor: duckdb.DuckDBPyConnection) -> Places:
    found: Places = {}
    views = {place for place, _ in asked(cursor, "table", OF_VIEWS)}
    for place, facts in asked(cursor, "table", _OF_COLUMNS):
        if place not in views:
            *known, default = facts
            found.setdefault(place, []).append((*known, _plain(default)))
    for kind, question in _BESIDE.items():
        for place, facts in asked(cursor, kind, question):
            found.setdefault(place, []).append(facts)
    # Whatever the order in which the database tells them: a column knows its number.
    return {place: sorted(facts, key=repr) for place, facts in found.items()}
