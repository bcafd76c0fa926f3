"""A full disk, and one that takes nothing: what was acknowledged stays, and it is said.

The disk is a small tmpfs of its own, which needs root; elsewhere these tests skip.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from ingest.load import hand_in
from tests.crash import deeds
from tests.crash.aftermath import after_ingest
from tests.crash.killing import Fate
from tests.crash.prepared import with_saves
from warehouse.backups.backing_up import COMMAND, back_up
from warehouse.clock import SetClock
from warehouse.errors import DiskError, VedomostError
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.by_turns


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if _mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", place):
        pytest.skip("a disk of its own can be mounted by root alone")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def _mount(*words: str | Path) -> int:
    mounted = subprocess.run(["mount", *words], check=False, capture_output=True)
    return mounted.returncode


@pytest.fixture
def folder(disk: Path, example_folder: Path, tmp_path: Path) -> Path:
    """A school on that disk, with the saves of a teacher beside it."""
    saved = with_saves(example_folder, tmp_path)
    shutil.copytree(saved / "school", disk / "school")
    for path in (*saved.glob("save-*.xlsx"), saved / "person"):
        shutil.copy(path, disk)
    return disk / "school"


def _fill(disk: Path, leaving: int) -> Path:
    """Fill a disk until `leaving` bytes are left."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        file.write(b"\0" * max(0, shutil.disk_usage(disk).free - leaving))
    return filler


@pytest.mark.parametrize("leaving", [0, 20_000, 50_000, 80_000])
def test_a_full_disk_refuses_in_a_sentence_and_loses_nothing(folder, leaving):
    saves, told = deeds.saves_beside(folder), []
    person = (folder.parent / "person").read_text(encoding="utf-8")
    with open_school(folder, SetClock(deeds.NOW)) as school:
        hand_in(school, saves[0].read_bytes(), saves[0].name, person, "page")
        told.append(saves[0].name)
        filler = _fill(folder.parent, leaving)
        with pytest.raises(DiskError, match="No space left on device"):
            for path in saves[1:]:
                hand_in(school, path.read_bytes(), path.name, person, "page")
                told.append(path.name)
        filler.unlink()
        digest = hashlib.sha256(saves[0].read_bytes()).hexdigest()
        assert school.kept(digest) == saves[0].read_bytes(), "pages go on"

    after_ingest(folder, Fate(tuple(told), False, 0.0))


def test_a_disk_that_takes_nothing_is_named_before_anything_is_done(folder):
    assert _mount("-o", "remount,ro", folder.parent) == 0

    with (
        pytest.raises(VedomostError, match="cannot be opened: Read-only file system"),
        open_school(folder, SetClock(deeds.NOW)),
    ):
        pass

    assert _mount("-o", "remount,rw", folder.parent) == 0
    after_ingest(folder, Fate((), False, 0.0))


def test_a_backup_onto_a_full_or_closed_disk_says_so_and_leaves_none(
    disk, example_folder, tmp_path
):
    shutil.copytree(example_folder, tmp_path / "school")
    with open_school(tmp_path / "school", SetClock(deeds.NOW)) as school:
        filler = _fill(disk, 1_000_000)
        with pytest.raises(VedomostError, match="No space left on device"):
            back_up(school, COMMAND, disk)
        assert [path.name for path in disk.iterdir()] == ["filler"]
        filler.unlink()
        assert _mount("-o", "remount,ro", disk) == 0
        with pytest.raises(VedomostError, match="Read-only file system"):
            back_up(school, COMMAND, disk)
        assert _mount("-o", "remount,rw", disk) == 0
        made = back_up(school, COMMAND, disk).made

    assert (made.folder / "manifest.json").is_file()
