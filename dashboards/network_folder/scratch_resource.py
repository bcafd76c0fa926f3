"""Files and folders of programs, as WsgiDAV asks for them: the scratch area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wsgidav.dav_error import (  # type: ignore[import-untyped] # ships no types
    HTTP_FORBIDDEN,
    DAVError,
)
from wsgidav.fs_dav_provider import (  # type: ignore[import-untyped] # ships no types
    FileResource,
    FolderResource,
)

from dashboards.network_folder.copies import sha256
from dashboards.network_folder.desk import Owned

if TYPE_CHECKING:
    from pathlib import Path

    from dashboards.network_folder.books import Book


class ScratchFile(Owned, FileResource):  # type: ignore[misc] # untyped base
    """A file of a program; written under a workbook's name it is handed in."""

    def begin_write(self, *, content_type: str | None = None) -> Any:
        """Open the file for writing, if it fits."""
        self.desk.make_room(int(self.environ.get("CONTENT_LENGTH") or 0))
        return super().begin_write(content_type=content_type)

    def end_write(self, *, with_errors: bool) -> None:
        """Mark the file's age, and hand it in if it is a workbook."""
        self.desk.scratch.touch(self._place, self.desk.school.clock.now())
        self.file_stat = self._place.stat()
        if not with_errors:
            self.desk.landed(self.path)

    def handle_move(self, dest_path: str) -> bool:
        """Hand in what is renamed to a workbook; else let WsgiDAV rename it."""
        book = self._book_for(dest_path)
        if book is None:
            return False
        content = self._place.read_bytes()
        if sha256(content) == book.copy.sha256:  # a save taken back: nothing is new
            self.desk.books.come_back(self.desk.who, book)
        else:
            self.desk.hand_in(book, content)
        self.delete()
        return True

    def handle_copy(self, dest_path: str, *, depth_infinity: bool) -> bool:
        """Hand in what is copied over a workbook; else let WsgiDAV copy it."""
        del depth_infinity
        book = self._book_for(dest_path)
        if book is None:
            self.desk.make_room(self.file_stat.st_size)
            return False
        self.desk.hand_in(book, self._place.read_bytes())
        return True

    def move_recursive(self, dest_path: str) -> None:
        """Rename, and hand in what now is called a workbook."""
        super().move_recursive(dest_path)
        self.desk.landed(dest_path)

    def copy_move_single(self, dest_path: str, *, is_move: bool) -> None:
        """Copy, if there is room, and hand in what now is called a workbook."""
        if not is_move:  # a folder's files come here without `handle_copy`
            self.desk.make_room(self.file_stat.st_size)
        super().copy_move_single(dest_path, is_move=is_move)
        self.desk.landed(dest_path)

    @property
    def _place(self) -> Path:
        return self.desk.scratch.place(self.path)

    def _book_for(self, dest_path: str) -> Book | None:
        if dest_path.strip("/") in self.desk.results:
            raise DAVError(HTTP_FORBIDDEN)
        return self.desk.book_at(dest_path)


class ScratchFolder(Owned, FolderResource):  # type: ignore[misc] # untyped base
    """A folder of a program."""

    def get_used_bytes(self) -> int:
        """Return nothing of the server's disk: it is not theirs."""
        return 0

    def get_available_bytes(self) -> int:
        """Return what is left of the quota."""
        return self.desk.scratch.free_bytes()

    def create_empty_resource(self, name: str) -> Any:
        """Begin a file, if there is room."""
        self.desk.make_room(0)
        made = super().create_empty_resource(name)
        place = self.desk.scratch.place(made.path)
        self.desk.scratch.touch(place, self.desk.school.clock.now())
        return made

    def create_collection(self, name: str) -> None:
        """Make a folder, if there is room."""
        self.desk.make_room(0)
        super().create_collection(name)
        self._mark_age(f"{self.path.rstrip('/')}/{name}")

    def copy_move_single(self, dest_path: str, *, is_move: bool) -> None:
        """Make the copy's folder, if there is room."""
        self.desk.make_room(0)
        super().copy_move_single(dest_path, is_move=is_move)
        self._mark_age(dest_path)

    def handle_move(self, dest_path: str) -> bool:
        """Let no folder take a workbook's name."""
        self._check(dest_path)
        return False

    def handle_copy(self, dest_path: str, *, depth_infinity: bool) -> bool:
        """Let no folder take a workbook's name."""
        del depth_infinity
        self._check(dest_path)
        return False

    def _mark_age(self, path: str) -> None:
        scratch = self.desk.scratch
        scratch.touch(scratch.place(path), self.desk.school.clock.now())

    def _check(self, dest_path: str) -> None:
        desk = self.desk
        if desk.book_at(dest_path) or dest_path.strip("/") in desk.results:
            raise DAVError(HTTP_FORBIDDEN)
