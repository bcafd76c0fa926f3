"""Makes what is owed in a thread of its own, so that a closing answers at once.

Woken by a closing, by the start of the server and by the clock. One package after the
other; what fails is told and stays owed.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from dashboards import current, gate
from dashboards.archive.making import make
from dashboards.failures import log_place
from expectations.language import N_
from warehouse.archive.checking import check_archive
from warehouse.archive.owing import Owed, owed
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.archive.tables import Of
    from warehouse.school_folder import School

_RAN_INTO = N_("An error that nobody foresaw. The server’s log names the place.")


class Failure(NamedTuple):
    """Why a package could not be made: a message id and its facts."""

    sentence: str
    facts: dict[str, object]


class Progress(NamedTuple):
    """How far the work is; `making` is None when nothing is being made."""

    making: Of | None = None
    count_left: int = 0
    is_checking: bool = False


class Keeper:
    """Makes the packages of one served school.

    `address` is where people open the site, '' where nobody has said it yet.
    """

    def __init__(self, school: School, address: str = "") -> None:
        self._school = school
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_asked_again = False
        self._checks_too = False
        self._asked_for: list[tuple[Owed, str]] = []
        self._is_over = False
        self._address = address
        self._progress = Progress()
        self._failures: dict[Of, Failure] = {}

    def wake(self, address: str = "", *, checks: bool = False) -> None:
        """Begin to make what is owed, if anything is; answers at once.

        `address` is where people open the site: it stands in the codes on paper. With
        `checks` every package is then compared with what was sealed.
        """
        with self._lock:
            self._address = address or self._address
            self._is_asked_again = True
            self._checks_too = self._checks_too or checks
            if self._thread is not None or self._is_over:
                return
            self._thread = threading.Thread(
                target=current.carried(self._work), name="archive", daemon=True
            )
            self._thread.start()

    def make_too(self, one: Owed, by: str, address: str) -> None:
        """Make a further package that a person asked for; answers at once."""
        with self._lock:
            self._asked_for.append((one, by))
        self.wake(address)

    @property
    def address(self) -> str:
        """Where people open the site, as far as somebody has said it."""
        with self._lock:
            return self._address

    def stop(self) -> None:
        """Begin no further package; what is cut off is made anew after the start."""
        with self._lock:
            self._is_over = True

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is being made; False if it takes longer."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def progress(self) -> Progress:
        """Return how far the work is."""
        with self._lock:
            return self._progress

    def is_busy(self) -> bool:
        """Tell whether something is being made or checked."""
        with self._lock:
            return self._thread is not None

    def failures(self) -> dict[Of, Failure]:
        """Return why the last try of each failed package failed."""
        with self._lock:
            return dict(self._failures)

    def _work(self) -> None:
        while self._goes_on():
            try:
                self._make_all()
                self._check()
            except Exception as error:  # the school may be closed already
                if not self._is_over:
                    log_place(error)

    def _goes_on(self) -> bool:
        with self._lock:
            if self._is_asked_again and not self._is_over:
                self._is_asked_again = False
                return True
            self._thread = None
            self._progress = Progress()
            return False

    def _make_all(self) -> None:
        tried: set[Of] = set()
        while not self._is_over:
            with self._lock:
                asked, self._asked_for = self._asked_for, []
            for one, by in asked:
                self._try(one, len(asked), by)
            with (
                gate.by_itself(lambda: self._is_over),
                self._school.database.reading() as cursor,
            ):
                found = owed(cursor, self._school.clock.now())
            left = [one for one in found if one.of not in tried]
            if not left:
                return
            tried.add(left[0].of)
            self._try(left[0], len(left))

    def _try(self, one: Owed, count_left: int, by: str = "") -> None:
        with self._lock:
            self._progress = Progress(one.of, count_left)
        failure = attempt(
            lambda: make(self._school, one, self._address, by), lambda: self._is_over
        )
        with self._lock:
            self._failures.pop(one.of, None)
            if failure is not None and not self._is_over:
                self._failures[one.of] = failure

    def _check(self) -> None:
        with self._lock:
            wanted, self._checks_too = self._checks_too, False
            self._progress = Progress(is_checking=wanted)
        if wanted:
            check_archive(self._school, lambda: not self._is_over)


def attempt(
    deed: Callable[[], object], is_over: Callable[[], bool] = lambda: False
) -> Failure | None:
    """Do something; return why it failed, in words for people.

    Where all `is_over`, the school was closed meanwhile: nothing worth a line.
    """
    try:
        deed()
    except VedomostError as error:
        return Failure(error.sentence, dict(error.facts))
    except Exception as error:  # one class must not cost the others
        if not is_over():
            log_place(error)
        return Failure(_RAN_INTO, {})
    return None
