"""The files of a school in a lake: the same at every node, wherever they are written.

Each is put into the contents first, then noted in the index, then written into this
node's folder: killed in between, a node finds it when it opens the school again.
Received and filed files come to a node when somebody reads them there, everything else
as soon as another node's change is heard of.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
import time
from pathlib import PurePath
from typing import TYPE_CHECKING

from warehouse.errors import VedomostError
from warehouse.folder_files import NOTES, Anew, FolderFiles
from warehouse.installation import sealing, whole_school
from warehouse.installation.at_once import each
from warehouse.installation.edited_settings import SETTINGS_FILE, edited
from warehouse.installation.index import RECEIVED, Entry, Index
from warehouse.installation.node import Node
from warehouse.installation.node_folder import LAZY, NodeFolder, sha256_at
from warehouse.installation.seen import Seen
from warehouse.installation.shared_notes import SharedNotes
from warehouse.installation.stored import Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from warehouse.installation.registry import Registry

log = logging.getLogger(__name__)

_BY_HAND = ("keys", "forms", "layouts")  # folders in which people put files
_PAUSE = 1.0  # seconds between two looks at what others changed


class SharedFiles(FolderFiles):
    """The files of one school at this node."""

    is_shared = True
    notes: SharedNotes

    def __init__(self, folder: Path, registry: Registry, school_id: str) -> None:
        super().__init__(folder)
        self._school_id = school_id
        self._registry = registry
        self._node = Node(registry.installation.catalogue)
        self._index = Index(registry.connections, school_id)
        self._stored = Stored(registry.installation, school_id)
        self._here = NodeFolder(folder, self._stored)
        self._seen = Seen(folder)
        self._changing = threading.RLock()  # of files that change; received never do
        self._looked_at = 0.0
        self.notes = SharedNotes(folder, registry.connections, self._node, school_id)

    def begin(self) -> None:
        """Bring here what is missing; call once, before the folder is read.

        Settings that somebody edited here go to the other nodes.
        """
        whole_school.clear_unfinished(self.folder)
        super().sweep_asides()
        stored = self._index.one(SETTINGS_FILE)
        told = edited(self.folder, stored, self._seen.settings, self._stored.get)
        if told is not None:
            self.write(SETTINGS_FILE, told)
        elif stored is not None and not self._here.has(stored):
            self._here.fetch_if_readable(stored)
        self.bring_changes()
        for entry in self._index.all_but(LAZY):
            if not (self.folder / entry.path).exists():
                self._here.fetch_if_readable(entry)
        self._share_what_was_put_here()
        if sealing.is_changing():
            keys = self._index.at("keys")
            self.take([entry.path for entry in keys if self._here.has(entry)])

    def close(self) -> None:
        """Be dead for the others: they finish the notes that are left."""
        self._node.close()

    def write(self, path: str, content: bytes, *, is_private: bool = False) -> None:
        """Write a file for all nodes; it is there for good when this returns."""
        if path.startswith(RECEIVED):
            self._index.note([self._stored.put(path, content)])
            self._here.write(path, content, is_private=is_private)
            return
        with self._changing:
            if path == SETTINGS_FILE:  # refused, they go nowhere
                self._registry.note_settings(self._school_id, content.decode())
            self._index.note([self._stored.put(path, content)])
            self._here.write(path, content, is_private=is_private)

    def made_once(self, path: str, make: Callable[[], bytes]) -> None:
        """Write a private file unless the school has one, made by whichever node."""
        if (self.folder / path).exists():
            return
        with self._changing:
            if self._index.one(path) is None:
                self._index.note_first(self._stored.put(path, make()))
            entry = self._index.one(path)
            if entry is not None:
                self._here.fetch(entry)

    def has(self, path: str) -> bool:
        """Tell whether the school has such a file, here or elsewhere."""
        return (self.folder / path).exists() or self._index.one(path) is not None

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; FileNotFoundError if there is none."""
        with contextlib.suppress(FileNotFoundError):
            content = (self.folder / path).read_bytes()
            if not path.startswith(RECEIVED) or self._is_received(path, content):
                return content
        entry = self._index.one(path)
        if entry is None:
            raise FileNotFoundError(path)
        return self._here.fetch(entry)

    def here(self, path: str) -> Path:
        """Return where a file or a folder lies, once all of it is here."""
        entries = self._index.at(path)
        each(self._here.fetch, [one for one in entries if not self._here.has(one)])
        return self.folder / path

    def names(self, path: str) -> list[str]:
        """Return the files below a folder, wherever they lie."""
        return [entry.path for entry in self._index.at(path)]

    def remove(self, path: str) -> None:
        """Remove a file, or a folder and all in it, from every node."""
        with self._changing:
            self._index.remove(path)
            super().remove(path)

    def moved_in(self, path: str) -> None:
        """Share a folder that was renamed to this path; one change for all of it."""
        self.will_move_in(self.folder / path, path)

    def will_move_in(self, folder: Path, path: str) -> None:
        """Share a folder that will be renamed to this path; others have it already.

        What a killed node left in its place was never registered, and gives way.
        """

        def put(file: Path) -> Entry:
            name = f"{path}/{file.relative_to(folder).as_posix()}"
            return self._stored.put(name, file.read_bytes())

        files = [one for one in sorted(folder.rglob("*")) if one.is_file()]
        entries = each(put, files)
        self._index.remove(path)
        self._index.note(entries)

    def sweep_asides(self) -> None:
        """Leave them: a node that takes over from another is writing by itself."""

    def heard(self, version: int) -> None:
        """Look again after a commit; a commit does not fail because of that."""
        del version
        try:
            self.look_again()
        except VedomostError as error:
            log.warning("other nodes' files were not looked at: %s", error)

    def look_again(self) -> None:
        """Bring here what other nodes changed, at most once a second.

        Who reads a file that others may change asks first, so that a change which comes
        within that second is seen by the next who reads.
        """
        now = time.monotonic()
        if now - self._looked_at >= _PAUSE:
            self._looked_at = now
            self.bring_changes()

    def bring_changes(self) -> None:
        """Bring here what was changed since this node looked."""
        with self._changing:
            last, entries = self._index.changed_since(self._seen.number)
            for entry in entries:
                self._here.follow(entry)
            self._seen.note(last, sha256_at(self.folder / SETTINGS_FILE))

    def bring_all(self) -> list[str]:
        """Make the folder whole, for a copy; return what cannot be read."""
        self.bring_changes()
        self.notes.write_here()
        return whole_school.brought(self._here, self._index.all())

    @contextlib.contextmanager
    def read_anew(self, path: str = "") -> Iterator[Anew]:
        """Yield a folder that holds all files as they are stored, not as cached.

        Or those of one folder, in its place.
        """
        entries = self._index.at(path) if path else self._index.all()
        with whole_school.read_anew(self.folder, self._stored, entries) as anew:
            yield anew

    def take(self, paths: Sequence[str]) -> None:
        """Share files that lie here, in one change."""

        def put(path: str) -> Entry:
            return self._stored.put(path, (self.folder / path).read_bytes())

        self._index.note(each(put, paths))

    def take_all(self, paths: Iterable[str]) -> None:
        """Share all of a school that was embedded until now, and its notes."""
        self.take([path for path in paths if not path.startswith(NOTES)])
        self.notes.take_from_here()

    def _share_what_was_put_here(self) -> None:
        """Share keys, forms and layouts that somebody put into this folder by hand."""
        lying = {
            name
            for folder in _BY_HAND
            for name in super(SharedFiles, self).names(folder)
            if not name.endswith(".part")
        }
        known = {entry.path for entry in self._index.all_but(LAZY)}
        self.take(sorted(lying - known))

    def _is_received(self, path: str, content: bytes) -> bool:
        """Tell whether a power cut left a received file here as it was.

        Of a school encrypted at rest only the index knows the sealed file's digest.
        """
        digest = hashlib.sha256(content).hexdigest()
        if digest == PurePath(path).stem:
            return True
        entry = self._index.one(path)
        return entry is not None and entry.sha256 == digest
