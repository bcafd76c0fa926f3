"""Hand-ins on their way through this server: counted, timed, and let end before a stop.

Every door by which a workbook, a decision or an undoing comes in holds `Intake.one`
from the moment it has the whole file until the answer is known.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from typing import TYPE_CHECKING

from dashboards.server_log.events import tell
from expectations.language import N_
from ingest.stages import followed
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboards.metrics import Metrics
    from ingest.stages import Passage

RETRY_AFTER = 30  # seconds; a restart takes less
_LOOKS_EVERY = 0.05


class StoppingError(VedomostError):
    """The server is about to stop and takes nothing in; it can be sent again soon."""

    SENTENCE = N_(
        "The server is being restarted and takes nothing in at the moment. "
        "Nothing was recorded. Hand the file in again in half a minute."
    )

    def __init__(self) -> None:
        super().__init__(self.SENTENCE)


class CutOffError(StoppingError):
    """The time for stopping was over before it was known what became of a hand-in."""

    SENTENCE = N_(
        "The server was stopped before it could say what became of the file. What it "
        "has received it records after the restart. Hand the file in again in half a "
        "minute: nothing is recorded twice."
    )


class Intake:
    """Counts what is on its way; closed, it lets nothing more begin."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._lock = threading.Lock()
        self._count = 0
        self._is_closed = False
        self._is_over = False

    @property
    def is_closed(self) -> bool:
        """Whether the server is about to stop."""
        return self._is_closed

    @property
    def count(self) -> int:
        """How many hand-ins are on their way."""
        return self._count

    @contextlib.contextmanager
    def one(self, door: str) -> Iterator[Passage]:
        """Hold the place of one hand-in; raises `StoppingError` once closed."""
        with self._lock:
            if self._is_closed:
                raise StoppingError
            self._count += 1
        started = time.perf_counter()
        try:
            with followed() as passage:
                yield passage
        except asyncio.CancelledError:
            if not self._is_over:
                raise
            raise CutOffError from None
        finally:
            with self._lock:
                self._count -= 1
            self._told(door, passage, time.perf_counter() - started)

    def go_on(self) -> None:
        """Ask when one's turn has come, before anything of the file is kept."""
        if self._is_over:
            raise StoppingError

    def close(self) -> None:
        """Let nothing more begin."""
        with self._lock:
            self._is_closed = True

    def wait(self, seconds: float, is_hurried: Callable[[], bool]) -> bool:
        """Wait until nothing is on its way; False if it takes longer.

        Then what still waits for its turn is refused, and what was kept and not
        recorded is finished by the next start (`ingest.load.finish_interrupted`).
        """
        ends_at = time.monotonic() + seconds
        while self._count and time.monotonic() < ends_at and not is_hurried():
            time.sleep(_LOOKS_EVERY)
        self._is_over = True
        return self._count == 0

    def _told(self, door: str, passage: Passage, seconds: float) -> None:
        if not passage.upload_id:
            return  # refused before anything was kept, or a deed without a file
        outcome = passage.outcome or ("cut_off" if self._is_over else "failed")
        self._metrics.handed_in(door, outcome, seconds, passage.seconds)
        tell(
            "hand_in",
            door=door,
            upload_id=passage.upload_id,
            outcome=outcome,
            seconds=round(seconds, 4),
            stages={name: round(one, 4) for name, one in passage.seconds.items()},
        )
