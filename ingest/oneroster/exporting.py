"""The school's current year as the rostering files of a package, row by row.

Bulk files: `status` and `dateLastModified` stay empty. Days after the end are meant by
every `endDate`, as 1.2 says; what lasts to the end of the year has none.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.oneroster.holding import page_stays
from ingest.oneroster.sourced_ids import SourcedIds
from warehouse.calendar import grades_of, parts_of
from warehouse.rosters import ALWAYS, Days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import duckdb

    from ingest.oneroster.holding import Holding
    from ingest.setup.changes import Row

    Values = Mapping[str, object]

SESSION_TYPES = {
    "quarter": "gradingPeriod",
    "half_year": "semester",
    "trimester": "term",
}
ROLE_OF = {
    "director": "principal",
    "deputy": "siteAdministrator",
    "secretary": "ext:secretary",
    "administrator": "systemAdministrator",
    "teacher": "teacher",
}
# A class as a whole needs a course too; the same words in every language.
HOMEROOM = "Homeroom"
_DAY = timedelta(days=1)
_PAGES = """
select pages.page_id, pages.unit_id, pages.unit_kind, pages.subject_id, pages.grade,
    pages.title
from journal.pages as pages
where starts_with(pages.page_id, $year) and (
    pages.page_id in (select page_id from journal.page_teachers)
    or pages.page_id in (select page_id from journal.lessons)
)
order by pages.page_id
"""
_TEACHERS = """
select
    teachers.page_id, teachers.person_id, teachers.starts_on,
    coalesce(teachers.ends_on, $always) as ends_on,
    (
        select arg_max(load.hours_per_week, load.valid_from)
        from setup.load as load
        inner join journal.pages as pages
            on load.unit_id = pages.unit_id and load.subject_id = pages.subject_id
        where pages.page_id = teachers.page_id
            and load.person_id = teachers.person_id
            and load.valid_from is distinct from load.valid_to
    ) as hours
