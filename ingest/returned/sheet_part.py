"""A worksheet's part: colour for marked cells, room for comments, not the open sheet.

The colour is a conditional format that holds only while the cell still has the text it
was marked for, so a mended cell loses it at once, in the teacher's own program. Its
formula carries a sign by which the next returned copy finds and removes it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reading.sheets import cell_address
from ingest.returned.splice import (
    elements,
    named,
    place_for,
    replaced,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.returned.job import CellMark

SIGN = 'N("vedomost")=0'
_OURS = (b'"vedomost"', b"&quot;vedomost&quot;", b"&#34;vedomost&#34;")
_RULE = re.compile(rb"<((?:[\w.-]+:)?cfRule)\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)
_PRIORITY = re.compile(rb'(<(?:[\w.-]+:)?cfRule\b[^>]*?\bpriority=["\'])(\d+)')
_SELECTED = re.compile(rb'\stabSelected=(["\'])(?:1|true)\1')
_FORMATTING, _LEGACY = "conditionalFormatting", "legacyDrawing"
# The children of a worksheet, in the order of ECMA-376, 18.3.1.99.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData",
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter",
    "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr",
    _FORMATTING, "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", _LEGACY,
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


def unmarked(part: bytes) -> bytes:
    """Return a sheet without the colours of an earlier returned copy."""
    if not any(sign in part for sign in _OURS):
        return part
    changes = []
    for one in elements(part, 1):
        whole = part[one.start : one.end]
        if one.name == _FORMATTING and any(sign in whole for sign in _OURS):
            left = _RULE.sub(_without_ours, whole)
            changes.append((one.start, one.end, left if _RULE.search(left) else b""))
    return replaced(part, changes)


def _without_ours(rule: re.Match[bytes]) -> bytes:
    return b"" if any(sign in rule[0] for sign in _OURS) else rule[0]


def not_selected(part: bytes) -> bytes:
    """Return a sheet that is not among the selected ones: only one may be."""
    head = part.find(b"sheetData")
    return _SELECTED.sub(b"", part[:head]) + part[head:] if head > 0 else part


def coloured(
    part: bytes, marks: Sequence[CellMark], formats: Mapping[str, int]
) -> bytes:
    """Colour the marks of one sheet above all its own conditional formats."""
    marks = [mark for mark in marks if mark.condition]
    if not marks:
        return part
    part = _PRIORITY.sub(
        lambda found: found[1] + str(int(found[2]) + len(marks)).encode(), part
    )
    found = elements(part, 1)
    root = found[0]
    outer, inner, formula = (
        named(name, root) for name in (_FORMATTING, "cfRule", "formula")
    )
    rules = [
        b'<%s sqref="%s"><%s type="expression" dxfId="%d" priority="%d"><%s>%s</%s>'
        b"</%s></%s>"
        % (
            *(outer, cell_address(mark.row, mark.column).encode()),
            *(inner, formats[mark.look], number, formula),
            *(told(f"AND({mark.condition},{SIGN})"), formula, inner, outer),
        )
        for number, mark in enumerate(marks, 1)
    ]
    # Ours come first of all, whatever a program makes of the priorities.
    own = [one for one in found if one.name == _FORMATTING]
    at = own[0].start if own else place_for(found, _FORMATTING, _ORDER)
    return replaced(part, [(at, at, b"".join(rules))])


def legacy_drawing(part: bytes) -> str:
    """Return the relation of the drawing that holds a sheet's comments, or ''."""
    return next(
        (
            one.attributes.get("id", "")
            for one in elements(part, 1)
            if one.name == _LEGACY
        ),
        "",
    )


def with_legacy_drawing(part: bytes, relation: str, relations: bytes) -> bytes:
    """Name the drawing with the comments; `relations` is the attribute's namespace."""
    found = elements(part, 1)
    at = place_for(found, _LEGACY, _ORDER)
    markup = b'<%s xmlns:r="%s" r:id="%s"/>' % (
        *(named(_LEGACY, found[0]), relations, relation.encode()),
    )
    return replaced(part, [(at, at, markup)])


def column_pixels(part: bytes) -> dict[int, int]:
    """Return the widths of the columns that have one of their own, hidden ones 0."""
    widths = {}
    for one in elements(part, 2):
        if one.name == "col" and one.depth == 2:
            first, last = int(one.attributes["min"]), int(one.attributes["max"])
            is_hidden = one.attributes.get("hidden") in {"1", "true"}
            pixels = round(float(one.attributes.get("width", "8.43")) * 7 + 5)
            for column in range(first - 1, min(last, first + 999)):
                widths[column] = 0 if is_hidden else pixels
    return widths
