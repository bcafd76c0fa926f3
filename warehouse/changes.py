"""Which journal pages the last commits changed, so that other pages need not look.

Unless its writer says otherwise a commit may have changed anything: the set-up, who
may read what, a closed period. A writer that changes nothing but what a few journal
pages hold says so, and whoever looks at other pages keeps what they have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def hand_ins_of(person_id: str) -> str:
    """Return the name under which a person's hand-ins are followed like a page."""
    return f"handed in by {person_id}"


class Changes:
    """The versions at which anything, and at which each journal page, last changed."""

    def __init__(self) -> None:
        # Of pages only versions after the last one that may have changed anything.
        self._last: tuple[int, Mapping[str, int]] = (0, {})
        self._only: frozenset[str] | None = None

    @property
    def anything(self) -> int:
        """The last version that may have changed anything."""
        return self._last[0]

    def begin(self) -> None:
        """Begin a transaction, of which nothing is said yet."""
        self._only = None

    def only(self, page_ids: Iterable[str], handed_in_by: str = "") -> None:
        """Say, inside the transaction, that it changes nothing but these pages.

        And the list of what a person has handed in.
        """
        handed_in = [hand_ins_of(handed_in_by)] if handed_in_by else []
        self._only = frozenset([*page_ids, *handed_in])

    def committed(self, version: int) -> None:
        """Note what the transaction that made this version changed."""
        anything, pages = self._last
        if self._only is None:
            self._last = (version, {})
        else:
            self._last = (anything, {**pages, **dict.fromkeys(self._only, version)})
        self._only = None

    def heard(self, version: int) -> None:
        """Note that another node made this version: it may have changed anything."""
        self._last = (version, {})

    def version_of(self, page_ids: Iterable[str]) -> int:
        """Return the last version that concerns any of these pages."""
        anything, pages = self._last
        return max((pages[one] for one in page_ids if one in pages), default=anything)
