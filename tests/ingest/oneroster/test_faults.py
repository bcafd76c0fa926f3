"""Planted faults: each gives its sentence with file, row and what to do."""

from __future__ import annotations

import pytest

from expectations.language import say
from ingest.oneroster.here import Here
from ingest.oneroster.into_new import new_setup
from ingest.oneroster.into_school import apply_roster, plan_roster
from ingest.oneroster.meaning import meaning_of
from ingest.oneroster.package import read_package
from ingest.oneroster.problems import RULES, problem_line
from tests.ingest.oneroster.conftest import DAY, manifest, zipped
from warehouse.errors import VedomostError

ORGS = "sourcedId,name,type,identifier\no1,Школа 17,school,school-17\n"
USERS = (
    "sourcedId,givenName,familyName,middleName,identifier,agentSourcedIds\n"
    "u1,Вера,Алёшина,Денисовна,К-1,u3\n"
    "u2,Ольга,Журавлёва,,С-1,\n"
    "u3,Денис,Алёшин,,Р-1,\n"
)
ROLES = (
    "sourcedId,userSourcedId,roleType,role,orgSourcedId\n"
    "r1,u1,primary,student,o1\n"
    "r2,u2,primary,teacher,o1\n"
    "r3,u3,primary,parent,o1\n"
)
CLASSES = (
    "sourcedId,title,grades,courseSourcedId,classCode,classType,schoolSourcedId\n"
    "c1,5А,05,k0,5А,homeroom,o1\n"
    "c2,5А алгебра,05,k1,5А,scheduled,o1\n"
)
COURSES = (
    "sourcedId,title,courseCode,orgSourcedId\nk0,Homeroom,,o1\nk1,Алгебра,АЛГ,o1\n"
)
ENROLLMENTS = (
    "sourcedId,classSourcedId,userSourcedId,role,beginDate,endDate\n"
    "e1,c1,u1,student,2026-09-01,\n"
    "e2,c2,u2,teacher,2026-09-01,\n"
)
SESSIONS = (
    "sourcedId,title,type,startDate,endDate,schoolYear\n"
    "y,2026/27,schoolYear,2026-09-01,2027-05-27,2027\n"
)
FILES = {
    "orgs": ORGS,
    "users": USERS,
    "roles": ROLES,
    "classes": CLASSES,
    "courses": COURSES,
    "enrollments": ENROLLMENTS,
    "academicSessions": SESSIONS,
}
MODES = dict.fromkeys(FILES, "bulk")
# What is replaced in which file → the rule, and where its problem stands.
FAULTS = [
    ("users", "\n", "\0\n", "file_is_text", "users.csv", 0),
    ("users", "givenName", "vorname", "column_is_there", "users.csv", 1),
    ("users", "middleName", "hobby", "column_is_known", "users.csv", 1),
    ("users", "middleName", "givenName", "column_is_once", "users.csv", 1),
    ("users", "К-1,u3", "К-1,u3,x,y", "row_fits_header", "users.csv", 2),
    ("users", "u2,Ольга", ",Ольга", "value_is_there", "users.csv", 3),
    ("users", "Вера,", ",", "value_is_there", "users.csv", 2),
    ("users", "u2,Ольга", "u1,Ольга", "id_is_once", "users.csv", 3),
    ("users", "К-1,u3", "К-1,u9", "reference_is_known", "users.csv", 2),
    ("users", "С-1", "С;1", "code_is_plain", "users.csv", 3),
    ("users", "Р-1", "С-1", "code_is_once", "users.csv", 4),
    ("roles", "teacher", "wizard", "value_is_listed", "roles.csv", 3),
    ("roles", "r2,u2", "r2,u8", "reference_is_known", "roles.csv", 3),
    ("roles", "r3,u3,primary,parent,o1\n", "", "role_is_given", "users.csv", 4),
    ("classes", "homeroom", "club", "value_is_listed", "classes.csv", 2),
    ("classes", "k1,5А", "k7,5А", "reference_is_known", "classes.csv", 3),
    ("classes", "5А,05,k0,5А", "Мир,,k0,Мир", "grade_is_understood", "classes.csv", 2),
    ("enrollments", "e1,c1", "e1,c7", "reference_is_known", "enrollments.csv", 2),
    ("enrollments", "c2,u2", "c2,u7", "reference_is_known", "enrollments.csv", 3),
    ("enrollments", "2026-09-01", "вчера", "date_is_understood", "enrollments.csv", 2),
    (
        *("enrollments", "2026-09-01,", "2026-09-01,2026-08-01"),
        *("days_are_in_order", "enrollments.csv", 2),
    ),
    ("enrollments", "e1,c1", "e1,c2", "student_has_class", "users.csv", 2),
    ("orgs", "school,", "district,", "school_is_one", "orgs.csv", 0),
    (
        *("academicSessions", "2027-05-27", "2026-05-27"),
        *("days_are_in_order", "academicSessions.csv", 2),
    ),
]


