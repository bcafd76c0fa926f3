"""Changes of staff in words, as a school's deputy writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import day
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

KINDS = {
    "absence": N_("Illness or leave"),
    "return": N_("Back at work"),
    "leave": N_("Leaves the school"),
    "page": N_("A page passes on"),
    "homeroom": N_("Homeroom passes on"),
    "join": N_("New on the staff"),
}
WHATS = {
    "page": N_("journal page"),
    "homeroom": N_("homeroom"),
    "roles": N_("roles"),
    "person": N_("work at the school"),
}
NOBODY = N_("nobody yet")


def thing(one: Mapping[str, Any], language: str) -> str:
    """Return what passed on: «5А · Русский язык», or homeroom of a class."""
    if one["what"] == "page":
        return f"{one['unit_name']} · {one['subject_name']}"
    told = say(WHATS[one["what"]], language)
    return f"{one['unit_name']} · {told}" if one["unit_name"] else told


def whose(name: str, language: str) -> str:
    """Return a name, or that there is nobody."""
    return name or say(NOBODY, language)


def span(starts_on: date, ends_on: date | None, language: str) -> str:
    """Return «с 24.11.2026», or both days."""
    first = day(starts_on, language)
    if ends_on is None:
        return say(N_("from {day} on"), language, day=first)
    return f"{first}–{day(ends_on, language)}"


def order(one: Mapping[str, Any], language: str) -> str:
    """Return the order's number and date, '' without one."""
    if not one["order_number"]:
        return ""
    return say(
        N_("No. {number} of {day}"),
        language,
        number=one["order_number"],
        day=day(one["order_on"], language),
    )
