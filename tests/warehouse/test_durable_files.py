"""Files written durably: whole or not there, and for whose eyes."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from warehouse.durable_files import write_durably
from warehouse.errors import DiskError
from warehouse.school_folder import open_school


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_private_file_and_its_folder_are_for_the_servers_user_alone(tmp_path):
    (tmp_path / "open.key").touch(0o644)

    write_durably(tmp_path / "keys" / "a.key", b"secret", is_private=True)
    write_durably(tmp_path / "open.key", b"secret", is_private=True)

    assert mode(tmp_path / "keys") == 0o700
    assert mode(tmp_path / "keys" / "a.key") == 0o600
    assert mode(tmp_path / "open.key") == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_settings_that_somebody_closed_to_others_stay_closed(tmp_path):
    settings = tmp_path / "vedomost.toml"
    settings.touch(0o600)

    write_durably(settings, b"new")

    assert (settings.read_bytes(), mode(settings)) == (b"new", 0o600)


def test_a_full_disk_leaves_the_former_file_and_nothing_beside(tmp_path, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskError, match="No space left"):
        write_durably(tmp_path / "a", b"after")

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_the_names_of_the_schools_keys_are_on_the_disk_before_they_sign(
    tmp_path, monkeypatch
):
    synced = []
    real = os.fsync

    def note(number):
        synced.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        real(number)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc here")
    (tmp_path / "vedomost.toml").write_text(
        'school_id = "school-17"\nname = "17"\ntimezone = "Europe/Moscow"\n'
    )
    monkeypatch.setattr(os, "fsync", note)

    with open_school(tmp_path):
        pass

    assert {str(tmp_path / "keys"), str(tmp_path)} <= set(synced)
    assert mode(tmp_path / "keys" / "ledger.key") == 0o600
