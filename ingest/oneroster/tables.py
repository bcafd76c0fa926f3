"""The files of the CSV binding: columns in their order, as the 1.2 standard has them.

Writing is strict by this table; reading takes `aliases` too, which are spellings of
older versions, and columns of 1.1 that 1.2 has no more (`OLDER`).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

VERSION = "1.2"
MANIFEST = "manifest"
# Columns beyond the standard's stand last and begin so.
EXTENSION = "metadata."
OURS = "metadata.vedomost."
EXTENDED = "ext:"  # begins a value beyond a list of the standard's

Kind = Literal[
    "text",
    "texts",  # a comma list
    "id",
    "date",
    "moment",
    "year",
    "number",
    "true_false",
    "choice",
    "reference",
    "references",
]


class Field(NamedTuple):
    """One column. `is_needed`: without it we cannot read the file at all."""

    name: str
    kind: Kind = "text"
    is_required: bool = False
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    aliases: tuple[str, ...] = ()


class File(NamedTuple):
    """One file; `name` is without `.csv`. `ours` are our own columns, after all."""

    name: str
    fields: tuple[Field, ...]
    ours: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The name in the package."""
        return f"{self.name}.csv"

    @property
    def header(self) -> list[str]:
        """The first row as it is written."""
        return [
            *(field.name for field in self.fields),
            *(OURS + one for one in self.ours),
        ]

    def field(self, name: str) -> Field:
        """Return the column with this name."""
        return next(field for field in self.fields if field.name == name)


STATUSES = ("active", "tobedeleted")
_BASE = (
    Field("sourcedId", "id", is_required=True, is_needed=True),
    Field("status", "choice", choices=(*STATUSES, "inactive")),
    Field("dateLastModified", "moment"),
)


def _to(name: str, file: str, *aliases: str, required: bool = True) -> Field:
    return Field(
        name, "reference", is_required=required, refers_to=file, aliases=aliases
    )


def _needed(name: str, file: str) -> Field:
    return Field(name, "reference", is_required=True, is_needed=True, refers_to=file)


def _date(name: str, *, required: bool = False) -> Field:
    return Field(name, "date", is_required=required)


