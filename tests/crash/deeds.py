"""What a school is doing when it is killed; each deed tells what it has acknowledged.

A deed starts as the server does and goes on from whatever an earlier run has left.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dashboards.archive.making import make
from dashboards.monthly_export import making, months
from dashboards.monthly_export.registered import Order
from dashboards.monthly_export.shelf import sweep
from ingest.load import finish_interrupted, hand_in
from warehouse.archive.owing import owed
from warehouse.backups.backing_up import COMMAND, back_up
from warehouse.clock import SetClock
from warehouse.closing import close
from warehouse.monthly_exports import SCHEDULE
from warehouse.region.lake import Lake
from warehouse.region.publishing import publish
from warehouse.region.settings import settings_of
from warehouse.school_folder import open_school
from warehouse.signing import change_key
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warehouse.school_folder import School

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
LAST_DAY = datetime(2026, 12, 30, 12, 0, tzinfo=UTC)  # of the half-year
TO_CLOSE = (("1А", "2026-Q1"), ("5А", "2026-Q1"), ("10А", "2026-H1"))
MONTHS = ("2026-10", "2026-11")
ADDRESS = "https://journal.school.example"
DIRECTOR = Viewer("С-01", frozenset())


def saves_beside(folder: Path) -> list[Path]:
    """Return a teacher's successive saves that lie beside a school, in order."""
    return sorted(folder.parent.glob("save-*.xlsx"))


def backups_beside(folder: Path) -> Path:
    """Return where a school's backups go."""
    return folder.parent / "backups"


def take_up(school: School) -> None:
    """Do what every start of the server does."""
    finish_interrupted(school)
    sweep(school)
    make_owed(school, _nothing)


def ingest(folder: Path, tell: Callable[[str], None]) -> None:
    """Hand in the saves, one after the other."""
    with open_school(folder, SetClock(NOW)) as school:
        take_up(school)
        _hand_in(school, saves_beside(folder), tell)


def closing(folder: Path, tell: Callable[[str], None]) -> None:
    """Close what is open and pack each class for the archive."""
    with open_school(folder, SetClock(LAST_DAY)) as school:
        take_up(school)
        for class_id, period_id in _open_periods(school):
            close(school, DIRECTOR, class_id, period_id, "Двое на лечении")
            tell(f"closed {class_id}")
            make_owed(school, tell)


def _open_periods(school: School) -> list[tuple[str, str]]:
    with school.database.reading() as cursor:
        closed = cursor.execute(
            "select class_id, period_id from journal.closed_periods"
        ).fetchall()
    return [one for one in TO_CLOSE if one not in closed]


def export(folder: Path, tell: Callable[[str], None]) -> None:
    """Export two months, as the schedule does after a standstill."""
    with open_school(folder, SetClock(NOW)) as school:
        take_up(school)
        for key in MONTHS:
            month = months.month_of(school, key)
            levels = tuple(months.open_levels(school, month))
            if levels:
                made = making.export(school, Order(month, levels, SCHEDULE))
                assert not made.failed
                tell(made.export_id)


def backup(folder: Path, tell: Callable[[str], None]) -> None:
    """Hand in and back up by turns."""
    backups_beside(folder).mkdir(exist_ok=True)
    with open_school(folder, SetClock(NOW)) as school:
        take_up(school)
        for path in saves_beside(folder):
            _hand_in(school, [path], _nothing)
            done = back_up(school, COMMAND, backups_beside(folder))
            tell(done.made.folder.name)


def changing_keys(folder: Path, tell: Callable[[str], None]) -> None:
    """Give the ledger one new signing key after the other, five in all."""
    with open_school(folder, SetClock(NOW)) as school:
        for number in range(len(keys_of(school)), 5):
            assert change_key(school, "").key_id == keys_of(school)[-1]
            tell(f"key {number}")


def keys_of(school: School) -> list[str]:
    """Return the keys that followed the first one."""
    with school.database.reading() as cursor:
        changed = cursor.execute(
            "select key_id from journal.key_changes order by block_id"
        ).fetchall()
    return [key_id for (key_id,) in changed]


def make_owed(school: School, tell: Callable[[str], None]) -> None:
    """Make every package that a closed journal owes."""
    with school.database.reading() as cursor:
        due = owed(cursor, school.clock.now())
    for one in due:
        make(school, one, ADDRESS)
        tell(f"packed {one.path}")


def _hand_in(school: School, paths: list[Path], tell: Callable[[str], None]) -> None:
    person = (school.folder.parent / "person").read_text(encoding="utf-8")
    with school.database.reading() as cursor:
        rows = cursor.execute("select file_name from journal.uploads").fetchall()
    there = {name for (name,) in rows}
    for path in paths:
        if path.name in there:
            continue
        receipt = hand_in(school, path.read_bytes(), path.name, person, "page")
        assert receipt.status == "recorded", receipt
        tell(path.name)


def _nothing(_word: str) -> None:
    """Tell nobody."""


def publishes(folder: Path, tell: Callable[[str], None]) -> None:
    """Publish to the region that lies beside the school."""
    with open_school(folder, SetClock(NOW)) as school:
        tell("open")
        publish(school, Lake(settings_of(folder.parent / "region")))
    tell("published")
