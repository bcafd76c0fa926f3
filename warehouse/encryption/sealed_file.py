"""Files sealed by AES-256-GCM, in pieces, so that a large one needs little memory.

    magic "VDMSEAL1", 16 random bytes, then pieces of 1 MiB, each with its 16-byte tag

Each file has a key of its own, HKDF-SHA-256 of the key and those random bytes, so no
nonce is used twice. A piece's nonce is its number, then whether it is the last: pieces
cannot be left out, repeated, exchanged or cut off. The file's name is bound to each, so
a file cannot stand in another's place.
"""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"VDMSEAL1"
_SALT = 16
_PIECE = 2**20
_TAG = 16


class BrokenSealError(Exception):
    """The file is not as it was sealed, or was sealed with another key."""


def seal(key: bytes, name: str, plain: BinaryIO) -> Iterator[bytes]:
    """Yield the sealed bytes of a file that is read piece by piece."""
    salt = os.urandom(_SALT)
    yield MAGIC + salt
    cipher = _cipher(key, salt)
    number, piece = 0, plain.read(_PIECE)
    while True:
        following = plain.read(_PIECE)
        yield cipher.encrypt(_nonce(number, not following), piece, name.encode())
        if not following:
            return
        number, piece = number + 1, following


def unseal(key: bytes, name: str, sealed: BinaryIO) -> Iterator[bytes]:
    """Yield the plain bytes; nothing of a piece is yielded before its tag is right."""
    head = sealed.read(len(MAGIC) + _SALT)
    if len(head) < len(MAGIC) + _SALT or not head.startswith(MAGIC):
        raise BrokenSealError(name)
    cipher = _cipher(key, head[len(MAGIC) :])
    number, piece = 0, sealed.read(_PIECE + _TAG)
    while True:
        following = sealed.read(_PIECE + _TAG)
        try:
            nonce = _nonce(number, not following)
            yield cipher.decrypt(nonce, piece, name.encode())
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError(name) from error
        if not following:
            return
        number, piece = number + 1, following


def sealed_bytes(key: bytes, name: str, content: bytes) -> bytes:
    """Seal something that is in memory."""
    return b"".join(seal(key, name, io.BytesIO(content)))


def unsealed_bytes(key: bytes, name: str, sealed: bytes) -> bytes:
    """Open something that is in memory."""
    return b"".join(unseal(key, name, io.BytesIO(sealed)))


def opened(key: bytes, name: str, content: bytes) -> bytes:
    """Return plain bytes of a file that may not have been sealed yet.

    So a school that is being encrypted file by file can be read at any moment.
    """
    if not content.startswith(MAGIC):
        return content
    return unsealed_bytes(key, name, content)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    derived = HKDF(hashes.SHA256(), length=32, salt=salt, info=MAGIC).derive(key)
    return AESGCM(derived)


def _nonce(number: int, is_last: bool) -> bytes:  # noqa: FBT001 - private
    return number.to_bytes(11, "big") + bytes([is_last])
