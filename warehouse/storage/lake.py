"""A school's DuckLake: catalogue in PostgreSQL, Parquet in S3, many nodes at once.

Any node may serve the school at any moment. One writes at a time: it holds the
school's lock in PostgreSQL for one transaction. Should a node lose the lock unnoticed
(its connection broke, its transaction went on), the row of `head` fences it: every
commit rewrites that row, and DuckLake lets one of two transactions do so.
"""

from __future__ import annotations

import contextlib
import uuid
from typing import TYPE_CHECKING

import duckdb
import psycopg
from psycopg import sql

from warehouse.errors import VedomostError
from warehouse.installation.connections import NoCatalogueError, connect
from warehouse.storage.catalogue import Catalogue, join, leave
from warehouse.storage.extensions import CONFIG, LAKE, load, quoted
from warehouse.storage.hearing import CHANNEL, Listener
from warehouse.storage.lake_place import reach_s3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from warehouse.installation.connections import Row
    from warehouse.storage.lake_place import LakePlace

_NAME = "school"
_HEAD = "table main.head"
# Rows of one insert that stay in PostgreSQL until `tidy` writes them into Parquet.
_INLINED = 1_000
# What a lake has written under a name is never written otherwise: no need to ask again.
_UNCHANGING = {
    "validate_external_file_cache": "'no_validation'",
    "enable_http_metadata_cache": "true",
}
_IS_GONE = 'ducklake_snapshot" does not exist'  # what `rename_catalogue` leaves
_KEPT_MOMENTS = "interval '1 day'"  # longer than any reading goes on


class ConflictError(VedomostError):
    """Another node wrote the school at the same moment: nothing was recorded here."""


