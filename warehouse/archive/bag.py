"""A package as BagIt (RFC 8493): files under `data`, manifests, a signature over them.

`sha256sum -c manifest-sha256.txt` checks it, so does any program that knows BagIt. The
`bagit` library makes bags by changing the whole process's working folder, which a
server with threads cannot have, and writes the draft's version 0.97: so it only judges
here, as a second reader of what was written.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Literal, NamedTuple

import bagit

from warehouse.durable_files import sync_folder, write_synced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

ALGORITHMS = ("sha256", "sha512")
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = "signature.bin"
DECLARATION = "bagit.txt"
_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CHUNK = 2**20
_UNSEALED = {*(f"tagmanifest-{one}.txt" for one in ALGORITHMS), SIGNATURE}

Digests = tuple[str, ...]  # one per algorithm
What = Literal["missing_package", "changed", "missing", "added", "seal", "signature"]


class Bag(NamedTuple):
    """A written bag: the digest that names it, and its volume."""

    tag_digest: str
    count_files: int
    size_bytes: int


class Unlike(NamedTuple):
    """A file of a bag that is not as it was sealed."""

    file: str
    what: What


def write_bag(
    folder: Path,
    payload: Iterable[tuple[str, bytes]],
    tags: Mapping[str, bytes],
    info: Iterable[tuple[str, str]],
    sign: Callable[[bytes], bytes],
) -> Bag:
    """Write a bag into a new folder, synced to the disk and read-only.

    `tags` are further files beside the manifests, covered by them; `sign` gets the
    bytes of `tagmanifest-sha256.txt`, through which the signature covers all.
    """
    sealed: dict[str, Digests] = {}
    size = 0
    for path, content in payload:
        sealed[f"data/{path}"] = _put(folder / "data" / path, content)
        size += len(content)
    lines = [*info, ("Payload-Oxum", f"{size}.{len(sealed)}")]
    beside: dict[str, str | bytes] = {
        DECLARATION: _DECLARED,
        "bag-info.txt": "".join(f"{key}: {_line(told)}\n" for key, told in lines),
        **{f"manifest-{name}": text for name, text in _manifests(sealed)},
        **tags,
    }
    covered: dict[str, Digests] = {}
    for name, told in beside.items():
        content = told.encode() if isinstance(told, str) else told
        covered[name] = _put(folder / name, content)
    for name, text in _manifests(covered):
        _put(folder / f"tagmanifest-{name}", text.encode())
    seal = (folder / TAG_MANIFEST).read_bytes()
    _put(folder / SIGNATURE, sign(seal))
    bagit.Bag(str(folder)).validate()
    for inside, _, _ in os.walk(folder):
        sync_folder(inside)
    files = [one for one in folder.rglob("*") if one.is_file()]
    return Bag(
        hashlib.sha256(seal).hexdigest(),
        len(files),
        sum(one.stat().st_size for one in files),
    )


def unlike_sealed(
    folder: Path, tag_digest: str, is_signed: Callable[[bytes, bytes], bool]
) -> list[Unlike]:
    """Return every file of a bag that is not as sealed, in the order of names.

    `tag_digest` is what the register says; `is_signed` gets seal and signature.
    """
    if not folder.is_dir():
        return [Unlike("", "missing_package")]
    found = list(_broken_seal(folder, tag_digest, is_signed))
    on_disk = set(_files(folder))
    covered = _listed(folder, "tagmanifest")
    listed = {**_listed(folder, "manifest"), **covered}
    for file in sorted(set(listed) | on_disk):
        if file not in on_disk:
            found.append(Unlike(file, "missing"))
        elif file not in listed:
            if file not in _UNSEALED:
                found.append(Unlike(file, "added"))
        elif not _is_as_listed(folder / file, listed[file]):
            found.append(Unlike(file, "changed"))
    return found


def _broken_seal(
    folder: Path, tag_digest: str, is_signed: Callable[[bytes, bytes], bool]
) -> Iterator[Unlike]:
    seal = _content(folder / TAG_MANIFEST)
    if seal is not None and hashlib.sha256(seal).hexdigest() != tag_digest:
        yield Unlike(TAG_MANIFEST, "seal")
    if seal is None:
        yield Unlike(TAG_MANIFEST, "missing")
    signature = _content(folder / SIGNATURE)
    if signature is None:
        yield Unlike(SIGNATURE, "missing")
    elif seal is not None and not is_signed(seal, signature):
        yield Unlike(SIGNATURE, "signature")
    other = folder / "tagmanifest-sha512.txt"
    if not other.exists():
        yield Unlike(other.name, "missing")


def _files(folder: Path) -> Iterator[str]:
    for inside, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(inside, name), folder)  # noqa: PTH118
            yield path.replace(os.sep, "/")


def _listed(folder: Path, kind: str) -> dict[str, dict[str, str]]:
    """Return what the manifests of a kind list: file → digest by algorithm.

    A file that only one of them names has no digest in the other, so it is changed.
    """
    listed: dict[str, dict[str, str]] = {}
    for algorithm in ALGORITHMS:
        text = _content(folder / f"{kind}-{algorithm}.txt") or b""
        for line in text.decode("utf-8", "replace").splitlines():
            digest, _, file = line.partition("  ")
            listed.setdefault(file, {})[algorithm] = digest
    return listed


def _is_as_listed(path: Path, listed: Mapping[str, str]) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    digests = [hashlib.new(name) for name in ALGORITHMS]
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            for digest in digests:
                digest.update(chunk)
    return [one.hexdigest() for one in digests] == [
        listed.get(name) for name in ALGORITHMS
    ]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _put(path: Path, content: bytes) -> Digests:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_synced(path, content)
    path.chmod(0o444)
    return tuple(hashlib.new(name, content).hexdigest() for name in ALGORITHMS)


def _manifests(sealed: Mapping[str, Digests]) -> Iterator[tuple[str, str]]:
    for at, algorithm in enumerate(ALGORITHMS):
        lines = (f"{digests[at]}  {path}\n" for path, digests in sorted(sealed.items()))
        yield f"{algorithm}.txt", "".join(lines)


def _line(told: str) -> str:
    return " ".join(told.split())
