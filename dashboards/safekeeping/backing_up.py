"""A backup by command or by the clock, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.safekeeping.words import megabytes
from dashboards.scheduling.job import Job, StoppedError
from dashboards.scheduling.telling import told
from dashboards.scheduling.times import nightly
from expectations.language import N_, say
from warehouse.backups import making
from warehouse.backups.backing_up import COMMAND, SCHEDULE, back_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.control.commands import Asked
    from dashboards.scheduling.times import Due
    from dashboards.site import Site
    from warehouse.backups.backing_up import Done

_MADE = N_(
    "Backed up: {files} files, {size} MB; new since the backup before: {new_files} "
    "files, {new_size} MB. The ledger up to block {block}."
)
_SAME_DISK = N_(
    "It lies on the same disk as the school: that does not help when the disk fails. "
    "Name a folder on another one in the section [backup] of vedomost.toml."
)
_NOT_ENCRYPTED = N_(
    "It is not encrypted: whoever can read {folder} reads every mark, and the school’s "
    "keys with them. “vedomost new-key” makes a key for backups."
)
_REMOVED = N_("Backups past their term that were removed: {count}")
_A_COPY = N_(
    "No backup: this school is a copy, restored from {backup}. Remove the line copy_of "
    "from vedomost.toml when it takes over."
)


def by_command(asked: Asked) -> bool:
    """Do `vedomost backup`: the backup's folder on stdout, the rest beside."""
    to = asked.arguments.get("to")
    done = back_up(
        asked.school,
        COMMAND,
        Path(str(to)) if to else None,
        asked.is_stopping,
    )
    asked.show(str(done.made.folder))
    for line in lines(done, asked.language):
        asked.narrate(line)
    return True


def lines(done: Done, language: str) -> Iterator[str]:
    """Tell of a backup, and what is risky about where it lies."""
    yield say(_MADE, language, **_figures(done, language))
    if done.removed:
        yield say(_REMOVED, language, count=len(done.removed))
    if done.is_on_the_schools_disk:
        yield say(_SAME_DISK, language)
    if done.made.manifest.lock is None:
        yield say(_NOT_ENCRYPTED, language, folder=done.made.folder.parent)


def _by_the_clock(site: Site, _due: Due) -> str:
    if site.school.copy_of:
        return told(_A_COPY, backup=site.school.copy_of)
    try:
        done = back_up(
            site.school, SCHEDULE, is_stopping=lambda: site.versions.is_closing
        )
    except making.StoppedError as error:
        raise StoppedError from error
    return told(_MADE, **_figures(done, site.school.language))


def _figures(done: Done, language: str) -> dict[str, object]:
    made = done.made
    return {
        "files": len(made.manifest.files),
        "size": megabytes(made.manifest.size, language),
        "new_files": made.count_new_files,
        "new_size": megabytes(made.new_bytes, language),
        "block": made.manifest.block_id,
    }


BACKUP = Job("backup", N_("Nightly backup"), nightly(2, 30), _by_the_clock)
