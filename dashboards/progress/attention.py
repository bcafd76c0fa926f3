"""Who needs attention and what is within reach: hints with what to do."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import number
from dashboards.progress.hint_words import hint_of, what
from dashboards.tables import cell, heading, row, table
from expectations.hint_numbers import HINT_NUMBERS
from expectations.hints import HINTS
from expectations.hints_page import numbers
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboards.progress.links import Links

_ORDER = {hint.id: place for place, hint in enumerate(HINTS)}


def of_kind(hints: pl.DataFrame, kind: str) -> list[dict[str, Any]]:
    """Return the hints that are a `risk` or a `chance`, the gravest first."""
    found = [one for one in hints.iter_rows(named=True) if hint_of(one).kind == kind]
    return sorted(found, key=lambda one: (_ORDER[one["hint"]], one["subject_name"]))


def by_student(
    found: list[dict[str, Any]], title: str, links: Links, language: str
) -> str:
    """Return students with all their hints, those with most of them first."""
    of_student: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in found:
        of_student[one["student_id"], one["student_name"]].append(one)
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("What is seen, and what to do"), language)),
    )
    body = [
        row(
            links.name(student_id, name),
            f'<td class="wide">{listed(hints, language)}</td>',
        )
        for (student_id, name), hints in sorted(
            of_student.items(), key=lambda known: (-len(known[1]), known[0][1])
        )
    ]
    return table(title, [head], body)


def listed(hints: list[dict[str, Any]], language: str) -> str:
    """Return hints one below the other; what is done about alike ones is said once."""
    of_hint: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in hints:
        of_hint[one["hint"]].append(one)
    return "".join(
        '<div class="hint">'
        + "<br>".join(escape(what(one, language)) for one in alike)
        + f'<div class="quiet">{escape(say(hint_of(alike[0]).to_do, language))}</div>'
        + "</div>"
        for alike in of_hint.values()
    )


def catalogue(held: Mapping[str, float], language: str) -> str:
    """Return how hints are given: each with its reason and the school's numbers."""
    known = numbers()
    head = row(
        heading(say(N_("Hint"), language), "name"),
        heading(say(N_("Why"), language)),
        heading(say(N_("By which numbers"), language)),
        heading(say(N_("Clause"), language)),
    )
    body = [
        row(
            heading(say(hint.title, language).removesuffix("."), "wide", scope="row"),
            cell(say(hint.why, language), "wide"),
            cell(
                "; ".join(
                    f"{say(known[name].meaning, language)}: "
                    + _held(held.get(name), language)
                    for name in hint.parameters
                ),
                "wide quiet",
            ),
            cell(say(N_("§{clause}"), language, clause=hint.clause), "nowrap"),
        )
        for hint in HINTS
    ]
    return table(say(N_("How hints are given"), language), [head], body)


def _held(value: float | None, language: str) -> str:
    if value is None:
        return say(N_("not in the set-up, so the hint is not given"), language)
    places = 0 if value == int(value) else 2
    return number(value, language, places)


def missing_numbers(held: Mapping[str, float]) -> list[str]:
    """Return the meanings of the numbers that the school's set-up lacks."""
    return [one.meaning for name, one in HINT_NUMBERS.items() if name not in held]
