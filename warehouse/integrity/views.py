"""Tables, functions and views are those that this program defines.

A replaced view shows what it likes, and so does a function that bears the name of one
of the database's own. What is asked for here is asked by its full name: nothing in the
file can stand in its place.
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.build import build_models, built_digest, models_digest
from warehouse.database import Database
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.integrity.examined import Examined

_VIEWS = """
    select 'view ' || schema_name || '.' || view_name, sql
    from system.main.duckdb_views()
    where not internal and database_name = ?
    order by 1, 2
"""
# A table is its columns with their types, in their order; a function only its name.
_TABLES = """
    select 'table ' || schema_name || '.' || table_name, column_name || ' ' || data_type
    from system.main.duckdb_columns()
    where not internal and database_name = $1 and not exists (
        select 1 from system.main.duckdb_views() as views
        where
            views.database_name = duckdb_columns.database_name
            and views.schema_name = duckdb_columns.schema_name
            and views.view_name = duckdb_columns.table_name
    )
    union all
    select 'function ' || schema_name || '.' || function_name, function_type
    from system.main.duckdb_functions()
    where not internal and database_name = $1
"""
_MODELS = ("view staging.", "view intermediate.", "view marts.")


def check_tables(examined: Examined) -> Iterator[Difference]:
    """Yield the tables and functions that are missing, added or of other columns."""
    there, expected = _tables(examined.cursor), _expected_tables()
    for place in sorted(there.keys() | expected.keys()):
        if there.get(place) != expected.get(place):
            yield Difference(place, "It is not the one of this program.")


def check(examined: Examined) -> Iterator[Difference]:
    """Yield the views that are missing, added or not as this program defines them.

    Models that another version of the program built are left out: the next start of the
    server makes them anew.
    """
    there = _views(examined.cursor)
    built_here = built_digest(examined.cursor) == models_digest(examined.cursor)
    expected = _expected(with_models=built_here)
    if not built_here:
        there = {
            name: text for name, text in there.items() if not name.startswith(_MODELS)
        }
    for name in sorted(there.keys() | expected.keys()):
        if there.get(name) not in expected.get(name, ()):
            yield Difference(name, "It is not the one of this program.")


@functools.cache
def _expected(*, with_models: bool) -> dict[str, set[str]]:
    """Build the views in an empty warehouse of today's schema; return their texts.

    DuckDB writes a view's text otherwise once the file was closed and opened again: a
    running server's views may have either.
    """
    expected: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.duckdb"
        for is_new in (True, False):
            with Database(path) as database:
                if is_new:
                    database.migrate()
                    if with_models:
                        build_models(database)
                with database.reading() as cursor:
                    for name, text in _views(cursor).items():
                        expected.setdefault(name, set()).add(text)
    return expected


@functools.cache
def _expected_tables() -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        with Database(Path(folder) / "school.duckdb") as database:
            database.migrate()
            with database.reading() as cursor:
                return _tables(cursor)


def _tables(cursor: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place, part in cursor.execute(_TABLES, [_database(cursor)]).fetchall():
        found.setdefault(place, []).append(part)
    return found


def _views(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(cursor.execute(_VIEWS, [_database(cursor)]).fetchall())


def _database(cursor: duckdb.DuckDBPyConnection) -> str:
    name = cursor.execute("select system.main.current_database()").fetchone()
    return str(name[0]) if name else ""
