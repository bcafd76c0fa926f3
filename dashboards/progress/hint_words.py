"""Hints in words: the sentences of the catalogue with the figures of `marts.hints`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, number, short_day
from expectations.hints import HINT_BY_ID
from expectations.language import say
from expectations.marks import shown

if TYPE_CHECKING:
    from expectations.hints import Hint

_AVERAGES = frozenset(
    {"average_is_falling", "average_near_a_border", "two_is_expected"}
)
_FINALS_OR_AVERAGES = frozenset({"one_three_short", "one_four_short"})


def hint_of(found: dict[str, Any]) -> Hint:
    """Return the hint of the catalogue that a row of `marts.hints` gives."""
    return HINT_BY_ID[found["hint"]]


def what(found: dict[str, Any], language: str) -> str:
    """Return what was found about the student, in one sentence."""
    border = found["compared_with"] or 0
    day = found["happened_on"]
    return say(
        hint_of(found).what,
        language,
        subject=found["subject_name"],
        figure=_figure(found, language),
        compared=_compared(found, language),
        count=found["count_base"],
        day=short_day(day, language) if day else NONE,
        share=_percent(found["figure"], language),
        compared_share=_percent(found["compared_with"], language),
        ill=found["count_ill"],
        excused=found["count_excused"],
        unexcused=found["count_unexcused"],
        lower=math.floor(border),
        higher=math.floor(border) + 1,
    )


def _figure(found: dict[str, Any], language: str) -> str:
    value, name = found["figure"], found["hint"]
    if value is None:
        return NONE
    if name in _AVERAGES:
        return number(value, language)
    if name in _FINALS_OR_AVERAGES and found["compared_with"] is None:
        return number(value, language)
    return shown(str(int(value)))


def _compared(found: dict[str, Any], language: str) -> str:
    value = found["compared_with"]
    if value is None:
        return NONE
    places = 2 if found["hint"] in _AVERAGES else 0
    return number(value, language, places)


def _percent(value: float | None, language: str) -> str:
    return NONE if value is None else f"{number(100 * value, language, 0)}\u00a0%"
