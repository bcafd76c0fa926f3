"""The parts of an .xlsx package: which sheets it has and which file holds each.

Everything here runs in the reading child process and sees hostile bytes; the guard has
checked sizes and names before a part is unpacked.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from expectations.language import N_
from ingest.reading.sheets import UnreadableWorkbookError, Visibility

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable

DAMAGED = N_(
    "The file is damaged or was not saved completely. "
    "Open it, save it again as .xlsx and hand it in once more."
)
FORBIDDEN_MARKUP = N_(
    "The file contains a document type declaration, which no spreadsheet program "
    "writes. Open it, save it again as .xlsx and hand it in once more."
)
_VISIBILITIES: dict[str, Visibility] = {
    "visible": "visible",
    "hidden": "hidden",
    "veryHidden": "veryhidden",
}
_RELATIONS = "/relationships}id"


class SheetPart(NamedTuple):
    """A worksheet of the package."""

    name: str
    visibility: Visibility
    path: str


class WorkbookParts(NamedTuple):
    """What the workbook part says."""

    sheets: list[SheetPart]
    counts_from_1904: bool
    shared_strings: str  # path of the part, '' where there is none
    styles: str


def parse_xml(
    content: bytes,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run expat over a part; element names arrive without namespace."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if start is not None:
        parser.StartElementHandler = lambda name, attributes: start(
            name.rpartition("}")[2], attributes
        )
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition("}")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    _run(parser, content)


def is_plain_markup(content: bytes) -> bool:
    """Say whether a part is UTF-8; refuse one that is broken or declares a document.

    The fast reader believes neither the declared encoding nor the end of an element.
    """
    encodings: list[str | None] = []
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = lambda _version, encoding, _alone: encodings.append(
        encoding
    )
    _run(parser, content)
    is_wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in content[:4]
    return not is_wide and all((one or "utf-8").lower() == "utf-8" for one in encodings)


def _run(parser: expat.XMLParserType, content: bytes) -> None:
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except (expat.ExpatError, LookupError, ValueError) as broken:
        # An unknown or many-byte encoding is no error of expat's own.
        raise UnreadableWorkbookError(DAMAGED) from broken


def read_parts(archive: zipfile.ZipFile) -> WorkbookParts:
    """Follow the package's relations from the root to its worksheets."""
    workbook = root_part(archive, "xl/workbook.xml")
    relations = relations_of(archive, workbook)
    sheets: list[SheetPart] = []
    counts_from_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal counts_from_1904
        if name == "sheet":
            identity = next(
                (v for k, v in attributes.items() if k.endswith(_RELATIONS)), ""
            )
            if identity not in relations:
                raise UnreadableWorkbookError(DAMAGED)
            kind, path = relations[identity]
            if kind == "worksheet":
                visibility = _VISIBILITIES.get(attributes.get("state", ""), "visible")
                sheets.append(SheetPart(attributes.get("name", ""), visibility, path))
        elif name == "workbookPr":
            counts_from_1904 = attributes.get("date1904") in {"1", "true"}

    parse_xml(read_part(archive, workbook), start)
    paths = dict(relations.values())
    return WorkbookParts(
        sheets,
        counts_from_1904,
        paths.get("sharedStrings", ""),
        paths.get("styles", ""),
    )


def read_part(archive: zipfile.ZipFile, path: str) -> bytes:
    """Unpack one part; a missing or broken one is a damaged file."""
    try:
        return archive.read(path)
    except MemoryError:
        raise
    except Exception as broken:  # zlib, zipfile and struct each raise their own
        raise UnreadableWorkbookError(DAMAGED) from broken


def root_part(archive: zipfile.ZipFile, usual: str) -> str:
    """Return the path of the workbook part that the package names."""
    root = relations_of(archive, "")
    named = (path for kind, path in root.values() if kind == "officeDocument")
    return next(named, usual)


def relations_of(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Return relation id → (kind, path) of the part at `path`; '' is the package."""
    folder, name = posixpath.split(path)
    relations: dict[str, tuple[str, str]] = {}
    stored = {known.lower(): known for known in archive.namelist()}

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target[1:] if target[:1] == "/" else posixpath.join(folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(whole)  # Excel writes some in another case
            relations[attributes.get("Id", "")] = (
                kind,
                stored.get(target.lower(), target),
            )

    parse_xml(
        read_part(archive, posixpath.join(folder, "_rels", f"{name}.rels")), start
    )
    return relations


def _refuse_doctype(*_: object) -> None:
    raise UnreadableWorkbookError(FORBIDDEN_MARKUP)
