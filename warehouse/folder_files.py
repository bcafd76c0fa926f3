"""The files of a school in its folder: all that is written there goes through here.

An embedded school's files are those of its folder and nothing besides. Those of a
school in a lake are the same at every node: `installation/shared_files.py` keeps the
promises of this class there. Paths are relative to the folder, with slashes.
"""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, NamedTuple

from warehouse.durable_files import write_durably

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOTES = "received/unfinished"
_open: dict[Path, FolderFiles] = {}


class FolderNotes:
    """Notes of uploads on their way, one file each; `left` are those of former runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / NOTES

    def write(self, upload_id: str, note: bytes) -> None:
        """Write a note durably."""
        write_durably(self._path(upload_id), note)

    def forget(self, upload_id: str) -> None:
        """Remove the note of an upload that is in the warehouse."""
        self._path(upload_id).unlink(missing_ok=True)

    def put_aside(self, upload_id: str) -> None:
        """Keep a note, but out of the way: the program itself failed on it."""
        path = self._path(upload_id)
        path.replace(path.with_suffix(".failed"))

    def left(self) -> list[bytes]:
        """Return the notes on which nobody works any more."""
        return [path.read_bytes() for path in self._folder.glob("*.json")]

    def failed(self) -> list[str]:
        """Return the ids of the uploads whose notes are put aside."""
        return sorted(path.stem for path in self._folder.glob("*.failed"))

    def _path(self, upload_id: str) -> Path:
        return self._folder / f"{upload_id}.json"


class Anew(NamedTuple):
    """A folder with what is stored, read anew, and what cannot be read of it."""

    folder: Path
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


class FolderFiles:
    """The files of an embedded school."""

    is_shared = False  # with other nodes

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes = FolderNotes(folder)

    def write(self, path: str, content: bytes, *, is_private: bool = False) -> None:
        """Write a file durably; a private one only the server's user may read."""
        write_durably(self.folder / path, content, is_private=is_private)

    def made_once(self, path: str, make: Callable[[], bytes]) -> None:
        """Write a private file unless there is one: what two make, one must win."""
        if not (self.folder / path).exists():
            self.write(path, make(), is_private=True)

    def has(self, path: str) -> bool:
        """Tell whether there is such a file."""
        return (self.folder / path).exists()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; FileNotFoundError if there is none."""
        return (self.folder / path).read_bytes()

    def here(self, path: str) -> Path:
        """Return where a file or a folder lies, with all of it here."""
        return self.folder / path

    def names(self, path: str) -> list[str]:
        """Return the files below a folder, in order."""
        return [
            one.relative_to(self.folder).as_posix()
            for one in sorted((self.folder / path).rglob("*"))
            if one.is_file()
        ]

    def remove(self, path: str) -> None:
        """Remove a file, or a folder and all that is in it, if it is there."""
        place = self.folder / path
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)

    def moved_in(self, path: str) -> None:
        """Take notice of a folder that was renamed to this path, whole and synced."""

    def will_move_in(self, folder: Path, path: str) -> None:
        """Take notice of a folder that is whole and will be renamed to this path.

        For what is registered before it is moved: other nodes must have it by then.
        """

    def sweep_asides(self) -> None:
        """Remove files that a killed run had begun to write: nobody was told of them.

        Only where nobody else is writing: when a school is opened.
        """
        for aside in (
            *(self.folder / "received").rglob("*.part"),
            *(self.folder / "keys").glob("*.part"),
            *self.folder.glob("*.part*"),
        ):
            if aside.is_file():
                aside.unlink()

    def look_again(self) -> None:
        """Bring here what other nodes changed; who reads such a file asks for it."""

    def heard(self, version: int) -> None:
        """Take notice of a commit, this node's or another's."""

    def bring_all(self) -> list[str]:
        """Make the folder whole, for a copy; return what cannot be read."""
        return []

    @contextlib.contextmanager
    def read_anew(
        self,
        path: str = "",  # noqa: ARG002 - all of it is read where it lies
    ) -> Iterator[Anew]:
        """Yield a folder that holds all files as they are stored, not as cached.

        Or those of one folder, in its place.
        """
        yield Anew(self.folder)


def files_at(folder: Path) -> FolderFiles:
    """Return the files of the school in a folder: those of an open one, if it is."""
    return _open.get(folder.resolve()) or FolderFiles(folder)


@contextlib.contextmanager
def opened(files: FolderFiles) -> Iterator[None]:
    """Let `files_at` find these files meanwhile."""
    place = files.folder.resolve()
    before = _open.get(place)
    _open[place] = files
    try:
        yield
    finally:
        if before is None:
            _open.pop(place, None)
        else:
            _open[place] = before
