"""What a node has seen of a school's changes: `node.json` in its folder.

Losing it costs one look at everything; it is no file of the school's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warehouse.durable_files import write_durably

if TYPE_CHECKING:
    from pathlib import Path

FILE = "node.json"


class Seen:
    """The number of the last change that was followed, and the settings as of then."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self.number = 0
        self.settings = ""  # SHA-256 of vedomost.toml as this node and the index had it
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
            self.number, self.settings = int(told["number"]), str(told["settings"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # the first time here, or damaged: everything is looked at

    def note(self, number: int, settings: str) -> None:
        """Remember both, if they are others."""
        if (number, settings) == (self.number, self.settings):
            return
        told = json.dumps({"number": number, "settings": settings})
        write_durably(self._path, told.encode())
        self.number, self.settings = number, settings
