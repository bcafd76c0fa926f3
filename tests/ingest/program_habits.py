"""What programs do to an .xlsx when they save it, as edits of a workbook.

Made after what these programs are known to write; Excel, Google, WPS, МойОфис and
Numbers themselves are not at hand. See docs/formats.md.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.ingest.crafted_files import with_part
from tests.ingest.small_workbook import handed_in

if TYPE_CHECKING:
    from collections.abc import Callable

GRID = "5А Математика"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_INLINE = re.compile(r'<c ([^>]*)t="inlineStr"([^>]*)><is><t[^>]*>([^<]*)</t></is></c>')


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def packed(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return target.getvalue()


def edited(content: bytes, edit: Callable[[str, str], str]) -> bytes:
    """Run an edit over the text of every part."""
    return packed({name: edit(name, text) for name, text in parts_of(content).items()})


def is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/sheet")


def strict(content: bytes) -> bytes:
    """«Strict Open XML» of Excel: other namespaces, days as ISO texts."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.iso_dates = True
    iso = io.BytesIO()
    book.save(iso)

    def edit(_: str, text: str) -> str:
        text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        text = text.replace(
            OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        return text.replace("<workbook ", '<workbook conformance="strict" ')

    return edited(iso.getvalue(), edit)


def since_1904(content: bytes) -> bytes:
    """The Mac's calendar."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.epoch = CALENDAR_MAC_1904
    return handed_in(book)


def prefixed(content: bytes) -> bytes:
    """Names with a prefix, as the Open XML SDK writes them."""

    def edit(name: str, text: str) -> str:
        if not name.startswith("xl/") or name.endswith(".rels") or "theme" in name:
            return text
        head, tag, body = text.partition("<workbook ")
        if not tag:
            head, body = "", text
        whole = tag + body if tag else body
        whole = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", whole)
        whole = whole.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        return head + whole.replace("<?x:xml", "<?xml")

    return edited(content, edit)


def shared(content: bytes) -> bytes:
    """Texts in a table of their own, in runs, with hints on how to say them."""
    texts: list[str] = []

    def edit(name: str, text: str) -> str:
        return _INLINE.sub(_replaced, text) if is_sheet(name) else text

    def _replaced(found: re.Match[str]) -> str:
        first, rest = found[3][:1], found[3][1:]
        if "&" in found[3]:
            first, rest = found[3], ""
        space = 'xml:space="preserve"'
        runs = (
            f"<r><t {space}>{first}</t></r><r><rPr><b/></rPr><t {space}>{rest}</t></r>"
        )
        texts.append(f"<si>{runs}<rPh sb='0' eb='1'><t>не это</t></rPh></si>")
        return f'<c {found[1]}t="s"{found[2]}><v>{len(texts) - 1}</v></c>'

    parts = parts_of(edited(content, edit))
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{"".join(texts)}</sst>'
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(
        "</Relationships>",
        f'<Relationship Id="sst" Type="{OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
    )
    return packed(parts)


def without(content: bytes, part: str) -> bytes:
    """Leave a part out, and every word about it."""
    name = part.rpartition("/")[2]
    parts = parts_of(content)
    del parts[part]
    pattern = re.compile(rf"<(?:Override|Relationship)\b[^>]*{re.escape(name)}[^>]*/>")
    return packed({path: pattern.sub("", text) for path, text in parts.items()})


def absolute(content: bytes) -> bytes:
    """Targets from the root of the package."""

    def edit(name: str, text: str) -> str:
        if name != "xl/_rels/workbook.xml.rels":
            return text
        return re.sub(r'Target="/?(?:xl/)?', 'Target="/xl/', text)

    return edited(content, edit)


def relative(content: bytes) -> bytes:
    """Targets from the workbook's own folder, one of them by a detour."""

    def edit(name: str, text: str) -> str:
        if name != "xl/_rels/workbook.xml.rels":
            return text
        text = re.sub(r'Target="/xl/', 'Target="', text)
        return text.replace('"worksheets/', '"../xl/worksheets/')

    return edited(content, edit)


def as_google(content: bytes) -> bytes:
    """No dimension, no properties of the document, texts of formulas as `str`."""
    bare = without(without(content, "docProps/app.xml"), "docProps/core.xml")
    return edited(bare, lambda _, text: re.sub(r"<dimension[^>]*/>", "", text))


def with_wrong_dimension(content: bytes) -> bytes:
    return edited(
        content,
        lambda _, text: re.sub(r"<dimension[^>]*/>", '<dimension ref="A1"/>', text),
    )


def as_wps(content: bytes) -> bytes:
    """Its own namespace and its own part beside the workbook."""
    parts = parts_of(content)
    for name, text in parts.items():
        if is_sheet(name):
            parts[name] = text.replace(
                "<worksheet ",
                '<worksheet xmlns:etc="http://www.wps.cn/officeDocument/2017/'
                'etCustomData" xmlns:mc="http://schemas.openxmlformats.org/'
                'markup-compatibility/2006" ',
                1,
            )
    parts["docProps/custom.xml"] = "<Properties/>"
    parts["xl/etCustomData.xml"] = "<etc:data xmlns:etc='x'/>"
    return packed(parts)


def indented(content: bytes) -> bytes:
    """Elements on lines of their own."""
    return edited(
        content,
        lambda name, text: (
            re.sub(r">(?=<(?:row|c|v|/row|/c|/sheetData)\b)", ">\n  ", text)
            if is_sheet(name)
            else text
        ),
    )


def single_quoted(content: bytes) -> bytes:
    def edit(name: str, text: str) -> str:
        if not is_sheet(name):
            return text
        return re.sub(
            r"<(row|c) [^>]*>", lambda found: found[0].replace('"', "'"), text
        )

    return edited(content, edit)


def formatted_to_the_end(content: bytes) -> bytes:
    """The last row for its height alone, and a look for cells to the last column."""
    beyond = '<c r="XFD3" s="1"/></row><row r="1048576" ht="15"/>'

    def edit(name: str, text: str) -> str:
        if not is_sheet(name):
            return text
        head, _, tail = text.rpartition("</row>")
        beyond_here = beyond.replace("XFD3", f"XFD{text.count('<row ')}")
        return head + beyond_here + tail

    return edited(content, edit)


def in_utf16(content: bytes) -> bytes:
    parts = parts_of(content)
    path = next(name for name in parts if is_sheet(name))
    text = re.sub(r"<\?xml[^>]*\?>", "", parts[path])
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    return with_part(path, (head + text).encode("utf-16"), content)


def without_cell_addresses(content: bytes) -> bytes:
    """Cells without `r`: they follow one another, so gaps are written as cells."""

    def edit(name: str, text: str) -> str:
        if not is_sheet(name):
            return text
        return re.sub(
            r"(<row\b[^>]*>)(.*?)</row>", _row_in_order, text, flags=re.DOTALL
        )

    return edited(content, edit)


def _row_in_order(row: re.Match[str]) -> str:
    cells, column = "", 0
    found = re.finditer(r"<c r=\"([A-Z]+)\d+\"([^>]*?)(/>|>.*?</c>)", row[2], re.DOTALL)
    for cell in found:
        place = 0
        for letter in cell[1]:
            place = place * 26 + ord(letter) - 64
        cells += "<c/>" * (place - column - 1) + f"<c{cell[2]}{cell[3]}"
        column = place
    return row[1] + cells + "</row>"


def as_numbers(content: bytes) -> bytes:
    """A summary in front, a table a sheet, the table's name above it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        sheet.insert_rows(1)
        sheet["A1"] = "Таблица 1"
        sheet.title = f"{sheet.title[:19]} - Таблица"
        sheet.sheet_state = "visible"
    summary = book.create_sheet("Сводка экспорта", 0)
    summary["B2"] = "Этот документ экспортирован из Numbers."
    return handed_in(book)


def rearranged(content: bytes) -> bytes:
    """Renamed with blanks behind, reordered, grouped, protected, all shown."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book[GRID].title = " матем. 5 «А»  "
    book.move_sheet(book.worksheets[-1], -4)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = True
        sheet.protection.sheet = True
        sheet.sheet_state = "visible"
        for row in range(8, 11):
            sheet.row_dimensions[row].hidden = True
            sheet.row_dimensions[row].outlineLevel = 1
    return handed_in(book)


def filtered(content: bytes) -> bytes:
    """A filter that hides most students, and the page sorted backwards by it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[GRID]
    rows = [[cell.value for cell in cells] for cells in sheet["A7:Z12"]]
    for cells, values in zip(sheet["A7:Z12"], rows[::-1], strict=True):
        for cell, value in zip(cells, values, strict=True):
            cell.value = value
    sheet.auto_filter.ref = "A6:H12"
    for row in (7, 8, 9, 10):
        sheet.row_dimensions[row].hidden = True
    return handed_in(book)


PROGRAMS: dict[str, Callable[[bytes], bytes]] = {
    "strict Open XML": strict,
    "days from 1904": since_1904,
    "names with a prefix": prefixed,
    "texts in a table, in runs": shared,
    "targets from the root": absolute,
    "targets by a detour": relative,
    "Google: no dimension": as_google,
    "a wrong dimension": with_wrong_dimension,
    "WPS: parts of its own": as_wps,
    "indented": indented,
    "single quotes": single_quoted,
    "formatted to the last row and column": formatted_to_the_end,
    "a sheet in UTF-16": in_utf16,
    "cells without addresses": without_cell_addresses,
    "Numbers: a table a sheet": as_numbers,
    "renamed, reordered, grouped, protected": rearranged,
    "filtered and sorted": filtered,
}
