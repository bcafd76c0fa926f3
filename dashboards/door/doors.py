"""Which row of the table of access an address belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import compile_path

from dashboards.access import DOORS

if TYPE_CHECKING:
    from dashboards.access import Door

_PATTERNS = tuple((compile_path(door.path)[0], door) for door in DOORS)
_PLAIN_FIRST = sorted(_PATTERNS, key=lambda row: "{" in row[1].path)


def door_of(method: str, path: str) -> Door | None:
    """Return the door that answers; None for Streamlit's addresses and unknown ones."""
    asked = "GET" if method == "HEAD" else method
    for pattern, door in _PLAIN_FIRST:
        if door.method in (asked, "ANY") and pattern.match(path):
            return door
    return None
