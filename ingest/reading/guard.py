"""Look at a file before any reader does: a 2 KB workbook can kill a process.

`guard` either refuses with one plain sentence or says which sheets the fast reader
would misread (error cells, uncached formulas, unusual markup), so that the exact
reader takes them. Limits are far above what a school's journal can reach.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn, Protocol

from expectations.language import N_
from ingest.reading.formats import PASSWORD
from ingest.reading.package import (
    DAMAGED,
    WorkbookParts,
    is_plain_markup,
    read_part,
    read_parts,
)
from ingest.reading.sheets import UnreadableWorkbookError

if TYPE_CHECKING:
    import zipfile

MAX_PARTS = 1_000
MAX_UNPACKED_BYTES = 96 << 20
MAX_RATIO = 400  # of a part above MAX_UNSUSPECTED_BYTES; an honest sheet is near 20
MAX_UNSUSPECTED_BYTES = 4 << 20
MAX_ROWS = 9_999  # the patterns below count digits
MAX_COLUMNS = 702  # ZZ
MAX_SHEETS = 250
MAX_MERGES = 20_000
MAX_TEXT = 32_767  # Excel's own limit for one cell
MAX_TEXTS = 2_000_000

_PACKINGS = {0, 8}  # stored, deflated: others may ask for gigabytes to unpack
_FAR_CELL = re.compile(rb'r="(?:[A-Za-z]{3}|[A-Za-z]{0,2}[0-9]{5})')
_FORMULA = re.compile(rb"<f[\s/>]")
_END_OF_FORMULA = rb"(?:</f>|<f[^<>]*+>(?<=/>))\s*+"
_CALCULATED = re.compile(_END_OF_FORMULA + rb"<v>[^<\s][^<]*+</v>\s*+</c>")
_EMPTY_TEXT = re.compile(
    rb'<c\s(?=[^<>]*t="str")[^<>]*+>\s*+<f[^<>]*+>(?:[^<]*+</f>|(?<=/>))'
    rb"\s*+(?:<v>\s*+</v>|<v\s*+/>)?+\s*+</c>"
)
_SHARED_TEXT = b't="s"'
_NO_INDEX = re.compile(rb't="s"[^<>]*+>(?!<v>[0-9]++</v>)')
_EQUALS_AFTER = (b"\n", b"\t", b"\r")

TOO_MUCH_INSIDE = N_(
    "The file unpacks to far more than a journal can hold. "
    "Copy the marks into a fresh workbook and hand that in."
)
TOO_FAR = N_(
    "Sheet “{sheet}” has a cell far away from the table, below row {rows} or right of "
    "column {columns}. Delete the rows and columns beyond the table and save again."
)
STRANGE_PARTS = N_(
    "The file holds parts that no spreadsheet program writes: “{part}”. "
    "Open it, save it again as .xlsx and hand it in once more."
)


class GuardedWorkbook(NamedTuple):
    """A package that may be read, and the sheets that need the exact reader."""

    archive: zipfile.ZipFile
    parts: WorkbookParts
    exact: frozenset[str]  # paths of sheets


class PlainReading(Protocol):
    """Reads parts by a grammar in which nothing unusual can stand (`plain_book.py`)."""

    def begin(self, archive: zipfile.ZipFile, parts: WorkbookParts) -> None:
        """Read what sheets share."""

    def rest_of(self, path: str, part: bytes) -> bytes | None:
        """Read a part; return its markup without what was read, None if not read."""

    def drop(self, path: str) -> None:
        """Take a part back: what is around its cells is not plain."""


def guard(
    archive: zipfile.ZipFile, plain: PlainReading | None = None
) -> GuardedWorkbook:
    """Refuse an .xlsx that no reader should see, else say how to read its sheets.

    Of a part that `plain` has read, only the rest is looked at: its cells are strictly
    what a grammar allows, with addresses within the limits.
    """
    check_directory(archive)
    parts = read_parts(archive)
    if not parts.sheets or len(parts.sheets) > MAX_SHEETS:
        raise UnreadableWorkbookError(DAMAGED if not parts.sheets else TOO_MUCH_INSIDE)
    sheets = {sheet.path: sheet.name for sheet in parts.sheets}
    _check_parts_are_there(archive, parts)
    exact: set[str] = set()
    longest = count_merges = 0
    if plain is not None:
        plain.begin(archive, parts)
    for path in archive.namelist():
        part = read_part(archive, path)
        if plain is not None and (rest := plain.rest_of(path, part)) is not None:
            if path == parts.shared_strings:
                longest = max(longest, _longest_text(part))
            if _is_plain_rest(rest, is_sheet=path in sheets):
                count_merges += rest.count(b"<mergeCell ")
                if count_merges > MAX_MERGES:
                    raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
                continue
            plain.drop(path)
        is_markup = path in sheets or path.lower().endswith((".xml", ".rels"))
        if not is_markup and b"sheetData" not in part:
            continue
        xml, is_plain = _plain_xml(part)
        count_merges += xml.count(b"<mergeCell ")
        if count_merges > MAX_MERGES:
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
        if path in sheets or b"sheetData" in xml:
            if _has_far_cell(xml):
                if path not in sheets:
                    _refuse_far(path)
                exact.update(sheets)  # even an empty one kills the fast reader
            elif _is_for_exact_reader(xml) or not is_plain:
                exact.add(path)
        elif path in {parts.shared_strings, parts.styles} and not is_plain:
            exact.update(sheets)
        if path == parts.shared_strings or path.lower().endswith("strings.xml"):
            longest = max(longest, _longest_text(xml))
    _check_repeated_texts(archive, list(sheets), longest)
    if longest > MAX_TEXT:  # the exact reader counts its letters
        exact.update(sheets)
    return GuardedWorkbook(archive, parts, frozenset(exact))


def _is_plain_rest(rest: bytes, *, is_sheet: bool) -> bool:
    """Say whether what is around plain cells is well-formed and plain as well."""
    if not is_plain_markup(rest):
        return False
    return not is_sheet or not (
        b"<!" in rest
        or b":sheetData" in rest
        or rest.count(b"<sheetData") != 1
        or rest.count(b"<c ") > 0
        or _has_far_cell(rest)
        or _has_long_text(rest)
    )


def _check_parts_are_there(archive: zipfile.ZipFile, parts: WorkbookParts) -> None:
    """Refuse a package that lacks a part it names: its cells would read as empty."""
    names = set(archive.namelist())
    folded = {name.lower() for name in names}
    shared = {parts.shared_strings.lower(), parts.styles.lower()} - {""}
    if not shared <= folded or not {sheet.path for sheet in parts.sheets} <= names:
        raise UnreadableWorkbookError(DAMAGED)


def _check_repeated_texts(
    archive: zipfile.ZipFile, sheets: list[str], longest: int
) -> None:
    """Refuse one long text that very many cells show: each would be a copy."""
    limit = 4 * MAX_UNPACKED_BYTES
    size = sum(archive.getinfo(path).file_size for path in sheets)
    if longest * (size // len(_SHARED_TEXT)) <= limit:
        return
    count = sum(read_part(archive, path).count(_SHARED_TEXT) for path in sheets)
    if longest * count > limit:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)


def check_directory(archive: zipfile.ZipFile) -> None:
    """Judge the package by its table of contents, before anything is unpacked."""
    infos = archive.infolist()
    if min((info.header_offset for info in infos), default=0) != 0:
        # Something stands before it: another reader may take that for the package.
        raise UnreadableWorkbookError(DAMAGED)
    if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_UNPACKED_BYTES:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        if (
            name.lower() in seen
            or name != info.orig_filename
            or name.startswith("/")
            or any(odd in name for odd in ("\\", "\0", ":"))
            or ".." in name.split("/")
        ):
            shown = "".join(letter for letter in name if letter.isprintable())
            raise UnreadableWorkbookError(STRANGE_PARTS, part=shown[:60])
        seen.add(name.lower())
        if info.flag_bits & 1:
            raise UnreadableWorkbookError(PASSWORD)
        if info.compress_type not in _PACKINGS:
            raise UnreadableWorkbookError(DAMAGED)
        is_suspect = info.file_size > MAX_UNSUSPECTED_BYTES
        if is_suspect and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)


def _plain_xml(xml: bytes) -> tuple[bytes, bool]:
    """Return the part as UTF-8 and whether it was; the fast reader knows no other."""
    is_plain = is_plain_markup(xml)
    if not is_plain and (xml[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in xml[:4]):
        try:
            xml = xml.decode("utf-16").encode()
        except UnicodeError as broken:
            raise UnreadableWorkbookError(DAMAGED) from broken
    return xml, is_plain


def _has_far_cell(xml: bytes) -> bool:
    """Say whether a row or a cell lies beyond a journal, filled or only formatted.

    LibreOffice writes the last row of a sheet for its height alone.
    """
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    return 0 <= start < end and _FAR_CELL.search(xml, start, end) is not None


def _refuse_far(name: str) -> NoReturn:
    raise UnreadableWorkbookError(TOO_FAR, sheet=name, rows=MAX_ROWS, columns="ZZ")


def _is_for_exact_reader(xml: bytes) -> bool:
    """Return whether the fast reader would lose something of this sheet.

    The patterns know the markup that Excel, LibreOffice, xlsxwriter and openpyxl
    write; whatever they do not know goes to the exact reader, which has the same
    limits: prefixed names, comments, unusual attributes, formulas without a result.
    """
    if b"sheetData" not in xml:
        raise UnreadableWorkbookError(DAMAGED)
    is_usual = b":sheetData" not in xml and xml.count(b"<sheetData") == 1
    if not is_usual or b"<!" in xml:
        return True
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if end < 0:
        return b"<sheetData/>" not in xml
    if _has_odd_attributes(xml[start:end]):
        return True
    if xml.find(b't="e"', start, end) >= 0 or _NO_INDEX.search(xml, start, end):
        return True
    if _has_long_text(xml):
        return True
    count_formulas = len(_FORMULA.findall(xml, start, end))
    count_results = len(_CALCULATED.findall(xml, start, end))
    if count_results != count_formulas:
        count_results += len(_EMPTY_TEXT.findall(xml, start, end))
    return count_results != count_formulas


def _has_long_text(xml: bytes) -> bool:
    """Say whether a text, or a tag, may be longer than a cell's text can be."""
    step = MAX_TEXT // 2  # so short that one step lies wholly within such a text
    return any(
        xml.find(b"<", place, place + step) < 0
        for place in range(0, len(xml) - step, step)
    )


def _has_odd_attributes(xml: bytes) -> bool:
    """Say whether an attribute is not written as `name="value"`, plain letters in it.

    A sign of equality in a text does no harm: the exact reader reads the sheet too.
    """
    return (
        xml.count(b"=") != xml.count(b'="')
        or b" =" in xml
        or b'="&' in xml
        or any(blank in xml and blank + b"=" in xml for blank in _EQUALS_AFTER)
    )


def _longest_text(xml: bytes) -> int:
    if xml.count(b"</si>") > MAX_TEXTS:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    return max(map(len, xml.split(b"</si>")), default=0)
