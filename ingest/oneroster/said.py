"""What a package says, in our words: people, classes, who is where, who teaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from ingest.oneroster.here import Unit
    from ingest.oneroster.package import Row
    from ingest.oneroster.problems import RosterProblem


class Person(NamedTuple):
    """Someone with the own row; `patronymic` is None where the file has no column."""

    row: Row
    code: str
    surname: str
    given_name: str
    patronymic: str | None
    roles: tuple[str, ...] = ()  # of the staff, in our words
    login: str = ""
    children: tuple[str, ...] = ()  # of a parent: codes of students

    @property
    def name(self) -> str:
        """Surname and given name."""
        return f"{self.surname} {self.given_name}".strip()


class ClassSaid(NamedTuple):
    """A class as a whole."""

    row: Row
    class_id: str
    grade: int | None


class GroupSaid(NamedTuple):
    """A study group or an individual plan."""

    row: Row
    group_id: str
    name: str
    kind: str
    grade: int | None


class Place(NamedTuple):
    """Someone in a class, a group or on a page; `last` is None while it lasts."""

    row: Row
    code: str
    unit: Unit
    first: date | None
    last: date | None
    is_over: bool = False  # by its status, whatever the dates say
    hours: float | None = None  # of a teacher
    is_primary: bool = False


@dataclass
class Said:
    """Everything of a package that we take in, and what is wrong with it."""

    students: dict[str, Person] = field(default_factory=dict)
    staff: dict[str, Person] = field(default_factory=dict)
    parents: dict[str, Person] = field(default_factory=dict)
    gone: set[tuple[str, str]] = field(default_factory=set)  # table and code
    subjects: dict[str, str] = field(default_factory=dict)  # code → name
    classes: dict[str, ClassSaid] = field(default_factory=dict)
    groups: dict[str, GroupSaid] = field(default_factory=dict)
    homes: list[Place] = field(default_factory=list)  # students in their classes
    members: list[Place] = field(default_factory=list)  # students in groups
    loads: list[Place] = field(default_factory=list)  # teachers on pages
    homerooms: dict[str, str] = field(default_factory=dict)  # class → staff code
    problems: list[RosterProblem] = field(default_factory=list)
