"""DuckDB's modules from their installed wheels: no download, no copy in anybody's home.

They must be of DuckDB's own version; requirements.lock holds them together.
"""

from __future__ import annotations

import importlib.resources
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "wal_autocheckpoint": "256MB",
    # A file that is something else makes DuckDB look for a reader on the internet.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
CIPHER = "httpfs"  # OpenSSL's; DuckDB's own can only read. And the way to S3
LAKE = ("ducklake", "postgres_scanner", "httpfs")


def load(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Load modules into a database."""
    for name in names:
        wheel = importlib.resources.files(f"duckdb_extension_{name}")
        place = wheel / "extensions" / f"v{duckdb.__version__}"
        with importlib.resources.as_file(place / f"{name}.duckdb_extension") as path:
            connection.execute(f"load {quoted(path)}")


def quoted(text: Path | str) -> str:
    """Return a text as SQL; statements that attach or load take no parameters."""
    return "'" + str(text).replace("'", "''") + "'"
