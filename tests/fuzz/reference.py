"""A second reader of .xlsx, slow and literal, by the standard library alone.

It knows nothing of ours: what both say of a damaged file is what the file says.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from ingest.reading.sheets import CellError, UncachedFormula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.reading.sheets import RawWorkbook

    Cells = dict[tuple[int, int], Any]

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - wall dates
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class UnreadableError(Exception):
    """The file does not say clearly what its cells hold."""


def reference(content: bytes) -> list[tuple[str, Cells]]:
    """Return the filled cells of each sheet; dates stay numbers."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {name.lower(): package.read(name) for name in package.namelist()}
        return list(_sheets(parts))
    except Exception as broken:  # whatever it is, it is not readable
        raise UnreadableError(type(broken).__name__) from broken


def as_numbers(raw: RawWorkbook) -> list[tuple[str, Cells]]:
    """Return our reading in the reference's terms."""
    return [
        (
            sheet.name,
            {
                (row, column): _as_number(value)
                for row, cells in enumerate(sheet.rows)
                for column, value in enumerate(cells)
                if value is not None and not _is_blank(value)
            },
        )
        for sheet in raw.sheets
    ]


def differences(
    ours: list[tuple[str, Cells]], theirs: list[tuple[str, Cells]]
) -> list[str]:
    """Say where two readings differ."""
    if [name for name, _ in ours] != [name for name, _ in theirs]:
        return [f"sheets {[n for n, _ in ours]} not {[n for n, _ in theirs]}"]
    return [
        f"{name} {place}: {mine.get(place)!r} not {other.get(place)!r}"
        for (name, mine), (_, other) in zip(ours, theirs, strict=True)
        for place in sorted(mine.keys() | other.keys())
        if not _same(mine.get(place), other.get(place))
    ]


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        # Excel counts a 29 February 1900 that never was, and days may hold seconds.
        is_early = theirs < 61 and not isinstance(theirs, bool)
        return abs(ours - theirs) < 1e-5 or (is_early and abs(ours - theirs - 1) < 1e-5)
    if isinstance(ours, str) and isinstance(theirs, float):
        return ours != ours.strip() and ours.strip() == f"{theirs:g}"  # `<v>5 </v>`
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.strip() == theirs.strip()  # blanks at the ends may be layout
    return type(ours) is type(theirs) and ours == theirs


def _as_number(value: Any) -> Any:
    if isinstance(value, CellError):
        return ("error", value.text)
    if isinstance(value, UncachedFormula):
        return ("formula",)
    if isinstance(value, bool) or not isinstance(value, (int, date, time, timedelta)):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return seconds / 86_400
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    moment = datetime(*value.timetuple()[:6])  # noqa: DTZ001 - wall dates
    return (moment - _EPOCH).total_seconds() / 86_400


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, Cells]]:
    root = _relations(parts, "")
    path = next(p for kind, p in root.values() if kind == "officeDocument")
    relations = _relations(parts, path)
    texts: list[str] = []
    for kind, target in relations.values():
        if kind == "sharedStrings":
            tree = ElementTree.fromstring(parts[target.lower()])
            texts = [_text(item) for item in tree.iter() if _tag(item) == "si"]
        elif kind == "styles":
            ElementTree.fromstring(parts[target.lower()])
    for sheet in ElementTree.fromstring(parts[path.lower()]).iter():
        if _tag(sheet) == "sheet":
            identity = next(v for k, v in sheet.attrib.items() if k.endswith("}id"))
            kind, target = relations[identity]
            if kind == "worksheet":
                tree = ElementTree.fromstring(parts[target.lower()])
                yield sheet.attrib.get("name", ""), dict(_cells(tree, texts))


def _relations(parts: Mapping[str, bytes], path: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(path)
    part = parts[posixpath.join(folder, "_rels", f"{name}.rels").lower()]
    found = {}
    for one in ElementTree.fromstring(part).iter():
        if _tag(one) == "Relationship" and "Target" in one.attrib:
            target = one.attrib["Target"]
            whole = target[1:] if target[0] == "/" else posixpath.join(folder, target)
            kind = one.attrib.get("Type", "").rpartition("/")[2]
            found[one.attrib.get("Id", "")] = (kind, posixpath.normpath(whole))
    return found


def _cells(
    tree: ElementTree.Element, texts: list[str]
) -> Iterator[tuple[tuple[int, int], Any]]:
    row = -1
    for line in tree.iter():
        if _tag(line) != "row":
            continue
        row = int(line.attrib.get("r", row + 2)) - 1
        column = -1
        for cell in line.iter():
            if _tag(cell) == "c":
                if "r" in cell.attrib:
                    row, column = _place(cell.attrib["r"])
                else:
                    column += 1
                value = _value(cell, texts)
                if value is not None and not _is_blank(value):
                    yield (row, column), value


def _value(cell: ElementTree.Element, texts: list[str]) -> Any:
    kind = cell.attrib.get("t", "n")
    inside = [_tag(one) for one in cell.iter()]
    if inside.count("v") > 1 or inside.count("is") > 1:
        raise UnreadableError("a cell of two values")
    text = "".join("".join(one.itertext()) for one in cell.iter() if _tag(one) == "v")
    if kind == "e":
        return ("error", text)
    if "f" in inside and not text and kind != "str":
        return ("formula",)
    if kind == "s":
        return texts[_index(text)] if text else None
    if kind == "inlineStr":
        return _text(cell)
    if kind == "str":
        return _unescaped(text)
    if kind == "b":
        return text.strip() in {"1", "true"} if text else None
    if kind not in {"n", ""}:
        raise UnreadableError(kind)
    return float(text) if text.strip() else None


def _index(text: str) -> int:
    if not re.fullmatch("[0-9]+", text):
        raise UnreadableError(text)
    return int(text)


def _text(element: ElementTree.Element) -> str:
    """Join the texts of an element, phonetic hints left out."""
    if _tag(element) == "rPh":
        return ""
    if _tag(element) == "t":
        return _unescaped("".join(element.itertext()))
    return "".join(map(_text, element))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _place(reference: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Za-z]+)([1-9][0-9]*)", reference)
    if found is None:
        raise UnreadableError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
