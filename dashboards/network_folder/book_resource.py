"""A workbook and its result, as WsgiDAV asks for them: neither is a file.

A write to a workbook, by whatever way a program saves, hands it in.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from wsgidav.dav_error import (  # type: ignore[import-untyped] # ships no types
    HTTP_FORBIDDEN,
    DAVError,
)
from wsgidav.dav_provider import (  # type: ignore[import-untyped] # ships no types
    DAVNonCollection,
)

from dashboards.downloads import XLSX
from dashboards.network_folder.copies import sha256
from dashboards.network_folder.desk import Fixed, Owned

if TYPE_CHECKING:
    from dashboards.network_folder.books import Book


class BookResource(Owned, DAVNonCollection):  # type: ignore[misc] # untyped base
    """A workbook: read from its current copy, written by handing it in."""

    def __init__(self, path: str, environ: dict[str, Any], book: Book) -> None:
        super().__init__(path, environ)
        self._book = book
        self._written: io.BytesIO | None = None

    def get_content_length(self) -> int:
        """Return the size of the copy."""
        return self._book.copy.size

    def get_content_type(self) -> str:
        """Return what Excel's files are."""
        return XLSX

    def get_creation_date(self) -> int:
        """Return when the copy changed: it has no other age."""
        return self._book.copy.changed_at

    def get_last_modified(self) -> int:
        """Return when the copy changed."""
        return self._book.copy.changed_at

    def get_etag(self) -> str:
        """Return the digest of the copy."""
        return self._book.copy.sha256

    def support_etag(self) -> bool:
        """Say that there is one."""
        return True

    def get_content(self) -> io.BytesIO:
        """Open the copy for reading."""
        self.desk.books.downloaded(self.desk.who, self._book)
        return io.BytesIO(self.desk.books.content(self.desk.who, self._book))

    def begin_write(self, *, content_type: str | None = None) -> io.BytesIO:
        """Take what a program saves."""
        del content_type
        self._written = _Kept()
        return self._written

    def end_write(self, *, with_errors: bool) -> None:
        """Hand in what was saved."""
        if with_errors or self._written is None:
            return
        self.desk.hand_in(self._book, self._written.getvalue())
        for book in self.desk.books.of(self.desk.who):
            if book.starts_on == self._book.starts_on:
                self._book = book

    def handle_delete(self) -> bool:
        """Do as if it were gone for a moment; then a fresh one lies here."""
        self.provider.lock_manager.check_write_permission(
            url=self.get_ref_url(),
            depth="0",
            token_list=self.environ["wsgidav.ifLockTokenList"],
            principal=self.desk.who.account_id,
        )  # WsgiDAV asks after its own deletes only
        self.desk.books.forget_saved(self.desk.who, self._book)
        self._leave()
        return True

    def handle_move(self, dest_path: str) -> bool:
        """Give the bytes to the new name; the workbook itself stays."""
        self._give_to(dest_path)
        self._leave()
        return True

    def handle_copy(self, dest_path: str, *, depth_infinity: bool) -> bool:
        """Give the bytes to the new name."""
        del depth_infinity
        self._give_to(dest_path)
        return True

    def _give_to(self, dest_path: str) -> None:
        desk = self.desk
        if desk.book_at(dest_path) or dest_path.strip("/") in desk.results:
            raise DAVError(HTTP_FORBIDDEN)
        place = desk.scratch.place(dest_path)
        if place.is_dir():
            raise DAVError(HTTP_FORBIDDEN)
        content = desk.books.content(desk.who, self._book)
        desk.make_room(len(content))
        place.write_bytes(content)
        desk.scratch.touch(place, desk.school.clock.now())

    def _leave(self) -> None:
        self.desk.books.send_away(self.desk.who, self._book)
        self.remove_all_locks(recursive=True)


class _Kept(io.BytesIO):
    """Bytes that can still be read when WsgiDAV has closed the file."""

    def close(self) -> None:
        """Stay open."""


class ResultResource(Fixed, Owned, DAVNonCollection):  # type: ignore[misc] # untyped base
    """The text beside a workbook: read only, it goes with the next save."""

    def __init__(
        self, path: str, environ: dict[str, Any], text: bytes, changed_at: int
    ) -> None:
        super().__init__(path, environ)
        self._text = text
        self._changed_at = changed_at

    def get_content_length(self) -> int:
        """Return the size of the text."""
        return len(self._text)

    def get_content_type(self) -> str:
        """Return that it is text."""
        return "text/plain; charset=utf-8"

    def get_last_modified(self) -> int:
        """Return when it was written."""
        return self._changed_at

    def get_etag(self) -> str:
        """Return the digest of the text."""
        return sha256(self._text)

    def support_etag(self) -> bool:
        """Say that there is one."""
        return True

    def get_content(self) -> io.BytesIO:
        """Open the text for reading."""
        return io.BytesIO(self._text)
