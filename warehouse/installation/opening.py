"""Which files a school has when it is opened: those of its folder, or shared ones."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from warehouse.folder_files import FolderFiles, opened
from warehouse.installation.registry import Registry
from warehouse.installation.settings import installation_of
from warehouse.installation.shared_files import SharedFiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@contextlib.contextmanager
def opened_files(folder: Path, settings: Mapping[str, Any]) -> Iterator[FolderFiles]:
    """Yield the files of a school while it is open.

    Of a school in a lake what this node lacks is there by then, its settings and keys
    too: read them after.
    """
    installation = installation_of(settings)
    if installation is None:
        yield FolderFiles(folder)
        return
    registry = Registry(installation)
    try:
        files = SharedFiles(folder, registry, str(settings.get("school_id", "")))
        try:
            files.begin()
            with opened(files):
                yield files
        finally:
            files.close()
    finally:
        registry.close()
