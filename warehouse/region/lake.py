"""The region's lake: DuckLake on PostgreSQL and S3, or on a file and a folder.

A catalogue that is a file is held during a question only, so that other programs can
publish in between; PostgreSQL stays attached. Every question sees what others have
published by then.
"""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.errors import VedomostError
from warehouse.storage.extensions import LAKE, load, quoted
from warehouse.storage.lake_place import reach_s3

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.region.settings import RegionSettings

_HERE = Path(__file__).parent
MODELS_FOLDER = _HERE / "models"
# In order: a later one reads earlier ones.
MODELS = (
    "latest_entries.sql",
    "results.sql",
    "class_weeks.sql",
    "timeliness_weeks.sql",
    "school_quality.sql",
    "school_timeliness.sql",
)
# How the large tables lie in Parquet: what is asked together lies together.
_LAYOUT = (
    "alter table lake.entries set partitioned by (school_id, year_id)",
    "alter table lake.entries set sorted by (page asc, student asc, lesson_on asc)",
    "alter table lake.places set partitioned by (school_id, year_id)",
    "alter table lake.timeliness set partitioned by (school_id, year_id)",
)
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # A file that is something else makes DuckDB look for a reader on the internet.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_SCHEMA = "region"  # of the catalogue in PostgreSQL
_TRIES, _PAUSE = 40, 0.25  # another program has the file for moments only
_LOCKED = ("Could not set lock", "being used by another process")
# Closing any handle of a file gives up this process's lock on it, so questions to a
# lake whose catalogue is a file go one after the other.
_one_at_a_time = threading.Lock()


class Lake:
    """The region's lake, reached through its settings."""

    def __init__(self, settings: RegionSettings, memory_limit: str = "") -> None:
        self._settings = settings
        self._memory_limit = memory_limit
        self._kept: duckdb.DuckDBPyConnection | None = None
        self._opening = threading.Lock()

    @contextlib.contextmanager
    def opened(self, *, to_write: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a connection of its own that has the lake as `lake`.

        Takes a third of a second; a page's question uses `reading`.
        """
        with self._turn():
            connection = self._connection()
            try:
                self._attach(connection, to_write=to_write)
                yield connection
            finally:
                connection.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor that sees one moment of the lake."""
        is_file = self._settings.is_one_file
        with self._turn():
            cursor = self._base().cursor()
            try:
                if is_file:
                    self._attach(cursor)
                cursor.begin()
                yield cursor
                cursor.rollback()
                if is_file:
                    cursor.execute("detach lake")
            except BaseException:
                self.close()  # the next question opens it anew
                raise
            finally:
                cursor.close()

    def close(self) -> None:
        """Let go of the lake; the next question opens it again."""
        with self._opening:
            if self._kept is not None:
                self._kept.close()
                self._kept = None

    def _turn(self) -> contextlib.AbstractContextManager[object]:
        is_file = self._settings.is_one_file
        return _one_at_a_time if is_file else contextlib.nullcontext()

    def _base(self) -> duckdb.DuckDBPyConnection:
        """Return the connection that stays open; PostgreSQL stays attached to it."""
        with self._opening:
            if self._kept is None:
                connection = self._connection()
                if not self._settings.is_one_file:
                    self._attach(connection)
                self._kept = connection
            return self._kept

    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(config=_CONFIG)
        spill = self._settings.folder / "spill"
        connection.execute(f"set temp_directory = {quoted(str(spill))}")
        if self._memory_limit:
            connection.execute(f"set memory_limit = '{self._memory_limit}'")
        load(connection, *(("ducklake",) if self._is_here else LAKE))
        if not self._is_here:
            reach_s3(connection)
        return connection

    @property
    def _is_here(self) -> bool:
        """Tell whether catalogue and data lie on this machine."""
        settings = self._settings
        return settings.is_one_file and not settings.data.startswith("s3://")

    def lay_out(self) -> None:
        """Make the tables of a new lake."""
        with self.opened(to_write=True) as connection:
            connection.begin()
            connection.execute((_HERE / "tables.sql").read_text(encoding="utf-8"))
            for statement in _LAYOUT:
                connection.execute(statement)
            connection.commit()

    def _attach(
        self, connection: duckdb.DuckDBPyConnection, *, to_write: bool = False
    ) -> None:
        # What is not inlined in the catalogue lies in Parquet, where Spark finds it.
        mode = "data_inlining_row_limit 0" if to_write else "read_only"
        mode += ", override_data_path true"  # a copied folder has its data elsewhere
        if not self._settings.is_one_file:
            mode += f", metadata_schema '{_SCHEMA}'"  # schools have theirs beside it
        statement = (
            f"attach {quoted(self._settings.catalogue)} as lake "
            f"(data_path {quoted(self._settings.data)}, {mode})"
        )
        for _ in range(_TRIES - 1):
            try:
                connection.execute(statement)
            except duckdb.IOException as error:
                if not any(sign in str(error) for sign in _LOCKED):
                    raise self._not_opened(error) from error
                time.sleep(_PAUSE)
            except duckdb.Error as error:
                raise self._not_opened(error) from error
            else:
                return
        connection.execute(statement)

    def _not_opened(self, error: duckdb.Error) -> VedomostError:
        """Say that the lake cannot be reached; without the passwords in its address."""
        return VedomostError(
            "The lake of the region {name} cannot be opened ({reason}). Look whether "
            "its PostgreSQL and store run, or its files lie where vedomost.toml says.",
            name=self._settings.name,
            reason=type(error).__name__,
        )


def build_models(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views over the lake, in the connection's own memory."""
    for model in MODELS:
        connection.execute((MODELS_FOLDER / model).read_text(encoding="utf-8"))
