"""Many forms as one ZIP, made in a thread of their own while the server goes on.

typst and DuckDB work without Python's lock. A ZIP is kept in memory for half an hour,
for whom it was made and as long as its classes are theirs, and never lies on the disk.
"""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboards import current
from dashboards.failures import log_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

KEPT = timedelta(minutes=30)


class Part(NamedTuple):
    """One form of a batch: `make` returns its files, by ending."""

    name: str
    make: Callable[[], dict[str, bytes]]


class Progress(NamedTuple):
    """How far a batch is; `failed` names the parts that could not be made."""

    done: int
    total: int
    failed: tuple[str, ...] = ()
    content: bytes | None = None
    is_stopped: bool = False  # its person lost the right to it, or the server stops


class _Batch:
    def __init__(
        self,
        parts: Sequence[Part],
        started_at: datetime,
        is_theirs: Callable[[], bool],
    ) -> None:
        self.parts = parts
        self.started_at = started_at
        self.is_theirs = is_theirs
        self.lock = threading.Lock()
        self.progress = Progress(0, len(parts))

    def run(self, is_open: Callable[[], bool]) -> None:
        """Make part after part; whether it may go on is asked before each."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in self.parts:
                if not (_says_yes(is_open) and _says_yes(self.is_theirs)):
                    self._tell(self.progress._replace(is_stopped=True))
                    return
                self._tell(self._made(part, archive))
        self._tell(self.progress._replace(content=packed.getvalue()))

    def _made(self, part: Part, archive: zipfile.ZipFile) -> Progress:
        told = self.progress._replace(done=self.progress.done + 1)
        try:
            for ending, content in part.make().items():
                archive.writestr(f"{part.name}.{ending}", content)
        except Exception as error:  # one class must not cost the others
            log_place(error)
            return told._replace(failed=(*told.failed, part.name))
        return told

    def _tell(self, progress: Progress) -> None:
        with self.lock:
            self.progress = progress


class Batches:
    """The batches of this server: one a person, the newest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of_person: dict[str, _Batch] = {}

    def start(
        self,
        person_id: str,
        parts: Iterable[Part],
        now: datetime,
        is_open: Callable[[], bool],
        is_theirs: Callable[[], bool],
    ) -> bool:
        """Begin a batch; False while another of the person is still being made.

        `is_open` tells whether the session that began it goes on, `is_theirs` whether
        the person may have all of the parts: both are asked before each part, the
        second for the ZIP, too.
        """
        with self._lock:
            self._forget(now)
            running = self._of_person.get(person_id)
            if running is not None and is_running(running.progress):
                return False
            batch = _Batch(tuple(parts), now, is_theirs)
            self._of_person[person_id] = batch
        threading.Thread(
            target=current.carried(batch.run),
            args=(is_open,),
            name="forms",
            daemon=True,
        ).start()
        return True

    def progress(self, person_id: str, now: datetime) -> Progress | None:
        """Return how far the person's batch is; None if there is none any more."""
        batch = self._kept(person_id, now)
        return batch.progress if batch is not None else None

    def content(self, person_id: str, now: datetime) -> bytes | None:
        """Return the ZIP if it is kept and its person may still have all of it."""
        batch = self._kept(person_id, now)
        if batch is None or not _says_yes(batch.is_theirs):
            return None
        return batch.progress.content

    def forget_old(self, now: datetime) -> None:
        """Let go of what was kept long enough, though nobody asks for it."""
        with self._lock:
            self._forget(now)

    def _kept(self, person_id: str, now: datetime) -> _Batch | None:
        with self._lock:
            self._forget(now)
            return self._of_person.get(person_id)

    def _forget(self, now: datetime) -> None:
        for person_id, batch in tuple(self._of_person.items()):
            if now - batch.started_at > KEPT and not is_running(batch.progress):
                del self._of_person[person_id]


def _says_yes(question: Callable[[], bool]) -> bool:
    """Ask; where nobody can say any more (the server stops), the answer is no."""
    try:
        return question()
    except Exception as error:  # the school is closed already
        log_place(error)
        return False


def is_running(progress: Progress) -> bool:
    """Tell whether a batch is still being made."""
    return progress.content is None and not progress.is_stopped
