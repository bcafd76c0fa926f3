"""Damage the bytes of a workbook: the file, its package, the markup of its parts."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Parts = dict[str, bytes]

_TAG = re.compile(rb"<[^<>]+>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_TEXT = re.compile(rb">([^<>]+)<")


def flip_bits(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 8))):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def flip_in_headers(content: bytes, dice: random.Random) -> bytes:
    """Flip a bit where the package says what it holds."""
    signature = dice.choice((b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"))
    places = [found.start() for found in re.finditer(re.escape(signature), content)]
    damaged = bytearray(content)
    damaged[dice.choice(places) + dice.randrange(22)] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def truncate(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def overwrite(content: bytes, dice: random.Random) -> bytes:
    place, size = dice.randrange(len(content)), dice.randrange(1, 600)
    return content[:place] + dice.randbytes(size) + content[place + size :]


def cut_out(content: bytes, dice: random.Random) -> bytes:
    place, size = dice.randrange(len(content)), dice.randrange(1, 600)
    return content[:place] + content[place + size :]


def put_in(content: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(content) + 1)
    return content[:place] + dice.randbytes(dice.randrange(1, 60)) + content[place:]


ON_FILES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip_bits, flip_bits, flip_in_headers, flip_in_headers, truncate, overwrite,
    cut_out, put_in,
)  # fmt: skip


def drop_a_part(parts: Parts, dice: random.Random) -> None:
    del parts[dice.choice(list(parts))]


def empty_a_part(parts: Parts, dice: random.Random) -> None:
    parts[dice.choice(list(parts))] = b""


def swap_parts(parts: Parts, dice: random.Random) -> None:
    one, other = dice.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def cut_a_part(parts: Parts, dice: random.Random) -> None:
    name = dice.choice(list(parts))
    parts[name] = truncate(parts[name], dice)


def rename_a_part(parts: Parts, dice: random.Random) -> None:
    name = dice.choice(list(parts))
    parts[dice.choice((name.upper(), f"{name}.bak", name[1:]))] = parts.pop(name)


def edit_tag(parts: Parts, dice: random.Random) -> None:
    """Drop, double, rename, hide or turn round one tag."""

    def edited(tag: bytes) -> bytes:
        return dice.choice(
            (
                b"",
                tag * 2,
                tag.replace(b"<", b"<x", 1),
                b"<!--" + tag + b"-->",
                b"</" + tag[1:],
                tag.upper(),
                tag[:-1] + b"/>",
                tag + b"<!-- 5 -->",
                tag + b"\n",
            )
        )

    _edit(parts, dice, _TAG, edited)


def edit_attribute(parts: Parts, dice: random.Random) -> None:
    """Change, drop, double or quote otherwise one attribute."""

    def edited(attribute: bytes) -> bytes:
        name, _, value = attribute.partition(b"=")
        bare = value.strip(b'"')
        return dice.choice(
            (
                b"",
                attribute + b" " + attribute,
                name + b"='" + bare + b"'",
                name + b" = " + value,
                name + b"=" + bare,
                name + b'="' + bare[:-1] + b'"',
                name + b'="' + bare + b'1"',
                name + b'="-' + bare + b'"',
                name + b'="&#' + str(ord("s")).encode() + b';"',
                name + b'="e"',
                b"x:" + attribute,
            )
        )

    _edit(parts, dice, _ATTRIBUTE, edited)


def edit_text(parts: Parts, dice: random.Random) -> None:
    """Change what stands between two tags."""

    def edited(found: bytes) -> bytes:
        text = found[1:-1]
        other = dice.choice(
            (
                b"",
                b" ",
                text + b" ",
                text[:-1],
                text + b"0",
                b"-" + text,
                b"\xff" + text,
                text + b"\0",
                b"&amp;",
                b"&x;",
                b"<![CDATA[" + text + b"]]>",
                b"<x>" + text + b"</x>",
                "н".encode("cp1251"),
            )
        )
        return b">" + other + b"<"

    _edit(parts, dice, _TEXT, edited)


def edit_encoding(parts: Parts, dice: random.Random) -> None:
    """Write a part in another encoding, or only say so."""
    name = _any_part(parts, dice)
    said = dice.choice(("utf-8", "utf-16", "koi8-r", "windows-1251", "ascii", "x"))
    used = dice.choice(("utf-8", "utf-16", "utf-16-le", "utf-8-sig", "koi8-r"))
    text = parts[name].decode("utf-8")
    text = re.sub(r'encoding="[^"]*"', f'encoding="{said}"', text, count=1)
    parts[name] = text.encode(used, "xmlcharrefreplace")


def mix_bytes(parts: Parts, dice: random.Random) -> None:
    name = _any_part(parts, dice)
    parts[name] = dice.choice((flip_bits, cut_out, put_in, overwrite))(
        parts[name], dice
    )


ON_PARTS: tuple[Callable[[Parts, random.Random], None], ...] = (
    drop_a_part, empty_a_part, swap_parts, cut_a_part, rename_a_part, edit_encoding,
    mix_bytes, *(edit_tag, edit_attribute, edit_text) * 4,
)  # fmt: skip


def damage(content: bytes, dice: random.Random) -> tuple[bytes, str, bool]:
    """Return the damaged file, how, and whether only its packing was touched."""
    if dice.random() < 0.4:
        damaging = dice.choice(ON_FILES)
        return damaging(content, dice), damaging.__name__, True
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    editing = dice.choice(ON_PARTS)
    editing(parts, dice)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue(), editing.__name__, False


def _any_part(parts: Parts, dice: random.Random) -> str:
    """Choose a part that matters three times out of four."""
    told = [name for name in parts if "sheet" in name or "Strings" in name]
    return dice.choice(told if dice.random() < 0.75 else list(parts))


def _edit(
    parts: Parts,
    dice: random.Random,
    pattern: re.Pattern[bytes],
    edited: Callable[[bytes], bytes],
) -> None:
    name = _any_part(parts, dice)
    places = [found.span() for found in pattern.finditer(parts[name])]
    if places:
        start, end = dice.choice(places)
        part = parts[name]
        parts[name] = part[:start] + edited(part[start:end]) + part[end:]
