"""Packages built to hurt whoever unpacks them: bombs, lies, strange parts."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

from tests.ingest.crafted_files import (
    SHEET_HEAD,
    SHEET_PART,
    SHEET_TAIL,
    with_part,
    workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_SHEET_RELATION = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
)


def parts_of(content: bytes) -> dict[str, bytes]:
    """Unpack a good workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package(
    parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Pack parts in the order given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def without(name: str) -> bytes:
    parts = parts_of(workbook())
    del parts[name]
    return package(parts)


def patched(signature: bytes, offset: int, form: str, value: int) -> bytes:
    """Write a number into every record of one kind of a good package."""
    content = bytearray(workbook())
    place = content.find(signature)
    while place >= 0:
        struct.pack_into(form, content, place + offset, value)
        place = content.find(signature, place + 4)
    return bytes(content)


def renamed(old: str, new: str) -> bytes:
    """Rename a part in both of its headers; both names are equally long."""
    assert len(old.encode()) == len(new.encode())
    return with_part(old, b"<a/>").replace(old.encode(), new.encode())


def twice(name: str, second: bytes) -> bytes:
    """Write one part twice, as no program does."""
    stand_in = name[:-1] + "~"
    return with_part(stand_in, second).replace(stand_in.encode(), name.encode())


def many_sheets(count: int, targets: Callable[[int], str]) -> dict[str, bytes | str]:
    """Name very many sheets in the workbook part."""
    parts: dict[str, bytes | str] = dict(parts_of(workbook()))
    sheets = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, count + 1)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_SHEET_RELATION}" Target="{targets(n)}"/>'
        for n in range(1, count + 1)
    )
    parts[WORKBOOK] = f"<workbook {_NAMESPACES}><sheets>{sheets}</sheets></workbook>"
    parts[RELATIONS] = f"<Relationships>{relations}</Relationships>"
    return parts


def ten_thousand_sheets() -> bytes:
    sheet = f"{SHEET_HEAD}<row r='1'><c r='A1'><v>5</v></c></row>{SHEET_TAIL}"
    parts = many_sheets(10_000, lambda n: f"worksheets/sheet{n}.xml")
    files = {f"xl/worksheets/sheet{n}.xml": sheet for n in range(1, 10_001)}
    return package({**parts, **files})


def one_part_for_many_sheets(count: int) -> bytes:
    """Let every sheet be the same part: one megabyte read over and over."""
    parts = many_sheets(count, lambda _: "worksheets/sheet1.xml")
    row = "<row>" + "<c><v>5</v></c>" * 600 + "</row>"
    return package({**parts, SHEET_PART: SHEET_HEAD + row * 100 + SHEET_TAIL})


def overlapping_parts(count: int) -> bytes:
    """Let many entries of the table of contents share one packed kernel."""
    kernel = package({"xl/media/a000.xml": bytes(90_000)})
    start = kernel.index(CENTRAL)
    end = kernel.index(END)
    entry = kernel[start:end]
    entries = b"".join(
        entry.replace(b"a000", f"a{number:03d}".encode()) for number in range(count)
    )
    table = struct.pack("<4s4H2LH", END, 0, 0, count, count, len(entries), start, 0)
    return kernel[:start] + entries + table


def nested_packages() -> bytes:
    """A package of packages of packages, each packing well."""
    inner = bytes(3 << 20)
    for depth in range(5):
        inner = package({f"{depth}{n}.zip": inner for n in range(9)})
    return with_part("xl/embeddings/inner.zip", inner)


def sparse_bomb() -> bytes:
    """Stay below the size that makes a ratio suspect, in thirty parts."""
    parts: dict[str, bytes | str] = dict(parts_of(workbook()))
    parts |= {f"xl/media/{n}.xml": b" " * (4 << 20) for n in range(30)}
    return package(parts)


def other_program(*names: str) -> bytes:
    return package(dict.fromkeys(names, "<a/>"))


def packed_by(compression: int) -> bytes:
    return package(parts_of(workbook()), compression)


def swapped_lengths() -> bytes:
    """Say four gigabytes in the table of contents and nothing in the parts."""
    return patched(CENTRAL, 24, "<L", 0xFFFF_FFF0)


def two_in_one() -> bytes:
    """Append a second good workbook: readers disagree on which one is meant."""
    return workbook(("B1", "2")) + workbook(("B1", "5"))


def hidden_second_table() -> bytes:
    """Put a whole second workbook into the comment of the first."""
    first, second = workbook(), workbook(("XFD1048576", "x"))
    return first[:-2] + struct.pack("<H", len(second)) + second


def relation_to(target: str, mode: str = "") -> bytes:
    kind = f'Type="{_SHEET_RELATION}"'
    mode = f' TargetMode="{mode}"' if mode else ""
    return with_part(
        RELATIONS,
        f'<Relationships><Relationship Id="rId1" {kind} Target="{target}"{mode}/>'
        "</Relationships>",
    )
