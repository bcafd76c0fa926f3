"""Addresses of the lists behind figures: what is chosen, and which list of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from dashboards.timeliness.words import count

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST, SHEET, ENTRY = "list", "sheet", "entry"
OF = ("teacher", "subject", "unit", "level", "kind", "week", "page", "weekday", "slot")


class Links(NamedTuple):
    """Makes addresses of this page out of what it is asked about."""

    chosen: tuple[tuple[str, str], ...]
    language: str

    @classmethod
    def of(
        cls,
        address: tuple[tuple[str, str], ...],
        query: Mapping[str, str],
        language: str,
    ) -> Links:
        """Return links that keep what is chosen and how it is broken down.

        Of the page's own address only that is taken: which filters were chosen it
        learns one run later.
        """
        kept = [one for one in query.items() if one[0].startswith("by_")]
        return cls((*address, *kept), language)

    def overview(self) -> str:
        """Return the address of the figures themselves."""
        return f"?{urlencode(self.chosen)}"

    def to(self, which: str, **of: str) -> str:
        """Return the address of a list, `of_…` narrowed down to one row's."""
        narrowed = [(f"of_{name}", one) for name, one in of.items() if one]
        return f"?{urlencode([*self.chosen, (LIST, which), *narrowed])}"

    def opening(self, value: int, which: str, **of: str) -> str:
        """Return the HTML of a count that opens its list; nothing opens for 0."""
        told = count(value, self.language)
        if not value:
            return f'<span class="zero">{told}</span>'
        return f'<a href="{escaped(self.to(which, **of))}" target="_self">{told}</a>'


def escaped(address: str) -> str:
    """Return an address of `urlencode` inside an attribute."""
    return address.replace("&", "&amp;")
