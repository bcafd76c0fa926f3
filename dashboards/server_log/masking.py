"""Why something failed, without the words of the error: they may hold people's values.

DuckDB quotes the value that it could not convert, a reader the cell that it stumbled
over. What is left is the kind of the error, the system's own words and the place.
"""

from __future__ import annotations

import errno
import os
import re
import traceback
from typing import TYPE_CHECKING

from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DUCKDB_KIND = re.compile(
    r"[A-Z][A-Za-z ]{2,40} (?:Error|exception)(?=:)", re.IGNORECASE
)


def reason_of(error: BaseException) -> str:
    """Return the part of an error's words that cannot name anybody; '' if none."""
    if isinstance(error, VedomostError):
        # The English sentence, its {facts} filled in where none can be of people.
        return str(error) if error.names_nobody else error.sentence
    if isinstance(error, OSError):
        # By its number: a mail server's answer is an OSError too, and names people.
        is_known = error.errno in errno.errorcode
        return os.strerror(error.errno) if is_known and error.errno else ""
    if type(error).__module__.partition(".")[0] in ("duckdb", "_duckdb"):
        found = _DUCKDB_KIND.match(str(error))
        return found.group(0) if found else ""
    return ""


def places_of(error: BaseException) -> list[str]:
    """Return file, line and function of each frame, then those of the causes."""
    places = []
    for one in _causes(error):
        places.append(type(one).__name__)
        places += [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__)
        ]
    return places


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
