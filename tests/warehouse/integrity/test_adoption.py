"""A school from before there were signatures: sealed as it stands, and still whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from warehouse import blocks, database
from warehouse.clock import SetClock
from warehouse.integrity.report import verify_school
from warehouse.school_folder import create_folder, open_school

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
THEN = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 - as the warehouse has it
ENTRY = dict.fromkeys(blocks.FORMER_ENTRY, "") | {
    "entry_id": 1,
    "recorded_at": THEN,
    "recorded_by": "t-1",
    "upload_id": "u1",
    "page_id": "2026:5А:МАТ",
    "student_id": "s1",
    "field": "final",
    "value_text": "5",
    "value": "5",
    "mark_1": 5,
    "mark_2": None,
    "attendance": None,
}
FORMER_SCHEMA = "0012"  # nothing from this number on was there


@pytest.fixture
def older(tmp_path, monkeypatch):
    """The folder of a school as the program before signatures left it."""
    folder, former = tmp_path / "school", tmp_path / "migrations"
    create_folder(folder, {"school_id": "s-17", "name": "№ 17", "timezone": "UTC"})
    former.mkdir()
    for path in database._MIGRATIONS.glob("*.sql"):
        if path.name < FORMER_SCHEMA:
            (former / path.name).write_bytes(path.read_bytes())
    with monkeypatch.context() as patched:
        patched.setattr(database, "_MIGRATIONS", former)
        with database.Database(folder / "school.duckdb") as opened:
            opened.migrate()
            with opened.writing() as cursor:
                _fill(cursor)
    return folder


def _fill(cursor):
    digest = blocks.former_digest("", [tuple(ENTRY[name] for name in ENTRY)])
    cursor.execute(
        "insert into journal.blocks values ('s-17', 1, 1, 1, ?, 'u1', '', ?)",
        [THEN, digest],
    )
    row = ENTRY | {"school_id": "s-17", "block_id": 1, "year_id": "2026"}
    row["is_undetermined"] = False
    cursor.execute(
        f"insert into journal.entries ({', '.join(row)}) "
        f"values ({', '.join('?' for _ in row)})",
        list(row.values()),
    )
    cursor.execute(
        "insert into journal.current by name select * exclude (school_id, block_id, "
        "year_id, upload_id, sheet, cell, reason, is_undetermined) "
        "from journal.entries"
    )
    cursor.execute(
        "insert into journal.closings (event_id, kind) values ('e-1', 'close')"
    )
    cursor.execute(
        "insert into setup.parameters (parameter_id, value) values ('p-1', 1)"
    )


def verified(folder):
    with open_school(folder, SetClock(NOW)) as school:
        return [
            one
            for one in verify_school(school).differences
            if not one.place.startswith("summary")  # the school has no lessons
        ]


def alter(folder, statement):
    with (
        open_school(folder, SetClock(NOW)) as school,
        school.database.writing() as cursor,
    ):
        cursor.execute(statement)


def test_an_older_school_is_adopted_by_one_signed_block_and_whole(older):
    with open_school(older, SetClock(NOW)) as school:
        report = verify_school(school)
        with school.database.reading() as cursor:
            signed = cursor.execute(
                "select block_id, signature is not null from journal.blocks order by 1"
            ).fetchall()

    assert signed == [(1, False), (2, True)]
    assert report.count_unsigned == 1
    assert verified(older) == []


@pytest.mark.parametrize(
    ("alteration", "place"),
    [
        ("update journal.entries set value = '4'", "block 1"),
        ("update journal.entries set year_id = '2025'", "journal.entries, blocks 1–1"),
        ("update journal.closings set class_id = '5Б'", "block 2, journal.closings"),
        ("update setup.parameters set value = 2", "setup.parameters, p-1"),
        ("delete from journal.adopted", "block 2"),
    ],
)
def test_what_was_adopted_is_found_altered(older, alteration, place):
    assert verified(older) == []
    alter(older, alteration)

    assert any(one.place.startswith(place) for one in verified(older))


def test_set_up_that_was_altered_before_an_upgrade_is_not_sealed_by_it(
    older, tmp_path, monkeypatch
):
    assert verified(older) == []
    alter(older, "update setup.parameters set value = 2")
    newer = tmp_path / "newer"
    newer.mkdir()
    for path in database._MIGRATIONS.glob("*.sql"):
        (newer / path.name).write_bytes(path.read_bytes())
    (newer / "9999_another.sql").write_text(
        "insert into setup.work_types (work_type_id) values ('new');"
    )
    monkeypatch.setattr(database, "_MIGRATIONS", newer)

    places = {one.place for one in verified(older)}

    assert "setup.parameters, p-1" in places
    assert not any(place.startswith("setup.work_types") for place in places)
