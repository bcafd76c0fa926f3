"""`server.json` in the school's folder: where its running server is to be asked.

Only whoever runs the server may read it (mode 0600): the token in it opens the door of
commands. A killed server leaves it behind; nobody answers there, so it says nothing.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from warehouse.durable_files import write_durably
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "server.json"


@dataclass(frozen=True)
class Announcement:
    """A running server: its address, its process, and the token of this run."""

    address: str
    pid: int
    token: str = field(repr=False)
    host: str = ""  # the school's name where the server has several schools


def announce(folder: Path, announcement: Announcement) -> None:
    """Write the file in one step; what a killed server left is replaced."""
    told = json.dumps(asdict(announcement)).encode()
    write_durably(folder / _FILE, told, is_private=True)


def withdraw(folder: Path, token: str) -> None:
    """Remove the file of the server that had this token, not a successor's."""
    found = None
    with contextlib.suppress(VedomostError):
        found = announced(folder)
    if found is not None and found.token == token:
        (folder / _FILE).unlink(missing_ok=True)


def announced(folder: Path) -> Announcement | None:
    """Return what the file says; None without one, or where it makes no sense."""
    path = folder / _FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Announcement(
            str(said["address"]),
            int(said["pid"]),
            str(said["token"]),
            str(said.get("host", "")),
        )
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise VedomostError(
            "{path} belongs to whoever runs the server. Run the command as that user.",
            path=path,
        ) from error
    except (OSError, ValueError, KeyError, TypeError):
        return None
