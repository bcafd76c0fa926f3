"""What one process remembers of a school between writes, and when it forgets it.

Everything that changes the school's set-up, its closings and its void periods seals a
block of its own in the same transaction. So one look at the blocks after the last known
one tells whether what is remembered still holds, whoever wrote them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from warehouse import teaching
from warehouse.page_facts import PageFacts, load_page_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    import duckdb

    from warehouse.blocks import Block

T = TypeVar("T")
PageValues: TypeAlias = dict[tuple[str, ...], str]  # whole key → value as understood
Values: TypeAlias = (
    "Callable[[duckdb.DuckDBPyConnection, Iterable[str]], dict[str, PageValues]]"
)
MAX_VALUES = 150_000  # of the pages handed in last


class KnownFacts:
    """The facts and current values of a school's pages, as far as they hold.

    Facts are read again when a block says that they changed. Values follow the blocks
    that this process sealed; after any other block they are read again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._facts: PageFacts | None = None
        self._seen = (0, "")  # number and digest of the last known block
        self._made: dict[Hashable, object] = {}  # of these facts
        self._values: OrderedDict[str, PageValues] = OrderedDict()
        # What blocks of this process changed, until they are seen to be committed.
        self._sealed: dict[tuple[int, str], list[tuple[str | None, ...]]] = {}

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
                self._values.clear()
            for block in new:
                self._follow(block[:2])
            self._seen = blocks[-1][:2] if blocks else (0, "")
            seen = self._seen[0]
            self._sealed = {at: one for at, one in self._sealed.items() if at[0] > seen}
            return self._facts

    def values(
        self, cursor: duckdb.DuckDBPyConnection, page_ids: Iterable[str]
    ) -> dict[str, PageValues]:
        """Return the current values of pages; after `facts`, in the same write.

        Nobody may change what is returned.
        """
        with self._lock:
            wanted = list(page_ids)
            missing = [page for page in wanted if page not in self._values]
            if missing:
                self._values |= teaching.current_values(cursor, missing)
            found = {page: self._values[page] for page in wanted}
            for page in wanted:
                self._values.move_to_end(page)
            count = sum(map(len, self._values.values()))
            while count > MAX_VALUES and self._values:
                count -= len(self._values.popitem(last=False)[1])
            return found

    def sealed(self, block: Block, changed: Iterable[tuple[str | None, ...]]) -> None:
        """Note what a block changes if it is committed: whole keys and values."""
        with self._lock:
            self._sealed[block.block_id, block.digest] = list(changed)

    def _follow(self, block: tuple[int, str]) -> None:
        """Bring the values up to a block; forget them if somebody else sealed it."""
        if block not in self._sealed:
            self._values.clear()
            return
        touched: dict[str, PageValues] = {}
        for *key, value in self._sealed[block]:
            page, whole_key = str(key[0]), tuple(map(str, key))
            if page not in self._values:
                continue
            if page not in touched:  # a copy: somebody may still read what was before
                touched[page] = dict(self._values[page])
            if value is None:
                touched[page].pop(whole_key, None)
            else:
                touched[page][whole_key] = value
        self._values |= touched

    def forget(self) -> None:
        """Forget everything, as after a change that no block tells of."""
        with self._lock:
            self._facts = None
            self._values.clear()

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
