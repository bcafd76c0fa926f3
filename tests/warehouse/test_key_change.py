"""A new key signs the ledger; cut off anywhere, the school opens and goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.warehouse.test_sealed_records import close
from warehouse import durable_files, key_files, signing
from warehouse.clock import SetClock
from warehouse.folder_files import FolderFiles
from warehouse.integrity.report import verify_school
from warehouse.key_files import KEY_FILE, PUBLIC_FILE
from warehouse.school_folder import open_school
from warehouse.signing import change_key, pinned_key


class Killed(BaseException):
    """The process ends here, and nothing after it runs."""


@pytest.fixture
def folder(empty_folder, tmp_path, clock):
    """A school with a signed block."""
    copied = shutil.copytree(empty_folder, tmp_path / "keyed")
    with open_school(copied, clock) as school:
        close(school)
    return copied


def signed_by(school):
    with school.database.reading() as cursor:
        return [
            key
            for (key,) in cursor.execute(
                "select key_id from journal.blocks order by block_id"
            ).fetchall()
        ]


def lying(folder):
    return {path.name for path in (folder / "keys").glob("ledger.*")}


def test_the_old_key_signs_its_successor_and_nothing_after_it(folder, clock):
    with open_school(folder, clock) as school:
        (old,) = set(signed_by(school))
        count = len(signed_by(school))
        new = change_key(school, "новый администратор")
        close(school)

        assert signed_by(school) == [old] * (count + 1) + [new.key_id]
        assert verify_school(school).differences == ()
    assert (folder / PUBLIC_FILE).read_text().split() == list(new)
    assert lying(folder) == {"ledger.key", "ledger.key.former", "ledger.pub"}
    assert (folder / f"{KEY_FILE}.former").stat().st_mode & 0o777 == 0o600
    with open_school(folder, clock) as school:
        change_key(school, "и ещё раз")
        close(school)
        assert len(set(signed_by(school))) == 3
        assert verify_school(school).differences == ()


def _steps(monkeypatch, at):
    """Kill before the step with this number; return how many there were."""
    passed = []

    def step(function):
        def run(*args, **kwargs):
            passed.append(function)
            if len(passed) == at:
                raise Killed
            return function(*args, **kwargs)

        return run

    monkeypatch.setattr(durable_files, "sync_folder", step(durable_files.sync_folder))
    monkeypatch.setattr(FolderFiles, "write", step(FolderFiles.write))
    monkeypatch.setattr(FolderFiles, "remove", step(FolderFiles.remove))
    monkeypatch.setattr(Path, "replace", step(Path.replace))
    monkeypatch.setattr(signing.Signing, "__call__", step(signing.Signing.__call__))
    monkeypatch.setattr(signing, "settle", step(signing.settle))
    return passed


@pytest.mark.parametrize("at", range(1, 21))
def test_cut_off_before_any_step_the_next_start_makes_it_good(
    folder, clock, monkeypatch, at
):
    with pytest.MonkeyPatch.context() as patch, open_school(folder, clock) as school:
        passed = _steps(patch, at)
        try:
            change_key(school, "")
        except Killed:
            assert len(passed) == at
        else:
            assert len(passed) < at, "every step was tried"

    with open_school(folder, clock, to_verify=True) as school:
        with school.database.reading() as cursor:
            named = pinned_key(cursor)
        assert signing.load(folder) is not None
        close(school)  # it is signed, though nothing was put in its place
    with open_school(folder, clock) as school:
        close(school)
        assert signed_by(school)[-2:] == [named, named]
        assert verify_school(school).differences == ()
    assert "ledger.key.next" not in lying(folder)


def test_a_change_that_is_undone_leaves_the_old_key(folder, clock):
    with open_school(folder, clock) as school:
        (old,) = set(signed_by(school))
        with pytest.raises(ValueError, match="x"), school.database.writing() as cursor:
            sign = school.database.before_commit
            sign.change(cursor, school.school_id, clock.now(), "")
            raise ValueError("x")
        close(school)
        close(school)

        assert set(signed_by(school)) == {old}
        assert verify_school(school).differences == ()
    assert "ledger.key.next" not in lying(folder)


def test_a_backup_with_the_database_of_before_and_the_files_of_after_opens(
    folder, clock, tmp_path
):
    before = tmp_path / "before.duckdb"
    shutil.copy(folder / "school.duckdb", before)
    with open_school(folder, clock) as school:
        change_key(school, "")
    shutil.copy(before, folder / "school.duckdb")

    with open_school(folder, clock) as school:
        close(school)
        assert len(set(signed_by(school))) == 1
        assert verify_school(school).differences == ()


def test_a_lost_key_is_not_replaced_by_what_a_change_left(folder, clock):
    with open_school(folder, clock) as school:
        change_key(school, "")
    (folder / KEY_FILE).unlink()

    with (
        pytest.raises(key_files.VedomostError, match="backup"),
        open_school(folder, SetClock(clock.now())),
    ):
        pass
