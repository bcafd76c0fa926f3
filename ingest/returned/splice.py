"""Change a few places of an XML part and leave every other byte as it came.

Parsing and writing anew would drop what a reader does not know (pictures, charts,
formats of newer programs, the results of formulas), so new markup is spliced in. It is
pure ASCII: it fits whatever encoding the part has.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNT = re.compile(rb'(\scount=)(["\'])(\d+)\2')


class Element(NamedTuple):
    """Where an element stands in its part; `name` is without prefix, `tag` with it."""

    name: str
    tag: bytes
    depth: int  # the root has 0
    start: int
    inside: int  # behind the opening tag
    inside_end: int
    end: int
    attributes: dict[str, str]
    namespace: str


def elements(part: bytes, depth: int) -> list[Element]:
    """Return the elements down to a depth, in order; attribute names lose prefixes."""
    parser = expat.ParserCreate(namespace_separator="}")
    found: list[Element] = []
    open_now: list[int] = []  # indexes into found; -1 for deeper ones

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_now) > depth:
            open_now.append(-1)
            return
        at = parser.CurrentByteIndex
        tag = _TAG.match(part, at)
        behind = tag.end() if tag else at
        namespace, _, bare = name.rpartition("}")
        qualified = re.split(rb"[\s/>]", part[at + 1 : behind], maxsplit=1)[0]
        plain = {key.rpartition("}")[2]: text for key, text in attributes.items()}
        open_now.append(len(found))
        found.append(
            Element(
                bare, qualified, len(open_now) - 1, at, behind, behind, behind, plain,
                namespace,
            )
        )  # fmt: skip

    def end(_name: str) -> None:
        index = open_now.pop()
        if index < 0:
            return
        element, at = found[index], parser.CurrentByteIndex
        if part[element.inside - 2 : element.inside] != b"/>":
            behind = part.index(b">", at) + 1
            found[index] = element._replace(inside_end=at, end=behind)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(part, True)  # noqa: FBT003 - expat's own signature
    return found


def as_utf8(part: bytes) -> bytes:
    """Return a part that was UTF-16 as UTF-8; others as they are."""
    if part[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\0" not in part[:4]:
        return part
    text = part.decode("utf-16").lstrip("\ufeff")
    return re.sub(r"^<\?xml[^>]*\?>", "", text).encode()


def told(text: object) -> bytes:
    """Return a text for an element or an attribute in double quotes."""
    known = _NO_XML.sub("\ufffd", str(text))
    return escape(known, {'"': "&quot;"}).encode("ascii", "xmlcharrefreplace")


def replaced(part: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Return a part with each (start, end) replaced; the places do not overlap."""
    pieces, at = [], 0
    for start, end, markup in sorted(changes, key=lambda change: change[:2]):
        pieces += [part[at:start], markup]
        at = end
    return b"".join([*pieces, part[at:]])


def named(name: str, root: Element) -> bytes:
    """Return the qualified name that an element has among the root's own."""
    prefix, colon, _ = root.tag.rpartition(b":")
    return prefix + colon + name.encode()


def with_inside(
    part: bytes, element: Element, markup: bytes, *, more: int = 0
) -> bytes:
    """Return the element's bytes with markup behind its content, `count` raised."""
    opening = part[element.start : element.inside]
    if opening.endswith(b"/>"):
        opening = opening[:-2].rstrip() + b">"
    if more:
        opening = _COUNT.sub(
            lambda found: b'%s"%d"' % (found[1], int(found[3]) + more), opening, count=1
        )
    content = part[element.inside : element.inside_end]
    return opening + content + markup + b"</" + element.tag + b">"


def place_for(children: list[Element], name: str, order: tuple[str, ...]) -> int:
    """Return where a child may be put among its siblings, in the schema's order."""
    rank = order.index(name)
    before = [
        one.end
        for one in children
        if one.depth == 1 and one.name in order and order.index(one.name) <= rank
    ]
    return max(before, default=children[0].inside)
