"""What a backup says of itself: `manifest.json`, written last.

It names every file with its size and SHA-256, the head of the ledger and the versions.
Without a manifest that agrees with its own digest a folder is no backup. The manifest
of an encrypted backup is sealed by its key too, so nobody without it can leave out a
file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from warehouse.encryption.secret import lock_written
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.encryption.secret import Key, Lock

FORMAT = "vedomost backup 1"
FILE = "manifest.json"
SUMS = "SHA256SUMS"  # the same sums for `sha256sum --check`
CONTENT = "school"  # the folder of a backup that holds the school's files
_SEALED = "manifest"


@dataclass(frozen=True)
class BackedUpFile:
    """One file, by its path in the school's folder."""

    path: str
    size: int
    sha256: str  # of the file itself
    modified_ns: int
    stored_sha256: str  # of what lies in the backup: another one if it is encrypted


@dataclass(frozen=True)
class Manifest:
    """One backup; `made_at` is aware, `schema` the last migration it knows."""

    name: str
    school_id: str
    school_name: str
    made_at: datetime
    program: str
    schema: str
    block_id: int
    block_digest: str
    count_entries: int
    files: tuple[BackedUpFile, ...]
    lock: Lock | None = None

    @property
    def size(self) -> int:
        """All bytes of the school."""
        return sum(file.size for file in self.files)

    @property
    def by_path(self) -> dict[str, BackedUpFile]:
        """The files by their paths."""
        return {file.path: file for file in self.files}


def manifest_text(manifest: Manifest, key: Key | None) -> str:
    """Return the manifest as it is written, with its digest and, by key, its seal."""
    told: dict[str, Any] = {
        "format": FORMAT,
        **asdict(replace(manifest, lock=None)),
        "made_at": manifest.made_at.isoformat(),
        "lock": manifest.lock.written() if manifest.lock else None,
    }
    told["digest"] = hashlib.sha256(_plain(told)).hexdigest()
    if key is not None:
        told["seal"] = _seal(key, told)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a backup's folder; None where it is none."""
    try:
        return _manifest(json.loads((folder / FILE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_sealed_by(folder: Path, key: Key) -> bool:
    """Tell whether the manifest is as it was sealed with this key."""
    told = json.loads((folder / FILE).read_bytes())
    seal = str(told.pop("seal", ""))
    return hmac.compare_digest(seal.encode(), _seal(key, told).encode())


def stored_path(folder: Path, file: BackedUpFile, *, is_sealed: bool) -> Path:
    """Return where a file lies in the backup."""
    place = folder / CONTENT / file.path
    return place.with_name(f"{place.name}.sealed") if is_sealed else place


def _manifest(told: dict[str, Any]) -> Manifest:
    told.pop("seal", None)
    digest = told.pop("digest")
    if (
        told.pop("format") != FORMAT
        or hashlib.sha256(_plain({"format": FORMAT, **told})).hexdigest() != digest
    ):
        raise ValueError(digest)
    lock = told.pop("lock")
    files = tuple(BackedUpFile(**file) for file in told.pop("files"))
    made_at = datetime.fromisoformat(told.pop("made_at"))
    if made_at.tzinfo is None or any(_leads_out(file.path) for file in files):
        raise ValueError(made_at)
    return Manifest(
        **told,
        made_at=made_at,
        files=files,
        lock=lock_written(lock) if lock is not None else None,
    )


def _leads_out(path: str) -> bool:
    """Tell whether a path is not one below the school's folder."""
    parts = path.split("/")
    return "\\" in path or ":" in path or any(part in ("", ".", "..") for part in parts)


def _plain(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def _seal(key: Key, told: dict[str, Any]) -> str:
    own = key.apart(_SEALED)
    return hmac.digest(own, _plain(told), hashlib.sha256).hex()


def whole_manifest(folder: Path) -> Manifest:
    """Return the manifest of what must be a backup."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise VedomostError(
            "{folder} is no whole backup: its manifest is missing or damaged. Choose "
            "another one.",
            folder=folder,
        )
    return manifest
