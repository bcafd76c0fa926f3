"""What one process remembers of a school between writes, and when it forgets it.

Everything that changes the school's set-up, its closings and its void periods seals a
block of its own in the same transaction. So one look at the blocks after the last known
one tells whether what is remembered still holds, whoever wrote them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from warehouse.blocks import NO_BLOCK, Block
from warehouse.known_page import EMPTY, Change, KnownPage
from warehouse.page_facts import PageFacts, load_page_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    import duckdb

    from warehouse.known_page import PageValues

T = TypeVar("T")
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
        self._last = NO_BLOCK  # the last known one
        self._made: dict[Hashable, object] = {}  # of these facts
        self._pages: OrderedDict[str, KnownPage] = OrderedDict()
        # What blocks of this process changed, until they are seen to be committed.
        self._sealed: dict[Block, Mapping[str, KnownPage | None]] = {}

    def facts(self, cursor: duckdb.DuckDBPyConnection) -> PageFacts:
        """Return the facts as a cursor sees them.

        Inside a write ask before anything is sealed: what is rolled back must not be
        taken for known.
        """
        return self.facts_and_last(cursor)[0]

    def facts_and_last(
        self, cursor: duckdb.DuckDBPyConnection
    ) -> tuple[PageFacts, Block]:
        """Return the facts and the last block, both as this cursor sees them.

        At once: other threads ask meanwhile, and some see an earlier moment.
        """
        with self._lock:
            blocks = _blocks_since(cursor, self._last)
            if self._last != NO_BLOCK and self._last not in blocks:
                # Another history than the known one.
                self._facts, self._last = None, NO_BLOCK
                blocks = _blocks_since(cursor, NO_BLOCK)
            blocks.pop(self._last, None)
            if self._facts is None or any(blocks.values()):
                self._facts = load_page_facts(cursor)
                self._made = {}
                self._pages.clear()
            for block in blocks:
                self._follow(block)
            self._last = next(reversed(blocks), self._last)
            last = self._last.block_id
            self._sealed = {at: one for at, one in self._sealed.items() if at[0] > last}
            return self._facts, self._last

    def values(
        self, cursor: duckdb.DuckDBPyConnection, page_ids: Iterable[str]
    ) -> dict[str, PageValues]:
        """Return the current values of pages; after `facts`, in the same write.

        Nobody may change what is returned.
        """
        with self._lock:
            wanted = list(page_ids)
            missing = [page for page in wanted if page not in self._pages]
            if missing:
                self._pages |= _pages(cursor, missing)
            found = {page: self._pages[page].values for page in wanted}
            for page in wanted:
                self._pages.move_to_end(page)
            count = sum(len(page.values) for page in self._pages.values())
            while count > MAX_VALUES and self._pages:
                count -= len(self._pages.popitem(last=False)[1].values)
            return found

    def after(self, changed: Iterable[Change]) -> dict[str, KnownPage | None]:
        """Return the pages that change as they are afterwards; None: not in memory.

        After `values` of them, in the same write.
        """
        with self._lock:
            return {
                page_id: page.after(changes) if page else None
                for page_id, changes in _by_page(changed).items()
                for page in [self._pages.get(page_id)]
            }

    def sealed(self, block: Block, pages: Mapping[str, KnownPage | None]) -> None:
        """Note how pages are if a block is committed that changes no others."""
        with self._lock:
            self._sealed[block] = pages

    def _follow(self, block: Block) -> None:
        """Bring the values up to a block; forget them if somebody else sealed it."""
        if block not in self._sealed:
            self._pages.clear()
            return
        for page_id, page in self._sealed[block].items():
            if page is None:
                self._pages.pop(page_id, None)
            else:
                self._pages[page_id] = page

    def forget(self) -> None:
        """Forget everything, as after a change that no block tells of."""
        with self._lock:
            self._facts = None
            self._pages.clear()

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


def _blocks_since(cursor: duckdb.DuckDBPyConnection, last: Block) -> dict[Block, bool]:
    """Return the last known block, if it is there, and all later ones in their order.

    Of each, whether it changes facts.
    """
    rows = cursor.execute(_BLOCKS, {"last": last.block_id}).fetchall()
    return {Block(*row[:4]): row[4] for row in rows}


def _by_page(changed: Iterable[Change]) -> dict[str, list[Change]]:
    pages: dict[str, list[Change]] = defaultdict(list)
    for one in changed:
        pages[one.key[0]].append(one)
    return pages


def _pages(
    cursor: duckdb.DuckDBPyConnection, page_ids: list[str]
) -> dict[str, KnownPage]:
    rows = cursor.execute(_CURRENT, {"page_ids": page_ids}).fetchall()
    found = _by_page(Change(row[:5], row[5], row[6:]) for row in rows)
    return {page: EMPTY.after(found.get(page, ())) for page in page_ids}


_CURRENT = """
    select
        page_id, lesson_id, period_id, student_id, field, value, mark_1, mark_2,
        attendance
    from journal.current
    where list_contains($page_ids, page_id)
"""
# Blocks of hand-ins and imports hold entries alone, those of prints change no page.
_BLOCKS = """
    select
        block_id, first_entry_id, count_entries, digest,
        upload_id = '' and changes_pages is distinct from false as changes_facts
    from journal.blocks
    where block_id >= $last
    order by block_id
"""
