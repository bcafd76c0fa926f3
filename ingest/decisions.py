"""The teacher's word on cells that wait: conflicts and emptied cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from ingest.workbook import CellKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Taken: TypeAlias = Literal["file", "journal"]


class Decision(NamedTuple):
    """Whose value holds, and the journal's value that it was decided against.

    Once the journal has yet another value the decision no longer applies: the teacher
    has not seen it.
    """

    taken: Taken
    seen: str | None


@dataclass(frozen=True)
class Decisions:
    """What a hand-in comes with; without any, all that waits goes on waiting."""

    cells: Mapping[CellKey, Decision] = field(default_factory=dict)
    confirms_removals: bool = False  # every emptied cell, as the command line says it

    def on(self, key: CellKey, current: str | None) -> Taken | None:
        """Return the word on a cell whose value in the journal is `current` now."""
        decided = self.cells.get(key)
        return decided.taken if decided and decided.seen == current else None

    def about(self, page_id: str) -> Decisions:
        """Return the word on one page's cells."""
        own = {key: one for key, one in self.cells.items() if key.page_id == page_id}
        return Decisions(own, self.confirms_removals)

    def as_rows(self) -> list[list[Any]]:
        """Return the decided cells as JSON can hold them."""
        return [[*key, *decision] for key, decision in self.cells.items()]

    @classmethod
    def from_rows(
        cls, rows: Iterable[list[Any]], *, confirms_removals: bool
    ) -> Decisions:
        """Return what `as_rows` gave."""
        cells = {CellKey(*row[:5]): Decision(row[5], row[6]) for row in rows}
        return cls(cells, confirms_removals)


NONE = Decisions()
