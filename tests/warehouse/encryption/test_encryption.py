"""Encryption at rest: nothing readable on the disk, nothing lost on the way there."""

from __future__ import annotations

import io
import shutil
import stat
from datetime import UTC, datetime, timedelta

import pytest

from tests.ingest.desk import desk_in
from warehouse import ledger
from warehouse.backups import backing_up, restoring
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.encryption import whole_school
from warehouse.encryption.readable import readable_in
from warehouse.encryption.sealed_file import (
    BrokenSealError,
    seal,
    sealed_bytes,
    unsealed_bytes,
)
from warehouse.encryption.secret import (
    SecretPlace,
    lock_written,
    new_key,
    unlock,
    write_secret,
)
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school, read_settings, write_settings

pytestmark = pytest.mark.by_turns

_NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
SECRET = "a secret of the school"
KEY = b"k" * 32
MIB = 2**20


@pytest.fixture
def folder(filled_folder, tmp_path, monkeypatch, clock):
    """A school with a received file, stopped."""
    monkeypatch.setenv("VEDOMOST_KEY", SECRET)
    shutil.copytree(filled_folder, tmp_path / "school")
    with open_school(tmp_path / "school", clock) as school:
        school.keep(b"PK what a teacher wrote")
    return tmp_path / "school"


def readable(folder):
    """Return which files show a name, a code of a student, or a received file."""
    words = [word.encode() for word in ("Иванов", "К-0001", "what a teacher wrote")]
    return sorted(
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    )


def whole(folder, clock):
    """Return the tables of a school that verifies."""
    with open_school(folder, clock) as school:
        content = school.kept(school.keep(b"PK what a teacher wrote"))
        with school.database.reading() as cursor:
            assert ledger.replay(cursor) == []
            names = cursor.execute(
                "select concat(schema_name, '.', table_name) from duckdb_tables() "
                "where database_name = current_database()"
            ).fetchall()
            return content, {
                name: cursor.execute(f"select * from {name}").fetchall()
                for (name,) in sorted(names)
            }


def test_an_encrypted_school_shows_nothing_and_says_the_same(folder, clock):
    before = whole(folder, clock)
    assert readable(folder) == ["received", "school.duckdb"]

    whole_school.encrypt(folder, None)

    assert readable(folder) == []
    assert whole(folder, clock) == before
    whole_school.decrypt(folder)
    assert readable(folder) == ["received", "school.duckdb"]
    assert whole(folder, clock) == before
    assert "encryption" not in read_settings(folder)


def test_what_stays_readable_is_named_backups_from_before_too(folder, clock, tmp_path):
    with open_school(folder, clock) as school:
        before = backing_up.back_up(school, "command").made.folder
    (folder / "set-up.xlsx").write_bytes(b"PK what the school handed in")
    (folder / "exports" / "empty").mkdir(parents=True)
    whole_school.encrypt(folder, None)
    clock.set(clock.now() + timedelta(days=1))
    with open_school(folder, clock) as school:
        backing_up.back_up(school, "command")

    assert readable_in(folder) == ["keys", "set-up.xlsx", str(before)]


def test_what_is_written_then_is_encrypted_too(folder, clock):
    """A write-ahead log, a new file, tables that do not fit into memory."""
    whole_school.encrypt(folder, None)
    with open_school(folder, clock) as school:
        build_models(school.database)
        school.keep("PK: Иванов, what a teacher wrote".encode())
        with school.database.writing() as cursor:
            cursor.execute(
                "create table journal.notes as select 'Иванов К-0001' as text"
            )
        assert (folder / "school.duckdb.wal").stat().st_size > 100
        assert readable(folder) == []
        with school.database.reading() as cursor:
            cursor.execute("set memory_limit = '60MB'")
            cursor.execute(
                "create temp table big as select 'Иванов' || md5(i::varchar) as text "
                "from range(1500000) as numbers (i)"
            )
            spilt = list(folder.glob("school.duckdb.tmp/*"))
            assert spilt
            assert readable(folder) == []


