"""A code is one person's for ever: account, marks, entries and void periods hang on it.

A code that passes to somebody else would hand all of them over, and leave the one who
had it a password that opens the newcomer's pages (§4.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.setup.cells import folded
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from ingest.setup.changes import Change

_TAKEN = N_(
    "The code {code} was {before}’s, and the workbook gives it to {after}, who would "
    "take over account, marks and entries. Give {after} a code that nobody had yet. If "
    "it is the same person under a new name, change the surname and the given name one "
    "after the other, in two runs."
)
_CODE = {"staff": "person_id", "parents": "person_id", "students": "student_id"}
# Who bore the code last, if it left a trace; staff and parents share their codes.
_LAST = """
with named as (
    select person_id, surname, given_name, valid_from, valid_to from setup.staff
    union all
    select person_id, surname, given_name, valid_from, valid_to from setup.parents
    union all
    select $student_prefix || student_id, surname, given_name, valid_from, valid_to
    from setup.students
)
select surname, given_name
from named
where person_id = $person_id and (
    person_id in (select accounts.person_id from access.accounts as accounts)
    or person_id in (select recorded_by from journal.entries)
    or person_id in (select $student_prefix || student_id from journal.entries)
)
order by valid_from desc, valid_to desc nulls first
limit 1
"""


def refuse_passed_on_codes(
    cursor: duckdb.DuckDBPyConnection, changes: Iterable[Change]
) -> None:
    """Refuse changes that give somebody the code of another person.

    Another person is one of whose surname and given name neither is the same.
    """
    for change in changes:
        if change.table not in _CODE or change.after is None:
            continue
        if change.before is not None and _is_same(change.before, change.after):
            continue
        code = str(change.after[_CODE[change.table]])
        prefix = STUDENT_PREFIX if change.table == "students" else ""
        last = cursor.execute(
            _LAST, {"person_id": prefix + code, "student_prefix": STUDENT_PREFIX}
        ).fetchone()
        if last is None:
            continue
        before = {"surname": last[0], "given_name": last[1]}
        if not _is_same(before, change.after):
            raise VedomostError(
                _TAKEN, code=code, before=_name(before), after=_name(change.after)
            )


def _is_same(before: dict[str, object], after: dict[str, object]) -> bool:
    return bool(_parts(before) & _parts(after))


def _parts(row: dict[str, object]) -> set[str]:
    """Return surname and given name: the two may have changed places."""
    return {folded(str(row[part] or "")) for part in ("surname", "given_name")}


def _name(row: dict[str, object]) -> str:
    return f"{row['surname']} {row['given_name']}"
