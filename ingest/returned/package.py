"""An .xlsx package in which some parts change and the rest stays as it came."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import NamedTuple

from ingest.returned.splice import as_utf8, elements, named, replaced, told, with_inside

_CONTENT_TYPES = "[Content_Types].xml"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


class Relation(NamedTuple):
    """What a part refers to."""

    identity: str
    kind: str  # the last word of its type: worksheet, comments …
    path: str


class SheetEntry(NamedTuple):
    """A sheet as the workbook part lists it."""

    name: str
    path: str
    is_worksheet: bool


class Package:
    """The parts of one workbook; what was changed is written in place of the old."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = {info.filename for info in self._archive.infolist()}
        self._changed: dict[str, bytes] = {}
        root = self.relations("")
        self.workbook = next(
            (one.path for one in root if one.kind == "officeDocument"),
            "xl/workbook.xml",
        )
        self.namespace = elements(self.part(self.workbook), 0)[0].namespace.encode()
        is_strict = b"purl.oclc.org" in self.namespace
        self.relation_namespace = _STRICT if is_strict else _TRANSITIONAL

    def part(self, path: str) -> bytes:
        """Return a part as it is by now; UTF-8."""
        if path not in self._changed:
            return as_utf8(self._archive.read(path))
        return self._changed[path]

    def put(self, path: str, content: bytes) -> None:
        """Set a part's content, new or not."""
        self._changed[path] = content

    def has(self, path: str) -> bool:
        """Tell whether there is such a part."""
        return path in self._names or path in self._changed

    def relations(self, path: str) -> list[Relation]:
        """Return what the part at `path` refers to inside the package; '' is itself."""
        where = _relations_path(path)
        if not self.has(where):
            return []
        folder = posixpath.dirname(path)
        found = []
        for one in elements(self.part(where), 1)[1:]:
            if one.attributes.get("TargetMode") == "External":
                continue
            target = one.attributes.get("Target", "")
            whole = target[1:] if target[:1] == "/" else posixpath.join(folder, target)
            kind = one.attributes.get("Type", "").rpartition("/")[2]
            identity = one.attributes.get("Id", "")
            found.append(Relation(identity, kind, posixpath.normpath(whole)))
        return found

    def sheets(self) -> list[SheetEntry]:
        """Return the sheets in the order of the file."""
        targets = {one.identity: one for one in self.relations(self.workbook)}
        found = []
        for one in elements(self.part(self.workbook), 2):
            if one.name == "sheet" and one.depth == 2:
                relation = targets.get(one.attributes.get("id", ""))
                if relation is not None:
                    name = one.attributes.get("name", "")
                    is_worksheet = relation.kind == "worksheet"
                    found.append(SheetEntry(name, relation.path, is_worksheet))
        return found

    def add(self, path: str, content: bytes, kind: str, media_type: str) -> None:
        """Add a part; its type of content is told by its path, VML's by its ending."""
        self.put(path, content)
        types = self.part(_CONTENT_TYPES)
        root = elements(types, 0)[0]
        if kind == "vmlDrawing":
            if b'"vml"' in types.lower():
                return
            entry = b'<%s Extension="vml" ContentType="%s"/>'
            entry %= (named("Default", root), media_type.encode())
            self.put(
                _CONTENT_TYPES, replaced(types, [(root.inside, root.inside, entry)])
            )
            return
        entry = b'<%s PartName="/%s" ContentType="%s"/>'
        entry %= (named("Override", root), told(path), media_type.encode())
        self.put(_CONTENT_TYPES, _grown(types, entry))

    def relate(self, path: str, kind: str, target: str) -> str:
        """Let a part refer to another; return the new relation's id."""
        where = _relations_path(path)
        part = self.part(where) if self.has(where) else _NO_RELATIONS
        found = elements(part, 1)
        known = {one.attributes.get("Id") for one in found}
        number = len(found)
        while f"rId{number}" in known:
            number += 1
        entry = b'<%s Id="rId%d" Type="%s/%s" Target="/%s"/>' % (
            named("Relationship", found[0]),
            number,
            self.relation_namespace.encode(),
            kind.encode(),
            told(target),
        )
        self.put(where, _grown(part, entry))
        return f"rId{number}"

    def without_relations(self, path: str) -> None:
        """Let a part refer to nothing."""
        if self.has(_relations_path(path)):
            self.put(_relations_path(path), _NO_RELATIONS)

    def free_path(self, pattern: str) -> str:
        """Return the first path of a pattern such as `xl/comments{}.xml` not taken."""
        taken = {name.lower() for name in (*self._names, *self._changed)}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def save(self) -> bytes:
        """Return the package: old parts in their order, then the new ones."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as saved:
            for info in self._archive.infolist():
                content = self._changed.get(info.filename)
                if content is None:
                    content = self._archive.read(info)
                saved.writestr(_entry(info.filename), content)
            for path, content in self._changed.items():
                if path not in self._names:
                    saved.writestr(_entry(path), content)
        return target.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    """Return the head of a file in the package, without the machine's clock."""
    entry = zipfile.ZipInfo(path)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _grown(part: bytes, entry: bytes) -> bytes:
    root = elements(part, 0)[0]
    return replaced(part, [(root.start, root.end, with_inside(part, root, entry))])


def _relations_path(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")