class Lake:
    """The tables of one school in the lake, opened by one node."""

    use = f"use {_NAME}"
    keeps_comments = False
    reads_one_moment = True
    own_places = frozenset({_HEAD})

    def __init__(self, place: LakePlace, folder: Path) -> None:
        self.place = place
        self.identity = f"{place.schema} {folder}"
        self._folder = folder
        self._node = uuid.uuid4().hex
        self._catalogue: Catalogue | None = None
        self._teller: psycopg.Connection[Row] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    def open(self) -> duckdb.DuckDBPyConnection:
        """Attach the lake; a new one is made when it is opened first."""
        connection = duckdb.connect(config=CONFIG)
        self._catalogue = join(self.place.installation.catalogue)
        try:
            load(connection, *LAKE)
            connection.execute(f"set temp_directory = {quoted(self._folder / '.tmp')}")
            for setting, value in _UNCHANGING.items():
                connection.execute(f"set global {setting} = {value}")
            if self.place.installation.is_in_s3:
                reach_s3(connection)
            self._attach(connection)
        except BaseException as error:
            connection.close()
            self.close()
            if not isinstance(error, duckdb.Error):
                raise
            raise VedomostError(
                "The lake of the school {school_id} cannot be opened: {reason}.",
                school_id=self.place.school_id,
                reason=type(error).__name__,
            ) from error
        self._connection = connection
        return connection

    def _attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        address = quoted(f"ducklake:postgres:{self.place.installation.catalogue}")
        with self.alone():
            connection.execute(
                f"attach {address} as {_NAME} (metadata_schema '{self.place.schema}', "
                f"data_path {quoted(self.place.tables)}, override_data_path true, "
                f"encrypted, data_inlining_row_limit {_INLINED})"
            )
            connection.execute(f"use {_NAME}")
            connection.execute(
                "create table if not exists main.head (version bigint, commits bigint)"
            )
            connection.execute(
                "insert into main.head select 0, 0 "
                "where not exists (select 1 from main.head)"
            )

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the school's lock among all nodes."""
        if self._catalogue is None:
            raise RuntimeError("the lake is not open")
        with self._catalogue.lock(f"write {self.place.schema}") as connection:
            self._teller = connection
            try:
                yield
            finally:
                self._teller = None

    def begun(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """Return the number of commits of all nodes."""
        found = cursor.execute("select commits from main.head").fetchone()
        return int(found[0]) if found else 0

    def ending(
        self, cursor: duckdb.DuckDBPyConnection, *, announced: bool
    ) -> int | None:
        """Rewrite the row that lets one of two transactions through."""
        cursor.execute(
            "update main.head set commits = commits + 1, version = version + ?",
            [int(announced)],
        )
        found = cursor.execute("select version from main.head").fetchone()
        return int(found[0]) if found else 0

    def not_committed(self, error: duckdb.Error) -> VedomostError:
        """Say that another node was quicker, or that the lake takes nothing."""
        if "conflict" in str(error).lower():
            return ConflictError(
                "Another server wrote for this school at the same moment. Nothing was "
                "recorded. Try again."
            )
        return _nobody_there(error)

    def unanswered(self, error: duckdb.Error) -> VedomostError | None:
        """Say that catalogue or contents were not there when they were asked.

        What PostgreSQL's own library says is of no kind of DuckDB's.
        """
        if isinstance(error, duckdb.BinderException) and _IS_GONE in str(error):
            return VedomostError(
                "The school’s journal has been moved to another place. Nothing was "
                "recorded. Try again in a minute."
            )
        is_away = isinstance(error, duckdb.IOException) or type(error) is duckdb.Error
        return _nobody_there(error) if is_away else None

    def committed(self, version: int, *, announced: bool) -> None:
        """Tell other nodes; whom this does not reach looks within a minute."""
        if self._teller is None or not announced:
            return
        with contextlib.suppress(psycopg.Error):
            self._teller.execute(
                "select pg_notify(%s, %s)",
                [CHANNEL, f"{self.place.schema} {self._node} {version}"],
            )

    def hear(self, heard: Callable[[int], None]) -> Callable[[], None]:
        """Listen, and look where something may have been missed."""

        def told(version: int | None) -> None:
            heard(self.version() if version is None else version)

        if self._catalogue is None:
            raise RuntimeError("the lake is not open")
        listener = Listener(self.place.schema, self._node, told)
        return self._catalogue.ear().listen(listener)

    def version(self) -> int:
        """Return the version as committed now; 0 where it cannot be asked."""
        if self._connection is None:
            return 0
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(self.use)
                found = cursor.execute("select version from main.head").fetchone()
        except duckdb.Error:
            return 0  # closed meanwhile, or the catalogue is away: asked again soon
        return int(found[0]) if found else 0

    def tidy(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Write inlined rows into Parquet, join small files, let old moments go."""
        before = f"older_than => now() - {_KEPT_MOMENTS}"
        for call in (
            f"ducklake_flush_inlined_data('{_NAME}')",
            f"ducklake_merge_adjacent_files('{_NAME}')",
            f"ducklake_rewrite_data_files('{_NAME}')",
            f"ducklake_expire_snapshots('{_NAME}', {before})",
            f"ducklake_cleanup_old_files('{_NAME}', {before})",
        ):
            cursor.execute(f"call {call}").fetchall()

    def size(self) -> int:
        """Return the bytes of the Parquet files; the catalogue's are not counted."""
        if self._connection is None:
            return 0
        with self._connection.cursor() as cursor:
            found = cursor.execute(
                "select sum(file_size_bytes + delete_file_size_bytes) "
                f"from ducklake_table_info('{_NAME}')"
            ).fetchone()
        return int(found[0] or 0) if found else 0

    def close(self) -> None:
        """Let go of the catalogue."""
        if self._catalogue is not None:
            leave(self._catalogue)
            self._catalogue = None


def _nobody_there(error: duckdb.Error) -> NoCatalogueError:
    return NoCatalogueError(
        "The lake of the schools does not answer at the moment ({reason}). Nothing "
        "was recorded. Tell the administrator, and try again later.",
        reason=type(error).__name__,
    )


def rename_catalogue(place: LakePlace, suffix: str) -> None:
    """Give a school's catalogue another name, so that a new one may be made."""
    with connect(place.installation.catalogue) as connection:
        connection.execute(
            sql.SQL("alter schema {} rename to {}").format(
                sql.Identifier(place.schema),
                sql.Identifier(f"{place.schema}_left_{suffix}"),
            )
        )
