"""What goes out comes back: export, import into an empty place, export: the same."""

from __future__ import annotations

import csv
import io
from datetime import date

from ingest.oneroster.into_new import new_setup
from ingest.oneroster.into_school import apply_roster, plan_roster
from ingest.oneroster.tables import FILES, LISTED, ROSTERING
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import added, plan_edits, whole_setup
from ingest.setup.school import create_school, occasion_now
from ingest.setup.seeds import example_tables
from tests.ingest.oneroster.conftest import DAY, exported, files_of
from warehouse.school_folder import open_school


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def change(school, day, *wanted):
    with school.database.writing() as cursor:
        planned = plan_edits(cursor, [added(*one) for one in wanted], day)
        assert not planned.is_faulty, planned.problems
        apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause("movement", "С-03"),
            from_date=day,
        )


def row_of(school, table, code):
    with school.database.reading() as cursor:
        found = whole_setup(cursor, DAY)[table]
    return next(row for row in found if code in row.values())


def rebuilt(content, folder, clock):
    """Return the package of the school that an administrator makes of a package."""
    tables, problems = new_setup(content)
    assert problems == []
    example = example_tables()
    for table in ("bells", "timetable"):  # what a roster does not know is typed in
        tables[table] = example[table]
    for row in tables["about"]:
        if row["setting"] == "timezone":
            row["value"] = "Europe/Moscow"
    create_school(folder, tables, b"", applied_by="С-01")
    with open_school(folder, clock) as school:
        return exported(school)


def test_export_import_export_is_the_same_byte_for_byte(school, tmp_path, clock):
    """Among it a transfer, a leaving, a change of teacher and of groups mid-year."""
    oct_12, nov_9 = date(2026, 10, 12), date(2026, 11, 9)
    moved = row_of(school, "students", "К-0204")
    change(
        school,
        oct_12,
        ("classes", {**row_of(school, "classes", "5А"), "class_id": "5Б"}),
        ("students", {**moved, "class_id": "5Б", "patronymic": ""}),
    )
    left = row_of(school, "students", "К-0103")
    load = {"unit_id": "5А", "subject_id": "МАТ", "hours_per_week": 5.0}
    gone = {**load, "person_id": "С-05", "ends_on": date(2026, 11, 8)}
    come = {**load, "person_id": "С-06", "starts_on": nov_9}
    change(
        school,
        nov_9,
        ("students", {**left, "left_on": date(2026, 11, 6), "order_number": "77-у"}),
        ("load", gone),
        ("load", come),
        (
            "group_members",
            {"group_id": "5А-англ2", "student_id": "К-0203", "joined_on": nov_9},
        ),
        (
            "group_members",
            {
                "group_id": "5А-англ1",
                "student_id": "К-0203",
                "left_on": date(2026, 11, 8),
            },
        ),
    )
    first = exported(school)

    again = files_of(rebuilt(first, tmp_path / "new", clock))

    for file in ROSTERING:
        assert again[file.file_name] == files_of(first)[file.file_name], file.name
    assert again["manifest.csv"] == files_of(first)["manifest.csv"]
    assert again["categories.csv"] == files_of(first)["categories.csv"]


def test_two_exports_of_one_day_are_the_same_bytes(school):
    assert exported(school) == exported(school)


def test_importing_the_own_package_changes_nothing(school, example_files):
    content = exported(school)

    with school.database.reading() as cursor:
        plan = plan_roster(school, cursor, content, DAY, ends_missing=True)

    assert (plan.problems, plan.planned.changes, plan.missing) == ([], [], [])
    assert apply_roster(school, content, DAY, "С-03") == 0


def test_headers_stand_as_the_standard_has_them(example_files):
    for name, file in FILES.items():
        header = example_files[f"{name}.csv"].splitlines()[0]
        assert header == ",".join(file.header)
    assert all(not text.startswith("\ufeff") for text in example_files.values())


def test_the_manifest_names_every_file_of_the_standard(example_files):
    said = {
        row["propertyName"]: row["value"] for row in rows(example_files["manifest.csv"])
    }

    assert said["oneroster.version"] == "1.2"
    assert {f"file.{name}" for name in LISTED} <= set(said)
    assert said["file.users"] == "bulk"
    assert said["file.demographics"] == "absent"


def test_a_session_ends_on_the_day_after(example_files):
    quarter = next(
        row
        for row in rows(example_files["academicSessions.csv"])
        if row["title"] == "1 четверть"
    )

    assert (quarter["startDate"], quarter["endDate"]) == ("2026-09-01", "2026-10-24")
    assert quarter["type"] == "gradingPeriod"


def test_bulk_rows_have_neither_status_nor_time(example_files):
    for file in ROSTERING:
        assert {
            (row["status"], row["dateLastModified"])
            for row in rows(example_files[file.file_name])
        } == {("", "")}


def test_parents_and_children_name_each_other(example_files):
    users = {row["identifier"]: row for row in rows(example_files["users.csv"])}
    mother = users["Р-05"]

    assert mother["agentSourcedIds"].split(",") == [
        users["К-0204"]["sourcedId"],
        users["К-0102"]["sourcedId"],
    ]
    assert users["К-0102"]["agentSourcedIds"] == mother["sourcedId"]


def test_every_reference_of_the_package_is_in_it(example_files):
    ids = {
        name: {row["sourcedId"] for row in rows(example_files[f"{name}.csv"])}
        for name in FILES
    }

    for name, file in FILES.items():
        for row in rows(example_files[f"{name}.csv"]):
            for field in file.fields:
                if field.refers_to:
                    found = set(filter(None, row[field.name].split(",")))
                    assert found <= ids[field.refers_to], (name, field.name)
                assert row[field.name] or not field.is_required, (name, field.name)
