"""Names of a workbook's sheets: what Excel takes, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LONGEST_TAB = 31
_NOT_IN_A_TAB = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def new_tab(book: Workbook, name: str, taken: set[str]) -> Worksheet:
    """Return a new sheet; a name that is taken gets a number."""
    words = " ".join(name.translate(_NOT_IN_A_TAB).split())
    # A control character makes a file that no program opens; cells are safe of that.
    plain = "".join(filter(str.isprintable, words))[:_LONGEST_TAB]
    tab, number = plain, 2
    while tab.casefold() in taken:
        ending = f" {number}"
        tab, number = plain[: _LONGEST_TAB - len(ending)] + ending, number + 1
    taken.add(tab.casefold())
    return book.add_worksheet(tab)
