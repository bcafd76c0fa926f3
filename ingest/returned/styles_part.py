"""The formats that marking needs, added behind those a workbook has."""

from __future__ import annotations

from typing import NamedTuple

from ingest.returned.job import CONFLICT, EMPTIED, FAULTY, WARNING
from ingest.returned.splice import (
    Element,
    elements,
    named,
    place_for,
    replaced,
    with_inside,
)

# Background and letters of a look; nothing else in the workbook has these colours.
COLOURS = {
    FAULTY: ("FFF8B4AB", "FF7A1410"),
    CONFLICT: ("FFBFD7F5", "FF123C6B"),
    EMPTIED: ("FFC3E6DF", "FF0B4F45"),
    WARNING: ("FFFFE9A8", "FF6B4A00"),
}
_LINE = (
    '<left style="thin"><color rgb="FFC9D2DC"/></left>'
    '<right style="thin"><color rgb="FFC9D2DC"/></right>'
    '<top style="thin"><color rgb="FFC9D2DC"/></top>'
    '<bottom style="thin"><color rgb="FFC9D2DC"/></bottom><diagonal/>'
)
_TEXT = 49  # the number format that keeps text from becoming a formula


class _Style(NamedTuple):
    """A cell format of the control sheet."""

    size: float = 10
    is_bold: bool = False
    ink: str = "FF1F2933"
    fill: str = ""
    is_boxed: bool = False
    is_link: bool = False
    across: str = "left"


STYLES = {
    "plain": _Style(),
    "title": _Style(15, is_bold=True),
    "quiet": _Style(ink="FF66788A"),
    "heading": _Style(11, is_bold=True, fill="FFDCE6F1"),
    "header": _Style(is_bold=True, fill="FFEEF3F8", is_boxed=True, across="center"),
    "text": _Style(is_boxed=True),
    "number": _Style(is_boxed=True, across="right"),
    "total": _Style(is_bold=True, fill="FFEEF3F8", is_boxed=True),
    "total_number": _Style(
        is_bold=True, fill="FFEEF3F8", is_boxed=True, across="right"
    ),
    "link": _Style(ink="FF1F5FA8", is_boxed=True, is_link=True),
    **{
        look: _Style(is_bold=True, ink=ink, fill=fill, is_boxed=True)
        for look, (fill, ink) in COLOURS.items()
    },
}
# The children of a style sheet, in the order of ECMA-376, 18.8.39.
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles",
    "dxfs", "tableStyles", "colors", "extLst",
)  # fmt: skip
NO_STYLES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="%s"><fonts count="1"><font/></fonts><fills count="2"><fill>'
    b'<patternFill patternType="none"/></fill><fill><patternFill '
    b'patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    b'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/>'
    b'</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    b'builtinId="0"/></cellStyles></styleSheet>'
)


class AddedStyles(NamedTuple):
    """The style sheet and the numbers of what was added."""

    part: bytes
    looks: dict[str, int]  # look → conditional format
    cells: dict[str, int]  # name of STYLES → cell format


def with_our_styles(part: bytes) -> AddedStyles:
    """Add the conditional formats of the looks and the control sheet's formats."""
    part, first = _appended(part, "dxfs", [_look(*COLOURS[look]) for look in COLOURS])
    looks = {look: first + place for place, look in enumerate(COLOURS)}
    styles = list(STYLES.values())
    part, font = _appended(part, "fonts", [_font(style) for style in styles])
    part, fill = _appended(part, "fills", [_fill(style) for style in styles])
    part, border = _appended(part, "borders", [f"<border>{_LINE}</border>"])
    formats = [
        _cell_format(style, font + place, fill + place if style.fill else 0, border)
        for place, style in enumerate(styles)
    ]
    part, first = _appended(part, "cellXfs", formats)
    cells = {name: first + place for place, name in enumerate(STYLES)}
    return AddedStyles(part, looks, cells)


def _appended(part: bytes, name: str, markup: list[str]) -> tuple[bytes, int]:
    """Append to one list of formats what it lacks as a whole; return its number."""
    found = elements(part, 2)
    root = found[0]
    new = [_in_namespace(one, root) for one in markup]
    box = next((one for one in found if one.name == name and one.depth == 1), None)
    if box is None:
        tag = named(name, root)
        whole = b'<%s count="%d">%s</%s>' % (tag, len(new), b"".join(new), tag)
        at = place_for(found, name, _ORDER)
        return replaced(part, [(at, at, whole)]), 0
    known = [
        part[one.start : one.end]
        for one in found
        if one.depth == 2 and box.start < one.start < box.end
    ]
    for place in range(len(known) - len(new) + 1):
        if known[place : place + len(new)] == new:  # an earlier returned copy's
            return part, place
    grown = with_inside(part, box, b"".join(new), more=len(new))
    return replaced(part, [(box.start, box.end, grown)]), len(known)


def _in_namespace(markup: str, root: Element) -> bytes:
    """Give every element the prefix that the root's own elements have."""
    prefix = root.tag.rpartition(b":")[0].decode()
    if prefix:
        markup = markup.replace("</", "\0").replace("<", f"<{prefix}:")
        markup = markup.replace("\0", f"</{prefix}:")
    return markup.encode()


def _look(fill: str, ink: str) -> str:
    return (
        f'<dxf><font><b/><color rgb="{ink}"/></font><fill>'
        f'<patternFill patternType="solid"><fgColor rgb="{fill}"/>'
        f'<bgColor rgb="{fill}"/></patternFill></fill></dxf>'
    )


def _font(style: _Style) -> str:
    weight = ("<b/>" if style.is_bold else "") + ("<u/>" if style.is_link else "")
    return (
        f'<font>{weight}<sz val="{style.size}"/><color rgb="{style.ink}"/>'
        f'<name val="Calibri"/><family val="2"/></font>'
    )


def _fill(style: _Style) -> str:
    if not style.fill:
        return '<fill><patternFill patternType="none"/></fill>'
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{style.fill}"/>'
        f'<bgColor indexed="64"/></patternFill></fill>'
    )


def _cell_format(style: _Style, font: int, fill: int, border: int) -> str:
    wraps = ' wrapText="1"' if style.is_boxed else ""
    number_format = 0 if style.across == "right" else _TEXT
    return (
        f'<xf numFmtId="{number_format}" fontId="{font}" fillId="{fill}" '
        f'borderId="{border if style.is_boxed else 0}" xfId="0" '
        f'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" '
        f'applyAlignment="1"><alignment horizontal="{style.across}" vertical="top"'
        f"{wraps}/></xf>"
    )
