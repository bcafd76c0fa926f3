"""What one process remembers of a school between writes, and when it forgets it.

Everything that changes the school's set-up, its closings and its void periods seals a
block of its own in the same transaction. So one look at the blocks after the last known
one tells whether what is remembered still holds, whoever wrote them.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from warehouse.page_facts import PageFacts, load_page_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import duckdb

T = TypeVar("T")


class KnownFacts:
    """The facts of a school's pages, read again when a block says that they changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._facts: PageFacts | None = None
        self._seen = (0, "")  # number and digest of the last known block
        self._made: dict[Hashable, object] = {}  # of these facts

    def facts(self, cursor: duckdb.DuckDBPyConnection) -> PageFacts:
        """Return the facts as a cursor sees them.

        Inside a write ask before anything is sealed: what is rolled back must not be
        taken for known.
        """
        with self._lock:
            blocks = cursor.execute(_BLOCKS, {"seen": self._seen[0]}).fetchall()
            known = [block for block in blocks if block[:2] == self._seen]
            new = [block for block in blocks if block[:2] != self._seen]
            is_followed = bool(known) or self._seen == (0, "")
            if self._facts is None or not is_followed or any(b[2] for b in new):
                self._facts = load_page_facts(cursor)
                self._made = {}
            self._seen = blocks[-1][:2] if blocks else (0, "")
            return self._facts

    def forget(self) -> None:
        """Forget everything, as after a change that no block tells of."""
        with self._lock:
            self._facts = None

    def made(
        self,
        cursor: duckdb.DuckDBPyConnection,
        key: Hashable,
        make: Callable[[duckdb.DuckDBPyConnection], T],
    ) -> T:
        """Return what `make` makes of the set-up, made once for as long as it holds."""
        self.facts(cursor)
        made = self._made
        if key not in made:
            made[key] = make(cursor)
        return made[key]  # type: ignore[return-value]


# Blocks of hand-ins and imports hold entries alone, those of prints change no page.
_BLOCKS = """
    select
        block_id, digest,
        upload_id = '' and changes_pages is distinct from false as changes_facts
    from journal.blocks
    where block_id >= $seen
    order by block_id
"""