def test_a_wrong_or_missing_key_is_told_in_a_sentence(folder, monkeypatch, tmp_path):
    whole_school.encrypt(folder, None)

    monkeypatch.setenv("VEDOMOST_KEY", "another secret of it")
    with pytest.raises(VedomostError, match="is not the key of the school"):
        whole(folder, None)
    monkeypatch.delenv("VEDOMOST_KEY")
    with pytest.raises(VedomostError, match="is encrypted"):
        whole(folder, None)
    settings = read_settings(folder)
    section = settings.pop("encryption")
    write_settings(folder, settings)
    with pytest.raises(VedomostError, match="name no encryption"):
        whole(folder, None)
    inside = str(folder / "school.key")
    for key_file in (inside, "school.key"):
        write_settings(
            folder, {**settings, "encryption": {**section, "key_file": key_file}}
        )
        with pytest.raises(VedomostError, match="outside of the school"):
            whole(folder, None)
    lost = {**section, "key_file": str(tmp_path / "lost")}
    write_settings(folder, {**settings, "encryption": lost})
    with pytest.raises(VedomostError, match="cannot be read"):
        whole(folder, None)
    write_settings(folder, {**settings, "encryption": {**section, "salt": 1}})
    with pytest.raises(VedomostError, match="is damaged"):
        whole(folder, None)


def test_a_key_file_opens_the_school_without_the_variable(
    folder, clock, tmp_path, monkeypatch
):
    monkeypatch.delenv("VEDOMOST_KEY")
    with pytest.raises(VedomostError, match="no key to encrypt with"):
        whole_school.encrypt(folder, None)
    write_secret(tmp_path / "school.key")
    whole_school.encrypt(folder, tmp_path / "school.key")

    assert stat.S_IMODE((tmp_path / "school.key").stat().st_mode) == 0o600
    assert whole(folder, clock)[0] == b"PK what a teacher wrote"
    with pytest.raises(VedomostError, match="is there already"):
        write_secret(tmp_path / "school.key")


def test_a_key_file_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path):
    with pytest.raises(VedomostError, match="cannot be written"):
        write_secret(tmp_path / "unplugged" / "school.key")

    assert list(tmp_path.iterdir()) == []


class KilledError(Exception):
    pass


@pytest.mark.parametrize("step", ["sealed_bytes", "swept_aside", "put_in_place"])
def test_interrupted_anywhere_it_is_run_again_and_nothing_is_lost(
    folder, clock, monkeypatch, step
):
    before = whole(folder, clock)

    def die(*_args):
        raise KilledError

    with monkeypatch.context() as killing, pytest.raises(KilledError):
        killing.setattr(whole_school, step, die)
        whole_school.encrypt(folder, None)
    with pytest.raises(VedomostError, match="was interrupted"):
        whole(folder, clock)
    whole_school.encrypt(folder, None)

    assert whole(folder, clock) == before
    assert readable(folder) == []


@pytest.mark.parametrize("step", ["put_in_place", "replace_files", "write_settings"])
def test_undoing_is_interrupted_and_run_again(folder, clock, monkeypatch, step):
    before = whole(folder, clock)
    whole_school.encrypt(folder, None)

    def die(*_args):
        raise KilledError

    with monkeypatch.context() as killing, pytest.raises(KilledError):
        killing.setattr(whole_school, step, die)
        whole_school.decrypt(folder)
    whole_school.decrypt(folder)

    assert whole(folder, clock) == before
    with pytest.raises(VedomostError, match="nothing to undo"):
        whole_school.decrypt(folder)


def test_an_encrypted_school_is_not_encrypted_twice(folder):
    settings = read_settings(folder)
    whole_school.encrypt(folder, None)
    once = read_settings(folder)
    whole_school.encrypt(folder, None)

    assert read_settings(folder) == once
    assert settings.keys() ^ once.keys() == {"encryption"}


