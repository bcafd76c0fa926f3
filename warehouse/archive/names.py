"""Names of archive files that every system takes: Windows, Linux, a ZIP, a manifest."""

from __future__ import annotations

import re
import unicodedata

ROOT = "archive"
_LONGEST = 60  # signs: a whole path stays below the 260 of Windows
# Forbidden on Windows; `%` and line ends are what BagIt would have to encode.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%~\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(words: str, longest: int = _LONGEST) -> str:
    """Return words as the name of a file or folder: «5/1: Ин. яз.» is «5-1- Ин. яз»."""
    plain = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", words))
    seen = "".join(sign if sign.isprintable() else " " for sign in plain)
    name = " ".join(seen.split())[:longest].strip(" .")
    return f"_{name}" if not name or _DEVICE.match(name) else name


def unlike(name: str, taken: set[str]) -> str:
    """Return the name, with a number where it is taken, and take it.

    Windows does not tell «Алгебра» from «алгебра».
    """
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name} {number}"
    taken.add(found.casefold())
    return found


def year_folder(year_id: str) -> str:
    """Return «2026-2027» of the school year 2026."""
    if year_id.isdigit():
        return f"{year_id}-{int(year_id) + 1}"
    return safe_name(year_id)
