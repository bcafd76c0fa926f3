"""Look at a folder again and again, hand in what has come to rest, tell beside it.

Looking (and not asking the system to tell) works on every share and system. A file is
taken when two looks found the same size and time and it can be opened.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say
from ingest.reading.formats import LARGEST_BYTES, LARGEST_MIB, TOO_LARGE
from ingest.watch.files import (
    Stamp,
    as_text_file,
    as_told,
    beside,
    read_whole,
    workbooks_in,
    write_whole,
)
from ingest.watch.memory import Known, Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import TypeAlias

    HandIn: TypeAlias = Callable[[bytes, str], "Answer"]

RESULT_NAME = N_("{name}.result.txt")
RETRY_AFTER = 60.0  # seconds, while the server does not take the file
_REST_NS = 5_000_000_000  # longer than the steps in which any file system counts time


class Answer(NamedTuple):
    """What became of a hand-in: words for the teacher, and whether to try again."""

    text: str
    is_final: bool = True
    is_reached: bool = True  # else other files need not be tried now


class Told(NamedTuple):
    """A workbook and what was written beside it."""

    name: str
    text: str


class Watcher:
    """One folder of one teacher; `look` is called every few seconds."""

    def __init__(
        self,
        folder: Path,
        hand_in: HandIn,
        language: str,
        now: Callable[[], datetime],
        *,
        retry_after: float = RETRY_AFTER,
    ) -> None:
        self._folder = folder
        self._hand_in = hand_in
        self._language = language
        self._now = now
        self._retry_after = retry_after
        self._memory = Memory(folder)
        self._seen: dict[str, Stamp] = {}
        self._not_before: dict[str, float] = {}
        self._said: dict[str, str] = {}
        self._owed: dict[str, bytes] = {}  # results that could not be written yet

    def look(self) -> Iterator[Told]:
        """Hand in what rests and is new; an OSError means the folder is away."""
        self._memory.save()
        for name in list(self._owed):
            self._write(name)
        before, self._seen = self._seen, dict(workbooks_in(self._folder))
        for name, stamp in self._seen.items():
            if before.get(name) != stamp:
                self._not_before.pop(name, None)
                continue
            if self._not_before.get(name, 0.0) > time.monotonic():
                continue
            answer = self._take(name, stamp)
            if answer is None:
                continue
            if not answer.is_final:
                self._not_before[name] = time.monotonic() + self._retry_after
            if self._said.get(name) != answer.text or answer.is_final:
                yield self._tell(name, answer.text)
            if not answer.is_reached:
                self._put_off(before)
                return

    def _take(self, name: str, stamp: Stamp) -> Answer | None:
        """Hand one workbook in; None if there is nothing to do about it now."""
        answer: Answer | None
        known = self._memory.of(name)
        if known and known.stamp == stamp:
            return None
        if stamp.size > LARGEST_BYTES:
            digest, answer = "", self._too_large()
        else:
            content = read_whole(self._folder / name, stamp, LARGEST_BYTES)
            if content is None:
                return None
            digest = hashlib.sha256(content).hexdigest()
            is_same = known is not None and known.sha256 == digest
            answer = None if is_same else self._hand_in(content, as_told(name))
        if answer is None or answer.is_final:
            self._memory.keep(name, Known(_at_rest(stamp), digest))
        return answer

    def _too_large(self) -> Answer:
        return Answer(say(TOO_LARGE, self._language, limit=LARGEST_MIB))

    def _put_off(self, seen: dict[str, Stamp]) -> None:
        """Let every file wait that would only run into the same silence."""
        later = time.monotonic() + self._retry_after
        self._not_before.update(dict.fromkeys(seen, later))

    def _tell(self, name: str, text: str) -> Told:
        self._said[name] = text
        moment = f"{self._now():%d.%m.%Y %H:%M}"
        self._owed[name] = as_text_file(f"{moment}\n{text.rstrip()}\n")
        self._write(name)
        return Told(as_told(name), text)

    def _write(self, name: str) -> None:
        """Write a result; while somebody has the old one open, it is still owed."""
        path = beside(self._folder / name, say(RESULT_NAME, self._language, name=""))
        try:
            write_whole(path, self._owed[name])
        except OSError:
            return
        del self._owed[name]


def _at_rest(stamp: Stamp) -> Stamp:
    """Return a stamp to rely on: a file saved twice in a moment may not show it.

    One that is so fresh is read once more at the next look.
    """
    is_fresh = time.time_ns() - stamp.changed_ns < _REST_NS
    return stamp._replace(changed_ns=0) if is_fresh else stamp
