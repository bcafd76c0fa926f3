"""The keys beside the warehouse are the ledger's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse import signing
from warehouse.errors import VedomostError
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.integrity.examined import Examined


def check(examined: Examined) -> Iterator[Difference]:
    """Yield a key file that is missing or not the ledger's."""
    pinned = signing.pinned_key(examined.cursor)
    if pinned is None:
        return
    folder = examined.school.folder
    try:
        private = signing.load(folder).public.key_id
    except VedomostError:
        private = ""
    try:
        public = (folder / signing.PUBLIC_FILE).read_text(errors="replace").split()
    except OSError:
        public = []
    if private != pinned:
        yield Difference(signing.KEY_FILE, "It is missing or not the ledger’s key.")
    if public[:1] != [pinned]:
        yield Difference(signing.PUBLIC_FILE, "It is missing or not the ledger’s key.")
