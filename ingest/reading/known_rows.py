"""What was read from rows that the child told before: looked up, not read again.

A row that did not change between two saves is the very same list (`wire.py`), and what
it says depends on nothing but itself and on what is named beside it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from ingest.reading.sheets import CellValue

T = TypeVar("T")


def hash_of(*parts: object) -> str:
    """Return a digest of what is the same for all rows of a sheet."""
    text = "\x1f".join(map(repr, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class KnownRows(Generic[T]):
    """Remembers at most `limit` rows, then begins anew."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: dict[tuple[int, Hashable], tuple[list[CellValue], T]] = {}

    def read(self, row: list[CellValue], beside: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes of a row; `beside` names all else it looks at."""
        key = (id(row), beside)
        known = self._known.get(key)
        # The row is kept with what was made of it, so its id is nobody else's.
        if known is not None and known[0] is row:
            return known[1]
        if len(self._known) >= self._limit:
            self._known.clear()
        made = make()
        self._known[key] = (row, made)
        return made
