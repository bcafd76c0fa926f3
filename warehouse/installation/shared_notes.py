"""Notes of uploads on their way, in PostgreSQL, each with the node that works on it.

A note becomes another node's only when its node is dead, and only one takes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.folder_files import FolderNotes
from warehouse.installation.node import is_dead

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.installation.connections import Connections
    from warehouse.installation.node import Node


class SharedNotes(FolderNotes):
    """The notes of one school, seen from one node."""

    def __init__(
        self, folder: Path, connections: Connections, node: Node, school_id: str
    ) -> None:
        super().__init__(folder)
        self._connections = connections
        self._node = node
        self._school_id = school_id

    def write(self, upload_id: str, note: bytes) -> None:
        """Write a note durably, in this node's name."""
        self._node.run(
            "insert into vedomost.unfinished (node, school_id, upload_id, note) "
            "values (%s, %s, %s, %s) on conflict do nothing",
            [self._school_id, upload_id, note.decode()],
        )

    def forget(self, upload_id: str) -> None:
        """Remove the note of an upload that is in the warehouse."""
        self._connections.rows(
            "delete from vedomost.unfinished where school_id = %s and upload_id = %s",
            [self._school_id, upload_id],
        )

    def put_aside(self, upload_id: str) -> None:
        """Keep a note, but out of the way: the program itself failed on it."""
        self._connections.rows(
            "update vedomost.unfinished set has_failed = true "
            "where school_id = %s and upload_id = %s",
            [self._school_id, upload_id],
        )

    def failed(self) -> list[str]:
        """Return the ids of the uploads whose notes are put aside."""
        rows = self._connections.rows(
            "select upload_id from vedomost.unfinished "
            "where school_id = %s and has_failed order by upload_id",
            [self._school_id],
        )
        return [upload_id for (upload_id,) in rows]

    def left(self) -> list[bytes]:
        """Take over the notes of dead nodes; they are this node's from now on."""
        nodes = self._connections.rows(
            "select distinct node from vedomost.unfinished "
            "where school_id = %s and not has_failed",
            [self._school_id],
        )
        taken: list[bytes] = []
        for (name,) in nodes:
            if is_dead(self._connections, name):
                rows = self._node.run(
                    "update vedomost.unfinished set node = %s "
                    "where school_id = %s and node = %s and not has_failed "
                    "returning note",
                    [self._school_id, name],
                )
                taken += [note.encode() for (note,) in rows]
        return taken

    def write_here(self) -> None:
        """Write all notes into the folder, as an embedded school has them."""
        self.clear_here()
        rows = self._connections.rows(
            "select upload_id, note, has_failed from vedomost.unfinished "
            "where school_id = %s",
            [self._school_id],
        )
        for upload_id, note, has_failed in rows:
            super().write(upload_id, note.encode())
            if has_failed:
                super().put_aside(upload_id)

    def take_from_here(self) -> None:
        """Take in the notes that the folder of an embedded school has."""
        for ending, has_failed in (("json", False), ("failed", True)):
            for path in self._folder.glob(f"*.{ending}"):
                self.write(path.stem, path.read_bytes())
                if has_failed:
                    self.put_aside(path.stem)

    def clear_here(self) -> None:
        """Remove what `write_here` wrote: it is old by now."""
        for path in [*self._folder.glob("*.json"), *self._folder.glob("*.failed")]:
            path.unlink()
