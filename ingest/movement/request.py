"""What every request for a movement says, and what is drawn up from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from expectations.language import N_
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, LONGEST_NOTE, one_line

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.edits import Edit

_NO_ORDER = N_(
    "Enter the number and the date of the order: enrolment, transfer, leaving and "
    "return are made by an order (§2.13)."
)
_HALF_AN_ORDER = N_("Enter both the number and the date of the order, or neither.")
_ORDER_TO_COME = N_("The order’s date is still to come: check it.")
_NO_DAY = N_("Enter the day from which the movement holds.")


class Order(NamedTuple):
    """The order of the school: «48-у» of 10 November."""

    number: str = ""
    issued_on: date | None = None


class Elsewhere(NamedTuple):
    """From where a student came, or where to: another school and its place."""

    school_name: str = ""
    place: str = ""


NO_ORDER = Order()
NOWHERE = Elsewhere()


class Drawn(NamedTuple):
    """What a request comes to: rows of the set-up, and what the book says of it."""

    kind: str
    class_from: str
    class_to: str
    edits: list[Edit]
    groups_from: tuple[str, ...] = ()
    groups_to: tuple[str, ...] = ()
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Request(ABC):
    """A movement that is asked for; `on` is its first day, of a leaving the last."""

    student_id: str
    on: date | None
    order: Order = NO_ORDER
    elsewhere: Elsewhere = NOWHERE
    reason: str = ""

    needs_order: ClassVar[bool] = False

    @abstractmethod
    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return what it comes to, or refuse what cannot be from this day."""

    @property
    def file_number(self) -> str:
        """The number of the personal file, on one line."""
        return one_line(self.student_id, LONGEST_NAME)

    def day(self) -> date:
        """Return its day, or refuse a request without one."""
        if self.on is None:
            raise VedomostError(_NO_DAY)
        return self.on

    def checked_order(self, today: date) -> Order:
        """Return the order as it is kept, or refuse one that lacks or is to come."""
        number, issued_on = one_line(self.order.number, LONGEST_NAME), self.order[1]
        if self.needs_order and not (number and issued_on):
            raise VedomostError(_NO_ORDER)
        if bool(number) != (issued_on is not None):
            raise VedomostError(_HALF_AN_ORDER)
        if issued_on is not None and issued_on > today:
            raise VedomostError(_ORDER_TO_COME)
        return Order(number, issued_on)

    def checked_elsewhere(self) -> Elsewhere:
        """Return from where or where to, each on one line."""
        return Elsewhere(
            one_line(self.elsewhere.school_name, LONGEST_NAME),
            one_line(self.elsewhere.place, LONGEST_NAME),
        )

    def checked_reason(self) -> str:
        """Return the reason on one line."""
        return one_line(self.reason, LONGEST_NOTE)
