"""A verification in a thread of its own, one at a time in a server."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from dashboards import current
from dashboards.failures import log_place
from warehouse.integrity import history
from warehouse.integrity.report import verify_school

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.integrity.report import Report
    from warehouse.school_folder import School


class Progress(NamedTuple):
    """How far the running verification is; `has_failed` tells of the last one."""

    is_running: bool = False
    done: int = 0
    total: int = 1
    has_failed: bool = False


def verify_and_keep(
    school: School, by: str, tell: Callable[[int, int], None] = lambda *_: None
) -> Report:
    """Verify the school and write down what was found, as page and schedule do.

    The command line only tells: it also verifies a school where nothing can be sealed.
    """
    report = verify_school(school, tell)
    history.keep(school, report, by)
    return report


class Verifications:
    """The verification that pages started and watch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress = Progress()

    @property
    def progress(self) -> Progress:
        """How far it is."""
        with self._lock:
            return self._progress

    def start(self, school: School, by: str) -> bool:
        """Begin one; False while another runs."""
        with self._lock:
            if self._progress.is_running:
                return False
            self._progress = Progress(is_running=True)
        threading.Thread(
            target=current.carried(self._run),
            args=(school, by),
            name="verify",
            daemon=True,
        ).start()
        return True

    def _run(self, school: School, by: str) -> None:
        try:
            verify_and_keep(school, by, self._tell)
        except Exception as error:  # the page says so; the log gets the place
            log_place(error)
            self._set(Progress(has_failed=True))
        else:
            self._set(Progress())

    def _tell(self, done: int, total: int) -> None:
        self._set(Progress(is_running=True, done=done, total=total))

    def _set(self, progress: Progress) -> None:
        with self._lock:
            self._progress = progress
