"""What lies in the folder: workbooks and their results first, then programs' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from wsgidav.fs_dav_provider import (  # type: ignore[import-untyped] # ships no types
    FilesystemProvider,
)

from dashboards.network_folder.book_resource import BookResource, ResultResource
from dashboards.network_folder.books import Books
from dashboards.network_folder.desk import Desk, Fixed
from dashboards.network_folder.scratch_resource import ScratchFile, ScratchFolder

if TYPE_CHECKING:
    from warehouse.school_folder import School


class RootFolder(Fixed, ScratchFolder):
    """The folder itself: workbooks and results first, then programs' files."""

    def get_display_name(self) -> str:
        """Return no account's number, which the scratch area is named by."""
        return "Vedomost"

    def get_member_names(self) -> list[str]:
        """Return what lies in the first level."""
        desk = self.desk
        shown = [name for name in desk.by_name if desk.book_shown(name)]
        shown += [
            name
            for name, book in desk.results.items()
            if desk.books.result(desk.who, book)
        ]
        taken = {*desk.by_name, *desk.results}
        return shown + [
            name for name in super().get_member_names() if name not in taken
        ]

    def create_empty_resource(self, name: str) -> Any:
        """Begin a file, or bring back a workbook that is just being saved."""
        book = self.desk.book_at(name)
        if book is not None:
            self.desk.books.come_back(self.desk.who, book)
            return self.provider.get_resource_inst(f"/{name}", self.environ)
        self._check(name)
        return super().create_empty_resource(name)

    def create_collection(self, name: str) -> None:
        """Make a folder that is called like no workbook."""
        self._check(name)
        super().create_collection(name)


class FolderProvider(FilesystemProvider):  # type: ignore[misc] # untyped base
    """Finds what lies at an address, in the folder of whoever asks."""

    def __init__(self, school: School) -> None:
        # Every path goes through `_loc_to_file_path`: the root it asks for is not used.
        super().__init__(str(school.folder), fs_opts={"follow_symlinks": False})
        self.verbose = 0  # else it prints tracebacks, which may name people
        self._school = school
        self._books = Books(school)

    def get_resource_inst(self, path: str | None, environ: dict[str, Any]) -> Any:
        """Return the resource at an address, None if there is none."""
        if path is None:  # what WsgiDAV calls the parent of the folder itself
            return None
        desk = self._desk(environ)
        name = path.strip("/")
        if not name:
            return RootFolder("/", environ, str(desk.scratch.folder))
        if (book := desk.book_at(name)) is not None:
            shown = desk.book_shown(name)
            return None if shown is None else BookResource(f"/{name}", environ, book)
        if (book := desk.results.get(name)) is not None:
            result = desk.books.result(desk.who, book)
            return result and ResultResource(f"/{name}", environ, *result)
        place = desk.scratch.place(path)
        if place.is_symlink() or not place.exists():
            return None
        kind = ScratchFolder if place.is_dir() else ScratchFile
        return kind(path, environ, str(place))

    def ref_url_to_path(self, ref_url: str) -> str:
        """Return the address of a lock, without the account before it."""
        _, _, path = unquote(ref_url).lstrip("/").partition("/")
        return f"/{path}"

    def _loc_to_file_path(self, path: str, environ: dict[str, Any]) -> str:
        return str(self._desk(environ).scratch.place(path))

    def _desk(self, environ: dict[str, Any]) -> Desk:
        desk = environ.get("vedomost.desk")
        if desk is None:
            who = environ["vedomost.caller"]
            desk = environ["vedomost.desk"] = Desk(self._school, self._books, who)
        return desk
