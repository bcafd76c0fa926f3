"""What was handed in from a folder, kept in the folder itself.

So a restart, or the folder's move to another computer, hands nothing in twice. Losing
it costs a second hand-in of the same content, which changes nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from ingest.watch.files import Stamp, read_whole, write_whole

if TYPE_CHECKING:
    from pathlib import Path

_FILE = ".vedomost-watch.json"
_LARGEST = 4 << 20


class Known(NamedTuple):
    """A workbook as it was last handed in."""

    stamp: Stamp
    sha256: str


class Memory:
    """Names of one folder → what was last handed in under them."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._known: dict[str, Known] | None = None
        self._is_owed = False

    def of(self, name: str) -> Known | None:
        """Return what was last handed in under a name."""
        return self._all().get(name)

    def keep(self, name: str, known: Known) -> None:
        """Remember a hand-in; on the disk when it returns, if the folder lets us."""
        self._all()[name] = known
        self._is_owed = True
        self.save()

    def save(self) -> None:
        """Write what could not be written yet."""
        if not self._is_owed:
            return
        told = {name: [*one.stamp, one.sha256] for name, one in self._all().items()}
        try:
            write_whole(self._path, json.dumps(told).encode())
        except OSError:  # it is tried again at the next look
            return
        self._is_owed = False

    def _all(self) -> dict[str, Known]:
        if self._known is None:
            self._known = self._read()
        return self._known

    def _read(self) -> dict[str, Known]:
        """Return what the file says; one that says something else is begun anew."""
        try:
            seen = self._path.lstat()
        except OSError:
            return {}
        stamp = Stamp(seen.st_size, seen.st_mtime_ns)
        content = read_whole(self._path, stamp, _LARGEST)
        try:
            told = json.loads(content or b"{}")
            return {
                str(name): Known(Stamp(int(size), int(changed)), str(digest))
                for name, (size, changed, digest) in told.items()
            }
        except (ValueError, TypeError, AttributeError):
            return {}
