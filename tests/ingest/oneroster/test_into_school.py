"""Other systems' packages as changes of a school: whole ones, changes, older forms."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.oneroster.here import Here, earlier_packages
from ingest.oneroster.into_new import new_setup
from ingest.oneroster.into_school import apply_roster, plan_roster
from ingest.oneroster.meaning import meaning_of
from ingest.oneroster.sourced_ids import SourcedIds
from ingest.setup.undoing import plan_undoing
from tests.ingest.oneroster.conftest import DAY, files_of, manifest, zipped

IDS = SourcedIds("example-school")
FOREIGN = {
    "manifest.csv": manifest(
        orgs="bulk",
        users="bulk",
        roles="bulk",
        classes="bulk",
        courses="bulk",
        enrollments="bulk",
    ),
    "orgs.csv": "sourcedId,name,type\nS,Школа,school\nT,Другая школа,school\n",
    "users.csv": (
        "sourcedId,givenName,familyName,middleName,identifier,username\n"
        "a,Максим,Антипов,Юрьевич,900,antipov\n"  # К-0201 of 5А by the name
        "b,Лидия,Новикова,Олеговна,901,novikova\n"
        "t,Пётр,Громов,,902,gromov\n"
        "z,Чужой,Ученик,,903,alien\n"
    ),
    "roles.csv": (
        "sourcedId,userSourcedId,roleType,role,orgSourcedId\n"
        "1,a,primary,student,S\n2,b,primary,student,S\n"
        "3,t,primary,teacher,S\n4,z,primary,student,T\n"
    ),
    "courses.csv": "sourcedId,title,orgSourcedId\nk,География,S\nh,Класс,S\n",
    "classes.csv": (
        "sourcedId,title,courseSourcedId,classType,schoolSourcedId\n"
        'c,"5 ""A""",h,homeroom,S\ng,5А география,k,scheduled,S\n'
        "x,7Я,h,homeroom,T\n"
    ),
    "enrollments.csv": (
        "sourcedId,classSourcedId,userSourcedId,role,schoolSourcedId,primary,beginDate\n"
        "1,c,a,student,S,,\n2,c,b,student,S,,2026-11-16\n3,c,t,teacher,S,true,\n"
        "4,g,a,student,S,,\n5,g,b,student,S,,\n6,g,t,teacher,S,true,\n"
        "7,x,z,student,T,,\n"
    ),
}


def plan(school, content, **options):
    with school.database.reading() as cursor:
        return plan_roster(school, cursor, content, DAY, **options)


def told(found):
    return {(one.kind, one.table, one.natural_key[0]) for one in found.planned.changes}


@pytest.fixture
def foreign(school) -> dict[str, str]:
    orgs = "sourcedId,name,type,identifier\nS,Школа,school,example-school\n"
    return {**FOREIGN, "orgs.csv": orgs + "T,Другая школа,school,other\n"}


def test_a_foreign_package_finds_whom_we_have_and_adds_whom_we_have_not(
    school, foreign
):
    found = plan(school, zipped(foreign))

    assert [one.rule for one in found.problems] == []
    assert told(found) == {
        ("added", "students", "901"),
        ("added", "staff", "902"),
        ("changed", "classes", "5А"),  # its homeroom teacher
        ("added", "load", "5А"),
    }
    new = next(one.after for one in found.planned.changes if one.table == "students")
    assert (new["class_id"], new["enrolled_on"]) == ("5А", date(2026, 11, 16))
    load = next(one.after for one in found.planned.changes if one.table == "load")
    assert (load["hours_per_week"], load["starts_on"]) == (1.0, DAY)
    assert len(found.missing) == 13  # everyone of the example but К-0201


def test_the_second_import_adds_nobody_twice(school, foreign):
    assert apply_roster(school, zipped(foreign), DAY, "С-03") == 4
    later = {
        **foreign,
        "users.csv": foreign["users.csv"]
        .replace("Новикова", "Орлова")
        # the other system renumbers: the sourcedId tells who it is
        .replace(",901,", ",777,"),
    }

    found = plan(school, zipped(later))

    assert told(found) == {("changed", "students", "901")}


def test_changes_may_name_people_of_earlier_packages_only(school, foreign):
    apply_roster(school, zipped(foreign), DAY, "С-03")
    delta = {
        "manifest.csv": manifest(enrollments="delta"),
        "enrollments.csv": (
            "sourcedId,status,dateLastModified,classSourcedId,userSourcedId,role\n"
            "2,tobedeleted,2026-11-23T08:00:00Z,,,\n"
            f"9,active,2026-11-23T08:00:00Z,{IDS.of('class', '10А')},b,student\n"
            "6,tobedeleted,2026-11-23T08:00:00Z,,,\n"
        ),
    }

    found = plan(school, zipped(delta))

    assert found.problems == []
    assert told(found) == {("changed", "students", "901"), ("removed", "load", "5А")}
    moved = next(one.after for one in found.planned.changes if one.table == "students")
    assert moved["class_id"] == "10А"


