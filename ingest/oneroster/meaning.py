"""What a package means for a school: read, judged and said in our words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.oneroster.checking import cell_problems, day_of
from ingest.oneroster.here import Known, Unit
from ingest.oneroster.package import read_package
from ingest.oneroster.people import People
from ingest.oneroster.problems import CRITICAL, problem
from ingest.oneroster.said import Place, Said
from ingest.oneroster.sourced_ids import SourcedIds
from ingest.oneroster.tables import OURS
from ingest.oneroster.units import Units
from ingest.setup.cells import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.oneroster.here import Here
    from ingest.oneroster.package import Package, Row

_DAY = timedelta(days=1)


class Meaning:
    """One package read for one school; `said` holds everything, with the problems.

    `known` is what its identifiers mean, for the packages that come after it.
    """

    def __init__(self, package: Package, here: Here) -> None:
        self.package, self.here, self.said = package, here, Said()
        self.said.problems += package.problems
        self.said.problems += cell_problems(package, here.known.by_file())
        self._schools = self._our_schools()
        self._units = Units(package, here, self.said, self._is_ours)
        self._enrolled = [
            row for row in package.of("enrollments") if self._is_ours(row)
        ]
        homes = self._homes()
        self._people = People(package, here, self.said, homes, self._schools)
        self.known = self._known()
        for row in self._enrolled:
            self._place(row)
        self._judge_homes()

    @property
    def is_faulty(self) -> bool:
        """Tell whether a problem forbids to take anything in."""
        return any(found.severity == CRITICAL for found in self.said.problems)

    def our_orgs(self) -> list[Row]:
        """Return the rows of the organisations that are this school."""
        return [row for row in self.package.of("orgs") if row.id in self._schools]

    def _our_schools(self) -> frozenset[str]:
        """Return the organisations that are this school; empty where none are said."""
        here, rows = self.here, self.package.of("orgs")
        schools = [row for row in rows if row["type"].lower() in {"school", ""}]
        own = SourcedIds(here.school_id).of("org") if here.school_id else ""
        found = {
            row.id
            for row in schools
            if here.school_id
            and (
                row["identifier"] == here.school_id
                or row.id == own
                or folded(row["name"]) == folded(here.name)
            )
        }
        if not found and len(schools) == 1:
            found = {schools[0].id}
        if not found and rows:
            self.said.problems.append(
                problem("school_is_one", "orgs.csv", school_id=here.school_id or "…")
            )
        return frozenset(found)

    def _is_ours(self, row: Row) -> bool:
        school = row["schoolSourcedId"]
        return not school or not self._schools or school in self._schools

    def _homes(self) -> dict[str, str]:
        """Return the class of each student, by the user."""
        homes = {}
        for row in self._enrolled:
            unit = self._units.found.get(row["classSourcedId"])
            is_student = row["role"].lower() == "student" and not row.is_deleted
            if unit and not unit.subject_id and is_student:
                homes[row["userSourcedId"]] = unit.unit_id
        return homes

    def _known(self) -> Known:
        before = self.here.known
        enrolled = {
            row.id: (row["classSourcedId"], row["userSourcedId"], row["role"].lower())
            for row in self._enrolled
            if row["classSourcedId"]
        }
        return Known(
            self._people.students,
            self._people.people,
            self._units.found,
            before.subjects,
            {**before.enrollments, **enrolled},
        )

    def _place(self, row: Row) -> None:
        """Note who is where by one enrolment; a row that only ends one may be bare."""
        bare = ("", "", "")
        known = self.here.known.enrollments.get(row.id, bare)
        said = (row["classSourcedId"], row["userSourcedId"], row["role"].lower())
        class_id, user, role = said if all(said) else known
        unit = self._units.found.get(class_id)
        if row.is_deleted and not class_id:
            self.said.problems.append(
                problem(
                    *("reference_is_known", "enrollments.csv", row.number),
                    *("sourcedId", row.id),
                    of="enrollments.csv",
                )
            )
        codes = self._people.students if role == "student" else self._people.people
        if unit is None or user not in codes:
            return
        place = self._dated(row, codes[user], unit)
        if role == "student":
            if not unit.subject_id:
                self.said.homes.append(place)
            elif unit.kind != "class":
                self.said.members.append(place)
        elif role == "teacher":
            if unit.subject_id:
                self.said.loads.append(place)
            elif not row.is_deleted:
                self._lead(place)

    def _lead(self, place: Place) -> None:
        if place.is_primary or place.unit.unit_id not in self.said.homerooms:
            self.said.homerooms[place.unit.unit_id] = place.code

    def _dated(self, row: Row, code: str, unit: Unit) -> Place:
        """Return the place; days that reach beyond the year are left open."""
        first, after = day_of(row["beginDate"]), day_of(row["endDate"])
        last = after - _DAY if after else None
        here = self.here
        if first and here.starts_on and first <= here.starts_on:
            first = None
        if last and here.ends_on and last >= here.ends_on:
            last = None
        written = row[f"{OURS}hoursPerWeek"].replace(",", ".")
        hours = float(written) if written.replace(".", "", 1).isdecimal() else None
        is_primary = row["primary"].lower() == "true"
        return Place(row, code, unit, first, last, row.is_deleted, hours, is_primary)

    def _judge_homes(self) -> None:
        """Note students in no class, and those in two at once."""
        homes: dict[str, Place] = {}
        for place in self.said.homes:
            if place.is_over or place.last:
                continue
            other = homes.setdefault(place.code, place)
            person = self.said.students.get(place.code)
            if other.unit != place.unit and person:
                self.said.problems.append(
                    problem(
                        *("student_in_one_class", "enrollments.csv", place.row.number),
                        name=person.name,
                        first=other.unit.unit_id,
                        second=place.unit.unit_id,
                    )
                )
        placed = {place.code for place in self.said.homes}
        placed |= {
            str(row["student_id"]) for row in self.here.tables.get("students", [])
        }
        for code, person in self.said.students.items():
            if code not in placed:
                self.said.problems.append(
                    problem(
                        *("student_has_class", "users.csv", person.row.number),
                        name=person.name,
                    )
                )


def meaning_of(content: bytes, here: Here, earlier: Iterable[bytes] = ()) -> Meaning:
    """Return what a ZIP means; the school took in `earlier` ones, the oldest first."""
    for former in earlier:
        known = Meaning(read_package(former), here).known
        here = _with(here, known)
    return Meaning(read_package(content), here)


def _with(here: Here, known: Known) -> Here:
    """Return the school as knowing what an earlier package told."""
    return replace(here, known=known)


def year_of(package: Package) -> tuple[date, date] | None:
    """Return first and last day of the year that the package is of."""
    for row in package.of("academicSessions"):
        first, after = day_of(row["startDate"]), day_of(row["endDate"])
        if row["type"].lower() == "schoolyear" and first and after:
            return first, after - _DAY
    return None
