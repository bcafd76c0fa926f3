"""The comments of a sheet: ours beside or behind a teacher's own, and gone again.

A comment is two things in a package: its text, and a shape in an old drawing format
(VML, not always XML: it is handled as text). Ours begin with a sign, so that the next
returned copy removes them and leaves the teacher's.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from ingest.reading.sheets import cell_address
from ingest.returned.splice import Element, elements, named, replaced, told, with_inside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.returned.job import CellMark

SIGN = "[Vedomost]"
_SIGN = SIGN.encode()
_AUTHOR = b"Vedomost"
_THREADED = "tc="  # the author of a copy of a newer program's conversation
_MARKUP = re.compile(rb"<[^>]*>")
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)$")
_SHAPE = re.compile(rb"<v:shape\b(?:(?!</?v:shape\b).)*</v:shape>", re.DOTALL)
_ROW, _COLUMN = (
    re.compile(rb"<x:%s>\s*(\d+)\s*</x:%s>" % (name, name))
    for name in (b"Row", b"Column")
)
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d+)")
_BOX_WIDTH, _LINE_HEIGHT, _ROW_HEIGHT = 340, 16, 20  # pixels
_SIGNS_IN_LINE = 50
_USUAL_COLUMN = 64  # pixels
_DEEPEST = 5  # comments, commentList, comment, text, r, t

NO_COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="%s"><authors/><commentList/></comments>'
)
NO_SHAPES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>'
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_NEW_SHAPE = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;'
    b"margin-left:80pt;margin-top:5pt;width:255pt;height:%dpt;z-index:%d;"
    b'visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto">'
    b'<v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/>'
    b'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    b'<div style="text-align:left"></div></v:textbox>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%s</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)


def unmarked(comments: bytes, shapes: bytes) -> tuple[bytes, bytes]:
    """Return both parts without what an earlier returned copy said."""
    if _SIGN not in comments:
        return comments, shapes
    changes, gone = [], set()
    for one in _comments(comments):
        at = comments.find(_SIGN, one.start, one.end)
        if at < 0:
            continue
        own = _MARKUP.sub(b"", comments[one.start : at])
        if unescape(own.decode("utf-8", "replace")).strip():
            changes.append((one.start, one.end, _cut(comments, one, at)))
        else:
            changes.append((one.start, one.end, b""))
            gone.add(_place(one))
    left = _SHAPE.sub(lambda shape: b"" if _of(shape[0]) in gone else shape[0], shapes)
    return replaced(comments, changes), left


def with_comments(
    comments: bytes,
    shapes: bytes,
    marks: Sequence[CellMark],
    columns: Mapping[int, int],
) -> tuple[bytes, bytes]:
    """Add the comments of one sheet; `columns` are the pixels of its columns.

    A cell has one comment only: ours goes behind the teacher's. A conversation of a
    newer program is left alone, since that program overwrites its copy here.
    """
    found = elements(comments, 2)
    root = found[0]
    authors = [one for one in found if one.name == "author"]
    known = {_place(one): one for one in _comments(comments)}
    new, changes = [], []
    taken = {_of(shape) for shape in _SHAPE.findall(shapes)}
    drawn = []
    for mark in marks:
        place = (mark.row, mark.column)
        theirs = known.get(place)
        if theirs is not None:
            if not _is_threaded(comments, theirs, authors):
                changes.append(_behind(comments, theirs, mark.comment))
            continue
        new.append(_comment(root, mark, len(authors)))
        if place not in taken:
            drawn.append(mark)
    changes += _additions(comments, found, new)
    return replaced(comments, changes), _with_shapes(shapes, drawn, columns)


def can_draw(shapes: bytes) -> bool:
    """Tell whether the drawing is of a kind that shapes can be added to."""
    return b"</xml>" in shapes and b"urn:schemas-microsoft-com:vml" in shapes


def _comments(part: bytes) -> list[Element]:
    return [one for one in elements(part, 2) if one.name == "comment"]


def _place(comment: Element) -> tuple[int, int]:
    address = _ADDRESS.match(comment.attributes.get("ref", ""))
    if address is None:
        return -1, -1
    column = 0
    for letter in address[1]:
        column = column * 26 + ord(letter) - 64
    return int(address[2]) - 1, column - 1


def _of(shape: bytes) -> tuple[int, int]:
    """Return the cell whose comment a shape shows."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]), int(column[1])) if row and column else (-1, -1)