def test_who_is_deleted_leaves_the_day_before(school):
    delta = {
        "manifest.csv": manifest(users="delta"),
        "users.csv": (
            "sourcedId,status,dateLastModified,givenName,familyName\n"
            f"{IDS.of('student', 'К-0201')},tobedeleted,2026-11-23T08:00:00Z,,\n"
        ),
    }

    (change,) = plan(school, zipped(delta)).planned.changes

    assert change.after["left_on"] == date(2026, 11, 22)


def test_what_a_whole_file_leaves_out_ends_only_when_asked(school, foreign):
    kept = plan(school, zipped(foreign))
    ended = plan(school, zipped(foreign), ends_missing=True)

    assert not {key for kind, _, key in told(kept) if kind == "removed"}
    left = {key for kind, table, key in told(ended) if table == "students"}
    assert {"К-0301", "К-0101"} <= left
    assert "К-0201" not in left


def test_an_import_gives_nobody_rights(school, foreign):
    foreign["roles.csv"] = foreign["roles.csv"].replace(
        "teacher", "systemAdministrator"
    )
    found = plan(school, zipped(foreign))

    new = next(one.after for one in found.planned.changes if one.table == "staff")
    assert new["roles"] == "teacher"
    assert [one.rule for one in found.problems] == ["role_is_ours"]


def test_all_changes_are_one_set_of_a_roster(school, foreign):
    apply_roster(school, zipped(foreign), DAY, "С-03")

    with school.database.reading() as cursor:
        sets = cursor.execute(
            "select kind, applied_by, last_change_id - set_id + 1 "
            "from journal.setup_change_sets where kind = 'roster'"
        ).fetchall()
    assert sets == [("roster", "С-03", 4)]


def test_the_set_up_checks_hold_for_a_roster(school, foreign):
    foreign["classes.csv"] = foreign["classes.csv"].replace("homeroom,T", "homeroom,S")
    foreign["enrollments.csv"] += "8,x,b,student,S,,\n"
    found = plan(school, zipped(foreign))

    assert found.is_faulty


OLDER = {
    "manifest.csv": "PropertyName;Value\r\noneroster.version;1.1\r\n",
    "Users.CSV": (
        'SourcedId;STATUS;"given name";familyName;role;orgSourcedIds;Agents\r\n'
        "u1;;Вера;Алёшина;student;o1;\r\n"
        "u2;;Ольга;Журавлёва;teacher;o1;\r\n"
    ),
    "rosters/classes.csv": (
        "sourcedId;title;grade;grades;classType;termSourcedId;schoolSourcedId;"
        "courseSourcedId;subjects\r\n"
        "c1;5А;;05;homeroom;t;o1;;\r\nc2;5А русский;;05;scheduled;t;o1;;Русский\r\n"
    ),
    "enrollments.csv": (
        "sourcedId;classSourcedId;userSourcedId;role\r\n"
        "e1;c1;u1;student\r\ne2;c2;u1;student\r\ne3;c2;u2;teacher\r\n"
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_files_of_1_1_are_read_in_any_usual_form(encoding):
    content = zipped({name: text.encode(encoding) for name, text in OLDER.items()})

    said = meaning_of(content, Here()).said

    assert [one.rule for one in said.problems if one.severity == "critical"] == []
    assert {one.surname for one in said.students.values()} == {"Алёшина"}
    assert said.staff["u2"].roles == ("teacher",)
    (load,) = said.loads
    assert load.unit == ("class", "5А", "Русский")


def test_a_new_school_gets_what_a_roster_knows(example_files):
    tables, problems = new_setup(zipped(example_files))

    assert problems == []
    assert {row["class_id"] for row in tables["classes"]} == {"1А", "5А", "10А"}
    assert tables["bells"] == tables["timetable"] == []
    assert tables["work_types"]
    assert tables["calendar"]
    assert {row["login"] for row in tables["staff"]} >= {"kovaleva", "lapin"}


def test_only_the_columns_we_read_are_kept(school, foreign):
    header, *rows = foreign["users.csv"].splitlines()
    foreign["users.csv"] = "\n".join(
        [f"{header},email,password", *(f"{row},a@b.example,qwerty" for row in rows)]
    )
    foreign["demographics.csv"] = "sourcedId,birthDate\na,2015-01-01\n"
    foreign["manifest.csv"] += "file.demographics,bulk\n"

    apply_roster(school, zipped(foreign), DAY, "С-03")

    with school.database.reading() as cursor:
        (digest,) = earlier_packages(cursor)
    kept = files_of(school.kept(digest))
    assert "demographics.csv" not in kept
    assert not any("qwerty" in text or "a@b" in text for text in kept.values())
    assert told(plan(school, school.kept(digest))) == set()


def test_an_import_can_be_taken_back_as_a_whole(school, foreign):
    apply_roster(school, zipped(foreign), DAY, "С-03")

    with school.database.reading() as cursor:
        (set_id,) = cursor.execute(
            "select set_id from journal.setup_change_sets where kind = 'roster'"
        ).fetchone()
        planned, day = plan_undoing(cursor, set_id)

    assert not planned.is_faulty
    assert (len(planned.changes), day) == (4, DAY)
