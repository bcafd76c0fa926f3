"""People's own words inside sentences that Streamlit reads as Markdown."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
_LONGEST = 90


def plain(text: str) -> str:
    """Return a text of which Markdown leaves every sign as it stands."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def short(text: str) -> str:
    """Return `plain` of a text's beginning: homework can be long."""
    words = " ".join(text.split())
    return plain(words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…")
