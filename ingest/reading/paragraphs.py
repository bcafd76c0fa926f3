"""The text of an OpenDocument cell: paragraphs are lines, blanks have elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reading.guard import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

# An indentation is one blank. Several blanks stay: the standard takes them for one
# and has an element for more, but LibreOffice writes them so in a text of many lines.
_INDENTED = re.compile(r"(?<! ) *+[\t\r\n][ \t\r\n]*+")  # once over a run
_COUNT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}c"
# What stands inside a paragraph and is no part of its text.
_ASIDE = {"annotation", "annotation-end", "note", "ruby-text", "frame", "custom-shape"}


class Paragraphs:
    """Takes the events inside one cell; comments and drawings are left out."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = []
        self._depth = 0
        self._aside_depth = 0  # the depth at which something aside began

    @property
    def is_open(self) -> bool:
        """Tell whether an element inside the cell is still open."""
        return self._depth > 0

    @property
    def count(self) -> int:
        """Return the number of paragraphs, empty ones too."""
        return len(self._lines)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open an element; whatever is no paragraph of the cell itself is aside."""
        self._depth += 1
        if self._aside_depth:
            return
        if self._depth == 1 and name in {"p", "h"}:
            self._lines.append([])
        elif self._depth == 1 or name in _ASIDE:
            self._aside_depth = self._depth
        elif name == "line-break":
            self._lines[-1].append("\n")
        elif name == "tab":
            self._lines[-1].append("\t")
        elif name == "s":
            count = int(attributes.get(_COUNT, "1"))
            self._lines[-1].append(" " * min(max(count, 1), MAX_TEXT))

    def end(self, _: str) -> None:
        """Close an element."""
        if self._depth == self._aside_depth:
            self._aside_depth = 0
        self._depth -= 1

    def text(self, text: str) -> None:
        """Take text; blanks between the tags of a cell are no text."""
        if self._depth and not self._aside_depth:
            self._lines[-1].append(_INDENTED.sub(" ", text))

    def written(self) -> str:
        """Return the text with its line breaks."""
        return "\n".join("".join(line) for line in self._lines)
