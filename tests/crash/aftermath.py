"""What must hold after a kill: the school is started again, by nobody's hand.

Nothing that was acknowledged is lost, nothing half-done is visible, `vedomost verify`
finds nothing, and the same deed goes on to its end.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from tests.crash import deeds
from tests.ingest.desk import desk_in
from warehouse.archive.packages import registered
from warehouse.backups.restoring import restore
from warehouse.backups.settings import key_place
from warehouse.backups.shelf import backups_in
from warehouse.clock import SetClock
from warehouse.integrity.report import verify_school
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.crash.killing import Fate
    from warehouse.school_folder import School


def after_ingest(folder: Path, fate: Fate) -> None:
    """Every acknowledged save is whole; the one on its way is whole or not there."""
    saves = deeds.saves_beside(folder)
    count = len(fate.acknowledged)
    with open_school(folder, SetClock(deeds.NOW)) as school:
        deeds.take_up(school)
        _is_whole(school)
        marks = desk_in(school).values()
        assert len(marks) in {count, min(count + 1, len(saves))}, "lost, or half done"
        for path in saves[:count]:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            assert school.kept(digest) == path.read_bytes()
        with school.database.reading() as cursor:
            uploads = cursor.execute(
                "select file_name, count(*), min(status), max(status) "
                "from journal.uploads group by file_name order by file_name"
            ).fetchall()
    recorded = [(path.name, 1, "recorded", "recorded") for path in saves[: len(marks)]]
    assert uploads == recorded, "each once, and only once"


def after_closing(folder: Path, fate: Fate) -> None:
    """What was closed stays closed and lies in the archive, by itself."""
    told = {one.removeprefix("closed ") for one in fate.acknowledged if "closed" in one}
    packed = [one for one in fate.acknowledged if one.startswith("packed ")]
    with open_school(folder, SetClock(deeds.LAST_DAY)) as school:
        deeds.take_up(school)
        _is_whole(school)
        with school.database.reading() as cursor:
            closed = cursor.execute(
                "select class_id from journal.closed_periods"
            ).fetchall()
            packages = [one.path for one in registered(cursor)]
        assert told <= {class_id for (class_id,) in closed}, "a closing was lost"
        assert len(packages) == len(closed), "each closing has its one package"
        assert {one.removeprefix("packed ") for one in packed} <= set(packages)
        for path in packages:
            assert (folder / path / "bagit.txt").is_file()


def after_export(folder: Path, fate: Fate) -> None:
    """An export is registered and whole, or nothing of it is to be seen."""
    with open_school(folder, SetClock(deeds.NOW)) as school:
        deeds.take_up(school)
        _is_whole(school)
        with school.database.reading() as cursor:
            files = cursor.execute(
                "select distinct export_id, path from journal.exported_files"
            ).fetchall()
        assert set(fate.acknowledged) <= {export_id for export_id, _ in files}
        lying = {
            path.relative_to(folder).as_posix()
            for path in (folder / "exports").rglob("*")
            if path.is_file()
        }
        assert lying == {path for _, path in files}


def after_backup(folder: Path, fate: Fate) -> None:
    """Every backup that is to be seen restores to a school that holds."""
    place = deeds.backups_beside(folder)
    with open_school(folder, SetClock(deeds.NOW)) as school:
        deeds.take_up(school)
        _is_whole(school)
    found = backups_in(place)
    assert set(fate.acknowledged) <= {one.folder.name for one in found}
    visible = {path.name for path in place.glob("[!.]*") if path.is_dir()}
    assert {one.folder.name for one in found} == visible - {"store"}
    for one in found[:1]:  # the newest is the one that the kill may have spoiled
        restored = folder.parent / f"restored-{one.folder.name}"
        restore(one.folder, restored, key_place(""), takes_over=False)
        with open_school(restored, SetClock(deeds.NOW)) as school:
            _is_whole(school)
        shutil.rmtree(restored)


def after_changing_keys(folder: Path, fate: Fate) -> None:
    """The ledger has the last key that was told, or the one after it, and signs."""
    with open_school(folder, SetClock(deeds.NOW)) as school:
        deeds.take_up(school)
        count = len(fate.acknowledged)
        assert len(deeds.keys_of(school)) in {count, min(count + 1, 5)}
        desk_in(school).enter(desk_in(school).students[0], "5")
        desk_in(school).enter(desk_in(school).students[0], "4")
        _is_whole(school)


AFTER: dict[str, Callable[[Path, Fate], None]] = {
    "ingest": after_ingest,
    "closing": after_closing,
    "export": after_export,
    "backup": after_backup,
    "keys": after_changing_keys,
}


def _is_whole(school: School) -> None:
    report = verify_school(school)
    assert report.differences == ()
    assert [path for path in school.folder.rglob("*.part") if path.is_file()] == []
