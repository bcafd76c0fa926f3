"""A school killed while it publishes: nothing is in the region twice or missing."""

from __future__ import annotations

import shutil

from tests.crash.deeds import publishes
from tests.crash.killing import kill_behind, let_live
from warehouse.region.lake import Lake
from warehouse.region.office import create_region
from warehouse.region.publishing import KEPT
from warehouse.region.settings import settings_of

TABLES = ("pages", "classes", "periods", "places", "entries", "timeliness", *KEPT)
SHARES = (0.1, 0.3, 0.5, 0.7, 0.85, 0.95)


def with_region(filled_folder, place):
    """Copy the school into `place`, with a region beside it that knows it."""
    shutil.copytree(filled_folder, place / "school")
    create_region(place / "region", "Область", "ducklake:lake.ducklake", "data")
    with Lake(settings_of(place / "region")).opened(to_write=True) as connection:
        connection.execute(
            "insert into lake.schools values ('school-17', 'Школа № 17', 'd', 'Район')"
        )
    return place / "school"


def content(folder):
    """Return every row of the region's lake, but when it came."""
    with Lake(settings_of(folder.parent / "region")).opened() as connection:
        return {
            name: sorted(
                connection.execute(f"select * from lake.{name}").fetchall(), key=repr
            )
            for name in TABLES
        }


def test_killed_at_any_moment_nothing_is_there_twice_or_missing(
    filled_folder, tmp_path
):
    whole = with_region(filled_folder, tmp_path / "whole")
    seconds = let_live(publishes, whole).seconds
    killed = with_region(filled_folder, tmp_path / "killed")
    shutil.copytree(whole / "keys", killed / "keys", dirs_exist_ok=True)

    fates = [kill_behind(publishes, killed, 1, seconds * share) for share in SHARES]
    let_live(publishes, killed)

    assert any(fate.acknowledged == ("open",) for fate in fates)
    assert content(killed) == content(whole)
