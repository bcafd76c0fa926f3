"""Look at a file before any reader does: a 2 KB workbook can kill a process.

`guard` either refuses with one plain sentence or says which sheets the fast reader
would misread (error cells, uncached formulas, unusual markup), so that the exact
reader takes them. Limits are far above what a school's journal can reach.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import NamedTuple

from expectations.language import N_
from ingest.reading.package import (
    DAMAGED,
    FORBIDDEN_MARKUP,
    WorkbookParts,
    read_part,
    read_parts,
)
from ingest.reading.sheets import UnreadableWorkbookError

MAX_FILE_BYTES = 20 << 20
MAX_PARTS = 1_000
MAX_UNPACKED_BYTES = 96 << 20
MAX_RATIO = 400  # of a part above MAX_UNSUSPECTED_BYTES; an honest sheet is near 20
MAX_UNSUSPECTED_BYTES = 4 << 20
MAX_ROWS = 9_999  # the patterns below count digits
MAX_COLUMNS = 702  # ZZ
MAX_SHEETS = 250
MAX_MERGES = 20_000
MAX_TEXT = 32_767  # Excel's own limit for one cell

_LOCK_FILE_BYTES = 165
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAR_CELL = re.compile(rb'r="(?:[A-Za-z]{3}|[A-Za-z]{0,2}[0-9]{5})')
_EMPTY_RESULT = re.compile(rb"</f>\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>|<f[^<>]*/>\s*</c>")
_SHARED_TEXT = b't="s"'
_UNUSUAL_MARKUP = (b"='", b" =", b"= ")  # attributes the patterns would miss

TOO_BIG = N_(
    "The file has {size} MB, more than the {limit} MB a journal can have. "
    "Hand in the workbook without pictures."
)
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
EMPTY_FILE = N_("The file is empty. Save the workbook again and hand it in once more.")
LOCK_FILE = N_(
    "This is not the workbook but the small file that Excel keeps beside an open one "
    "(its name begins with ~$). Close the workbook and hand in the workbook itself."
)
PASSWORD = N_("The workbook is protected by a password to open. Save it without one.")
OLD_FORMAT = N_(
    "The file has the old .xls format. Open it, choose “Save as”, "
    "“Excel workbook (.xlsx)” and hand that in."
)
OTHER_FORMAT = N_(
    "The file has the format {format}. Open it, choose “Save as”, "
    "“Excel workbook (.xlsx)” and hand that in."
)
WEB_PAGE = N_(
    "The file is a web page under a workbook's name. Open it, choose “Save as”, "
    "“Excel workbook (.xlsx)” and hand that in."
)
NO_WORKBOOK = N_("The file is not an Excel workbook (.xlsx).")
MACROS = N_(
    "The workbook contains macros. Choose “Save as”, "
    "“Excel workbook (.xlsx)”, which leaves them out, and hand that in."
)


class GuardedWorkbook(NamedTuple):
    """A package that may be read, and the sheets that need the exact reader."""

    archive: zipfile.ZipFile
    parts: WorkbookParts
    exact: frozenset[str]  # paths of sheets


def guard(content: bytes) -> GuardedWorkbook:
    """Refuse what no reader should see, else return the opened package."""
    _refuse_other_formats(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as broken:  # zipfile lets struct and value errors through
        raise UnreadableWorkbookError(DAMAGED) from broken
    _check_directory(archive)
    parts = read_parts(archive)
    if not parts.sheets or len(parts.sheets) > MAX_SHEETS:
        raise UnreadableWorkbookError(DAMAGED if not parts.sheets else TOO_MUCH_INSIDE)
    sheets = {sheet.path: sheet.name for sheet in parts.sheets}
    if not sheets.keys() <= set(archive.namelist()):
        raise UnreadableWorkbookError(DAMAGED)
    exact: set[str] = set()
    longest = 0
    for path in archive.namelist():
        part = read_part(archive, path)
        is_markup = path in sheets or path.lower().endswith((".xml", ".rels"))
        if not is_markup and b"sheetData" not in part:
            continue
        xml, is_plain = _plain_xml(part)
        if path in sheets or b"sheetData" in xml:
            if _check_sheet(xml, sheets.get(path, path)) or not is_plain:
                exact.add(path)
        elif path == parts.shared_strings or path.lower().endswith("strings.xml"):
            longest = max(longest, _longest_text(xml))
    _check_repeated_texts(archive, list(sheets), longest)
    return GuardedWorkbook(archive, parts, frozenset(exact))


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


def _refuse_other_formats(content: bytes) -> None:
    """Recognise what is handed in by mistake, from the bytes: names lie."""
    megabytes = 1 << 20
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableWorkbookError(
            TOO_BIG,
            size=round(len(content) / megabytes),
            limit=MAX_FILE_BYTES // megabytes,
        )
    if content[:4] == b"PK\x03\x04":
        return
    start = content[:2000].lstrip(b"\xef\xbb\xbf\0 \r\n\t").lower()
    if not start:
        sentence = EMPTY_FILE
    elif len(content) == _LOCK_FILE_BYTES and content[0] <= 54:
        sentence = LOCK_FILE
    elif content[:8] == _OLE:
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        sentence = PASSWORD if encrypted else OLD_FORMAT
    elif any(tag in start for tag in (b"<html", b"<!doctype html", b"<table")):
        sentence = WEB_PAGE
    else:
        sentence = NO_WORKBOOK
    raise UnreadableWorkbookError(sentence)


def _check_directory(archive: zipfile.ZipFile) -> None:
    """Judge the package by its table of contents, before anything is unpacked."""
    infos = archive.infolist()
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
            raise UnreadableWorkbookError(STRANGE_PARTS, part=name[:60])
        seen.add(name.lower())
        if info.flag_bits & 1:
            raise UnreadableWorkbookError(PASSWORD)
        is_suspect = info.file_size > MAX_UNSUSPECTED_BYTES
        if is_suspect and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    _refuse_other_packages(seen)


def _refuse_other_packages(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableWorkbookError(MACROS)
    if "xl/workbook.bin" in names:
        raise UnreadableWorkbookError(OTHER_FORMAT, format=".xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise UnreadableWorkbookError(OTHER_FORMAT, format=".ods")
    if "[content_types].xml" not in names or "_rels/.rels" not in names:
        raise UnreadableWorkbookError(NO_WORKBOOK)


def _plain_xml(xml: bytes) -> tuple[bytes, bool]:
    """Return the part as UTF-8 and whether it was; a UTF-16 sheet reads as empty."""
    is_plain = xml[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\0" not in xml[:4]
    if not is_plain:
        try:
            xml = xml.decode("utf-16").encode()
        except UnicodeError as broken:
            raise UnreadableWorkbookError(DAMAGED) from broken
    if b"<!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml):
        raise UnreadableWorkbookError(FORBIDDEN_MARKUP)
    return xml, is_plain


def _check_sheet(xml: bytes, name: str) -> bool:
    """Refuse a sheet that is too wide or long; return whether it must be read exactly.

    The patterns know the markup that Excel, LibreOffice, xlsxwriter and openpyxl
    write; prefixed names and unusual attributes go to the exact reader too, which has
    the same limits, because the patterns would miss what they look for.
    """
    if xml.count(b"<mergeCell ") > MAX_MERGES:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if end < 0 or b":sheetData" in xml:
        return b"<sheetData/>" not in xml
    if _FAR_CELL.search(xml, start, end):
        raise UnreadableWorkbookError(TOO_FAR, sheet=name, rows=MAX_ROWS, columns="ZZ")
    return any(
        xml.find(sign, start, end) >= 0 for sign in (b't="e"', *_UNUSUAL_MARKUP)
    ) or any(
        not _is_text_result(xml, found.start())
        for found in _EMPTY_RESULT.finditer(xml, start, end)
    )


def _is_text_result(xml: bytes, position: int) -> bool:
    """Say whether the formula around `position` gave an empty text."""
    opening = xml.rfind(b"<c ", 0, position)
    return b't="str"' in xml[opening : xml.find(b">", opening)]


def _longest_text(xml: bytes) -> int:
    return max(map(len, xml.split(b"</si>")), default=0)
