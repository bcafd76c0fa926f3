"""What the archive does by the clock: make what is owed, check what lies there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.scheduling.job import Job, StoppedError
from dashboards.scheduling.telling import told
from dashboards.scheduling.times import nightly, weekly
from expectations.language import N_
from warehouse.archive.checking import check_archive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from dashboards.scheduling.times import Due
    from dashboards.site import Site

_LONGEST = 600.0  # seconds that a night's packages may take before the next try


def _make_owed(site: Site, _due: Due) -> str:
    """Make what is owed: after permissions that ended yesterday, after failures."""
    site.archive.wake()
    is_over = site.archive.wait(_LONGEST)
    failures = site.archive.failures()
    if site.versions.is_closing:
        raise StoppedError
    if not is_over or failures:
        first = next(iter(failures.values()), None)
        if first is not None:
            raise VedomostError(first.sentence, **first.facts)
        raise VedomostError("The packages of this night are still being made.")
    return told(N_("Nothing is owed to the archive."))


def _check(site: Site, _due: Due) -> str:
    found = check_archive(site.school, lambda: not site.versions.is_closing)
    if site.versions.is_closing:
        raise StoppedError
    bad = [one.package.path for one in found if one.unlike]
    if bad:
        return told(
            N_("Packages checked: {count}. Not as sealed: {bad}."),
            count=len(found),
            bad=", ".join(bad),
        )
    return told(N_("Packages checked: {count}. All are as sealed."), count=len(found))


MAKE_OWED = Job(
    "archive_packages", N_("Archive packages that are owed"), nightly(1), _make_owed
)
CHECK = Job("check_archive", N_("Check of the archive"), weekly("sun", 4), _check)
