"""Tell from a file's bytes what it is; a name may say anything.

A workbook that can be read gives its format. Everything else gets one plain sentence
that names what it is and what to do.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal, NamedTuple, TypeAlias

from expectations.language import N_
from ingest.reading.package import DAMAGED, read_part
from ingest.reading.sheets import UnreadableWorkbookError

Format: TypeAlias = Literal["xlsx", "xlsb", "ods", "xls"]

# Names that teachers' workbooks have; .xlsm is read as .xlsx, without its macros.
ENDINGS = ("xlsx", "xlsm", "ods", "xls", "xlsb")
# How Excel, LibreOffice, macOS and Windows begin the names of files for themselves.
_OF_PROGRAMS = ("~", ".")
LARGEST_MIB = 10  # over the network; a file at the machine may have more
LARGEST_BYTES = LARGEST_MIB << 20
MAX_FILE_BYTES = 20 << 20

_LOCK_FILE_BYTES = 165
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_HEAD = 4_096  # as much as is looked into for words

TOO_LARGE = N_("The file is larger than {limit} MB. A journal never is: check it.")
TOO_BIG = N_(
    "The file has {size} MB, more than the {limit} MB a journal can have. "
    "Hand in the workbook without pictures."
)
EMPTY_FILE = N_("The file is empty. Save the workbook again and hand it in once more.")
LOCK_FILE = N_(
    "This is not the workbook but the small file that a program keeps beside an open "
    "one (its name begins with ~$ or .~lock). Close the workbook and hand in the "
    "workbook itself."
)
PASSWORD = N_("The workbook is protected by a password to open. Save it without one.")
OTHER_FORMAT = N_(
    "The file has the format {format}. Open it, choose “Save as”, "
    "“Excel workbook (.xlsx)” and hand that in."
)
WEB_PAGE = N_(
    "The file is a web page under a workbook's name. Open it, choose “Save as”, "
    "“Excel workbook (.xlsx)” and hand that in."
)
NUMBERS = N_(
    "The file was saved by Numbers in its own format. In Numbers choose “File”, "
    "“Export To”, “Excel…” and hand in the file that this makes."
)
ARCHIVE = N_(
    "The file is an archive ({format}). Unpack it and hand in the workbook that lies "
    "in it."
)
DOCUMENT = N_(
    "The file is a document ({format}), not a workbook. "
    "Hand in the workbook that you fill in."
)
PICTURE = N_(
    "The file is a picture ({format}), and marks are not read from pictures. "
    "Hand in the workbook that you fill in."
)
PLAIN_TEXT = N_(
    "The file is plain text (such as .csv), which keeps neither the sheets nor the "
    "hidden keys. Hand in the workbook itself, saved as .xlsx."
)
LINK = N_(
    "The file is only a link to a workbook that lies elsewhere. Open it, choose "
    "“Download” or “Save as”, “Excel workbook (.xlsx)” and hand that in."
)
NO_WORKBOOK = N_(
    "The file is not a workbook that can be read. Open it in the program that made it, "
    "choose “Save as”, “Excel workbook (.xlsx)” and hand that in."
)

# What files begin with: the first that fits.
_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", DOCUMENT, ".pdf"),
    (b"{\\rtf", DOCUMENT, ".rtf"),
    (b"Rar!\x1a\x07", ARCHIVE, ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE, ".7z"),
    (b"\x1f\x8b", ARCHIVE, ".gz"),
    (b"\x89PNG", PICTURE, ".png"),
    (b"\xff\xd8\xff", PICTURE, ".jpg"),
    (b"GIF8", PICTURE, ".gif"),
    (b"BM", PICTURE, ".bmp"),
    (b"II*\0", PICTURE, ".tiff"),
    (b"MM\0*", PICTURE, ".tiff"),
    (b"ID;P", OTHER_FORMAT, ".slk"),
    (b"\x09\x08\x06\0", OTHER_FORMAT, "Excel 4 (.xls)"),
    (b"\x09\x04\x06\0", OTHER_FORMAT, "Excel 4 (.xls)"),
    (b"\x09\x02\x06\0", OTHER_FORMAT, "Excel 3 (.xls)"),
    (b"\x09\0\x04\0", OTHER_FORMAT, "Excel 2 (.xls)"),
    (b"L\0\0\0\x01\x14\x02\0", LINK, ".lnk"),
)
_WITHIN_RIFF = {b"WEBP": ".webp"}
_PHOTO_BRANDS = (b"ftyphei", b"ftypmif1", b"ftypavif", b"ftyphev")
# What stands near the beginning of files that are text.
_WORDS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"urn:schemas-microsoft-com:office:spreadsheet",
        OTHER_FORMAT,
        "XML Spreadsheet 2003",
    ),
    (b"opendocument:xmlns:office", OTHER_FORMAT, ".fods"),
    (b"<html", WEB_PAGE, ""),
    (b"<!doctype html", WEB_PAGE, ""),
    (b"<table", WEB_PAGE, ""),
    (b"mime-version:", WEB_PAGE, ""),
    (b"[internetshortcut]", LINK, ".url"),
    (b"docs.google.com", LINK, ".gsheet"),
    (b'"doc_id"', LINK, ".gsheet"),
)
# What a zip holds that is not a workbook of ours.
_PARTS: tuple[tuple[str, str, str], ...] = (
    ("word/document.xml", DOCUMENT, ".docx"),
    ("ppt/presentation.xml", DOCUMENT, ".pptx"),
    ("visio/document.xml", DOCUMENT, ".vsdx"),
    ("index/document.iwa", NUMBERS, ".numbers"),
    ("index.zip", NUMBERS, ".numbers"),
)
_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("Workbook", "", ""),
    ("Book", "", ""),
    ("EncryptedPackage", PASSWORD, ""),
    ("WordDocument", DOCUMENT, ".doc"),
    ("PowerPoint Document", DOCUMENT, ".ppt"),
)
_LIBREOFFICE_LOCK = re.compile(rb"[^\n]{0,400},file:///[^\n]*;\s*")


class Opened(NamedTuple):
    """A file whose format is known; the archive of one that is a zip."""

    format: Format
    archive: zipfile.ZipFile | None


def is_workbook_name(name: str) -> bool:
    """Tell whether a file of this name is somebody's workbook, not a program's own."""
    endings = tuple(f".{ending}" for ending in ENDINGS)
    return not name.startswith(_OF_PROGRAMS) and name.lower().endswith(endings)


def format_of(content: bytes) -> Format:
    """Return the format of a workbook that can be read."""
    return opened(content).format


def opened(content: bytes) -> Opened:
    """Recognise a workbook; refuse every other file with its sentence."""
    if len(content) > MAX_FILE_BYTES:
        size, limit = (round(n / (1 << 20)) for n in (len(content), MAX_FILE_BYTES))
        raise UnreadableWorkbookError(TOO_BIG, size=size, limit=limit)
    if content[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _opened_zip(content)
    if content[:8] == _OLE:
        _refuse_other_streams(content)
        return Opened("xls", None)
    raise _refusal(*_what_is_no_workbook(content))


def _opened_zip(content: bytes) -> Opened:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as broken:  # zipfile lets struct and value errors through
        raise UnreadableWorkbookError(DAMAGED) from broken
    names = {name.lower() for name in archive.namelist()}
    if "xl/workbook.bin" in names:
        return Opened("xlsb", archive)
    if "content.xml" in names:
        _refuse_other_documents(archive)
        return Opened("ods", archive)
    for part, sentence, ending in _PARTS:
        if part in names:
            raise _refusal(sentence, ending)
    if {"[content_types].xml", "_rels/.rels"} <= names:
        return Opened("xlsx", archive)
    is_archive = any(
        name.endswith(tuple(f".{end}" for end in ENDINGS)) for name in names
    )
    raise _refusal(*((ARCHIVE, ".zip") if is_archive else (NO_WORKBOOK, "")))


def _refuse_other_documents(archive: zipfile.ZipFile) -> None:
    """Let tables of OpenDocument pass; one without its type is looked into later."""
    try:
        kind = archive.getinfo("mimetype")
    except KeyError:
        return
    if kind.flag_bits & 1:
        raise _refusal(PASSWORD, "")
    text = read_part(archive, "mimetype").strip() if kind.file_size < _HEAD else b""
    if text.startswith(b"application/vnd.sun.xml.calc"):
        raise _refusal(OTHER_FORMAT, ".sxc")
    if not text.startswith(_SPREADSHEET):
        raise _refusal(DOCUMENT, ".odt")


def _refuse_other_streams(content: bytes) -> None:
    """Refuse what else comes in the container of .xls, by the names of its streams."""
    lowered = content.lower()  # some programs write these names in capitals
    places = {
        (sentence, ending): place
        for stream, sentence, ending in _STREAMS
        if (place := lowered.find(stream.lower().encode("utf-16-le"))) >= 0
    }
    sentence, ending = min(places, key=places.__getitem__, default=(NO_WORKBOOK, ""))
    if sentence:
        raise _refusal(sentence, ending)


def _what_is_no_workbook(content: bytes) -> tuple[str, str]:
    """Return the sentence for a file that is neither a zip nor an OLE container."""
    if not content.strip(b"\xef\xbb\xbf\0 \r\n\t"):
        return EMPTY_FILE, ""
    if len(content) == _LOCK_FILE_BYTES and content[0] <= 54:
        return LOCK_FILE, ""
    for beginning, sentence, ending in _BEGINNINGS:
        if content.startswith(beginning):
            return sentence, ending
    if content[:4] == b"RIFF" and content[8:12] in _WITHIN_RIFF:
        return PICTURE, _WITHIN_RIFF[content[8:12]]
    if content[4:12].startswith(_PHOTO_BRANDS):
        return PICTURE, ".heic"
    head = content[:_HEAD].replace(b"\0", b"").lower()
    for word, sentence, ending in _WORDS:
        if word in head:
            return sentence, ending
    if len(content) < _HEAD and _LIBREOFFICE_LOCK.fullmatch(content):
        return LOCK_FILE, ""
    return (PLAIN_TEXT, "") if _is_text(content[:_HEAD]) else (NO_WORKBOOK, "")


def _is_text(head: bytes) -> bool:
    """Say whether this reads as text in one of the encodings that tables come in."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return True
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1a" for byte in head)
    return control == 0


def _refusal(sentence: str, ending: str) -> UnreadableWorkbookError:
    facts = {"format": ending} if "{format}" in sentence else {}
    return UnreadableWorkbookError(sentence, **facts)
