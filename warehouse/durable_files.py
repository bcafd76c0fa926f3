"""Files that a power cut cannot take back: their bytes and their names are on the disk.

A rename is durable only once the folder that holds the name is synced too.
"""

from __future__ import annotations

import contextlib
import os
import stat
import uuid
from typing import TYPE_CHECKING

from warehouse.errors import disk_error

if TYPE_CHECKING:
    from pathlib import Path

_AS_BYTES = getattr(os, "O_BINARY", 0)  # Windows would write line ends otherwise


def write_durably(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file aside, sync and rename it; `DiskError` if the disk takes it not.

    A private one, and a folder that is made for it, only this user may read. Another
    one has the mode of the file that it replaces.
    """
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        is_new_folder = not path.parent.exists()
        path.parent.mkdir(0o700 if is_private else 0o777, parents=True, exist_ok=True)
        write_synced(aside, content, 0o600 if is_private else 0o666)
        if path.exists() and not is_private:
            aside.chmod(stat.S_IMODE(path.stat().st_mode))
        aside.replace(path)
        sync_folder(path.parent)
        if is_new_folder:
            sync_folder(path.parent.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise disk_error(error.strerror or type(error).__name__) from error


def write_synced(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a new file and sync its bytes; its name is on the disk with its folder."""
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_BYTES, mode)
    try:
        with os.fdopen(made, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def sync_folder(folder: Path | str) -> None:
    """Write a folder's list of names to the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
