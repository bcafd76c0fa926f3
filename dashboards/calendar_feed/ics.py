"""iCalendar text (RFC 5545): escaped, folded, with line ends as it asks.

Three rules, written out here rather than by a library: see docs/decisions/0033.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Line = tuple[str, str]  # name with its parameters, value as it is written
_LONGEST_LINE = 75  # octets, line end apart
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def text(value: str) -> str:
    """Return a text as a value; of control signs only the line end stays."""
    told = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        _ESCAPED.get(sign, sign) for sign in told if sign == "\n" or sign.isprintable()
    )


def utc(moment: datetime) -> str:
    """Return a moment of the warehouse, which keeps UTC without zone."""
    return f"{moment:%Y%m%dT%H%M%SZ}"


def component(name: str, lines: Iterable[Line], inner: str = "") -> str:
    """Return a component with its properties; an empty value is left out."""
    told = "".join(_folded(f"{key}:{value}") for key, value in lines if value)
    return f"BEGIN:{name}\r\n{told}{inner}END:{name}\r\n"


def _folded(line: str) -> str:
    """Break a line into pieces of 75 octets, none of them within a letter."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LONGEST_LINE:
            pieces.append(piece)
            piece, size = "", 1  # the blank that goes before what is continued
        piece, size = piece + sign, size + octets
    return "\r\n ".join((*pieces, piece)) + "\r\n"
