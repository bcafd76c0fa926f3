"""Copies on the disk: the workbook of one person and term as the folder serves it.

Three files below `network_folder/current/<account>/` in the school's folder: the
workbook, what is known of it, and the last result. Losing them loses nothing: a fresh
copy is made from the journal.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

_MOST_MADE = 50


@dataclass(frozen=True)
class Copy:
    """What is known of a served copy; `upload_id` is '' for one that was made fresh."""

    name: str
    sha256: str
    size: int
    changed_at: int  # seconds since 1970, for Last-Modified
    stamp: str  # of the journal when the copy was last found current
    content: str  # digest of what a fresh copy shows, '' for a saved one
    upload_id: str = ""
    # The workbooks made for this place, by id: the digest of their sheets and rows.
    made: dict[str, str] = field(default_factory=dict)

    def with_made(self, workbook_id: str, layout: str) -> dict[str, str]:
        """Return the made workbooks with one more, without the oldest."""
        made = {**self.made, workbook_id: layout}
        return dict(list(made.items())[-_MOST_MADE:])


class Shelf:
    """The folder of one account's copies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(self, term: date) -> Copy | None:
        """Return what is known of a term's copy, None if there is none to serve."""
        try:
            known = Copy(**json.loads(self._path(term, "json").read_bytes()))
            size = self._path(term, "xlsx").stat().st_size
        except (OSError, ValueError, TypeError):  # none yet, or of another version
            return None
        return known if known.size == size else None

    def content(self, term: date) -> bytes:
        """Return the copy's bytes."""
        return self._path(term, "xlsx").read_bytes()

    def note(self, term: date, copy: Copy) -> None:
        """Remember what is known of a copy whose bytes stay."""
        told = json.dumps(asdict(copy), ensure_ascii=False).encode()
        self._write(self._path(term, "json"), told, copy.changed_at)

    def put(self, term: date, copy: Copy, content: bytes) -> None:
        """Put another copy in the place of the one before."""
        self._path(term, "json").unlink(missing_ok=True)
        self._write(self._path(term, "xlsx"), content, copy.changed_at)
        self.note(term, copy)

    def result(self, term: date) -> bytes | None:
        """Return the text with the last result."""
        try:
            return self._path(term, "txt").read_bytes()
        except FileNotFoundError:
            return None

    def result_changed_at(self, term: date) -> int:
        """Return when the last result was written."""
        return int(self._path(term, "txt").stat().st_mtime)

    def put_result(self, term: date, text: bytes, changed_at: int) -> None:
        """Write what became of the last save."""
        self._write(self._path(term, "txt"), text, changed_at)

    def _path(self, term: date, ending: str) -> Path:
        return self._folder / f"{term.isoformat()}.{ending}"

    def _write(self, path: Path, content: bytes, changed_at: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
        aside.write_bytes(content)
        os.utime(aside, (changed_at, changed_at))  # by the school's clock
        aside.replace(path)


def sha256(content: bytes) -> str:
    """Return the digest that serves as the entity tag too."""
    return hashlib.sha256(content).hexdigest()
