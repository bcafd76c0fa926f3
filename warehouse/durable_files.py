"""Files that a power cut cannot take back: their bytes and their names are on the disk.

A rename is durable only once the folder that holds the name is synced too.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from typing import TYPE_CHECKING

from warehouse.errors import disk_error

if TYPE_CHECKING:
    from pathlib import Path


def write_durably(path: Path, content: bytes) -> None:
    """Write a file aside, sync and rename it; `DiskError` if the disk takes it not."""
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        is_new_folder = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        sync_folder(path.parent)
        if is_new_folder:
            sync_folder(path.parent.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise disk_error(error.strerror or type(error).__name__) from error


def sync_folder(folder: Path | str) -> None:
    """Write a folder's list of names to the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
