"""Which names and addresses in the folder are plain enough to be looked at."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

MOUNT = "/dav"
_DEEPEST = 8  # folders in folders; programs make two or three
_LONGEST_NAME = 240  # bytes, what disks allow with a little to spare
_NOT_IN_NAMES = frozenset('\\/:*?"<>|;')  # Windows' list, and what ends a URL's path
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)


def plain_path(path: str) -> str | None:
    """Return an address below the mount with composed letters, None if it is not plain.

    macOS sends «й» as two signs; the folder knows it as one.
    """
    composed = unicodedata.normalize("NFC", path)
    if composed == MOUNT:
        return f"{MOUNT}/"
    if not composed.startswith(f"{MOUNT}/"):
        return None
    names = composed[len(MOUNT) + 1 :].removesuffix("/")
    parts = names.split("/") if names else []
    if len(parts) > _DEEPEST or not all(is_plain_name(part) for part in parts):
        return None
    return composed


def is_plain_name(name: str) -> bool:
    """Tell whether a name leads nowhere else and may stand on any disk."""
    return (
        name not in ("", ".", "..")
        and name.isprintable()
        and not _NOT_IN_NAMES & set(name)
        and name[-1] not in ". "
        and len(name.encode()) <= _LONGEST_NAME
        and name.partition(".")[0].lower() not in _DEVICES
    )


def plain_destination(sent: str, host: str) -> str | None:
    """Return where a MOVE or COPY goes, as a plain path, None if not into the folder.

    Programs send a whole address, quoted or not, or a path alone.
    """
    if not sent.isascii():
        try:
            sent = sent.encode("latin-1").decode()  # latin-1 is how headers are read
        except UnicodeError:
            return None
    try:
        parts = urlsplit(sent)
    except ValueError:  # brackets where a server's name should be
        return None
    if parts.netloc and parts.netloc.lower() != host.lower():
        return None
    if parts.query or parts.fragment:
        return None
    try:
        return plain_path(unquote(parts.path, errors="strict"))
    except UnicodeError:
        return None


def result_name(workbook_name: str) -> str:
    """Return the name of the text with what became of a workbook."""
    return f"{workbook_name.rpartition('.')[0]}.txt"