def _cut(part: bytes, comment: Element, at: int) -> bytes:
    """Return a comment without all that stands from `at` on, its elements closed."""
    kept = part[comment.start : at].rstrip(b"\r\n ")
    cut_open = [
        one
        for one in elements(part, _DEEPEST)
        if one.start >= comment.start and one.start < at < one.end
    ]
    return kept + b"".join(b"</" + one.tag + b">" for one in reversed(cut_open))


def _is_threaded(part: bytes, comment: Element, authors: list[Element]) -> bool:
    number = comment.attributes.get("authorId", "")
    if not number.isdecimal() or int(number) >= len(authors):
        return False
    author = authors[int(number)]
    name = part[author.inside : author.inside_end].decode("utf-8", "replace")
    return name.startswith(_THREADED)


def _behind(part: bytes, comment: Element, words: str) -> tuple[int, int, bytes]:
    """Return the change that puts our words behind a teacher's comment."""
    text = next(
        one
        for one in elements(part, 3)
        if one.name == "text" and comment.start < one.start < comment.end
    )
    return text.inside_end, text.inside_end, _run(text, f"\n\n{SIGN}\n{words}")


def _run(near: Element, words: str) -> bytes:
    run, properties, size, text = (
        named(name, near) for name in ("r", "rPr", "sz", "t")
    )
    return b'<%s><%s><%s val="9"/></%s><%s xml:space="preserve">%s</%s></%s>' % (
        *(run, properties, size, properties, text, told(words), text, run),
    )


def _comment(root: Element, mark: CellMark, author: int) -> bytes:
    comment, text = named("comment", root), named("text", root)
    return b'<%s ref="%s" authorId="%d"><%s>%s</%s></%s>' % (
        comment,
        cell_address(mark.row, mark.column).encode(),
        author,
        text,
        _run(root, f"{SIGN}\n{mark.comment}"),
        text,
        comment,
    )


def _additions(
    part: bytes, found: list[Element], new: list[bytes]
) -> list[tuple[int, int, bytes]]:
    """Return the changes that add comments and the author they name."""
    if not new:
        return []
    changes = []
    for name, markup in (("authors", b""), ("commentList", b"".join(new))):
        box = next(one for one in found if one.name == name)
        if name == "authors":
            tag = named("author", found[0])
            markup = b"<%s>%s</%s>" % (tag, _AUTHOR, tag)
        if box.inside_end == box.end:  # <commentList/>
            changes.append((box.start, box.end, with_inside(part, box, markup)))
        else:
            changes.append((box.inside_end, box.inside_end, markup))
    return changes


def _with_shapes(
    shapes: bytes, marks: Sequence[CellMark], columns: Mapping[int, int]
) -> bytes:
    numbers = [int(number) for number in _SHAPE_NUMBER.findall(shapes)]
    first = max([*numbers, 1024]) + 1
    new = []
    for number, mark in enumerate(marks, first):
        lines = sum(
            1 + len(line) // _SIGNS_IN_LINE for line in mark.comment.splitlines()
        )
        height = (lines + 2) * _LINE_HEIGHT
        anchor = _anchor(mark, height, columns)
        points = round(height * 0.75)
        new.append(
            _NEW_SHAPE
            % (number, points, number - first + 1, anchor, mark.row, mark.column)
        )
    at = shapes.rfind(b"</xml>")
    return shapes[:at] + b"".join(new) + shapes[at:]


def _anchor(mark: CellMark, height: int, columns: Mapping[int, int]) -> bytes:
    """Return the corners of the box: column, pixels into it, row, pixels into it."""
    left = mark.column + 1
    right, wide = left, 0
    while wide < _BOX_WIDTH:
        wide += columns.get(right, _USUAL_COLUMN)
        right += 1
    top = max(mark.row - 1, 0)
    bottom = top + -(-height // _ROW_HEIGHT)
    return b"%d, 12, %d, 4, %d, 4, %d, 4" % (left, top, right, bottom)
