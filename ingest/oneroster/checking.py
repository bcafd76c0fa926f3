"""Every cell and every reference of a package, judged before anything is made of it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from ingest.oneroster.problems import problem
from ingest.oneroster.tables import EXTENDED, FILES, OLDER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ingest.oneroster.package import Package, Row
    from ingest.oneroster.problems import RosterProblem
    from ingest.oneroster.tables import Field, File

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SPANS = (("startDate", "endDate"), ("beginDate", "endDate"))
# Files that we can do without: what refers to one that is absent is let be.
_SPARED = {"academicSessions", "courses", "orgs"}


def cell_problems(
    package: Package, known: Mapping[str, Collection[str]]
) -> Iterator[RosterProblem]:
    """Yield what is wrong with single rows, in the order of the files.

    `known` are the identifiers of each file that earlier packages have told.
    """
    ids = {name: {row.id for row in package.of(name)} for name in FILES}
    for name, file in FILES.items():
        first: dict[str, int] = {}
        for row in package.of(name):
            yield from _row_problems(package, file, row)
            if row.id in first:
                yield problem(
                    *("id_is_once", file.file_name, row.number, "sourcedId", row.id),
                    first=first[row.id],
                )
            elif row.id:
                first[row.id] = row.number
            yield from _lost(package, file, row, ids, known)


def day_of(text: str) -> date | None:
    """Return the date of a cell, None where none is understood."""
    try:
        if found := _ISO.fullmatch(text):
            return date(*(int(part) for part in found.groups()))
        if found := _RUSSIAN.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError:
        return None
    return None


def listed(text: str) -> list[str]:
    """Return the items of a list in one cell."""
    return [part.strip() for part in re.split("[,;]", text) if part.strip()]


def fields_of(file: File) -> tuple[Field, ...]:
    """Return the columns that are read: those of older versions too."""
    return (*file.fields, *OLDER.get(file.name, ()))


def _row_problems(package: Package, file: File, row: Row) -> Iterator[RosterProblem]:
    place = (file.file_name, row.number)
    if package.modes[file.name] == "delta" and not row["status"]:
        yield problem("status_is_said", *place, "status")
    for one in fields_of(file):
        value = row[one.name]
        if not value:
            if one.is_needed and not (row.is_deleted and one.name != "sourcedId"):
                yield problem("value_is_there", *place, one.name)
        elif one.kind == "choice" and not _is_choice(one, value):
            choices = ", ".join(one.choices)
            yield problem("value_is_listed", *place, one.name, value, choices=choices)
        elif one.kind == "true_false" and value.lower() not in {"true", "false"}:
            yield problem(
                "value_is_listed", *place, one.name, value, choices="true, false"
            )
        elif one.kind == "date" and day_of(value) is None:
            yield problem("date_is_understood", *place, one.name, value)
    for begins, ends in _SPANS:
        first, after = day_of(row[begins]), day_of(row[ends])
        if first and after and after <= first:
            yield problem("days_are_in_order", *place, ends, row[ends], first=first)


def _is_choice(field: Field, value: str) -> bool:
    folded = value.lower()
    return folded.startswith(EXTENDED) or folded in {
        choice.lower() for choice in field.choices
    }


def _lost(
    package: Package,
    file: File,
    row: Row,
    ids: Mapping[str, Collection[str]],
    known: Mapping[str, Collection[str]],
) -> Iterator[RosterProblem]:
    for one in fields_of(file):
        target = one.refers_to
        if not target or (target in _SPARED and target not in package.rows):
            continue
        several = one.kind == "references"
        for value in listed(row[one.name]) if several else [row[one.name]]:
            if (
                value
                and value not in ids[target]
                and value not in known.get(target, ())
            ):
                yield problem(
                    *("reference_is_known", file.file_name, row.number),
                    *(one.name, value),
                    of=FILES[target].file_name,
                )