def package(modes=None, **files):
    texts = {**FILES, **files}
    made = {f"{name}.csv": text for name, text in texts.items() if text}
    return zipped({"manifest.csv": manifest(**(modes or MODES)), **made})


def found_in(content):
    return meaning_of(content, Here()).said.problems


@pytest.mark.parametrize(("file", "before", "after", "rule", "where", "row"), FAULTS)
def test_a_fault_is_told_with_its_place(file, before, after, rule, where, row):
    text = FILES[file]
    assert before in text
    found = found_in(package(**{file: text.replace(before, after, 1)}))

    assert (rule, where, row) in {(one.rule, one.file, one.row) for one in found}


def test_a_sound_package_has_no_problem():
    assert found_in(package()) == []


@pytest.mark.parametrize(
    ("made", "rule", "where"),
    [
        (package({**MODES, "users": "sometimes"}), "mode_is_known", "manifest.csv"),
        (package({**MODES, "users": "absent"}), "file_is_named", "users.csv"),
        (package(roles=""), "file_is_there", "roles.csv"),
        (package({**MODES, "users": "delta"}), "status_is_said", "users.csv"),
        (package(pupils="a\n1\n"), "file_is_known", "pupils.csv"),
        (package(results="sourcedId\nr\n"), "file_is_imported", "results.csv"),
        (
            zipped(
                {
                    "manifest.csv": manifest(**MODES).replace("1.2", "9.9"),
                    **{f"{name}.csv": text for name, text in FILES.items()},
                }
            ),
            *("version_is_known", "manifest.csv"),
        ),
        (
            zipped({f"{name}.csv": text for name, text in FILES.items()}),
            *("manifest_is_there", "manifest.csv"),
        ),
        (
            package(
                classes=CLASSES + "c3,5Б,05,k0,5Б,homeroom,o1\n",
                enrollments=ENROLLMENTS + "e3,c3,u1,student,2026-09-01,\n",
            ),
            *("student_in_one_class", "enrollments.csv"),
        ),
    ],
)
def test_a_fault_of_the_whole_package_is_told(made, rule, where):
    assert (rule, where) in {(one.rule, one.file) for one in found_in(made)}


@pytest.mark.parametrize(
    "content",
    [b"no zip at all", zipped({"readme.txt": "x"}), package()[:300] + package()[400:]],
)
def test_what_is_no_package_is_refused(content):
    with pytest.raises(VedomostError):
        read_package(content)


def test_a_new_school_needs_its_year():
    with pytest.raises(VedomostError, match="school year"):
        new_setup(package({**MODES, "academicSessions": "absent"}, academicSessions=""))


def test_a_line_tells_where_what_and_how_in_both_languages():
    (found,) = found_in(package(roles=ROLES.replace("r2,u2", "r2,u8")))[:1]

    assert problem_line(found, "en") == (
        "roles.csv, row 3, column “userSourcedId”: “u8” is not in users.csv, nor known "
        "from an earlier package. Add the row to users.csv, or correct the identifier."
    )
    assert problem_line(found, "ru").startswith("roles.csv, строка 3, столбец")


def test_every_rule_says_what_to_do_in_russian():
    for rule in RULES.values():
        assert say(rule.message, "ru") != rule.message
        assert say(rule.fix, "ru") != rule.fix


def test_a_fault_changes_nothing_at_all(school):
    faulty = package(enrollments=ENROLLMENTS.replace("e1,c1", "e1,c7"))
    before = school.database.version

    with pytest.raises(VedomostError, match="must be mended"):
        apply_roster(school, faulty, DAY, "С-03")

    assert school.database.version == before


@pytest.mark.parametrize(
    ("edits", "rule"),
    [
        ({"courses": COURSES.replace("Алгебра,АЛГ", "Йога,ЙОГ")}, "subject_is_known"),
        (
            {
                "courses": COURSES.replace("Алгебра,АЛГ", "Математика,МАТ"),
                "classes": CLASSES.replace("5А", "6В"),
            },
            "hours_are_known",
        ),
        (
            {
                "courses": COURSES.replace("Алгебра,АЛГ", "Математика,МАТ"),
                "users": USERS.replace("К-1,u3", "К-1,"),
            },
            "parent_has_children",
        ),
        (
            {
                "courses": COURSES.replace("Алгебра,АЛГ", "Математика,МАТ"),
                "roles": ROLES.replace("teacher", "principal"),
            },
            "role_is_ours",
        ),
    ],
)
def test_what_the_school_lacks_is_told(school, edits, rule):
    with school.database.reading() as cursor:
        plan = plan_roster(school, cursor, package(**edits), DAY)

    assert rule in {one.rule for one in plan.problems}


def test_every_rule_has_a_fault_in_these_tests():
    told = {fault[3] for fault in FAULTS}
    elsewhere = {
        *("mode_is_known", "file_is_named", "file_is_there", "status_is_said"),
        *("file_is_known", "file_is_imported", "version_is_known"),
        *("manifest_is_there", "student_in_one_class", "subject_is_known"),
        *("hours_are_known", "parent_has_children", "role_is_ours"),
    }

    assert set(RULES) == told | elsewhere
