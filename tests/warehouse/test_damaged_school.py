"""A school whose files are damaged is told in a sentence, and nothing is begun anew."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime

import duckdb
import pytest

from warehouse import signing
from warehouse.clock import SetClock
from warehouse.errors import VedomostError
from warehouse.school_folder import (
    DATABASE_FILE,
    SETTINGS_FILE,
    create_folder,
    open_school,
    read_settings,
    write_settings,
)

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.fixture
def folder(example_folder, tmp_path):
    copy = tmp_path / "school"
    shutil.copytree(example_folder, copy)
    return copy


def opened(folder, *, to_verify=False):
    with open_school(folder, SetClock(NOW), to_verify=to_verify):
        pass


def refusal(folder, *, to_verify=False):
    with pytest.raises(VedomostError) as refused:
        opened(folder, to_verify=to_verify)
    return str(refused.value)


def rubbish(path):
    path.write_bytes(b"rubbish " * 4096)


def truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied_in_the_middle(path):
    content = path.read_bytes()
    path.write_bytes(content[:12288] + bytes(len(content) - 12288))


def a_picture(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20_000))


def another_database(path):
    path.write_bytes(b"SQLite format 3\x00" + bytes(20_000))


def a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damaged",
    [
        rubbish,
        truncated,
        emptied_in_the_middle,
        a_picture,
        another_database,
        a_folder,
    ],
    ids=lambda function: function.__name__,
)
@pytest.mark.parametrize("to_verify", [False, True])
def test_a_damaged_database_is_told_with_its_place(folder, damaged, to_verify):
    damaged(folder / DATABASE_FILE)
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.duckdb")}

    assert str(folder) in refusal(folder, to_verify=to_verify)
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*.duckdb")} == before


def test_a_database_without_the_tables_of_the_ledger_is_told(folder):
    with duckdb.connect(folder / DATABASE_FILE) as connection:
        connection.execute("drop table journal.key_changes")

    assert "is damaged" in refusal(folder)


def test_a_school_that_another_program_has_open_is_told_so(folder):
    program = (
        "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, folder / DATABASE_FILE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline() == b"open\n"

        told = refusal(folder, to_verify=True)

        other.stdin.close()

    assert "in use by another program" in told
    opened(folder, to_verify=True)


@pytest.mark.parametrize("trace", [signing.KEY_FILE, "received/", "archive/"])
def test_a_missing_database_is_not_begun_anew_beside_what_it_knew(tmp_path, trace):
    create_folder(tmp_path, {"school_id": "s-1", "name": "№ 1", "timezone": "UTC"})
    if trace.endswith("/"):
        (tmp_path / trace).mkdir()
    else:
        (tmp_path / trace).parent.mkdir()
        (tmp_path / trace).write_text("key")

    assert "is missing" in refusal(tmp_path)
    assert not (tmp_path / DATABASE_FILE).exists()


def key_is_a_folder(path):
    path.unlink()
    path.mkdir()


def key_is_rubbish(path):
    path.write_bytes(b"\xff\xfe rubbish")


def key_is_empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "spoil",
    [key_is_a_folder, key_is_rubbish, key_is_empty],
    ids=lambda function: function.__name__,
)
def test_a_key_that_is_none_is_told_and_the_school_still_opens_to_verify(folder, spoil):
    spoil(folder / signing.KEY_FILE)

    assert signing.KEY_FILE in refusal(folder)
    opened(folder, to_verify=True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((key, value) for key in ("school_id", "name") for value in (None, "", 7)),
        *(
            ("timezone", value)
            for value in (None, "Europe/Nowhere", "Europe", "../UTC", "\x00", "/etc")
        ),
    ],
)
def test_settings_that_do_not_tell_the_school_are_told_by_their_line(
    folder, key, value
):
    settings = read_settings(folder) | {key: value}
    if value is None:
        del settings[key]
    write_settings(folder, settings)

    told = refusal(folder)

    assert SETTINGS_FILE in told
    assert (key if not value or key != "timezone" else value) in told
