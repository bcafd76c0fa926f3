"""Publishing to the region, by command or by the clock, in words."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.scheduling.job import Job
from dashboards.scheduling.telling import told
from dashboards.scheduling.times import nightly
from expectations.language import N_, say
from warehouse.errors import VedomostError
from warehouse.region.lake import Lake
from warehouse.region.publishing import publish
from warehouse.region.settings import settings_of
from warehouse.school_folder import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboards.control.commands import Asked
    from dashboards.scheduling.times import Due
    from dashboards.site import Site
    from warehouse.region.publishing import Published
    from warehouse.school_folder import School

_DONE = N_(
    "Published to the region “{region}”: new entries: {entries}; the ledger up to "
    "block {block}."
)
_ANEW = N_(
    "Published anew to the region “{region}”: entries: {entries}; the ledger up to "
    "block {block}."
)
_NOWHERE = N_(
    "Say where the region is: --to its folder, or the line publish_to in vedomost.toml."
)
_A_COPY = N_(
    "Not published: this school is a copy, restored from {backup}. Remove the line "
    "copy_of from vedomost.toml when it takes over."
)


def by_command(asked: Asked) -> bool:
    """Do `vedomost publish`."""
    from warehouse.build import build_models

    to = str(asked.arguments.get("to") or _said(asked.school))
    if not to:
        raise VedomostError(_NOWHERE)
    if asked.school.copy_of:
        raise VedomostError(_A_COPY, backup=asked.school.copy_of)
    if asked.site is None:
        build_models(asked.school.database)
    region, done = _published(asked.school, Path(to))
    asked.narrate(say(_sentence(done), asked.language, **_figures(region, done)))
    return True


def _by_the_clock(site: Site, _due: Due) -> str:
    school = site.school
    if school.copy_of:
        return told(_A_COPY, backup=school.copy_of)
    region, done = _published(school, Path(_said(school)))
    return told(_sentence(done), **_figures(region, done))


def _said(school: School) -> str:
    """Return the region's folder that a school's settings name; '' for none."""
    to = str(read_settings(school.folder).get("publish_to", ""))
    return str(school.folder / to) if to else ""


def _published(school: School, place: Path) -> tuple[str, Published]:
    settings = settings_of(place)
    return settings.name, publish(school, Lake(settings))


def _sentence(done: Published) -> str:
    return _ANEW if done.is_whole else _DONE


def _figures(region: str, done: Published) -> dict[str, object]:
    return {
        "region": region,
        "entries": done.count_entries,
        "block": done.last_block_id,
    }


def _times(school: School, now: datetime) -> Sequence[Due]:
    """Be due at night in a school that names a region, not all in the same minute."""
    if not _said(school):
        return ()
    minute = zlib.crc32(school.school_id.encode()) % 60
    return nightly(4, minute)(school, now)


PUBLISH = Job("publish", N_("Publishing to the region"), _times, _by_the_clock)
