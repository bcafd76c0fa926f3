"""The views are those that this program defines: a replaced one shows what it likes."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.build import build_models, built_digest, models_digest
from warehouse.database import Database
from warehouse.integrity import schema
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from warehouse.integrity.examined import Examined

_MODELS = ("view staging.", "view intermediate.", "view marts.")


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


def _views(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return {
        place: _without_schema(place.removeprefix("view "), str(text))
        for place, (text,) in schema.asked(cursor, "view", schema.OF_VIEWS)
    }


def _without_schema(name: str, text: str) -> str:
    """Return a view's text as a lake tells it, which leaves out its own schema."""
    own = name.rpartition(".")[2]
    return text.replace(f"CREATE VIEW {name} AS", f"CREATE VIEW {own} AS", 1)
