"""Markup built to hurt: entities, far and countless cells, bombs of text and merges."""

from __future__ import annotations

import zipfile

from tests.ingest.crafted_files import (
    SHEET_HEAD,
    SHEET_PART,
    SHEET_TAIL,
    sheet_xml,
    with_part,
)

STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
EXACT = "<row r = '1'/>"  # unusual markup, which only the exact reader takes
_PREFIXED = (
    '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)


def cell(attributes: str, value: str = "<v>5</v>") -> bytes:
    """One cell in the first row."""
    return sheet_xml(f'<row r="1"><c {attributes}>{value}</c></row>')


def exact_cell(attributes: str, value: str = "<v>5</v>") -> bytes:
    """The same for the exact reader."""
    return sheet_xml(f'{EXACT}<row r="2"><c {attributes}>{value}</c></row>')


def stored(rows: str) -> bytes:
    """A sheet that is not packed, so that no ratio gives it away."""
    document = SHEET_HEAD + rows + SHEET_TAIL
    return with_part(SHEET_PART, document, compression=zipfile.ZIP_STORED)


def external_entity(part: str, address: str, encoding: str = "utf-8") -> bytes:
    """Ask the reader to fetch a file of the server, or a page of the network."""
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]><sst><si><t>&x;</t></si></sst>'
    )
    return with_part(part, document.encode(encoding))


def parameter_entity() -> bytes:
    return with_part(
        STYLES,
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd"> %x;]><styleSheet/>',
    )


def quadratic_entity() -> bytes:
    text = f'<!DOCTYPE a [<!ENTITY x "{"я" * 50_000}">]>'
    return with_part(STRINGS, f"{text}<sst><si><t>{'&x;' * 50_000}</t></si></sst>")


def million_rows(row: str) -> bytes:
    return stored(row * 1_048_576)


def repeated(element: str, megabytes: int, before: str = "", after: str = "") -> bytes:
    """A sheet of many megabytes, all of one element."""
    count = (megabytes << 20) // len(element)
    return stored(before + element * count + after)


def merges(*references: str) -> bytes:
    found = "".join(f'<mergeCell ref="{one}"/>' for one in references)
    row = '<row r="1"><c r="A1"><v>5</v></c></row>'
    end = f"</sheetData><mergeCells>{found}</mergeCells></worksheet>"
    return with_part(SHEET_PART, SHEET_HEAD + row + end)


def prefixed_behind_a_comment() -> bytes:
    """Name an empty sheet in a comment, and write the real one with prefixes."""
    rows = '<x:row r="1"><x:c r="XFD1048576"><x:v>5</x:v></x:c></x:row>'
    document = f"{_PREFIXED}<!--<sheetData/>--><x:sheetData>{rows}</x:sheetData>"
    return with_part(SHEET_PART, f"{document}</x:worksheet>")


def strings(content: str, head: str = "<sst>") -> bytes:
    """Replace the shared strings."""
    return with_part(STRINGS, f"{head}{content}</sst>")


def styles(content: str) -> bytes:
    """Replace the styles, and have one exact cell that uses them."""
    sheet = exact_cell('r="A2" s="0"', "<v>45000</v>")
    return with_part(STYLES, f"<styleSheet>{content}</styleSheet>", sheet)


def deep(depth: int) -> bytes:
    return stored("<a>" * depth + "</a>" * depth)


def many_attributes(count: int, form: str) -> bytes:
    """One element with very many attributes or namespaces."""
    attributes = " ".join(form.format(number) for number in range(count))
    return sheet_xml(f'{EXACT}<row r="2"><c r="A2" {attributes}><v>5</v></c></row>')


def in_encoding(encoding: str, declared: str) -> bytes:
    document = f'<?xml version="1.0" encoding="{declared}"?>{SHEET_HEAD}{SHEET_TAIL}'
    return with_part(SHEET_PART, document.encode(encoding))


def raw(document: bytes) -> bytes:
    """Replace the sheet by any bytes."""
    return with_part(SHEET_PART, document)


def dimension(reference: str) -> bytes:
    row = '<row r="1"><c r="A1"><v>5</v></c></row>'
    head = SHEET_HEAD.replace("<sheetData>", f'<dimension ref="{reference}"/>')
    return with_part(SHEET_PART, f"{head}<sheetData>{row}{SHEET_TAIL}")
