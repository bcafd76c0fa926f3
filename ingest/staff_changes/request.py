"""What every request for a change of staff says, and what is drawn up from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from expectations.language import N_
from ingest.movement.request import NO_ORDER, Order
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, LONGEST_NOTE, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from ingest.setup.edits import Edit

NOBODY = "-"  # chosen where the school has no successor yet
_NO_ORDER = N_(
    "Enter the number and the date of the order: who answers for a page or a class "
    "changes by an order."
)
_ORDER_TO_COME = N_("The order’s date is still to come: check it.")
_NO_DAY = N_("Enter the day from which it holds.")


class Part(NamedTuple):
    """One thing that passes on: a page, a class, roles, or a person who comes or goes.

    `person_to` is '' for nobody yet, `person_from` '' where somebody joins the others.
    """

    what: str
    unit_id: str
    subject_id: str
    person_from: str
    person_to: str
    from_on: date
    until_on: date | None = None


class Drawn(NamedTuple):
    """What a request comes to: rows of the set-up, and what the book says of it.

    `from_on` is the day from which the rows change: of a return, that of the absence.
    """

    kind: str
    person_id: str
    edits: Sequence[Edit]
    parts: Sequence[Part]
    from_on: date
    of_set_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Request(ABC):
    """A change that is asked for; `on` is its first day."""

    on: date | None
    order: Order = NO_ORDER
    reason: str = ""

    needs_order: ClassVar[bool] = True

    @abstractmethod
    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return what it comes to, or refuse what cannot be from this day."""

    def day(self) -> date:
        """Return its day, or refuse a request without one."""
        if self.on is None:
            raise VedomostError(_NO_DAY)
        return self.on

    def checked_order(self, today: date) -> Order:
        """Return the order as it is kept, or refuse one that lacks or is to come."""
        number, issued_on = one_line(self.order.number, LONGEST_NAME), self.order[1]
        if bool(number) != (issued_on is not None) or (self.needs_order and not number):
            raise VedomostError(_NO_ORDER)
        if issued_on is not None and issued_on > today:
            raise VedomostError(_ORDER_TO_COME)
        return Order(number, issued_on)

    def checked_reason(self) -> str:
        """Return the reason on one line."""
        return one_line(self.reason, LONGEST_NOTE)
