"""Which class, group or journal page a class of a package is."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from ingest.oneroster.checking import listed
from ingest.oneroster.here import Unit
from ingest.oneroster.problems import problem
from ingest.oneroster.said import ClassSaid, GroupSaid
from ingest.oneroster.tables import OURS
from ingest.setup.cells import cyrillic_class, folded

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.oneroster.here import Here
    from ingest.oneroster.package import Package, Row
    from ingest.oneroster.said import Said

_HIGHEST = 12


class Units:
    """Finds the unit of each class; new ones are noted in `said`."""

    def __init__(
        self, package: Package, here: Here, said: Said, is_ours: Callable[[Row], bool]
    ) -> None:
        self._here, self._said = here, said
        self._courses = {row.id: row for row in package.of("courses")}
        self._subjects = dict(here.known.subjects)
        self._codes = {
            **here.codes("subjects", "subject_id"),
            **{
                folded(str(row[key])): str(row["subject_id"])
                for row in here.tables.get("subjects", [])
                for key in ("short_name", "name")
                if row[key]
            },
        }
        self._students = _students(package)
        self._is_whole = package.is_whole("enrollments")
        self._asked: set[str] = set()  # courses that are no subject, told once
        self.found: dict[str, Unit] = dict(here.known.units)
        rows = [row for row in package.of("classes") if is_ours(row)]
        homerooms = [row for row in rows if row["classType"].lower() == "homeroom"]
        for row in homerooms:
            self.found[row.id] = self._homeroom(row)
        self._members = {
            frozenset(self._students[row.id]): self.found[row.id].unit_id
            for row in homerooms
            if self._students[row.id]
        }
        for row in rows:
            if row["classType"].lower() != "homeroom" and not row.is_deleted:
                self._scheduled(row)
        self._note_subjects(package)

    def _homeroom(self, row: Row) -> Unit:
        known = self._here.known.units.get(row.id)
        written = known.unit_id if known else row["classCode"] or row["title"]
        code = self._class_code(written)
        if row.is_deleted:
            self._said.gone.add(("classes", code))
        else:
            self._said.classes[code] = ClassSaid(row, code, self._grade(row, code))
        return Unit("class", code)

    def _class_code(self, written: str) -> str:
        own = self._here.codes("classes", "class_id")
        spelled = written if self._here.language == "en" else cyrillic_class(written)
        return own.get(folded(spelled), spelled)

    def _scheduled(self, row: Row) -> None:
        if row.id in self._here.known.units:
            unit = self._here.known.units[row.id]
            if unit.kind != "class":
                self._note_group(row, unit.unit_id, unit.kind)
            return
        subject_id = self._subject(row)
        if subject_id is not None:
            kind, unit_id = self._unit(row)
            self.found[row.id] = Unit(kind, unit_id, subject_id)

    def _unit(self, row: Row) -> tuple[str, str]:
        """Return the class that the row is all of, or a group."""
        code = row["classCode"] or row["title"]
        kind = row[f"{OURS}unitKind"]
        as_class = self._class_code(code)
        own = self._here.codes("classes", "class_id").values()
        if kind == "class" or as_class in self._said.classes or as_class in own:
            return "class", as_class
        groups = self._here.codes("groups", "group_id")
        if not kind and folded(code) not in groups and self._is_whole:
            whole = self._members.get(frozenset(self._students[row.id]))
            if whole:
                return "class", whole
        unit_id = groups.get(folded(code), code)
        return self._note_group(row, unit_id, kind), unit_id

    def _note_group(self, row: Row, unit_id: str, kind: str) -> str:
        own = next(
            (
                group
                for group in self._here.tables.get("groups", [])
                if group["group_id"] == unit_id
            ),
            None,
        )
        kind = str(own["kind"]) if own else kind or "group"
        name = row[f"{OURS}unitName"] or (str(own["name"]) if own else row["title"])
        grade = self._grade(row, unit_id)
        self._said.groups[unit_id] = GroupSaid(row, unit_id, name, kind, grade)
        return kind

    def _grade(self, row: Row, code: str) -> int | None:
        written = [*listed(row["grades"])[:1], *re.findall(r"^\d{1,2}", code)]
        for text in written:
            if text.isdecimal() and 1 <= int(text) <= _HIGHEST:
                return int(text)
        kept = next(
            (
                one["grade"]
                for table, key in (("classes", "class_id"), ("groups", "group_id"))
                for one in self._here.tables.get(table, [])
                if one[key] == code
            ),
            None,
        )
        if kept is None and not row.is_deleted:
            self._said.problems.append(
                problem(
                    "grade_is_understood", "classes.csv", row.number, "grades", code
                )
            )
        return None if kept is None else int(str(kept))

    def _subject(self, row: Row) -> str | None:
        """Return the subject's code; None, and a problem, where it is none of ours."""
        course_id = row["courseSourcedId"]
        if self._subjects.get(course_id):
            return self._subjects[course_id]
        course = self._courses.get(course_id)
        names = [course["courseCode"], course["title"]] if course else []
        names += [*listed(row["subjectCodes"]), *listed(row["subjects"])]
        for name in filter(None, names):
            if folded(name) in self._codes:
                return self._codes[folded(name)]
        first = next(filter(None, names), "")
        if self._here.is_new and first:
            return self._new_subject(
                course_id, first, course["title"] if course else first
            )
        if course_id not in self._asked:
            self._asked.add(course_id)
            place = course or row
            column = "title" if course else "courseSourcedId"
            told = course["title"] if course else course_id
            self._said.problems.append(
                problem(
                    "subject_is_known", f"{place.file}.csv", place.number, column, told
                )
            )
        return None

    def _new_subject(self, course_id: str, code: str, name: str) -> str:
        plain = re.sub(r"[,;:]", " ", code)
        self._codes[folded(code)] = plain
        self._subjects[course_id] = plain
        self._said.subjects[plain] = name
        return plain

    def _note_subjects(self, package: Package) -> None:
        """Take in courses that nobody is taught yet, but not those of homerooms."""
        if not self._here.is_new:
            return
        of_homerooms = {
            row["courseSourcedId"]
            for row in package.of("classes")
            if row["classType"].lower() == "homeroom"
        }
        for course_id, course in self._courses.items():
            if course_id not in of_homerooms and course_id not in self._subjects:
                code = course["courseCode"] or course["title"]
                if folded(code) not in self._codes:
                    self._new_subject(course_id, code, course["title"])


def _students(package: Package) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in package.of("enrollments"):
        if row["role"].lower() == "student" and not row.is_deleted:
            found[row["classSourcedId"]].add(row["userSourcedId"])
    return found
