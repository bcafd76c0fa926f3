"""Tables that are only added to are sealed in blocks, and every block is signed."""

from __future__ import annotations

import shutil

import pytest

from tests.warehouse.test_ledger import enter, marks
from warehouse import filing, ledger, sealed_records
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school
from warehouse.signing import KEY_FILE, PUBLIC_FILE

CLOSING = dict.fromkeys(sealed_records.SEALED["journal.closings"], "") | {
    "event_id": "e-1",
    "kind": "close",
    "class_id": "5А",
    "ends_at": None,
    "count_owed": 0,
    "after_entry_id": 0,
    "happened_at": "2026-11-23 10:30:00",
}


def close(school):
    with school.database.writing() as cursor:
        return sealed_records.write(
            cursor, school.school_id, school.clock.now(), "journal.closings", [CLOSING]
        )


def differences(school):
    with school.database.reading() as cursor:
        return ledger.replay(cursor)


def do(school, statement):
    with school.database.writing() as cursor:
        cursor.execute(statement)


def test_a_record_is_a_block_of_the_chain_between_entries(empty_school):
    first = enter(empty_school, marks(s1="3"))
    second = close(empty_school)
    third = enter(empty_school, marks(s1="4"))

    assert [one.block_id for one in (first, second, third)] == [1, 2, 3]
    assert third.first_entry_id == 2
    assert differences(empty_school) == []


@pytest.mark.parametrize(
    ("alteration", "told"),
    [
        (
            "update journal.closings set class_id = '5Б'",
            "block 1, journal.closings, event_id e-1: It was altered or added",
        ),
        ("delete from journal.closings", "block 1: A row that was sealed here"),
        (
            "insert into journal.closings select * replace ('e-2' as event_id) "
            "from journal.closings",
            "block 1, journal.closings, event_id e-2: It was altered or added",
        ),
        (
            "update journal.closings set block_id = null",
            "block 1: A row that was sealed here",
        ),
        ("update journal.blocks set signature = 'AAAA'", "block 1: Its signature"),
        ("update journal.blocks set signature = null", "block 1: It is not signed"),
        ("delete from journal.ledger_keys", "block 1: The ledger lacks the key"),
    ],
)
def test_an_altered_record_or_signature_is_named(empty_school, alteration, told):
    close(empty_school)
    do(empty_school, alteration)

    assert differences(empty_school)[0].startswith(told)


def test_a_block_that_was_put_in_behind_the_program_is_not_signed_for_it(empty_school):
    close(empty_school)
    do(
        empty_school,
        "insert into journal.blocks select * replace (2 as block_id, "
        "digest as previous_digest, null as key_id, null as signature) "
        "from journal.blocks",
    )
    enter(empty_school, marks(s1="3"))

    assert "block 2: It is not signed." in differences(empty_school)


@pytest.mark.embedded
@pytest.mark.parametrize("missing", [True, False])
def test_a_school_without_its_key_is_not_opened_but_verified(
    empty_school, tmp_path, missing
):
    close(empty_school)
    empty_school.database.close()
    key = empty_school.folder / KEY_FILE
    if missing:
        key.unlink()
    else:
        other = tmp_path / "other"
        shutil.copytree(empty_school.folder, other, ignore=lambda *_: ["keys"])
        (other / "school.duckdb").unlink()
        with open_school(other):
            shutil.copy(other / KEY_FILE, key)

    with (
        pytest.raises(VedomostError, match="backup"),
        open_school(empty_school.folder, empty_school.clock),
    ):
        pass
    with open_school(empty_school.folder, empty_school.clock, to_verify=True) as opened:
        assert differences(opened) == []
        with pytest.raises(VedomostError, match="backup"):
            close(opened)


def test_the_key_is_the_servers_alone_and_the_public_one_is_there(empty_school):
    assert (empty_school.folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    key_id, _ = (empty_school.folder / PUBLIC_FILE).read_text().split()
    close(empty_school)
    with empty_school.database.reading() as cursor:
        assert cursor.execute("select key_id from journal.blocks").fetchall() == [
            (key_id,)
        ]


def test_a_filed_file_is_registered_and_never_replaced(empty_school):
    filed = filing.file_away(
        empty_school, "exports/2026-11/5А.xlsx", b"one", "export", "p-1", "2026-11"
    )

    assert (empty_school.folder / filed.path).read_bytes() == b"one"
    with pytest.raises(VedomostError, match="filed already"):
        filing.file_away(empty_school, filed.path, b"two", "export", "p-1")
    assert (empty_school.folder / filed.path).read_bytes() == b"one"
    assert differences(empty_school) == []


def test_what_a_crash_left_in_a_files_place_is_replaced(empty_school):
    path = empty_school.folder / "exports" / "act.pdf"
    path.parent.mkdir()
    path.write_bytes(b"half")

    filing.file_away(empty_school, "exports/act.pdf", b"whole", "act", "p-1")

    assert path.read_bytes() == b"whole"


@pytest.mark.parametrize("path", ["act.pdf", "exports/../keys/x", "/exports/a", "x/y"])
def test_nothing_is_filed_outside_of_its_folders(empty_school, path):
    with pytest.raises(ValueError, match=r".+"):
        filing.file_away(empty_school, path, b"x", "act", "p-1")
