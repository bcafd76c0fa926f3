"""`vedomost.toml` that somebody edited at one node: it becomes that of all.

If another node's changed meanwhile, that one holds, and the edited one is kept beside
it as `vedomost.toml.edited`. But where the installation is, this folder's say: they led
here, while the stored ones may be of before PostgreSQL moved to another machine.
"""

from __future__ import annotations

import logging
import tomllib
from typing import TYPE_CHECKING

from warehouse.durable_files import write_durably
from warehouse.installation.contents import UnreadableContentError
from warehouse.installation.node_folder import sha256_at
from warehouse.installation.settings import DATA, WAREHOUSE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warehouse.installation.index import Entry

SETTINGS_FILE = "vedomost.toml"
_EDITED = f"{SETTINGS_FILE}.edited"
log = logging.getLogger(__name__)


def edited(
    folder: Path, stored: Entry | None, seen: str, read: Callable[[Entry], bytes]
) -> bytes | None:
    """Return the settings of this folder if they are to be those of all nodes.

    `seen` is the SHA-256 that this folder's had when it last was as the others', which
    are `read`.
    """
    path = folder / SETTINGS_FILE
    here = sha256_at(path)
    if stored is None or here in {"", seen, stored.sha256}:
        return None
    content = path.read_bytes()
    if seen == stored.sha256 or _leads_elsewhere(content, stored, read):
        return content
    if seen:
        write_durably(folder / _EDITED, content)
        log.warning(
            "the settings were changed at another node too, and those hold; what was "
            "edited here is kept as %s",
            _EDITED,
        )
    return None


def _leads_elsewhere(
    here: bytes, stored: Entry, read: Callable[[Entry], bytes]
) -> bool:
    try:
        return _place(here) != _place(read(stored))
    except UnreadableContentError:
        return True  # lost or damaged there: these are what is left


def _place(settings: bytes) -> tuple[object, object]:
    told = tomllib.loads(settings.decode())
    return told.get(WAREHOUSE), told.get(DATA)
