"""Somebody new joins the staff, so that pages and classes can pass to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.movement.standing import held
from ingest.setup.cells import folded
from ingest.setup.edits import added
from ingest.staff_changes.request import Drawn, Part, Request
from warehouse.access.logins import free_login, login_for
from warehouse.access.opening import logins_in_use
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, one_line

if TYPE_CHECKING:
    from datetime import date

    import duckdb

_UNNAMED = N_("Enter the staff code, the surname and the given name.")
_TAKEN = N_(
    "The staff code {code} is that of {name}. A code is one person’s for ever: choose "
    "another one."
)
_HERE = N_("{name} is on the staff already.")


@dataclass(frozen=True, kw_only=True)
class Joining(Request):
    """A new teacher; who was here before and comes back keeps the code of then."""

    person_id: str
    surname: str
    given_name: str
    patronymic: str = ""

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the row of the staff, with a login of its own."""
        given = (self.person_id, self.surname, self.given_name, self.patronymic)
        code, surname, given_name, patronymic = (
            one_line(text, LONGEST_NAME) for text in given
        )
        if not (code and surname and given_name):
            raise VedomostError(_UNNAMED)
        login = _known_login(cursor, code, surname, given_name, on)
        row: dict[str, object] = {
            "person_id": code,
            "surname": surname,
            "given_name": given_name,
            "patronymic": patronymic,
            "roles": "teacher",
            "login": login
            or free_login(
                login_for(surname, given_name, patronymic), logins_in_use(cursor)
            ),
        }
        part = Part("person", "", "", "", code, on)
        return Drawn("join", code, [added("staff", row)], [part], on)


def _known_login(
    cursor: duckdb.DuckDBPyConnection,
    code: str,
    surname: str,
    given_name: str,
    on: date,
) -> str:
    """Return the login of who had this code, refuse somebody else's code."""
    for known, *name, login in cursor.execute(
        "select person_id, surname, given_name, coalesce(login, '') from setup.staff "
        "order by valid_from desc"
    ).fetchall():
        if folded(known) != folded(code):
            continue
        is_same = known == code and [folded(part) for part in name] == [
            folded(surname),
            folded(given_name),
        ]
        if not is_same:
            raise VedomostError(_TAKEN, code=known, name=" ".join(name))
        if held(cursor, "staff", on, person_id=code):
            raise VedomostError(_HERE, name=" ".join(name))
        return str(login)
    return ""
