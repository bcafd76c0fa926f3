"""Where a student stands on a day, as the set-up's dated rows say; what may not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn

from expectations.language import N_
from ingest.setup.cells import as_text
from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import changes_after
from warehouse.errors import VedomostError
from warehouse.timetable import current_year

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.changes import Row

_BEFORE_THE_YEAR = N_(
    "{day} is before the school year, which begins on {first}. The lists of the first "
    "day are made in the set-up."
)
_AFTER_THE_YEAR = N_("{day} is after the end of the school year, {last}.")
_NO_CLASS = N_("There is no class {class_id} on {day}.")
_UNKNOWN = N_("There is no student with the personal file {student_id}.")
_NOT_YET = N_("{name} is in the school only since {first}: {day} is before that.")
_GONE = N_("{name} left the school on {left}. To come back is a return.")
_CHANGES_ON = N_(
    "{name}: something changes on {later} already. Take that movement back first, or "
    "choose a day from then on."
)


class Standing(NamedTuple):
    """A student's row of the set-up as it holds on a day."""

    row: Row
    name: str

    @property
    def class_id(self) -> str:
        """The student's class."""
        return str(self.row["class_id"])


def held(
    cursor: duckdb.DuckDBPyConnection, table: str, on: date, **known: object
) -> list[Row]:
    """Return the rows of a set-up table that hold on a day, of these values."""
    sheet = SHEET_OF[table]
    names = [column.key for column in sheet.columns]
    asked = "".join(f" and {name} = ?" for name in known)
    found = cursor.execute(
        f"select {', '.join(names)} from setup.{table} "
        f"where valid_from <= ? and (valid_to is null or valid_to > ?){asked} "
        "order by all",
        [on, on, *known.values()],
    ).fetchall()
    return [dict(zip(names, values, strict=True)) for values in found]


def refuse_outside_the_year(cursor: duckdb.DuckDBPyConnection, on: date) -> None:
    """Refuse a day that is not of the school year."""
    year = current_year(cursor)
    if on < year.starts_on:
        first = as_text(year.starts_on)
        raise VedomostError(_BEFORE_THE_YEAR, day=as_text(on), first=first)
    if on > year.ends_on:
        last = as_text(year.ends_on)
        raise VedomostError(_AFTER_THE_YEAR, day=as_text(on), last=last)


def class_on(cursor: duckdb.DuckDBPyConnection, class_id: str, on: date) -> Row:
    """Return a class's row of a day, or refuse a class that is not there then."""
    rows = held(cursor, "classes", on, class_id=class_id)
    if not rows:
        raise VedomostError(_NO_CLASS, class_id=class_id, day=as_text(on))
    return rows[0]


def known_student(
    cursor: duckdb.DuckDBPyConnection, student_id: str, on: date
) -> Standing:
    """Return a student's row of a day, whether in the school then or not.

    Refuses a stranger, a day before the first row, and a row that changes later.
    """
    first = cursor.execute(
        "select max_by(concat_ws(' ', surname, given_name), valid_from), "
        "greatest(min(valid_from), min_by(enrolled_on, valid_from)) "
        "from setup.students where student_id = ? "
        "and valid_from is distinct from valid_to having count(*) > 0",
        [student_id],
    ).fetchone()
    if first is None:
        raise VedomostError(_UNKNOWN, student_id=student_id)
    name, since = first
    rows = held(cursor, "students", on, student_id=student_id)
    if not rows and on < since:
        _refuse_early(name, on, since)
    later = changes_after(cursor, SHEET_OF["students"], (student_id,), on)
    if later is not None:
        raise VedomostError(_CHANGES_ON, name=name, later=as_text(later))
    if not rows:
        raise VedomostError(_UNKNOWN, student_id=student_id)
    return Standing(rows[0], name)


def student_in_school(
    cursor: duckdb.DuckDBPyConnection, student_id: str, on: date
) -> Standing:
    """Return a student's row of a day on which they are in the school, or refuse."""
    found = known_student(cursor, student_id, on)
    enrolled_on, left_on = found.row["enrolled_on"], found.row["left_on"]
    if enrolled_on is not None and on < enrolled_on:  # type: ignore[operator]
        _refuse_early(found.name, on, enrolled_on)
    if left_on is not None:
        raise VedomostError(_GONE, name=found.name, left=as_text(left_on))
    return found


def _refuse_early(name: str, on: date, first: object) -> NoReturn:
    raise VedomostError(_NOT_YET, name=name, day=as_text(on), first=as_text(first))
