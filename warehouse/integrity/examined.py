"""What the checks look at: one school, at one moment of its database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import duckdb

    from warehouse.integrity.stored import StoredBlock
    from warehouse.school_folder import School


class Examined(NamedTuple):
    """A school and a cursor inside a transaction: all checks see the same moment."""

    school: School
    cursor: duckdb.DuckDBPyConnection
    blocks: list[StoredBlock]
    filed: list[str]  # what lies in the folders of filed files at that moment
    missing: tuple[str, ...] = ()  # of a school in a lake: noted, and not stored
    damaged: tuple[str, ...] = ()  # stored, and not what was put there
