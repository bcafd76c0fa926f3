"""What the warehouse asks of the place where its tables lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager

    import duckdb

    from warehouse.errors import VedomostError


class Storage(Protocol):
    """The tables of one school, opened by one process.

    `identity` is the same for everybody who opens these tables from this folder, and
    another one for every other school: the first part of whatever is remembered.
    """

    @property
    def identity(self) -> str:
        """Name these tables."""

    @property
    def use(self) -> str:
        """Return what a new cursor must be told first, or nothing."""

    @property
    def reads_one_moment(self) -> bool:
        """Tell whether a reading is one transaction: looking up the moment is dear."""

    @property
    def keeps_comments(self) -> bool:
        """Tell whether comments on a view's columns are kept."""

    @property
    def own_places(self) -> Collection[str]:
        """Return the tables that the storage keeps for itself, `table schema.name`."""

    def open(self) -> duckdb.DuckDBPyConnection:
        """Open the tables; VedomostError says why they cannot be."""

    def version(self) -> int:
        """Return the number of announced commits; 0 where only this process counts."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep every other writer of the school out, in whatever process."""

    def begun(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """Return the number of commits before the transaction that has just begun."""

    def ending(
        self, cursor: duckdb.DuckDBPyConnection, *, announced: bool
    ) -> int | None:
        """Have the last word in a transaction; return the version that it makes.

        None where this process alone counts versions.
        """

    def not_committed(self, error: duckdb.Error) -> VedomostError:
        """Say why a transaction was not committed."""

    def unanswered(self, error: duckdb.Error) -> VedomostError | None:
        """Say why a question was not answered, if it will be, later on."""

    def committed(self, version: int, *, announced: bool) -> None:
        """Tell other nodes, still alone."""

    def hear(self, heard: Callable[[int], None]) -> Callable[[], None]:
        """Call `heard(version)` after other nodes' commits; return how to stop that."""

    def tidy(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Fold what commits left beside the tables into them; called alone."""

    def size(self) -> int:
        """Return the bytes that the tables take."""

    def close(self) -> None:
        """Let go of what is held beside the open tables."""
