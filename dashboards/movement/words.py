"""Movements in words, as a school's secretary writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import day
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

KINDS = {
    "enrol": N_("Enrolment"),
    "transfer": N_("Transfer to another class"),
    "leave": N_("Leaving"),
    "return": N_("Return"),
    "join_group": N_("Into a group"),
    "leave_group": N_("Out of a group"),
    "change_group": N_("Change of group"),
    "plan": N_("Individual plan"),
}
# What a person chooses to enter; the kinds of groups are one form.
FORMS = {
    "enrol": N_("Enrolment"),
    "transfer": N_("Transfer to another class"),
    "leave": N_("Leaving"),
    "return": N_("Return"),
    "groups": N_("Groups"),
    "plan": N_("Individual plan"),
}


def order(one: Mapping[str, Any], language: str) -> str:
    """Return «№ 48-у от 10.11.2026» of a row of the book; '' without an order."""
    if not one["order_number"]:
        return ""
    return say(
        N_("No. {number} of {day}"),
        language,
        number=one["order_number"],
        day=day(one["order_on"], language),
    )


def whence(one: Mapping[str, Any]) -> list[str]:
    """Return from where: a class with groups, or another school and its place."""
    there = _elsewhere(one) if one["kind"] in {"enrol", "return"} else []
    home = [] if there and one["kind"] == "return" else [one["class_from"]]
    return [part for part in (*home, *_codes(one["groups_from"]), *there) if part]


def whither(one: Mapping[str, Any]) -> list[str]:
    """Return where to: a class with groups, or another school and its place."""
    there = _elsewhere(one) if one["kind"] == "leave" else []
    return [
        part for part in (one["class_to"], *_codes(one["groups_to"]), *there) if part
    ]


def _codes(groups: str) -> list[str]:
    return groups.split(",")


def _elsewhere(one: Mapping[str, Any]) -> list[str]:
    return [part for part in (one["school_name"], one["place"]) if part]


def span(starts_on: date, ends_on: date | None, language: str) -> str:
    """Return «с 10.11.2026» or «10.11.2026–04.12.2026»."""
    first = day(starts_on, language)
    if ends_on is None:
        return say(N_("from {day} on"), language, day=first)
    return f"{first}–{day(ends_on, language)}"


def spans(stays: Iterable[tuple[date, date | None]], language: str) -> list[str]:
    """Return spans in order; a dash for none."""
    return [
        span(*stay, language) for stay in sorted(stays, key=lambda one: one[0])
    ] or ["—"]