from journal.page_teachers as teachers
where starts_with(teachers.page_id, $year)
order by teachers.page_id, teachers.starts_on, teachers.person_id
"""


class Roster:
    """The rows of one school; `cursor` is read while rows are taken."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, held: Holding) -> None:
        self.held = held
        self.ids = SourcedIds(held.settings["school_id"])
        self.org = self.ids.of("org")
        self.session = self.ids.of("year", held.year.year_id)
        self._year = {"year": f"{held.year.year_id}:"}
        self._cursor = cursor
        self.pages = self._known_pages()

    def files(self) -> dict[str, Iterator[Values]]:
        """Return the rows of each file by its name, to be taken one by one."""
        return {
            "academicSessions": self._sessions(),
            "orgs": self._orgs(),
            "courses": self._courses(),
            "classes": self._classes(),
            "users": self._users(),
            "roles": self._roles(),
            "enrollments": self._enrollments(),
        }

    def _known_pages(self) -> dict[str, Row]:
        names = ("page_id", "unit_id", "unit_kind", "subject_id", "grade", "title")
        rows = self._cursor.execute(_PAGES, self._year).fetchall()
        pages = (dict(zip(names, row, strict=True)) for row in rows)
        return {
            str(page["page_id"]): page
            for page in pages
            if page["subject_id"] in self.held.subjects
            and (
                page["unit_id"] in self.held.classes
                or page["unit_id"] in self.held.groups
            )
        }

    def page(self, page_id: str) -> str:
        """Return the class of a journal page."""
        page = self.pages[page_id]
        return self.ids.of("page", page["unit_id"], page["subject_id"])

    def student(self, student_id: str) -> str:
        """Return the user of a student."""
        return self.ids.of("student", student_id)

    def _sessions(self) -> Iterator[Values]:
        year, about = self.held.year, self.held.settings
        school_year = str(year.ends_on.year)
        yield {
            "sourcedId": self.session,
            "title": about["year_name"],
            "type": "schoolYear",
            "startDate": year.starts_on,
            "endDate": year.ends_on + _DAY,
            "schoolYear": school_year,
            "code": year.year_id,
        }
        for period in self._periods():
            yield {
                "sourcedId": self.ids.of("period", period["period_id"]),
                "title": period["name"],
                "type": SESSION_TYPES[str(period["kind"])],
                "startDate": period["starts_on"],
                "endDate": _after(period["ends_on"]),
                "parentSourcedId": self.session,
                "schoolYear": school_year,
                "code": period["period_id"],
                "grades": period["grades"],
            }

    def _periods(self) -> list[Row]:
        return sorted(
            self.held.periods.values(),
            key=lambda row: (str(row["starts_on"]), str(row["period_id"])),
        )

    def _orgs(self) -> Iterator[Values]:
        about = self.held.settings
        yield {
            "sourcedId": self.org,
            "name": about["name"],
            "type": "school",
            "identifier": about["school_id"],
        }

    def _courses(self) -> Iterator[Values]:
        of_all = {"schoolYearSourcedId": self.session, "orgSourcedId": self.org}
        homeroom = self.ids.of("subject", HOMEROOM)
        yield {"sourcedId": homeroom, "title": HOMEROOM, **of_all}
        for code, subject in self.held.subjects.items():
            yield {
                "sourcedId": self.ids.of("subject", "", code),
                "title": subject["name"],
                "courseCode": code,
                **of_all,
            }

    def _classes(self) -> Iterator[Values]:
        for code, one in self.held.classes.items():
            yield {
                "sourcedId": self.ids.of("class", code),
                "title": code,
                "courseSourcedId": self.ids.of("subject", HOMEROOM),
                "classType": "homeroom",
                **self._unit(code, one["grade"], "class"),
            }
        for page_id, page in self.pages.items():
            group = self.held.groups.get(str(page["unit_id"]))
            yield {
                "sourcedId": self.page(page_id),
                "title": page["title"],
                "courseSourcedId": self.ids.of("subject", "", page["subject_id"]),
                "classType": "scheduled",
                "unitName": group["name"] if group else "",
                **self._unit(page["unit_id"], page["grade"], page["unit_kind"]),
            }

    def _unit(self, code: object, grade: object, kind: object) -> Values:
        terms = [
            self.ids.of("period", period["period_id"])
            for period in self._periods()
            if grade in grades_of(str(period["grades"]))
        ]
        return {
            "grades": written_grade(grade),
            "classCode": code,
            "schoolSourcedId": self.org,
            "termSourcedIds": ",".join(terms) or self.session,
            "unitKind": kind,
        }

    def _users(self) -> Iterator[Values]:
        parents_of: dict[str, list[str]] = defaultdict(list)
        for code, parent in self.held.parents.items():
            for student_id in parts_of(str(parent["students"])):
                parents_of[student_id].append(self.ids.of("person", code))
        for code, student in self.held.students.items():
            home = self.held.classes.get(str(student["class_id"]))
            yield {
                **self._user(self.student(code), code, student, code),
                "enabledUser": _true(self.held.stays[code].last >= self.held.today),
                "agentSourcedIds": ",".join(parents_of[code]),
                "grades": written_grade(home["grade"]) if home else "",
            }
        for code in sorted({*self.held.staff, *self.held.parents}):
            person = self.held.staff.get(code) or self.held.parents[code]
            parent = self.held.parents.get(code, {"students": ""})
            children = parts_of(str(parent["students"]))
            yield {
                **self._user(
                    self.ids.of("person", code), code, person, person.get("login")
                ),
                "enabledUser": "true",
                "agentSourcedIds": ",".join(
                    self.student(child)
                    for child in children
                    if child in self.held.students
                ),
            }

    def _user(self, user: str, code: str, person: Row, login: object) -> Values:
        return {
            "sourcedId": user,
            "username": login or code,
            "givenName": person["given_name"],
            "familyName": person["surname"],
            "middleName": person["patronymic"],
            "identifier": code,
            "primaryOrgSourcedId": self.org,
        }

    def _roles(self) -> Iterator[Values]:
        for code in self.held.students:
            yield from self._roles_of(self.student(code), ["student"])
        for code in sorted({*self.held.staff, *self.held.parents}):
            person = self.held.staff.get(code, {"roles": ""})
            roles = [ROLE_OF[role] for role in parts_of(str(person["roles"]))]
            if code in self.held.parents:
                roles.append("parent")
            yield from self._roles_of(self.ids.of("person", code), roles)

    def _roles_of(self, user: str, roles: Iterable[str]) -> Iterator[Values]:
        for position, role in enumerate(roles):
            yield {
                "sourcedId": self.ids.of("role", user, role),
                "userSourcedId": user,
                "roleType": "secondary" if position else "primary",
                "role": role,
                "orgSourcedId": self.org,
            }

    def _enrollments(self) -> Iterator[Values]:
        for code, stay in self.held.stays.items():
            home = self.held.students[code]["class_id"]
            if home in self.held.classes:
                unit = self.ids.of("class", home)
                yield self._enrolled(unit, self.student(code), "student", stay)
        for code, one in self.held.classes.items():
            teacher = one["homeroom_person_id"]
            if teacher in self.held.staff:
                yield self._enrolled(
                    self.ids.of("class", code),
                    self.ids.of("person", teacher),
                    "teacher",
                    primary=True,
                )
        for (page_id, student_id), spans in page_stays(self._cursor, self.held).items():
            for span in spans if page_id in self.pages else ():
                yield self._enrolled(
                    self.page(page_id), self.student(student_id), "student", span
                )
        yield from self._teachers()

    def _teachers(self) -> Iterator[Values]:
        asked = {**self._year, "always": ALWAYS}
        leading: dict[str, date] = {}  # the last day that has a first teacher already
        for page_id, person_id, first, last, hours in self._cursor.execute(
            _TEACHERS, asked
        ).fetchall():
            if page_id not in self.pages or person_id not in self.held.staff:
                continue
            is_first = page_id not in leading or leading[page_id] < first
            leading[page_id] = max(leading.get(page_id, last), last)
            yield {
                **self._enrolled(
                    self.page(page_id),
                    self.ids.of("person", person_id),
                    "teacher",
                    Days(first, last),
                    primary=is_first,
                ),
                "hoursPerWeek": "" if hours is None else f"{hours:g}",
            }

    def _enrolled(
        self,
        unit: str,
        user: str,
        role: str,
        days: Days | None = None,
        *,
        primary: bool | None = None,
    ) -> Values:
        begins = days.first if days else ""
        lasts = days is None or days.last >= self.held.year.ends_on
        return {
            "sourcedId": self.ids.of("enrollment", unit, user, role, begins),
            "classSourcedId": unit,
            "schoolSourcedId": self.org,
            "userSourcedId": user,
            "role": role,
            "primary": "" if primary is None else _true(primary),
            "beginDate": begins,
            "endDate": "" if days is None or lasts else _after(days.last),
        }


def written_grade(grade: object) -> str:
    """Return a grade as other systems have it: 05."""
    return f"{int(str(grade)):02d}"


def _after(day: object) -> date:
    return date.fromisoformat(str(day)) + _DAY


def _true(is_so: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if is_so else "false"