SESSIONS = File(
    "academicSessions",
    (
        *_BASE,
        Field("title", is_required=True),
        Field(
            "type",
            "choice",
            is_required=True,
            is_needed=True,
            choices=("gradingPeriod", "semester", "schoolYear", "term"),
        ),
        Field("startDate", "date", is_required=True, is_needed=True),
        Field("endDate", "date", is_required=True, is_needed=True),
        _to("parentSourcedId", "academicSessions", required=False),
        Field("schoolYear", "year", is_required=True),
    ),
    ours=("code", "grades"),
)
ORGS = File(
    "orgs",
    (
        *_BASE,
        Field("name", is_required=True, is_needed=True),
        Field(
            "type",
            "choice",
            is_required=True,
            choices=("department", "school", "district", "local", "state", "national"),
        ),
        Field("identifier"),
        _to("parentSourcedId", "orgs", required=False),
    ),
)
COURSES = File(
    "courses",
    (
        *_BASE,
        _to("schoolYearSourcedId", "academicSessions", "schoolYearId", required=False),
        Field("title", is_required=True, is_needed=True),
        Field("courseCode"),
        Field("grades", "texts"),
        _to("orgSourcedId", "orgs"),
        Field("subjects", "texts"),
        Field("subjectCodes", "texts"),
    ),
)
CLASSES = File(
    "classes",
    (
        *_BASE,
        Field("title", is_required=True, is_needed=True),
        Field("grades", "texts"),
        _to("courseSourcedId", "courses"),
        Field("classCode"),
        Field(
            "classType",
            "choice",
            is_required=True,
            choices=("homeroom", "scheduled"),
        ),
        Field("location"),
        _to("schoolSourcedId", "orgs"),
        Field(
            "termSourcedIds",
            "references",
            is_required=True,
            refers_to="academicSessions",
            aliases=("termSourcedId",),
        ),
        Field("subjects", "texts"),
        Field("subjectCodes", "texts"),
        Field("periods", "texts"),
    ),
    ours=("unitKind", "unitName"),
)
USERS = File(
    "users",
    (
        *_BASE,
        Field("enabledUser", "true_false", is_required=True),
        Field("username", is_required=True),
        Field("userIds", "texts"),
        Field("givenName", is_required=True, is_needed=True),
        Field("familyName", is_required=True, is_needed=True),
        Field("middleName"),
        Field("identifier"),
        Field("email"),
        Field("sms"),
        Field("phone"),
        Field("agentSourcedIds", "references", refers_to="users", aliases=("agents",)),
        Field("grades", "texts"),
        Field("password"),
        Field("userMasterIdentifier"),
        Field("preferredGivenName"),
        Field("preferredMiddleName"),
        Field("preferredFamilyName"),
        _to("primaryOrgSourcedId", "orgs", required=False),
        Field("pronouns"),
    ),
)
# What a role is to us; whoever else works at a school is a teacher or has no journal.
ROLES = {
    "student": "student",
    "parent": "parent",
    "guardian": "parent",
    "relative": "parent",
    "teacher": "teacher",
    "principal": "director",
    "siteAdministrator": "deputy",
    "ext:secretary": "secretary",
    "systemAdministrator": "administrator",
    "administrator": "administrator",
    "districtAdministrator": "",
    "aide": "",
    "counselor": "",
    "proctor": "",
}
ROLE_FILE = File(
    "roles",
    (
        *_BASE,
        Field(
            "userSourcedId",
            "reference",
            is_required=True,
            is_needed=True,
            refers_to="users",
        ),
        Field("roleType", "choice", is_required=True, choices=("primary", "secondary")),
        Field("role", "choice", is_required=True, is_needed=True, choices=tuple(ROLES)),
        _date("beginDate"),
        _date("endDate"),
        _to("orgSourcedId", "orgs"),
        Field("userProfileSourcedId"),
    ),
)
ENROLLMENTS = File(
    "enrollments",
    (
        *_BASE,
        Field(
            "classSourcedId",
            "reference",
            is_required=True,
            is_needed=True,
            refers_to="classes",
        ),
        _to("schoolSourcedId", "orgs"),
        Field(
            "userSourcedId",
            "reference",
            is_required=True,
            is_needed=True,
            refers_to="users",
        ),
        Field(
            "role",
            "choice",
            is_required=True,
            is_needed=True,
            choices=("administrator", "aide", "proctor", "student", "teacher"),
        ),
        Field("primary", "true_false"),
        _date("beginDate"),
        _date("endDate"),
    ),
    ours=("hoursPerWeek",),
)
CATEGORIES = File(
    "categories",
    (*_BASE, Field("title", is_required=True), Field("weight", "number")),
)
LINE_ITEMS = File(
    "lineItems",
    (
        *_BASE,
        Field("title", is_required=True),
        Field("description"),
        _date("assignDate", required=True),
        _date("dueDate", required=True),
        _to("classSourcedId", "classes"),
        _to("categorySourcedId", "categories"),
        _to("academicSessionSourcedId", "academicSessions", "gradingPeriodSourcedId"),
        Field("resultValueMin", "number"),
        Field("resultValueMax", "number"),
        _to("schoolSourcedId", "orgs"),
    ),
)
RESULTS = File(
    "results",
    (
        *_BASE,
        _to("lineItemSourcedId", "lineItems"),
        _to("studentSourcedId", "users"),
        Field(
            "scoreStatus",
            "choice",
            is_required=True,
            choices=(
                *("exempt", "fully graded", "not submitted", "partially graded"),
                "submitted",
            ),
        ),
        Field("score", "number"),
        _date("scoreDate", required=True),
        Field("comment"),
        Field("textScore"),
        _to("classSourcedId", "classes", required=False),
        Field("inProgress", "true_false"),
        Field("incomplete", "true_false"),
        Field("late", "true_false"),
        Field("missing", "true_false"),
    ),
)
ROSTERING = (SESSIONS, ORGS, COURSES, CLASSES, USERS, ROLE_FILE, ENROLLMENTS)
GRADEBOOK = (CATEGORIES, LINE_ITEMS, RESULTS)
FILES = {file.name: file for file in (*ROSTERING, *GRADEBOOK)}
# In the order in which the manifest names them.
LISTED = (
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItemLearningObjectiveIds",
    "lineItems",
    "lineItemScoreScales",
    "orgs",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
    "users",
)
MODES = ("absent", "bulk", "delta")
# What users.csv of 1.1 says where 1.2 has roles.csv, and other columns we may meet.
OLDER = {
    "users": (
        Field("role", "choice", choices=tuple(ROLES)),
        Field("orgSourcedIds", "references", refers_to="orgs"),
        Field("resourceSourcedIds", "texts"),
    ),
    "courses": (Field("resourceSourcedIds", "texts"),),
    "classes": (Field("resourceSourcedIds", "texts"),),
    "enrollments": (Field("courseSourcedId", "reference", refers_to="courses"),),
}
