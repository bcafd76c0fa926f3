"""What the archive's pages call states, reasons and differences of packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.safekeeping.words import megabytes
from expectations.language import N_, say
from warehouse.integrity.packages import DIFFERENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

UNLIKE = {what: told.what for what, told in DIFFERENCES.items()}


def volume(size_bytes: int, language: str) -> str:
    """Return «3,4 МБ»."""
    return say(N_("{figure} MB"), language, figure=megabytes(size_bytes, language))


def why(package: Mapping[str, Any], language: str) -> str:
    """Return why a package was made, and which one it adds to."""
    former = package["refers_to_number"]
    if former is None:
        return say(N_("closing of the journal"), language)
    told = {
        "closing": N_("adds to No. {former}: closed anew"),
        "changes": N_("adds to No. {former}: corrected after closing"),
        "asked": N_("adds to No. {former}: {reason}"),
    }[package["why"]]
    return say(told, language, former=former, reason=package["reason"])


def last_check(package: Mapping[str, Any], language: str) -> str:
    """Return what the last check found, '' if all was as sealed."""
    if not package["count_unlike"]:
        return ""
    what = say(UNLIKE[package["unlike_what"]], language)
    file = package["unlike_file"]
    return f"{file}: {what}" if file else what
