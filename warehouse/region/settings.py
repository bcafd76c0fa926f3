"""A region's `vedomost.toml`: what it is called and where its lake lies.

    name = "Комитет образования"
    timezone = "Europe/Moscow"
    language = "ru"
    catalogue = "ducklake:lake.ducklake"
    data = "data"

`catalogue` is a file beside it, or `ducklake:postgres:dbname=… host=…`; `data` a folder
beside it, or `s3://…`. Schools that publish read the same file, or a copy of it. The
sections [mail] and the lines of an identity provider are those of a school.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.errors import VedomostError
from warehouse.school_folder import SETTINGS_FILE, read_settings, write_settings

if TYPE_CHECKING:
    from pathlib import Path

DUCKLAKE = "ducklake:"
POSTGRES = f"{DUCKLAKE}postgres:"
_NEEDED = ("name", "timezone", "language", "catalogue", "data")


class RegionSettings(NamedTuple):
    """What `region.toml` says, with whole paths."""

    folder: Path
    name: str
    timezone: str
    language: str
    catalogue: str
    data: str

    @property
    def is_one_file(self) -> bool:
        """Tell whether the catalogue is a file, which one program opens at a time."""
        return not self.catalogue.startswith(POSTGRES)


def settings_of(place: Path) -> RegionSettings:
    """Read the settings of a region; `place` is its folder or that file in it."""
    path = (place if place.is_dir() else place.parent) / SETTINGS_FILE
    if not path.exists():
        raise VedomostError(
            "{place} is no region: {file} is missing. Make one with “vedomost region "
            "init”.",
            place=place,
            file=SETTINGS_FILE,
        )
    said = read_settings(path.parent)
    for key in _NEEDED:
        if not isinstance(said.get(key), str) or not said[key]:
            raise VedomostError(
                "{path} lacks the line “{key}”. Write it as the guide shows.",
                path=path,
                key=key,
            )
    if not said["catalogue"].startswith(DUCKLAKE):
        raise VedomostError(
            "{path} names a catalogue that is none: “{catalogue}”. Write "
            "“ducklake:postgres:…”, or “ducklake:” and a file.",
            path=path,
            catalogue=said["catalogue"],
        )
    folder = path.parent.absolute()
    return RegionSettings(
        folder,
        said["name"],
        said["timezone"],
        said["language"],
        _catalogue(folder, said["catalogue"]),
        said["data"] if "://" in said["data"] else str(folder / said["data"]),
    )


def create_settings(folder: Path, name: str, catalogue: str, data: str) -> None:
    """Write the file of a new region; refuses a folder that has one."""
    if (folder / SETTINGS_FILE).exists():
        raise VedomostError("{folder} already holds a region.", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(
        folder,
        {
            "name": name,
            "timezone": "Europe/Moscow",
            "language": "ru",
            "catalogue": catalogue,
            "data": data,
        },
    )


def _catalogue(folder: Path, said: str) -> str:
    """Return the catalogue with a whole path where it is a file."""
    if said.startswith(POSTGRES):
        return said
    return f"{DUCKLAKE}{folder / said.removeprefix(DUCKLAKE)}"
