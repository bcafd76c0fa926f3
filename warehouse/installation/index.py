"""The index of a school's files: which path has which content, in PostgreSQL.

Changes of a school are numbered without gaps in the order of their commits: the row of
the school is locked from the number to the commit. So whoever has seen a number has
seen all below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import LiteralString

    from warehouse.installation.connections import Connections

RECEIVED = "received/"  # fetched one by one when somebody reads them
_COLUMNS = "path, sha256, stored_as, size, is_removed"
_NUMBER = """
with numbered as (
    update vedomost.schools set last_change = last_change + 1
    where school_id = %s
    returning school_id, last_change
)
"""
_NOTE = f"""{_NUMBER}
insert into vedomost.files (school_id, {_COLUMNS}, changed_seq)
select numbered.school_id, told.path, told.sha256, told.stored_as, told.size,
    false, numbered.last_change
from numbered, unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])
    as told (path, sha256, stored_as, size)
on conflict (school_id, path) do update set
    sha256 = excluded.sha256, stored_as = excluded.stored_as, size = excluded.size,
    is_removed = false, changed_seq = excluded.changed_seq
"""
_AT_OR_BELOW = "not is_removed and (path = %s or path >= %s and path < %s)"
_REMOVE = f"""{_NUMBER}, gone as (
    update vedomost.files set is_removed = true, changed_seq = numbered.last_change
    from numbered
    where files.school_id = numbered.school_id and {_AT_OR_BELOW}
)
select last_change from numbered
"""
_CHANGED = f"""
select last_change, {_COLUMNS}
from vedomost.schools
left join vedomost.files
    on files.school_id = schools.school_id and changed_seq > %s
    and not path ^@ '{RECEIVED}'
where schools.school_id = %s
order by changed_seq
"""


class Entry(NamedTuple):
    """A file of the index; `stored_as` names its object."""

    path: str
    sha256: str
    stored_as: str
    size: int
    is_removed: bool = False


class Index:
    """The index of one school."""

    def __init__(self, connections: Connections, school_id: str) -> None:
        self._connections = connections
        self._school_id = school_id

    def note(self, entries: Sequence[Entry]) -> None:
        """Note what lies at some paths now, all of it in one change."""
        if entries:
            columns = list(map(list, zip(*entries, strict=True)))[:4]
            self._changed(f"{_NOTE} returning path", columns)

    def note_first(self, entry: Entry) -> None:
        """Note a file unless its path has one: of two that make it, one wins."""
        self._connections.rows(
            f"{_NOTE} where files.is_removed",
            [self._school_id, *([value] for value in entry[:4])],
        )

    def remove(self, path: str) -> None:
        """Note that the file of a path, or all below it, is no more."""
        self._changed(_REMOVE, _at_or_below(path))

    def one(self, path: str) -> Entry | None:
        """Return the file of a path, None if there is none."""
        found = self._entries("not is_removed and path = %s", [path])
        return found[0] if found else None

    def at(self, path: str) -> list[Entry]:
        """Return the file of a path, or what is below it."""
        return self._entries(_AT_OR_BELOW, _at_or_below(path))

    def all(self) -> list[Entry]:
        """Return every file that is there, by path."""
        return self._entries("not is_removed", [])

    def all_but(self, beginnings: Sequence[str]) -> list[Entry]:
        """Return what is there and begins otherwise."""
        return self._entries(
            "not is_removed and not path ^@ any(%s)", [list(beginnings)]
        )

    def changed_since(self, number: int) -> tuple[int, list[Entry]]:
        """Return the number of the last change, and files changed after another one.

        Received files are none of them: they never change.
        """
        rows = self._connections.rows(_CHANGED, [number, self._school_id])
        if not rows:
            raise self._unknown()
        return rows[0][0], [Entry(*row[1:]) for row in rows if row[1] is not None]

    def _entries(
        self, condition: LiteralString, values: Sequence[object]
    ) -> list[Entry]:
        rows = self._connections.rows(
            f"select {_COLUMNS} from vedomost.files where school_id = %s "
            f"and {condition} order by path",
            [self._school_id, *values],
        )
        return [Entry(*row) for row in rows]

    def _changed(self, query: LiteralString, values: Sequence[object]) -> None:
        if not self._connections.rows(query, [self._school_id, *values]):
            raise self._unknown()

    def _unknown(self) -> VedomostError:
        return VedomostError(
            "The installation’s registry has no school “{school_id}”. Take the school "
            "into the installation with “vedomost move”.",
            school_id=self._school_id,
        )


def _at_or_below(path: str) -> list[str]:
    return [path, f"{path}/", f"{path}0"]  # the sign after a slash is a nought
