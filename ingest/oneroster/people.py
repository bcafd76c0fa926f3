"""Who the users of a package are to us: students, staff, parents, each with a code.

The code is the one under which we met the identifier before, else `identifier`,
`userMasterIdentifier`, the sourcedId: the same user has the same code in each import.
A student whose code we do not have, and whose full name is once in the class and once
in the package, is that student; so is a member of staff.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ingest.oneroster.checking import listed
from ingest.oneroster.problems import problem
from ingest.oneroster.said import Person
from ingest.oneroster.tables import ROLES
from ingest.setup.cells import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingest.oneroster.here import Here
    from ingest.oneroster.package import Package, Row
    from ingest.oneroster.said import Said

_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SEPARATORS = ",;:"


class People:
    """Finds the codes of users; who is said is noted in `said`."""

    def __init__(
        self,
        package: Package,
        here: Here,
        said: Said,
        homes: Mapping[str, str],
        schools: frozenset[str],
    ) -> None:
        """Note everybody; `homes` are the classes of students by their users."""
        self._here, self._said, self._homes = here, said, homes
        self._roles = UserRoles(package, schools)
        self.students = dict(here.known.students)
        self.people = dict(here.known.people)
        self._taken: dict[tuple[str, str], int] = {}
        users = [
            row for row in package.of("users") if row.id not in self._roles.elsewhere
        ]
        self._names = Counter(_name_of(row) for row in users)
        self._by_name = self._own_names()
        for row in users:
            self._note(row)
        self._link(users)

    def _note(self, row: Row) -> None:
        roles = self._roles.of(row)
        kinds = {"student" if role == "student" else "person" for role in roles}
        if not kinds:
            kinds = self._kinds_known(row)
        if not kinds and not row.is_deleted:
            self._said.problems.append(
                problem(
                    *("role_is_given", "users.csv", row.number), name=_shown_name(row)
                )
            )
        if "student" in kinds:
            self._student(row)
        if "person" in kinds:
            self._person(row, roles)

    def _kinds_known(self, row: Row) -> set[str]:
        kinds = set()
        if row.id in self.students:
            kinds.add("student")
        if row.id in self.people:
            kinds.add("person")
        return kinds

    def _student(self, row: Row) -> None:
        known = self.students.get(row.id)
        code = known or self._code(row, "student", "students", "student_id")
        self.students[row.id] = code
        if row.is_deleted:
            self._said.gone.add(("students", code))
        elif self._is_first(row, "student", code):
            self._said.students[code] = _person(row, code)

    def _person(self, row: Row, roles: Iterable[str]) -> None:
        known = self.people.get(row.id)
        code = known or self._code(row, "person", "staff", "person_id")
        if (
            known is None
            and code not in self._here.codes("staff", "person_id").values()
        ):
            parents = self._here.codes("parents", "person_id")
            code = parents.get(folded(code), code)
        self.people[row.id] = code
        tables = self._tables_of(code, roles)
        if row.is_deleted:
            self._said.gone |= {(table, code) for table in tables}
        elif self._is_first(row, "person", code):
            person = _person(row, code)
            if "staff" in tables:
                ours = [role for role in roles if role not in {"parent", "student"}]
                login = row["username"]
                is_login = _LATIN.fullmatch(login) and login != code
                self._said.staff[code] = person._replace(
                    roles=tuple(dict.fromkeys(role or "teacher" for role in ours)),
                    login=login if is_login else "",
                )
            if "parents" in tables:
                self._said.parents[code] = person

    def _tables_of(self, code: str, roles: Iterable[str]) -> set[str]:
        tables = {"parents" if role == "parent" else "staff" for role in roles} - {""}
        if not tables:
            tables = {
                table
                for table in ("staff", "parents")
                if code in self._here.codes(table, "person_id").values()
            }
        return tables

    def _code(self, row: Row, kind: str, table: str, key: str) -> str:
        written = row["identifier"] or row["userMasterIdentifier"] or row.id
        own = self._here.codes(table, key)
        if folded(written) in own:
            return own[folded(written)]
        if self._names[_name_of(row)] == 1:
            where = self._homes.get(row.id, "") if kind == "student" else ""
            found = self._by_name.get((kind, where, _name_of(row)), [])
            if len(found) == 1:
                return found[0]
        for sign in _SEPARATORS:
            if sign in written:
                self._said.problems.append(
                    problem(
                        *("code_is_plain", "users.csv", row.number, "identifier"),
                        written,
                        sign=sign,
                    )
                )
        return written

    def _own_names(self) -> dict[tuple[str, str, str], list[str]]:
        found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in self._here.tables.get("students", []):
            key = ("student", str(row["class_id"]), _name(row))
            found[key].append(str(row["student_id"]))
        for row in self._here.tables.get("staff", []):
            found["person", "", _name(row)].append(str(row["person_id"]))
        return found

    def _is_first(self, row: Row, kind: str, code: str) -> bool:
        """Tell it, and note a problem about a second user with the code."""
        first = self._taken.setdefault((kind, code), row.number)
        if first != row.number:
            self._said.problems.append(
                problem(
                    *("code_is_once", "users.csv", row.number, "identifier", code),
                    first=first,
                )
            )
        return first == row.number

    def _link(self, users: Iterable[Row]) -> None:
        """Give parents their children, whichever of the two names the other."""
        children: dict[str, list[str]] = defaultdict(list)
        for row in users:
            for agent in listed(row["agentSourcedIds"]):
                if row.id in self.people and agent in self.students:
                    children[self.people[row.id]].append(self.students[agent])
        for row in users:
            for agent in listed(row["agentSourcedIds"]):
                if row.id in self.students and agent in self.people:
                    children[self.people[agent]].append(self.students[row.id])
        for code, parent in list(self._said.parents.items()):
            found = tuple(dict.fromkeys(children[code]))
            self._said.parents[code] = parent._replace(children=found)


class UserRoles:
    """The roles of each user in our words: '' is of no journal, so a teacher."""

    def __init__(self, package: Package, schools: frozenset[str]) -> None:
        self._spelled = {role.lower(): ours for role, ours in ROLES.items()}
        self._said: dict[str, list[str]] = defaultdict(list)
        self._enrolled: dict[str, str] = {}
        elsewhere = set()
        rows = [row for row in package.of("roles") if not row.is_deleted]
        for row in sorted(rows, key=lambda row: row["roleType"].lower() == "secondary"):
            if schools and row["orgSourcedId"] and row["orgSourcedId"] not in schools:
                elsewhere.add(row["userSourcedId"])
            else:
                self._said[row["userSourcedId"]].append(self._ours(row["role"]))
        for row in package.of("enrollments"):
            if row["role"]:
                self._enrolled[row["userSourcedId"]] = self._ours(row["role"])
        self.elsewhere = elsewhere - set(self._said)

    def of(self, row: Row) -> list[str]:
        """Return those of roles.csv, or of users.csv as in 1.1, or of an enrolment."""
        if row.id in self._said:
            return self._said[row.id]
        if row["role"]:
            return [self._ours(row["role"])]
        return [self._enrolled[row.id]] if row.id in self._enrolled else []

    def _ours(self, role: str) -> str:
        return self._spelled.get(role.lower(), "")


def _person(row: Row, code: str) -> Person:
    has_patronymic = "middleName" in row.values
    return Person(
        row,
        code,
        row["familyName"],
        row["givenName"],
        row["middleName"] if has_patronymic else None,
    )


def _name_of(row: Row) -> str:
    return folded(" ".join((row["familyName"], row["givenName"], row["middleName"])))


def _name(row: Mapping[str, object]) -> str:
    names = (row["surname"], row["given_name"], row["patronymic"] or "")
    return folded(" ".join(str(part) for part in names))


def _shown_name(row: Row) -> str:
    return f"{row['familyName']} {row['givenName']}".strip() or row.id