def test_a_backup_of_an_encrypted_school_is_encrypted_and_restored(
    folder, clock, tmp_path, monkeypatch
):
    whole_school.encrypt(folder, None)
    before = whole(folder, clock)[0]
    with open_school(folder, clock) as school:
        made = backing_up.back_up(school, "command", tmp_path / "shelf").made

    assert readable(made.folder) == []
    place = SecretPlace("VEDOMOST_BACKUP_KEY")
    restoring.restore(
        made.folder, tmp_path / "back", place, takes_over=True, clock=clock
    )
    assert whole(tmp_path / "back", clock)[0] == before
    monkeypatch.delenv("VEDOMOST_KEY")
    with pytest.raises(VedomostError, match="is encrypted"):
        restoring.restore(made.folder, tmp_path / "no", place, takes_over=True)
    assert not (tmp_path / "no").exists()


def test_a_hand_in_works_in_an_encrypted_school(example_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("VEDOMOST_KEY", SECRET)
    clock = SetClock(_NOW)
    shutil.copytree(example_folder, tmp_path / "school")
    whole_school.encrypt(tmp_path / "school", None)
    with open_school(tmp_path / "school", clock) as school:
        desk = desk_in(school)
        desk.enter(desk.students[0], "5")

        assert desk.values() == {desk.students[0]: "5"}
        for path in (tmp_path / "school" / "received").glob("*/*.xlsx"):
            assert not path.read_bytes().startswith(b"PK")
        with school.database.reading() as cursor:
            assert ledger.replay(cursor) == []


def test_a_received_file_that_was_changed_is_not_read(folder, clock):
    whole_school.encrypt(folder, None)
    with open_school(folder, clock) as school:
        digest = school.keep(b"PK what a teacher wrote")
        other = school.keep(b"PK another")
        path = school.kept_path(digest)
        path.write_bytes(school.kept_path(other).read_bytes())
        with pytest.raises(VedomostError, match="is not as it was stored"):
            school.kept(digest)


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB])
def test_what_is_sealed_comes_back_and_nothing_else(size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    sealed = sealed_bytes(KEY, "a", content)

    assert unsealed_bytes(KEY, "a", sealed) == content
    if size > 1:  # one byte may well be among random ones
        assert content[:64] not in sealed
    for key, name, bad in (
        (b"K" * 32, "a", sealed),
        (KEY, "b", sealed),
        (KEY, "a", sealed[:-1]),
        (KEY, "a", sealed + b"x"),
        (KEY, "a", sealed[:24]),
        (KEY, "a", b"x" + sealed[1:]),
        (KEY, "a", sealed[:20] + b"\0" + sealed[21:]),
    ):
        with pytest.raises(BrokenSealError):
            unsealed_bytes(key, name, bad)


def test_pieces_cannot_be_left_out_repeated_or_exchanged():
    pieces = list(seal(KEY, "a", io.BytesIO(b"a" * MIB + b"b" * MIB + b"c")))
    head, one, two, three = pieces

    assert unsealed_bytes(KEY, "a", b"".join(pieces))[-1:] == b"c"
    for order in ([one, two], [one, three], [two, one, three], [one, one, two, three]):
        with pytest.raises(BrokenSealError):
            unsealed_bytes(KEY, "a", b"".join([head, *order]))


def test_only_the_same_secret_unlocks(monkeypatch):
    key = new_key(SECRET)
    lock = lock_written(key.lock.written())

    opened = unlock(lock, SECRET)
    assert opened is not None
    assert opened.apart("a") == key.apart("a") != key.apart("b")
    assert unlock(lock, SECRET + " ") is None
    assert new_key(SECRET).lock.salt != key.lock.salt
    assert SECRET not in repr(key)
    for cost in (3, 2**30, 0):
        with pytest.raises(ValueError, match=str(cost)):
            lock_written({**key.lock.written(), "scrypt_n": cost})
