"""Verification and backups of a school in a lake see what is stored, not a cache."""

from __future__ import annotations

import hashlib

import pytest

from tests.ingest.desk import desk_in
from warehouse import filing
from warehouse.backups import backing_up, restoring
from warehouse.encryption.another_key import change_key
from warehouse.encryption.secret import SecretPlace
from warehouse.encryption.whole_school import decrypt, encrypt
from warehouse.errors import VedomostError
from warehouse.integrity import receipts
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school, read_settings, write_settings

EXPORT = "exports/2026-11/5А.xlsx"


@pytest.fixture
def lived(school_at):
    """The school after a hand-in, an export and a receipt, all at the first node."""
    desk = desk_in(school_at("first"))
    desk.enter(desk.students[0], "4")
    filing.file_away(desk.school, EXPORT, b"the sheet", "export", "p-1", "2026-11")
    receipts.file_receipt(desk.school, "")
    return desk.school


def received_names(school):
    with school.database.reading() as cursor:
        rows = cursor.execute("select file_sha256 from journal.uploads").fetchall()
    return [digest for (digest,) in rows]


def told(school):
    return {(one.place, one.sentence) for one in verify_school(school).differences}


def test_a_school_in_a_lake_verifies_at_a_node_that_has_nothing_yet(lived, school_at):
    second = school_at("second")

    report = verify_school(second)

    assert report.differences == ()
    assert report.count_files > 2
    assert not list((second.folder / "received").rglob("*.xlsx")), "nothing is kept"
    assert not list(second.folder.glob("stored.*"))


def test_what_is_damaged_in_the_storage_is_told_though_the_cache_is_whole(lived, s3):
    (digest,) = received_names(lived)
    name = f"received/{digest[:2]}/{digest}.xlsx"
    sheet = hashlib.sha256(b"the sheet").hexdigest()
    s3.damage(digest)
    s3.lose(sheet)

    assert lived.kept(digest), "the first node has it cached"
    assert told(lived) == {
        (name, "Its content in the installation’s storage is damaged."),
        (name, "The file was altered or put there."),
        (EXPORT, "Its content is missing in the installation’s storage."),
        (EXPORT, "The filed file is missing."),
    }


def test_a_lost_file_that_no_register_names_is_told_too(lived, s3):
    lived.files.write("forms/a.xlsx", b"a form")
    s3.lose(hashlib.sha256(b"a form").hexdigest())

    assert told(lived) == {
        ("forms/a.xlsx", "Its content is missing in the installation’s storage.")
    }


def test_a_file_that_nobody_filed_is_told_wherever_it_was_put(lived, school_at):
    school_at("second").files.write("exports/2026-11/other.xlsx", b"put there")

    assert told(lived) == {
        (
            "exports/2026-11/other.xlsx",
            "Nobody filed this file: it is not registered.",
        )
    }


def test_a_backup_made_at_any_node_holds_everything_and_is_restored_as_embedded(
    lived, school_at, tmp_path, clock
):
    lived.files.write("forms/a.xlsx", b"a form")
    lived.files.notes.write("upload-1", b"{}")
    second = school_at("second")
    settings = read_settings(second.folder)
    write_settings(
        second.folder,
        settings
        | {"warehouse": "ducklake:postgres:dbname=v", "data": "s3://vedomost/schools"},
    )
    (tmp_path / "shelf").mkdir()

    made = backing_up.back_up(second, "command", tmp_path / "shelf").made

    (digest,) = received_names(lived)
    assert {
        EXPORT,
        "forms/a.xlsx",
        "keys/ledger.key",
        "keys/ledger.pub",
        "received/unfinished/upload-1.json",
        f"received/{digest[:2]}/{digest}.xlsx",
        "vedomost.toml",
    } <= set(made.manifest.by_path)
    assert "node.json" not in made.manifest.by_path
    restoring.restore(
        made.folder,
        tmp_path / "back",
        SecretPlace("VEDOMOST_BACKUP_KEY"),
        takes_over=True,
        clock=clock,
    )
    with open_school(tmp_path / "back", clock) as back:
        assert not back.files.is_shared, "a copy must not write into the lake"
        assert back.kept(digest) == lived.kept(digest)
        assert verify_school(back).differences == ()


def test_verification_asks_for_room_before_everything_is_read(lived, monkeypatch):
    monkeypatch.setattr("warehouse.installation.whole_school._ROOM", 2**60)

    with pytest.raises(VedomostError, match="must be free on the disk"):
        verify_school(lived)


def test_what_is_lost_does_not_keep_the_rest_from_being_backed_up(
    lived, school_at, s3, tmp_path, caplog
):
    s3.lose(hashlib.sha256(b"the sheet").hexdigest())
    (tmp_path / "shelf").mkdir()

    made = backing_up.back_up(school_at("second"), "command", tmp_path / "shelf").made

    assert EXPORT not in made.manifest.by_path
    assert "school.duckdb" in made.manifest.by_path
    assert f"{EXPORT} is not in the backup" in caplog.text


def test_a_school_in_a_lake_is_not_encrypted_where_it_is(school_at):
    folder = school_at("first").folder
    lake = {"warehouse": "ducklake:postgres:dbname=v", "data": "s3://vedomost/schools"}
    write_settings(folder, read_settings(folder) | lake)

    deeds = (
        lambda: encrypt(folder, None),
        lambda: decrypt(folder),
        lambda: change_key(folder, folder / "key"),
    )
    for deed in deeds:
        with pytest.raises(VedomostError, match="in a lake"):
            deed()
