"""An export that a person began on the page, made in a thread of its own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from dashboards import current
from dashboards.failures import log_place
from dashboards.monthly_export import making
from dashboards.scheduling.job import StoppedError
from dashboards.scheduling.telling import told
from expectations.language import N_
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.monthly_export.making import Made
    from dashboards.monthly_export.registered import Order
    from warehouse.school_folder import School

_STOPPED = N_("The export was stopped; nothing was filed.")
_RAN_INTO = N_(
    "The export ran into an error that nobody foresaw; nothing was filed. The server’s "
    "log names the place."
)


class Progress(NamedTuple):
    """How far an export is; `failure` is a sentence as `telling.told` keeps it."""

    month: str
    done: int = 0
    total: int = 0
    made: Made | None = None
    failure: str = ""

    @property
    def is_running(self) -> bool:
        """It is neither ready nor failed."""
        return self.made is None and not self.failure


class Exports:
    """The exports that were begun on this server's page: the last one of a person."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of_person: dict[str, Progress] = {}

    def start(
        self, school: School, order: Order, is_over: Callable[[], bool]
    ) -> threading.Thread | None:
        """Begin an export; None while another of the person is being made."""
        with self._lock:
            last = self._of_person.get(order.by)
            if last is not None and last.is_running:
                return None
            self._of_person[order.by] = Progress(order.month.key)
        thread = threading.Thread(
            target=current.carried(self._make),
            args=(school, order, is_over),
            name="export",
            daemon=True,
        )
        thread.start()
        return thread

    def progress(self, person_id: str) -> Progress | None:
        """Return how far the last export of a person is."""
        with self._lock:
            return self._of_person.get(person_id)

    def _make(self, school: School, order: Order, is_over: Callable[[], bool]) -> None:
        begun = Progress(order.month.key)

        def tell(done: int, total: int) -> None:
            self._tell(order.by, begun._replace(done=done, total=total))

        try:
            made = making.export(school, order, tell, is_over)
        except VedomostError as error:
            failed = begun._replace(failure=told(error.sentence, **error.facts))
            self._tell(order.by, failed)
        except StoppedError:
            self._tell(order.by, begun._replace(failure=told(_STOPPED)))
        except Exception as error:  # a thread's error reaches nobody otherwise
            log_place(error)
            self._tell(order.by, begun._replace(failure=told(_RAN_INTO)))
        else:
            self._tell(order.by, begun._replace(made=made))

    def _tell(self, person_id: str, progress: Progress) -> None:
        with self._lock:
            self._of_person[person_id] = progress
