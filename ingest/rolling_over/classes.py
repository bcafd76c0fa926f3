"""Classes, students, parents and groups of the next year: everybody a grade up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from warehouse.calendar import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables

LAST_GRADE, BASIC_GRADE = 11, 9  # of the school, and of the basic level
FIRST_BASIC_GRADE = 5  # the primary teacher stays behind
PRIMARY_GRADES = range(1, FIRST_BASIC_GRADE)


class MovedClass(NamedTuple):
    """A class and what it becomes; '' where it ends, or where it is new."""

    class_from: str
    class_to: str
    count_students: int


class Promotion:
    """Who goes where; `leaving` are students of the basic level who do not go on."""

    def __init__(self, tables: SetupTables, leaving: Iterable[str] = ()) -> None:
        self._tables = tables
        self._leaving = frozenset(leaving)
        self._classes = {str(row["class_id"]): row for row in tables["classes"]}
        self.last_grade = last_grade(tables)
        self.staying = [row for row in self._on_roll() if self._goes_on(row)]
        self.graduates = [row for row in self._on_roll() if not self._goes_on(row)]
        self._ids = {str(row["student_id"]) for row in self.staying}
        inhabited = {str(row["class_id"]) for row in self.staying}
        self.class_to = {
            class_id: next_code(class_id, _grade(row))
            for class_id, row in self._classes.items()
            if _grade(row) < self.last_grade
            and (class_id in inhabited or _grade(row) != BASIC_GRADE)
        }
        self.group_to = {
            str(row["group_id"]): next_code(str(row["group_id"]), _grade(row))
            for row in tables["groups"]
            if row["kind"] == "group"
            and _grade(row) < self.last_grade
            and self._members(str(row["group_id"]))
        }

    def classes(self) -> list[Row]:
        """Return the classes: each of before a grade up, and the lowest grade anew."""
        lowest = min((_grade(row) for row in self._classes.values()), default=0)
        fresh = [
            row | {"homeroom_person_id": self._returning(row)}
            for row in self._classes.values()
            if _grade(row) == lowest
        ]
        grown = [
            self._grown(self._classes[class_id], class_to)
            for class_id, class_to in self.class_to.items()
        ]
        return sorted(
            [*fresh, *grown], key=lambda row: (_grade(row), str(row["class_id"]))
        )

    def students(self) -> list[Row]:
        """Return who stays, in the classes that theirs become."""
        return [
            row | {"class_id": self.class_to[str(row["class_id"])]}
            for row in self.staying
        ]

    def parents(self) -> list[Row]:
        """Return the parents of those who stay, with these children only."""
        found = []
        for row in self._tables["parents"]:
            children = [
                one for one in parts_of(str(row["students"])) if one in self._ids
            ]
            if children:
                found.append(row | {"students": ",".join(children)})
        return found

    def groups(self) -> list[Row]:
        """Return the study groups that still have members, a grade up."""
        return [
            row
            | {
                "group_id": self.group_to[str(row["group_id"])],
                "name": next_code(str(row["name"]), _grade(row)),
                "grade": _grade(row) + 1,
                "shift": self._habit("shift", _grade(row) + 1, row),
            }
            for row in self._tables["groups"]
            if str(row["group_id"]) in self.group_to
        ]

    def members(self) -> list[Row]:
        """Return who stays in which group, from the first day of the year."""
        return [
            {
                "group_id": group_to,
                "student_id": student_id,
                "joined_on": None,
                "left_on": None,
            }
            for group_id, group_to in self.group_to.items()
            for student_id in self._members(group_id)
        ]

    def moved(self) -> list[MovedClass]:
        """Return what becomes of every class, and the new ones."""
        counts = Counter(str(row["class_id"]) for row in self.staying)
        went = Counter(str(row["class_id"]) for row in self.graduates)
        ends = [
            MovedClass(class_id, "", went[class_id])
            for class_id in self._classes
            if class_id not in self.class_to
        ]
        goes = [
            MovedClass(class_id, class_to, counts[class_id])
            for class_id, class_to in self.class_to.items()
        ]
        grown = set(self.class_to.values())
        fresh = [
            MovedClass("", str(row["class_id"]), 0)
            for row in self.classes()
            if str(row["class_id"]) not in grown
        ]
        return [*fresh, *goes, *ends]

    def _on_roll(self) -> list[Row]:
        return [
            row
            for row in self._tables["students"]
            if row["left_on"] is None and str(row["class_id"]) in self._classes
        ]

    def _goes_on(self, student: Row) -> bool:
        grade = _grade(self._classes[str(student["class_id"])])
        if grade == BASIC_GRADE and str(student["student_id"]) in self._leaving:
            return False
        return grade < self.last_grade

    def _members(self, group_id: str) -> list[str]:
        found = {
            str(row["student_id"])
            for row in self._tables["group_members"]
            if row["group_id"] == group_id and row["left_on"] is None
        }
        return sorted(found & self._ids)

    def _grown(self, row: Row, class_to: str) -> Row:
        grade = _grade(row) + 1
        homeroom = "" if grade == FIRST_BASIC_GRADE else row["homeroom_person_id"]
        return row | {
            "class_id": class_to,
            "grade": grade,
            "shift": self._habit("shift", grade, row),
            "week_days": self._habit("week_days", grade, row),
            "homeroom_person_id": homeroom,
        }

    def _habit(self, key: str, grade: int, row: Row) -> object:
        """Return what most classes of a grade had this year, else what the row had."""
        found = Counter(
            one[key] for one in self._classes.values() if _grade(one) == grade
        )
        return found.most_common(1)[0][0] if found else row[key]

    def _returning(self, row: Row) -> object:
        """Return the primary teacher whose fourth grade leaves, of the same letter."""
        if _grade(row) != 1:
            return ""
        twin = next_code(str(row["class_id"]), 1, by=FIRST_BASIC_GRADE - 2)
        return self._classes.get(twin, {"homeroom_person_id": ""})["homeroom_person_id"]


def last_grade(tables: SetupTables) -> int:
    """Return the grade after which everybody leaves this school."""
    grades = [_grade(row) for row in tables["classes"]]
    highest = max(grades, default=LAST_GRADE)
    return BASIC_GRADE if highest <= BASIC_GRADE else max(highest, LAST_GRADE)


def next_code(code: str, grade: int, by: int = 1) -> str:
    """Return «6А» of «5А» and «10А-англ1» of «9А-англ1»; other codes stay."""
    written = str(grade)
    rest = code.removeprefix(written)
    if rest == code or rest[:1].isdigit():
        return code
    return f"{grade + by}{rest}"


def _grade(row: Row) -> int:
    return int(str(row["grade"]))
