"""One request's view of the folder: whose it is, and what a write to a name does."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from wsgidav.dav_error import (  # type: ignore[import-untyped] # ships no types
    HTTP_FORBIDDEN,
    DAVError,
)

from dashboards.failures import log_place
from dashboards.network_folder import names
from dashboards.network_folder.books import folder_of
from dashboards.network_folder.scratch import Scratch
from ingest.reading.formats import is_workbook_name
from warehouse.errors import DiskError, VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.callers import Caller
    from dashboards.network_folder.books import Book, Books
    from warehouse.school_folder import School

INSUFFICIENT_STORAGE = 507
UNPROCESSABLE = 422


class Desk:
    """One request's view of the folder: who asks, and what lies in its first level."""

    def __init__(self, school: School, books: Books, who: Caller) -> None:
        self.school = school
        self.books = books
        self.who = who
        self.scratch = Scratch(folder_of(school) / "scratch" / who.account_id)
        self.by_name: dict[str, Book] = {book.name: book for book in books.of(who)}
        self.results: dict[str, Book] = {
            names.result_name(name): book for name, book in self.by_name.items()
        }

    def book_at(self, path: str) -> Book | None:
        """Return the workbook whose name this is, away or not."""
        return self.by_name.get(path.strip("/"))

    def book_shown(self, path: str) -> Book | None:
        """Return the workbook that lies here now."""
        book = self.book_at(path)
        return None if book is None or self.books.is_away(self.who, book) else book

    def make_room(self, size: int) -> None:
        """Refuse what would not fit into the scratch area."""
        if size >= self.scratch.free_bytes():
            raise DAVError(INSUFFICIENT_STORAGE)

    def hand_in(self, book: Book, content: bytes) -> None:
        """Hand in what was written under a workbook's name; nothing is nothing yet.

        Windows first writes a file of no length, then locks it, then writes it.
        """
        if not content:
            self.books.come_back(self.who, book)
            return
        with _told_failures():
            receipt = self.books.save(self.who, book, content)
        if receipt.status == "refused":
            raise DAVError(UNPROCESSABLE)

    def landed(self, path: str) -> None:
        """Hand in a workbook that came to lie in the first level under its own name."""
        name = path.strip("/")
        if "/" in name or not is_workbook_name(name):
            return
        place = self.scratch.place(path)
        content = place.read_bytes()
        if not content:
            return
        with _told_failures():
            _, text = self.books.take(self.who, name, content)
        beside = names.result_name(name)
        result = self.scratch.place(beside)
        if beside not in self.results and not result.is_dir():
            result.write_bytes(text)
            self.scratch.touch(result, self.school.clock.now())


@contextlib.contextmanager
def _told_failures() -> Iterator[None]:
    """Log what fails on our side: WsgiDAV would only answer with its number."""
    try:
        yield
    except DiskError as error:
        log_place(error)
        raise DAVError(INSUFFICIENT_STORAGE) from error
    except VedomostError as error:
        raise DAVError(UNPROCESSABLE) from error
    except Exception as error:
        log_place(error)
        raise


class Owned:
    """What all resources share: locks and properties are kept by account."""

    environ: dict[str, Any]

    @property
    def desk(self) -> Desk:
        """Whose folder it is."""
        desk: Desk = self.environ["vedomost.desk"]
        return desk

    def get_ref_url(self) -> str:
        """Return the key of locks and properties."""
        account_id = self.desk.who.account_id
        path = self.get_preferred_path()  # type: ignore[attr-defined]
        return quote(f"/{account_id}{path}")

    def get_property_value(self, name: str) -> Any:
        """Return a property; the entity tag in quotes, as the header has it."""
        value = super().get_property_value(name)  # type: ignore[misc]
        return f'"{value}"' if name == "{DAV:}getetag" else value


class Fixed:
    """What stays where and as it is, whatever a program asks."""

    def handle_delete(self) -> bool:
        """Refuse."""
        raise DAVError(HTTP_FORBIDDEN)

    def handle_move(self, dest_path: str) -> bool:
        """Refuse."""
        raise DAVError(HTTP_FORBIDDEN, dest_path)

    def handle_copy(self, dest_path: str, *, depth_infinity: bool) -> bool:
        """Refuse."""
        del depth_infinity
        raise DAVError(HTTP_FORBIDDEN, dest_path)
