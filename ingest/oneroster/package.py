"""A package as it came: which files, how they are meant, and their rows as text.

Tolerant: a byte-order mark, UTF-16 and cp1251, semicolons and tabs, any case of
headers, files of 1.1 and 1.0, a folder inside the ZIP. What is odd is a problem with
its place.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.oneroster.problems import problem
from ingest.oneroster.tables import (
    EXTENSION,
    FILES,
    GRADEBOOK,
    LISTED,
    MANIFEST,
    MODES,
    OLDER,
)
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.oneroster.problems import RosterProblem
    from ingest.oneroster.tables import File

LARGEST_BYTES = 200 << 20  # of all files unpacked: a district's, and not a ZIP bomb
_MOST_FILES = 200
_VERSIONS = ("1.0", "1.1", "1.2")
_NOT_IMPORTED = {file.name for file in GRADEBOOK}
# What zipfile says of bytes that are no ZIP any more; an encrypted one is among them.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError),
    *(OSError, EOFError, ValueError),
)
_NO_ZIP = N_(
    "This is not a ZIP. Put the CSV files into a ZIP as the other system gave them."
)
_DAMAGED = N_("The ZIP is damaged. Ask the other system for it once more.")
_TOO_LARGE = N_("The files are larger than {limit} MB, no school's rosters are.")
_NOTHING = N_("There is no file of OneRoster in it, such as users.csv.")


@dataclass(frozen=True)
class Row:
    """One row; `number` is as a spreadsheet counts, the header is row 1."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return what stands in a column, '' where the file has none."""
        return self.values.get(name, "")

    @property
    def id(self) -> str:
        """The sourcedId."""
        return self.values.get("sourcedId", "")

    @property
    def is_deleted(self) -> bool:
        """Tell whether the row says that something is no more."""
        return self["status"].lower() in {"tobedeleted", "inactive"}


@dataclass
class Package:
    """What a package holds, by file name without `.csv`."""

    version: str = "1.2"
    modes: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[RosterProblem] = field(default_factory=list)

    def of(self, name: str) -> list[Row]:
        """Return the rows of a file, none where it is absent."""
        return self.rows.get(name, [])

    def is_whole(self, name: str) -> bool:
        """Tell whether the file holds everything, so that what lacks is missing."""
        return self.modes.get(name) == "bulk"


def read_package(content: bytes) -> Package:
    """Return the rows of a ZIP; refuse what is none or holds no such file."""
    return read_files(_unpacked(content))


def read_files(files: Mapping[str, bytes]) -> Package:
    """Return the rows of files by their names, which may have folders and any case."""
    package = Package()
    found = {_plain(path): content for path, content in files.items()}
    said = _manifest(package, found.pop(MANIFEST.lower(), None))
    known = {name.lower(): name for name in LISTED}
    for plain in found:
        if plain not in known:
            package.problems.append(problem("file_is_known", f"{plain}.csv"))
    if not set(found) & {name.lower() for name in FILES}:
        raise VedomostError(_NOTHING)
    for name, file in FILES.items():
        content = found.get(name.lower())
        mode = said.get(name, "bulk" if content is not None else "absent")
        _take(package, file, content, mode)
    return package


def _take(package: Package, file: File, content: bytes | None, mode: str) -> None:
    if content is None:
        if mode != "absent":
            package.problems.append(problem("file_is_there", file.file_name))
    elif mode == "absent":
        package.problems.append(problem("file_is_named", file.file_name))
    elif file.name in _NOT_IMPORTED:
        if content.strip().count(b"\n") and file.name == "results":
            package.problems.append(problem("file_is_imported", file.file_name))
    else:
        package.modes[file.name] = mode
        package.rows[file.name] = list(_rows(package, file, content))


def _unpacked(content: bytes) -> dict[str, bytes]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise VedomostError(_NO_ZIP)
    files: dict[str, bytes] = {}
    left = LARGEST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist()[:_MOST_FILES]:
                if info.is_dir() or not info.filename.lower().endswith(".csv"):
                    continue
                if "__MACOSX" in info.filename:
                    continue
                with archive.open(info) as part:
                    files[info.filename] = part.read(left + 1)
                left -= len(files[info.filename])
                if left < 0:
                    raise VedomostError(_TOO_LARGE, limit=LARGEST_BYTES >> 20)
    except _BROKEN as error:
        raise VedomostError(_DAMAGED) from error
    return files


def _plain(path: str) -> str:
    name = path.replace("\\", "/").rpartition("/")[2].strip().lower()
    return name.removesuffix(".csv")


def _manifest(package: Package, content: bytes | None) -> dict[str, str]:
    """Return how each file is meant by the manifest, by the file's name."""
    if content is None:
        package.problems.append(problem("manifest_is_there", "manifest.csv"))
        return {}
    known = {name.lower(): name for name in LISTED}
    modes = {}
    for number, cells in _table(package, "manifest.csv", content):
        name, value = [*cells, "", ""][:2]
        key, value = _folded(name), value.strip().lower()
        if key == "oneroster.version":
            package.version = value
            if value not in _VERSIONS:
                found = problem(
                    "version_is_known", "manifest.csv", number, "value", value
                )
                package.problems.append(found)
        elif key.startswith("file."):
            of = key.removeprefix("file.").rstrip("*")
            if of in known and value not in MODES:
                found = problem(
                    *("mode_is_known", "manifest.csv", number, "value", value),
                    of=f"{known[of]}.csv",
                )
                package.problems.append(found)
            elif of in known:
                modes[known[of]] = value
    return modes


def _rows(package: Package, file: File, content: bytes) -> Iterator[Row]:
    table = _table(package, file.file_name, content)
    header = next(((number, cells) for number, cells in table if any(cells)), None)
    names = _header(package, file, header[1] if header else [])
    for number, cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            package.problems.append(problem("row_fits_header", file.file_name, number))
        values = {
            name: " ".join(cell.split())
            for name, cell in zip(names, cells, strict=False)
            if name
        }
        yield Row(file.name, number, values)


def _header(package: Package, file: File, cells: list[str]) -> list[str]:
    """Return the columns' names in order, '' for one that is not ours to read."""
    fields = (*file.fields, *OLDER.get(file.name, ()))
    known = {
        _folded(spelling): one.name
        for one in fields
        for spelling in (one.name, *one.aliases)
    }
    names: list[str] = []
    for cell in cells:
        name = known.get(_folded(cell), "")
        if not name and _folded(cell).startswith(EXTENSION):
            name = next(
                (own for own in file.header if own.lower() == _folded(cell)), ""
            )
        elif not name and cell.strip():
            found = problem("column_is_known", file.file_name, 1, "", cell.strip())
            package.problems.append(found)
        if name and name in names:
            package.problems.append(
                problem("column_is_once", file.file_name, 1, name, name)
            )
        names.append(name)
    for one in fields:
        if one.is_needed and one.name not in names:
            found = problem("column_is_there", file.file_name, 1, one.name, one.name)
            package.problems.append(found)
    return names


def _table(
    package: Package, file_name: str, content: bytes
) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    if "\0" in text:
        package.problems.append(problem("file_is_text", file_name))
        return
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from enumerate(reader, 1)
    except csv.Error:
        package.problems.append(problem("file_is_text", file_name))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _folded(header: str) -> str:
    return re.sub(r"[\s_\-\"'\ufeff]", "", header).lower()
