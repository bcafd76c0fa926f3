"""A newcomer is enrolled: personal file, class, groups, parents (§2.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from expectations.language import N_
from ingest.movement.memberships import joining
from ingest.movement.request import Drawn, Request
from ingest.movement.standing import class_on, held
from ingest.setup.cells import folded
from ingest.setup.edits import added
from warehouse.calendar import parts_of
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, one_line

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.edits import Edit

_UNNAMED = N_("Enter the personal file’s number, the surname and the given name.")
_TAKEN = N_(
    "The personal file {student_id} is that of {name}. A number is one student’s for "
    "ever: whoever comes back is returned, a newcomer gets a new number."
)
_PARENT_UNNAMED = N_(
    "There is no parent with the code {code} yet: enter the surname and the given name."
)
_PARENT_WITHOUT_CODE = N_("Enter the parent’s code: a lasting one, such as Р-0231.")


class Parent(NamedTuple):
    """A parent or guardian; of one whom the set-up knows, the code is enough."""

    person_id: str
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""


@dataclass(frozen=True, kw_only=True)
class Enrolment(Request):
    """A newcomer with a personal file of a new number."""

    surname: str
    given_name: str
    patronymic: str = ""
    class_id: str
    groups: tuple[str, ...] = ()
    parents: tuple[Parent, ...] = ()

    needs_order: ClassVar[bool] = True

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the newcomer's rows."""
        names = [self.student_id, self.surname, self.given_name, self.patronymic]
        student_id, surname, given_name, patronymic = map(_line, names)
        if not (student_id and surname and given_name):
            raise VedomostError(_UNNAMED)
        _refuse_taken(cursor, student_id)
        class_on(cursor, self.class_id, on)
        row = {
            "student_id": student_id,
            "surname": surname,
            "given_name": given_name,
            "patronymic": patronymic,
            "class_id": self.class_id,
            "enrolled_on": on,
            "order_number": _line(self.order.number),
        }
        edits = [added("students", row)]
        edits += _parents(cursor, student_id, self.parents, on)
        edits += joining(cursor, student_id, self.groups, on)
        return Drawn("enrol", "", self.class_id, edits, groups_to=self.groups)


def _refuse_taken(cursor: duckdb.DuckDBPyConnection, student_id: str) -> None:
    """Refuse a number that any student had, also spelled with Latin look-alikes."""
    rows = cursor.execute(
        "select student_id, concat_ws(' ', surname, given_name) from setup.students "
        "order by valid_from desc"
    ).fetchall()
    for known, name in rows:
        if folded(known) == folded(student_id):
            raise VedomostError(_TAKEN, student_id=known, name=name)


def _parents(
    cursor: duckdb.DuckDBPyConnection,
    student_id: str,
    parents: tuple[Parent, ...],
    on: date,
) -> list[Edit]:
    edits = []
    for parent in parents:
        code, surname, given_name, patronymic = map(_line, parent)
        if not (code or surname or given_name or patronymic):
            continue
        if not code:
            raise VedomostError(_PARENT_WITHOUT_CODE)
        known = held(cursor, "parents", on, person_id=code)
        named = {
            "surname": surname,
            "given_name": given_name,
            "patronymic": patronymic,
        }
        given = {key: value for key, value in named.items() if value}
        row = {**(known[0] if known else named), **given, "person_id": code}
        if not row["surname"] or not row["given_name"]:
            raise VedomostError(_PARENT_UNNAMED, code=code)
        children = parts_of(str(row.get("students") or ""))
        row["students"] = ",".join([*children, student_id])
        edits.append(added("parents", row))
    return edits


def _line(text: str) -> str:
    return one_line(text, LONGEST_NAME)
