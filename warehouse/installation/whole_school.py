"""All files of a school at one node: for a copy, and for a look at what is stored."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import VedomostError
from warehouse.folder_files import Anew
from warehouse.installation.at_once import each
from warehouse.installation.contents import (
    DamagedContentError,
    MissingContentError,
    UnreadableContentError,
)
from warehouse.installation.node_folder import write_unsynced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warehouse.installation.index import Entry
    from warehouse.installation.node_folder import NodeFolder
    from warehouse.installation.stored import Stored

_BEGINNING, _ENDING = "stored.", ".part"
_ROOM = 64 * 2**20  # bytes that stay free besides


def brought(here: NodeFolder, entries: Sequence[Entry]) -> list[str]:
    """Bring all files here; return the paths of those that cannot be read.

    What lies here is hashed, and fetched anew if it is not as it is stored.
    """
    unreadable: list[str] = []

    def bring(entry: Entry) -> None:
        try:
            here.bring(entry)
        except UnreadableContentError:
            unreadable.append(entry.path)

    each(bring, [entry for entry in entries if not here.has(entry)])
    return sorted(unreadable)


@contextlib.contextmanager
def read_anew(folder: Path, stored: Stored, entries: Sequence[Entry]) -> Iterator[Anew]:
    """Yield a folder with all files as they are stored; it is removed afterwards.

    What is damaged lies there as it is stored, so that every check sees it.
    """
    _ask_for_room(folder, sum(entry.size for entry in entries))
    with tempfile.TemporaryDirectory(_ENDING, _BEGINNING, folder) as made:
        anew = Path(made)
        missing: list[str] = []
        damaged: list[str] = []

        def bring(entry: Entry) -> None:
            try:
                content = stored.get(entry)
            except MissingContentError:
                missing.append(entry.path)
                return
            except DamagedContentError as error:
                damaged.append(entry.path)
                content = error.content
            write_unsynced(anew / entry.path, content)

        each(bring, entries)
        yield Anew(anew, tuple(sorted(missing)), tuple(sorted(damaged)))


def _ask_for_room(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed + _ROOM:
        raise VedomostError(
            "{count} MB must be free on the disk of {folder}: all files of the school "
            "are read anew from the installation’s storage.",
            count=(needed + _ROOM) // 2**20,
            folder=folder,
        )


def clear_unfinished(folder: Path) -> None:
    """Remove the folders that killed verifications left."""
    for left in folder.glob(f"{_BEGINNING}*{_ENDING}"):
        shutil.rmtree(left, ignore_errors=True)
