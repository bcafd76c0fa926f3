"""Mark one package: what the child process does between its input and its output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.returned import comments_part, sheet_part
from ingest.returned.control_part import write_control
from ingest.returned.package import Package
from ingest.returned.splice import elements, named, replaced, told, with_inside
from ingest.returned.styles_part import NO_STYLES, with_our_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.returned.job import CellMark, MarkingJob
    from ingest.returned.package import Relation
    from ingest.returned.styles_part import AddedStyles

_SHEET_TYPE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
)
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_COMMENTS_TYPE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
)
_SHAPES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_STYLES, _MORE_STYLES = "xl/styles.xml", "xl/styles{}.xml"  # the first is the usual
_ACTIVE = re.compile(rb'\sactiveTab=(["\'])\d+\1')
_LONGEST_NAME = 31


def mark(content: bytes, job: MarkingJob) -> bytes:
    """Return the workbook with its marks and its control sheet, opened at that."""
    package = Package(content)
    styles = _styles(package)
    worksheets = [one.path for one in package.sheets() if one.is_worksheet]
    for number, path in enumerate(worksheets):
        own = [one for one in job.marks if one.sheet == number]
        part = sheet_part.unmarked(package.part(path))
        part = sheet_part.coloured(part, own, styles.looks)
        package.put(path, sheet_part.not_selected(part))
        _comment(package, path, own, number)
    control = write_control(job.control, styles.cells, package.namespace)
    if job.old_control is None:
        where = _add_sheet(package, job.control.title, control)
    else:
        where = worksheets[job.old_control]
        package.put(where, control)
        package.without_relations(where)
    _open_at(package, where)
    return package.save()


def _styles(package: Package) -> AddedStyles:
    """Add the formats; a workbook without any gets a style sheet."""
    known = [one for one in package.relations(package.workbook) if one.kind == "styles"]
    if known:
        path = known[0].path
    else:
        path = _STYLES if not package.has(_STYLES) else package.free_path(_MORE_STYLES)
        content = NO_STYLES % package.namespace
        package.add(path, content, "styles", _STYLES_TYPE)
        package.relate(package.workbook, "styles", path)
    added = with_our_styles(package.part(path))
    package.put(path, added.part)
    return added


def _comment(
    package: Package, path: str, marks: Sequence[CellMark], number: int
) -> None:
    """Take an earlier copy's comments off one sheet and put the new ones on."""
    relations = {one.kind: one for one in package.relations(path)}
    known = relations.get("comments")
    comments = package.part(known.path) if known else b""
    drawing = _drawing(package, path)
    shapes = package.part(drawing.path) if drawing else b""
    if known:
        comments, shapes = comments_part.unmarked(comments, shapes)
    if marks and (not shapes or comments_part.can_draw(shapes)):
        columns = sheet_part.column_pixels(package.part(path))
        comments, shapes = comments_part.with_comments(
            comments or comments_part.NO_COMMENTS % package.namespace,
            shapes or comments_part.NO_SHAPES % (number + 1),
            marks,
            columns,
        )
    if comments:
        _put_comments(package, path, comments, known)
    if shapes:
        _put_shapes(package, path, shapes, drawing)


def _drawing(package: Package, path: str) -> Relation | None:
    """Return the drawing with a sheet's comments."""
    identity = sheet_part.legacy_drawing(package.part(path))
    found = (one for one in package.relations(path) if one.identity == identity)
    return next((one for one in found if package.has(one.path)), None)


def _put_comments(
    package: Package, path: str, comments: bytes, known: Relation | None
) -> None:
    if known:
        package.put(known.path, comments)
        return
    where = package.free_path("xl/comments{}.xml")
    package.add(where, comments, "comments", _COMMENTS_TYPE)
    package.relate(path, "comments", where)


def _put_shapes(
    package: Package, path: str, shapes: bytes, known: Relation | None
) -> None:
    if known:
        package.put(known.path, shapes)
        return
    where = package.free_path("xl/drawings/vmlDrawing{}.vml")
    package.add(where, shapes, "vmlDrawing", _SHAPES_TYPE)
    identity = package.relate(path, "vmlDrawing", where)
    namespace = package.relation_namespace.encode()
    part = sheet_part.with_legacy_drawing(package.part(path), identity, namespace)
    package.put(path, part)


def _add_sheet(package: Package, title: str, content: bytes) -> str:
    """Add a sheet behind the others, under a name that is free; return its path."""
    path = package.free_path("xl/worksheets/sheet{}.xml")
    package.add(path, content, "worksheet", _SHEET_TYPE)
    identity = package.relate(package.workbook, "worksheet", path)
    part = package.part(package.workbook)
    found = elements(part, 2)
    entries = [one for one in found if one.name == "sheet" and one.depth == 2]
    taken = {one.attributes.get("name", "").casefold() for one in entries}
    numbers = [int(one.attributes.get("sheetId", 0)) for one in entries]
    name, again = title, 1
    while name.casefold() in taken:
        again += 1
        name = f"{title[: _LONGEST_NAME - len(str(again)) - 1]} {again}"
    entry = b'<%s xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>' % (
        named("sheet", found[0]),
        package.relation_namespace.encode(),
        told(name),
        max(numbers, default=0) + 1,
        identity.encode(),
    )
    box = next(one for one in found if one.name == "sheets")
    grown = with_inside(part, box, entry)
    package.put(package.workbook, replaced(part, [(box.start, box.end, grown)]))
    return path


def _open_at(package: Package, path: str) -> None:
    """Let programs open the workbook at one of its sheets."""
    place = next(n for n, one in enumerate(package.sheets()) if one.path == path)
    part = package.part(package.workbook)
    view = next((one for one in elements(part, 2) if one.name == "workbookView"), None)
    if view is None:
        return
    opening = _ACTIVE.sub(b"", part[view.start : view.inside])
    tag = b"<" + view.tag
    opening = opening.replace(tag, tag + b' activeTab="%d"' % place, 1)
    changed = replaced(part, [(view.start, view.inside, opening)])
    package.put(package.workbook, changed)
